"""The types of promise that come along."""

import io
import json

import pytest
from django.core.management import call_command

from commitments.choices import KeyArea
from commitments.models import CommitmentType, ObligationTemplate, RequiredCheck
from lifecycle.creating import record_edit
from organizations.acting import INSTALLER

pytestmark = pytest.mark.django_db


def load() -> list[str]:
    out = io.StringIO()
    call_command("load_commitment_types", "--format", "json", stdout=out)
    made: list[str] = json.loads(out.getvalue())["made"]
    return made


def test_every_key_area_of_the_plan_has_a_type_with_a_template() -> None:
    made = load()
    assert len(made) == 10
    assert set(CommitmentType.objects.values_list("area", flat=True)) == set(KeyArea.values)
    assert not CommitmentType.objects.exclude(pk__in=ObligationTemplate.objects.values("type")).exists()
    investment = CommitmentType.objects.get(code="investment")
    assert list(RequiredCheck.objects.filter(type=investment).values_list("kind", flat=True)) == [
        "site",
        "authority",
        "affordability",
        "legality",
        "competition",
        "conflict",
        "collective",
    ]


def test_loading_again_changes_nothing_that_an_administrator_wrote() -> None:
    load()
    one = CommitmentType.objects.get(code="debt")
    record_edit(one, INSTALLER, changes={"label": "Our debts"})
    assert load() == []
    assert CommitmentType.objects.get(code="debt").label == "Our debts"
