"""The due date as pages show it: in the unit of its limit, explained only where the explanation is true."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from commitments.choices import DueRule
from commitments.models import Commitment, Obligation
from commitments.testing import Promises
from lifecycle.performing import perform
from lifecycle.testing import plant
from organizations.testing import PASSWORD, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def promises() -> Promises:
    return Promises(build_world())


def planted(promises: Promises, *, state: str = "active", **terms: object) -> Obligation:
    """A registered commitment's pending obligation, as it stands in the database."""
    commitment = plant(
        Commitment,
        state,
        title="Item",
        kind="investment",
        type=promises.type_of("investment"),
        entry_kind="retrospective",
        promisor=promises.world.city_government,
        logging_body=promises.world.commerce,
        registered_on=date(2026, 1, 5),
        suspended_on=terms.pop("suspended_on", None),
    )
    made = plant(
        Obligation,
        "pending",
        commitment=commitment,
        title="Pay",
        kind="payment",
        lead_body=promises.world.finance,
        **terms,
    )
    return Obligation.objects.select_related("commitment").get(pk=made.pk)


def test_an_agreed_date_is_counted_in_days_and_says_that_it_was_agreed(promises: Promises) -> None:
    chip = planted(promises, due_on=date(2026, 12, 4)).due_chip_on(date(2026, 11, 24))
    assert chip is not None
    assert (chip.lamp, chip.left, chip.unit, len(chip.why)) == ("yellow", 10, "calendar_day", 1)


def test_a_term_of_working_days_is_counted_in_working_days_and_explains_how_it_was_reckoned(promises: Promises) -> None:
    terms = {"due_rule": DueRule.TERM, "term_amount": 20, "term_unit": "working_day"}
    chip = planted(
        promises, conditions_confirmed_on=date(2026, 11, 24), due_on=date(2026, 12, 22), **terms
    ).due_chip_on(date(2026, 11, 30))
    assert chip is not None
    # 1 to 4, 7 to 11, 14 to 18, 21 and 22 December 2026.
    assert (chip.lamp, chip.left, chip.unit) == ("green", 16, "working_day")
    assert len(chip.why) > 1
    moved = planted(promises, conditions_confirmed_on=date(2026, 11, 24), due_on=date(2026, 12, 24), **terms)
    shown = moved.due_chip_on(date(2026, 11, 30))
    assert shown is not None
    assert shown.why == ()


def test_a_late_one_is_late_in_days_and_a_suspended_one_stands_still(promises: Promises) -> None:
    late = planted(promises, due_on=date(2026, 6, 30)).due_chip_on(date(2026, 11, 24))
    assert late is not None
    assert (late.lamp, late.left, late.unit) == ("red", -147, "calendar_day")
    still = planted(promises, state="suspended", due_on=date(2026, 6, 30), suspended_on=date(2026, 6, 1))
    chip = still.due_chip_on(date(2026, 11, 24))
    assert chip is not None
    assert (chip.lamp, chip.stopped, chip.why) == ("grey", True, ())


def test_the_page_counts_what_was_set_off_as_paid(promises: Promises, client: Client) -> None:
    commitment, obligation = promises.active()
    payment = promises.payment(obligation, offset=Decimal(1_000_000), offset_against="Land price 2025")
    paid = {"paid": Decimal(2_000_000), "paid_on": date(2026, 6, 1), "voucher": "V-7"}
    perform(payment, "pay", promises.actor("finance_clerk"), data=paid)
    promises.world.account("commerce_clerk")
    client.post("/sign-in/", {"username": "commerce_clerk", "password": PASSWORD})
    sums = client.get(commitment.get_absolute_url()).context["sums"]
    assert (sums.paid, sums.balance) == (Decimal(3_000_000), Decimal(0))


def test_small_entries_of_an_obligations_trail_fold_and_none_is_left_out(promises: Promises, client: Client) -> None:
    obligation = promises.obligation(promises.draft(), is_conditional=True)
    for number in range(4):
        promises.condition(obligation, f"Condition {number}")
    promises.world.account("commerce_clerk")
    client.post("/sign-in/", {"username": "commerce_clerk", "password": PASSWORD})
    stretches = client.get(obligation.get_absolute_url()).context["stretches"]
    assert [len(one.events) for one in stretches if one.is_small] == [4]
    assert sum(len(one.events) for one in stretches) == 5
