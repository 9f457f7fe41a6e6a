"""The city government's own promise, overseen by the supervision office of the party committee."""

import pytest

from tests.journeys import steps
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE, DUTY = "翠湖花园小区产权证办理", "完成首次登记并分批办证568户"


def test_a_promise_of_the_city_government_is_overseen_by_the_party_s_office(walk: Walk) -> None:
    body = walk.city.bodies
    government = body["government"].name
    steps.enter_promise(
        walk,
        "city_clerk",
        promisee="翠湖花园小区业主委员会",
        of_type="service-promise",
        terms={
            "title": TITLE,
            "kind": "policy",
            "promisor": government,
            "source_kind": "minutes",
            "clause": "市政府协调解决翠湖花园小区历史遗留办证问题，分批为568户办证。",
        },
        owed=[
            {
                "title": DUTY,
                "kind": "service",
                "lead_body": government,
                "due_on": walk.within(20),
                "share": {"body": body["land"].name, "what": "办理不动产首次登记"},
            }
        ],
    )
    steps.register(walk, "superior", TITLE)
    steps.classify(walk, "superior2", DUTY)
    walk.later(30)
    steps.suspect(walk, "party_clerk", TITLE, DUTY, "期满仍有256户未办证。")
    steps.verify(
        walk,
        TITLE,
        handed_by="superior2",
        body="party_office",
        verifier="party_clerk",
        found_by="superior",
        issuer="party_office",
        issuer_document="岚委办〔2024〕3号",
        authority="instruction",
        authority_document="市委主要领导批示（2026年12月）",
        demands="为剩余256户办证",
    )
    steps.plan(walk, "city_clerk", TITLE, "追缴维修资金，分两批办证", "原因：开发商欠缴维修资金。")
    steps.judge_plan(walk, "superior", TITLE, "return_plan", reason="请写明每批户数和时间")
    steps.plan(walk, "city_clerk", TITLE, "第一批128户、第二批128户办证", "每月一批。")
    steps.judge_plan(walk, "superior2", TITLE, "approve_plan")
    walk.later(45)
    steps.fail(walk, "superior", TITLE, "第二批128户未办证")
    steps.hold_to_account(
        walk, opened_by="superior", inspector="inspector", decider="inspector2", body="government", title=TITLE
    )
    steps.read_trail(walk, TITLE, body="government")
