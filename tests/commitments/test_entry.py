"""The entry form: one page, through the doors, all or nothing; what was typed is never lost."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.models import Commitment, Condition, Obligation, ObligationTemplate, PreCheck, Share
from commitments.testing import Promises
from lifecycle.creating import create, record_edit
from lifecycle.models import SentForm, UnsentForm
from lifecycle.performing import perform
from organizations.acting import INSTALLER
from organizations.testing import PASSWORD, World

pytestmark = pytest.mark.django_db
NEW = "/commitments/new/"


def enter(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    return client


@pytest.fixture
def clerk(world: World) -> Client:
    return enter(world, "commerce_clerk")


def named(record: Any) -> str:
    return f"{record} #{record.pk}"


def filled(promises: Promises, *checks: str, **more: str) -> dict[str, str]:
    """A signed investment promise with one conditional obligation, a condition, a share and a pre-check."""
    world = promises.world
    return {
        "title": "Subsidy for the first plant",
        "kind": "investment",
        "type": str(promises.type_of("investment", *checks).pk),
        "entry_kind": "signed",
        "source_kind": "agreement",
        "clause": "Article 5: the government pays a subsidy of 3 million yuan.",
        "promised_on": "2025-01-06",
        "promised_precision": "day",
        "promisor": named(world.city_government),
        "promisee": named(promises.promisee()),
        "logging_body": named(world.commerce),
        "amount": "300",
        "ob-count": "1",
        "ob-0-title": "Pay the subsidy",
        "ob-0-kind": "payment",
        "ob-0-side": "government",
        "ob-0-lead_body": named(world.finance),
        "ob-0-amount": "300",
        "ob-0-due_rule": "date",
        "ob-0-due_on": "2027-06-30",
        "ob-0-due_precision": "day",
        "ob-0-recurs": "once",
        "ob-0-weight": "1",
        "ob-0-c-count": "1",
        "ob-0-c-0-text": "The plant is in production",
        "ob-0-s-count": "1",
        "ob-0-s-0-body": named(world.land),
        "ob-0-s-0-what": "Lay the road",
        "pc-legality-outcome": "done",
        "pc-legality-checked_by": "Bureau of Justice",
        **more,
    }


def counts() -> list[int]:
    return [model.objects.count() for model in (Commitment, Obligation, Condition, Share, PreCheck)]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_whole_page_becomes_records_in_one_step(clerk: Client, promises: Promises) -> None:
    answer = clerk.post(NEW, filled(promises))
    made = Commitment.objects.get()
    assert answer["Location"] == made.get_absolute_url() and made.state == "draft"
    assert counts() == [1, 1, 1, 1, 1]
    assert str(made.amount) == "3000000.00"
    obligation = Obligation.objects.get()
    assert (obligation.state, obligation.lead_body, str(obligation.amount)) == (
        "conditional",
        promises.world.finance,
        "3000000.00",
    )
    assert Share.objects.get().obligation == Condition.objects.get().obligation == obligation


def test_submitting_takes_it_to_the_reviewer_in_the_same_step(clerk: Client, promises: Promises) -> None:
    answer = clerk.post(NEW, filled(promises, do="submit"))
    assert answer.status_code == 302, answer.context["page"].error_lines()
    assert Commitment.objects.get().state == "submitted"


def test_what_submitting_still_needs_is_said_and_nothing_is_written(clerk: Client, promises: Promises) -> None:
    short = filled(promises, do="submit", clause="", promisee="") | {"ob-count": "0", "entry_kind": "planned"}
    answer = clerk.post(NEW, short)
    assert answer.status_code == 422 and counts() == [0] * 5
    page = answer.context["page"]
    assert set(page.form.errors) == {"clause", "promisee"}
    assert {line["id"] for line in page.unplaced} == {"s3"}
    assert "Subsidy for the first plant" in text(answer)
    assert clerk.post(NEW, {**short, "do": "save"}).status_code == 302


def test_a_missing_kind_of_source_is_said_at_that_field(clerk: Client, promises: Promises) -> None:
    answer = clerk.post(NEW, filled(promises, do="submit", source_kind=""))
    assert answer.status_code == 422 and set(answer.context["page"].form.errors) == {"source_kind"}


def test_what_speaks_against_submitting_is_read_before_it_goes_and_holds_nobody_up(
    clerk: Client, promises: Promises
) -> None:
    short = filled(promises, "legality", "competition", do="submit") | {"ob-0-amount": "350"}
    answer = clerk.post(NEW, short)
    assert answer.status_code == 422 and counts() == [0] * 5
    page = answer.context["page"]
    assert not page.error_lines() and len(page.warnings) == 2
    said = " ".join(str(one) for one in page.warnings)
    assert "Fair competition" in said or "公平竞争审查" in said
    assert "350" in said and "300" in said
    assert 'value="submit warned"' in text(answer)
    assert clerk.post(NEW, {**short, "do": "submit warned"}).status_code == 302
    assert Commitment.objects.get().state == "submitted"


def test_what_forbids_submitting_still_does_so_once_the_warnings_were_read(clerk: Client, promises: Promises) -> None:
    answer = clerk.post(NEW, filled(promises, do="submit warned", clause=""))
    assert answer.status_code == 422 and set(answer.context["page"].form.errors) == {"clause"} and counts() == [0] * 5


def test_an_obligation_of_a_draft_is_edited_on_the_drafts_page_and_not_at_all_after_it(
    clerk: Client, promises: Promises
) -> None:
    made = promises.draft()
    obligation = promises.obligation(made)
    page = clerk.get(obligation.get_absolute_url())
    assert f"/commitments/{made.ref}/edit/#s3" in [act.url for act in page.context["bar"].allowed]
    promises.submitted(made)
    bar = clerk.get(obligation.get_absolute_url()).context["bar"]
    assert not any("/edit/" in act.url for act in bar.allowed)
    assert [len(one.lacks) for one in bar.unmet if one.icon == "pen"] == [1]
    assert clerk.get(f"/do/obligations/{obligation.ref}/edit/").status_code == 409


def test_a_term_says_how_long_it_is(promises: Promises) -> None:
    draft = promises.draft()
    due = {"is_conditional": True, "due_rule": "term", "term_amount": 30, "term_unit": "working_day", "due_on": None}
    with translation.override("zh-hans"):
        assert str(promises.obligation(draft, **due).due_in_words) == "条件确认后30个工作日内"


def test_every_fault_is_said_at_once_in_the_same_words_on_top_and_at_its_field(
    clerk: Client, promises: Promises
) -> None:
    wrong = {
        "title": "",
        "amount": "three",
        "ob-0-due_on": "2025-13-40",
        "ob-0-amount": "-3",
        "ob-0-s-0-body": "Nobody",
    }
    wrong |= {"pc-legality-outcome": "", "pc-site-outcome": "exception"}
    answer = clerk.post(NEW, filled(promises, **wrong))
    assert answer.status_code == 422 and counts() == [0] * 5
    lines = answer.context["page"].error_lines()
    assert {line["id"].removeprefix("id_") for line in lines} == {
        "title",
        "amount",
        "ob-0-due_on",
        "ob-0-amount",
        "ob-0-s-0-body",
        "pc-legality-outcome",
    }
    page = text(answer)
    for line in lines:
        assert page.count(str(line["sentence"])) >= 2
    assert 'value="three"' in page and 'value="2025-13-40"' in page and 'value="Nobody"' in page


def test_what_a_door_refuses_in_a_row_takes_the_whole_page_back(clerk: Client, promises: Promises) -> None:
    answer = clerk.post(NEW, filled(promises, **{"ob-0-due_on": "2024-06-30", "pc-site-outcome": "exception"}))
    assert answer.status_code == 422 and counts() == [0] * 5
    page = answer.context["page"]
    assert set(page.blocks[0].form.errors) == {"due_on"}
    assert {check.kind for check in page.checks if check.errors} == {"site"}


def test_blocks_and_rows_are_added_and_taken_out_without_script_and_nothing_typed_is_lost(
    clerk: Client, promises: Promises
) -> None:
    data = filled(promises, title="", amount="three")
    page = clerk.post(NEW, {**data, "do": "add"})
    assert page.status_code == 200 and len(page.context["page"].blocks) == 2
    assert not page.context["page"].error_lines() and 'value="three"' in text(page) and counts() == [0] * 5
    for where, kind in (("ob-0-c", "c"), ("ob-0-s", "s")):
        page = clerk.post(NEW, {**data, "do": f"add {where}"})
        assert len(page.context["page"].blocks[0].rows[kind]) == 2
    page = clerk.post(NEW, {**data, "do": "remove ob-0"})
    assert page.context["page"].blocks[0].removed and "ob-0-title" not in text(page)
    for nonsense in ("add", "remove", "restore"):
        assert clerk.post(NEW, {**data, "do": f"{nonsense} ob-9-x-\0"}).status_code == 200


def test_the_usual_obligations_of_a_type_are_proposed(clerk: Client, promises: Promises) -> None:
    data = filled(promises) | {"ob-count": "0"}
    create(
        ObligationTemplate,
        INSTALLER,
        data={"type": int(data["type"]), "kind": "land", "side": "government", "title": "Hand over the land"},
    )
    page = clerk.post(NEW, {**data, "do": "propose"})
    assert "Hand over the land" in text(page) and len(page.context["page"].blocks) == 1


def test_an_edit_changes_what_differs_and_drops_what_was_taken_out(clerk: Client, promises: Promises) -> None:
    clerk.post(NEW, filled(promises))
    made, obligation = Commitment.objects.get(), Obligation.objects.get()
    url = f"/commitments/{made.ref}/edit/"
    shown = clerk.get(url)
    assert shown.status_code == 200 and "Lay the road" in text(shown)
    data = posted(shown)
    assert clerk.post(url, data).status_code == 302
    assert [Commitment.objects.get().version, Obligation.objects.get().version] == [1, 1]
    data = posted(clerk.get(url)) | {
        "title": "Another title",
        "ob-0-c-0-removed": "1",
        "ob-0-s-0-what": "Lay the rails",
    }
    assert clerk.post(url, data).status_code == 302
    assert Commitment.objects.get().title == "Another title"
    assert [Condition.objects.get().state, Share.objects.get().what] == ["dropped", "Lay the rails"]
    data = posted(clerk.get(url)) | {"ob-0-removed": "1"}
    assert clerk.post(url, data).status_code == 302
    obligation = Obligation.objects.get(pk=obligation.pk)
    assert obligation.state == "cancelled" and not clerk.get(url).context["page"].blocks


def posted(answer: Any) -> dict[str, str]:
    """What a browser would send of a page as it stands."""
    data: dict[str, str] = {}
    page = text(answer).partition('id="entry"')[2].partition("</form>")[0]
    for tag in re.findall(r"<input[^>]*>", page):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" and "name" in found and "disabled" not in tag:
            data[found["name"]] = found.get("value", "")
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        data[name] = (re.findall(r'value="([^"]*)" selected', body) or [""])[0]
    data |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S))
    return data


def test_who_was_slower_keeps_what_he_typed_and_decides_anew(clerk: Client, promises: Promises) -> None:
    clerk.post(NEW, filled(promises))
    made = Commitment.objects.get()
    url = f"/commitments/{made.ref}/edit/"
    data = posted(clerk.get(url)) | {"title": "Mine"}
    record_edit(made, promises.world.actor("commerce_clerk2"), changes={"title": "Theirs"}, reason="a slip")
    answer = clerk.post(url, data)
    assert answer.status_code == 409 and "Mine" in text(answer) and "a slip" in text(answer)
    assert Commitment.objects.get().title == "Theirs"
    assert clerk.post(url, posted(answer)).status_code == 302
    assert Commitment.objects.get().title == "Mine"


def test_a_page_left_unsent_comes_back_to_its_writer_alone_until_it_is_sent_or_discarded(
    clerk: Client, promises: Promises
) -> None:
    data = filled(promises, title="Half a title")
    answer = clerk.post("/do/unsent/?form=commitments:new", data)
    assert answer.status_code == 200
    row = UnsentForm.objects.get()
    assert "Half a title" not in str(row.content) and counts() == [0] * 5
    back = clerk.get(NEW)
    assert "Half a title" in text(back) and "Lay the road" in text(back) and 'value="discard"' in text(back)
    other = enter(promises.world, "commerce_clerk2")
    assert "Half a title" not in text(other.get(NEW))
    assert clerk.post(NEW, {"do": "discard"}).status_code == 302
    assert not UnsentForm.objects.exists() and "Half a title" not in text(clerk.get(NEW))
    clerk.post("/do/unsent/?form=commitments:new", data)
    sent = {**data, "form_token": re.findall(r'form_token" value="([^"]+)', text(clerk.get(NEW)))[0]}
    assert clerk.post(NEW, sent).status_code == 302
    assert not UnsentForm.objects.exists()
    assert clerk.post("/do/unsent/?form=commitments:new", sent).status_code == 422
    assert not UnsentForm.objects.exists()


@pytest.mark.parametrize("form", ["", "x" * 200, "commitments:new\0", "../../etc", "a:" + "b" * 101])
def test_nothing_is_kept_under_a_name_that_is_none(clerk: Client, form: str) -> None:
    assert clerk.post("/do/unsent/", {"title": "x"}, QUERY_STRING=f"form={form}").status_code == 422
    assert not UnsentForm.objects.exists()


def test_too_much_is_not_kept(clerk: Client) -> None:
    assert clerk.post("/do/unsent/?form=commitments:new", {"title": "x" * 300_000}).status_code == 422


def test_the_entry_form_is_for_clerks_and_a_draft_for_those_who_see_it(world: World, promises: Promises) -> None:
    made = promises.draft()
    url = f"/commitments/{made.ref}/edit/"
    for name, new, edit in (
        ("auditor", 403, 403),
        ("office_supervisor", 403, 404),
        ("county_clerk", 200, 404),
        ("finance_head", 403, 404),
    ):
        client = enter(world, name)
        assert (client.get(NEW).status_code, client.get(url).status_code) == (new, edit), name
        assert client.post(url, {"title": "x"}).status_code == edit
    assert Client().get(NEW).status_code == 302
    promises.obligation(made)
    perform(made, "submit", promises.actor("commerce_clerk"))
    late = enter(world, "commerce_clerk")
    assert (late.get(url).status_code, late.post(url, {}).status_code) == (409, 409)


def test_the_page_asks_the_same_number_of_questions_however_many_obligations(clerk: Client, promises: Promises) -> None:
    made = promises.draft()
    asked = []
    for _round in range(2):
        for _each in range(3):
            obligation = promises.obligation(made, is_conditional=True)
            promises.condition(obligation)
            promises.share(obligation, promises.world.land)
        url = f"/commitments/{made.ref}/edit/"
        clerk.get(url)
        with CaptureQueriesContext(connection) as caught:
            clerk.get(url)
        asked.append(len(caught))
    assert asked[0] == asked[1]


def post_as(session: str, data: dict[str, Any]) -> tuple[int, str]:
    client = Client()
    client.cookies["sessionid"] = session
    answer = client.post(NEW, data)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_moment_it_makes_one_commitment(
    at_once: Callable[..., Any], world: World, promises: Promises
) -> None:
    clerk = enter(world, "commerce_clerk")
    session = clerk.cookies["sessionid"].value
    for round_ in range(3):
        token = re.findall(r'form_token" value="([^"]+)', text(clerk.get(NEW)))[0]
        sent = filled(promises, title=f"Promise {round_}", form_token=token, do="submit")
        answers = at_once(post_as, (session, sent), (session, sent))
        made = Commitment.objects.get(title=f"Promise {round_}")
        assert [one.value for one in answers] == [(302, made.get_absolute_url())] * 2, answers
    assert counts() == [3] * 5 and SentForm.objects.count() == 3


HOSTILE = st.one_of(
    st.text(st.characters(), max_size=30),
    st.sampled_from(
        [
            "\0",
            "-1",
            "0",
            "9" * 30,
            "1e400",
            "NaN",
            "٣",
            "0001-01-01",
            "9999-12-31",
            "2026-02-30",
            "#1",
            "# ",
            "#",
            "%s",
        ]
    ),
    st.just("x" * 5000),
)
NAMES = st.sampled_from(
    """title kind type entry_kind is_major_decision source_kind agreement project clause clause_number promised_on
    promised_precision promisor promisee logging_body amount funding share_city in_budget deputy_head_post contact_phone
    version do ob-count ob-0-id ob-0-title ob-0-kind ob-0-side ob-0-lead_body ob-0-paying_body ob-0-amount ob-0-due_rule
    ob-0-due_on ob-0-due_precision ob-0-term_amount ob-0-term_unit ob-0-recurs ob-0-recurs_until ob-0-weight ob-0-currency
    ob-0-foreign_amount ob-0-exchange_rate ob-0-removed ob-0-is_conditional ob-0-c-count ob-0-c-0-id ob-0-c-0-text
    ob-0-s-count ob-0-s-0-body ob-0-s-0-due_on pc-site-outcome pc-competition-outcome pc-competition-exception_until
    pc-legality-since pc-legality-on pc-legality-version form_token""".split()
)


def test_hostile_values_get_a_sentence_never_an_error_and_never_a_part_of_the_page(
    clerk: Client, promises: Promises
) -> None:
    base = filled(promises)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(NAMES, HOSTILE, min_size=1, max_size=6))
    def judge(wrong: dict[str, str]) -> None:
        before = counts()
        data = QueryDict(mutable=True)
        data.update(base | {name: value.encode("utf-8", "replace").decode() for name, value in wrong.items()})
        answer = clerk.post(NEW, data.urlencode(), content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 302, 409, 422), (answer.status_code, wrong)
        grown = [now - then for now, then in zip(counts(), before, strict=True)]
        assert grown[0] == (1 if answer.status_code == 302 and wrong.get("do") != "discard" else 0), (grown, wrong)
        if not grown[0]:
            assert grown == [0] * 5

    judge()
    assert clerk.get(NEW).status_code == 200
    assert all(one.promised_on is None or one.promised_on <= date(2100, 1, 1) for one in Commitment.objects.all())
