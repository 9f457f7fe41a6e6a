"""What a phrase says of bodies: who leads, who answers, who supports, by when.

A phrase is the inside of a bracket, a bare sentence or a table cell: 「A、B牵头，C等有关部门及各地区按职责分工负责」,
「牵头单位：A，配合单位：B、C」, 「A；B、C；2018年12月底前」. Nothing here knows where in a document it stood.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest

from exchange.documents import limits
from exchange.documents.bodies import is_body, is_field, join_split_regions, names_in, top_level

ITEM_SEPARATORS = "、，,；;。\t"
PART_SEPARATORS = "；;。"


class Role(StrEnum):
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"


_UNIT = r"(?:单位|部门|机构|处室|科室|股室|站所|主体|方|地区|市直部门|区直部门|县直部门|责任人单位)"
LABELS = {
    "lead": rf"(?:总|主|共同)?牵头(?:责任|负责|落实|主办|组织|市直|区直|县直|市级|县级|部门和)?{_UNIT}|(?:主办|主责|主抓|主牵头|第一责任){_UNIT}|(?:总?牵头|主办)(?=[】〕\]]?[：:])",
    "supporting": rf"(?:主要)?(?:配合|协办|协助|协同|协作|参与|参加|支持|会办|协管)(?:责任|落实|实施|市直|市级|县级)?{_UNIT}|(?:配合|协办|会办|协助|参与|参加|协作)(?=[】〕\]]?[：:])",
    "responsible": (
        rf"(?:主要|具体|直接)?(?:责任|负责|落实|承办|实施|执行|主管|承担|完成|监管|组织实施|行业主管|成员|任务|建设|推进|责任落实|任务承担)(?:责任|落实|市直|市级|县级)?{_UNIT}(?:及分工|和配合单位)?"
        r"|责任分工|职责分工|任务分工|(?<![\u4e00-\u9fff])(?:责任|承办)(?=[】〕\]]?[：:])"
    ),
    "limit": (
        r"(?:计划|预计|拟)?(?:完成|办理|办结|整改|推进|落实|实施|工作|达标|建成|目标|任务|销号|报送|起止|进度)?"
        r"(?:时限|期限|时间节点|时间要求|时间安排|时间进度|时间表|时间|进度安排|进度要求|时点|节点)(?:要求|安排)?"
    ),
    "person": (
        r"(?:责任|牵头|分管|包保|挂点|挂联|联系|负责|督办|直接|包联|挂钩)(?:市|县|区|厅|局)?(?:领导|人员|人|负责人|同志)|联系人|联系电话|联络员|电话|总负责人"
        # who watches over the duty does not answer for it
        r"|(?:督导|督办|督查|监督|验收|销号|考核|报送|汇总|复核|审核|抄送)(?:责任)?(?:单位|部门|领导)"
    ),
    "other": (
        r"(?:工作|主要|具体|重点|改革|整改|预期|年度|目标|任务|考核|建设|创建)(?:目标|内容|措施|任务|要求|举措|指标|标准|进展|成果|步骤|依据|事项)"
        r"|成果形式|备注|说明|投资规模|资金来源|考核办法"
    ),
}
_KINDS = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in LABELS.items())
# A label in a box needs no colon: 【责任单位】. Other words in one are a label unless they go on with a name: 各县〔市、区〕.
_IN_A_BOX = rf"(?:{'|'.join(LABELS.values())})(?=[】〕\]])|(?<![\u4e00-\u9fff][【〔\[])[^【】〔〕\[\]：:]{{2,10}}"
LABEL = re.compile(
    rf"(?:[（(【〔\[]?(?:{_KINDS})[】〕\]]?(?:[（(][^（）()]{{1,12}}[）)])?(?:[：:]|(?:为|是)[：:]?(?=[省市县区州镇各国中]))|[【〔\[](?P<boxed>{_IN_A_BOX})[】〕\]][：:]?)"
)
_TERSE_LABEL = re.compile(
    r"(?:^|(?<=[；;，,。、（(]))(?:(?P<lead>(?:总)?牵头|主办)|(?P<supporting>配合|协办|参与)|(?P<responsible>责任|负责|承办)|(?P<limit>时限|期限))[：:]"
)
_LABEL_AS_WORDS = re.compile(
    rf"^(?:(?P<lead>{LABELS['lead']})|(?P<supporting>{LABELS['supporting']})|(?P<responsible>{LABELS['responsible']}))(?:为|是|有|包括)?"
)
_BOXED = re.compile("|".join(f"(?P<{kind}>^(?:{pattern})$)" for kind, pattern in LABELS.items()))

_NOT_OF_A_PERSON = r"(?!人|同志|领导|单位|部门|干部|制|[：:])"
_LEADS = rf"(?:负责)?(?:总|分别|共同|具体|统一)?牵头{_NOT_OF_A_PERSON}(?:[、及和并]?(?:负责|组织实施|组织|落实|抓总|实施|推进|办理|协调|抓落实|抓好落实|统筹))*|主办{_NOT_OF_A_PERSON}|主责(?!任)|负总责|负主责|负全责|总负责"
_SUPPORTS = rf"(?:(?:积极|密切|主动|协同|共同|分别|做好|协助|分工|参与|分头|相应)*)(?:配合|协助|协办|参与|参加|协同|会办(?!公)|协作){_NOT_OF_A_PERSON}(?:[、及和]?(?:落实|实施|推进|工作|负责|做好|支持|协助|配合|参与))*"
_ANSWERS = rf"(?:(?:具体|分别|共同|各自|分工|分头|主要|统筹|协同|组织|统一|承担)*)负责{_NOT_OF_A_PERSON}(?:组织实施|具体实施|贯彻落实|抓好落实|落实|实施|组织|推进|办理|承办|指导|统筹)*"
VERB = re.compile(rf"(?P<lead>{_LEADS})|(?P<with>会同(?=.))|(?P<supporting>{_SUPPORTS})|(?P<responsible>{_ANSWERS})")
# 「省司法厅加强督促指导」: what a body does with a duty that others have.
_WATCHES = r"(?:加强|做好|给予|予以|强化|落实|提供|开展|及时|定期|协调)*(?:督促|指导|监督|检查|支持|保障|协调|服务|考核|统筹|调度|督办|督导|督查|跟踪问效)+(?:工作|落实|推进|实施)?"
_VERB_AT_END = re.compile(
    rf"(?:(?:具体|分别|共同|各自|认真|组织|贯彻|抓好|抓|狠抓)*(?:组织实施|落实|实施|推进|办理|承办|承担|执行|各负其责|支持|分工)|{_WATCHES}|为(?:主要)?责任(?:单位|部门)|等?为(?P<lead>(?:总|主)?牵头)(?:责任)?(?:单位|部门)|等?为(?P<supporting>配合|协作|协办|参与|协同)(?:单位|部门))$"
)
_ACTS = re.compile(
    r"(?P<name>[省市县区州镇乡][^，。；、]{1,16}?[局委办厅部院])(?:保障|做好|提供|安排|给予|落实|出台|组织|开展|加强|统筹)[^，。；、]{2,8}$"
)
_BY_DUTIES = re.compile(
    r"(?:分别|各自|各|等|共同)?(?:按照?|依照?|依据|根据|结合|在)(?:各自|各|有关|相关|部门|单位|本|所|其|法定|工作|职责|职能|规定的?|属地|行业|管理|原有|上述)*(?:的)?"
    r"(?:职责|职能|职权|分工|权限|责任|任务|要求|原则|规定|管理)[^、，,；;。]*$"
)
_NOTE = re.compile(
    r"[（(〔\[](?:(?P<lead>总?牵头|主办|主责|排名第一|总负责)|(?P<supporting>配合|协办|协助|参与)|(?P<responsible>负责|责任|承办))(?:单位|部门)?[）)〕\]]"
)
_AS_THE_PLACE_DEMANDS = re.compile(r"^按[^由、，,]{2,12}由")

_REMARK = re.compile(r"^(?:以下|上述|以上|具体|其中|各项|所有|本)|均[需由为涉]|不再|另行|一并")

# 「列第一位者为牵头单位，下同」: the first of every list leads, from here on.
FIRST_LEADS = re.compile(
    r"[^，,。；;、（）()：:“”]{0,24}?(?:第一|首位|首个|居首|首列|最前)[^，,。；;、（）()：:]{0,20}?(?:为|是|系|即|作为)[^，,。；;、（）()：:]{0,6}?(?:牵头|主办|主责|总负责)"
    r"(?:责任)?(?:单位|部门|者|人|方|汇总单位)?(?:或[^，,。；;）)]{0,8})?(?:[，,](?:以?下同|以下[^，,。；;）)]{1,16}|其[他余][^，,。；;）)]{1,20}))*"
)
STARRED_LEADS = re.compile(
    r"(?:[*＊★☆▲△●])[^，,。；;]{0,12}(?:为|是|系)[^，,。；;]{0,4}(?:牵头|主办|主责)|(?:星号|标星)[^，,。；;]{0,12}(?:为|是)[^，,。；;]{0,4}牵头"
)
_EMPTY_BRACKETS = re.compile(r"[（(][。，；]+[）)]")
_STAR = re.compile(r"^[*＊★☆▲△●]|[*＊★☆▲△●]$")
_SAME_BELOW = re.compile(r"[，,。；;]?(?:以?下同|以下同此|以下类同|以下均同|下同)(?=[。，,；;]|$)")

Named = tuple[Role, str]


@dataclass(slots=True)
class Phrase:
    """`places`: the limits' ranges in the strip. `is_stated`: a label or a verb says that these bodies must act."""

    bodies: list[Named] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    is_stated: bool = False
    has_label: bool = False
    ends_with_verb: bool = False
    has_object: bool = False
    first_leads: bool = False
    known: set[str] = field(default_factory=set)

    def names(self, *roles: Role) -> tuple[str, ...]:
        """The names in their order, each once; of the given roles, or all."""
        return tuple(dict.fromkeys(name for role, name in self.bodies if not roles or role in roles))

    @property
    def soundness(self) -> float:
        """The share of names that read as bodies, 0 without any."""
        sound = sum(1 for _, name in self.bodies if is_body(name) or is_field(name))
        return sound / len(self.bodies) if self.bodies else 0.0

    @property
    def is_list_of_bodies(self) -> bool:
        """Whether nothing else is named, and not by fields alone: 「教育、交通」 lists subjects."""
        return self.soundness == 1.0 and any(is_body(name) for _, name in self.bodies)


