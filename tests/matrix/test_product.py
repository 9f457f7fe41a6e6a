"""Commitment, cases, orders and accountability together, searched breadth-first to the end.

The search is over the table by hand and the consequences that the lifecycles name; a second test holds those against
what the code declares. Two cases and two orders of one commitment are followed at a time; `PRODUCT_ORDERS=3` follows three.
"""

import os
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from tests.matrix.expected import ACCOUNTABILITY, BREACH_CASE, COMMITMENT, ORDER, REFERRAL, UPHELD
from tests.matrix.records import model

OPEN_CASE = {"suspected", "under_verification"}
OPEN_ORDER = {"issued", "planned", "in_progress", "submitted", "appealed"}
OPEN_INQUIRY = {"opened", "investigating", "proposed", "under_review"}
MOST_CASES, MOST_ORDERS = 2, int(os.environ.get("PRODUCT_ORDERS", "2"))
# The verb of a commitment or case that follows from a verb of an order or case.
FOLLOWS = {
    "approve_plan": "begin_rectification",
    "accept": "confirm_remedy",
    "declare_failed": "declare_unremedied",
    "record_refusal": "declare_unremedied",
    "set_aside": "annul_breach",
    "reopen": "reopen_rectification",
}


class Order(NamedTuple):
    """An order, the state in which it was appealed, and the cases that stand behind it."""

    state: str
    before: str
    cases: tuple[int, ...]
    was_appealed: bool


class World(NamedTuple):
    """Everything about one commitment."""

    commitment: str
    cases: tuple[str, ...]
    orders: tuple[Order, ...]
    inquiry: str

    def open_orders(self) -> list[int]:
        return [number for number, order in enumerate(self.orders) if order.state in OPEN_ORDER]


class StuckError(Exception):
    """A driven verb found its record in a state that it cannot leave."""


def driven(moves: dict[str, str], state: str, verb: str) -> str:
    """Where a driven verb leads; where it leads already, it is left out."""
    if state in moves:
        return moves[state]
    if state in moves.values():
        return state
    raise StuckError(f"{verb} finds {state}")


def swapped(items: tuple[Any, ...], number: int, item: object) -> tuple[Any, ...]:
    return (*items[:number], item, *items[number + 1 :])


def by_commitment(world: World) -> Iterator[tuple[str, World]]:
    is_quiet = not any(state in OPEN_CASE for state in world.cases) and world.inquiry not in OPEN_INQUIRY
    for verb, spec in COMMITMENT.verbs.items():
        if spec.driven or world.commitment not in spec.moves:
            continue
        if verb == "close" and (world.open_orders() or not is_quiet):
            continue
        if verb == "resume_performance" and world.open_orders():
            continue
        yield verb, world._replace(commitment=spec.moves[world.commitment])


def by_case(world: World) -> Iterator[tuple[str, World]]:
    if len(world.cases) < MOST_CASES and world.commitment not in ("draft", "submitted", "withdrawn"):
        yield "open_case", world._replace(cases=(*world.cases, "suspected"))
    for number, state in enumerate(world.cases):
        for verb, spec in BREACH_CASE.verbs.items():
            if spec.driven or state not in spec.moves:
                continue
            moved = world._replace(cases=swapped(world.cases, number, spec.moves[state]))
            if verb != "confirm":
                yield verb, moved
            elif (after := confirmed(moved, number)) is not None:
                yield verb, after


def confirmed(world: World, case: int) -> World | None:
    """Declares the breach and issues an order, or joins the open one; None where it is refused."""
    if world.commitment not in ("active", "suspended", "breached", "rectifying", "unremedied"):
        return None
    opened = world.open_orders()
    if world.commitment in ("breached", "rectifying") and not opened:
        raise StuckError(f"confirm finds no open order of a commitment that is {world.commitment}")
    if opened:
        order = world.orders[opened[0]]
        return world._replace(orders=swapped(world.orders, opened[0], order._replace(cases=(*order.cases, case))))
    if len(world.orders) == MOST_ORDERS:
        return None
    if world.commitment in ("active", "suspended"):
        moves = COMMITMENT.verbs["declare_breach"].moves
        world = world._replace(commitment=driven(moves, world.commitment, "declare_breach"))
    return world._replace(orders=(*world.orders, Order("issued", "", (case,), False)))


def by_order(world: World) -> Iterator[tuple[str, World]]:
    for number, order in enumerate(world.orders):
        if reissued(world, order):
            yield "reissue", world._replace(orders=(*world.orders, Order("issued", "", order.cases, False)))
        for verb, spec in ORDER.verbs.items():
            if order.state not in spec.moves:
                continue
            if verb == "reopen" and world.commitment != "remedied":
                continue
            if verb == "appeal" and order.was_appealed:
                continue
            yield verb, ordered(world, number, verb, spec.moves[order.state])


