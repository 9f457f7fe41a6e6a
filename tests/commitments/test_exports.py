"""What leaves the system as a table: every figure in the unit that its header names."""

from decimal import Decimal

import pytest
from django.test import Client

from commitments.testing import Promises
from face.amounts import as_ten_thousands
from organizations.testing import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_exported_ledger_gives_amounts_in_the_unit_of_its_header(promises: Promises) -> None:
    made = promises.draft(amount=18_000_000)
    promises.world.account("commerce_clerk")
    client = Client()
    client.post("/sign-in/", {"username": "commerce_clerk", "password": PASSWORD})
    client.cookies["django_language"] = "en"
    answer = client.get("/ledger/?format=csv&sort=ref")
    lines = [line.split(",") for line in b"".join(answer.streaming_content).decode().splitlines()]  # type: ignore[attr-defined]
    place = next(number for number, row in enumerate(lines) if made.ref in row)
    # The comma of "(10,000 yuan)" stands in quotes; the header's cell is the two halves of it.
    assert '"Amount (10' in lines[0]
    assert lines[place][lines[0].index('"Amount (10')] == "1800.00"


def test_an_exported_figure_is_never_rounded() -> None:
    assert str(as_ten_thousands(Decimal("123456.78"))) == "12.345678"
    assert str(as_ten_thousands(Decimal("18000000.00"))) == "1800.00"
    assert as_ten_thousands(None) == ""
