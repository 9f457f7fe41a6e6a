"""Nobody sees more than he may act on, and nobody names at a door what he does not see."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment, Obligation, Project, Promisee
from commitments.testing import Promises
from lifecycle.creating import create, record_edit
from lifecycle.performing import perform
from lifecycle.refusals import Invalid, NotPermitted
from lifecycle.sweeping import perform_many
from organizations.models import Grant
from organizations.testing import PASSWORD, World
from rectification.models import AccountabilityCase, BreachCase, PersonReferral, RectificationOrder
from rectification.testing import PROMISED_AT, Breaches

SEEN: tuple[Any, ...] = (Commitment, Obligation, BreachCase, RectificationOrder, AccountabilityCase)


def seen(breaches: Breaches, name: str) -> list[int]:
    actor = breaches.world.actor(name)
    return [model.objects.visible_to(actor, breaches.today).count() for model in SEEN]


def only_for(world: World, name: str, matter: str) -> None:
    """The person's grant holds for one matter from now on."""
    grant = Grant.objects.get(official=world.official(name))
    record_edit(grant, world.actor("security_admin"), changes={"until": grant.since.replace(year=2025)})
    giver = {"official": grant.official, "granted_by": world.official("security_admin")}
    data = {"role": grant.role, "body": grant.body, "reach": grant.reach, "since": grant.since.replace(year=2025)}
    create(Grant, world.actor("security_admin"), data={**giver, **data, "matters": [matter]}, reason="narrowed")


@pytest.fixture
def order(breaches: Breaches) -> RectificationOrder:
    return breaches.refused(breaches.order())


# What an inspector sees follows his grant


def test_an_inspector_sees_nothing_outside_the_matters_of_his_grant(breaches: Breaches, order: Any) -> None:
    breaches.proposed(breaches.inquiry(order))
    assert seen(breaches, "inspector3") == [1, 1, 1, 1, 1]
    only_for(breaches.world, "inspector3", "policy")
    assert seen(breaches, "inspector3") == [0, 0, 0, 0, 0]


def test_an_inspector_sees_what_lies_within_the_matters_of_his_grant(breaches: Breaches, order: Any) -> None:
    breaches.proposed(breaches.inquiry(order))
    only_for(breaches.world, "inspector3", "investment")
    assert seen(breaches, "inspector3") == [1, 1, 1, 1, 1]


def test_a_case_given_to_an_inspector_is_out_of_his_sight_where_he_may_not_act_on_it(
    breaches: Breaches, order: Any
) -> None:
    breaches.inquiry(order)
    assert seen(breaches, "inspector") == [1, 1, 1, 1, 1]
    only_for(breaches.world, "inspector", "policy")
    assert seen(breaches, "inspector") == [0, 0, 0, 0, 0]


def test_whoever_opened_a_case_sees_it_whomever_it_was_given_to(breaches: Breaches, order: Any) -> None:
    inquiry = breaches.inquiry(order, by="inspector2")
    for name, expected in (("inspector2", True), ("inspector3", False), ("office_supervisor", True)):
        actor = breaches.world.actor(name)
        assert AccountabilityCase.objects.visible_to(actor, breaches.today).filter(pk=inquiry.pk).exists() is expected


def test_a_referral_follows_the_matters_of_the_supervisor_and_the_inspector_on_it(
    breaches: Breaches, order: Any
) -> None:
    breaches.referral(order, inquiry=breaches.inquiry(order).pk)
    for name in ("office_supervisor", "inspector"):
        assert PersonReferral.objects.visible_to(breaches.world.actor(name), breaches.today).exists()
        only_for(breaches.world, name, "policy")
        assert not PersonReferral.objects.visible_to(breaches.world.actor(name), breaches.today).exists()


def test_a_deputy_reads_no_referral_that_his_principal_may_not(breaches: Breaches, order: Any) -> None:
    referral = breaches.referral(order, inquiry=breaches.inquiry(order).pk)
    deputy = breaches.world.actor("office_supervisor")
    assert PersonReferral.objects.visible_to(deputy, breaches.today).exists()
    for_its_own = replace(deputy, on_behalf_body_path=referral.body.path)
    assert not PersonReferral.objects.visible_to(for_its_own, breaches.today).exists()


@pytest.mark.parametrize("name", ["commerce_clerk", "commerce_head", "finance_clerk", "office_clerk", "mayor"])
def test_who_is_not_on_an_accountability_case_does_not_see_it_in_any_state(
    breaches: Breaches, order: Any, name: str
) -> None:
    inquiry = breaches.inquiry(order)
    actor = breaches.world.actor(name)
    assert not AccountabilityCase.objects.visible_to(actor, breaches.today).exists()
    breaches.decided(inquiry)
    assert not AccountabilityCase.objects.visible_to(actor, breaches.today).exists()


