"""The demo loads into an empty register alone, through the doors, and shows everything that it is meant to show.

Loaded once for each of two days on which offices are closed; all tests of a day share it.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from pytest_django.plugin import DjangoDbBlocker

from commitments.choices import CommitmentKind, Legality, ObligationKind, VariationKind
from commitments.models import (
    Commitment,
    CustomColumn,
    CustomValue,
    Dispute,
    Evidence,
    Handover,
    Obligation,
    Share,
    Variation,
)
from commitments.storage import digest_of_stored
from deadlines.choices import Lamp
from demo.city import PASSWORD
from demo.stories import stories
from exchange.models import Document
from lifecycle.models import LifecycleModel, TrailedModel
from lifecycle.refusals import Refused
from lifecycle.verifying import broken_links
from organizations.acting import actor_of_official
from organizations.choices import Role, TenureKind
from organizations.models import Account, Body, Grant, Official, Oversight, Succession, Tenure
from rectification.models import BreachCase, RectificationOrder
from tests import databases
from tests.demo.telling import demo_as_of
from workflows.inbox import count_for, principals_of
from workflows.models import Deputy

NEW_YEAR, END_OF_FEBRUARY = date(2026, 1, 1), date(2027, 2, 28)
# The calendar is no matter of the engine: PostgreSQL tells the stories once.
DAYS = [NEW_YEAR, END_OF_FEBRUARY] if databases.ENGINE == "sqlite" else [END_OF_FEBRUARY]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=DAYS, ids=str)
def loaded(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[date]:
    """The demo as of a day; everything is rolled back behind the last test."""
    with demo_as_of(request.param, django_db_blocker) as today:
        yield today


def record_types() -> list[type[LifecycleModel]]:
    return [
        one for one in apps.get_models() if issubclass(one, LifecycleModel) and not one.__module__.startswith("tests")
    ]


# Where a state is reached only in what is not built yet, its name stands here; empty is the aim.
NOT_YET_TOLD: dict[str, set[str]] = {}


@pytest.mark.parametrize("model", record_types(), ids=lambda one: one.__name__)
def test_every_state_of_every_record_type_is_there(loaded: date, model: type[LifecycleModel]) -> None:
    there = set(model._base_manager.values_list("state", flat=True))
    assert set(model.STATES.values) - there == NOT_YET_TOLD.get(model.__name__, set())


def test_each_lamp_burns(loaded: date) -> None:
    lamps = {one.lamp_on(loaded) for one in Obligation.objects.select_related("commitment")}
    assert lamps >= set(Lamp)


def test_there_are_three_dozen_promises_and_contracts(loaded: date) -> None:
    assert Commitment.objects.exclude(kind=CommitmentKind.POLICY).count() >= 36


def test_a_disputed_promise_an_unlawful_one_stopped_and_an_old_one_brought_in(loaded: date) -> None:
    assert Dispute.objects.filter(is_over=False, commitment__obligations__legality=Legality.DISPUTED).exists()
    assert Obligation.objects.filter(state="stopped", legality=Legality.UNLAWFUL).exclude(legality_article="").exists()
    assert Commitment.objects.filter(entry_kind="retrospective", promised_on__year=2012, state="active").exists()


def test_one_extension_was_asked_for_late_and_granted(loaded: date) -> None:
    late = Variation.objects.get(kind=VariationKind.EXTENSION, is_late=True, state="approved")
    assert late.obligation.due_on == late.due_on > loaded


def test_a_county_with_one_supervisor_works_all_the_same(loaded: date) -> None:
    county = Body.objects.get(name="松岭县人民政府")
    below = Grant.objects.valid_on(loaded).filter(role=Role.SUPERVISOR, body__path__startswith=county.path)
    assert below.values("official").distinct().count() == 1
    promise = Commitment.objects.get(promisor=county)
    row = promise.history.get(verb="register")
    assert row.actor_id == below.get().official_id


def test_a_county_government_owes_and_a_party_office_oversees(loaded: date) -> None:
    owes = Obligation.objects.get(lead_body__name="望川县人民政府", kind=ObligationKind.CONSTRUCTION)
    assert owes.days_overdue_on(loaded) > 0
    overseen = Obligation.objects.get(lead_body__name="岚江市人民政府")
    row = overseen.commitment.history.get(verb="register")
    assert row.actor_body == "中共岚江市委督查室"


def test_one_promise_is_paid_half_by_the_city_and_half_by_the_district(loaded: date) -> None:
    promise = Commitment.objects.get(share_city=Decimal(50), share_county=Decimal(50), obligations__state="met")
    payers = {one.paying_body.division.code: one.amount for one in promise.obligations.all()}
    assert payers == {"990100": Decimal(3_000_000), "990102": Decimal(3_000_000)}


def test_officials_changed_posts_and_two_bodies_became_one(loaded: date) -> None:
    moved = [one for one in Official.objects.all() if one.tenures.values("post").distinct().count() > 1]
    assert len(moved) >= 2
    assert Tenure.objects.filter(kind=TenureKind.PRESIDING, until__isnull=False).exists()
    merger = Succession.objects.get()
    assert merger.predecessor.until == merger.on <= loaded


def test_the_citys_own_plan_came_in_through_the_importer(loaded: date) -> None:
    plan = Document.objects.get()
    assert (plan.number, plan.promisor.name) == ("岚府〔2024〕18号", "岚江市人民政府")
    assert plan.measures.count() == 30
    assert {"draft", "submitted", "active", "fulfilled", "withdrawn"} <= set(
        plan.measures.values_list("commitment__state", flat=True)
    )


def test_duties_of_the_merged_body_passed_to_its_successor(loaded: date) -> None:
    merger = Succession.objects.get()
    handover = Handover.objects.get(giving_body=merger.predecessor)
    assert (handover.taking_body, handover.state) == (merger.successor, "witnessed")
    passed = Obligation.objects.get(title="召开项目协调会至竣工")
    assert passed.lead_body == passed.commitment.logging_body == merger.successor


def test_whoever_acts_holds_a_post_that_day(loaded: date) -> None:
    acts = RectificationOrder.history.exclude(actor_id=None)
    assert acts.exists()
    for row in acts:
        tenures = Tenure.objects.valid_on(row.history_date.date()).filter(official=row.actor_id)
        assert row.actor_post in set(tenures.values_list("post__name", flat=True))


def test_nobody_real_is_shown_in_breach(loaded: date) -> None:
    """Every body stands in the invented city, whose codes no real place has."""
    assert {code[:4] for code in Body.objects.values_list("division__code", flat=True)} == {"9901"}
    assert BreachCase.objects.exists()


def test_evidence_files_are_there_and_are_what_their_digest_says(loaded: date) -> None:
    files = Evidence.objects.filter(is_paper=False)
    assert set(files.values_list("file_kind", flat=True)) == {"pdf", "docx", "png"}
    assert all(digest_of_stored(one) == one for one in files.values_list("sha256", flat=True).distinct())


def test_every_trail_is_whole_and_tells_the_present(loaded: date) -> None:
    trailed = [
        one for one in apps.get_models() if issubclass(one, TrailedModel) and not one.__module__.startswith("tests")
    ]
    for model in trailed:
        assert broken_links(model.history.order_by("id", "version"), model) == []
        fields = [field.attname for field in model._meta.concrete_fields if field.attname != "trail_head"]
        last: dict[int, Any] = {row.id: row for row in model.history.order_by("id", "version")}
        for record in model._base_manager.all():
            assert all(getattr(record, name) == getattr(last[record.pk], name) for name in fields), record


def test_no_line_was_told_out_of_its_day(loaded: date) -> None:
    assert Commitment.history.order_by("-history_date")[0].history_date.date() < loaded
    assert (loaded - Commitment.history.order_by("history_date")[0].history_date.date()).days > 2 * 365


def test_inbox_and_records_agree(loaded: date) -> None:
    out = StringIO()
    call_command("reconcile_tasks", "--dry-run", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["differences"] == []


@pytest.mark.parametrize("account", ["clerk", "supervisor", "superior", "finance_clerk", "inspector", "inspector2"])
def test_who_acts_finds_something_waiting(loaded: date, account: str) -> None:
    official = Account.objects.get(username=account).official
    assert count_for(actor_of_official(official, loaded), loaded) > 0


def test_every_role_has_an_account_marked_as_demo(loaded: date) -> None:
    assert set(Account.objects.values_list("is_demo", flat=True)) == {True}
    held = Grant.objects.valid_on(loaded).filter(official__in=Account.objects.values("official"))
    assert set(held.values_list("role", flat=True)) == set(Role.values)
    assert Account.objects.get(username="clerk").check_password(PASSWORD)


def test_the_ledger_looks_alive(loaded: date) -> None:
    """Fields that real ledgers have are filled in (LAW.md, ledger fields)."""
    assert Commitment.objects.exclude(funding="").count() > 20
    assert Commitment.objects.exclude(deputy_head_post=None).count() > 10
    assert Commitment.objects.exclude(held_up_by="").count() > 8
    assert Commitment.objects.exclude(next_step="").count() > 8
    assert Commitment.objects.exclude(project=None).exclude(agreement=None).count() > 4
    assert Share.objects.exists()
    assert Oversight.objects.valid_on(loaded).filter(until__isnull=False).exists()


def test_the_city_added_columns_of_its_own_and_filled_them_in(loaded: date) -> None:
    columns = CustomColumn.objects.all()
    assert {one.kind for one in columns} == {"choice", "day", "yes_no"}
    assert {one.division.code for one in columns} == {"990100"}
    held = CustomValue.objects.values_list("column__label", flat=True)
    assert set(held) == {one.label for one in columns} and len(held) > 20
    assert all(one.column.allows(one.text) for one in CustomValue.objects.exclude(text="").select_related("column"))
    assert CustomValue.objects.filter(day__lt=loaded, day__gt=loaded - timedelta(31)).exists()


def test_somebody_is_away_and_his_deputy_acts_for_him(loaded: date) -> None:
    deputy = Deputy.objects.get()
    assert deputy.since <= loaded <= deputy.until and deputy.document
    absent, acts = (Account.objects.get(username=name).official_id for name in ("supervisor", "supervisor3"))
    assert (deputy.principal_id, deputy.deputy_id) == (absent, acts)
    assert list(principals_of(deputy.deputy_id, loaded)) == [deputy]
    acting = actor_of_official(deputy.deputy, loaded, on_behalf_of=deputy.principal)
    assert count_for(acting, loaded) > 0


def test_a_second_run_adds_nothing_and_says_so(loaded: date) -> None:
    before = Commitment.history.count()
    with pytest.raises(CommandError):
        call_command("load_demo")
    said, told = StringIO(), StringIO()
    call_command("load_demo", "--if-empty", "--format", "json", stdout=told, stderr=said)
    assert said.getvalue().strip() == "演示数据已经加载过，这次没有添加任何内容。"
    assert all(row["password"] == PASSWORD for row in json.loads(told.getvalue()))
    assert Commitment.history.count() == before


def test_each_of_the_five_refusals_is_told_of() -> None:
    wanted = {line.words["refused"] for one in stories() for line in one.lines if "refused" in line.words}
    assert wanted == {one.__name__ for one in Refused.__subclasses__()}
