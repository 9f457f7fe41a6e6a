"""Head of a document: title, number, issuer and date.

The first words about a document are its own only in their place: the number stands alone or behind the title, the date
under the issuer's name or in brackets under the title. Numbers and dates inside sentences are other documents'.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from exchange.documents.bodies import is_body
from exchange.documents.numerals import line_start_marker
from exchange.documents.signatures import DATE, DATE_LINE, Line, line_of, parse_date, signature_of
from exchange.documents.source import Source, Strip

HEAD_PARAGRAPHS = 80
LONGEST_TITLE = 160
LONGEST_ISSUER = 40
LONGEST_ADDRESS = 400

_TYPE = r"(?:通知|纪要|意见|方案|办法|决定|措施|规定|细则|规划|计划|纲要|要点|批复|公告|通告|通报|报告|请示|议案|公报|决议|命令|条例|规则|制度|章程|预案|指引|指南|标准|规范|清单|分工|分工表|分解表|任务分解|责任分解|一览表|工作表|台账|政策|举措|建议|若干条|条款|守则|安排|目录|事项|实事|任务|行动|函|令|表|条|制|书)"
_TITLE_END = re.compile(rf"{_TYPE}(?:[（(〔\[][^（）()〔〕\[\]]{{1,20}}[）)〕\]])*[》”]?$")
_TITLE_SIGN = re.compile(r"关于|印发|转发")
_TITLE_IN_LINE = re.compile(
    rf"^[^。：；]{{0,60}}?(?:关于|印发)[^。；]{{2,120}}?{_TYPE}(?:[（(][^（）()]{{1,10}}[）)])?(?=$|[。\s]|各[^。]{{0,80}}：|[（(]?[\u4e00-\u9fff]{{1,8}}[〔\[［（(【](?:19|20)\d\d)"
)
_PLAIN_TITLE_IN_LINE = re.compile(
    r"^[^。：；，]{4,60}?(?:方案|计划|意见|办法|要点|措施|清单|规定|细则)(?:[（(][^（）()]{1,16}[）)])?(?=为|根据|按照|依据|[一1][、.．])"
)
_NUMBER = re.compile(
    r"(?P<agency>[\u4e00-\u9fffA-Z]{1,16})[〔\[［（(【﹝](?P<year>(?:19|20)\d{2})年?[〕\]］）)】﹞](?P<serial>[\u4e00-\u9fff]{0,4}第?\d{1,5})号"
)
_NUMBER_BEHIND = re.compile(
    r"\s*[（(][\u4e00-\u9fffA-Z\s]{1,16}[〔\[［【](?:19|20)\d{2}[〕\]］】]\s*第?\d{1,5}\s*号[）)]$"
)
_ORDER_NUMBER = re.compile(r"[（(]?(?P<order>(?:[\u4e00-\u9fff]{2,20}令)?第\d{1,4}号)[）)]?")
_ENACTED = re.compile(
    rf"(?P<date>{DATE.pattern})(?P<order>(?P<by>[\u4e00-\u9fff]{{2,20}}?)令第\d{{1,4}}号)?[^，。]{{0,30}}?(?:公布|发布|印发|颁布|通过)"
)
_AFTER_TITLE = re.compile(rf".*(?:{_TYPE}|年|》|”|字号|文号)(?=[\u4e00-\u9fff])")


_FIELDS = {
    "title": r"(?<![\u4e00-\u9fff])(?:标题|名称)|文件名称|信息名称|文件标题|公文名称",
    "number": r"发文字号|发文文号|文件编号|文号|字号|公文号",
    "issuer": r"发文机关|发布机构|发布机关|制定机关|发文机构|发文单位|印发机关|成文机关|颁布单位",
    "date": r"成文日期|发文日期|印发日期|印发时间|签发日期|公布日期|颁布日期|发文时间|制定日期|成文时间",
    "published": r"发布日期|发布时间|公开日期|生成日期|(?<![\u4e00-\u9fff])日期",
    "noise": r"索引号|主题分类|主题词|分类|来源|有效性|时效性|效力等级|效力级别|公开类型|公开属性|公开期限|体裁分类|组配分类|信息分类|服务对象|关键词|浏览次数|点击量|字体|内容概述|施行日期|实施日期|生效日期|生效时间|废止日期|废止时间|废止记录|统一编号|统一登记号|信息来源|责任编辑|作者|编辑",
}
_FIELD = re.compile(
    "[【\\[]?(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items()) + ")(?:[】\\]][：:]?|[：:])"
)
_NOISE = re.compile(
    r"文件$|(?:政府|委员会|局|部|厅)令$|^首页|^当前位置|^您(?:的|当前)?位置|^打印|^字号|^分享|^无障碍|^返回|^政府信息公开|^索引|公报$|>|^\W*$|^机密|^秘密|^特急$|^急件|^加急$|签发人"
)
_ADDRESSEE = re.compile(r"(?:各|有关|.{2,20}(?:人民政府|管委会|委员会|办公室|局|厅|部门))[^。]*[：:]$")


@dataclass(frozen=True, slots=True)
class Head:
    title: str | None
    document_number: str | None
    issuer: str | None
    issued_on: date | None


def read_head(source: Source, strip: Strip) -> Head:
    """Title, number, issuer and date; what the document does not say is None."""
    lines = [line_of(source, span) for span in source.paragraphs]
    fields = _fields(lines[:HEAD_PARAGRAPHS], source)
    top = _top(lines, strip)
    title = (
        _title(lines[:top])
        or fields.get("title")
        or _title_of_running_text(lines)
        or _title(lines[top : _first_numeral(lines, top, strip)])
    )
    number = _document_number(lines, top) or _as_number(fields.get("number", ""))
    number = number or _as_number(_enacted(lines, "order"))
    signature = signature_of(lines, top)
    dated = (
        signature.issued_on
        if signature
        else _date_in(_enacted(lines, "date"))
        or _date_in(fields.get("date", ""))
        or _date_in(fields.get("published", ""))
    )
    issuer = (
        (signature.issuer if signature else None)
        or fields.get("issuer")
        or _issuer_of_title(title)
        or _issuer_of_order(lines[:top])
        or _enacted(lines, "by")
        or None
    )
    return Head(title, number, issuer, dated)


def _enacted(lines: Sequence[Line], part: str) -> str:
    """The date, number or enacting body of 「（2015年11月12日岚江市人民政府令第37号公布 自……施行）」 below a title, or ""."""
    found = next(filter(None, (_ENACTED.search(line.text[:300]) for line in lines[:6] if line.text[:1] in "（(")), None)
    return (found.group(part) or "") if found else ""


def _date_in(text: str) -> date | None:
    return parse_date(DATE.search(text[:60]))


def _fields(lines: Sequence[Line], source: Source) -> dict[str, str]:
    """What a web page or a database prints above the text: 「成文日期：2018年11月16日」."""
    rows = [line.text for line in lines if len(line.text) <= 400]
    for grid in source.grids[:2]:
        rows.extend("".join(source.text[row[0].span.start : row[-1].span.end].split()) for row in grid.rows[:12] if row)
    fields: dict[str, str] = {}
    for row in rows:
        found = list(_FIELD.finditer(row))
        for here, following in zip_longest(found, found[1:]):
            value = row[here.end() : following.start() if following else len(row)].strip("|｜ ∙•·【")
            if value and (name := here.lastgroup) and name != "noise":
                fields.setdefault(name, value)
    return fields


def _top(lines: Sequence[Line], strip: Strip) -> int:
    """How many paragraphs stand before the text itself: up to the addressee, the first numeral or a sentence."""
    for order, line in enumerate(lines[:HEAD_PARAGRAPHS]):
        if _FIELD.search(line.text[:80]) or _is_title(line.text):
            continue
        start = strip.index(line.span.start)
        if _is_addressee(line.text) or line_start_marker(strip.text, start, is_spaced=False):
            return order
        if len(line.text) > 60 and re.search(r"[。；]", line.text):
            return order
    return min(len(lines), HEAD_PARAGRAPHS)


def _is_addressee(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESSEE.search(text))


def _first_numeral(lines: Sequence[Line], top: int, strip: Strip) -> int:
    """The first paragraph from `top` on that begins with a numeral."""
    for order, line in enumerate(lines[top:HEAD_PARAGRAPHS], top):
        if line_start_marker(strip.text, strip.index(line.span.start), is_spaced=False):
            return order
    return top


def _is_title(text: str) -> bool:
    is_whole = text.count("《") == text.count("》") and text.count("（") == text.count("）")
    return is_whole and len(text) <= LONGEST_TITLE and bool(_TITLE_SIGN.search(text)) and bool(_TITLE_END.search(text))


def _title(lines: Sequence[Line]) -> str | None:
    """The title over one to four lines, joined; a line that names the issuer alone belongs to it."""
    kept = [_without_number(line) for line in lines if not _is_noise(line)]
    for first in range(len(kept)):
        for last in range(min(first + 4, len(kept)), first, -1):
            block = kept[first:last]
            joined = "".join(line.text for line in block)
            if (
                _is_title(joined)
                and _begins_title(block)
                and not any(_is_title("".join(line.text for line in block[:count])) for count in range(1, len(block)))
            ):
                rest = kept[last:]
                return _printed([*block, *(_end_of_notice(block, rest) or _bracket_below(rest))])
    plain = next(
        (
            i
            for i, line in enumerate(kept)
            if 6 <= len(line.text) <= 80 and _TITLE_END.search(line.text) and not re.search(r"[。，；]", line.text)
        ),
        None,
    )
    if plain is None:
        return None
    block = kept[_first_line_of_plain_title(kept, plain) : plain + 1]
    return _printed([*block, *_bracket_below(kept[plain + 1 :])])


def _end_of_notice(block: Sequence[Line], below: Sequence[Line]) -> Sequence[Line]:
    """The line with which a notice's title ends where the circulated plan's own name looks like an end already."""
    text = "".join(line.text for line in block)
    if not re.search(r"印发|转发|批转", text) or re.search(r"(?:通知|函|批复|决定)》?$", text):
        return []
    is_end = below and len(below[0].text) <= LONGEST_ISSUER and re.search(r"的(?:通知|函|批复|决定)$", below[0].text)
    return below[:1] if is_end else []


def _without_number(line: Line) -> Line:
    """A title's line without the number that is printed behind it in brackets."""
    found = _NUMBER_BEHIND.search(line.printed)
    if found is None:
        return line
    printed = line.printed[: found.start()]
    return Line(printed, re.sub(r"\s+", "", printed), line.span)


