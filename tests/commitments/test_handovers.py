"""Hand-overs: what the list holds, who signs, what passes with it, and what it leaves alone (LIFECYCLES 4)."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from commitments.facts.handovers import drift_of
from commitments.models import Commitment, Handover, HandoverItem, Obligation, Share
from commitments.testing import Promises
from lifecycle.creating import create, record_edit
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from lifecycle.sweeping import perform_many
from lifecycle.verifying import broken_links
from organizations.choices import Rank, TenureKind
from organizations.testing import World
from tests.commitments.handing import actor, follows, headed, leaves, lines, new_bureau, newcomer, post_in, prepared

pytestmark = pytest.mark.django_db


def signed(promises: Promises, **words: Any) -> Handover:
    made: Handover = perform(prepared(promises, **words), "sign_over", promises.actor("finance_head"))
    return made


# The list


def test_every_open_duty_of_the_body_is_listed_as_it_stands_when_its_head_changes(promises: Promises) -> None:
    commitment, duty = promises.active()
    promises.evidence(duty)
    promises.evidence(duty, is_paper=True, title="The agreement on paper")
    _other, done = promises.active(title="Pay the rent")
    promises.met(done)
    supporting = promises.draft(title="Road to the plant")
    led = promises.obligation(supporting, lead_body=promises.world.land, title="Build the road")
    promises.share(led, promises.world.finance, what="Pay the surveyors")
    promises.registered(supporting)
    promises.active(lead_body=promises.world.land, title="Of another bureau")
    listed = lines(prepared(promises))
    assert [(one.duty, one.state_then, one.amount, one.paid) for one in listed] == [
        (duty, "pending", duty.amount, 0),
        (Share.objects.get(), "outstanding", None, None),
    ]
    first = listed[0]
    assert (first.commitment, first.due_on, first.evidence_count) == (commitment, duty.due_on, 2)
    assert first.originals == "Archive of the bureau Room 3, shelf 2 A-2025-17"


def test_a_post_that_is_no_head_hands_over_what_names_it(promises: Promises, world: World) -> None:
    post = world.post("finance_clerk")
    commitment = promises.draft(deputy_head_post=world.post("deputy_mayor"))
    mine = promises.obligation(commitment, handler_post=post)
    promises.obligation(commitment, title="Handled by the other clerk", handler_post=world.post("finance_clerk2"))
    promises.obligation(commitment, title="Handled by nobody yet")
    promises.registered(commitment)
    of_clerk = prepared(
        promises, giving_post=post, giver=world.official("finance_clerk"), taking_post=world.post("finance_clerk2")
    )
    assert [one.duty for one in lines(of_clerk)] == [mine]
    of_deputy = prepared(
        promises,
        by="city_clerk",
        occasion="portfolio",
        giving_body=world.city_government,
        taking_body=world.city_government,
        giving_post=world.post("deputy_mayor"),
        giver=world.official("deputy_mayor"),
        taking_post=None,
    )
    assert [one.duty for one in lines(of_deputy)] == [commitment]


def test_a_duty_is_left_out_with_a_reason_alone_and_put_back(promises: Promises) -> None:
    _commitment, duty = promises.active()
    handover = prepared(promises)
    [line] = lines(handover)
    with pytest.raises(Invalid):
        perform(line, "leave_out", promises.actor("finance_clerk"), data={"why": " "})
    with pytest.raises(NotPermitted):
        perform(line, "leave_out", promises.actor("finance_clerk2"), data={"why": "Stays"})
    line = perform(line, "leave_out", promises.actor("finance_clerk"), data={"why": "Goes to the office of the mayor"})
    assert (line.state, line.left_out_why) == ("left_out", "Goes to the office of the mayor")
    with pytest.raises(GuardsUnmet) as said:
        perform(handover, "sign_over", promises.actor("finance_head"))
    assert [one.name for one in said.value.unmet] == ["has_lines"]
    line = perform(line, "put_back", promises.actor("finance_head"))
    assert (line.state, line.left_out_why) == ("listed", "")
    perform(handover, "sign_over", promises.actor("finance_head"))
    for verb, data in (("leave_out", {"why": "Too late"}), ("put_back", None)):
        with pytest.raises((GuardsUnmet, NotFromThisState)):
            perform(line, verb, promises.actor("finance_clerk"), data=data)
    assert duty.pk == line.obligation_id


def test_a_list_that_no_longer_shows_the_duties_as_they_stand_is_not_signed_until_it_is_renewed(
    promises: Promises,
) -> None:
    _first, changing = promises.active(title="Pay the subsidy")
    _second, going = promises.active(title="Pay the rent")
    _third, kept = promises.active(title="Left out")
    handover = prepared(promises)
    by = promises.actor("finance_clerk")
    for line in lines(handover):
        if line.obligation_id == kept.pk:
            perform(line, "leave_out", by, data={"why": "Stays with the old office"})
        if line.obligation_id == changing.pk:
            record_edit(line, by, changes={"still_open": "The invoice is missing"})
    promises.reported(changing)
    promises.met(going)
    _fourth, coming = promises.active(title="Promised meanwhile")
    with pytest.raises(GuardsUnmet) as said:
        perform(handover, "sign_over", promises.actor("finance_head"))
    assert [one.name for one in said.value.unmet] == ["is_list_current"]
    found = drift_of([handover])[handover.pk]
    assert (len(found.came), len(found.went), len(found.changed)) == (1, 1, 1)
    with override("en"):
        assert "1 came, 1 went, 1 changed" in str(said.value.sentences[0])
    handover = record_edit(handover, by, changes={"renewals": 1})
    standing = {one.obligation_id: one for one in lines(handover, "listed", "left_out")}
    assert {pk: one.state for pk, one in standing.items()} == {
        changing.pk: "listed",
        kept.pk: "left_out",
        coming.pk: "listed",
    }
    assert (standing[changing.pk].state_then, standing[changing.pk].still_open) == (
        "reported",
        "The invoice is missing",
    )
    assert sorted(one.obligation_id for one in lines(handover, "dropped")) == sorted([changing.pk, going.pk])
    assert perform(handover, "sign_over", promises.actor("finance_head")).state == "signed_over"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("taking_body", {"taking_body": "land", "taking_post": None}),
        ("taking_body", {"occasion": "transfer"}),
        ("taking_body", {"occasion": "merger", "taking_body": "land", "taking_post": None}),
        ("taking_body", {"occasion": "transfer", "taking_body": "discipline", "taking_post": None}),
        ("giving_post", {"giving_post": None, "occasion": "portfolio"}),
        ("giving_post", {"giving_post": "land_head"}),
        ("taking_post", {"taking_post": "land_head"}),
        ("giver", {"giver": "land_head"}),
        ("taker", {"taker": "land_head"}),
        ("taker", {"taker": "finance_head"}),
        ("changed_on", {"changed_on": None}),
        ("document", {"document": ""}),
    ],
)
def test_what_does_not_fit_together_is_told_at_its_field(
    promises: Promises, world: World, field: str, words: dict[str, Any]
) -> None:
    for name, value in words.items():
        if name.endswith("_body"):
            words[name] = world.body(value)
        if name.endswith("_post") and value:
            words[name] = world.post(value)
        if name in ("giver", "taker"):
            words[name] = world.official(value)
    with pytest.raises(Invalid) as said:
        prepared(promises, **words)
    assert field in said.value.errors
    assert not Handover.objects.exists()


def test_a_list_is_prepared_by_the_staff_of_its_bodies_or_the_giver_in_his_own_name(
    promises: Promises, world: World
) -> None:
    promises.active()
    for person in ("land_clerk", "auditor", "office_supervisor", "commerce_clerk", "mayor"):
        with pytest.raises(NotPermitted):
            prepared(promises, by=person)
    with pytest.raises(NotPermitted):
        prepared(promises, prepared_by=world.official("finance_clerk2"))
    assert prepared(promises).ref.startswith("HO-")
    giver = world.official("finance_head")
    assert prepared(promises, by="finance_head").prepared_by == giver
    with pytest.raises(NotPermitted):
        create(
            HandoverItem,
            promises.actor("finance_clerk"),
            data={
                "handover": Handover.objects.first(),
                "commitment": Commitment.objects.first(),
                "state_then": "active",
            },
        )


# Who signs


def test_the_giver_answers_until_the_taker_takes_over_and_every_row_names_its_cause(promises: Promises) -> None:
    commitment, duty = promises.active()
    taker = newcomer(promises, promises.world.post("finance_head"), kind=TenureKind.ACTING)
    handover = signed(promises, taker=taker)
    assert duty.history.filter(verb="hand_over").count() == 0
    with pytest.raises(NotPermitted):
        perform(handover, "take_over", promises.actor("finance_head"))
    with pytest.raises(NotPermitted):
        perform(handover, "take_over", promises.actor("finance_clerk"))
    handover = perform(handover, "take_over", actor(taker), data={"reservations": "The second receipt was not seen."})
    assert (handover.state, handover.reservations) == ("taken_over", "The second receipt was not seen.")
    row = handover.history.get(verb="take_over")
    cause = f"commitments.Handover/{handover.pk}/{row.version}"
    driven = duty.history.get(verb="hand_over")
    assert (driven.cause, driven.via, driven.history_date) == (cause, "driven", row.history_date)
    [line] = lines(handover, "passed")
    assert (line.passed_on, line.history.get(verb="pass_on").cause) == (handover.taken_over_on, cause)
    # The commitment itself is the city government's; it does not pass with the finance bureau's head.
    assert not commitment.history.filter(verb="hand_over").exists()
    for one in (Handover, HandoverItem, Obligation):
        assert broken_links(one.history.model._default_manager.order_by("id", "version"), one) == []


def test_a_reservation_is_made_at_a_line_between_the_two_signatures_by_the_taker_alone(promises: Promises) -> None:
    promises.active()
    taker = newcomer(promises, promises.world.post("finance_head"), kind=TenureKind.ACTING)
    handover = prepared(promises, taker=taker)
    [line] = lines(handover)
    with pytest.raises(GuardsUnmet):
        perform(line, "reserve", actor(taker), data={"reservation": "Not seen"})
    perform(handover, "sign_over", promises.actor("finance_head"))
    with pytest.raises(NotPermitted):
        perform(line, "reserve", promises.actor("finance_head"), data={"reservation": "Not seen"})
    assert perform(line, "reserve", actor(taker), data={"reservation": "Not seen"}).reservation == "Not seen"
    assert perform(handover, "take_over", actor(taker)).state == "taken_over"


def test_where_the_giver_is_gone_the_head_of_his_body_signs_and_nobody_signs_both(
    promises: Promises, world: World
) -> None:
    promises.active(handler_post=world.post("finance_clerk"))
    leaves(promises, "finance_clerk")
    clerk_gone = prepared(
        promises,
        by="finance_clerk2",
        giving_post=world.post("finance_clerk"),
        giver=world.official("finance_clerk"),
        taking_post=world.post("finance_clerk2"),
        taker=world.official("finance_clerk2"),
    )
    with pytest.raises(NotPermitted):
        perform(clerk_gone, "sign_over", promises.actor("finance_clerk2"))
    assert perform(clerk_gone, "sign_over", promises.actor("finance_head")).state == "signed_over"
    # Of the head himself: the new head takes over, so the head of the body above signs for the one who is gone.
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    head_gone = prepared(promises, by="finance_clerk2", taker=taker)
    leaves(promises, "finance_head")
    with pytest.raises(NotPermitted):
        perform(head_gone, "sign_over", actor(taker))
    head_gone = perform(head_gone, "sign_over", promises.actor("mayor"))
    with pytest.raises(NotPermitted):
        perform(head_gone, "take_over", promises.actor("mayor"))
    assert perform(head_gone, "take_over", actor(taker)).state == "taken_over"


def test_without_a_successor_whoever_acts_takes_over_and_else_the_head_of_the_body(
    promises: Promises, world: World
) -> None:
    promises.active(handler_post=world.post("finance_clerk"))
    open_post = post_in(world.finance, "second desk")
    words = {"giving_post": world.post("finance_clerk"), "giver": world.official("finance_clerk")}
    to_desk = prepared(promises, **words, taking_post=open_post)
    to_desk = perform(to_desk, "sign_over", promises.actor("finance_clerk"))
    with pytest.raises(NotPermitted):
        perform(to_desk, "take_over", promises.actor("finance_clerk2"))
    assert perform(to_desk, "take_over", promises.actor("finance_head")).state == "taken_over"
    promises.active(handler_post=world.post("finance_clerk"))
    acting = newcomer(promises, open_post, "Acting", TenureKind.PRESIDING)
    to_acting = perform(
        prepared(promises, **words, taking_post=open_post), "sign_over", promises.actor("finance_clerk")
    )
    with pytest.raises(NotPermitted):
        perform(to_acting, "take_over", promises.actor("finance_head"))
    assert perform(to_acting, "take_over", actor(acting)).state == "taken_over"
    assert set(Obligation.objects.values_list("handler_post", flat=True)) == {open_post.pk}


def test_whoever_acts_takes_over_from_a_giver_who_is_still_in_the_post(promises: Promises, world: World) -> None:
    promises.active()
    handover = signed(promises)
    with pytest.raises(NotPermitted):
        perform(handover, "take_over", promises.actor("finance_head"))
    acting = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    assert perform(handover, "take_over", actor(acting)).state == "taken_over"


def test_a_late_take_over_is_ordered_with_a_reason_and_passes_the_duties_all_the_same(promises: Promises) -> None:
    _commitment, duty = promises.active()
    handover = signed(promises)
    with pytest.raises(Invalid):
        perform(handover, "order_take_over", promises.actor("office_supervisor"))
    for person in ("finance_head", "land_head", "commerce_head"):
        with pytest.raises(NotPermitted):
            perform(handover, "order_take_over", promises.actor(person), reason="Late")
    handover = perform(handover, "order_take_over", promises.actor("office_supervisor"), reason="A month late")
    assert (handover.state, handover.is_ordered) == ("taken_over", True)
    assert duty.history.get(verb="hand_over").cause.startswith(f"commitments.Handover/{handover.pk}/")


def test_the_witness_is_a_reviewer_who_took_none_of_the_steps(promises: Promises) -> None:
    promises.active()
    handover = perform(signed(promises), "order_take_over", promises.actor("office_supervisor"), reason="Late")
    with pytest.raises(NotPermitted) as said:
        perform(handover, "witness", promises.actor("office_supervisor"))
    assert "other_than(sign_over, take_over, order_take_over)" in said.value.rights
    with pytest.raises(NotPermitted):
        perform(handover, "witness", promises.actor("finance_head"))
    handover = perform(handover, "witness", promises.actor("office_supervisor2"), data={"note": "Papers counted."})
    assert (handover.state, handover.witness_note) == ("witnessed", "Papers counted.")


# What passes


def test_the_handler_follows_the_giver_s_post_and_stays_where_another_handles(promises: Promises, world: World) -> None:
    commitment = promises.draft()
    post, other = world.post("finance_clerk"), world.post("finance_clerk2")
    mine = promises.obligation(commitment, handler_post=post)
    others = promises.obligation(commitment, title="Of the other clerk", handler_post=other)
    promises.registered(commitment)
    desk = post_in(world.finance, "third desk")
    handover = prepared(promises, giving_post=post, giver=world.official("finance_clerk"), taking_post=desk)
    handover = perform(handover, "sign_over", promises.actor("finance_clerk"))
    perform(handover, "take_over", promises.actor("finance_head"))
    assert Obligation.objects.get(pk=mine.pk).handler_post == desk
    assert Obligation.objects.get(pk=others.pk).handler_post == other
    # The head changes: the handlers stay, the head's own post handles nothing.
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    perform(signed(promises, taker=taker), "take_over", actor(taker))
    assert Obligation.objects.get(pk=mine.pk).handler_post == desk


def test_a_merger_passes_lead_paying_and_supporting_body_and_names_the_new_handler(
    promises: Promises, world: World
) -> None:
    bureau = new_bureau(promises)
    _head_post, head = headed(promises, bureau)
    desk = post_in(bureau, "desk of planning")
    follows(world.finance, bureau)
    commitment = promises.draft(promisor=world.finance)
    led = promises.obligation(commitment, paying_body=world.finance, handler_post=world.post("finance_clerk"))
    paid = promises.obligation(commitment, title="Built by land", lead_body=world.land, paying_body=world.finance)
    share = promises.share(paid, world.finance)
    promises.registered(commitment)
    handover = prepared(promises, occasion="merger", changed_on=None, taking_body=bureau, taking_post=desk, taker=None)
    assert len(lines(handover)) == 4
    handover = perform(handover, "sign_over", promises.actor("finance_head"))
    perform(handover, "take_over", actor(head))
    commitment = Commitment.objects.get(pk=commitment.pk)
    led, paid = Obligation.objects.get(pk=led.pk), Obligation.objects.get(pk=paid.pk)
    assert (commitment.promisor, commitment.logging_body) == (bureau, world.commerce)
    assert (led.lead_body, led.paying_body, led.handler_post) == (bureau, bureau, desk)
    assert (paid.lead_body, paid.paying_body, paid.handler_post) == (world.land, bureau, None)
    assert Share.objects.get(pk=share.pk).body == bureau
    # Whoever sees for the new body sees the duty now; the old body no longer.
    assert led in Obligation.objects.visible_to(actor(head))
    assert led not in Obligation.objects.visible_to(promises.actor("finance_clerk"))


def test_after_a_split_the_hand_over_names_the_successor_duty_by_duty(promises: Promises, world: World) -> None:
    first, second = new_bureau(promises, "Bureau of Planning"), new_bureau(promises, "Bureau of Works")
    _post, head = headed(promises, second, "Head of Works")
    follows(world.finance, first, "split", 1)
    follows(world.finance, second, "split", 2)
    _one, goes = promises.active(title="To the works")
    _two, stays = promises.active(title="To the first listed")
    handover = prepared(promises, occasion="split", taking_body=second, taking_post=None)
    [kept] = [line for line in lines(handover) if line.obligation_id == stays.pk]
    perform(kept, "leave_out", promises.actor("finance_clerk"), data={"why": "Goes to the Bureau of Planning"})
    perform(perform(handover, "sign_over", promises.actor("finance_head")), "take_over", actor(head))
    assert Obligation.objects.get(pk=goes.pk).lead_body == second
    assert Obligation.objects.get(pk=stays.pk).lead_body == world.finance
    named = HandoverItem.objects.naming_successors([goes.pk, stays.pk]).select_related("handover")
    assert [(one.obligation_id, one.handover.taking_body_id) for one in named] == [(goes.pk, second.pk)]


def test_what_was_met_or_given_to_another_between_the_signatures_is_left_alone(
    promises: Promises, world: World
) -> None:
    _first, met = promises.active(title="Met meanwhile")
    _second, kept = promises.active(title="Still open")
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    handover = signed(promises, taker=taker)
    promises.met(met)
    handover = perform(handover, "take_over", actor(taker))
    assert not met.history.filter(verb="hand_over").exists()
    assert kept.history.filter(verb="hand_over").count() == 1
    assert len(lines(handover, "passed")) == 2


def test_a_deputy_head_s_portfolio_passes_to_the_post_that_is_named(promises: Promises, world: World) -> None:
    deputy, other = world.post("deputy_mayor"), post_in(world.city_government, "second deputy", Rank.DEPUTY)
    commitment = promises.draft(deputy_head_post=deputy)
    promises.obligation(commitment)
    promises.registered(commitment)
    comes = newcomer(promises, other, "Second Deputy")
    handover = prepared(
        promises,
        by="city_clerk",
        occasion="portfolio",
        giving_body=world.city_government,
        taking_body=world.city_government,
        giving_post=deputy,
        giver=world.official("deputy_mayor"),
        taking_post=other,
        taker=comes,
    )
    perform(perform(handover, "sign_over", promises.actor("deputy_mayor")), "take_over", actor(comes))
    assert Commitment.objects.get(pk=commitment.pk).deputy_head_post == other


# Who sees it


def test_the_two_bodies_their_overseers_and_those_who_sign_see_it_and_nobody_else(
    promises: Promises, world: World
) -> None:
    promises.active()
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    handover = prepared(promises, taker=taker)
    for who in ("finance_clerk2", "finance_head", "city_clerk", "office_supervisor", "auditor", "mayor"):
        assert list(Handover.objects.visible_to(promises.actor(who))) == [handover], who
        assert HandoverItem.objects.visible_to(promises.actor(who)).count() == 1
    assert list(Handover.objects.visible_to(actor(taker))) == [handover]
    for who in ("land_clerk", "commerce_clerk", "county_supervisor", "inspector", "system_admin", "county_governor"):
        assert not Handover.objects.visible_to(promises.actor(who)).exists(), who
        assert not HandoverItem.objects.visible_to(promises.actor(who)).exists(), who


# Numbers of statements, and their order


def statements_of(act: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        act()
    return [one["sql"] for one in caught.captured_queries]


def test_preparing_and_taking_over_take_as_many_statements_for_many_duties_as_for_one(
    promises: Promises, world: World
) -> None:
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    counts = []
    for number in (1, 5):
        for _one in range(number):
            promises.active()
        made: list[Any] = []
        drawn = len(statements_of(lambda into=made: into.append(prepared(promises, taker=taker))))
        handover, by = perform(made[0], "sign_over", promises.actor("finance_head")), actor(taker)
        taken = len(statements_of(partial(perform, handover, "take_over", by)))
        counts.append((drawn, taken))
        assert len(lines(handover, "passed")) == (1 if number == 1 else 6)
    assert counts[0] == counts[1]


def test_locks_are_taken_in_the_declared_order(promises: Promises, world: World) -> None:
    promises.active()
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    handover = signed(promises, taker=taker)
    found = statements_of(lambda: perform(handover, "take_over", actor(taker)))
    tables = ("cmt_commitment", "cmt_obligation", "cmt_handover", "cmt_handover_item")
    locked = [
        next(table for table in tables if f'"{table}"' in one) for one in found if "FOR UPDATE" in one and "cmt_" in one
    ]
    if connection.vendor == "sqlite":
        assert "BEGIN IMMEDIATE" in " ".join(found) or not locked
        return
    assert list(dict.fromkeys(locked)) == [*tables]


def test_several_hand_overs_are_cancelled_in_one_go_by_their_preparer_alone(promises: Promises) -> None:
    promises.active()
    keys = [prepared(promises).pk for _number in range(3)]
    chosen = Handover.objects.filter(pk__in=keys)
    assert perform_many(chosen, "cancel", promises.actor("finance_clerk2")).done == []
    assert sorted(perform_many(chosen, "cancel", promises.actor("finance_clerk")).done) == sorted(keys)
