"""The main journey in a real browser: from a promise by way of breach and rectification to accountability, wholly by screens.

An investment promise with two obligations, one of them conditional. One is met; the other goes late. The first order is
accepted, the second fails, the body is held to account, and an auditor reads the whole trail with names and posts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from commitments.models import Commitment, Condition, Disbursement, Obligation
from commitments.testing import PDF, Promises
from lifecycle.desks import verb_url
from organizations.testing import PASSWORD, World, build_world
from rectification.models import AccountabilityCase, BreachCase, RectificationOrder
from tests import databases
from tests.browsing import shot
from tests.glossary import labels

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITHIN = 30_000
PEOPLE = (
    "commerce_clerk office_supervisor office_supervisor2 finance_clerk office_clerk land_head inspector inspector2 auditor"
).split()


@dataclass
class Walk:
    """One browser in which the people of the story sign in one after the other."""

    page: "Page"
    clock: Path
    paper: Path
    who: str = ""
    days: int = 0
    steps: int = 0
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day that the site shows."""
        return timezone.localdate() + timedelta(days=self.days)

    def later(self, days: int) -> None:
        """Let days pass; whoever was signed in is not any more."""
        self.days += days
        self.clock.write_text(str(self.days))
        self.who = ""

    def enter(self, who: str) -> None:
        """Sign in, unless this person is already."""
        if who == self.who:
            return
        self.page.context.clear_cookies()
        self.page.goto("/sign-in/")
        self.page.locator('[name="username"]').fill(who)
        self.page.locator('[name="password"]').fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="登录").click()
        assert "/sign-in/" not in self.page.url, self.page.locator("main").inner_text()
        self.who = who

    def fill(self, fields: dict[str, Any]) -> None:
        """Fill fields by their names, each in the way of its control."""
        for name, value in fields.items():
            control = self.page.locator(f'[name="{name}"]').last
            kind = control.evaluate("one => one.type || one.tagName.toLowerCase()")
            if kind in ("select-one", "select-multiple"):
                control.select_option(str(value))
            elif kind == "checkbox":
                control.check()
            elif kind == "file":
                control.set_input_files(value)
            elif kind == "radio":
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                control.evaluate("one => { const d = one.closest('details'); if (d) d.open = true; }")
                control.fill(str(value))

    def send(self, button: str, name: str) -> None:
        """Press a button and see that the page took it: whoever is refused stays where he is."""
        self.steps += 1
        shot(self.page, f"main-{self.steps:02d}-{name}")
        before = self.page.url
        with self.page.expect_navigation():
            self.page.locator(button).last.click()
        faults = self.page.locator(".jn-errsum, .jn-err, .jn-note--bad").all_inner_texts()
        assert self.page.url != before, f"{name}: {faults or self.page.locator('main').inner_text()[:1500]}"

    def do(self, who: str, record: Any, verb: str, **fields: Any) -> None:
        """A verb from the record's own page: the link in its verb bar, the form, the button."""
        self.enter(who)
        self.page.goto(record.get_absolute_url())
        self.page.locator(f'.jn-verbs a[href*="/{verb}/"]').first.click()
        self.page.wait_for_url(f"**/{verb}/**")
        self.fill({f"{verb}-{name}": value for name, value in fields.items()})
        self.send('main form button.btn[type="submit"]', verb)

    def attach(self, who: str, about: str, purpose: str, title: str, *, number: int) -> None:
        """Send a file in as evidence."""
        self.enter(who)
        self.page.goto(f"/evidence/upload/?{about}")
        self.paper.write_bytes(PDF.replace(b"%%EOF", b"%" + str(number).encode() + b"\n%%EOF"))
        self.fill({"title": title, "purpose": purpose, "file": str(self.paper)})
        self.send('main form button.btn-primary[type="submit"]', "evidence")

    def says(self, *words: str) -> None:
        """The page says all of this."""
        main = self.page.locator("main").inner_text()
        assert all(word in main for word in words), [word for word in words if word not in main]


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def walk(page: "Page", world: World, tmp_path: Path) -> Iterator[Walk]:
    page.context.set_default_timeout(WITHIN)
    page.context.set_default_navigation_timeout(WITHIN)
    for name in PEOPLE:
        world.account(name)
    clock = databases.folder() / f"clock-{databases.name()}"
    yield Walk(page, clock, tmp_path / "paper.pdf")
    clock.unlink(missing_ok=True)


