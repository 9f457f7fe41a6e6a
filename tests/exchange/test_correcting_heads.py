"""What the reading got wrong of a document's head is corrected before acceptance; the counters of its pages agree after it."""

from datetime import date

import pytest
from django.test import Client

from commitments.models import Agreement
from exchange.importing import import_document
from exchange.models import Document, Measure, OpenClause
from exchange.testing import PLAN, PlanCity
from lifecycle.creating import record_edit
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet
from tests.exchange.test_importing import document
from tests.exchange.test_pages import sign_in

pytestmark = pytest.mark.django_db

WORDS = (
    "建账。逐件登记。（市财政局牵头，市商务局、各县〈市、区〉人民政府〈管委会〉配合）",
    "核对。按季核对。（市财政局负责）",
    "公示。（市财政局、市商务局负责）",
    "宣传。讲好守信故事。",
)
MENDED = {
    "title": "关于加强守信践诺的意见",
    "number": "岚府〔2025〕7号",
    "issuer": "岚江市人民政府",
    "issued_on": "2025-03-04",
}


@pytest.fixture
def plan(city: PlanCity) -> Document:
    return import_document(document(*WORDS), city.actor("clerk")).document


@pytest.fixture
def clerk(city: PlanCity) -> Client:
    return sign_in(city, "clerk")


def url(plan: Document) -> str:
    return f"/do/documents/{plan.ref}/edit/"


def test_a_clerk_corrects_the_head_and_the_source_of_the_promises_says_the_same(
    city: PlanCity, plan: Document, clerk: Client
) -> None:
    assert url(plan) in clerk.get(plan.get_absolute_url()).content.decode()
    answer = clerk.post(url(plan), {**MENDED, "version": plan.version})
    assert answer.status_code == 302 and answer["Location"] == plan.get_absolute_url()
    plan.refresh_from_db()
    assert (plan.title, plan.number, plan.issuer) == (MENDED["title"], MENDED["number"], MENDED["issuer"])
    assert plan.issued_on == date(2025, 3, 4)
    source = Agreement.objects.get(pk=plan.agreement_id)
    assert (source.title, source.number, source.issuer) == (plan.title, plan.number, plan.issuer)
    assert (source.signed_on, source.signed_precision) == (plan.issued_on, "day")
    trail = plan.history.latest("version")
    assert (trail.verb, trail.actor_name) == ("edit", city.actor("clerk").name)
    carried = source.history.latest("version")
    assert (carried.verb, carried.cause.startswith("exchange.Document")) == ("edit", True)


def test_a_date_that_lies_ahead_is_refused_at_its_field_and_nothing_is_written(plan: Document, clerk: Client) -> None:
    answer = clerk.post(url(plan), {**MENDED, "issued_on": "2199-01-01", "version": plan.version})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"issued_on"}
    assert Document.objects.get(pk=plan.pk).version == plan.version


def test_who_did_not_take_the_document_in_corrects_nothing(city: PlanCity, plan: Document) -> None:
    stranger = sign_in(city, "finance_clerk")
    assert stranger.post(url(plan), {**MENDED, "version": plan.version}).status_code in (403, 404)
    assert Document.objects.get(pk=plan.pk).version == plan.version


def test_the_same_file_is_known_again_after_its_number_was_corrected(
    city: PlanCity, plan: Document, clerk: Client
) -> None:
    clerk.post(url(plan), {**MENDED, "version": plan.version})
    again = import_document(document(*WORDS), city.actor("clerk"))
    assert again.document == plan and Document.objects.count() == 1


def test_once_a_measure_is_accepted_the_head_stays_until_the_source_is_corrected(
    city: PlanCity, plan: Document, clerk: Client
) -> None:
    perform(plan.measures.get(position=2), "accept", city.actor("clerk"))
    assert url(plan) not in clerk.get(plan.get_absolute_url()).content.decode()
    answer = clerk.post(url(plan), {**MENDED, "version": plan.version})
    assert answer.status_code == 422
    assert "已有任务采纳，" in answer.content.decode()
    with pytest.raises(GuardsUnmet):
        record_edit(plan, city.actor("clerk"), changes={"number": "岚府〔2025〕8号"})
    source = Agreement.objects.get(pk=plan.agreement_id)
    record_edit(source, city.actor("clerk"), changes={"number": "岚府〔2025〕9号"})
    assert Document.objects.get(pk=plan.pk).number == "岚府〔2025〕9号"
    assert {row.verb for row in plan.history.all()} == {"create", "edit"}


def numbers(clerk: Client, plan: Document) -> tuple[int, int, int, int, int]:
    """Measures and those to be accepted by the list; measures, decided ones and open clauses by the page."""
    row = next(one for one in clerk.get("/documents/").context["rows"] if one.pk == plan.pk)
    page = clerk.get(plan.get_absolute_url()).context
    assert sum(number for _state, _label, number in page["counts"]["tabs"]) == page["counts"]["all"]
    for state, _label, number in page["counts"]["tabs"]:
        assert len(clerk.get(f"{plan.get_absolute_url()}?state={state}").context["lines"]) == number
    counts = page["counts"]
    return row.measure_count, row.waiting_count, counts["all"], counts["decided"], len(page["open_clauses"])


def test_list_and_page_count_alike_before_and_after_acceptance(city: PlanCity, plan: Document, clerk: Client) -> None:
    actor = city.actor("clerk")
    assert numbers(clerk, plan) == (4, 4, 4, 0, 1)
    assert clerk.get(plan.get_absolute_url()).context["expandable"] == 1
    clerk.post(f"/documents/{plan.ref}/accept/")
    accepted = Measure.objects.filter(document=plan, state="accepted").count()
    assert numbers(clerk, plan) == (4, 4 - accepted, 4, accepted, 1)
    perform(plan.measures.get(position=4), "set_aside", actor, reason="只是号召")
    # The clause without a body is answered: it binds nothing.
    assert numbers(clerk, plan) == (4, 3 - accepted, 4, accepted + 1, 0)
    assert OpenClause.objects.filter(document=plan).count() == 1
    perform(plan.measures.get(position=1), "set_aside", actor, reason="已另行办理")
    # No draft is left in which its phrase could be put in other words.
    assert clerk.get(plan.get_absolute_url()).context["expandable"] == 0


def test_the_whole_plan_counts_alike(city: PlanCity, clerk: Client) -> None:
    plan = import_document(PLAN, city.actor("clerk")).document
    assert numbers(clerk, plan)[:4] == (30, 30, 30, 0)