def reissued(world: World, order: Order) -> bool:
    return (
        order.state in ("failed", "refused")
        and world.commitment == "unremedied"
        and not world.open_orders()
        and len(world.orders) < MOST_ORDERS
    )


def ordered(world: World, number: int, verb: str, target: str) -> World:
    """The order moved, and what follows from it."""
    order = world.orders[number]
    if verb == "appeal":
        order = order._replace(before=order.state, was_appealed=True)
    if verb == "uphold":
        assert order.before in UPHELD
        target = order.before
    world = world._replace(orders=swapped(world.orders, number, order._replace(state=target)))
    if verb == "set_aside":
        annul = BREACH_CASE.verbs["annul"].moves
        for case in order.cases:
            state = driven(annul, world.cases[case], "annul")
            world = world._replace(cases=swapped(world.cases, case, state))
    if verb in FOLLOWS:
        moves = COMMITMENT.verbs[FOLLOWS[verb]].moves
        world = world._replace(commitment=driven(moves, world.commitment, FOLLOWS[verb]))
    return world


def by_inquiry(world: World) -> Iterator[tuple[str, World]]:
    """Bodies are held to account while the orders go on; nothing is driven by it."""
    if not world.inquiry:
        if any(order.state in ("failed", "refused") for order in world.orders):
            yield "open_inquiry", world._replace(inquiry="opened")
        return
    for verb, spec in ACCOUNTABILITY.verbs.items():
        if world.inquiry in spec.moves:
            yield verb, world._replace(inquiry=spec.moves[world.inquiry])


@cache
def search() -> tuple[dict[World, tuple[str, World | None]], list[str]]:
    """Every world that can be reached with the step that led to it, and every driven verb that found no way."""
    begin = World("draft", (), (), "")
    seen: dict[World, tuple[str, World | None]] = {begin: ("", None)}
    waiting, stuck = deque([begin]), []
    while waiting:
        world = waiting.popleft()
        for steps in (by_commitment, by_case, by_order, by_inquiry):
            try:
                for verb, after in steps(world):
                    if after not in seen:
                        seen[after] = (verb, world)
                        waiting.append(after)
            except StuckError as found:
                stuck.append(f"{found} in {world}, come by {way(seen, world)}")
    return seen, stuck


def way(seen: dict[World, tuple[str, World | None]], world: World | None) -> list[str]:
    steps = []
    while world is not None:
        verb, world = seen[world]
        steps.append(verb)
    return steps[-2::-1]


def test_no_driven_verb_ever_finds_its_record_in_a_state_that_it_cannot_leave() -> None:
    seen, stuck = search()
    assert stuck == []
    assert {world.commitment for world in seen} == set(COMMITMENT.states)
    assert {state for world in seen for state in world.cases} == set(BREACH_CASE.states)
    assert {order.state for world in seen for order in world.orders} == set(ORDER.states)


def test_every_commitment_in_breach_has_exactly_one_open_order_in_every_combination() -> None:
    seen, _stuck = search()
    for world in seen:
        opened, confirmed_cases = len(world.open_orders()), world.cases.count("confirmed")
        if world.commitment in ("breached", "rectifying"):
            assert (opened, confirmed_cases > 0) == (1, True), (world, way(seen, world))
        elif world.commitment == "unremedied":
            assert opened <= 1, (world, way(seen, world))
            assert confirmed_cases > 0, (world, way(seen, world))
        else:
            assert opened == 0, (world, way(seen, world))


def test_every_combination_can_be_left_but_for_the_named_ends() -> None:
    """A commitment is never caught: from each combination it can be closed, withdrawn, or go on to one that can."""
    seen, _stuck = search()
    before: dict[World, list[World]] = {world: [] for world in seen}
    for world in seen:
        for steps in (by_commitment, by_case, by_order, by_inquiry):
            for _verb, after in steps(world):
                before[after].append(world)
    good = [world for world in seen if world.commitment in ("closed", "withdrawn")]
    reached = set(good)
    while good:
        for world in before[good.pop()]:
            if world not in reached:
                reached.add(world)
                good.append(world)
    assert [world for world in seen if world not in reached] == []


def test_the_code_declares_the_same_consequences() -> None:
    orders, cases = model(ORDER.record), model(BREACH_CASE.record)
    if orders is None or cases is None:
        pytest.skip(f"{ORDER.record} is not installed")
    promises = model(COMMITMENT.record).verbs()
    found = {
        (driver.rpartition(".")[2], verb)
        for verb, spec in promises.items()
        for driver in spec.right.drivers
        if driver.startswith("rectification.")
    }
    assert found == {*FOLLOWS.items(), ("confirm", "declare_breach")}
    assert cases.verbs()["annul"].right.drivers == (f"{ORDER.record}.set_aside",)
    assert REFERRAL.ends == ("not_accepted", "concluded")