def _begins_title(block: Sequence[Line]) -> bool:
    """Whether what stands before the line with 关于 is issuers, not a portal's words."""
    above = block[: next((i for i, line in enumerate(block) if _TITLE_SIGN.search(line.text)), 0)]
    return all(
        re.search(r"(?:政府|办公[室厅]|委员会|党委|[市县区省州]委|局|部门|单位|厅|院|部|办|会|中心|公司)$", line.text)
        for line in above
    )


def _bracket_below(lines: Sequence[Line]) -> Sequence[Line]:
    """「（2021—2025年）」 or 「（试行）」 on the line below belongs to the title; a date does not."""
    line = lines[0] if lines else None
    if line is None or not re.fullmatch(r"[（(][^（）()]{2,20}[）)]", line.text) or DATE_LINE.fullmatch(line.text):
        return []
    return [line] if re.search(r"年|试行|暂行|修订|征求意见|草案|送审|版", line.text) else []


def _first_line_of_plain_title(lines: Sequence[Line], last: int) -> int:
    """A title without 关于 may have a first line too: 「岚江市推进信用建设」 「三年行动计划」."""
    if (
        last
        and len(lines[last].text) <= 8
        and len(lines[last - 1].text) >= 4
        and not re.search(r"[。；：]|文件$|号$|日$", lines[last - 1].text)
    ):
        return last - 1
    if last and _is_next_line(lines[last - 1], lines[last]) and is_body(lines[last - 1].text):
        return last - 1  # 「岚江市人民政府办公室」 「2016年工作要点」
    return last


