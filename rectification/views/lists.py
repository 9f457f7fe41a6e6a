"""What the lists of cases and orders have in common: the responsible post of a row, and the record of an export."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from face import days
from lifecycle.lists import RecordedListView
from organizations.offices import heads_of

# Where rows sort whose time does not run: after all others.
NO_DATE = date.max


def body_of(row: Any) -> Any:
    """The body that a row is about: the addressee, else who leads the obligation, else who promised."""
    if row.duty_body is not None:
        return row.duty_body
    obligation = getattr(row, "obligation", None)
    return row.commitment.promisor if obligation is None else obligation.lead_body


def due_words(row: Any) -> str:
    """The limit of a row as an export writes it: the day, and what is left."""
    due = row.due
    return "" if due is None or due.on is None else f"{days.day(due.on)} {due.words}".strip()


class AboutBodies(RecordedListView):
    """A list each of whose rows is about one body, whose head answers for it."""

    def attached(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Each row's limit, body, and who heads it today: three queries."""
        today = self.request.today  # type: ignore[attr-defined]
        bodies = {body.pk: body for row in rows if (body := body_of(row)) is not None}
        heads = heads_of(list(bodies.values()), today) if bodies else {}
        for row in rows:
            row.due, row.body = row.due_chip_on(today), body_of(row)
            row.head = heads.get(row.body.pk) if row.body is not None else None
        return rows


def head_words(row: Any) -> str:
    """The responsible post as an export writes it: post and name."""
    return f"{row.head.post} {row.head.official}".strip() if row.head is not None else ""