def read_phrase(
    text: str,
    base: int = 0,
    gaps: Collection[int] = (),
    default: Role = Role.RESPONSIBLE,
    *,
    is_told: bool = False,
) -> Phrase:
    """Reads the inside of a bracket, a sentence or a cell that begins at index `base` of the strip.

    `is_told`: a column's header says what the cell's bodies do, so that their order says nothing.
    """
    phrase = Phrase()
    text = _without_rules(text, phrase)
    segments = list(_segments(text))
    phrase.has_label = any(kind for kind, _, _ in segments)
    for kind, begin, end in segments:
        if kind == "limit":
            _add_limit_value(phrase, text, begin, end, base)
        elif kind in ("", "lead", "supporting", "responsible"):
            role = Role(kind) if kind else default
            _read_parts(phrase, text, begin, end, base, gaps, role, is_labelled=is_told or bool(kind))
    phrase.is_stated = phrase.is_stated or phrase.has_label
    return phrase


def _without_rules(text: str, phrase: Phrase) -> str:
    """The text with rules for the whole document blanked out, its length kept."""

    def blank(found: re.Match[str]) -> str:
        return "。" * len(found.group())

    if FIRST_LEADS.search(text):
        phrase.first_leads = True
        text = _EMPTY_BRACKETS.sub(blank, FIRST_LEADS.sub(blank, text))
    return _SAME_BELOW.sub(blank, text)


