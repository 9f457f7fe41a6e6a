"""A document goes into the register whole: its ledger of drafts, once, and nothing half."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile

from commitments.choices import CommitmentState, EntryKind, ShareState
from commitments.models import Commitment, Obligation, Share
from exchange import storage
from exchange.choices import FoundBy, LimitKind, MeasureState
from exchange.documents import Unreadable, read_policy
from exchange.exporting import as_json
from exchange.importing import Status, import_document
from exchange.models import Document, Duty, Measure, NamedBody, OpenClause, TimeLimit
from exchange.testing import PLAN, PlanCity
from lifecycle.creating import create, record_edit
from lifecycle.refusals import Invalid, NotPermitted
from lifecycle.verifying import broken_links
from organizations.acting import INSTALLER
from organizations.choices import SuccessionKind
from organizations.models import Body, Succession
from tests.exchange.ledger import LEDGER, ledger_of

pytestmark = pytest.mark.django_db
RECORDS = (Document, Measure, NamedBody, TimeLimit, Duty, OpenClause, Commitment, Obligation, Share, Body)
HEAD = "岚江市人民政府关于印发试行方案的通知\n岚府〔2024〕7号\n各单位：\n现将方案印发给你们。\n岚江市人民政府\n2024年2月1日\n试行方案\n一、总体要求\n稳步推进。\n二、重点任务\n"


def document(*measures: str) -> ContentFile[bytes]:
    """A small document of the city with these measures."""
    lines = [f"（{'一二三四五六七八九十'[number]}）{words}" for number, words in enumerate(measures)]
    return ContentFile((HEAD + "\n".join(lines)).encode(), name="plan.txt")


def trails() -> dict[Any, int]:
    return {model: model.history.count() for model in RECORDS}


def test_the_demo_plan_becomes_the_ledger_that_was_written_by_hand(city: PlanCity) -> None:
    # On the day after its date: what recurs begins with the first day that has not passed.
    outcome = import_document(PLAN, city.actor("clerk"), at=datetime(2024, 3, 13, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert outcome.status == Status.IMPORTED
    assert ledger_of(outcome.document) == LEDGER
    made = outcome.document
    assert (made.number, made.issuer, made.issued_on) == ("岚府〔2024〕18号", "岚江市人民政府", date(2024, 3, 12))
    assert made.promisor == city.bodies["government"]
    assert storage.digest_of(made.file_sha256) == made.file_sha256
    assert as_json(made) == read_policy(PLAN).to_json()


def test_every_draft_keeps_its_clause_word_for_word_and_its_place(city: PlanCity) -> None:
    made = import_document(PLAN, city.actor("clerk")).document
    for measure in made.measures.select_related("commitment"):
        draft = measure.commitment
        assert made.text[measure.start : measure.end] == measure.clause == draft.clause
        assert draft.clause_place == f"{made.ref}:{measure.start}-{measure.end}"
        assert draft.state == CommitmentState.DRAFT and measure.state == MeasureState.EXTRACTED
        assert draft.entry_kind == EntryKind.SIGNED and draft.promised_on == date(2024, 3, 12)
    for group in made.assignment_rows.all():
        assert made.text[group.start : group.end] == group.clause
        assert made.text[group.named_start : group.named_end] == group.named
    for limit in made.timelimit_rows.all():
        assert limit.words in made.text[limit.start : limit.end] or limit.kind == LimitKind.DATE


def test_the_drafts_bear_the_clerk_s_name_and_say_that_they_came_by_import(city: PlanCity) -> None:
    made = import_document(PLAN, city.actor("clerk")).document
    for model in (Document, Commitment, Obligation, Share):
        rows = model.history.all()
        assert {(row.via, row.actor_name, row.verb) for row in rows} == {("import", "clerk", "create")}
    entered = Body.objects.get(name="岚江市司法局").history.get()
    assert (entered.via, entered.actor_name) == ("driven", "clerk")
    assert entered.cause == f"exchange.Document/{made.pk}/1"
    assert broken_links(Measure.history.order_by("id", "version"), Measure) == []


def test_a_second_import_changes_nothing_and_writes_no_history(city: PlanCity) -> None:
    first = import_document(PLAN, city.actor("clerk"))
    before = trails()
    again = import_document(PLAN.with_suffix(".txt"), city.actor("clerk2"))
    assert (again.status, again.document) == (Status.UNCHANGED, first.document)
    assert trails() == before


def test_a_changed_text_shows_what_differs_and_changes_nothing(city: PlanCity) -> None:
    import_document(
        document("建账。逐件登记。（市财政局负责）", "清账。逐件清理。（市商务局负责）"), city.actor("clerk")
    )
    before = trails()
    changed = document(
        "建账。逐件登记入账。（市财政局负责）", "清账。逐件清理。（市商务局负责）", "公示。（市商务局负责）"
    )
    outcome = import_document(changed, city.actor("clerk"))
    assert outcome.status == Status.CHANGED
    assert [one.place for one in outcome.differences] == ["二（一）", "二（三）"]
    assert "登记入账" in outcome.differences[0].new and "登记入账" not in outcome.differences[0].old
    assert outcome.differences[1].old == ""
    assert trails() == before


def test_bodies_are_found_by_name_former_name_and_succession_and_else_entered(city: PlanCity) -> None:
    old = city.bodies["finance"]
    record_edit(old, INSTALLER, changes={"name": "岚江市财政与国资局"})
    ended = create(
        Body,
        INSTALLER,
        data={"name": "岚江市粮食局", "division": city.division, "system": "government", "until": date(2024, 1, 1)},
    )
    create(
        Succession,
        INSTALLER,
        data={
            "predecessor": ended,
            "successor": city.bodies["reform"],
            "kind": SuccessionKind.MERGER,
            "on": date(2024, 1, 1),
            "document": "岚府〔2023〕90号",
        },
    )
    made = import_document(
        document(
            "建账。登记。（市财政局牵头，市粮食局、市住房城乡建设局、市市场监管局、市委督查室、云峰区政府、有关部门配合）"
        ),
        city.actor("clerk"),
    )
    found = {one.printed: (one.body.name, one.found_by) for one in made.document.namedbody_rows.select_related("body")}
    assert found == {
        "市财政局": ("岚江市财政与国资局", FoundBy.FORMER_NAME),
        "市粮食局": ("岚江市发展和改革局", FoundBy.SUCCESSOR),
        "市住房城乡建设局": ("岚江市住房和城乡建设局", FoundBy.NAME),
        "市市场监管局": ("岚江市市场监管局", FoundBy.MADE),
        "市委督查室": ("中共岚江市委督查室", FoundBy.NAME),
        "云峰区政府": ("云峰区人民政府", FoundBy.NAME),
        "有关部门": ("有关部门", FoundBy.GROUP),
    }
    assert any("市粮食局" in note for note in made.notes) and any("岚江市市场监管局" in note for note in made.notes)


def test_a_limit_from_an_event_gives_no_due_date_and_keeps_its_words(city: PlanCity) -> None:
    made = import_document(
        document("登记。自作出承诺之日起5个工作日内登记入账。（市财政局负责）"), city.actor("clerk")
    ).document
    limit = TimeLimit.objects.get(document=made)
    assert (limit.words, limit.kind, limit.due_on) == ("自作出承诺之日起5个工作日内", LimitKind.EVENT, None)
    assert limit.waits_for_event
    assert Obligation.objects.get().due_on is None


def test_a_limit_counted_from_the_document_itself_has_its_date(city: PlanCity) -> None:
    import_document(document("细化。本方案印发之日起30日内制定细则。（市财政局负责）"), city.actor("clerk"))
    assert Obligation.objects.get().due_on == date(2024, 3, 2)


def test_several_limits_of_one_group_are_several_obligations(city: PlanCity) -> None:
    words = "清理。2024年6月底前完成清查，2024年12月底前完成整改。（市财政局牵头，市商务局配合）"
    import_document(document(words), city.actor("clerk"))
    due = list(Obligation.objects.order_by("pk").values_list("due_on", "due_precision", "title"))
    assert due == [
        (date(2024, 6, 30), "month", "清理（2024年6月底前）"),
        (date(2024, 12, 31), "month", "清理（2024年12月底前）"),
    ]
    assert list(Share.objects.order_by("pk").values_list("body__name", "due_on", "state")) == [
        ("岚江市商务局", date(2024, 6, 30), ShareState.OUTSTANDING),
        ("岚江市商务局", date(2024, 12, 31), ShareState.OUTSTANDING),
    ]


def test_only_a_clerk_of_the_logging_body_imports(city: PlanCity) -> None:
    before = trails()
    for name, words in (
        ("reform_head", {}),
        ("supervisor", {}),
        ("security", {}),
        ("finance_clerk", {"logging_body": city.bodies["reform"]}),
    ):
        with pytest.raises(NotPermitted):
            import_document(PLAN, city.actor(name), **words)
    assert trails() == before


def test_a_document_of_another_body_is_named_and_not_taken_in_twice(city: PlanCity) -> None:
    import_document(PLAN, city.actor("clerk"))
    with pytest.raises(Invalid) as refused:
        import_document(PLAN, city.actor("finance_clerk"))
    assert "岚江市发展和改革局" in str(refused.value.errors["file"])


def test_an_issuer_that_is_no_body_is_refused_with_its_name_and_nothing_is_written(city: PlanCity) -> None:
    before = trails()
    text = HEAD.replace("岚江市人民政府", "望川县人民政府") + "（一）建账。（县财政局负责）"
    with pytest.raises(Invalid) as refused:
        import_document(ContentFile(text.encode(), name="plan.txt"), city.actor("clerk"))
    assert "望川县人民政府" in str(refused.value.errors["promisor"])
    assert trails() == before


def test_a_document_of_more_measures_than_others_can_wait_for_is_refused(city: PlanCity) -> None:
    before = trails()
    lines = [f"{number}.建设服务窗口。（牵头单位：市商务局）" for number in range(1, 502)]
    many = ContentFile((HEAD + "（一）服务\n" + "\n".join(lines)).encode(), name="plan.txt")
    assert len(read_policy(many, "plan.txt").measures) == 501
    many.seek(0)
    with pytest.raises(Unreadable) as refused:
        import_document(many, city.actor("clerk"))
    assert refused.value.code == "too_many_measures" and "500" in refused.value.sentence
    assert trails() == before


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(city: PlanCity, tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Unreadable) as refused:
        import_document(path, city.actor("clerk"))
    assert refused.value.code == "too_large"
    assert not Document.objects.exists()
