"""A county government's own promise: the city's office oversees it, another of the city's bureaus verifies, the county answers."""

import pytest

from tests.journeys import steps
from tests.journeys.steps import ORDERS
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROAD, LINK = "丰和产业园连接线道路建设", "建成产业园连接线4.8公里"


def test_a_county_government_s_own_promise_is_overseen_by_the_city(walk: Walk) -> None:
    body = walk.city.bodies
    county = body["wangchuan"].name
    steps.enter_promise(
        walk,
        "wangchuan_commerce",
        promisee="望川丰和农业发展有限公司",
        of_type="investment",
        terms={
            "title": ROAD,
            "promisor": county,
            "clause": "第五条：望川县人民政府于项目投产前建成产业园至省道连接线4.8公里。",
            "amount": "5200",
        },
        owed=[{"title": LINK, "kind": "construction", "lead_body": county, "due_on": walk.within(20)}],
    )
    steps.open_promise(walk, "wangchuan_head", ROAD)
    assert not walk.page.locator(".jn-verbs a").count(), "the county's head does not judge its own promise"
    walk.look("county-head", on_phone=True)
    steps.register(walk, "supervisor", ROAD)
    steps.classify(walk, "supervisor2", LINK)
    walk.later(30)
    steps.suspect(walk, "office_clerk", ROAD, LINK, "现场仍有180米未贯通。")
    steps.verify(
        walk,
        ROAD,
        handed_by="supervisor",
        body="transport",
        verifier="transport_clerk",
        found_by="transport_head",
        issuer="office",
        channel="in_name",
        demands=f"{LINK}\n明确责任人",
    )
    steps.plan(walk, "wangchuan_clerk", ROAD, "贯通剩余路段，县长每周调度", "原因：两户征地补偿未谈妥。")
    steps.judge_plan(walk, "supervisor", ROAD, "return_plan", reason="请写明断点处理办法")
    steps.plan(walk, "wangchuan_clerk", ROAD, "贯通剩余路段，县长每周调度", "先行绕线施工。")
    steps.judge_plan(walk, "supervisor2", ROAD, "approve_plan")
    steps.refuse(
        walk,
        "supervisor",
        ROAD,
        refusal_document="望府函〔2027〕2号",
        refusal_words="该项目系上届班子引进，不再安排资金。",
        pleads_change=True,
    )
    steps.hold_to_account(
        walk, opened_by="supervisor", inspector="inspector", decider="inspector2", body="wangchuan", title=ROAD
    )
    walk.enter("wangchuan_clerk")
    walk.find(ORDERS, ROAD)
    walk.says("拒不整改")
    steps.read_trail(walk, ROAD, body="wangchuan")