def _segments(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind of label or "", begin, end) of each value; what stands before the first label has none."""
    found = list(LABEL.finditer(text)) or list(_TERSE_LABEL.finditer(text))
    if not found:
        words = _LABEL_AS_WORDS.match(text)
        yield (words.lastgroup or "" if words else "", words.end() if words else 0, len(text))
        return
    if found[0].start() > 0 and text[: found[0].start()].strip("（(【，,；;。、"):
        yield "", 0, found[0].start()
    for here, following in zip_longest(found, found[1:]):
        yield label_kind(here), here.end(), following.start() if following else len(text)


def label_kind(found: re.Match[str]) -> str:
    """lead, supporting, responsible, limit, person or other."""
    boxed = found.groupdict().get("boxed")
    if boxed is None:
        return next(kind for kind in LABELS if found.groupdict().get(kind))
    inside = _BOXED.match(boxed)
    return inside.lastgroup or "other" if inside else "other"


def _add_limit_value(phrase: Phrase, text: str, begin: int, end: int, base: int) -> None:
    """The limits in a label's value; a value that holds none of the known forms is one itself."""
    places = []
    for part, start, _ in top_level(text[begin:end], "；;。、，,"):
        if found := limits.whole(part):
            places.append((start + found[0], start + found[1]))
        else:
            places.extend((start + found.start, start + found.end) for found in limits.find(part))
    value = text[begin:end]
    kept = value.strip("）)】；;。、，, ")
    if not places and 0 < len(kept) <= limits.LONGEST_VALUE:
        start = value.index(kept)
        places = [(start, start + len(kept))]
    phrase.places.extend((base + begin + start, base + begin + stop) for start, stop in places)


