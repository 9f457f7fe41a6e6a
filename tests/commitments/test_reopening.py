"""A finished promise is taken up again on new evidence: which acceptances fall, and what where none was given."""

from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment, Obligation
from commitments.testing import Promises
from lifecycle.performing import perform
from lifecycle.refusals import Invalid
from organizations.testing import PASSWORD
from rectification.testing import PROMISED_AT, Breaches
from tests.commitments.changing import approved, proposed

pytestmark = pytest.mark.django_db
ENDED = {"ground": "agreed", "power": "Article 12", "procedure": "Meeting 7", "compensation": "agreed"}


def office(promises: Promises, record: Any, verb: str, data: Any = None) -> Any:
    return perform(record, verb, promises.actor("office_supervisor"), data=data, reason="As the file shows")


def terminated(promises: Promises) -> tuple[Any, Any]:
    """A closed promise of which one duty was waived and the other ended with the termination, and that other one."""
    draft = promises.draft()
    waived, owed = promises.obligation(draft), promises.obligation(draft)
    active = promises.registered(draft)
    promises.evidence(waived, "consent", is_paper=True)
    office(promises, waived, "waive")
    return office(promises, office(promises, active, "terminate", ENDED), "close"), owed


def reopened(promises: Promises, record: Any, *named: Any) -> Any:
    """By the superior, on new evidence."""
    promises.evidence(record, "new_finding", is_paper=True)
    data = {"obligations": [one.pk for one in named]}
    return perform(record, "reopen", promises.actor("party_supervisor"), data=data, reason="The court annulled it")


def test_a_terminated_promise_without_an_acceptance_is_reopened_and_its_duty_added_anew(promises: Promises) -> None:
    closed, owed = terminated(promises)
    made = reopened(promises, closed)
    assert (made.state, made.settled_on, made.termination_ground, made.compensation) == ("active", None, "", "")
    assert made.history.get(verb="terminate").termination_ground == "agreed"
    assert Obligation.objects.get(pk=owed.pk).state == "cancelled"
    again = {"title": "Pay after all", "duty_kind": "payment", "side": "government"}
    approved(promises, proposed(promises, made, "addition", lead_body=promises.world.finance.pk, **again))
    assert Obligation.objects.get(title="Pay after all").state == "pending"


def test_a_promise_closed_unremedied_is_reopened_without_touching_what_was_rightly_accepted(promises: Promises) -> None:
    breaches = Breaches(promises)
    draft = promises.draft(at=PROMISED_AT)
    kept, broken = promises.obligation(draft, at=PROMISED_AT), promises.obligation(draft, at=PROMISED_AT)
    active = promises.registered(draft, PROMISED_AT)
    for one in (kept, broken):
        promises.classified(one, at=PROMISED_AT)
    promises.met(kept, at=PROMISED_AT)
    breaches.refused(breaches.confirmed(breaches.case(broken)).orders.get())
    made = reopened(promises, office(promises, active, "close"))
    states = [Obligation.objects.get(pk=one.pk).state for one in (kept, broken)]
    assert (made.state, states) == ("active", ["met", "pending"])


def test_what_was_confirmed_as_fulfilled_is_not_reopened_without_naming_an_acceptance(promises: Promises) -> None:
    active, owed = promises.active()
    promises.met(owed)
    fulfilled = office(promises, active, "confirm_fulfilment")
    for record in (fulfilled, office(promises, fulfilled, "close")):
        with pytest.raises(Invalid) as refusal:
            reopened(promises, record)
        assert set(refusal.value.errors) == {"obligations"}, record.state
    made = reopened(promises, Commitment.objects.get(pk=active.pk), owed)
    assert (made.state, Obligation.objects.get(pk=owed.pk).state) == ("active", "pending")


def test_the_superior_reopens_a_promise_without_acceptances_on_its_page(promises: Promises) -> None:
    closed, _owed = terminated(promises)
    promises.evidence(closed, "new_finding", is_paper=True)
    promises.world.account("party_supervisor")
    superior = Client()
    superior.post("/sign-in/", {"username": "party_supervisor", "password": PASSWORD})
    url = f"/do/commitments/{closed.ref}/reopen/"
    assert url in superior.get(closed.get_absolute_url()).content.decode()
    assert superior.get(url).status_code == 200
    told = {"reopen-version": closed.version, "reopen-reason": "法院判决撤销解除决定"}
    assert superior.post(url, told).status_code == 302
    assert Commitment.objects.get(pk=closed.pk).state == "active"
