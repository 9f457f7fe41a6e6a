"""A clerk's word on imported measures: nothing is registered without it, and nothing overwrites it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commitments.choices import CommitmentState, ObligationState, ShareState
from commitments.models import Commitment, Obligation, Share
from exchange.accepting import accept, change_support, set_aside, settle_lead, settle_limit
from exchange.choices import FoundBy, MeasureState
from exchange.expanding import expand_groups, expandable
from exchange.importing import import_document
from exchange.models import Duty, Measure
from exchange.testing import PLAN, PlanCity
from lifecycle.creating import create, record_edit
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, NotPermitted
from organizations.models import Body
from tests.exchange.test_importing import document

pytestmark = pytest.mark.django_db
COUNTIES = [
    "云峰区人民政府",
    "澄湖区人民政府",
    "松岭县人民政府",
    "望川县人民政府",
    "岚江高新区管委会",
    "青港市人民政府",
]
EVERY_COUNTY = "各县〈市、区〉人民政府〈管委会〉"


def one_measure(city: PlanCity, words: str, **options: Any) -> Measure:
    made: Measure = import_document(document(words), city.actor("clerk"), **options).document.measures.get()
    return made


def supporting(obligation: Any) -> list[str]:
    rows = Share.objects.filter(obligation=obligation).exclude(state=ShareState.DROPPED).order_by("pk")
    return [share.body.name for share in rows]


def test_an_unaccepted_draft_is_neither_submitted_nor_registered_and_says_why(city: PlanCity) -> None:
    measure = one_measure(city, "建账。逐件登记。（市财政局负责）")
    with pytest.raises(GuardsUnmet) as refused:
        perform(measure.commitment, "submit", city.actor("clerk"))
    assert [str(one) for one in refused.value.sentences] == ["该草拟事项由政策文件导入，经办人尚未采纳。"]
    assert refused.value.unmet[0].mend == measure.get_absolute_url()
    assert accept([measure], city.actor("clerk")).done == [measure.pk]
    submitted = perform(measure.commitment, "submit", city.actor("clerk"))
    assert perform(submitted, "register", city.actor("supervisor")).state == CommitmentState.ACTIVE


def test_what_is_not_complete_is_refused_with_what_is_missing(city: PlanCity) -> None:
    made = import_document(PLAN, city.actor("clerk")).document
    outcome = accept(made, city.actor("clerk"))
    told = {Measure.objects.get(pk=pk).place: [str(one) for one in no.sentences] for pk, no in outcome.refused.items()}
    assert told["四（四）"] == ["请指定责任单位，或者标为无约束事项。"]
    assert told["三（一）1"] == ["文件列有多个单位而未指明牵头单位：请确定牵头单位。"]
    assert told["三（三）7"] == [f"单位统称不能牵头：请展开，或者指定一个单位（{EVERY_COUNTY}）。"]
    accepted = {Measure.objects.get(pk=pk).place for pk in outcome.done}
    # By hand: each group names its lead, or one body alone.
    assert accepted == {"三（二）2", "三（二）5", "三（二）7", "三（四）2", "三（四）3", "三（四）6", "四（二）"}


def test_limits_that_can_be_read_in_two_ways_wait_for_a_clerk(city: PlanCity) -> None:
    measure = one_measure(city, "清理。2024年6月前完成清理。（市财政局负责）")
    outcome = accept([measure], city.actor("clerk"))
    assert "2024年6月前" in str(outcome.refused[measure.pk].sentences[0])


def test_nobody_else_accepts(city: PlanCity) -> None:
    measure = one_measure(city, "建账。逐件登记。（市财政局负责）")
    for name in ("finance_clerk", "reform_head", "supervisor", "security"):
        outcome = accept([measure], city.actor(name))
        assert isinstance(outcome.refused[measure.pk], NotPermitted)
        with pytest.raises(NotPermitted):
            set_aside(measure, city.actor(name), reason="no")
    assert Measure.objects.get(pk=measure.pk).state == MeasureState.EXTRACTED


def test_nothing_is_read_out_of_a_document_by_hand(city: PlanCity) -> None:
    measure = one_measure(city, "建账。逐件登记。（市财政局负责）")
    duty = Duty.objects.get()
    data = {
        "document": measure.document,
        "measure": measure,
        "obligation": duty.obligation,
        "lead_body": duty.lead_body,
    }
    with pytest.raises(NotPermitted):
        create(Duty, city.actor("clerk"), data=data)
    with pytest.raises(NotPermitted):
        create(Body, city.actor("clerk"), data={"name": "新局", "division": city.division, "system": "government"})


def test_what_binds_nothing_is_withdrawn_in_the_same_step(city: PlanCity) -> None:
    measure = set_aside(one_measure(city, "宣传。讲好故事。"), city.actor("clerk"), reason="宣传性表述")
    row = measure.commitment.history.latest("version")
    assert (row.verb, row.via, row.reason) == ("withdraw", "driven", "宣传性表述")
    assert row.cause == f"exchange.Measure/{measure.pk}/2"


def test_a_phrase_that_supports_becomes_a_share_for_each_county(city: PlanCity) -> None:
    measure = one_measure(city, f"清理。逐件清理。（市财政局牵头，市商务局、{EVERY_COUNTY}配合）")
    done = expand_groups(measure.document, city.actor("clerk"))
    assert (done.expanded, done.notes) == (1, [])
    obligation = Obligation.objects.get()
    assert obligation.lead_body == city.bodies["finance"]
    assert sorted(supporting(obligation)) == sorted(["岚江市商务局", *COUNTIES])
    assert expandable(measure.document) == []
    made = Body.objects.get(name="松岭县人民政府")
    assert (made.division.name, made.parent.name) == ("松岭县", "岚江市人民政府")
    assert Body.objects.filter(name="云峰区人民政府").count() == 1


def test_a_phrase_without_committees_leaves_the_zones_out(city: PlanCity) -> None:
    measure = one_measure(city, "清理。逐件清理。（市财政局牵头，各县（市、区）人民政府配合）", expand=True)
    names = supporting(Obligation.objects.get(commitment=measure.commitment))
    assert sorted(names) == sorted(name for name in COUNTIES if "管委会" not in name)


def test_a_phrase_that_leads_becomes_an_obligation_for_each_county(city: PlanCity) -> None:
    measure = one_measure(city, f"自查。2024年6月底前自查。（{EVERY_COUNTY}牵头，市财政局配合）", expand=True)
    whole = Obligation.objects.get(state=ObligationState.CANCELLED)
    assert whole.lead_body.name == EVERY_COUNTY
    rows = Obligation.objects.filter(commitment=measure.commitment, state=ObligationState.PENDING).order_by("pk")
    assert sorted(one.lead_body.name for one in rows) == sorted(COUNTIES)
    assert {str(one.due_on) for one in rows} == {"2024-06-30"}
    assert all(supporting(one) == ["岚江市财政局"] for one in rows)
    assert accept([measure], city.actor("clerk")).done == [measure.pk]


def test_a_phrase_that_means_departments_is_left_as_it_is(city: PlanCity) -> None:
    measure = one_measure(city, "公布。公布事项。（市财政局牵头，各县〈市、区〉政务服务管理部门配合）")
    assert expandable(measure.document) == []
    assert measure.document.namedbody_rows.filter(found_by=FoundBy.GROUP).count() == 1


def test_expanding_leaves_a_lead_that_a_clerk_has_named_and_says_so(city: PlanCity) -> None:
    measure = one_measure(city, f"自查。逐项自查。（{EVERY_COUNTY}牵头，市财政局配合）")
    by = city.actor("clerk")
    settle_lead(Duty.objects.get(), city.bodies["commerce"], by)
    done = expand_groups(measure.document, by)
    assert done.notes == ["二（一）：经办人已改定牵头单位，以经办人意见为准。"]
    obligation = Obligation.objects.get()
    assert obligation.lead_body == city.bodies["commerce"]
    assert sorted(supporting(obligation)) == sorted(["岚江市财政局", *COUNTIES])


def test_expanding_brings_nothing_back_that_a_clerk_took_out(city: PlanCity) -> None:
    measure = one_measure(city, f"清理。逐件清理。（市财政局牵头，市商务局、{EVERY_COUNTY}配合）")
    by = city.actor("clerk")
    group = Body.objects.get(name=EVERY_COUNTY)
    change_support(Duty.objects.get(), by, drop=[group.pk], add=[city.bodies["yunfeng"]])
    done = expand_groups(measure.document, by)
    assert done.notes == ["二（一）：经办人已将该统称移出，以经办人意见为准。"]
    assert supporting(Obligation.objects.get()) == ["岚江市商务局", "云峰区人民政府"]


def test_a_county_that_a_clerk_has_put_in_the_lead_gets_no_share_beside_it(city: PlanCity) -> None:
    measure = one_measure(city, f"清理。逐件清理。（市财政局牵头，{EVERY_COUNTY}配合）")
    by = city.actor("clerk")
    settle_lead(Duty.objects.get(), city.bodies["yunfeng"], by)
    expand_groups(measure.document, by)
    rest = [name for name in COUNTIES if name != "云峰区人民政府"]
    assert sorted(supporting(Obligation.objects.get())) == sorted(["岚江市财政局", *rest])


def test_a_second_import_leaves_every_correction_as_it_is(city: PlanCity) -> None:
    content = document("清理。逐件清理。（市财政局牵头，市商务局配合）").read()
    by = city.actor("clerk")
    measure = one_measure(city, "清理。逐件清理。（市财政局牵头，市商务局配合）")
    settle_lead(Duty.objects.get(), city.bodies["commerce"], by)
    version = Obligation.objects.get().version
    again = import_document(document(content.decode().partition("（一）")[2]), by)
    assert again.document == measure.document
    assert (Obligation.objects.get().lead_body, Obligation.objects.get().version) == (city.bodies["commerce"], version)


def test_after_submission_nothing_is_expanded(city: PlanCity) -> None:
    measure = one_measure(city, f"清理。逐件清理。（市财政局牵头，{EVERY_COUNTY}配合）")
    by = city.actor("clerk")
    group = Body.objects.get(name=EVERY_COUNTY)
    change_support(Duty.objects.get(), by, drop=[group.pk])
    accept([measure], by)
    perform(measure.commitment, "submit", by)
    done = expand_groups(measure.document, by)
    assert (done.expanded, done.notes) == (0, ["二（一）：已不是草拟状态，保持原样。"])


# 2026-11-30 is a Monday; the document of 12 March 2024 has its first whole quarter end on 30 June 2024.
READ_AT = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
QUARTERLY = "通报。每季度通报一次。（市财政局牵头，市自然资源局配合）"


def series(city: PlanCity) -> tuple[Measure, Any]:
    measure = one_measure(city, QUARTERLY, at=READ_AT)
    return measure, Duty.objects.select_related("obligation", "limit").get(measure=measure)


def test_a_series_of_an_old_document_begins_with_the_first_day_after_it_was_read(city: PlanCity) -> None:
    measure, duty = series(city)
    # What was read stays as read.
    assert (duty.limit.due_on, duty.limit.recurs) == (date(2024, 6, 30), "quarterly")
    assert (duty.obligation.due_on, duty.obligation.recurs) == (date(2026, 12, 31), "quarterly")
    assert [share.due_on for share in Share.objects.filter(obligation=duty.obligation)] == [date(2026, 12, 31)]
    assert accept([measure], city.actor("clerk"), at=READ_AT + timedelta(days=1)).done == [measure.pk]
    obligation = Obligation.objects.get(pk=duty.obligation_id)
    assert (obligation.due_on, obligation.version) == (date(2026, 12, 31), 1)


def test_a_series_whose_first_day_passed_before_its_acceptance_begins_with_the_next(city: PlanCity) -> None:
    measure, duty = series(city)
    assert accept([measure], city.actor("clerk"), at=READ_AT + timedelta(days=200)).done == [measure.pk]
    obligation = Obligation.objects.get(pk=duty.obligation_id)
    assert obligation.due_on == date(2027, 6, 30)
    row = obligation.history.latest("version")
    assert (row.verb, row.via, row.cause) == ("edit", "driven", f"exchange.Measure/{measure.pk}/2")
    assert [share.due_on for share in Share.objects.filter(obligation=obligation)] == [date(2027, 6, 30)]


def test_a_first_day_that_a_clerk_settled_stays(city: PlanCity) -> None:
    measure, duty = series(city)
    clerk = city.actor("clerk")
    settle_limit(duty, clerk, due_on=date(2025, 3, 31), precision="month", recurs="quarterly", at=READ_AT)
    assert accept([measure], clerk, at=READ_AT).done == [measure.pk]
    assert Obligation.objects.get(pk=duty.obligation_id).due_on == date(2025, 3, 31)


def test_an_old_promise_keeps_its_late_days(city: PlanCity) -> None:
    measure, duty = series(city)
    clerk = city.actor("clerk")
    commitment = Commitment.objects.get(pk=measure.commitment_id)
    record_edit(commitment, clerk, changes={"entry_kind": "retrospective"}, at=READ_AT)
    record_edit(duty.obligation, clerk, changes={"due_on": date(2024, 6, 30)}, at=READ_AT)
    assert accept([measure], clerk, at=READ_AT).done == [measure.pk]
    assert Obligation.objects.get(pk=duty.obligation_id).due_on == date(2024, 6, 30)
