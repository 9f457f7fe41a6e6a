"""A county with a single supervisor: the city verifies, and lends it the second pair of eyes."""

import pytest

from tests.journeys import steps
from tests.journeys.steps import COMMITMENT
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RENT, RELIEF = "山野茶油加工厂首年厂房租金减免", "减免首年厂房租金36万元"


def lend(walk: Walk, overseer: str, overseen: str) -> None:
    """The security administrator lends a county the supervisors of the city's office for three months."""
    walk.enter("security")
    walk.section("单位与人员")
    walk.follow("督办关系", among=".jn-tabs")
    walk.follow("新建督办关系")
    walk.fill(
        {
            "overseer": walk.city.bodies[overseer].name,
            "overseen": walk.city.bodies[overseen].name,
            "since": walk.today,
            "until": walk.within(90),
            "document": "岚府办〔2026〕5号（松岭县督查人员配齐前协助审核）",
        }
    )
    walk.press("保存", name="lend")
    # What was changed is who oversees whom, no part of the promise.
    walk.acted.pop("security")


def test_in_a_county_with_one_supervisor_the_city_verifies_and_lends_the_second_pair_of_eyes(walk: Walk) -> None:
    body = walk.city.bodies
    steps.enter_promise(
        walk,
        "songling_clerk",
        promisee="松岭山野茶油有限公司",
        of_type="investment",
        terms={
            "title": RENT,
            "promisor": body["songling"].name,
            "clause": "第三条：乙方入驻县工业园区的，首年厂房租金由甲方减免。",
            "amount": "36",
        },
        owed=[
            {"title": RELIEF, "kind": "relief", "lead_body": body["songling_commerce"].name, "due_on": walk.within(20)}
        ],
    )
    steps.register(walk, "songling_supervisor", RENT)
    steps.classify(walk, "songling_supervisor", RELIEF, by="松岭县司法局")
    walk.later(30)
    steps.suspect(walk, "songling_supervisor", RENT, RELIEF, "到期未减免，企业来电反映。")
    steps.verify(
        walk,
        RENT,
        handed_by="songling_supervisor",
        body="commerce",
        verifier="clerk",
        found_by="commerce_head",
        issuer="songling_office",
        issuer_document="松府办〔2024〕1号",
        demands=RELIEF,
    )
    steps.plan(walk, "songling_clerk", RENT, RELIEF, "原因：审批拖延。")
    steps.judge_plan(walk, "songling_supervisor", RENT, "return_plan", reason="请写明办结时间")
    steps.plan(walk, "songling_clerk", RENT, RELIEF, "原因：审批拖延。十日内办结。")
    steps.judge_plan(walk, "songling_supervisor", RENT, "approve_plan")
    steps.finish(walk, "songling_clerk", RENT, "租金减免审批表已签章。")
    walk.enter("songling_supervisor")
    walk.look("only-supervisor", on_phone=True)
    assert "须换人办理" in walk.waiting("销号", RENT).inner_text()
    lend(walk, "office", "songling_commerce")
    steps.accept_order(walk, "supervisor2", RENT)
    steps.open_promise(walk, "songling_supervisor", RENT)
    walk.act(COMMITMENT, "resume_performance")
    steps.report(walk, "songling_clerk", RENT, RELIEF, "租金减免审批表")
    steps.accept(walk, "songling_supervisor", RELIEF)
    steps.fulfil(walk, "songling_supervisor", RENT)
    steps.read_trail(walk, RENT)
