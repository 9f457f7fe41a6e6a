"""Numerals that may be a document's numbers: how they are written, and how well their place says that they are."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from exchange.documents.source import Strip


class Kind(StrEnum):
    CUT = "cut"  # an annex or a signature: nothing goes on across it
    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    HAN = "han"
    ARTICLE = "article"
    PAREN = "paren"
    ITEM = "item"  # 「问题1：」, 「任务三：」
    NUMBER = "number"
    DECIMAL = "decimal"
    BRACKET = "bracket"
    HALF = "half"
    CIRCLE = "circle"
    ROW = "row"  # a table row, named by its own number or its place


class Footing(IntEnum):
    """How well a numeral's place says that it is a heading's."""

    LOOSE = 0
    AFTER_CLAUSE = 1
    AFTER_SENTENCE = 2
    AFTER_GROUP = 3
    LINE_START = 4


_INLINE_KINDS = frozenset({Kind.HAN, Kind.ARTICLE, Kind.PAREN, Kind.NUMBER, Kind.BRACKET, Kind.CIRCLE})
ENUMERATING_KINDS = frozenset({Kind.BRACKET, Kind.HALF, Kind.CIRCLE})

_HAN = "[一二三四五六七八九十百零〇]"
_TOKEN = (
    rf"第(?P<article>{_HAN}{{1,7}}|\d{{1,4}})(?P<unit>编|部分|章|节|条)[：:、.．]?"
    rf"|[（(](?P<paren>{_HAN}{{1,5}})[）)][、.．,，：:]?"
    r"|[（(](?P<bracket>\d{1,3})[）)][、.．,，：:]?"
    rf"|(?P<han>{_HAN}{{1,5}})[、.．]"
    r"|(?P<circle>[①-⑳㉑-㉟㊱-㊿])[、.．]?"
    r"|(?P<parencircle>[㈠-㈩])|(?P<bracketcircle>[⑴-⒇])|(?P<dotted>[⒈-⒛])"
)
_AT_LINE_START = re.compile(
    rf"(?:反馈|整改|存在|具体|重点|主要|专项)*(?:问题|任务|事项|项目|举措|行动)(?:清单)?(?P<item>\d{{1,3}}|{_HAN}{{1,5}})[：:、.．](?!\d)|"
    r"(?P<decimal>\d{1,2}(?:[.．]\d{1,2}){1,3})(?![\d.．])[.．、]?(?=\D)|"
    + _TOKEN
    + rf"|(?P<number>\d{{1,3}})(?:[.．、]|[,，](?!\d)|(?=\D))|(?P<half>\d{{1,3}})[）)]|(?P<hanspace>{_HAN}{{1,5}})(?=\S)"
)
_INLINE = re.compile(_TOKEN + r"|(?<![\d.．])(?P<number>\d{1,3})[.．、]")

_QUANTITY = re.compile(
    r"\d+(?:\.\d+)?(?:%|％|‰|个百分点|亿|万|千|百(?!姓)|元|倍|公里|千米|米|吨|亩|公顷|平方|立方|度|℃|人(?!才|民|社|大|工))"
)
YEAR = re.compile(r"(?:19|20)\d{2}[年—－-]")
_REFERENCE = re.compile(r"(?:规定|的|第|款|项|和|至|以及|及|所|中|、第)")
_GOES_ON_COUNTING = re.compile(rf"(?:{_HAN}{{1,3}}|\d{{1,3}})[、和至及]|{_HAN}?[类级期批档]|[是要]")
_DUTY_WORDS = re.compile(r"负责|牵头|单位|部门|配合|落实|实施|委|局|办")
_SENTENCE_END = "。！？!?"
_CLAUSE_END = "；：;:"
_CLOSERS = "）)】〕]”’》"

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class Marker:
    """A numeral at indexes of the strip; `label` is its part of the path: "三", "(一)", "1", "第10条"."""

    kind: Kind
    number: int
    label: str
    start: int
    end: int
    footing: Footing = Footing.LINE_START
    is_doubtful: bool = False  # a decimal perhaps: 「4.2亿元以上项目……」


def han_number(text: str) -> int:
    """The value of a Chinese numeral up to 999; 0 where it is none. 一〇 and 十 are both 10."""
    if not any(unit in text for unit in "十百"):
        digits = [_DIGITS[char] for char in text if char in _DIGITS]
        return int("".join(map(str, digits))) if digits else 0
    total = current = 0
    for char in text:
        if char == "百":
            total, current = total + (current or 1) * 100, 0
        elif char == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _DIGITS.get(char, 0)
    return total + current


def line_start_marker(text: str, start: int, is_spaced: bool) -> Marker | None:
    """The numeral with which a line begins at an index, if any; `is_spaced`: a blank follows it without a point."""
    found = _AT_LINE_START.match(text, start)
    if found is None:
        return None
    marker = _marker(found, Footing.LINE_START)
    if marker is None or _is_reference(text, marker, found):
        return None
    if marker.kind is Kind.NUMBER and _is_decimal(text, found):
        marker = replace(marker, is_doubtful=True)
    has_point = found.group()[-1] in "、.．,，)）：:" or marker.kind not in (Kind.NUMBER, Kind.HAN)
    return marker if has_point or is_spaced else None


def line_starts(strip: Strip) -> list[Marker]:
    found = []
    for start in strip.starts:
        match = _AT_LINE_START.match(strip.text, start)
        marker = line_start_marker(strip.text, start, bool(match and match.end() in strip.gaps))
        if marker is not None and not (marker.end < len(strip) and marker.end in strip.starts_set):
            found.append(marker)
            if marker.kind is Kind.DECIMAL and marker.label.count(".") == 1:
                first = marker.label.split(".")[0]
                found.append(Marker(Kind.NUMBER, int(first), first, start, start + len(first) + 1, is_doubtful=True))
    return found


def inlines(strip: Strip, group_ends: set[int]) -> list[Marker]:
    found = []
    for match in _INLINE.finditer(strip.text):
        if strip.is_start(match.start()):
            continue
        footing = _footing(strip, match.start(), group_ends)
        marker = _marker(match, footing)
        if marker is None or marker.kind not in _INLINE_KINDS or _is_reference(strip.text, marker, match):
            continue
        if footing >= Footing.AFTER_CLAUSE or marker.kind in (Kind.PAREN, Kind.NUMBER):
            found.append(marker)
    return found


def _footing(strip: Strip, place: int, group_ends: set[int]) -> Footing:
    before = strip.text[place - 1]
    if place in group_ends or (before == "。" and place - 1 in group_ends):
        return Footing.AFTER_GROUP
    if before in _CLOSERS:
        before = (
            strip.text[place - 2]
            if place > 1 and strip.text[place - 2] in _SENTENCE_END + _CLAUSE_END
            else "。"
            if before in "）)"
            else ""
        )
    if before and before in _SENTENCE_END:
        return Footing.AFTER_SENTENCE
    return Footing.AFTER_CLAUSE if before and before in _CLAUSE_END else Footing.LOOSE


def _marker(found: re.Match[str], footing: Footing) -> Marker | None:
    name = found.lastgroup if found.lastgroup != "unit" else "article"
    words = found.group(name or 0)
    kind, number, label = _reading(name or "", words, found)
    return Marker(kind, number, label, found.start(), found.end(), footing) if number else None


def _reading(name: str, words: str, found: re.Match[str]) -> tuple[Kind, int, str]:
    match name:
        case "article":
            unit = found.group("unit")
            kind = {"条": Kind.ARTICLE, "节": Kind.SECTION, "章": Kind.CHAPTER}.get(unit, Kind.PART)
            return kind, int(words) if words.isdigit() else han_number(words), f"第{words}{unit}"
        case "paren":
            return Kind.PAREN, han_number(words), f"({words})"
        case "bracket":
            return Kind.BRACKET, int(words), f"({words})"
        case "han" | "hanspace":
            return Kind.HAN, han_number(words), words
        case "item":
            return Kind.ITEM, int(words) if words.isdigit() else han_number(words), words
        case "circle":
            return Kind.CIRCLE, _circled(words), words
        case "parencircle":
            return Kind.PAREN, ord(words) - ord("㈠") + 1, f"({'一二三四五六七八九十'[ord(words) - ord('㈠')]})"
        case "bracketcircle":
            return Kind.BRACKET, ord(words) - ord("⑴") + 1, f"({ord(words) - ord('⑴') + 1})"
        case "dotted":
            return Kind.NUMBER, ord(words) - ord("⒈") + 1, str(ord(words) - ord("⒈") + 1)
        case "decimal":
            return Kind.DECIMAL, int(re.split(r"[.．]", words)[-1]), words.replace("．", ".")
        case "half":
            return Kind.HALF, int(words), f"{int(words)})"
        case _:
            return Kind.NUMBER, int(words), str(int(words))


def _circled(char: str) -> int:
    for first, base in (("①", 1), ("㉑", 21), ("㊱", 36)):
        if 0 <= ord(char) - ord(first) < 20:
            return base + ord(char) - ord(first)
    return 0


def _is_reference(text: str, marker: Marker, found: re.Match[str]) -> bool:
    """Quantities, references to articles, and numerals that only count things."""
    after = text[marker.end : marker.end + 16]
    if marker.kind is Kind.NUMBER:
        is_inline_decimal = marker.footing is not Footing.LINE_START and _is_decimal(text, found)
        return is_inline_decimal or bool(found.group()[-1] == "、" and re.match(r"\d{1,3}[、号和至]", after))
    if marker.kind is Kind.HAN:
        return bool(_GOES_ON_COUNTING.match(after))
    if marker.kind in (Kind.ARTICLE, Kind.PAREN, Kind.CHAPTER, Kind.SECTION):
        return bool(_REFERENCE.match(after)) and not after.startswith(("中小", "中央", "中心", "和谐", "所有"))
    return False


def _is_decimal(text: str, found: re.Match[str]) -> bool:
    return found.group()[-1] in ".．" and bool(_QUANTITY.match(text, found.end()))
