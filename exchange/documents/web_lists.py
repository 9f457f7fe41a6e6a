"""The numerals that a browser prints before the items of ordered lists; they stand nowhere in the page's text."""

import re
from dataclasses import dataclass, field

OWN_NUMERAL = re.compile(
    r"\s*(?:第?[一二三四五六七八九十百零〇]{1,5}[、.．条章]|[（(](?:[一二三四五六七八九十]{1,4}|\d{1,3})[）)]|\d{1,3}[.．、)）]|[①-⑳])"
)
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.IGNORECASE)
_HAN_STYLES = ("cjk-ideographic", "chinese-informal", "chinese-formal", "cjk-decimal", "japanese-informal")
_UNNUMBERED = ("none", "disc", "circle", "square")
_DIGITS = "零一二三四五六七八九"
HIGHEST = 999  # a list that begins higher is not numbering of measures


@dataclass(slots=True)
class _Ordered:
    """An open list; `step` is -1 for one that counts down. Unordered and unnumbered ones number nothing."""

    is_numbered: bool
    is_han: bool
    following: int
    step: int = 1


@dataclass(slots=True)
class Lists:
    """The lists that are open at a place of the page."""

    opened: list[_Ordered] = field(default_factory=list)

    def begin(self, tag: str, attributes: dict[str, str | None]) -> str:
        """Takes a start tag in; the numeral of the item that it opens, or nothing."""
        if tag in ("ol", "ul", "menu"):
            self.opened.append(_opened(tag, attributes))
        elif tag == "li" and self.opened and self.opened[-1].is_numbered:
            return self._numeral(self.opened[-1], attributes)
        return ""

    def end(self, tag: str) -> None:
        if tag in ("ol", "ul", "menu") and self.opened:
            self.opened.pop()

    def _numeral(self, ordered: _Ordered, attributes: dict[str, str | None]) -> str:
        number = _number(attributes.get("value"), ordered.following)
        ordered.following = number + ordered.step
        if not 0 < number <= HIGHEST or _is_unnumbered(attributes):
            return ""
        if ordered.is_han:
            return f"{_han(number)}、"
        depth = sum(1 for other in self.opened if other.is_numbered and not other.is_han)
        if depth == 1:
            return f"{number}."
        # Nested lists print 1. again on each level; the usual Chinese numerals tell the levels apart.
        return f"（{number}）" if depth == 2 or number > 20 else chr(ord("①") + number - 1)


def _opened(tag: str, attributes: dict[str, str | None]) -> _Ordered:
    found = _STYLE.search(attributes.get("style") or "")
    style = found.group(1).strip().lower() if found else ""
    is_numbered = tag == "ol" and not style.startswith(_UNNUMBERED)
    step = -1 if "reversed" in attributes else 1
    return _Ordered(is_numbered, any(name in style for name in _HAN_STYLES), _number(attributes.get("start"), 1), step)


def _is_unnumbered(attributes: dict[str, str | None]) -> bool:
    found = _STYLE.search(attributes.get("style") or "")
    return found is not None and found.group(1).strip().lower().startswith(_UNNUMBERED)


def _number(value: str | None, otherwise: int) -> int:
    digits = re.fullmatch(r"\s*(\d{1,4})\s*", value or "")
    return int(digits.group(1)) if digits else otherwise


def _han(number: int) -> str:
    """Up to 999: 一, 十二, 二十, 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    begins = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if not rest:
        return begins
    if not tens:
        return f"{begins}零{_DIGITS[ones]}" if begins else _DIGITS[ones]
    ten = "十" if tens == 1 and not begins else f"{_DIGITS[tens]}十"
    return begins + ten + (_DIGITS[ones] if ones else "")
