"""A promise that city and district pay half and half: one pays in time, the other is late and answers for its own half alone."""

import pytest

from tests.journeys import steps
from tests.journeys.steps import COMMITMENT
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "天棉纺织智能化改造补助600万元"
CITY_HALF, DISTRICT_HALF = "市级补助300万元", "区级配套补助300万元"
ENTERPRISE = "岚江天棉纺织有限公司"


def pay_half(walk: Walk, clerk: str, duty: str, body: str, source: str, voucher: str) -> None:
    """A body pays its half in full and reports it with the voucher."""
    payment = {"beneficiary": ENTERPRISE, "paying_body": walk.city.bodies[body].name, "source": source}
    steps.pay(walk, clerk, TITLE, duty, paid="3000000", voucher=voucher, **payment)
    steps.report(walk, clerk, TITLE, duty, f"{duty}支付凭证")


def test_of_a_promise_paid_half_and_half_the_late_half_is_put_right_and_both_are_paid(walk: Walk) -> None:
    body = walk.city.bodies
    halves = ((CITY_HALF, "finance"), (DISTRICT_HALF, "yunfeng_finance"))
    steps.enter_promise(
        walk,
        "county_clerk",
        promisee=ENTERPRISE,
        of_type="investment",
        terms={
            "title": TITLE,
            "promisor": body["yunfeng"].name,
            "clause": "第四条：项目完成智能化改造并验收的，补助600万元，由市、区财政各承担50%。",
            "amount": "600",
            "share_city": "50",
            "share_county": "50",
        },
        owed=[
            {
                "title": duty,
                "kind": "payment",
                "lead_body": body[payer].name,
                "paying_body": body[payer].name,
                "amount": "300",
                "due_on": walk.within(20),
            }
            for duty, payer in halves
        ],
    )
    steps.register(walk, "supervisor", TITLE)
    steps.classify(walk, "supervisor2", CITY_HALF, DISTRICT_HALF)
    steps.open_promise(walk, "county_clerk", TITLE)
    walk.says("市级 50%、县级 50%")
    pay_half(walk, "finance_clerk", CITY_HALF, "finance", "city", "岚财支〔2026〕0690号")
    steps.accept(walk, "supervisor", CITY_HALF)
    walk.later(30)
    steps.suspect(walk, "yunfeng_supervisor", TITLE, DISTRICT_HALF, "区级配套到期未付。")
    steps.open_promise(walk, "supervisor", TITLE)
    walk.says("云峰区财政局", "彭立言", "逾期10天")
    walk.look("who-is-late", on_phone=True)
    steps.verify(
        walk,
        TITLE,
        handed_by="supervisor",
        body="reform",
        verifier="checker",
        found_by="reform_head",
        issuer="yunfeng_office",
        issuer_document="云府办〔2024〕1号",
        demands=DISTRICT_HALF,
    )
    steps.plan(walk, "county_finance", TITLE, "拨付区级配套300万元", "原因：统筹困难。")
    steps.judge_plan(walk, "yunfeng_supervisor", TITLE, "return_plan", reason="请写明拨付日期")
    steps.plan(walk, "county_finance", TITLE, "拨付区级配套300万元", "列入本月用款计划。")
    steps.judge_plan(walk, "yunfeng_supervisor", TITLE, "approve_plan")
    steps.finish(walk, "county_finance", TITLE, "已列入本月用款计划。")
    steps.accept_order(walk, "supervisor2", TITLE)
    steps.open_promise(walk, "supervisor", TITLE)
    walk.act(COMMITMENT, "resume_performance")
    pay_half(walk, "county_finance", DISTRICT_HALF, "yunfeng_finance", "county", "云财支〔2027〕0127号")
    steps.accept(walk, "yunfeng_supervisor", DISTRICT_HALF)
    steps.fulfil(walk, "supervisor", TITLE)
    steps.read_trail(walk, TITLE)
