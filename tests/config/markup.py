"""What a reader with a keyboard or a screen reader needs of every page, read from the HTML that leaves the site."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea")
# Controls that bring their own words, or none at all.
UNLABELLED = ("hidden", "submit", "button")
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


@dataclass
class Element:
    """One element: its name, attributes, what it stands in, and the words inside it."""

    name: str
    attributes: dict[str, str]
    within: "Element | None" = None
    words: list[str] = field(default_factory=list)

    def above(self) -> Iterator["Element"]:
        """The elements that it stands in, the nearest first."""
        one = self.within
        while one is not None:
            yield one
            one = one.within

    def get(self, name: str) -> str:
        """An attribute, "" where it is not there."""
        return self.attributes.get(name, "")

    @property
    def is_named(self) -> bool:
        """Whether it says anything: its words, or the name it is given."""
        return bool("".join(self.words).strip() or self.get("aria-label") or self.get("aria-labelledby"))

    def __str__(self) -> str:
        marks = " ".join(f'{name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.name} {marks}>"[:120]


class Markup(HTMLParser):
    """A page taken apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.stack: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        made = Element(tag, {name: value or "" for name, value in attrs}, self.stack[-1] if self.stack else None)
        self.elements.append(made)
        if tag not in VOID:
            self.stack.append(made)

    def handle_endtag(self, tag: str) -> None:
        """Closes it, and whatever was left open in it."""
        at = next((at for at in range(len(self.stack) - 1, -1, -1) if self.stack[at].name == tag), None)
        if at is not None:
            del self.stack[at:]

    def handle_data(self, data: str) -> None:
        """The words of all elements that they stand in."""
        for one in self.stack:
            one.words.append(data)

    def named(self, *names: str) -> list[Element]:
        """The elements of some names, in reading order."""
        return [one for one in self.elements if one.name in names]


def faults_of(html: str, language: str) -> list[str]:
    """What is wrong with a page, in words; nothing where it is right."""
    page = Markup(html)
    return [
        *_frame(page, language),
        *_names(page),
        *_headings(page),
        *_references(page),
        *_controls(page),
        *_tables(page),
    ]


def _frame(page: Markup, language: str) -> Iterator[str]:
    if [one.get("lang") for one in page.named("html")] != [language]:
        yield f"the language is not {language}"
    if not any("".join(one.words).split(" - ")[0].strip() for one in page.named("title")):
        yield "no title"
    links = page.named("a")
    if not links or links[0].get("href") != "#main":
        yield "the first link does not skip to the content"
    for nav in page.named("nav"):
        if not nav.get("aria-label"):
            yield f"a navigation without a name: {nav}"


def _names(page: Markup) -> Iterator[str]:
    for image in page.named("img"):
        if "alt" not in image.attributes:
            yield f"a picture without words: {image}"
    for one in page.named("a", "button", "summary"):
        if not one.is_named:
            yield f"nothing tells what it does: {one}"


def _headings(page: Markup) -> Iterator[str]:
    found = [one for one in page.named(*HEADINGS) if not any(up.name == "dialog" for up in one.above())]
    if [one.name for one in found].count("h1") != 1:
        yield f"{[one.name for one in found].count('h1')} first headings"
    level = 0
    for one in found:
        if int(one.name[1]) > level + 1:
            yield f"{one.name} follows h{level}: {''.join(one.words).strip()[:40]}"
        if not "".join(one.words).strip():
            yield f"an empty heading {one}"
        level = int(one.name[1])


def _references(page: Markup) -> Iterator[str]:
    known = Counter(one.get("id") for one in page.elements if one.get("id"))
    for name, times in known.items():
        if times > 1:
            yield f"{times} elements are called {name}"
    for one in page.elements:
        for attribute in REFERRING:
            for name in one.get(attribute).split():
                if name not in known:
                    yield f"{attribute} names {name}, which is not there: {one}"


def _controls(page: Markup) -> Iterator[str]:
    labelled = {one.get("for") for one in page.named("label") if "".join(one.words).strip()}
    for one in page.named(*CONTROLS):
        if one.get("type") in UNLABELLED or one.get("id") in labelled or one.is_named:
            continue
        if not any(up.name == "label" for up in one.above()):
            yield f"a field without a label: {one}"


def _tables(page: Markup) -> Iterator[str]:
    for one in page.named("th"):
        if not one.get("scope"):
            yield f"a head without its scope: {''.join(one.words).strip()[:40]}"
        if not "".join(one.words).strip():
            yield "a head without words"
