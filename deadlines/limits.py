"""The limits that the product counts with, as dated data: `limit("plan.submit")`.

A limit that was not read in its own document says so (`is_to_be_verified`), and is shown so.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from deadlines.choices import LimitBound, LimitStatus, LimitUnit

LIMITS_FILE = Path(__file__).resolve().parent / "data" / "limits.csv"


class UnknownLimitError(LookupError):
    """No limit has this code, or none with it was in force on the day asked."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A name in the two languages of the product, kept as data beside the figure it belongs to."""

    english: str
    chinese: str

    def __str__(self) -> str:
        return self.chinese if (get_language() or "").startswith("zh") else self.english

    def __bool__(self) -> bool:
        return bool(self.english)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: how long, in which unit, from which event, by which document.

    In force from `valid_from` until the day before `valid_to`; None is open. `extensions` is how often it may be
    extended, `extension` by how much at most, in the same unit (None: as whoever extends it decides).
    """

    code: str
    valid_from: date | None
    valid_to: date | None
    amount: int
    unit: LimitUnit
    bound: LimitBound
    extensions: int
    extension: int | None
    rolls: bool
    status: LimitStatus
    title: Wording
    event: Wording
    document: Wording
    article: Wording

    @property
    def is_to_be_verified(self) -> bool:
        """Whether the words of the document itself have not been read yet."""
        return self.status == LimitStatus.SECONDARY

    def is_in_force(self, on: date) -> bool:
        """Whether the limit holds on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


def _limit_of(row: Mapping[str, str]) -> Limit:
    def wording(name: str) -> Wording:
        return Wording(row[f"{name}_en"], row[f"{name}_zh"])

    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    return Limit(
        code=row["code"],
        valid_from=day("valid_from"),
        valid_to=day("valid_to"),
        amount=int(row["amount"]),
        unit=LimitUnit(row["unit"]),
        bound=LimitBound(row["bound"]),
        extensions=int(row["extensions"]),
        extension=int(row["extension"]) if row["extension"] else None,
        rolls=row["rolls"] == "yes",
        status=LimitStatus(row["status"]),
        title=wording("title"),
        event=wording("event"),
        document=wording("document"),
        article=wording("article"),
    )


@cache
def limits() -> tuple[Limit, ...]:
    """Every limit, in the order of the file."""
    with LIMITS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_limit_of(row) for row in csv.DictReader(file))


def limit(code: str, on: date | None = None) -> Limit:
    """The limit with this code that is in force on a day; without a day, the latest one.

    Raises UnknownLimitError where there is none.
    """
    found = [known for known in limits() if known.code == code and (on is None or known.is_in_force(on))]
    if not found:
        raise UnknownLimitError(f"no limit {code!r}" + (f" in force on {on}" if on else ""))
    return max(found, key=lambda known: known.valid_from or date.min)
