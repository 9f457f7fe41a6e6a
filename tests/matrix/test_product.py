"""Commitment, cases, orders and accountability together, searched to the end: the table by hand, and the product itself.

The table is searched breadth-first for two cases, two orders and an accountability case of one commitment. The product is
searched through its doors, every verb from every combination, and the two must know the same steps. That takes a door a
step, so every run searches one of each kind, and a second order without accountability; `PRODUCT_SEARCH=2,2,0` searches two
cases and two orders.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from commitments.testing import Promises
from lifecycle.refusals import GuardsUnmet, Invalid
from organizations.testing import build_world
from tests.matrix import worlds
from tests.matrix.expected import ACCOUNTABILITY, BREACH_CASE, COMMITMENT, ORDER, REFERRAL
from tests.matrix.families import Family
from tests.matrix.records import model
from tests.matrix.worlds import BEGIN, FOLLOWS, OPEN_CASE, Bounds, World, search, way

WHOLE = Bounds(cases=2, orders=2, inquiries=1)
ASKED = os.environ.get("PRODUCT_SEARCH")
SEARCHED = [Bounds(*map(int, ASKED.split(",")))] if ASKED else [Bounds(1, 1, 1), Bounds(1, 2, 0)]
NAMED_ENDS = ("closed", "withdrawn")


def test_no_driven_verb_ever_finds_its_record_in_a_state_that_it_cannot_leave() -> None:
    seen, stuck = search(WHOLE)
    assert stuck == []
    assert {world.commitment for world in seen} == set(COMMITMENT.states)
    assert {state for world in seen for state in world.cases} == set(BREACH_CASE.states)
    assert {order.state for world in seen for order in world.orders} == set(ORDER.states)
    assert {world.inquiry.state for world in seen if world.inquiry} == set(ACCOUNTABILITY.states)


def test_every_commitment_in_breach_has_exactly_one_open_order_in_every_combination() -> None:
    seen, _stuck = search(WHOLE)
    for world in seen:
        assert is_breach_followed(world), (world, way(seen, world))


def is_breach_followed(world: World) -> bool:
    """In breach: one order is open and a confirmed case behind it; unremedied: at most one; else none.

    A case found since the breach was declared stands as long as the breach does, and no longer.
    """
    opened, is_confirmed = len(world.open_orders()), bool(world.found)
    assert all(world.cases[number] == "confirmed" for number in world.found), world
    if world.commitment not in ("breached", "rectifying", "unremedied", "remedied"):
        assert not world.found, world
    if world.commitment in ("breached", "rectifying"):
        return opened == 1 and is_confirmed
    if world.commitment == "unremedied":
        return opened <= 1 and is_confirmed
    return opened == 0


def test_every_combination_can_be_left_but_for_the_named_ends() -> None:
    """A commitment is never caught: from each combination it can be closed, withdrawn, or go on to one that can."""
    seen, _stuck = search(WHOLE)
    assert caught(seen, worlds.edges(seen, WHOLE)) == []


def caught(nodes: Any, steps_taken: Any) -> list[World]:
    """The combinations from which no way leads to an end by name."""
    before: dict[World, list[World]] = {world: [] for world in nodes}
    for world, _verb, after in steps_taken:
        before[after].append(world)
    good = [world for world in nodes if world.commitment in NAMED_ENDS]
    reached = set(good)
    while good:
        for world in before[good.pop()]:
            if world not in reached:
                reached.add(world)
                good.append(world)
    return [world for world in nodes if world not in reached]


def test_the_code_declares_the_same_consequences() -> None:
    promises, cases = model(COMMITMENT.record).verbs(), model(BREACH_CASE.record)
    found = {
        (driver.rpartition(".")[2], verb)
        for verb, spec in promises.items()
        for driver in spec.right.drivers
        if driver.startswith("rectification.")
    }
    assert found == {*FOLLOWS.items(), ("confirm", "declare_breach"), ("set_aside", "declare_unremedied")}
    assert cases.verbs()["annul"].right.drivers == (f"{ORDER.record}.set_aside",)
    assert REFERRAL.ends == ("not_accepted", "concluded")


@dataclass
class Found:
    """What the product did: the combinations it came to, its steps, and the steps that a guard refused."""

    nodes: set[World] = field(default_factory=set)
    edges: set[tuple[World, str, World]] = field(default_factory=set)
    refused: set[tuple[World, str]] = field(default_factory=set)


Frame = tuple[World, datetime, Iterator[tuple[str, Any]], str]


def searched(family: Family, most: Bounds) -> Found:
    """Every verb from every combination, through the doors, each in a savepoint that is taken back.

    It goes on into a combination along the shortest way that the table knows, so that every step is taken once; into
    one that the table does not know it goes at once. A verb that finds its record where it cannot leave raises.
    """
    shortest, found = search(most)[0], Found()
    stack: list[Frame] = []

    def enter(world: World, handles: Any, savepoint: str) -> None:
        found.nodes.add(world)
        stack.append((world, family.breaches.now, family.steps(handles, most), savepoint))

    handles = family.handles()
    enter(family.world(handles), handles, transaction.savepoint())
    while stack:
        world, now, left, savepoint = stack[-1]
        step = next(left, None)
        if step is None:
            stack.pop()
            transaction.savepoint_rollback(savepoint)
            continue
        verb, act = step
        family.breaches.now = now + timedelta(minutes=1)
        inner = transaction.savepoint()
        try:
            act()
        except (GuardsUnmet, Invalid):
            found.refused.add((world, verb))
            transaction.savepoint_rollback(inner)
            continue
        handles = family.handles()
        after = family.world(handles)
        found.edges.add((world, verb, after))
        if after not in found.nodes and shortest.get(after, (verb, world)) == (verb, world):
            enter(after, handles, inner)
        else:
            transaction.savepoint_rollback(inner)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("most", SEARCHED, ids=str)
def test_the_product_knows_the_same_combinations_and_steps_as_the_table_and_is_never_stuck(most: Bounds) -> None:
    family, began = Family(Promises(build_world())), time.monotonic()
    found = searched(family, most)
    spent = time.monotonic() - began
    print(f"{len(found.nodes)} combinations, {len(found.edges)} steps, {len(found.refused)} refused, {spent:.0f} s")  # noqa: T201
    table = worlds.edges(search(most)[0], most)
    assert BEGIN in found.nodes
    assert sorted(found.edges - table, key=str) == []
    assert sorted(table - found.edges, key=str) == []
    assert found.nodes == set(search(most)[0])
    for world in found.nodes:
        assert is_breach_followed(world), world
    assert caught(found.nodes, found.edges) == []
    open_ended = {world for world, _verb, after in found.edges if world != after}
    assert [w for w in found.nodes - open_ended if w.commitment != "withdrawn" or OPEN_CASE & set(w.cases)] == []
