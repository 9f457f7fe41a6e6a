"""Duties that only running text or a heading states: 「县商务局负责……」, 「县财政局要……」, 「一、市税务局牵头任务（3项）」."""

import re
from itertools import zip_longest

from exchange.documents.bodies import LONGEST_NAME, is_body, join_split_regions, names_in, top_level
from exchange.documents.groups import Form, Group
from exchange.documents.roles import Phrase, Role
from exchange.documents.source import Strip

LONGEST_DUTY_LIST = 90
_DUTY = re.compile(
    r"(?:具体|主要|共同|分别|统一|统筹|组织|全面)*(?:负责|牵头|会同)(?!人|同志|领导|单位|部门|干部|解释|[：:。）)])"
    r"|负(?:总|主|全)责|(?<![申恳敦聘邀])请(?=[省市县区州镇乡各国地])"
    r"|(?<=[局委办部厅院署会府室心队行])(?:要|应当?|须|必须)(?!求|对|急|件|素|点|塞|用|届|聘|邀|知)"
    r"|(?:是|为|作为)(?=[^，。；]{2,30}(?:主管|牵头|监管)部门，?负责)|对(?=[^，。；]{2,30}负[^，。；]{0,4}责)"
)
_WITH_THEM = re.compile(
    r"[，、；](?:(?:会同|联合)(?P<with>[^，。；]{2,90})(?=[，。；])|(?P<bodies>[^，。；]{2,90}?)(?:积极|密切|主动|具体|协同|共同|分别|组织|分工)*(?:实施|配合|协助|协办|参与|落实|承办|参加)(?=[，。；]|$))"
)
_URGED = re.compile(r"要|应当?|须|必须")
_OFFICE_BY_NAME = re.compile(
    r"(?:[省市县区州镇乡]|国家|国务院)(?!直|级|属|域|[^、，]{0,16}(?:领导|协调|工作)小组|[^、，]{0,16}(?:部门|单位|指挥部|联席会议))"
)
_DUTIES_OF = re.compile(r"的?(?:主要|工作|具体)?职[责能](?:分工|任务)?$")
# 「一、市税务局牵头任务（3项）」
_TASKS_OF = re.compile(
    r"(?:(?P<leads>(?:总|共同)?牵头|主办)|(?:具体|分别|共同)?(?:负责|承办|承担|主抓|落实))(?:负责|组织|办理|落实|实施|推进|抓)*的?"
    r"(?:重点|主要|具体|改革|工作|整改|年度)*(?:任务|工作|事项|项目|措施|举措|部分|方面|内容)?$"
)
_COUNTED = re.compile(r"[（(](?:共|计|合计)*[\d一二三四五六七八九十]+[个项条件][^（）()]{0,4}[）)]$")
_CLAUSE_START = "。；;，,：:！!？?"
_SENTENCE_START = "。！!？?；;"


def duties(strip: Strip, start: int, end: int) -> list[Group]:
    """Duties that only the running text states: 「县商务局负责……，县工信局负责……」.

    Each runs from the bodies' names to the next such duty or the sentence's end.
    """
    found: list[tuple[int, int, list[str], int]] = []
    for match in _DUTY.finditer(strip.text, start, end):
        begin = _clause_start(strip.text, match.start(), start)
        names = _names_of_duty(strip.text, begin, match, end)
        if names and (not found or begin >= found[-1][1]):
            leads = bool(re.search("牵头|会同|总责|主责|全责", match.group()))
            leading = max(1, len(_sound_names(strip.text[begin : match.start()]))) if leads else 0
            found.append((begin, match.end(), names, leading))
    out = []
    for here, following in zip_longest(found, found[1:]):
        begin, verb_end, names, leading = here
        stop = _sentence_end(strip, verb_end, min(end, following[0] if following else end))
        roles = [Role.LEAD if order < leading else Role.RESPONSIBLE for order in range(len(names))]
        phrase = Phrase(list(zip(roles, names, strict=True)), is_stated=True)
        out.append(Group(begin, stop, phrase, Form.DUTY))
    return out


def _names_of_duty(text: str, begin: int, verb: re.Match[str], end: int) -> list[str]:
    """Whom a verb of duty names: before it, after 「请」, and those with whom the clause goes on."""
    if verb.group() == "请":
        return _names_before_object(text[verb.end() : min(end, verb.end() + LONGEST_DUTY_LIST)])
    if _URGED.fullmatch(verb.group()):
        return _urged(text, begin, verb)
    if "会同" in verb.group() and text[begin] != "由":
        return []  # 「要会同有关部门」 urges; 「由A会同B」 assigns
    names = _sound_names(re.sub(r"要$", "", text[begin : verb.start()]))
    if "会同" in verb.group() and names:
        names = [*names, *_names_before_object(text[verb.end() : min(end, verb.end() + LONGEST_NAME)])]
    if names and (others := _WITH_THEM.match(text, verb.end(), end)):
        names = [*names, *_sound_names(others.group("with") or others.group("bodies"))]
    return names


def _urged(text: str, begin: int, verb: re.Match[str]) -> list[str]:
    """「县财政局要统筹资金」 at a sentence's beginning, of offices by name; 「各部门要」 urges everybody and assigns nothing."""
    names = _sound_names(text[begin : verb.start()])
    is_sentence = begin == 0 or text[begin - 1] in _SENTENCE_START or begin == verb.pos
    if not is_sentence or text.startswith("会同", verb.end()) or not all(_OFFICE_BY_NAME.match(name) for name in names):
        return []
    return names


def heading_phrase(heading: str) -> Phrase | None:
    """What a heading says that is nothing but bodies: 「1.市商务局。负责……」, 「一、市税务局牵头任务（3项）」."""
    words = _DUTIES_OF.sub("", _COUNTED.sub("", heading.rstrip("。：:；;")))
    tasks = _TASKS_OF.search(words)
    names = _sound_names(words[: tasks.start()] if tasks else words)
    role = Role.LEAD if tasks and tasks.group("leads") else Role.RESPONSIBLE
    return Phrase([(role, name) for name in names], is_stated=True) if names else None


def _clause_start(text: str, place: int, floor: int) -> int:
    """Where the clause that ends at a place begins: signs inside brackets and list signs do not part it."""
    begin = max(floor, place - LONGEST_DUTY_LIST)
    depth = 0
    for here in range(place - 1, begin - 1, -1):
        char = text[here]
        if char in "）)〉":
            depth += 1
        elif char in "（(〈":
            if depth == 0:
                return here + 1
            depth -= 1
        elif depth == 0 and char in _CLAUSE_START:
            return here + 1
    return begin


def _sentence_end(strip: Strip, place: int, limit: int) -> int:
    for here in range(place, limit):
        if strip.text[here] in "。！？" or (here > place and strip.is_start(here)):
            return here if strip.is_start(here) else here + 1
    return limit


def _names_before_object(text: str) -> list[str]:
    """The bodies with which a clause goes on: 「会同市商务局制定办法」."""
    clause = re.split(r"[。；，,;]", text, maxsplit=1)[0]
    return next((names for end in range(len(clause), 2, -1) if (names := _sound_names(clause[:end]))), [])


def _sound_names(text: str) -> list[str]:
    """The bodies of a list in which every item is one; none at all otherwise."""
    text = re.sub(r"^(?:其中|由|并由|具体由)", "", text)
    if not 2 <= len(text) <= LONGEST_DUTY_LIST:
        return []
    items = [item for item, _, _ in top_level(text, "、，,；;") if item]
    names = [name for item in join_split_regions(items) for name in names_in(item)]
    return names if names and all(is_body(name) for name in names) else []