def _is_next_line(line: Line, below: Line) -> bool:
    """Whether nothing stood between two lines: no date, which would make the first a signature."""
    return below.span.start - line.span.end <= 1


def _printed(lines: Sequence[Line]) -> str:
    """The lines as one title: blanks between Chinese characters stay only where they part two issuers."""
    parts = []
    for line in lines:
        words = line.printed.lstrip("# *").rstrip("* ").split(" ")
        parts.append("".join(words) if not _parts_issuers(words) else " ".join(words))
    return "".join(parts)


def _parts_issuers(words: Sequence[str]) -> bool:
    return len(words) > 1 and is_body(words[0]) and is_body(re.split(r"关于|印发|转发", words[1])[0])


def _is_noise(line: Line) -> bool:
    text = line.text[: LONGEST_TITLE * 2]
    return bool(
        _FIELD.match(text)
        or _NOISE.search(text)
        or _NUMBER.fullmatch(text.strip("（）()"))
        or DATE_LINE.fullmatch(text)
        or len(text) < 2
    )


def _title_of_running_text(lines: Sequence[Line]) -> str | None:
    """The title of a document that lost its line breaks: it ends at the first full stop, the number or the addressee."""
    if not lines:
        return None
    first = lines[0].text[:400].lstrip("#*")
    found = _TITLE_IN_LINE.match(first) or _PLAIN_TITLE_IN_LINE.match(first)
    return found.group() if found and len(found.group()) <= LONGEST_TITLE else None


