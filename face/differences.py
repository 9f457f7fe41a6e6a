"""Which words of a value changed, so that the page strikes out and underlines those and no others."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word of Latin letters, a figure with its separators, else one character: Chinese is compared by characters.
_TOKEN = re.compile(r"[A-Za-z]+|\d[\d,.:/-]*\d|\d|\s+|.", re.DOTALL)
# Below this likeness the values have nothing to do with each other, and islands of chance agreement only confuse.
_ALIKE = 0.35
# An island of agreement shorter than this between two changes is read together with them.
_ISLAND = 2

Piece = tuple[bool, str]


def pieces(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both values cut into (changed?, text), in order; joined again they are the values."""
    if old == new:
        return [(False, old)], [(False, new)]
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    was, is_now = _middle(*middle)
    start, end = "".join(before[:head]), "".join(before[len(before) - tail :])
    return _around(start, was, end), _around(start, is_now, end)


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both values as HTML: `<del>` in the old one and `<ins>` in the new one around what changed."""
    was, is_now = pieces(old, new)
    return _html(was, "del"), _html(is_now, "ins")


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many tokens both begin with; one alone is as good as chance."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count if count >= _ISLAND else 0


def _middle(before: Sequence[str], after: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _whole("".join(before)), _whole("".join(after))
    return _cut(before, after, _merged(matcher.get_opcodes()))


def _around(start: str, parts: list[Piece], end: str) -> list[Piece]:
    return [piece for piece in ((False, start), *parts, (False, end)) if piece[1]]


def _whole(text: str) -> list[Piece]:
    return [(True, text)] if text else []


def _merged(codes: Sequence[tuple[str, int, int, int, int]]) -> list[tuple[bool, int, int, int, int]]:
    """Opcodes as (changed?, spans), short islands between changes counted as changed."""
    spans: list[tuple[bool, int, int, int, int]] = []
    last = len(codes) - 1
    for index, (tag, i1, i2, j1, j2) in enumerate(codes):
        island = tag == "equal" and i2 - i1 < _ISLAND and 0 < index < last
        changed = tag != "equal" or island
        if spans and spans[-1][0] == changed:
            _, a1, _, b1, _ = spans[-1]
            spans[-1] = (changed, a1, i2, b1, j2)
        else:
            spans.append((changed, i1, i2, j1, j2))
    return spans


def _cut(
    before: Sequence[str], after: Sequence[str], spans: Iterable[tuple[bool, int, int, int, int]]
) -> tuple[list[Piece], list[Piece]]:
    was: list[Piece] = []
    is_now: list[Piece] = []
    for changed, i1, i2, j1, j2 in spans:
        if i1 < i2:
            was.append((changed, "".join(before[i1:i2])))
        if j1 < j2:
            is_now.append((changed, "".join(after[j1:j2])))
    return was, is_now


def _html(parts: Iterable[Piece], tag: str) -> SafeString:
    kind = SafeString(tag)
    return format_html_join(
        "",
        "{}",
        ((format_html("<{0}>{1}</{0}>", kind, text) if changed else text,) for changed, text in parts),
    )
