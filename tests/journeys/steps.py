"""The steps of a promise's way in the words of a story: who takes each, and what he writes; every one taken on the screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from commitments.models import CommitmentType
from tests.journeys.walking import Walk

COMMITMENT, OBLIGATION = "commitments.Commitment", "commitments.Obligation"
CASE, ORDER = "rectification.BreachCase", "rectification.RectificationOrder"
INQUIRY = "rectification.AccountabilityCase"
LEDGER, ORDERS = "承诺台账", "督办整改"

SIGNED = {"entry_kind": "signed", "source_kind": "agreement", "promised_on": "2026-01-06", "kind": "investment"}
OPINION = {"legality": "lawful", "opinion_number": "岚司审〔2026〕3号", "opinion_on": "2026-01-05"}


def enter_promise(
    walk: Walk, clerk: str, *, promisee: str, of_type: str, terms: Mapping[str, Any], owed: Sequence[Mapping[str, Any]]
) -> None:
    """A clerk enters the other side, then the promise with all that is owed under it, and submits it."""
    walk.enter(clerk)
    walk.look(f"{clerk}-home")
    walk.follow("新建承诺")
    walk.follow("登记承诺对象")
    walk.fill({"kind": "enterprise", "name": promisee})
    walk.press("保存", name="promisee")
    kind = CommitmentType.objects.get(code=of_type)
    walk.fill({**SIGNED, "type": kind.pk, "promisee": promisee, **terms})
    checks = kind.required_checks.values_list("kind", flat=True)
    walk.fill({f"pc-{check}-outcome": "done" for check in checks})
    for number, duty in enumerate(owed):
        if not walk.page.locator(f'[name="ob-{number}-title"]').count():
            walk.more("添加履约事项", f"ob-{number}-title")
        parts = {name: value for name, value in duty.items() if name not in ("condition", "share")}
        walk.fill({"due_rule": "date", **parts}, f"ob-{number}-")
        for part, kind_of in (("condition", "c"), ("share", "s")):
            if part in duty:
                button = {"c": "添加条件", "s": "添加配合单位"}[kind_of]
                walk.more(button, f"ob-{number}-{kind_of}-0-{'text' if kind_of == 'c' else 'body'}", at=number)
                walk.fill(duty[part], f"ob-{number}-{kind_of}-0-")
    walk.press("送审", name="promise")


def register(walk: Walk, reviewer: str, title: str) -> None:
    """The overseer's supervisor takes it into the register."""
    walk.task(reviewer, COMMITMENT, "register", title)


def open_promise(walk: Walk, who: str, title: str) -> None:
    """From the ledger."""
    walk.enter(who)
    walk.find(LEDGER, title)


def open_duty(walk: Walk, who: str, title: str, duty: str) -> None:
    """From the ledger to the promise, from there to one of its duties."""
    open_promise(walk, who, title)
    walk.follow(duty, among="#obligations")


def classify(walk: Walk, who: str, *duties: str, by: str = "岚江市司法局") -> None:
    """What the justice bureau's opinion says of each duty, which waits for it from the promise's registration on."""
    for duty in duties:
        walk.task(who, OBLIGATION, "classify", duty, opinion_by=by, **OPINION)


def pay(walk: Walk, clerk: str, title: str, duty: str, **payment: Any) -> None:
    """A payment is entered and paid on the page of the duty."""
    paid = {name: payment.pop(name) for name in ("paid", "voucher")}
    open_duty(walk, clerk, title, duty)
    walk.follow("登记付款", among="#payments")
    walk.fill(payment)
    walk.press("保存", name="payment")
    walk.follow("支付", among="#payments")
    walk.fill({**paid, "paid_on": walk.today}, "pay-")
    walk.press("支付", name="pay")


def report(walk: Walk, clerk: str, title: str, duty: str, paper: str) -> None:
    """The lead body sends in its evidence and reports."""
    open_duty(walk, clerk, title, duty)
    walk.attach("performance", paper)
    walk.task(clerk, OBLIGATION, "report", duty, performed_on=walk.today)


def accept(walk: Walk, reviewer: str, duty: str) -> None:
    """Its overseer accepts what was reported."""
    walk.task(reviewer, OBLIGATION, "accept", duty)


def fulfil(walk: Walk, reviewer: str, title: str) -> None:
    """Everything is performed: the overseer confirms that the promise is kept."""
    open_promise(walk, reviewer, title)
    walk.act(COMMITMENT, "confirm_fulfilment")
    walk.says("已兑现")


def suspect(walk: Walk, clerk: str, title: str, duty: str, facts: str) -> None:
    """A clerk of the overseer opens a case on the page of the late duty."""
    open_duty(walk, clerk, title, duty)
    walk.says("逾期")
    walk.look("late", on_phone=True)
    walk.follow("转办疑似未兑现", among="#rectification")
    walk.fill({"source": "overdue", "facts": facts})
    walk.press("保存", name="case")


def verify(walk: Walk, title: str, *, handed_by: str, body: str, verifier: str, found_by: str, **finding: Any) -> None:
    """The case is handed to the competent body, which hears the duty body and finds the breach proven: an order follows."""
    city = walk.city
    walk.task(
        handed_by,
        CASE,
        "assign_verification",
        title,
        verifying_body=city.bodies[body].name,
        verifier=city.officials[verifier].name,
    )
    told = {
        "finding": "承诺应于期限内兑现，至今未兑现。",
        "heard_on": walk.today,
        "heard": "单位陈述资金未落实。",
        "authority": "decision",
        "authority_document": "市政府常务会议纪要〔2026〕12号",
        "issuer_document": "岚府办〔2024〕1号",
        "channel": "bureau",
        "form": "letter",
        **finding,
    }
    told["issuer"] = city.bodies[told["issuer"]].name
    walk.task(found_by, CASE, "confirm", title, **told)