def test_the_body_held_to_account_reads_along_once_it_is_decided(breaches: Breaches, order: Any) -> None:
    head = breaches.world.actor("finance_head")
    inquiry = breaches.inquiry(order)
    assert not AccountabilityCase.objects.visible_to(head, breaches.today).exists()
    breaches.decided(inquiry)
    assert AccountabilityCase.objects.visible_to(head, breaches.today).exists()


# What is named at a door


@pytest.fixture
def foreign(world: World) -> Promisee:
    data = {"kind": "enterprise", "name": "Yuankou Timber", "logging_body": world.county_commerce}
    made: Promisee = create(Promisee, world.actor("county_clerk"), data=data)
    return made


def refused_at(refusal: Any) -> set[str]:
    return set(refusal.value.errors)


def test_a_new_record_names_nothing_that_its_maker_does_not_see(world: World, foreign: Any) -> None:
    clerk = world.actor("commerce_clerk")
    data = {"name": "Timber park", "logging_body": world.commerce}
    for enterprise in (foreign.pk, 999_999):
        with pytest.raises(Invalid) as refusal:
            create(Project, clerk, data=data | {"enterprise": enterprise})
        assert refusal.value.errors == {"enterprise": "所选记录不存在。"}
    assert not Project.objects.exists()
    project = create(Project, world.actor("county_clerk"), data={"name": "P", "logging_body": world.county_commerce})
    promises = Promises(world)
    with pytest.raises(Invalid) as refusal:
        promises.draft(project=project)
    assert refused_at(refusal) == {"project"}
    with pytest.raises(Invalid) as refusal:
        promises.draft(promisee=foreign)
    assert refused_at(refusal) == {"promisee"}


def test_an_edit_names_nothing_new_that_its_editor_does_not_see(world: World, foreign: Any) -> None:
    made = Promises(world).draft()
    with pytest.raises(Invalid) as refusal:
        record_edit(made, world.actor("commerce_clerk"), changes={"promisee": foreign.pk, "title": "Timber"})
    assert refused_at(refusal) == {"promisee"}
    kept = Commitment.objects.get(pk=made.pk)
    assert (kept.version, kept.promisee_id, kept.title) == (made.version, made.promisee_id, made.title)


def test_what_stood_before_may_stay_though_the_editor_does_not_see_it(world: World, foreign: Any) -> None:
    made = Promises(world).draft()
    edited = record_edit(
        made, world.actor("commerce_clerk"), changes={"promisee": made.promisee_id, "title": "Another"}
    )
    assert edited.title == "Another"


@pytest.fixture
def two(breaches: Breaches) -> tuple[Any, Any]:
    """Two cases about one promise: the city's office handles the first, the county's office the second alone."""
    promises, world = breaches.promises, breaches.world
    made = promises.draft(at=PROMISED_AT)
    duties = [
        promises.classified(promises.obligation(made, at=PROMISED_AT, lead_body=body), at=PROMISED_AT, by=by)
        for body, by in ((world.finance, "office_supervisor2"), (world.county_finance, "county_supervisor"))
    ]
    submitted = perform(made, "submit", world.actor("commerce_clerk"), at=PROMISED_AT)
    perform(submitted, "register", world.actor("office_supervisor"), at=PROMISED_AT)
    return breaches.case(duties[0]), breaches.case(duties[1], by="county_supervisor")


def test_a_step_names_nothing_that_its_actor_does_not_see(breaches: Breaches, two: Any) -> None:
    hidden, case = two
    supervisor = breaches.world.actor("county_supervisor")
    assert not BreachCase.objects.visible_to(supervisor, breaches.today).filter(pk=hidden.pk).exists()
    words = {"reason": "Same matter", "data": {"superseded_by": hidden.pk}, "at": breaches.now}
    with pytest.raises(Invalid) as refusal:
        perform(case, "supersede", supervisor, **words)
    assert refusal.value.errors == {"superseded_by": "所选记录不存在。"}
    outcome = perform_many(BreachCase.objects.filter(pk=case.pk), "supersede", supervisor, **words)
    assert {pk: set(one.errors) for pk, one in outcome.refused.items()} == {case.pk: {"superseded_by"}}  # type: ignore[attr-defined]
    assert BreachCase.objects.get(pk=case.pk).state == "suspected"
    # Who has no right is told that, not what exists.
    with pytest.raises(NotPermitted):
        perform(case, "supersede", breaches.world.actor("land_head"), **words)


def test_a_program_names_nothing_that_its_person_does_not_see(breaches: Breaches, two: Any) -> None:
    hidden, case = two
    client = sign_in(breaches.world, "county_supervisor")
    told = {"reason": "Same matter", "data": {"superseded_by": hidden.pk}}
    answer = client.post(f"/api/v1/cases/{case.ref}/supersede/", told, content_type="application/json")
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"superseded_by"})
    page = client.get(f"/do/cases/{case.ref}/supersede/")
    assert page.status_code == 200
    assert hidden.ref not in page.content.decode()
    assert BreachCase.objects.get(pk=case.pk).state == "suspected"


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client
