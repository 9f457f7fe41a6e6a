"""Signatures and other places where a document's text is cut: issuer and date, annexes, imprints."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exchange.documents.bodies import is_body
from exchange.documents.numerals import han_number
from exchange.documents.source import Source, Span, Strip

LONGEST_ISSUER = 40
LONGEST_SIGNATURE = 90

_WESTERN = r"(?P<y>(?:19|20)\d{2})[年.\-/](?P<m>\d{1,2})[月.\-/](?P<d>\d{1,2})日?"
_CHINESE = r"(?P<cy>[一二][〇○零ＯOo０0一二三四五六七八九]{3})年(?P<cm>[一二三四五六七八九十]{1,3})月(?P<cd>[一二三四五六七八九十廿卅]{1,3})日"
DATE = re.compile(rf"{_WESTERN}|{_CHINESE}")
DATE_LINE = re.compile(rf"[（(]?(?:{_WESTERN}|{_CHINESE})(?P<printed>印发|发布)?[）)]?")
_SIGNED_LINE = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）()]{{2,60}}?)(?:{_WESTERN}|{_CHINESE})(?P<printed>印发)?")
_GLUED = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）()]{{2,60}})(?:{_WESTERN}|{_CHINESE})$")
_AFTER_SIGNATURE = re.compile(
    r"[（(](?:此件|联系|信息公开)|附件|附[：:]|抄送|主送|公开(?:方式|属性)|信息公开|主动公开|印发$|.{0,40}印发$|[—-]"
)
_ANNEX = re.compile(r"(?:附件|附表|附)(?:\d{1,2}|[一二三四五六七八九十])?(?:[：:].{0,80}|[-—]?\d{0,2})?")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its text as printed (blanks kept) and without blanks."""

    printed: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Signature:
    issuer: str | None
    issued_on: date
    first_line: int
    is_printing_note: bool = False


def cuts(source: Source, strip: Strip) -> list[int]:
    """Indexes of the strip where annexes begin and where signatures stand: nothing numbered goes on across them."""
    lines = [line_of(source, span) for span in source.paragraphs]
    places = []
    for order, line in enumerate(lines):
        if len(line.text) <= LONGEST_SIGNATURE and _ANNEX.fullmatch(line.text) and not line.text.startswith("附则"):
            places.append(line.span.start)
        elif signature := _signature_at(lines, order):
            places.append(lines[signature.first_line].span.start)
        elif _is_closing_note(line.text):
            places.append(line.span.start)
    return [strip.index(place) for place in places]


def parse_date(found: re.Match[str] | None) -> date | None:
    """The date that a match of this module holds, or None where there is no such day."""
    if found is None:
        return None
    groups = found.groupdict()
    try:
        if groups.get("y"):
            return date(int(groups["y"]), int(groups["m"]), int(groups["d"]))
        year = "".join(str(han_number(char)) if char in "一二三四五六七八九" else "0" for char in groups["cy"])
        return date(
            int(year), han_number(groups["cm"]), han_number(groups["cd"].replace("廿", "二十").replace("卅", "三十"))
        )
    except ValueError:
        return None


def _is_closing_note(text: str) -> bool:
    return bool(re.match(r"[（(]此件|抄送[：:]|主题词[：:]", text)) or (
        len(text) <= 60 and bool(re.search(r"日印发$", text))
    )


def line_of(source: Source, span: Span) -> Line:
    printed = source.text[span.start : span.end]
    return Line(printed, re.sub(r"\s+", "", printed), span)


def signature_of(lines: Sequence[Line], top: int) -> Signature | None:
    """The issuer's name and date: above the plan that a notice circulates, else at the end, else under the title."""
    found = [signature for order in range(len(lines)) if (signature := _signature_at(lines, order))]
    signed = [
        signature
        for signature in found
        if signature.issuer and not signature.is_printing_note and signature.first_line >= top - 1
    ]
    if signed:
        return signed[0]
    if glued := _glued_signature(lines):
        return glued
    dated = [signature for signature in found if not signature.is_printing_note]
    return next(iter(dated), None) or next(iter(found), None)


def _signature_at(lines: Sequence[Line], order: int) -> Signature | None:
    """The signature whose date stands on a line; the issuers are on the lines above, or on the same one."""
    text = lines[order].text
    if len(text) > LONGEST_SIGNATURE:
        return None
    if found := DATE_LINE.fullmatch(text):
        issued_on = parse_date(found)
        if issued_on is None:
            return None
        first, issuer = _issuers_above(lines, order)
        is_note = bool(found.group("printed"))
        return Signature(issuer, issued_on, first, is_note)
    found = _SIGNED_LINE.fullmatch(text)
    if found and is_body(found.group("issuer")[-LONGEST_ISSUER:]) and (issued_on := parse_date(found)):
        return Signature(_issuer_words(lines[order].printed), issued_on, order, bool(found.group("printed")))
    return None


def _issuers_above(lines: Sequence[Line], order: int) -> tuple[int, str | None]:
    names: list[str] = []
    first = order
    for line in reversed(lines[max(0, order - 6) : order]):
        words = line.printed.strip("# *").split(" ")
        joined = _body_words(words)
        if not joined or len(line.text) > LONGEST_ISSUER * 2:
            break
        names.insert(0, joined)
        first -= 1
    return first, " ".join(names) if names else None


def _body_words(words: Sequence[str]) -> str:
    """The names on a signature's line; a name whose letters are spaced out is put together again."""
    joined = "".join(words)
    if all(len(word) >= 4 and is_body(word) for word in words):
        return " ".join(words)
    return joined if is_body(joined) and not re.search(r"关于|印发|通知|意见", joined) else ""


def _issuer_words(printed: str) -> str:
    found = DATE.search(re.sub(r"\s+", "", printed))
    text = re.sub(r"\s+", "", printed)
    return text[: found.start()] if found else text


def _glued_signature(lines: Sequence[Line]) -> Signature | None:
    """「……及时向国务院报告。国务院办公厅2020年11月1日」: issuer and date at the end of the last sentence."""
    for order in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
        text = lines[order].text
        if _AFTER_SIGNATURE.match(text) and len(text) < 120:
            continue
        tail = re.sub(r"[（(][^（）()]{2,20}[）)]$", "", text[-160:])
        found = _GLUED.search(tail)
        if found and (issued_on := parse_date(found)):
            name = _last_body(_behind_brackets(found.group("issuer")))
            return Signature(name, issued_on, order) if name else None
        return None
    return None


def _behind_brackets(text: str) -> str:
    """What stands behind the last bracket of a group that a signature is glued to."""
    behind = re.split(r"[）)]", text)[-1]
    return behind if len(behind) >= 3 else text


def _last_body(text: str) -> str | None:
    return next(
        (
            text[start:]
            for start in range(max(0, len(text) - LONGEST_ISSUER), len(text) - 2)
            if is_body(text[start:]) and text[:start][-1:] in ("", "）", ")")
        ),
        None,
    )