def _read_parts(
    phrase: Phrase, text: str, begin: int, end: int, base: int, gaps: Collection[int], role: Role, *, is_labelled: bool
) -> None:
    parts = [(begin + s, begin + e) for part, s, e in top_level(text[begin:end], PART_SEPARATORS) if part.strip()]
    lists: list[list[Named]] = []
    for order, (start, stop) in enumerate(parts):
        before, stated = len(phrase.bodies), phrase.is_stated
        phrase.is_stated = False
        if not (places := limits.whole_parts(text[start:stop])):
            _read_items(phrase, text, start, stop, base, gaps, role)
            if order and (
                _REMARK.search(text[start:stop]) or (not phrase.is_stated and not _is_sound(phrase.bodies[before:]))
            ):
                phrase.known.difference_update(name for _, name in phrase.bodies[before:])
                del phrase.bodies[before:]  # a remark after the list, not a part of it
        else:
            phrase.places.extend((base + start + begins, base + start + ends) for begins, ends in places)
        if not phrase.is_stated and phrase.bodies[before:]:
            lists.append(phrase.bodies[before:])
        phrase.is_stated = phrase.is_stated or stated
    if len(lists) > 1 and not is_labelled and not phrase.is_stated:
        # 「A；B、C；2018年12月底前」: the first part leads.
        phrase.bodies[: len(lists[0])] = [(Role.LEAD, name) for _, name in lists[0]]


def _is_sound(bodies: list[Named]) -> bool:
    return all(is_body(name) for _, name in bodies)


def _read_items(
    phrase: Phrase, text: str, begin: int, end: int, base: int, gaps: Collection[int], default: Role
) -> None:
    waiting: list[str] = []
    phrase.ends_with_verb = False
    for start, stop in _items(text, begin, end, base, gaps):
        item = text[start:stop]
        if places := limits.whole_parts(item):
            phrase.places.extend((base + start + begins, base + start + ends) for begins, ends in places)
            continue
        if waiting and text[start - 1] in "，," and _only_supports(text[start:end]):
            # 「A，B、C参与」: A answers, B and C support.
            _give(phrase, waiting, default)
            waiting = []
        waiting = _read_item(phrase, item, waiting)
    _give(phrase, waiting, default)


