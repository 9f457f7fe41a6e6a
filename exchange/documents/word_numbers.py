"""Word's automatic numbers, which stand in no paragraph's text: 一、 (一) 1. as the reader of the document sees them."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACEHOLDER = re.compile(r"%([1-9])")
_HAN = "零一二三四五六七八九"
_MARKS = frozenset({"bullet", "none"})
DEEPEST_STYLE = 12  # styles may be based on styles; a circle ends here


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class AutomaticNumbers:
    """Counts through a document in order: `before(paragraph)` is the number printed before that paragraph."""

    def __init__(self, document: Any) -> None:
        self._abstract_of: dict[str, str] = {}
        self._lists: dict[str, _List] = defaultdict(_List)
        self._restarts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        self._styles = {style.get(f"{_W}styleId", ""): style for style in document.styles.element.iter(f"{_W}style")}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in numbering.iter(f"{_W}abstractNum"):
            self._read_levels(self._lists[abstract.get(f"{_W}abstractNumId", "")], abstract)
        for number in numbering.iter(f"{_W}num"):
            self._read_number(number)

    def before(self, paragraph: Any) -> str:
        """The number's words, "" where the paragraph has none or a mere bullet."""
        number, depth = self._place(paragraph)
        if number is None or number == "0" or number not in self._abstract_of:
            return ""
        listed = self._lists[self._abstract_of[number]]
        self._restart(number, listed)
        level = listed.levels.get(depth, _Level())
        listed.counts[depth] = listed.counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in listed.counts if other > depth]:
            del listed.counts[deeper]
        return (
            ""
            if level.form in _MARKS
            else _PLACEHOLDER.sub(lambda found: self._count(listed, int(found.group(1)) - 1), level.text)
        )

    def _read_levels(self, listed: _List, abstract: Any) -> None:
        for element in abstract.iter(f"{_W}lvl"):
            depth = element.get(f"{_W}ilvl", "0")
            listed.levels[int(depth) if depth.isdigit() else 0] = _Level(
                _attribute(element, "numFmt") or "decimal",
                _attribute(element, "lvlText"),
                int(_attribute(element, "start") or 1),
            )

    def _read_number(self, number: Any) -> None:
        name = number.get(f"{_W}numId", "")
        self._abstract_of[name] = _attribute(number, "abstractNumId")
        for override in number.iter(f"{_W}lvlOverride"):
            start = _attribute(override, "startOverride")
            if start.isdigit():
                self._restarts[name][int(override.get(f"{_W}ilvl", "0"))] = int(start)

    def _restart(self, number: str, listed: _List) -> None:
        if number in self._begun:
            return
        self._begun.add(number)
        for depth, start in self._restarts[number].items():
            listed.counts[depth] = start - 1

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            properties = self._of_style(_attribute(paragraph.find(f"{_W}pPr"), "pStyle"))
        if properties is None:
            return None, 0
        depth = _attribute(properties, "ilvl")
        return _attribute(properties, "numId") or None, int(depth) if depth.isdigit() else 0

    def _of_style(self, name: str) -> Any:
        for _ in range(DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                return None
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                return properties
            name = _attribute(style, "basedOn")
        return None

    def _count(self, listed: _List, depth: int) -> str:
        level = listed.levels.get(depth, _Level())
        return words_of(listed.counts.get(depth, level.start), level.form)


def words_of(number: int, form: str) -> str:
    """A count in one of Word's number formats; digits where the format is another."""
    if form.startswith(
        (
            "chineseCounting",
            "ideographDigital",
            "japaneseCounting",
            "taiwaneseCounting",
            "chineseLegal",
            "ideographTraditional",
        )
    ):
        return _han(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)


def _han(number: int) -> str:
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_HAN[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _HAN[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_HAN[ones] if ones else "")


def _attribute(element: Any, child: str) -> str:
    found = element.find(f"{_W}{child}") if element is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""