def _document_number(lines: Sequence[Line], top: int) -> str | None:
    head = lines[: max(top, 1) + 3]
    for line, below in zip_longest(head, head[1:]):
        bare = line.text.strip("（）()【】 ")
        if re.search(r"[〕\]］）)】]第?$", line.text) and below and re.fullmatch(r"第?\d{1,5}号", below.text):
            bare = line.text + below.text
        if found := _NUMBER.fullmatch(bare) or _ORDER_NUMBER.fullmatch(bare):
            return _as_number(found.group())
    for line in lines[: max(top, 1)]:
        for found in _NUMBER.finditer(line.text[:400]):
            is_behind_title = _is_title(line.text[: found.start() - 1])
            if is_behind_title or not _is_quoted(line.text, found.start(), found.start("year") - 1):
                return _as_number(_own_agency(line, found))
    return None


def _is_quoted(text: str, start: int, bracket: int) -> bool:
    """A number in brackets behind another document's name is that document's."""
    before = text[max(0, start - 2) : start]
    return (
        before.endswith(("》（", "》("))
        or text.rfind("（", max(0, bracket - 20), bracket) > text.rfind("）", max(0, bracket - 20), bracket)
        or "根据" in text[:start]
        or "按照" in text[:start]
    )


def _own_agency(line: Line, found: re.Match[str]) -> str:
    """The number without the end of the title that a lost line break glued to it."""
    agency = found.group("agency")
    cut = _AFTER_TITLE.match(agency)
    if cut and 1 < len(agency) - cut.end() <= 12:
        agency = agency[cut.end() :]
    blank = _printed_gap(line, found.start("year") - 1, len(agency))
    return (
        agency[-blank:] + found.group()[len(found.group("agency")) :]
        if blank
        else agency + found.group()[len(found.group("agency")) :]
    )


def _printed_gap(line: Line, bracket: int, length: int) -> int:
    """How many characters of the agency's sign stand behind the last blank before it, 0 without a blank."""
    seen = count = 0
    for char in line.printed:
        if char.isspace():
            count = 0
            continue
        if seen == bracket:
            break
        seen, count = seen + 1, count + 1
    return count if 1 < count < length else 0


def _as_number(text: str) -> str | None:
    if found := _NUMBER.search(text):
        return f"{found.group('agency')}〔{found.group('year')}〕{found.group('serial')}号"
    order = _ORDER_NUMBER.fullmatch(text.strip("（）() "))
    return order.group("order") if order else None


def _issuer_of_title(title: str | None) -> str | None:
    """「国务院关于……」 was issued by 国务院; a blank or a sign parts joint issuers."""
    if not title:
        return None
    found = re.match(r"(?P<names>.{2,60}?)(?=关于|印发|转发|批转)", title)
    names = found.group("names").strip() if found else ""
    parts = [part for part in re.split(r"[ 、]", names) if part]
    return names if parts and all(is_body(part) for part in parts) else None


def _issuer_of_order(lines: Sequence[Line]) -> str | None:
    """「岚江市人民政府令」 above an order's number."""
    return next((line.text[:-1] for line in lines if line.text.endswith("令") and is_body(line.text[:-1])), None)
