"""The pages of accountability and of referrals: read by those on the case, each reading recorded, nothing of a person elsewhere."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecycle.creating import create_many, record_edit
from lifecycle.models import Access
from lifecycle.personal import Personal
from lifecycle.refusals import Invalid, NotFromThisState, NotPermitted
from lifecycle.testing import plant
from organizations.acting import INSTALLER
from organizations.involving import refresh_keys
from organizations.models import Grant, Official, Post, Tenure
from organizations.testing import PASSWORD
from rectification.models import AccountabilityCase, PersonReferral, RectificationOrder
from rectification.testing import Breaches
from workflows.models import Assignment

PERSON = ("Wang Ming", "Head of the budget division", "Held the payment back for a gift.")
FINDINGS = ("The order was not obeyed.", "Due 30 June, ordered 6 July.", "The bureau regrets.", "Vouchers.")
Enter = Callable[[str], Client]


@pytest.fixture
def enter(breaches: Breaches) -> Enter:
    """Signed in as a person of the world, once for each."""
    known: dict[str, Client] = {}

    def sign_in(name: str) -> Client:
        if name not in known:
            breaches.world.account(name)
            known[name] = Client()
            answer = known[name].post("/sign-in/", {"username": name, "password": PASSWORD})
            assert answer.status_code == 302
        return known[name]

    return sign_in


@pytest.fixture
def order(breaches: Breaches) -> RectificationOrder:
    return breaches.refused(breaches.order())


@pytest.fixture
def inquiry(breaches: Breaches, order: RectificationOrder) -> AccountabilityCase:
    return breaches.inquiry(order)


@pytest.fixture
def referral(breaches: Breaches, order: RectificationOrder, inquiry: AccountabilityCase) -> PersonReferral:
    return breaches.referral(order, inquiry=inquiry.pk)


def text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode())


def readings(record: Any) -> list[str]:
    rows = Access.objects.filter(kind="read", record=record._meta.label, record_id=record.pk)
    return list(rows.order_by("pk").values_list("actor_name", flat=True))


# Who reads


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("inspector", 200),
        ("inspector2", 200),
        ("office_supervisor", 200),
        ("party_supervisor", 200),
        ("integrity_officer", 200),
        ("auditor", 200),
        ("inspector3", 404),
        ("finance_head", 404),
        ("finance_clerk", 404),
        ("commerce_clerk", 404),
        ("office_clerk", 404),
        ("land_head", 404),
        ("county_supervisor", 404),
        ("mayor", 404),
        ("system_admin", 404),
    ],
)
def test_an_accountability_case_is_read_by_those_on_it_and_not_found_by_all_others(
    breaches: Breaches, inquiry: Any, enter: Enter, name: str, status: int
) -> None:
    client = enter(name)
    answer = client.get(inquiry.get_absolute_url())
    assert answer.status_code == status
    assert client.get(f"/do/inquiries/{inquiry.ref}/investigate/").status_code in (
        (200, 403) if status == 200 else (404,)
    )
    listed = text(client.get("/accountability/")) + text(client.get("/accountability/?format=csv"))
    found = text(client.get("/accountability/", {"q": inquiry.ref}))
    assert (inquiry.get_absolute_url() in listed, inquiry.get_absolute_url() in found) == (status == 200,) * 2
    if status == 404:
        everywhere = [inquiry.commitment.get_absolute_url(), inquiry.order.get_absolute_url(), "/inbox/", "/ledger/"]
        assert not any(inquiry.ref in text(client.get(url)) for url in everywhere)
        posted = client.post(f"/api/v1/inquiries/{inquiry.ref}/investigate/", {}, content_type="application/json")
        assert posted.status_code == 404
        assert readings(inquiry) == []


def test_the_commitment_s_page_names_the_case_to_those_on_it_and_tells_none_of_its_findings(
    breaches: Breaches, inquiry: Any, enter: Enter
) -> None:
    breaches.proposed(inquiry)
    page = text(enter("office_supervisor").get(f"{inquiry.commitment.get_absolute_url()}?all=1"))
    assert inquiry.ref in page
    assert not any(words in page for words in FINDINGS)
    assert readings(inquiry) == []


# Readings


def test_each_reading_is_recorded_once_a_page_and_shown(breaches: Breaches, inquiry: Any, enter: Enter) -> None:
    supervisor, inspector = enter("office_supervisor"), enter("inspector")
    supervisor.get(inquiry.get_absolute_url())
    assert readings(inquiry) == ["Office Supervisor"]
    supervisor.get(f"{inquiry.get_absolute_url()}?trail=own")
    inspector.get(inquiry.get_absolute_url())
    inspector.get(f"/do/inquiries/{inquiry.ref}/investigate/")
    assert readings(inquiry) == ["Office Supervisor", "Office Supervisor", "Inspector", "Inspector"]
    row = Access.objects.filter(kind="read", record_id=inquiry.pk).latest("pk")
    assert (row.ref, row.address, bool(row.request_id)) == (inquiry.ref, "127.0.0.1", True)
    assert not Access.objects.filter(detail__contains="obeyed").exists()


def test_readings_by_inspectors_are_shown_to_inspectors_alone(breaches: Breaches, inquiry: Any, enter: Enter) -> None:
    supervisor, inspector = enter("office_supervisor"), enter("inspector2")
    inspector.get(inquiry.get_absolute_url())
    shown = supervisor.get(inquiry.get_absolute_url()).context
    assert ([one.actor_name for one in shown["readings"]], shown["reading_count"]) == (["Office Supervisor"], 1)
    shown = inspector.get(inquiry.get_absolute_url()).context
    assert [one.actor_name for one in shown["readings"]] == ["Inspector2", "Office Supervisor", "Inspector2"]


# Persons


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("office_clerk", 200),
        ("office_supervisor", 200),
        ("inspector", 200),
        ("inspector2", 404),
        ("finance_head", 404),
        ("finance_clerk", 404),
        ("commerce_clerk", 404),
        ("integrity_officer", 404),
        ("auditor", 404),
        ("party_clerk", 404),
        ("county_supervisor", 404),
    ],
)
def test_a_person_is_named_to_those_on_the_referral_and_to_nobody_else(
    breaches: Breaches, referral: Any, inquiry: Any, enter: Enter, name: str, status: int
) -> None:
    client = enter(name)
    answer = client.get(f"{referral.get_absolute_url()}?all=1")
    assert answer.status_code == status
    assert all((words in text(answer)) is (status == 200) for words in PERSON)
    assert readings(referral) == ([client_name(name)] if status == 200 else [])
    listed = text(client.get("/referrals/"))
    assert (referral.ref in listed) is (status == 200)
    pages = [listed, text(client.get("/referrals/?format=csv")), text(client.get("/referrals/?q=Wang"))]
    pages += [
        text(client.get(url))
        for url in (
            inquiry.get_absolute_url(),
            referral.order.get_absolute_url(),
            referral.commitment.get_absolute_url(),
            "/inbox/",
            f"/do/referrals/{referral.ref}/edit/",
        )
    ]
    assert not any(words in page for words in PERSON for page in pages)
    if status == 404:
        assert client.get(f"/do/referrals/{referral.ref}/refer/").status_code == 404
        # The last address names the reference itself.
        assert not any(referral.ref in page for page in pages[:-1])


def client_name(name: str) -> str:
    return name.replace("_", " ").title()


def test_whoever_hands_a_lead_over_reads_it_on_the_page_where_he_signs(
    breaches: Breaches, referral: Any, enter: Enter
) -> None:
    client = enter("office_supervisor")
    page = client.get(f"/do/referrals/{referral.ref}/refer/")
    assert page.status_code == 200
    assert all(words in text(page) for words in PERSON)
    assert "不能撤回" in text(page) or "cannot be taken back" in text(page)
    assert readings(referral) == ["Office Supervisor"]


# Every verb through its screen


def do(client: Client, record: Any, verb: str, **values: Any) -> Any:
    collection = "inquiries" if isinstance(record, AccountabilityCase) else "referrals"
    fresh = type(record).objects.get(pk=record.pk)
    told = {"reason": "", "basis": "", "version": fresh.version, **values}
    posted = {f"{verb}-{name}": value for name, value in told.items()}
    return client.post(f"/do/{collection}/{record.ref}/{verb}/", posted)


def state_of(record: Any) -> str:
    return str(type(record).objects.get(pk=record.pk).state)


PAST = "2026-10-01"
PROPOSAL = {
    "facts": "Not paid.",
    "evidence": "Vouchers.",
    "trace": "Due 30 June.",
    "heard_on": PAST,
    "heard": "Regrets.",
    "form_told": "interview",
    "form": "interview",
}
DECISION = {"form": "interview", "decision": "Called in.", "number": "Decision 4", "approval": "Mayor, 1 October"}
REVIEW = {"route": "same_organ", "asked_on": PAST, "grounds": "Too heavy."}


def test_a_case_goes_the_whole_way_through_its_screens(breaches: Breaches, inquiry: Any, enter: Enter) -> None:
    one, two, three = enter("inspector"), enter("inspector2"), enter("inspector3")
    steps: list[tuple[Client, str, dict[str, Any], str]] = [
        (one, "investigate", {}, "investigating"),
        (one, "propose_decision", PROPOSAL, "proposed"),
        (two, "return_proposal", {"reason": "Evidence is thin"}, "investigating"),
        (one, "propose_decision", PROPOSAL, "proposed"),
        (two, "decide", DECISION, "decided"),
        (enter("integrity_officer"), "request_review", REVIEW, "under_review"),
        (three, "amend", {"form": "written_explanation", "decision": "Write", "review_note": "Lighter"}, "decided"),
        (one, "execute", {"executed_on": PAST, "note": "Written."}, "executed"),
        (enter("integrity_officer"), "request_review", REVIEW, "under_review"),
        (three, "uphold", {"review_note": "Stands"}, "executed"),
        (enter("integrity_officer"), "request_review", REVIEW, "under_review"),
        (three, "revoke", {"review_note": "Undone", "reason": "New facts"}, "revoked"),
    ]
    for client, verb, values, state in steps:
        answer = do(client, inquiry, verb, **values)
        assert (answer.status_code, state_of(inquiry)) == (302, state), (verb, text(answer)[-3000:])
        assert client.get(answer["Location"]).status_code == 200
    page = text(one.get(f"{inquiry.get_absolute_url()}?trail=own&all=1"))
    assert all(name in page for name in ("Inspector2", "Inspector3", "Integrity Officer"))


@pytest.mark.parametrize(
    ("verb", "values", "state"),
    [
        ("exempt", {"rule": "Rule 3", "conditions": "Good faith", "are_met": "on"}, "exempted"),
        ("dismiss", {"reason": "Nothing found"}, "dismissed"),
    ],
)
def test_a_case_ends_without_a_decision_through_its_screens(
    breaches: Breaches, inquiry: Any, enter: Enter, verb: str, values: Any, state: str
) -> None:
    breaches.proposed(inquiry)
    assert do(enter("inspector"), inquiry, verb, **values).status_code == 403
    assert do(enter("inspector2"), inquiry, verb, **values).status_code == 302
    assert state_of(inquiry) == state
    assert enter("inspector").get(inquiry.get_absolute_url()).status_code == 200


def test_a_referral_goes_the_whole_way_through_its_screens(breaches: Breaches, referral: Any, enter: Enter) -> None:
    handed = {"organ": "Commission", "approval": "Head, 2 October", "referred_on": PAST}
    assert do(enter("office_clerk"), referral, "refer", **handed).status_code == 403
    answer = do(enter("office_supervisor"), referral, "refer", **handed)
    assert (answer.status_code, state_of(referral)) == (302, "referred"), text(answer)[-3000:]
    told = {"form": "warning", "number": "Sanction 7", "decided_on": PAST, "filed_at": "File 3"}
    assert do(enter("office_supervisor"), referral, "conclude", **told).status_code == 302
    page = text(enter("office_supervisor").get(referral.get_absolute_url()))
    # A warning of 1 October 2026 lapses after six months.
    assert "2027年4月1日" in page


def test_a_referral_is_declined_through_its_screen(breaches: Breaches, referral: Any, enter: Enter) -> None:
    breaches.referred(referral)
    assert do(enter("office_supervisor"), referral, "decline").status_code == 422
    assert do(enter("office_supervisor"), referral, "decline", reason="No offence").status_code == 302
    assert state_of(referral) == "not_accepted"


def test_the_page_where_a_decision_is_signed_repeats_what_it_rests_on_and_warns(
    breaches: Breaches, inquiry: Any, enter: Enter
) -> None:
    breaches.proposed(inquiry)
    page = text(enter("inspector2").get(f"/do/inquiries/{inquiry.ref}/decide/"))
    assert all(words in page for words in FINDINGS)
    assert "不能撤回" in page


# Bad input, and what changed meanwhile


def test_what_is_filled_in_wrongly_is_said_at_its_field_and_nothing_is_lost(
    breaches: Breaches, inquiry: Any, enter: Enter
) -> None:
    breaches.act("inspector", inquiry, "investigate")
    answer = do(enter("inspector"), inquiry, "propose_decision", **{**PROPOSAL, "form": "loss_of_honours"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"form"})
    assert "Regrets." in text(answer)
    answer = do(enter("inspector"), inquiry, "propose_decision", **{**PROPOSAL, "heard_on": "2999-01-01", "facts": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"facts"})
    assert state_of(inquiry) == "investigating"


def test_a_stale_decision_is_told_what_changed_and_keeps_what_was_typed(
    breaches: Breaches, inquiry: Any, enter: Enter
) -> None:
    version = breaches.proposed(inquiry).version
    breaches.act("inspector2", inquiry, "return_proposal", reason="Thin")
    breaches.act("inspector", inquiry, "propose_decision", data=breaches.proposal())
    answer = do(enter("inspector2"), inquiry, "decide", **{**DECISION, "version": version})
    assert answer.status_code == 409
    assert "Called in." in text(answer) and "Thin" in text(answer)
    assert state_of(inquiry) == "proposed"


# Opened from the order


def test_accountability_is_opened_from_an_order_that_was_refused(breaches: Breaches, order: Any, enter: Enter) -> None:
    client = enter("office_supervisor")
    page = client.get(order.get_absolute_url())
    panel = next(one for one in page.context["sections"] if one["section"].key == "accountability")
    url = panel["open_url"]
    form = client.get(url).context["form"]
    assert set(form.fields) == {"ground", "document", "case", "deciding_body", "inspector", "suspicion"}
    world = breaches.world
    told = {
        "ground": form["ground"].value(),
        "deciding_body": world.discipline.pk,
        "inspector": world.official("inspector").pk,
        "suspicion": "Refused in writing.",
    }
    answer = client.post(url, told)
    assert answer.status_code == 302, answer.context["form"].errors
    made = AccountabilityCase.objects.get()
    assert (made.order, made.body, made.ground, answer["Location"]) == (
        order,
        world.finance,
        "unmet_order",
        made.get_absolute_url(),
    )
    assert client.get(made.get_absolute_url()).status_code == 200


def test_an_inspector_opens_accountability_by_the_references_on_paper(
    breaches: Breaches, order: Any, enter: Enter
) -> None:
    client, world = enter("inspector2"), breaches.world
    told = {
        "commitment": order.commitment.ref,
        "order": order.ref.lower(),
        "ground": "unmet_order",
        "body": world.finance.pk,
        "deciding_body": world.discipline.pk,
        "inspector": world.official("inspector").pk,
        "suspicion": "Refused in writing.",
    }
    answer = client.post("/do/new/inquiries/", {**told, "order": "RO-1999-0001"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"order"})
    answer = client.post("/do/new/inquiries/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get(answer["Location"]).status_code == 200


def test_nothing_is_opened_from_an_order_that_still_runs_nor_by_the_body_itself(
    breaches: Breaches, enter: Enter
) -> None:
    running = breaches.order()
    for name in ("office_supervisor", "finance_head"):
        page = enter(name).get(running.get_absolute_url())
        assert not [one for one in page.context["sections"] if one["section"].key == "accountability"]
    refused = breaches.refused(running)
    page = enter("finance_head").get(refused.get_absolute_url())
    assert not [one for one in page.context["sections"] if one["section"].key == "accountability"]


# Lists


def test_the_lists_filter_sort_and_export_and_each_export_is_recorded(
    breaches: Breaches, inquiry: Any, referral: Any, enter: Enter
) -> None:
    client = enter("office_supervisor")
    for path, record in (("/accountability/", inquiry), ("/referrals/", referral)):
        for query in (f"?q={record.ref}", f"?body={record.body.pk}&state={record.state}", "?sort=state", "?sort=-ref"):
            page = client.get(path + query)
            assert (page.status_code, record.get_absolute_url() in text(page)) == (200, True), path + query
        assert record.get_absolute_url() not in text(client.get(f"{path}?q=nothing"))
        assert len(client.get(f"{path}?state={record.state}").context["pills"]) == 1
        before = Access.objects.filter(kind="export").count()
        exported = text(client.get(f"{path}?format=csv"))
        assert record.ref in exported
        assert not any(words in exported for words in (*PERSON, *FINDINGS))
        assert Access.objects.filter(kind="export").count() == before + 1


def test_the_lists_and_pages_ask_the_same_number_of_questions_however_many_records(
    breaches: Breaches, order: Any, inquiry: Any, referral: Any, enter: Enter
) -> None:
    client, counts = enter("office_supervisor"), []
    pages = ("/accountability/", "/referrals/", inquiry.get_absolute_url(), referral.get_absolute_url())
    for more in (25, 20):
        for _number in range(more):
            copied = {
                name: getattr(inquiry, name) for name in ("commitment", "order", "body", "deciding_body", "inspector")
            }
            plant(AccountabilityCase, "executed", **copied, ground="unmet_order", suspicion="Again")
            copied = {
                name: getattr(referral, name) for name in ("commitment", "order", "body", "issuing_body", "drafter")
            }
            plant(PersonReferral, "drafted", **copied, inquiry=inquiry, person_name="0" * 64, lead="0" * 64)
        refresh_keys(AccountabilityCase, list(AccountabilityCase.objects.values_list("pk", flat=True)))
        client.get(pages[0])
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            found.append(len(caught))
        counts.append(found)
    assert counts[0] == counts[1]


# What the forms offer


def offered(form: Any, name: str) -> list[str]:
    return [str(label) for key, label in form.fields[name].choices if key]


def test_forms_offer_only_those_whose_grant_and_body_fit_and_ask_no_more_for_many(
    breaches: Breaches, order: Any, enter: Enter
) -> None:
    client, world = enter("office_supervisor"), breaches.world
    about = f"?commitment={order.commitment_id}&order={order.pk}&body={order.duty_body_id}"
    case = breaches.case(breaches.promise()[1])
    pages = (f"/do/new/inquiries/{about}&ground=unmet_order", f"/do/cases/{case.ref}/assign_verification/")
    form = client.get(pages[0]).context["form"]
    assert [name.partition(" · ")[0] for name in offered(form, "inspector")] == [
        "Inspector",
        "Inspector2",
        "Inspector3",
    ]
    assert offered(form, "deciding_body") == [world.discipline.name]
    verifiers = [name.partition(" · ")[0] for name in offered(client.get(pages[1]).context["form"], "verifier")]
    assert {"Land Clerk", "Land Head", "County Supervisor"} <= set(verifiers)
    assert not {"Mayor", "Auditor", "Finance Clerk", "Finance Head", "Inspector", "System Admin"} & set(verifiers)
    refer = client.get(f"/do/new/referrals/{about}&drafter={world.official('office_supervisor').pk}").context["form"]
    assert offered(refer, "issuing_body") == [world.city_office.name]
    counts = []
    for round_ in range(2):
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            found.append(len(caught))
        counts.append(found)
        if round_:
            break
        people = create_many(Official, INSTALLER, [{"name": f"Inspector {number}"} for number in range(30)])
        rows = [
            {"body": body, "name": f"P{number}", "rank": "handler"}
            for number, body in enumerate([world.discipline] * 15 + [world.land] * 15)
        ]
        since = {"since": date(2024, 1, 1)}
        posts = create_many(Post, INSTALLER, rows)
        create_many(
            Tenure,
            INSTALLER,
            [
                {"official": one, "post": post, "kind": "appointed", **since}
                for one, post in zip(people, posts, strict=True)
            ],
        )
        giver = {"granted_by": world.official("security_admin"), **since}
        grants = [
            {"official": one, "role": role, "body": body, "reach": reach, **giver}
            for one, (role, body, reach) in zip(
                people,
                [("inspector", world.discipline, "division")] * 15 + [("clerk", world.land, "body")] * 15,
                strict=True,
            )
        ]
        create_many(Grant, world.actor("security_admin"), grants, reason="written down later")
        assert len(offered(client.get(pages[0]).context["form"], "inspector")) == 18
    assert counts[0] == counts[1]


def test_a_case_is_given_to_nobody_without_a_grant_and_a_lead_goes_through_no_stranger(
    breaches: Breaches, order: Any
) -> None:
    world = breaches.world
    for name in ("office_supervisor", "mayor"):
        with pytest.raises(Invalid) as refusal:
            breaches.inquiry(order, inspector=world.official(name).pk)
        assert set(refusal.value.errors) == {"inspector"}
    with pytest.raises(Invalid) as refusal:
        breaches.referral(order, issuing_body=world.commerce.pk)
    assert set(refusal.value.errors) == {"issuing_body"}


def test_a_draft_is_mended_without_typing_anew_what_was_said_of_the_person(
    breaches: Breaches, referral: Any, enter: Enter
) -> None:
    url = f"/do/referrals/{referral.ref}/edit/"
    hidden = (referral.person_name, referral.person_post)
    typed = {"version": referral.version, "person_name": "", "person_post": "", "lead": "Held it back twice."}
    assert enter("office_clerk").post(url, typed).status_code == 302
    mended = PersonReferral.objects.get(pk=referral.pk)
    assert (mended.person_name, mended.person_post) == hidden
    assert mended.lead != referral.lead


@pytest.mark.parametrize(
    "name", ["office_supervisor", "office_supervisor2", "inspector", "finance_clerk", "city_clerk"]
)
def test_nobody_but_its_drafter_mends_a_draft(breaches: Breaches, referral: Any, enter: Enter, name: str) -> None:
    with pytest.raises(NotPermitted):
        record_edit(referral, breaches.world.actor(name), changes={"lead": Personal("Nothing.")}, at=breaches.now)
    typed = {"version": referral.version, "person_name": "Somebody else", "person_post": "", "lead": ""}
    assert enter(name).post(f"/do/referrals/{referral.ref}/edit/", typed).status_code in (403, 404)
    assert PersonReferral.objects.get(pk=referral.pk).version == referral.version


def test_what_was_handed_over_is_not_mended_any_more_and_of_a_draft_the_lead_alone_is(
    breaches: Breaches, referral: Any
) -> None:
    drafter = breaches.world.actor("office_clerk")
    other = breaches.world.official("office_supervisor").pk
    with pytest.raises(Invalid) as refusal:
        record_edit(referral, drafter, changes={"drafter": other}, at=breaches.now)
    assert set(refusal.value.errors) == {"drafter"}
    referral = breaches.referred(referral)
    with pytest.raises(NotFromThisState):
        record_edit(referral, drafter, changes={"lead": Personal("Nothing.")}, at=breaches.now)


def test_only_the_supervisors_of_the_body_that_hands_a_lead_over_are_asked_for_it(
    breaches: Breaches, referral: Any
) -> None:
    asked = Assignment.objects.of_record("rectification.PersonReferral", referral.pk)
    assert [(one.role, one.body_path) for one in asked] == [("supervisor", referral.issuing_body.path)]


def test_the_inspector_who_investigated_is_asked_to_carry_the_decision_out(breaches: Breaches, inquiry: Any) -> None:
    decided = breaches.decided(inquiry)
    asked = Assignment.objects.of_record("rectification.AccountabilityCase", decided.pk)
    assert [(one.verb, one.official_id) for one in asked] == [("execute", decided.inspector_id)]
