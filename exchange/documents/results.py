"""What reading a document yields: frozen values with their places in the text, and the shape that the command prints."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLAUSE_START = 12  # characters of a clause that the printed form quotes


class Reason(StrEnum):
    """Why a clause is bound to no body."""

    NO_GROUP = "no_group"
    AFTER_LAST_GROUP = "after_last_group"
    PART_GROUP = "part_group"
    PART_TEXT = "part_text"
    CLOSING = "closing"


SENTENCES: dict[Reason, Promise] = {
    Reason.NO_GROUP: _("The clause names no responsible body."),
    Reason.AFTER_LAST_GROUP: _("The sentence stands after the last group of bodies of its measure."),
    Reason.PART_GROUP: _("The bodies are named for a part whose own measures name theirs."),
    Reason.PART_TEXT: _("The text introduces a part and names no responsible body."),
    Reason.CLOSING: _("The closing text belongs to no measure."),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """`text` is `reading.text[start:end]`, character for character."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """`words`: as printed, with the year that a month alone goes without; `group`: index of its assignment, or None."""

    words: str
    start: int
    end: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A group of bodies and the clause that it is bound to.

    `lead` and `supporting` are among `bodies`. `named_at` is where the group stands; `is_inherited`: it was named for
    the part above, and holds for this measure because the measure names none.
    """

    bodies: tuple[str, ...]
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    clause: Clause
    named_at: Clause
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A lowest numbered node. `parts`: the headings above it, from the top ("三、工作措施", "(一)…")."""

    path: str
    heading: str
    parts: tuple[str, ...]
    clause: Clause
    assignments: tuple[Assignment, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A clause that is bound to no body, and why. `bodies`: named for the part, where they are."""

    path: str
    clause: Clause
    reason: Reason
    bodies: tuple[str, ...] = ()

    @property
    def sentence(self) -> Promise:
        return SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """A document as read. `text` is the normalised source that all offsets point into."""

    text: str
    title: str | None
    document_number: str | None
    issuer: str | None
    issued_on: date | None
    measures: tuple[Measure, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    warnings: tuple[Promise | str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The shape that `import_policy --format json` prints, made of plain values."""
        return {
            "title": self.title,
            "document_number": self.document_number,
            "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "measures": [
                {
                    "path": measure.path,
                    "heading": measure.heading,
                    "time_limits": list(dict.fromkeys(limit.words for limit in measure.time_limits)),
                    "assignments": [
                        {
                            "bodies": list(assignment.bodies),
                            "lead": list(assignment.lead),
                            "clause_starts": "".join(assignment.clause.text.split())[:CLAUSE_START],
                        }
                        for assignment in measure.assignments
                    ],
                }
                for measure in self.measures
            ],
            "unassigned": [
                {"path": item.path, "text": item.clause.text, "reason": item.reason.value} for item in self.unassigned
            ],
        }
