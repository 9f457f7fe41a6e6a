"""HTML: block elements as paragraphs, tables with their spans. The parser of the standard library resolves no entities."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from exchange.documents.source import RawBlock, RawCell, RawTable
from exchange.documents.web_lists import OWN_NUMERAL, Lists

_HTML_SIGN = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|div|p|br|span|h[1-6]|article|section)\b[^>]*>", re.IGNORECASE
)
_SKIPPED = frozenset(
    {
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "select",
        "button",
        "svg",
        "iframe",
        "object",
        "textarea",
        "title",
    }
)
_BLOCK = frozenset(
    (
        "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article main blockquote "
        "pre center address fieldset figure hr body html table tr td th caption tbody thead tfoot"
    ).split()
)
_VOID = frozenset(
    {"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "embed", "source", "track"}
)
_FOOT = re.compile(
    r"(?:page|site|main|g|m|common|public)?[-_]?(?:footer|foot|copyright|bottom-nav|breadcrumb)", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
WIDEST_SPAN = 200
MOST_CELLS = 200_000  # a page may ask for spans that would fill the memory


def looks_like_html(content: bytes) -> bool:
    """Whether the first kilobytes hold the tags of a page rather than a text about them."""
    return len(_HTML_SIGN.findall(content[:4096])) >= 1


def read_html(text: str) -> list[RawBlock]:
    """The paragraphs and tables of a page in order."""
    parser = _Page()
    parser.feed(text)
    parser.close()
    return parser.finish()


@dataclass(slots=True)
class _TableInMaking:
    rows: list[list[tuple[str, int, int]]] = field(default_factory=list)
    cell: list[str] | None = None
    across: int = 1
    down: int = 1


class _Page(HTMLParser):
    def __init__(self) -> None:
        self.lists = Lists()
        super().__init__(convert_charrefs=True)
        self.blocks: list[RawBlock] = []
        self.words: list[str] = []
        self.skipping: list[str] = []
        self.tables: list[_TableInMaking] = []
        self.is_preformatted = False
        self.numeral = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping:
            if tag == self.skipping[-1] and tag not in _VOID:
                self.skipping.append(tag)
            return
        if tag in _SKIPPED or (tag not in _VOID and _is_foot(dict(attrs))):
            self.skipping.append(tag)
            return
        if tag == "br":
            self._text("\n")
        elif tag in _BLOCK:
            self._break()
        self._number(self.lists.begin(tag, dict(attrs)))
        if tag == "pre":
            self.is_preformatted = True
        if tag == "table":
            self._begin_table()
        elif self.tables:
            self._begin_in_table(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
            return
        self.lists.end(tag)
        if tag == "pre":
            self.is_preformatted = False
        if tag in ("td", "th") and self.tables:
            self._end_cell()
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag in _BLOCK:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self._text(data if self.is_preformatted else _BLANKS.sub(" ", data))

    def finish(self) -> list[RawBlock]:
        while self.tables:
            self._end_table()
        self._break()
        return self.blocks

    def _number(self, numeral: str) -> None:
        """Keeps a list's numeral until the item's first words: those may begin with one of their own."""
        if numeral:
            self.numeral = numeral

    def _text(self, words: str) -> None:
        if self.numeral and words.strip():
            words = words.lstrip() if OWN_NUMERAL.match(words) else self.numeral + words.lstrip()
            self.numeral = ""
        cell = self.tables[-1].cell if self.tables else None
        (self.words if cell is None else cell).append(words)

    def _break(self) -> None:
        if self.tables:
            if self.tables[-1].cell is not None:
                self.tables[-1].cell.append("\n")
            return
        self.blocks.extend("".join(self.words).split("\n"))
        self.words.clear()

    def _begin_table(self) -> None:
        if self.tables and self.tables[-1].cell is not None:
            return self.tables.append(_TableInMaking(cell=None))
        self.tables.append(_TableInMaking())
        return None

    def _begin_in_table(self, tag: str, attributes: dict[str, str | None]) -> None:
        table = self.tables[-1]
        if tag == "tr":
            self._end_cell()
            table.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not table.rows:
                table.rows.append([])
            table.cell = []
            table.across, table.down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))

    def _end_cell(self) -> None:
        table = self.tables[-1]
        if table.cell is not None and table.rows:
            table.rows[-1].append(("".join(table.cell), table.across, table.down))
        table.cell = None

    def _end_table(self) -> None:
        self._end_cell()
        table = self.tables.pop()
        if self.tables and self.tables[-1].cell is not None:
            # A table within a cell is the cell's text.
            self.tables[-1].cell.append("\n".join(text for row in table.rows for text, _, _ in row))
            return
        self.blocks.append(RawTable(tuple(tuple(row) for row in _spread(table.rows))))


def _is_foot(attributes: dict[str, str | None]) -> bool:
    """Whether an element calls itself the foot of a site, which names the site's keepers."""
    return any(_FOOT.fullmatch(name) for key in ("class", "id") for name in (attributes.get(key) or "").split())


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,4})", value or "")
    return min(max(1, int(digits.group(1))), WIDEST_SPAN) if digits else 1


def _spread(rows: list[list[tuple[str, int, int]]]) -> list[list[RawCell]]:
    """Every row with all its places: merged cells are continued where they reach."""
    out: list[list[RawCell]] = []
    pending: dict[int, tuple[int, RawCell]] = {}
    budget = MOST_CELLS
    for row in rows:
        line: list[RawCell] = []
        waiting = list(row)
        while waiting or any(column >= len(line) for column in pending):
            column = len(line)
            if column in pending:
                left, continued = pending.pop(column)
                line.append(continued)
                if left > 1:
                    pending[column] = (left - 1, continued)
            elif waiting:
                text, across, down = waiting.pop(0)
                for offset in range(across):
                    line.append(RawCell(text if offset == 0 else "", "" if offset == 0 else "left"))
                    if down > 1:
                        pending[column + offset] = (down - 1, RawCell("", "above"))
            else:
                line.append(RawCell(""))
            budget -= 1
            if budget < 0:
                return out
        out.append(line)
    return out
