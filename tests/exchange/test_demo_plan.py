"""The demo city's own integrity plan: what the demo imports is what its key, written by hand, says."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from exchange.documents import Reason, read_policy
from tests.exchange.keys import differences

PLAN = Path(settings.BASE_DIR) / "samples" / "lanjiang-integrity-plan.txt"
KEY = json.loads((Path(__file__).parent / "plan" / "lanjiang-integrity-plan.expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_the_plan_reads_as_its_key_says(suffix: str) -> None:
    assert differences(KEY, read_policy(PLAN.with_suffix(suffix)).to_json()) == []


def test_one_measure_waits_for_a_clerk_to_name_its_bodies() -> None:
    reading = read_policy(PLAN)
    assert [(item.path, item.reason) for item in reading.unassigned] == [("四/(四)", Reason.NO_GROUP)]


def test_limits_are_bound_to_the_group_whose_clause_states_them() -> None:
    measures = {measure.path: measure for measure in read_policy(PLAN).measures}
    assert [(limit.words, limit.group) for limit in measures["三/(一)/4"].time_limits] == [
        ("2024年12月底前", 0),
        ("2025年6月底前", 1),
    ]
    assert [limit.group for limit in measures["三/(一)/3"].time_limits] == [1]


def test_a_measure_knows_the_parts_above_it() -> None:
    measures = {measure.path: measure for measure in read_policy(PLAN).measures}
    assert measures["三/(三)/5"].parts == ("三 重点任务", "(三) 突出重点领域")
