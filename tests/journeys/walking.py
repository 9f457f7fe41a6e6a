"""People of the demo's city in one real browser: they sign in one after the other, and take each step by what the screen offers.

A step begins on the first page. It goes on by the navigation, a list, a link or a button, never by an address; what
a page does not lead to is out of reach here as it is for its user.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commitments.testing import PDF
from demo.city import PASSWORD, City
from tests.browsing import shot
from tests.glossary import labels

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# What may stand in Latin letters on a Chinese page: names of files, digests, the other language's name, a record type of the tests.
FOREIGN = re.compile(r"[A-Za-z][a-z]{2,}")
KNOWN_FOREIGN = re.compile(r"[\w-]+\.(?:pdf|png|docx)|\b[a-z]+ errand\b|\b[0-9a-f]{4,64}\b|\bEnglish\b|\bEnter\b")


@dataclass
class Walk:
    """A browser, the city, and the day that the site shows."""

    page: "Page"
    city: City
    clock: Path
    folder: Path
    # What the pictures of this journey are called.
    name: str = ""
    who: str = ""
    days: int = 0
    steps: int = 0
    files: int = 0
    signed_in: dict[str, Any] = field(default_factory=dict)
    acted: Counter[str] = field(default_factory=Counter)

    @property
    def today(self) -> date:
        """The day that the site shows."""
        return timezone.localdate() + timedelta(days=self.days)

    def within(self, days: int) -> date:
        """So many days from the day that the site shows."""
        return self.today + timedelta(days=days)

    def later(self, days: int) -> None:
        """Let days pass; whoever was signed in is not any more."""
        self.days += days
        self.clock.write_text(str(self.days))
        self.signed_in.clear()
        self.who = ""

    def enter(self, who: str) -> None:
        """Somebody sits down before the first page; a person who signed in before that day is so still."""
        if who == self.who:
            self.page.locator("a.jn-brand").click()
            return
        self.page.context.clear_cookies()
        self.who = who
        if known := self.signed_in.get(who):
            self.page.context.add_cookies(known)
            self.page.goto("/")
            return
        self.page.goto("/")
        self.page.get_by_label("账号").fill(who)
        self.page.get_by_label("密码").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="登录").click()
        assert "/sign-in/" not in self.page.url, self.main()
        self.signed_in[who] = self.page.context.cookies()

    def main(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def says(self, *words: str) -> None:
        """The page says all of this."""
        said = self.main()
        assert [word for word in words if word not in said] == [], said[:3000]

    def proofread(self) -> None:
        """No word of another language stands on the page."""
        said = KNOWN_FOREIGN.sub("", self.page.locator("body").inner_text())
        assert FOREIGN.findall(said) == [], (self.page.url, said[:3000])

    def look(self, name: str, *, on_phone: bool = False) -> None:
        """Read the page, and keep its picture where pictures are wanted."""
        self.proofread()
        self.steps += 1
        shot(self.page, f"{self.name}-{self.steps:02d}-{name}", on_phone=on_phone)

    def section(self, words: str) -> None:
        """A page of the navigation."""
        self.page.locator(".jn-nav").get_by_role("link", name=re.compile(f"^{words}")).click()
        self.page.wait_for_load_state()

    def row(self, words: str) -> None:
        """A record of the list that stands there, by the words of its row."""
        rows = self.page.locator("#results tbody tr").filter(has_text=words)
        self.click(rows.first.locator("a").first)

    def find(self, section: str, words: str) -> None:
        """From the navigation to a record of a list."""
        self.section(section)
        self.row(words)

    def click(self, what: "Locator") -> None:
        """Go where it leads; where it is not there, the journey ends with what the page says instead."""
        if not what.count():
            raise AssertionError(f"{what} is not on {self.page.url}:\n{self.main()[:3000]}")
        with self.page.expect_navigation():
            what.click()

    def follow(self, words: str, *, among: str = "main") -> None:
        """A link by its words."""
        self.click(self.page.locator(among).get_by_role("link", name=words, exact=True).first)

    def fill(self, fields: dict[str, Any], prefix: str = "") -> None:
        """Fill fields by their names, each in the way of its control."""
        for name, value in fields.items():
            control = self.page.locator(f'main [name="{prefix}{name}"]').last
            kind = control.evaluate(
                "one => { const d = one.closest('details'); if (d) d.open = true; return one.type || one.tagName.toLowerCase(); }"
            )
            if kind.startswith("select"):
                choose(control, value)
            elif kind in ("checkbox", "radio"):
                (
                    control if kind == "checkbox" else self.page.locator(f'[name="{prefix}{name}"][value="{value}"]')
                ).check()
            elif kind == "file":
                control.set_input_files(value)
            else:
                control.fill(str(value))

    def names(self, end: str) -> list[str]:
        """The names of the fields of this kind, one a row of the form."""
        found: list[str] = self.page.locator(f'main [name$="-{end}"]').evaluate_all("all => all.map(one => one.name)")
        return found

    def more(self, words: str, name: str, *, at: int = 0) -> None:
        """A button that gives the form another row: the first field of that row is then there to be filled in."""
        if not self.page.locator(f'[name="{name}"]').count():
            self.page.locator("main").get_by_role("button", name=words, exact=True).nth(at).click()
            self.page.locator(f'[name="{name}"]').wait_for()

    def press(self, words: str, *, name: str, on_phone: bool = False) -> None:
        """A button by its words; whoever is refused stays where he is, and the journey ends there."""
        self.look(name, on_phone=on_phone)
        before = self.page.url
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=words, exact=True).last.click()
        faults = self.page.locator(".jn-errsum, .jn-err, .jn-note--bad").all_inner_texts()
        assert self.page.url != before, f"{name}: {faults or self.main()[:1500]}"
        self.acted[self.who] += 1

    def waiting(self, label: str, about: str) -> "Locator":
        """What waits on the first page: a step, and about what."""
        tasks = self.page.locator(".jn-todo > li").filter(has_text=about)
        return tasks.filter(has=self.page.locator(".jn-tag", has_text=re.compile(f"^{label}$"))).first

    def task(self, who: str, record: str, verb: str, about: str, **fields: Any) -> None:
        """A step that waits on somebody's first page, taken from there."""
        self.enter(who)
        label = labels(record, "verb")[verb]
        self.look(f"{who}-home", on_phone=True)
        self.click(self.waiting(label, about).locator(".jn-todo__d a"))
        self.fill(fields, f"{verb}-")
        self.press(label, name=verb, on_phone=True)

    def act(self, record: str, verb: str, **fields: Any) -> None:
        """A step from the page of a record, where its bar of steps offers it."""
        label = labels(record, "verb")[verb]
        self.look(f"before-{verb}")
        self.follow(label, among=".jn-verbs")
        self.fill(fields, f"{verb}-")
        self.press(label, name=verb)

    def paper(self) -> str:
        """A new file, unlike all before it."""
        self.files += 1
        file = self.folder / f"paper-{self.files}.pdf"
        file.write_bytes(PDF.replace(b"%%EOF", b"%" + str(self.files).encode() + b"\n%%EOF"))
        return str(file)

    def attach(self, purpose: str, title: str) -> None:
        """A file is sent in as evidence from the page of what it shows."""
        self.follow("添加证明材料", among="#evidence")
        self.fill({"title": title, "purpose": purpose, "file": self.paper()})
        self.press("保存", name="evidence")


def choose(control: "Locator", value: Any) -> None:
    """Choose by the words of an option, else by its value."""
    options = control.locator("option").all_inner_texts()
    named = next((one for one in options if one == value or str(value) in one.split("：")[-1]), "")
    control.select_option(label=named) if named else control.select_option(str(value))
