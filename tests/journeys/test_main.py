"""The main journey: from a promise by way of breach and rectification to accountability, wholly by what the screen offers.

An investment promise with two obligations, one of them conditional. One is met; the other goes late. The first order is
accepted, the second fails, the body is held to account, and an auditor reads the whole trail with names and posts.
"""

import pytest

from tests.journeys import steps
from tests.journeys.steps import COMMITMENT, OBLIGATION
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "恒晟基地设备投资奖励"
FIRST, SECOND = "兑付第一期奖励", "兑付第二期奖励"
ENTERPRISE = "岚江恒晟新材料有限公司"

# Everybody who takes a step, as the trail must name him.
SIGNED = (
    "林少彬 · 招商科科员 · 岚江市商务局",
    "苏婉仪 · 主任 · 岚江市人民政府督查室",
    "柯伟锋 · 副主任 · 岚江市人民政府督查室",
    "庄晓岚 · 督办科科员 · 岚江市人民政府督查室",
    "蔡晓敏 · 产业科科员 · 岚江市财政局",
    "马向阳 · 局长 · 岚江市自然资源局",
    "黎国栋 · 党风政风监督室副主任 · 岚江市纪委监委",
    "覃正清 · 案件审理室主任 · 岚江市纪委监委",
)
# Every step of the story in the words of the page: those taken, and those that follow from them.
STEPS = (
    *("送审", "审核入账", "合法性认定", "申报", "确认条件", "报送", "验收"),
    *("转核实", "核实属实", "认定未兑现", "报送方案", "退回方案", "批准方案", "启动整改"),
    *("申请验收", "销号", "确认整改到位", "继续履行", "认定整改不力"),
    *("调查", "提出处理建议", "作出决定", "执行"),
)


def promise(walk: Walk) -> None:
    """Two payments of the finance bureau; the second waits for a condition."""
    body = walk.city.bodies
    due = {"kind": "payment", "lead_body": body["finance"].name, "amount": "600", "due_on": walk.within(20)}
    steps.enter_promise(
        walk,
        "clerk",
        promisee=ENTERPRISE,
        of_type="investment",
        terms={
            "title": TITLE,
            "promisor": body["government"].name,
            "logging_body": body["commerce"].name,
            "clause": "第五条：甲方按设备投资额给予奖励，分两期各600万元兑付。",
            "amount": "1200",
        },
        owed=[
            {"title": FIRST, **due},
            {"title": SECOND, **due, "condition": {"text": "设备投资累计达到3亿元"}},
        ],
    )


def perform_second(walk: Walk) -> None:
    """The condition is claimed and confirmed, the payment made, reported and accepted."""
    steps.open_duty(walk, "clerk", TITLE, SECOND)
    walk.attach("claim", "设备投资专项审计报告")
    walk.follow("填报数据", among="#conditions")
    walk.fill({"figure": "3.1亿元", "source": "专项审计报告", "figure_on": walk.today}, "give_figure-")
    walk.press("填报数据", name="figure")
    walk.act(OBLIGATION, "claim", note="申请兑付第二期奖励")
    walk.task("supervisor", OBLIGATION, "confirm_conditions", SECOND)
    payment = {"beneficiary": ENTERPRISE, "paying_body": walk.city.bodies["finance"].name, "source": "city"}
    steps.pay(walk, "finance_clerk", TITLE, SECOND, paid="6000000", voucher="岚财支〔2026〕0127号", **payment)
    steps.report(walk, "finance_clerk", TITLE, SECOND, "银行回单")
    steps.accept(walk, "supervisor", SECOND)


def break_first(walk: Walk, facts: str) -> None:
    """A case, verified by the land bureau; the order follows."""
    steps.suspect(walk, "office_clerk", TITLE, FIRST, facts)
    steps.verify(
        walk,
        TITLE,
        handed_by="supervisor",
        body="land",
        verifier="land_clerk",
        found_by="land_head",
        issuer="office",
        demands=FIRST,
    )


def test_from_a_promise_to_accountability_and_the_auditor_reads_it_all(walk: Walk) -> None:
    promise(walk)
    steps.register(walk, "supervisor", TITLE)
    steps.classify(walk, "supervisor2", FIRST, SECOND)
    perform_second(walk)
    walk.later(30)
    break_first(walk, "到期未兑付。")
    steps.plan(walk, "finance_clerk", TITLE, "拨付第一期奖励600万元", "原因：预算未安排。")
    steps.judge_plan(walk, "supervisor", TITLE, "return_plan", reason="请写明资金来源")
    steps.plan(walk, "finance_clerk", TITLE, "拨付第一期奖励600万元", "资金来源：市级产业发展专项资金。")
    steps.judge_plan(walk, "supervisor", TITLE, "approve_plan")
    steps.finish(walk, "finance_clerk", TITLE, "已列入用款计划。")
    steps.accept_order(walk, "supervisor2", TITLE)
    steps.open_promise(walk, "supervisor", TITLE)
    walk.act(COMMITMENT, "resume_performance")
    break_first(walk, "整改验收后仍未兑付。")
    walk.later(45)
    steps.fail(walk, "supervisor", TITLE, FIRST)
    steps.hold_to_account(
        walk, opened_by="supervisor", inspector="inspector", decider="inspector2", body="finance", title=TITLE
    )
    steps.read_trail(walk, TITLE, body="finance")
    walk.says(*SIGNED)
    told = walk.page.locator("#trail .jn-tl__verb").all_inner_texts()
    assert [one for one in STEPS if one not in told] == [], told
