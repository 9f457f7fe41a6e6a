"""What the columns and cells of a table of duties hold: by the header, or by the cells' own words."""

import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache

from exchange.documents import limits
from exchange.documents.bodies import is_body
from exchange.documents.roles import LABELS, Phrase, Role, read_phrase

LONGEST_CELL = 900
LONGEST_BODY_CELL = 400
LONGEST_HEADER = 20


class Column(StrEnum):
    NUMBER = "number"
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"
    LIMIT = "limit"
    TEXT = "text"
    OTHER = "other"
    EMPTY = "empty"


BODY_COLUMNS = {Column.LEAD: Role.LEAD, Column.RESPONSIBLE: Role.RESPONSIBLE, Column.SUPPORTING: Role.SUPPORTING}
_NOTE = r"(?:[（(][^（）()]{1,16}[）)])?"
_HEADERS = (
    (Column.NUMBER, r"序号?|编号|项目编号|项次|任务编号|条目|NO\.?|No\.?"),
    (Column.LEAD, LABELS["lead"] + r"|牵头(?:市级|县级)?(?:部门|单位)?[（(]?(?:部门|单位)?[）)]?|主办|牵头"),
    (Column.SUPPORTING, LABELS["supporting"] + r"|配合|协办|参与"),
    (
        Column.RESPONSIBLE,
        LABELS["responsible"]
        + r"|(?:责任|落实|承办|实施)?(?:部门|单位)(?:名称)?|(?:责任|牵头|主办)(?:部门|单位)?(?:及|和|、|/)(?:配合|协办|责任|参与)(?:部门|单位)|责任分工|分工|责任|主体|责任(?:区县|县区|地区)",
    ),
    (
        Column.OTHER,
        LABELS["person"]
        + r"|备注|说明|分值|各项分值|得分|权重|自评分?|考核分|投资额?|总投资|资金来源|数量|单位:.*|依据|政策依据|进展情况|完成情况|落实情况|联系方式|(?:牵头|责任)?领导",
    ),
    (
        Column.LIMIT,
        LABELS["limit"]
        + r"|(?:开工|竣工|开竣工|建设|起讫)(?:时间|期限|年限|起止年限)|时限|期限|时间|进度|完成|截止日期|计划完成",
    ),
    (
        Column.TEXT,
        r"(?:.{0,8})(?:任务|事项|内容|项目|措施|举措|问题|目标|要求|指标|标准|清单|工作|领域|类别|分类|方面|板块|名称|条款|情况|要点|重点|步骤)(?:名称|内容|分解|及要求|和要求|和目标)?",
    ),
)
_HEADER_PATTERNS = tuple((column, re.compile(rf"(?:{pattern}){_NOTE}")) for column, pattern in _HEADERS)

SERIAL = re.compile(r"[（(]?(?P<number>\d{1,3}(?:[.\-－]\d{1,3}){0,3})[）)]?[、.．]?")
SECTION_NUMBER = re.compile(
    r"(?P<han>[一二三四五六七八九十百]{1,5})[、.．]?|[（(](?P<paren>[一二三四五六七八九十百]{1,5})[）)][、.．]?"
)
_SCORE = re.compile(r"[-+]?\d+(?:\.\d+)?(?:分|%|％|万元|亿元|项|个)?|[-—/\\]+|√|是|否")


def header_column(text: str) -> Column:
    """What a header's words say of their column; EMPTY for words that are no header."""
    if not text or len(text) > LONGEST_HEADER:
        return Column.EMPTY
    return next((column for column, pattern in _HEADER_PATTERNS if pattern.fullmatch(text)), Column.EMPTY)


def cell_column(text: str, told: Column, *, is_first: bool, is_unlabelled: bool) -> Column:
    """What a cell holds. `told`: its column by the header; EMPTY where there is none or the row lost cells."""
    if not text:
        return Column.EMPTY
    if told not in (Column.EMPTY, Column.TEXT, Column.NUMBER):
        return told
    if (told is Column.NUMBER or is_first) and _is_number(text, told):
        return Column.NUMBER
    if _SCORE.fullmatch(text):
        return Column.OTHER
    if (told is Column.EMPTY or is_unlabelled) and _is_body_cell(text):
        return Column.RESPONSIBLE
    return Column.LIMIT if told is Column.EMPTY and limits.whole(text) else Column.TEXT


def _is_number(text: str, told: Column) -> bool:
    """A serial number or a section's; in a column that the header calls text, only a section's."""
    return bool(SECTION_NUMBER.fullmatch(text)) or (told is not Column.TEXT and bool(SERIAL.fullmatch(text)))


def cell_phrase(text: str, base: int, gaps: Collection[int], role: Role) -> Phrase:
    """What a cell of a table column of bodies says."""
    text = text.replace("/", "、").replace("／", "、")
    phrase = read_phrase(text, base, gaps, default=role, is_told=True)
    if phrase.has_label or phrase.is_stated or len(text) <= LONGEST_CELL:
        return phrase
    return Phrase()


@lru_cache(maxsize=4096)  # a wide table says the same in many cells
def _is_body_cell(text: str) -> bool:
    """Whether a cell without a header holds bodies and nothing else."""
    if len(text) > LONGEST_BODY_CELL or re.search(r"[。；\d]", text):
        return False
    phrase = cell_phrase(text, 0, frozenset(), Role.RESPONSIBLE)
    return bool(phrase.bodies) and not phrase.has_object and all(is_body(name) for name in phrase.names())


def serial_label(text: str) -> str:
    """The part of the path that a serial number is."""
    found = SERIAL.fullmatch(text)
    words = found.group("number") if found else text
    return str(int(words)) if words.isdigit() else words