def _only_supports(rest: str) -> bool:
    """Whether a list, up to the next comma, ends with a word of support."""
    part = re.split(r"[，,；;。]", rest, maxsplit=1)[0]
    verb = VERB.search(part)
    return verb is not None and verb.lastgroup == "supporting" and verb.end() == len(part)


def _items(text: str, begin: int, end: int, base: int, gaps: Collection[int]) -> Iterator[tuple[int, int]]:
    """The items of a list; a blank parts two where both sides are bodies."""
    for _, s, e in top_level(text[begin:end], ITEM_SEPARATORS):
        start, stop = begin + s, begin + e
        for place in range(start + 2, stop - 1) if gaps else ():
            if base + place in gaps and is_body(text[start:place]) and _begins_body(text[place:stop]):
                yield start, place
                start = place
        if text[start:stop].strip():
            yield start, stop


def _begins_body(text: str) -> bool:
    verb = VERB.search(text)
    return is_body(text[: verb.start()] if verb else text) or is_body(text[:4])


def _read_item(phrase: Phrase, item: str, waiting: list[str]) -> list[str]:
    """Takes one item in; returns the names that still wait for the verb that tells their role."""
    item = _AS_THE_PLACE_DEMANDS.sub("", item)
    if note := _NOTE.search(item):
        role = Role(next(kind for kind, value in note.groupdict().items() if value))
        _give(phrase, [item[: note.start()] + item[note.end() :]], role)
        phrase.is_stated = True
        return waiting
    while item:
        found = _duty_in(item)
        if found is None:
            if phrase.ends_with_verb and not waiting and (acting := _acting(item)):
                _give(phrase, [acting.group("name")], Role.RESPONSIBLE)
                return waiting
            if phrase.ends_with_verb and not waiting and not _names_one(item):
                phrase.has_object = True
                return waiting
            phrase.ends_with_verb = False
            return [*waiting, item]
        start, stop, role = found
        _give(phrase, [*waiting, item[:start]], role)
        waiting = []
        phrase.is_stated = phrase.ends_with_verb = True
        item = item[stop:]
        if item and not _begins_body(item):
            phrase.has_object = True
            break
    return waiting


def _acting(item: str) -> re.Match[str] | None:
    """「市财政局保障资金」 behind a body that answers: another one, and what it does."""
    found = _ACTS.match(item)
    return found if found and is_body(found.group("name")) else None


def _names_one(item: str) -> bool:
    return is_body(item) or is_field(item) or bool(names_in(item)[1:])


def _duty_in(item: str) -> tuple[int, int, Role] | None:
    """The first verb of an item: its range and the role that it gives to the names before it."""
    by_duties = _BY_DUTIES.search(item)
    verb = VERB.search(item)
    if by_duties and (verb is None or by_duties.start() <= verb.start()):
        tail = by_duties.group()
        role = (
            Role.SUPPORTING if "配合" in tail or "参与" in tail else Role.LEAD if "牵头" in tail else Role.RESPONSIBLE
        )
        return by_duties.start(), len(item), role
    if verb:
        kind = verb.lastgroup
        return verb.start(), verb.end(), Role.LEAD if kind in ("lead", "with") else Role(kind or "responsible")
    last = _VERB_AT_END.search(item)
    if last and (last.start() == 0 or all(map(is_body, names_in(item[: last.start()]) or ["等"]))):
        return last.start(), len(item), Role(last.lastgroup or "responsible")
    return None


def _give(phrase: Phrase, items: list[str], role: Role) -> None:
    for item in join_split_regions([item for item in items if item]):
        starred = bool(_STAR.search(item))
        for name in names_in(item):
            if name not in phrase.known:
                phrase.known.add(name)
                phrase.bodies.append((Role.LEAD if starred else role, name))
