"""Measures reported with what proves them, the formal text, and every verb of cases and orders through its page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Evidence
from commitments.testing import PDF, moment
from lifecycle.refusals import GuardsUnmet
from rectification.models import BreachCase, Measure, Proof, RectificationOrder
from rectification.paper import chinese
from rectification.testing import Breaches

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def fresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def finish_url(order: Any) -> str:
    return f"{order.get_absolute_url()}finish/"


def words(order: Any, act: str = "submit", **values: Any) -> dict[str, Any]:
    found = {"version": order.version, "summary": "All is done.", "act": act, **values}
    return found | {f"m{one.pk}-version": one.version for one in order.measures.all()}


def done(measure: Any, **values: Any) -> dict[str, Any]:
    told = {"done_on": timezone.localdate().isoformat(), "result": "Paid.", **values}
    return {f"m{measure.pk}-{name}": value for name, value in told.items()}


def pdf(number: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("receipt.pdf", PDF + str(number).encode())


def test_measures_are_reported_with_files_and_papers_on_file_and_the_order_is_submitted_at_once(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    one, two = order.measures.order_by("pk")
    paper = breaches.promises.evidence(order.commitment, by="finance_clerk", at=breaches.now)
    client = sign_in("finance_clerk")
    told = words(order) | done(one, file=pdf(1)) | done(two, papers=[paper.pk])
    answer = client.post(finish_url(order), told)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert fresh(order).state == "submitted"
    assert {measure.state for measure in order.measures.all()} == {"done"}
    assert sorted(Proof.objects.values_list("measure", flat=True)) == [one.pk, two.pk]
    assert Evidence.objects.filter(title=one.what).count() == 1


def test_the_report_itself_is_sent_in_with_the_submission_and_stays_on_file(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    one, two = order.measures.order_by("pk")
    client = sign_in("finance_clerk")
    told = words(order) | done(one, file=pdf(1)) | done(two, file=pdf(2))
    early = client.post(finish_url(order), words(order, "save", report_file=pdf(3)))
    assert (early.status_code, set(early.context["form"].errors)) == (422, {"report_file"})
    wrong = client.post(finish_url(order), told | {"report_file": SimpleUploadedFile("a.pdf", b"MZ no document")})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"report_file"})
    assert not Evidence.objects.exists() and fresh(order).state == "in_progress"
    again = words(order) | done(one, file=pdf(1)) | done(two, file=pdf(2))
    answer = client.post(finish_url(order), again | {"report_file": pdf(3)})
    assert answer.status_code == 302
    order = fresh(order)
    assert (order.state, order.report.title, order.report.commitment_id) == (
        *("submitted", f"{order.ref}整改报告", order.commitment_id),
    )
    breaches.now = timezone.now()  # noqa: TID251 - after what was sent by the page
    reviewer = sign_in("office_supervisor2")
    assert f"/evidence/{order.report_id}/file/" in text(reviewer.get(order.get_absolute_url()))
    with pytest.raises(GuardsUnmet) as refusal:
        breaches.act("finance_clerk", order.report, "take_back", reason="Wrong file")
    assert [each.name for each in refusal.value.unmet] == ["is_no_proof"]
    first = order.report_id
    order = breaches.act("office_supervisor2", order, "return_for_rework", reason="Say more")
    assert f"/evidence/{first}/file/" in text(client.get(finish_url(order)))
    # Without a new one the report on file stays.
    assert client.post(finish_url(order), words(order)).status_code == 302
    assert fresh(order).report_id == first


def test_a_measure_is_reported_on_the_page_that_takes_its_files(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.begun(breaches.order())
    one = order.measures.order_by("pk").first()
    page = text(sign_in("finance_clerk").get(order.get_absolute_url()))
    assert f'href="{finish_url(order)}#m-{one.pk}-h"' in page
    assert f'id="m-{one.pk}-h"' in text(sign_in("finance_clerk").get(finish_url(order)))


def test_without_evidence_nothing_is_submitted_and_what_was_reported_with_it_is_not_kept_by_halves(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    one, _two = order.measures.order_by("pk")
    client = sign_in("finance_clerk")
    answer = client.post(finish_url(order), words(order) | done(one, file=pdf(1)))
    assert answer.status_code == 422
    assert [each.name for each in answer.context["unmet"]] == ["are_measures_proven"]
    assert "All is done." in text(answer) and "Paid." in text(answer)
    assert not Proof.objects.exists() and not Evidence.objects.exists()
    answer = client.post(finish_url(order), words(order, "save") | done(one))
    assert answer.status_code == 422
    assert [each.name for each in answer.context["unmet"]] == ["is_proven"]
    assert answer.context["about"] == one.what
    assert client.post(finish_url(order), words(order, "save") | done(one, file=pdf(1))).status_code == 302
    assert (fresh(one).state, fresh(order).state) == ("done", "in_progress")


def test_what_is_filled_in_wrongly_is_said_at_its_measure(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.begun(breaches.order())
    one, two = order.measures.order_by("pk")
    client = sign_in("finance_clerk")
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    cases: tuple[tuple[dict[str, Any], Any, set[str]], ...] = (
        (done(one, result=""), one, {"result"}),
        (done(two, done_on=""), two, {"done_on"}),
        (done(two, done_on="yesterday"), two, {"done_on"}),
        (done(one, file=pdf(1), done_on=later), one, {"done_on"}),
        (done(one, file=SimpleUploadedFile("a.pdf", b"MZ no document")), one, {"file"}),
        (done(one, papers=["999999"]), one, {"papers"}),
    )
    for told, measure, fields in cases:
        answer = client.post(finish_url(order), words(order, "save") | told)
        assert answer.status_code == 422, told
        wrong = {form.measure.pk: set(form.errors) for form in answer.context["forms"] if form.errors}
        assert wrong == {measure.pk: fields}, told
    answer = client.post(finish_url(order), words(order, summary=""))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"summary"})
    assert not Proof.objects.exists()


def test_a_report_on_what_changed_meanwhile_answers_409_and_keeps_what_was_typed(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    one, _two = order.measures.order_by("pk")
    seen = words(order, "save") | done(one)
    breaches.proven(one)
    other = {"done_on": breaches.today, "result": "Told by a colleague."}
    breaches.act("finance_clerk2", one, "report_measure", data=other)
    breaches.act("office_supervisor", one, "return_measure", reason="Not yet")
    client = sign_in("finance_clerk")
    answer = client.post(finish_url(order), seen | {f"m{one.pk}-file": pdf(1)})
    assert answer.status_code == 409
    assert "Paid." in text(answer)
    assert answer.context["forms"][0]["version"].value() == str(fresh(one).version)
    assert Proof.objects.count() == 1


def test_only_the_addressees_clerk_reports_and_only_while_the_order_is_carried_out(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.planned(breaches.order())
    assert sign_in("finance_clerk").get(finish_url(order)).status_code == 409
    order = breaches.act("office_supervisor", order, "approve_plan")
    assert sign_in("finance_clerk").get(finish_url(order)).status_code == 200
    for name, status in (("office_supervisor", 403), ("finance_head", 403), ("auditor", 403), ("county_clerk", 404)):
        assert sign_in(name).get(finish_url(order)).status_code == status, name
        assert sign_in(name).post(finish_url(order), words(order)).status_code == status, name


def test_the_page_asks_the_same_number_of_questions_however_many_measures(breaches: Breaches, sign_in: SignIn) -> None:
    client = sign_in("finance_clerk")
    counts = []
    for many in (2, 8):
        order = breaches.order()
        for each in range(many):
            breaches.measure(order, order.demands.first(), what=f"Step {each}")
        order = breaches.begun(order)
        client.get(finish_url(order))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(finish_url(order)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_formal_text_says_what_the_order_said_when_it_was_issued_in_chinese_and_bears_no_seal(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.begun(breaches.order())
    due = order.due_on
    breaches.confirmed(breaches.case(order.case.obligation), demands="Pay the interest")
    data = {"due_on": due + timedelta(days=10)}
    breaches.act("office_supervisor", order, "extend", reason="Late notice", data=data)
    client = sign_in("finance_head")
    client.cookies["django_language"] = "en"
    url = f"{order.get_absolute_url()}paper/"
    paper = client.get(url).context["paper"]
    sheet = text(client.get(url)).split("<article")[1]
    assert f"{due.year}年{due.month}月{due.day}日" in sheet
    assert "（一）Pay the subsidy" in sheet and "（二）Name who answers for the delay" in sheet
    assert "Pay the interest" not in sheet and paper.joined == 1
    for word in (
        "一、",
        "五、",
        "第十七条",
        "督办函",
        "Bureau of Finance：",
        "Supervision Office of the Municipal Government",
    ):
        assert word in sheet, word
    assert not any(word in sheet for word in ("印章", "整改令", "责令整改", "违约"))
    assert sign_in("county_clerk").get(url).status_code == 404


def test_numbers_are_written_as_official_documents_count() -> None:
    assert [chinese(number) for number in (1, 9, 10, 11, 19, 20, 21, 30, 99, 100)] == [
        *("一", "九", "十", "十一", "十九", "二十", "二十一", "三十", "九十九", "100")
    ]


def test_number_and_service_are_entered_while_issued_and_receipt_is_acknowledged(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    office, clerk = sign_in("office_clerk"), sign_in("finance_clerk")
    url = f"/do/orders/{order.ref}/serve/"
    told = {"serve-version": order.version, "serve-number": "督〔2026〕3号", "serve-served_on": "2000-01-01"}
    answer = office.post(url, told)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"served_on"})
    assert "督〔2026〕3号" in text(answer)
    assert office.post(url, told | {"serve-served_on": order.issued_on.isoformat()}).status_code == 302
    order = fresh(order)
    assert (order.number, order.served_on) == ("督〔2026〕3号", order.issued_on)
    assert "督〔2026〕3号" in text(clerk.get(f"{order.get_absolute_url()}paper/"))
    day = timezone.localdate().isoformat()
    told = {"acknowledge-version": order.version, "acknowledge-received_on": day}
    assert clerk.post(f"/do/orders/{order.ref}/acknowledge/", told).status_code == 302
    assert fresh(order).received_on == timezone.localdate()


def told_of(verb: str, record: Any, data: dict[str, Any], reason: str = "Because.") -> dict[str, Any]:
    found = {f"{verb}-version": record.version, f"{verb}-reason": reason, f"{verb}-basis": ""}
    return found | {f"{verb}-{name}": getattr(value, "value", value) for name, value in data.items()}


def step(sign_in: SignIn, name: str, record: Any, verb: str, **data: Any) -> Any:
    """A verb through its generic page: the page is shown, and takes the step."""
    collection = "cases" if isinstance(record, BreachCase) else "orders"
    collection = "rectification-measures" if isinstance(record, Measure) else collection
    record = fresh(record)
    url = f"/do/{collection}/{getattr(record, 'ref', record.pk)}/{verb}/"
    shown = sign_in(name).get(url)
    assert shown.status_code == 200, (name, verb, shown.status_code)
    answer = sign_in(name).post(url, told_of(verb, record, data))
    assert answer.status_code == 302, (verb, answer.status_code, dict(answer.context["form"].errors))
    return fresh(record)


def test_every_verb_of_a_case_works_through_its_page(breaches: Breaches, sign_in: SignIn) -> None:
    obligation = breaches.promise()[1]
    about = {"verifying_body": breaches.world.land.pk, "verifier": breaches.world.official("land_clerk").pk}
    case = step(sign_in, "office_supervisor", breaches.case(obligation), "assign_verification", **about)
    assert case.state == "under_verification"
    finding = breaches.finding(heard_on=timezone.localdate())
    case = step(sign_in, "land_head", case, "confirm", **finding)
    assert case.state == "confirmed"
    other = step(sign_in, "office_supervisor", breaches.case(obligation), "assign_verification", **about)
    answer = {"finding": "It was paid.", "answer": "No breach.", "answered_on": timezone.localdate()}
    assert step(sign_in, "land_head", other, "dismiss", **answer).state == "dismissed"
    third = step(sign_in, "office_supervisor", breaches.case(obligation), "supersede", superseded_by=case.pk)
    assert (third.state, third.superseded_by_id) == ("superseded", case.pk)


def test_a_step_that_cannot_be_taken_back_says_so_before_it_is_signed(breaches: Breaches, sign_in: SignIn) -> None:
    case = breaches.assigned(breaches.case(breaches.promise()[1]))
    for verb in ("confirm", "dismiss"):
        shown = text(sign_in("land_head").get(f"/do/cases/{case.ref}/{verb}/"))
        assert "撤回" in shown and "Land Head" in shown and "Nothing was paid." in shown, verb


def test_every_verb_of_an_order_works_through_its_page(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    for one in order.demands.all():
        breaches.measure(order, one)
    order = step(sign_in, "finance_clerk", order, "submit_plan", plan="Cause and aim.")
    order = step(sign_in, "office_supervisor", order, "return_plan")
    order = step(sign_in, "finance_clerk", order, "submit_plan", plan="Cause and aim.")
    order = step(sign_in, "office_supervisor", order, "approve_plan")
    order = step(sign_in, "office_supervisor", order, "extend", due_on=timezone.localdate() + timedelta(days=30))
    for measure in order.measures.all():
        breaches.proven(measure)
        measure = step(sign_in, "finance_clerk", measure, "report_measure", done_on="2026-07-06", result="Done.")
        measure = step(sign_in, "office_supervisor2", measure, "return_measure")
        measure = step(sign_in, "finance_clerk", measure, "report_measure", done_on="2026-07-06", result="Done.")
        assert step(sign_in, "office_supervisor2", measure, "accept_measure").state == "accepted"
    order = step(sign_in, "finance_clerk", order, "submit_for_acceptance", summary="All is done.")
    order = step(sign_in, "office_supervisor2", order, "return_for_rework")
    order = step(sign_in, "finance_clerk", order, "submit_for_acceptance", summary="All is done.")
    order = step(sign_in, "office_supervisor2", order, "accept")
    assert order.state == "accepted"
    assert step(sign_in, "party_supervisor", order, "reopen", relapse="Stopped again").state == "in_progress"


def test_refusal_failure_review_and_a_new_order_work_through_their_pages(breaches: Breaches, sign_in: SignIn) -> None:
    today = timezone.localdate()
    order = step(sign_in, "finance_head", breaches.order(), "appeal", appeal_ground="It was paid.")
    order = step(sign_in, "party_supervisor", order, "uphold", review_note="It was not.")
    assert order.state == "issued"
    refusal = {
        "refusal_kind": "in_writing",
        "refusal_document": "Letter 9",
        "refused_on": today,
        "refusal_words": "No.",
    }
    order = step(sign_in, "office_supervisor", order, "record_refusal", **refusal)
    authority = {"authority": "instruction", "authority_document": "Instruction 3"}
    order = step(sign_in, "office_supervisor", order, "reissue", **authority)
    following = RectificationOrder.objects.get(previous=order)
    breaches.now = moment(following.due_on)
    breaches.later(1)
    failed = breaches.failed(following)
    assert failed.state == "failed"
    second = step(sign_in, "finance_head", breaches.order(), "appeal", appeal_ground="It was paid.")
    assert step(sign_in, "party_supervisor", second, "set_aside", review_note="Paid in time.").state == "set_aside"


def test_a_stale_verb_page_of_an_order_answers_409_and_keeps_what_was_typed(
    breaches: Breaches, sign_in: SignIn
) -> None:
    order = breaches.order()
    seen = fresh(order)
    breaches.act("finance_clerk", order, "acknowledge", data={"received_on": breaches.today})
    told = told_of("appeal", seen, {"appeal_ground": "I had typed this"}, reason="")
    answer = sign_in("finance_head").post(f"/do/orders/{order.ref}/appeal/", told)
    assert answer.status_code == 409
    assert "I had typed this" in text(answer)


def test_an_order_has_a_page_of_its_own_for_its_plan_and_its_end(breaches: Breaches, sign_in: SignIn) -> None:
    order = breaches.order()
    bar = sign_in("finance_clerk").get(order.get_absolute_url())
    assert f"{order.get_absolute_url()}plan/" in text(bar)
    order = breaches.planned(order)
    bar = sign_in("office_supervisor").get(order.get_absolute_url()).context["bar"]
    assert f"{order.get_absolute_url()}approval/" in {act.url for act in bar.allowed}