def only(model: Any, **conditions: Any) -> Any:
    return model.objects.get(**conditions)


def enter_the_promise(walk: Walk, world: World) -> Any:
    """The clerk enters the promise with both obligations and submits it in one step; the supervisor registers it."""
    kind = Promises(world).type_of("investment")
    walk.enter("commerce_clerk")
    walk.page.goto("/do/new/promisees/")
    walk.fill({"kind": "enterprise", "name": "岚江恒晟新材料有限公司", "logging_body": world.commerce.pk})
    walk.send('main form button.btn-primary[type="submit"]', "promisee")
    walk.page.goto("/commitments/new/")
    walk.fill(
        {
            "title": "恒晟基地设备投资奖励",
            "kind": "investment",
            "type": kind.pk,
            "entry_kind": "signed",
            "source_kind": "agreement",
            "promised_on": "2026-01-06",
            "promisor": world.city_government.name,
            "promisee": "岚江恒晟新材料有限公司",
            "logging_body": world.commerce.name,
            "clause": "第五条：甲方按设备投资额给予奖励，分两期各600万元兑付。",
            "amount": "1200",
        }
    )
    for number in (0, 1):
        if not walk.page.locator(f'[name="ob-{number}-title"]').count():
            walk.page.locator('button[name="do"][value="add"]').click()
            walk.page.locator(f'[name="ob-{number}-title"]').wait_for()
        walk.fill(
            {
                f"ob-{number}-title": ("兑付第一期奖励", "兑付第二期奖励")[number],
                f"ob-{number}-kind": "payment",
                f"ob-{number}-lead_body": world.finance.name,
                f"ob-{number}-amount": "600",
                f"ob-{number}-due_rule": "date",
                f"ob-{number}-due_on": walk.today + timedelta(days=20),
            }
        )
    if not walk.page.locator('[name="ob-1-c-0-text"]').count():
        walk.page.locator('button[name="do"][value="add ob-1-c"]').click()
    walk.page.locator('[name="ob-1-c-0-text"]').wait_for()
    walk.fill({"ob-1-c-0-text": "设备投资累计达到3亿元"})
    walk.send('button[name="do"][value="submit"]', "promise")
    promised = only(Commitment)
    walk.do("office_supervisor", promised, "register")
    walk.page.goto(promised.get_absolute_url())
    assert only(Commitment).state == "active"
    return promised


OPINION = {
    "legality": "lawful",
    "opinion_by": "市司法局",
    "opinion_number": "岚司审〔2026〕3号",
    "opinion_on": "2026-01-05",
}


