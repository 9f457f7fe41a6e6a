"""What is due, paid, not yet due, overdue and left: computed from obligations and payments, never typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commitments.choices import COUNTING_OBLIGATION, FALLEN_AWAY, ObligationState

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Owed:
    """A payment obligation: its amount in yuan, what was paid on it (offsets included), and the due date in force."""

    state: str
    amount: Decimal
    paid: Decimal
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Yuan. `balance` = `overdue` + `due_now` + `not_yet_due`: all that is still to be paid.

    `due` is the whole amount of what fell due on or before the day, paid or not; `unvouched` is what was accepted as
    met without a payment to show for it; `overpaid` what was paid above the amount, or on a duty that fell away.
    """

    due: Decimal = NOTHING
    paid: Decimal = NOTHING
    not_yet_due: Decimal = NOTHING
    due_now: Decimal = NOTHING
    overdue: Decimal = NOTHING
    unvouched: Decimal = NOTHING
    overpaid: Decimal = NOTHING

    @property
    def balance(self) -> Decimal:
        """What is still to be paid."""
        return self.overdue + self.due_now + self.not_yet_due

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.due + other.due,
            self.paid + other.paid,
            self.not_yet_due + other.not_yet_due,
            self.due_now + other.due_now,
            self.overdue + other.overdue,
            self.unvouched + other.unvouched,
            self.overpaid + other.overpaid,
        )


def sums_of(one: Owed, today: date) -> Sums:
    """The sums of one obligation on a day. On the due date itself it is due and not overdue.

    Before its conditions are confirmed, or without an agreed date, nothing is due.
    """
    if one.state in FALLEN_AWAY:
        return Sums(paid=one.paid, overpaid=one.paid)
    left, over = max(one.amount - one.paid, NOTHING), max(one.paid - one.amount, NOTHING)
    if one.state == ObligationState.MET:
        return Sums(due=one.amount, paid=one.paid, unvouched=left, overpaid=over)
    counts = one.state in COUNTING_OBLIGATION and one.due_on is not None
    if not counts or one.due_on is None or one.due_on > today:
        return Sums(paid=one.paid, not_yet_due=left, overpaid=over)
    if one.due_on == today:
        return Sums(due=one.amount, paid=one.paid, due_now=left, overpaid=over)
    return Sums(due=one.amount, paid=one.paid, overdue=left, overpaid=over)


def payment_sums(obligations: Iterable[Owed], today: date) -> Sums:
    """The sums of many obligations on a day."""
    return sum((sums_of(one, today) for one in obligations), Sums())


def total_owed(obligations: Iterable[Owed]) -> Decimal:
    """The amounts of all that did not fall away."""
    return sum((one.amount for one in obligations if one.state not in FALLEN_AWAY), NOTHING)


def paid_on(obligations: Iterable[Owed]) -> Decimal:
    """All that was paid."""
    return sum((one.paid for one in obligations), NOTHING)
