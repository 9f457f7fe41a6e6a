"""Where the text names who must act: brackets, labelled sentences, bare sentences, and duties in running text.

A group is found by its words, never by its place alone: 「（地、州、盟）」 and 「（管委会）」 are brackets, not groups.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exchange.documents import limits
from exchange.documents.bodies import is_body
from exchange.documents.numerals import line_start_marker
from exchange.documents.roles import LABEL, Phrase, Role, label_kind, read_phrase
from exchange.documents.source import Strip

LONGEST_GROUP = 900
LONGEST_SENTENCE = 260
LONGEST_HEADING = 45
ROLES_OF_BODIES = frozenset(role.value for role in Role)
HABIT = 3  # so many brackets of one body at the ends of paragraphs are the document's way

_BRACKETS = re.compile(r"[（(【〔\[［）)】〕\]］]")
_OPENING = "（(【〔[［"
_LABEL_FIRST = re.compile(r"\s*[（(【〔\[]?(?:总?牵头|主办|主责|责任|负责|配合|协办|参与|落实|实施|承办|完成)")
_DUTY_WORD = re.compile(r"负责|牵头|配合|协办|参与|落实|实施|办理|承办|承担|执行|推进|分工|职责|主办|会同|支持|协同")
_STATEMENT_END = re.compile(
    r"(?:负责|牵头|配合|协助|参加|落实|组织实施|(?:加强|做好)(?:督促|指导|监督|协调)+|按职责分工|参与|(?:责任|牵头|配合|协作|协办)(?:单位|部门))"
    r"(?:[，,；;][^，。；,;]{2,24}(?:完成|到位|前|底|坚持|推进))?(?=[。；;]|$)"
)
_BOUNDARY = "。；;，,：:！!？?、）)—-*•·●◆▲→.．"
_AFTER_WHICH_A_LIST_STANDS = "。；;！!？?"


class Form(StrEnum):
    BRACKET = "bracket"
    LABEL = "label"
    SENTENCE = "sentence"
    LIST = "list"  # a bracket with nothing but bodies; a group only where the document does so throughout
    LIMIT = "limit"  # nothing but a time limit or a person; goes with the group beside it
    DUTY = "duty"  # 「县商务局负责……」: the sentence itself is the clause
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Group:
    """A range of the strip that names bodies, and what it says of them."""

    start: int
    end: int
    phrase: Phrase
    form: Form


def merge_phrases(groups: Sequence[Group]) -> Phrase:
    """What several groups beside each other say together, each body once."""
    merged = Phrase(is_stated=True, first_leads=any(group.phrase.first_leads for group in groups))
    for group in groups:
        merged.bodies.extend((role, name) for role, name in group.phrase.bodies if name not in merged.known)
        merged.known.update(name for _, name in group.phrase.bodies)
        merged.places.extend(group.phrase.places)
    return merged


class GroupIndex:
    """All groups of a document, found once, asked for by range."""

    def __init__(self, strip: Strip) -> None:
        self.strip = strip
        self.brackets = list(_bracket_spans(strip))
        found = [group for start, end in self.brackets if (group := _bracket_group(strip, start, end))]
        self.groups = _settle_lists(strip, found)
        taken = [(group.start, group.end) for group in self.groups]
        self.groups.extend(_label_groups(strip, taken))
        self.groups.sort(key=lambda group: group.start)
        taken = sorted((group.start, group.end) for group in self.groups)
        self.groups.extend(_sentence_groups(strip, taken))
        self.groups.sort(key=lambda group: group.start)
        self._begins = [group.start for group in self.groups]

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [(group.start, group.end) for group in self.groups if group.form is not Form.LIST]

    def within(self, start: int, end: int) -> list[Group]:
        """The groups that begin in a range."""
        return self.groups[bisect_left(self._begins, start) : bisect_left(self._begins, end)]


def _bracket_spans(strip: Strip) -> Iterator[tuple[int, int]]:
    """The outermost brackets, each within its paragraph; one left open ends with the paragraph if it reads as a group."""
    opened: list[int] = []
    limit = 0
    for match in _BRACKETS.finditer(strip.text):
        place = match.start()
        if opened and place >= limit:
            if (
                _LABEL_FIRST.match(strip.text, opened[0] + 1)
                and _LABEL_FIRST.match(strip.text, limit)
                and place - opened[0] < LONGEST_GROUP
            ):
                limit = strip.paragraph_end(place)
            else:
                yield opened[0], limit
                opened.clear()
        if match.group() in _OPENING:
            if not opened:
                limit = strip.paragraph_end(place)
            opened.append(place)
        elif opened:
            begin = opened.pop()
            if not opened:
                yield begin, place + 1
    if opened:
        yield opened[0], limit


def _bracket_group(strip: Strip, start: int, end: int) -> Group | None:
    is_closed = strip.text[end - 1] in "）)】〕]］"
    inside = strip.text[start + 1 : end - 1 if is_closed else end]
    if not 2 <= len(inside) <= LONGEST_GROUP or LABEL.fullmatch(strip.text[start:end]):
        return None
    if not is_closed and not _DUTY_WORD.search(inside) and not LABEL.search(inside):
        return None
    form = _form(strip, start, end, phrase := read_phrase(inside, start + 1, strip.gaps), inside)
    return Group(start, end, phrase, form) if form else None


def _form(strip: Strip, start: int, end: int, phrase: Phrase, inside: str) -> Form | None:
    if not phrase.bodies:
        is_limit = bool(phrase.places) and (phrase.has_label or limits.is_standing(inside))
        return Form.LIMIT if is_limit else None
    if phrase.has_label:
        return Form.BRACKET if phrase.soundness >= 0.3 or len(inside) <= 120 else None
    if phrase.is_stated:
        return Form.BRACKET if _is_duty_bracket(strip, start, end, phrase) else None
    if phrase.soundness == 1.0 and not _is_part_of_name(strip, start, end, phrase):
        return Form.LIST
    return None


def _is_duty_bracket(strip: Strip, start: int, end: int, phrase: Phrase) -> bool:
    first = phrase.bodies[0][1]
    if phrase.soundness >= 0.6 and (is_body(first) or len(first) <= 12):
        return not phrase.has_object or phrase.soundness == 1.0
    stands_apart = (
        start == 0
        or strip.text[start - 1] in _AFTER_WHICH_A_LIST_STANDS
        or strip.is_start(start)
        or _ends_paragraph(strip, end)
    )
    if is_body(first) and phrase.soundness >= 0.5 and stands_apart and phrase.ends_with_verb:
        return not phrase.has_object
    is_short = all(len(name) <= 14 and not re.search(r"[的了将应可]|自行|统一|主要", name) for _, name in phrase.bodies)
    return phrase.ends_with_verb and not phrase.has_object and stands_apart and is_short


def _is_part_of_name(strip: Strip, start: int, end: int, phrase: Phrase) -> bool:
    """「人民政府（管委会）」, 「县（市、区）」: the bracket goes on with a name."""
    after = strip.text[end : end + 1]
    stands_apart = strip.is_start(start) or strip.text[start - 1 : start] in _AFTER_WHICH_A_LIST_STANDS
    return not stands_apart and not _ends_paragraph(strip, end) and after not in "。；;"


def _label_ends(strip: Strip) -> list[int]:
    """Where the labels of bodies end, found once for the whole text."""
    return [found.end() for found in LABEL.finditer(strip.text) if label_kind(found) in ROLES_OF_BODIES]


def _is_in_label(strip: Strip, place: int, label_ends: Sequence[int]) -> bool:
    """「责任单位：县工商局（县质监局）」: the bracket is the end of a labelled list's name."""
    before = bisect_left(label_ends, place + 1) - 1
    if before < 0 or place - label_ends[before] > LONGEST_GROUP:
        return False
    is_same_line = bisect_left(strip.starts, place + 1) == bisect_left(strip.starts, label_ends[before])
    return is_same_line and "。" not in strip.text[label_ends[before] : place]