def perform_one(walk: Walk, promised: Any, world: World) -> None:
    """The condition is claimed and confirmed, the obligation reported with evidence and accepted; the other goes late."""
    late, kept = Obligation.objects.order_by("pk")
    for one in (late, kept):
        walk.do("office_supervisor2", one, "classify", **OPINION)
    about = f"commitment={promised.pk}&obligation={kept.pk}"
    walk.attach("commerce_clerk", about, "claim", "设备投资专项审计报告", number=1)
    condition = only(Condition)
    walk.page.goto(verb_url(condition, "give_figure"))
    figure = {"figure": "3.1亿元", "source": "专项审计报告", "figure_on": walk.today}
    walk.fill({f"give_figure-{name}": value for name, value in figure.items()})
    walk.send('main form button.btn[type="submit"]', "figure")
    walk.do("commerce_clerk", kept, "claim", note="申请兑付第二期奖励")
    walk.do("office_supervisor", kept, "confirm_conditions")
    walk.enter("finance_clerk")
    walk.page.goto(f"/do/new/disbursements/?{about}")
    walk.fill({"beneficiary": "岚江恒晟新材料有限公司", "paying_body": world.finance.pk, "source": "city"})
    walk.send('main form button.btn-primary[type="submit"]', "payment")
    walk.page.goto(verb_url(only(Disbursement), "pay"))
    paid = {"paid": "6000000", "paid_on": walk.today, "voucher": "岚财支〔2026〕0127号"}
    walk.fill({f"pay-{name}": value for name, value in paid.items()})
    walk.send('main form button.btn[type="submit"]', "pay")
    walk.attach("finance_clerk", about, "performance", "银行回单", number=2)
    walk.do("finance_clerk", kept, "report", performed_on=walk.today)
    walk.do("office_supervisor", kept, "accept")
    assert only(Obligation, pk=kept.pk).state == "met"
    walk.later(30)
    walk.enter("office_supervisor")
    walk.page.goto(f"/obligations/{late.ref}/")
    walk.says("逾期10天")
    shot(walk.page, "main-late")


def find_the_breach(walk: Walk, promised: Any, world: World, facts: str) -> Any:
    """A case is opened by the overseer, verified by the competent body; the order follows in the same step."""
    late = Obligation.objects.order_by("pk")[0]
    walk.enter("office_clerk")
    walk.page.goto(f"/do/new/cases/?commitment={promised.pk}&obligation={late.pk}")
    walk.fill({"source": "overdue", "facts": facts})
    walk.send('main form button.btn-primary[type="submit"]', "case")
    case = BreachCase.objects.latest("pk")
    verifier = world.official("land_clerk").pk
    walk.do("office_supervisor", case, "assign_verification", verifying_body=world.land.pk, verifier=verifier)
    walk.do(
        "land_head",
        case,
        "confirm",
        finding="承诺应于期限内兑付，至今未付。",
        heard_on=walk.today,
        heard="单位称资金紧张。",
        demands="兑付第一期奖励",
        authority="decision",
        authority_document="市政府会议纪要〔2026〕12号",
        issuer=world.city_office.pk,
        issuer_document="岚府办〔2024〕1号",
        channel="bureau",
        form="letter",
    )
    return RectificationOrder.objects.latest("pk")


def plan(walk: Walk, order: Any, words: str) -> None:
    walk.enter("finance_clerk")
    walk.page.goto(f"{order.get_absolute_url()}plan/")
    walk.fill(
        {
            "rows-0-what": "拨付第一期奖励600万元",
            "rows-0-owner": "预算科",
            "rows-0-due_on": walk.today + timedelta(days=15),
            "plan": words,
        }
    )
    walk.send('main form button.btn-primary[name="act"][value="submit"]', "plan")


def judge(walk: Walk, order: Any, verb: str, **fields: Any) -> None:
    walk.enter("office_supervisor")
    walk.page.goto(f"{order.get_absolute_url()}approval/")
    if walk.page.locator('[name="seen"]').count():
        fields["seen"] = "on"
    walk.fill({"verb": verb, **fields})
    walk.send("main form#decision button.btn-primary, button.btn-primary[form='decision']", verb)


def put_right(walk: Walk, order: Any) -> None:
    """The plan is drafted, returned, submitted again and approved; the measure done and accepted, the order accepted."""
    plan(walk, order, "原因：预算未安排。")
    judge(walk, order, "return_plan", reason="请写明资金来源")
    assert only(RectificationOrder, pk=order.pk).state == "issued"
    plan(walk, order, "原因：预算未安排。资金来源：市级产业发展专项资金。")
    judge(walk, order, "approve_plan")
    measure = order.measures.get()
    walk.enter("finance_clerk")
    walk.page.goto(f"{order.get_absolute_url()}finish/")
    walk.paper.write_bytes(PDF.replace(b"%%EOF", b"%3\n%%EOF"))
    told = {"done_on": walk.today, "result": "已列入用款计划。", "file": str(walk.paper)}
    walk.fill({**{f"m{measure.pk}-{name}": value for name, value in told.items()}, "summary": "措施已完成。"})
    walk.send('main form button.btn-primary[name="act"][value="submit"]', "finish")
    walk.enter("office_supervisor2")
    walk.page.goto(verb_url(measure, "accept_measure"))
    walk.send('main form button.btn[type="submit"]', "accept-measure")
    walk.do("office_supervisor2", order, "accept")
    assert only(RectificationOrder, pk=order.pk).state == "accepted"


