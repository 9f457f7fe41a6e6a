"""How far each section of the entry page is: what the list beside the form says."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.choices import EntryKind
from commitments.entry.page import EntryPage
from commitments.rules.sources import needs_promisee

PARTIES = (
    "title",
    "kind",
    "type",
    "entry_kind",
    "is_major_decision",
    "promisor",
    "logging_body",
    "promisee",
    "promised_on",
    "promised_precision",
)
FOLLOW_UP = ("deputy_head_post", "contact_name", "contact_phone", "held_up_by", "next_step", "remarks")


@dataclass(frozen=True)
class Section:
    """A section as the list shows it: `kind` is done, has-error or ""."""

    id: str
    title: str
    words: str
    kind: str = ""


def sections_of(page: EntryPage) -> list[Section]:
    """The five sections, in order; a sixth where divisions added columns."""
    errors = _errors(page)
    missing: dict[str, int | None] = {
        "s1": _missing_parties(page),
        "s2": _missing_source(page),
        "s3": _missing_obligations(page),
    }
    missing["s4"] = _missing_checks(page)
    titles = [
        ("s1", _("The two sides")),
        ("s2", _("What was promised")),
        ("s3", _("Obligations")),
        ("s4", _("Pre-checks")),
        ("s5", _("Follow-up")),
    ]
    if page.columns.columns:
        titles.append(("s6", _("Additional columns")))
    return [_section(code, title, errors.get(code, 0), missing.get(code)) for code, title in titles]


def _section(code: str, title: str, errors: int, missing: int | None) -> Section:
    if errors:
        return Section(code, title, ngettext("%(n)s error", "%(n)s errors", errors) % {"n": errors}, "has-error")
    if missing is None:
        return Section(code, title, _("if wanted"))
    if missing:
        return Section(code, title, ngettext("%(n)s missing", "%(n)s missing", missing) % {"n": missing})
    return Section(code, title, _("filled in"), "done")


def _errors(page: EntryPage) -> dict[str, int]:
    """How many faults each section has; those of the form as a whole count for the first."""
    counts: dict[str, int] = {}

    def add(code: str, number: int) -> None:
        counts[code] = counts.get(code, 0) + number

    for name, faults in page.form.errors.items():
        code = "s1" if name in PARTIES or name == "__all__" else "s5" if name in FOLLOW_UP else "s2"
        add(code, len(faults))
    for block in page.blocks:
        add("s3", sum(len(faults) for form in block.forms() for faults in form.errors.values()))
    add("s4", sum(len(faults) for form in page.checks for faults in form.errors.values()))
    add("s6", sum(len(faults) for faults in page.columns.errors.values()))
    for line in page.unplaced:
        add(line["id"], 1)
    return counts


def _empty(form: Any, *names: str) -> int:
    return sum(not form.says(name) for name in names)


def _missing_parties(page: EntryPage) -> int:
    names = ["title", "kind", "type", "entry_kind", "promisor", "logging_body"]
    if needs_promisee(page.form.says("kind")):
        names.append("promisee")
    if page.form.says("entry_kind") == EntryKind.SIGNED:
        names.append("promised_on")
    return _empty(page.form, *names)


def _missing_source(page: EntryPage) -> int:
    return _empty(page.form, "source_kind") + (_empty(page.form, "clause", "source_text") == 2)


def _missing_obligations(page: EntryPage) -> int:
    living = [block for block in page.blocks if not block.removed]
    if not living:
        return 1
    short = sum(_empty(block.form, "title", "kind", "lead_body") > 0 for block in living)
    return short + sum(block.is_conditional and not any(not r.removed for r in block.conditions) for block in living)


def _missing_checks(page: EntryPage) -> int | None:
    """None where the type asks for no check."""
    if not page.required:
        return None
    return sum(not form.says("outcome") for form in page.checks if form.is_asked)