def plan(walk: Walk, clerk: str, title: str, what: str, words: str) -> None:
    """The duty body writes a measure for each demand and submits its plan."""
    walk.enter(clerk)
    walk.look(f"{clerk}-home", on_phone=True)
    walk.click(walk.waiting("报送方案", title).locator(".jn-todo__d a"))
    for name in walk.names("what"):
        walk.fill({"what": what, "owner": "预算科", "due_on": walk.within(15)}, name.removesuffix("what"))
    walk.fill({"plan": words})
    walk.press("报送方案", name="submit_plan", on_phone=True)


def judge_plan(walk: Walk, reviewer: str, title: str, verb: str, **fields: Any) -> None:
    """The overseer reads the plan and signs what he decides."""
    walk.enter(reviewer)
    walk.click(walk.waiting("批准方案", title).locator(".jn-todo__d a"))
    if walk.page.locator('[name="seen"]').count():
        fields["seen"] = "on"
    walk.fill({"verb": verb, **fields})
    walk.press("签发", name=verb, on_phone=True)


def finish(walk: Walk, clerk: str, title: str, result: str) -> None:
    """Every measure is reported with its proof, and the order submitted for acceptance."""
    walk.enter(clerk)
    walk.click(walk.waiting("申请验收", title).locator(".jn-todo__d a"))
    for name in walk.names("done_on"):
        walk.fill({"done_on": walk.today, "result": result, "file": walk.paper()}, name.removesuffix("done_on"))
    walk.fill({"summary": "各项措施均已完成。"})
    walk.press("申请验收", name="finish")


def accept_order(walk: Walk, reviewer: str, title: str) -> None:
    """Somebody who took no part in the plan accepts its measures, then the order."""
    walk.enter(reviewer)
    walk.click(walk.waiting("销号", title).locator("a.jn-t1"))
    for _number in range(walk.page.locator("#measures").get_by_role("link", name="认可", exact=True).count()):
        walk.follow("认可", among="#measures")
        walk.press("认可", name="accept-measure")
    walk.act(ORDER, "accept")


def refuse(walk: Walk, reviewer: str, title: str, **refusal: Any) -> None:
    """The duty body refused in writing: the overseer records it."""
    walk.enter(reviewer)
    walk.find(ORDERS, title)
    told = {"refusal_kind": "in_writing", "refused_on": walk.today, **refusal}
    walk.act(ORDER, "record_refusal", **told)


def fail(walk: Walk, reviewer: str, title: str, failed_in: str) -> None:
    """The limit is over and the order not carried out."""
    walk.enter(reviewer)
    walk.find(ORDERS, title)
    walk.act(ORDER, "declare_failed", extension="refused", extension_note="未提出延期理由。", failed_in=failed_in)


def hold_to_account(walk: Walk, *, opened_by: str, inspector: str, decider: str, body: str, title: str) -> None:
    """On the page of the failed order accountability is opened; one inspector investigates and proposes, another decides."""
    city = walk.city
    walk.enter(opened_by)
    walk.find(ORDERS, title)
    walk.follow("启动问责", among="#accountability")
    named = {"deciding_body": city.bodies["discipline"].name, "inspector": city.officials[inspector].name}
    walk.fill({**named, "suspicion": "督办期满，仍未兑现。"})
    walk.press("保存", name="inquiry")
    about = city.bodies[body].name
    walk.task(inspector, INQUIRY, "investigate", about)
    walk.task(
        inspector,
        INQUIRY,
        "propose_decision",
        about,
        facts="逾期未兑现，督办期满仍未整改。",
        evidence="督办函、谈话记录。",
        trace="到期时单位主要负责人在任。",
        heard_on=walk.today,
        heard="单位承认，表示尽快兑现。",
        form_told="circulated_criticism",
        form="interview",
    )
    walk.task(
        decider,
        INQUIRY,
        "decide",
        about,
        form="interview",
        decision="约谈单位主要负责人。",
        number="岚纪问〔2026〕4号",
        approval="市政府主要领导批准",
    )
    walk.task(inspector, INQUIRY, "execute", about, executed_on=walk.today, note="已约谈。")


def read_trail(walk: Walk, title: str, *, body: str = "") -> None:
    """The auditor finds everybody who took a step, with name, post and body; through the accountability case where there is one."""
    took_part = {who for who in walk.acted if who != "auditor"}
    walk.enter("auditor")
    walk.look("auditor-home", on_phone=True)
    if body:
        walk.find("问责", walk.city.bodies[body].name)
    else:
        walk.find(LEDGER, title)
    earlier = walk.page.locator('#trail a[href*="all=1"]')
    if earlier.count():
        walk.click(earlier)
    walk.page.locator("#trail details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    walk.look("auditor-trail")
    trail = walk.page.locator("#trail").inner_text()
    holders = {official: post for post, holding in walk.city.holders.items() for official in holding}
    for who in took_part:
        post = walk.city.posts[holders[who]]
        assert f"{walk.city.officials[who].name} · {post.name} · {post.body.name}" in trail, who
