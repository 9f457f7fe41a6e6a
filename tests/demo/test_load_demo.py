"""The demo loads into an empty register alone, through the doors, and its accounts are marked."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Commitment, Obligation
from lifecycle.testing import broken_links
from organizations.models import Account

pytestmark = pytest.mark.django_db


def test_the_demo_loads_once_and_its_trails_are_whole() -> None:
    out = StringIO()
    call_command("load_demo", "--format", "json", stdout=out)
    assert all(row["account"] for row in json.loads(out.getvalue()))
    assert set(Account.objects.values_list("is_demo", flat=True)) == {True}
    assert {"draft", "submitted", "active", "suspended", "fulfilled", "terminated", "withdrawn"} <= set(
        Commitment.objects.values_list("state", flat=True)
    )
    assert {"conditional", "pending", "reported", "met", "cancelled"} <= set(
        Obligation.objects.values_list("state", flat=True)
    )
    assert broken_links(Commitment.history.order_by("id", "version"), Commitment) == []
    with pytest.raises(CommandError):
        call_command("load_demo")


def test_the_demo_is_refused_in_production(settings: object) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("load_demo")