def _stands_apart(strip: Strip, start: int) -> bool:
    return start == 0 or strip.is_start(start) or strip.text[start - 1] in _AFTER_WHICH_A_LIST_STANDS


def _ends_paragraph(strip: Strip, end: int) -> bool:
    return (
        end >= len(strip)
        or strip.is_start(end)
        or (strip.text[end] in "。；;" and (end + 1 >= len(strip) or strip.is_start(end + 1)))
    )


def _settle_lists(strip: Strip, found: list[Group]) -> list[Group]:
    """Keeps brackets with nothing but bodies where they stand as groups do: after a full stop, or throughout the text."""
    others = [group for group in found if group.form is not Form.LIST]
    apart: list[Group] = []
    at_ends: list[Group] = []
    label_ends = _label_ends(strip)
    for group in found:
        if group.form is Form.LIST and _is_in_label(strip, group.start, label_ends):
            continue
        if group.form is Form.LIST and _stands_apart(strip, group.start):
            apart.append(group)
        elif group.form is Form.LIST and _ends_paragraph(strip, group.end):
            at_ends.append(group)
    if len(at_ends) >= HABIT or (at_ends and not others and not apart):
        apart.extend(at_ends)
    else:
        apart.extend(group for group in at_ends if len(group.phrase.bodies) > 1 or _names_holder(strip, group))
    kept = [Group(group.start, group.end, group.phrase, Form.BRACKET) for group in apart]
    return sorted([*others, *kept], key=lambda group: group.start)


