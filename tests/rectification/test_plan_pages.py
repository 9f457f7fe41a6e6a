"""The plan on the screen: entered in rows without loss, returned with what is asked of each measure, judged beside the one before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lifecycle.creating import record_edit
from lifecycle.models import UnsentForm
from lifecycle.refusals import Invalid
from rectification.models import Measure, RectificationOrder, Remark
from rectification.testing import Breaches

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def row(demand: Any, **values: Any) -> dict[str, Any]:
    due = timezone.localdate() + timedelta(days=20)
    return {
        "demand": demand.pk,
        "what": f"Do: {demand.text}",
        "kind": "within_limit",
        "owner": "Budget division",
        "due_on": due.isoformat(),
        "weight": "1",
        **values,
    }


def posted(order: Any, rows: list[dict[str, Any]], **words: Any) -> dict[str, Any]:
    found = {"version": order.version, "plan": "Cause and aim.", "act": "submit", **words}
    found |= {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0}
    for at, one in enumerate(rows):
        found |= {f"rows-{at}-{name}": value for name, value in one.items()}
    return found


def plan_url(order: Any) -> str:
    return f"{order.get_absolute_url()}plan/"


def approval_url(order: Any) -> str:
    return f"{order.get_absolute_url()}approval/"


def fresh(order: Any) -> Any:
    return RectificationOrder.objects.get(pk=order.pk)


def told(order: Any, verb: str, **values: Any) -> dict[str, Any]:
    return {"verb": verb, "version": order.version, "reason": "", "basis": "", "seen": "on", **values}


def test_a_plan_is_entered_in_rows_and_submitted_at_once(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    client = sign_in("finance_clerk")
    shown = client.get(plan_url(order))
    assert [form.initial["demand"] for form in shown.context["rows"].forms] == [one.pk for one in order.demands.all()]
    post = breaches.world.post("finance_head")
    rows = [row(one, owner_post=f"#{post.pk}") for one in order.demands.all()]
    answer = client.post(plan_url(order), posted(order, rows))
    assert answer.status_code == 302
    order = fresh(order)
    assert (order.state, order.plan, order.measures.count()) == ("planned", "Cause and aim.", 2)
    assert {one.owner_post_id for one in order.measures.all()} == {post.pk}


def test_a_row_is_added_and_taken_out_without_losing_what_the_others_hold_and_nothing_is_saved(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    first, second = order.demands.order_by("number")
    client = sign_in("finance_clerk")
    rows = [row(first, what="Pay half", due_on="soon"), row(second, what="Name somebody")]
    answer = client.post(plan_url(order), posted(order, rows, act="add"))
    assert answer.status_code == 200
    forms = answer.context["rows"].forms
    assert [form["what"].value() for form in forms] == ["Pay half", "Name somebody", None]
    assert not any(form.errors for form in forms)
    assert 'value="soon"' in text(answer) and "Cause and aim." in text(answer)
    answer = client.post(plan_url(order), posted(order, [*rows, row(second, what="Third")], act="remove-1"))
    assert [form["what"].value() for form in answer.context["rows"].forms] == ["Pay half", "Third"]
    for act in ("remove-99", "remove-x", "remove-"):
        assert len(client.post(plan_url(order), posted(order, rows, act=act)).context["rows"].forms) == 2
    assert not Measure.objects.exists()


def test_saved_measures_are_changed_and_taken_out_and_the_words_of_the_plan_wait_unsent(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    first, second = order.demands.order_by("number")
    client = sign_in("finance_clerk")
    rows = [row(first), row(second), row(second, what="Superfluous")]
    assert client.post(plan_url(order), posted(order, rows, act="save", plan="Half a plan")).status_code == 302
    assert fresh(order).state == "issued"
    shown = client.get(plan_url(order))
    assert shown.context["form"]["plan"].value() == "Half a plan"
    assert [form["what"].value() for form in shown.context["rows"].forms] == [
        *(f"Do: {first.text}", f"Do: {second.text}", "Superfluous")
    ]
    kept = [
        {**row(one.demand), "measure": one.pk, "version": one.version, "what": one.what}
        for one in order.measures.order_by("pk")
    ]
    kept[0]["what"] = "Pay everything"
    marked = client.post(plan_url(order), posted(order, kept, act="remove-2"))
    assert marked.context["rows"].forms[2].is_gone
    assert order.measures.standing().count() == 3
    kept[2]["gone"] = "on"
    assert client.post(plan_url(order), posted(order, kept)).status_code == 302
    standing = list(fresh(order).measures.standing().order_by("pk"))
    assert [one.what for one in standing] == ["Pay everything", f"Do: {second.text}"]
    assert fresh(order).state == "planned"


def test_what_is_typed_is_kept_for_its_writer_alone_until_it_is_submitted_or_discarded(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    first, second = order.demands.order_by("number")
    client, colleague = sign_in("finance_clerk"), sign_in("finance_clerk2")
    autosave = f"/do/unsent/?form=plan:{order.ref}"
    assert f'data-autosave="{autosave}"' in text(client.get(plan_url(order)))
    typed = posted(order, [row(first, what="Pay half"), row(second, due_on="soon")], plan="Cause and ai")
    assert client.post(autosave, typed).status_code == 200
    assert "Cause" not in str(UnsentForm.objects.get().content)
    shown = client.get(plan_url(order))
    assert shown.context["form"]["plan"].value() == "Cause and ai" and 'value="soon"' in text(shown)
    assert shown.context["rows"].forms[0]["what"].value() == "Pay half"
    assert not any(form.errors for form in shown.context["rows"].forms)
    assert shown.context["restored_at"] is not None
    assert colleague.get(plan_url(order)).context["form"]["plan"].value() == ""
    assert not Measure.objects.exists()
    assert client.post(plan_url(order), {"do": "discard"}).status_code == 302
    assert client.get(plan_url(order)).context["form"]["plan"].value() == ""
    client.post(autosave, typed)
    assert client.post(plan_url(order), posted(order, [row(first), row(second)])).status_code == 302
    assert fresh(order).state == "planned" and not UnsentForm.objects.exists()


def test_what_is_filled_in_wrongly_is_said_at_its_row_and_nothing_of_the_whole_is_saved(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    first, second = order.demands.order_by("number")
    client = sign_in("finance_clerk")
    answer = client.post(plan_url(order), posted(order, [row(first), row(second, due_on="31 February", what="")]))
    assert answer.status_code == 422
    assert set(answer.context["rows"].forms[1].errors) == {"due_on", "what"}
    assert not answer.context["rows"].forms[0].errors
    answer = client.post(plan_url(order), posted(order, [row(first), row(second, weight="0")]))
    assert (answer.status_code, set(answer.context["rows"].forms[1].errors)) == (422, {"weight"})
    answer = client.post(plan_url(order), posted(order, [row(first)]))
    assert answer.status_code == 422
    assert [one.name for one in answer.context["unmet"]] == ["covers_every_demand"]
    answer = client.post(plan_url(order), posted(order, [row(first), row(second)], plan=""))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"plan"})
    foreign = breaches.world.post("land_head")
    answer = client.post(plan_url(order), posted(order, [row(first, owner_post=f"#{foreign.pk}"), row(second)]))
    assert set(answer.context["rows"].forms[0].errors) == {"owner_post"}
    assert not Measure.objects.exists() and fresh(order).state == "issued"


def test_a_measure_changed_meanwhile_answers_409_and_keeps_what_was_typed(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    first, second = order.demands.order_by("number")
    one, two = breaches.measure(order, first), breaches.measure(order, second)
    record_edit(one, breaches.world.actor("finance_clerk2"), changes={"owner": "Treasury"})
    rows = [{**row(each.demand), "measure": each.pk, "version": each.version, "what": "Mine"} for each in (one, two)]
    client = sign_in("finance_clerk")
    answer = client.post(plan_url(order), posted(order, rows))
    assert answer.status_code == 409
    forms = answer.context["rows"].forms
    assert [form["what"].value() for form in forms] == ["Mine", "Mine"]
    assert [form["version"].value() for form in forms] == ["2", "1"]
    assert not Measure.objects.filter(what="Mine").exists()
    rows[0]["version"] = 2
    assert client.post(plan_url(order), posted(order, rows)).status_code == 302


def test_a_form_sent_twice_makes_its_measures_once(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    first = order.demands.order_by("number").first()
    words = posted(order, [row(first)], act="save", form_token="t" * 32)
    client = sign_in("finance_clerk")
    for _each in range(2):
        assert client.post(plan_url(order), words).status_code == 302
    assert Measure.objects.count() == 1


def test_only_a_clerk_of_the_addressee_enters_a_plan_and_only_while_one_is_drawn_up(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    for name in ("office_supervisor", "finance_head", "commerce_clerk", "auditor"):
        assert sign_in(name).get(plan_url(order)).status_code == 403, name
        assert sign_in(name).post(plan_url(order), posted(order, [])).status_code == 403, name
    assert sign_in("county_clerk").get(plan_url(order)).status_code == 404
    breaches.planned(order)
    assert sign_in("finance_clerk").get(plan_url(order)).status_code == 409


def test_for_a_demand_that_joined_later_measures_are_added_while_the_order_is_carried_out(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    breaches.confirmed(breaches.case(order.case.obligation), demands="Pay the interest")
    client = sign_in("finance_clerk")
    joined = order.demands.get(text="Pay the interest")
    shown = client.get(plan_url(order))
    assert [form.initial["demand"] for form in shown.context["rows"].forms] == [joined.pk]
    answer = client.post(plan_url(order), posted(order, [row(joined)], act="save"))
    assert answer.status_code == 302
    step = joined.measures.get()
    assert fresh(order).state == "in_progress"
    # Until a reviewer approves it, it is changed in its row and named on the pages; then the plan takes nothing more.
    assert [form.record for form in client.get(plan_url(order)).context["rows"].forms] == [step]
    changed = row(joined, measure=step.pk, version=step.version, what="Pay the interest at once")
    assert client.post(plan_url(order), posted(order, [changed], act="save")).status_code == 302
    judge = sign_in("office_supervisor")
    page = judge.get(order.get_absolute_url())
    assert page.context["unapproved"] == [step] and f"/{step.pk}/approve_measure/" in text(page)
    assert client.get(f"{order.get_absolute_url()}finish/").context["unapproved"] == [step]
    said = {"approve_measure-version": step.version + 1}
    assert judge.post(f"/do/rectification-measures/{step.pk}/approve_measure/", said).status_code == 302
    assert judge.get(order.get_absolute_url()).context["unapproved"] == []
    assert client.get(order.get_absolute_url()).context["plan_url"] == ""
    assert client.get(plan_url(order)).status_code == 409
    refused = client.post(f"/do/rectification-measures/{step.pk}/edit/", {"version": step.version + 2, "what": "Less"})
    assert refused.status_code == 409 and joined.measures.get().what == "Pay the interest at once"
    assert "已经批准" in text(refused)


def returned(breaches: Breaches, order: Any) -> tuple[Any, Any, Any]:
    """A plan returned with something asked of its first measure and its second demand."""
    order = breaches.planned(order)
    one, two = order.measures.order_by("pk")
    data = {"on_measures": {one.pk: "Name the day."}, "on_demands": {two.demand_id: "By a post, not an office."}}
    order = breaches.act("office_supervisor", order, "return_plan", reason="Too vague.", data=data)
    return order, one, two


def test_what_is_asked_at_a_return_is_kept_by_measure_and_demand_and_shown_to_the_clerk_at_its_row(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order, one, two = returned(breaches, breaches.order())
    kept = {(each.measure_id, each.demand_id): (each.text, each.entry) for each in Remark.objects.all()}
    assert kept == {
        (one.pk, None): ("Name the day.", order.version),
        (None, two.demand_id): ("By a post, not an office.", order.version),
    }
    shown = sign_in("finance_clerk").get(plan_url(order))
    assert [asked for _form, asked in shown.context["asked"]] == [["Name the day."], []]
    assert "Too vague." in text(shown) and "By a post, not an office." in text(shown)


def test_nothing_can_be_asked_of_a_measure_of_another_order(breaches: Breaches) -> None:
    order, other = breaches.planned(breaches.order()), breaches.planned(breaches.order())
    data = {"on_measures": {other.measures.first().pk: "Name the day."}}
    with pytest.raises(Invalid) as refused:
        breaches.act("office_supervisor", order, "return_plan", reason="Vague.", data=data)
    assert set(refused.value.errors) == {"on_measures"}
    assert not Remark.objects.exists()


def test_the_new_plan_stands_beside_the_old_one_with_what_was_asked_of_each_row(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order, one, two = returned(breaches, breaches.order())
    record_edit(one, breaches.world.actor("finance_clerk"), changes={"what": "Pay on 1 September"})
    added = breaches.measure(order, two.demand, what="Write a rule")
    breaches.act("finance_clerk", order, "submit_plan", data={"plan": "Cause, aim, owner."})
    client = sign_in("office_supervisor")
    shown = client.get(approval_url(order))
    comparison = shown.context["comparison"]
    rows = {each.key: each for each in comparison.rows}
    assert (comparison.old.number, comparison.new.number) == (1, 2)
    assert [(key, each.kind, list(each.asked)) for key, each in rows.items()] == [
        ("plan", "same", ["Too vague."]),
        (f"demand-{two.demand_id}", "changed", ["By a post, not an office."]),
        (f"measure-{one.pk}", "changed", ["Name the day."]),
        (f"measure-{two.pk}", "same", []),
        (f"measure-{added.pk}", "added", []),
    ]
    assert [(mark.old, mark.new) for mark in rows[f"measure-{one.pk}"].differing] == [(one.what, "Pay on 1 September")]
    assert [each.key for each in comparison.same] == [f"measure-{two.pk}"]
    assert "<ins>" in text(shown) and "<del>" in text(shown)
    first = client.get(f"{approval_url(order)}?new=1").context["comparison"]
    assert first.old is None and [each.kind for each in first.rows] == ["added"] * 3
    for query in ("?new=7", "?new=x", "?old=9", "?new=0"):
        assert client.get(approval_url(order) + query).status_code == 404, query


def test_a_measure_taken_out_of_the_next_plan_stands_beside_nothing(breaches: Breaches, sign_in: SignIn) -> None:
    order, one, two = returned(breaches, breaches.order())
    breaches.measure(order, one.demand, what="Another way")
    breaches.act("finance_clerk", one, "drop")
    breaches.act("finance_clerk", order, "submit_plan", data={"plan": "Cause, aim, owner."})
    comparison = sign_in("office_supervisor").get(approval_url(order)).context["comparison"]
    kinds = {each.key: each.kind for each in comparison.rows}
    assert (kinds[f"measure-{one.pk}"], kinds[f"measure-{two.pk}"]) == ("removed", "same")


def test_a_reviewer_returns_the_plan_from_the_page_with_something_asked_of_a_measure(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.planned(breaches.order())
    measure = order.measures.first()
    client = sign_in("office_supervisor")
    words = told(order, "return_plan", **{f"on_measures-{measure.pk}": "By when?"})
    answer = client.post(approval_url(order), words)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})
    assert "By when?" in text(answer)
    assert client.post(approval_url(order), words | {"reason": "Vague."}).status_code == 302
    assert fresh(order).state == "issued"
    assert [(each.measure_id, each.text) for each in Remark.objects.all()] == [(measure.pk, "By when?")]


def test_an_approval_has_read_the_warnings_and_loses_nothing_that_was_asked(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.planned(breaches.order())
    measure = order.measures.first()
    client = sign_in("office_supervisor")
    warnings = [one for one in client.get(approval_url(order)).context["checks"] if not one.holds]
    assert warnings
    answer = client.post(approval_url(order), told(order, "approve_plan", seen=""))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"seen"})
    answer = client.post(approval_url(order), told(order, "approve_plan", **{f"on_measures-{measure.pk}": "By when?"}))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"verb"})
    assert fresh(order).state == "planned"
    assert client.post(approval_url(order), told(order, "approve_plan")).status_code == 302
    assert fresh(order).state == "in_progress"


def test_who_may_not_judge_a_plan_sees_it_with_the_reason_and_is_refused(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.planned(breaches.order())
    for name in ("finance_clerk", "finance_head", "commerce_clerk", "auditor", "party_supervisor"):
        client = sign_in(name)
        shown = client.get(approval_url(order))
        assert shown.status_code == 200 and shown.context["form"] is None, name
        assert shown.context["persons"][1].note, name
        assert client.post(approval_url(order), told(order, "approve_plan")).status_code == 403, name
    assert sign_in("county_supervisor").get(approval_url(order)).status_code == 404
    assert fresh(order).state == "planned"


def test_a_decision_on_what_changed_meanwhile_answers_409_and_keeps_what_was_typed(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.planned(breaches.order())
    seen = fresh(order)
    order = breaches.act("office_supervisor2", order, "return_plan", reason="Vague.")
    breaches.act("finance_clerk", order, "submit_plan", data={"plan": "Better."})
    client = sign_in("office_supervisor")
    answer = client.post(approval_url(order), told(seen, "return_plan", reason="I had typed this"))
    assert answer.status_code == 409
    assert "I had typed this" in text(answer)
    version = answer.context["form"]["version"].value()
    assert version == str(fresh(order).version)
    again = client.post(approval_url(order), told(seen, "return_plan", reason="I had typed this", version=version))
    assert again.status_code == 302


def test_before_any_plan_there_is_nothing_to_judge(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    assert sign_in("office_supervisor").get(approval_url(order)).status_code == 404
    assert sign_in("office_supervisor").get(f"/do/orders/{order.ref}/approve_plan/").status_code == 409


def test_the_page_of_the_verb_takes_what_is_asked_too(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.planned(breaches.order())
    measure = order.measures.first()
    client = sign_in("office_supervisor")
    url = f"/do/orders/{order.ref}/return_plan/"
    assert measure.what in text(client.get(url))
    words = {
        "return_plan-version": order.version,
        "return_plan-reason": "Vague.",
        "return_plan-basis": "",
        f"return_plan-on_measures-{measure.pk}": "By when?",
    }
    assert client.post(url, words).status_code == 302
    assert Remark.objects.get().text == "By when?"
