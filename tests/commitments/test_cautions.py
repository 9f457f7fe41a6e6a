"""What speaks against a step without forbidding it is said before it, and where it must be, answered by a reason."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from commitments.models import Obligation
from commitments.testing import Promises
from lifecycle.refusals import Invalid
from lifecycle.sweeping import perform_many
from organizations.testing import PASSWORD, World

pytestmark = pytest.mark.django_db


def enter(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return client


def test_a_payment_with_less_on_record_is_accepted_with_a_reason_alone(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    obligation = promises.reported(obligation)
    with pytest.raises(Invalid) as refused:
        act("office_supervisor", obligation, "accept")
    assert set(refused.value.errors) == {"reason"}
    outcome = perform_many(Obligation.objects.filter(pk=obligation.pk), "accept", promises.actor("office_supervisor"))
    assert isinstance(outcome.refused[obligation.pk], Invalid)
    done = act("office_supervisor", obligation, "accept", reason="The vouchers are with the county.")
    assert done.state == "met"


def test_what_is_no_payment_needs_no_reason(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active(kind="task", amount=None)
    assert act("office_supervisor", promises.reported(obligation), "accept").state == "met"


def test_the_page_says_it_before_the_step_and_keeps_what_was_typed(promises: Promises, world: World) -> None:
    _commitment, obligation = promises.active()
    obligation = promises.reported(obligation)
    url = f"/do/obligations/{obligation.ref}/accept/"
    head = enter(world, "office_supervisor")
    page = head.get(url)
    assert [asks for _sentence, asks in page.context["cautions"]] == [True]
    answer = head.post(url, {"accept-version": obligation.version, "accept-performed_on": "2025-03-01"})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"reason"}
    assert 'value="2025-03-01"' in answer.content.decode()
    sent = {"accept-version": obligation.version, "accept-reason": "Set off against a debt."}
    assert head.post(url, sent).status_code == 302


def test_a_signed_promise_without_checks_is_warned_of_and_still_submitted(promises: Promises, world: World) -> None:
    made = promises.draft(checks=("legality",))
    promises.obligation(made)
    url = f"/do/commitments/{made.ref}/submit/"
    clerk = enter(world, "commerce_clerk")
    page = clerk.get(url)
    assert [asks for _sentence, asks in page.context["cautions"]] == [False]
    assert clerk.post(url, {"submit-version": made.version}).status_code == 302


@pytest.mark.parametrize("day", ["1948-12-31", "0202-05-01", "2999-01-01"])
def test_a_year_that_nobody_can_mean_is_refused_at_its_field(promises: Promises, act: Any, day: str) -> None:
    made = promises.draft()
    with pytest.raises(Invalid) as refused:
        promises.obligation(made, due_on=date.fromisoformat(day))
    assert set(refused.value.errors) == {"due_on"}
    _commitment, obligation = promises.active()
    with pytest.raises(Invalid):
        promises.evidence(obligation, original_seen_on=date.fromisoformat(day))


def test_the_upload_page_proposes_what_is_likely_sent_from_where_it_was_opened(
    promises: Promises, world: World
) -> None:
    draft = promises.draft()
    active, obligation = promises.active()
    conditional = promises.obligation(draft, is_conditional=True)
    clerk = enter(world, "commerce_clerk")
    for about, purpose in (
        (f"commitment={draft.pk}", "source"),
        (f"commitment={active.pk}", "other"),
        (f"commitment={active.pk}&obligation={obligation.pk}", "performance"),
        (f"commitment={draft.pk}&obligation={conditional.pk}", "claim"),
        (f"commitment={draft.pk}&purpose=check", "check"),
        (f"commitment={draft.pk}&purpose=nonsense", "source"),
    ):
        assert clerk.get(f"/evidence/upload/?{about}").context["form"].initial["purpose"] == purpose, about


def test_a_year_that_nobody_can_mean_is_refused_in_a_set_too(promises: Promises, act: Any) -> None:
    _commitment, obligation = promises.active()
    promises.evidence(obligation)
    told = {"performed_on": date(202, 6, 30)}
    with pytest.raises(Invalid) as alone:
        act("finance_clerk", obligation, "report", data=told)
    named = Obligation.objects.filter(pk=obligation.pk)
    outcome = perform_many(named, "report", promises.actor("finance_clerk"), data=told)
    refused = outcome.refused[obligation.pk]
    assert isinstance(refused, Invalid)
    assert set(refused.errors) == set(alone.value.errors) == {"performed_on"}
    assert named.get().version == obligation.version