def _names_holder(strip: Strip, group: Group) -> bool:
    """One body behind a heading (「三、整治文化市场（区文化局）」), or all of them."""
    name = group.phrase.bodies[0][1]
    if re.match(r"全部|全体|所有|各", name):
        return True
    start = strip.starts[max(0, bisect_left(strip.starts, group.start + 1) - 1)]
    is_heading = group.start - start <= LONGEST_HEADING and not re.search(r"[。；]", strip.text[start : group.start])
    return is_heading and bool(re.match(r"[省市州县区镇乡]|国家|国务院", name))


def _label_groups(strip: Strip, taken: Sequence[tuple[int, int]]) -> Iterator[Group]:
    """「责任单位：A、B。」 as a sentence or on lines of its own."""
    done = 0
    for match in LABEL.finditer(strip.text):
        start = match.start()
        kind = label_kind(match)
        if start < done or kind == "other" or _overlaps(start, taken):
            continue
        if not _stands_at_boundary(strip, start):
            continue
        end = _label_end(strip, match.end())
        if strip.text[match.end() : end].strip("：:") == "":
            continue
        phrase = read_phrase(strip.text[start:end], start, strip.gaps)
        done = end
        if (phrase.bodies or phrase.places or kind == "person") and _is_credible(phrase, end - start):
            yield Group(start, end, phrase, Form.LABEL if phrase.bodies else Form.LIMIT)


def _stands_at_boundary(strip: Strip, start: int) -> bool:
    return start == 0 or strip.is_start(start) or strip.text[start - 1] in _BOUNDARY or start in strip.gaps


def _label_end(strip: Strip, value: int) -> int:
    """The end of the sentence or line; a label alone on its line takes the next line as its value."""
    end = strip.paragraph_end(value - 1)
    if end == value and value < len(strip):
        end = strip.paragraph_end(value)
    stop = strip.text.find("。", value, end)
    end = min(end if stop < 0 else stop + 1, value + LONGEST_GROUP)
    for other in LABEL.finditer(strip.text, value, end):
        if label_kind(other) == "other":
            return other.start()
    return end


def _is_credible(phrase: Phrase, length: int) -> bool:
    return not phrase.bodies or phrase.soundness >= 0.3 or length <= 60


def _sentence_groups(strip: Strip, taken: Sequence[tuple[int, int]]) -> Iterator[Group]:
    """「由A牵头，B配合。」 as a sentence without brackets or label."""
    done = 0
    for match in _STATEMENT_END.finditer(strip.text):
        end = match.end()
        if end < len(strip) and strip.text[end] not in "。；;" and not strip.is_start(end):
            continue
        start = _sentence_start(strip, match.start(), taken)
        if start < done or _overlaps(start, taken) or _overlaps(match.start(), taken) or end - start > LONGEST_SENTENCE:
            continue
        phrase = read_phrase(strip.text[start:end], start, strip.gaps)
        if (
            phrase.bodies
            and phrase.is_stated
            and phrase.ends_with_verb
            and phrase.soundness == 1.0
            and not phrase.has_object
        ):
            stop = end + 1 if end < len(strip) and strip.text[end] in "。；;" else end
            yield Group(start, stop, phrase, Form.SENTENCE)
            done = stop


def _sentence_start(strip: Strip, place: int, taken: Sequence[tuple[int, int]]) -> int:
    """Behind the last full stop, group or line end; other brackets may stand within the sentence: 「各县（市、区）」."""
    begin = max(0, place - LONGEST_SENTENCE)
    found = max(strip.text.rfind(sign, begin, place) for sign in "。！？!?")
    paragraph = strip.starts[max(0, bisect_left(strip.starts, place + 1) - 1)] if strip.starts else 0
    before = bisect_left(taken, (place + 1, 0)) - 1
    start = max(found + 1, paragraph, begin, taken[before][1] if before >= 0 else 0)
    numeral = line_start_marker(strip.text, start, is_spaced=False) if strip.is_start(start) else None
    return numeral.end if numeral and numeral.end <= place else start


def _overlaps(place: int, taken: Sequence[tuple[int, int]]) -> bool:
    before = bisect_left(taken, (place + 1, 0)) - 1
    return before >= 0 and taken[before][0] <= place < taken[before][1]
