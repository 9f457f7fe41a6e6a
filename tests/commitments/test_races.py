"""Two people at the same moment, in two processes: exactly one of two answers, never both halves."""

from collections.abc import Callable
from typing import Any

import pytest

from commitments.models import Commitment, Obligation
from commitments.testing import DUE, Promises
from lifecycle.creating import create
from lifecycle.performing import perform
from organizations.acting import actor_of_official
from organizations.models import Official
from organizations.testing import build_world

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


def do(model: str, pk: int, verb: str, official: int, data: Any = None) -> str:
    """Perform a verb in this process, and say in which state the record is then."""
    record = {"commitment": Commitment, "obligation": Obligation}[model]._base_manager.get(pk=pk)
    by = actor_of_official(Official.objects.get(pk=official))
    return str(perform(record, verb, by, data=data, reason="In a hurry").state)


def add(commitment: int, body: int, official: int) -> str:
    """Add an obligation to a commitment in this process."""
    data = {"commitment": commitment, "title": "Late", "kind": "task", "lead_body": body, "due_on": DUE}
    return str(create(Obligation, actor_of_official(Official.objects.get(pk=official)), data=data).state)


def person(promises: Promises, name: str) -> int:
    return promises.world.official(name).pk


def test_a_commitment_is_never_submitted_without_the_obligation_that_a_colleague_just_cancelled(
    at_once: Callable[..., Any],
) -> None:
    promises = Promises(build_world())
    clerk, colleague = person(promises, "commerce_clerk"), person(promises, "commerce_clerk2")
    for _round in range(ROUNDS):
        commitment = promises.draft()
        obligation = promises.obligation(commitment)
        answers = at_once(
            do, ("commitment", commitment.pk, "submit", clerk), ("obligation", obligation.pk, "cancel", colleague)
        )
        state = Commitment.objects.get(pk=commitment.pk).state
        left = Obligation.objects.get(pk=obligation.pk).state
        assert (state, left) in (("submitted", "pending"), ("draft", "cancelled"))
        assert [bool(answer.error) for answer in answers].count(True) == 1
        assert {answer.error for answer in answers} <= {"", "GuardsUnmet", "NotPermitted"}


def test_what_is_added_at_the_moment_of_submission_is_in_it_or_refused(at_once: Callable[..., Any]) -> None:
    promises = Promises(build_world())
    clerk, colleague = person(promises, "commerce_clerk"), person(promises, "commerce_clerk2")
    finance = promises.world.finance.pk
    for _round in range(ROUNDS):
        commitment = promises.draft()
        promises.obligation(commitment)
        _submitted, added = at_once(
            run, ("do", ("commitment", commitment.pk, "submit", clerk)), ("add", (commitment.pk, finance, colleague))
        )
        assert Commitment.objects.get(pk=commitment.pk).state == "submitted"
        assert added.error in ("", "GuardsUnmet")
        row = Obligation.objects.filter(commitment=commitment, title="Late").first()
        assert (row is None) == bool(added.error)


def run(what: str, arguments: tuple[Any, ...]) -> str:
    """One of the two functions above, by its name."""
    return do(*arguments) if what == "do" else add(*arguments)


def test_of_two_acceptances_at_once_one_wins_and_the_series_goes_on_once(at_once: Callable[..., Any]) -> None:
    promises = Promises(build_world())
    first, second = person(promises, "office_supervisor"), person(promises, "office_supervisor2")
    for _round in range(ROUNDS):
        _commitment, obligation = promises.active(recurs="yearly", kind="task")
        obligation = promises.reported(obligation)
        answers = at_once(
            do, ("obligation", obligation.pk, "accept", first), ("obligation", obligation.pk, "accept", second)
        )
        assert sorted(answer.error for answer in answers) == ["", "NotFromThisState"]
        assert Obligation.objects.filter(previous=obligation).count() == 1


def test_a_termination_and_an_acceptance_at_once_leave_no_open_duty(at_once: Callable[..., Any]) -> None:
    promises = Promises(build_world())
    reviewer, second = person(promises, "office_supervisor"), person(promises, "office_supervisor2")
    ending = {"ground": "agreed", "power": "Article 12", "procedure": "Meeting 7", "compensation": "agreed"}
    for _round in range(ROUNDS):
        commitment, obligation = promises.active(recurs="yearly", kind="task")
        obligation = promises.reported(obligation)
        answers = at_once(
            do,
            ("commitment", commitment.pk, "terminate", reviewer, ending),
            ("obligation", obligation.pk, "accept", second),
        )
        assert answers[0].value == "terminated"
        assert answers[1].error in ("", "NotFromThisState", "GuardsUnmet")
        assert not Obligation.objects.filter(commitment=commitment).unsettled().exists()