def hold_to_account(walk: Walk, order: Any, world: World) -> Any:
    """From the failed order: opened by the overseer, investigated and proposed by one inspector, decided by another."""
    walk.enter("office_supervisor")
    walk.page.goto(order.get_absolute_url())
    walk.page.locator('#accountability a[href*="/new/inquiries/"]').click()
    walk.page.wait_for_url("**/new/inquiries/**")
    inspector = world.official("inspector").pk
    walk.fill({"deciding_body": world.discipline.pk, "inspector": inspector, "suspicion": "两次督办，仍未兑付。"})
    walk.send('main form button.btn-primary[type="submit"]', "inquiry")
    inquiry = only(AccountabilityCase)
    walk.do("inspector", inquiry, "investigate")
    walk.do(
        "inspector",
        inquiry,
        "propose_decision",
        facts="第一期奖励逾期未付，第二次督办仍未整改。",
        evidence="督办函、谈话记录。",
        trace="到期时局长在任。",
        heard_on=walk.today,
        heard="单位承认，表示将尽快兑付。",
        form_told="circulated_criticism",
        form="interview",
    )
    decision = {
        "form": "interview",
        "decision": "约谈市财政局。",
        "number": "岚纪问〔2026〕4号",
        "approval": "市长批准",
    }
    walk.do("inspector2", inquiry, "decide", **decision)
    walk.do("inspector", inquiry, "execute", executed_on=walk.today, note="已约谈。")
    assert only(AccountabilityCase).state == "executed"
    return inquiry


def test_from_a_promise_to_accountability_and_the_auditor_reads_it_all(walk: Walk, world: World) -> None:
    promised = enter_the_promise(walk, world)
    perform_one(walk, promised, world)
    order = find_the_breach(walk, promised, world, "到期未兑付。")
    put_right(walk, order)
    walk.do("office_supervisor", promised, "resume_performance")
    second = find_the_breach(walk, promised, world, "整改验收后仍未兑付。")
    walk.later(45)
    failed = {"extension": "refused", "extension_note": "未提出延期理由。", "failed_in": "兑付第一期奖励"}
    walk.do("office_supervisor", second, "declare_failed", **failed)
    inquiry = hold_to_account(walk, second, world)
    walk.enter("auditor")
    walk.page.goto(f"{inquiry.get_absolute_url()}?all=1#trail")
    for one in walk.page.locator("#trail details").all():
        one.evaluate("one => { one.open = true; }")
    shot(walk.page, "main-auditor")
    trail = walk.page.locator("#trail").inner_text()
    for name in PEOPLE[:-1]:
        official, post = world.official(name).name, world.post(name)
        assert f"{official} · {post.name} · {post.body.name}" in trail, name
    told = {
        "commitments.Commitment": "submit register declare_breach resume_performance declare_unremedied",
        "commitments.Obligation": "claim confirm_conditions report accept",
        "rectification.BreachCase": "assign_verification confirm",
        "rectification.RectificationOrder": "submit_plan return_plan approve_plan accept declare_failed",
        "rectification.AccountabilityCase": "investigate propose_decision decide execute",
    }
    for model, verbs in told.items():
        known = labels(model, "verb")
        assert [verb for verb in verbs.split() if known[verb] not in trail] == [], model
    walk.page.goto(promised.get_absolute_url())
    walk.says(inquiry.ref, second.ref)
    shot(walk.page, "main-commitment")
