"""The table by hand as one machine: commitment, cases, orders and accountability of one promise move together.

Nothing here is read from the code. A `World` is the tuple of states with the few facts on which a next step depends.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from tests.matrix.expected import ACCOUNTABILITY, BREACH_CASE, COMMITMENT, ORDER, UPHELD

OPEN_CASE = {"suspected", "under_verification"}
OPEN_ORDER = {"issued", "planned", "in_progress", "submitted", "appealed"}
OPEN_INQUIRY = {"opened", "investigating", "proposed", "under_review"}
# Where an order's measures wait for a judgment: a demand that joins now has none, and the order must go back for it.
JUDGED = {"planned", "submitted"}
# The verb of a commitment or case that follows from a verb of an order or case.
FOLLOWS = {
    "approve_plan": "begin_rectification",
    "accept": "confirm_remedy",
    "declare_failed": "declare_unremedied",
    "record_refusal": "declare_unremedied",
    "set_aside": "annul_breach",
    "reopen": "reopen_rectification",
}


class Bounds(NamedTuple):
    """How many records of each kind are followed at a time."""

    cases: int
    orders: int
    inquiries: int


class Order(NamedTuple):
    """An order and the cases behind it; while it is appealed the state before; whether a demand lacks its measure."""

    state: str
    cases: tuple[int, ...]
    before: str = ""
    was_appealed: bool = False
    is_short: bool = False

    def moved(self, state: str, **facts: Any) -> "Order":
        """The same in another state, without what no longer matters there."""
        order = self._replace(state=state, **facts)
        if state not in JUDGED and (state, order.before in JUDGED) != ("appealed", True):
            order = order._replace(is_short=False)
        if state != "appealed":
            order = order._replace(before="")
        if state in ORDER.ends:
            order = order._replace(was_appealed=False)
        return order._replace(cases=()) if state == "set_aside" else order


class Inquiry(NamedTuple):
    """An accountability case, and whether its decision was executed while it is under review."""

    state: str
    is_executed: bool = False


class World(NamedTuple):
    """Everything about one commitment; `found` are the confirmed cases that stand since its breach was last declared."""

    commitment: str
    cases: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    inquiry: Inquiry | None = None
    found: tuple[int, ...] = ()

    def open_orders(self) -> list[int]:
        """The numbers of the orders that are open."""
        return [number for number, order in enumerate(self.orders) if order.state in OPEN_ORDER]


class StuckError(Exception):
    """A driven verb found its record in a state that it cannot leave."""


Step = tuple[str, World]
BEGIN = World("draft")


def driven(moves: dict[str, str], state: str, verb: str) -> str:
    """Where a driven verb leads; where it leads already, it is left out."""
    if state in moves:
        return moves[state]
    if state in moves.values():
        return state
    raise StuckError(f"{verb} finds {state}")


def swapped(items: tuple[Any, ...], number: int, item: object) -> tuple[Any, ...]:
    """The tuple with another item at one place."""
    return (*items[:number], item, *items[number + 1 :])


def by_commitment(world: World, _most: Bounds) -> Iterator[Step]:
    """What people do with the commitment itself."""
    is_asked = world.inquiry is not None and world.inquiry.state in OPEN_INQUIRY
    is_quiet = not any(state in OPEN_CASE for state in world.cases) and not is_asked
    for verb, spec in COMMITMENT.verbs.items():
        if spec.driven or world.commitment not in spec.moves:
            continue
        if verb == "close" and (world.open_orders() or not is_quiet):
            continue
        if verb == "resume_performance" and world.open_orders():
            continue
        # Whoever resumes, closes or reopens it leaves the breach behind.
        yield f"commitment.{verb}", world._replace(commitment=spec.moves[world.commitment], found=())


def by_case(world: World, most: Bounds) -> Iterator[Step]:
    """What people do with its cases."""
    if len(world.cases) < most.cases and world.commitment not in ("draft", "submitted", "withdrawn"):
        yield "case.create", world._replace(cases=(*world.cases, "suspected"))
    for number, state in enumerate(world.cases):
        others = swapped(world.cases, number, "")
        for verb, spec in BREACH_CASE.verbs.items():
            if spec.driven or state not in spec.moves:
                continue
            # Another case takes it up: one that is still under way or was confirmed.
            if verb == "supersede" and not any(one in OPEN_CASE or one == "confirmed" for one in others):
                continue
            after: World | None = world._replace(cases=swapped(world.cases, number, spec.moves[state]))
            if verb == "confirm" and after is not None:
                after = confirmed(after, number, most)
            if after is not None:
                yield f"case{number}.{verb}", after


def confirmed(world: World, case: int, most: Bounds) -> World | None:
    """Declares the breach and issues an order, or joins the open one; None where it is refused."""
    if world.commitment not in ("active", "suspended", "breached", "rectifying", "unremedied"):
        return None
    opened = world.open_orders()
    if world.commitment in ("breached", "rectifying") and not opened:
        raise StuckError(f"confirm finds no open order of a commitment that is {world.commitment}")
    if opened:
        order = world.orders[opened[0]]
        joined = order.moved(order.state, cases=tuple(sorted((*order.cases, case))), is_short=True)
        found = tuple(sorted((*world.found, case)))
        return world._replace(orders=swapped(world.orders, opened[0], joined), found=found)
    if len(world.orders) == most.orders:
        return None
    if world.commitment in ("active", "suspended"):
        moves = COMMITMENT.verbs["declare_breach"].moves
        world = world._replace(commitment=driven(moves, world.commitment, "declare_breach"), found=())
    found = tuple(sorted((*world.found, case)))
    return world._replace(orders=(*world.orders, Order("issued", (case,))), found=found)


def by_order(world: World, most: Bounds) -> Iterator[Step]:
    """What people do with its orders."""
    for number, order in enumerate(world.orders):
        for verb, spec in ORDER.verbs.items():
            if order.state not in spec.moves or is_kept_from(world, order, verb, most):
                continue
            if verb == "reissue":
                yield f"order{number}.{verb}", world._replace(orders=(*world.orders, Order("issued", order.cases)))
            else:
                yield f"order{number}.{verb}", ordered(world, number, verb, spec.moves[order.state])


def is_kept_from(world: World, order: Order, verb: str, most: Bounds) -> bool:
    """Whether something besides the order's state stands in the way of a verb."""
    stays = {
        "reissue": world.commitment != "unremedied" or world.open_orders() or len(world.orders) == most.orders,
        "reopen": world.commitment != "remedied",
        "appeal": order.was_appealed,
        "approve_plan": order.is_short,
        "accept": order.is_short,
    }
    return bool(stays.get(verb))


def ordered(world: World, number: int, verb: str, target: str) -> World:
    """The order moved, and what follows from it."""
    order = world.orders[number]
    facts: dict[str, Any] = {}
    if verb == "appeal":
        facts = {"before": order.state, "was_appealed": True}
    if verb == "uphold":
        assert order.before in UPHELD
        target = order.before
    if verb in ("submit_plan", "submit_for_acceptance"):
        facts = {"is_short": False}
    world = world._replace(orders=swapped(world.orders, number, order.moved(target, **facts)))
    if verb == "set_aside":
        annul = BREACH_CASE.verbs["annul"].moves
        for case in order.cases:
            state = driven(annul, world.cases[case], "annul")
            world = world._replace(cases=swapped(world.cases, case, state))
        world = world._replace(found=tuple(case for case in world.found if case not in order.cases))
    if verb in FOLLOWS:
        # A breach with another finding is not annulled with the order that was set aside.
        follows = "declare_unremedied" if verb == "set_aside" and world.found else FOLLOWS[verb]
        moves = COMMITMENT.verbs[follows].moves
        world = world._replace(commitment=driven(moves, world.commitment, follows))
    return world


def by_inquiry(world: World, most: Bounds) -> Iterator[Step]:
    """Bodies are held to account while the orders go on; nothing is driven by it."""
    asked = world.inquiry
    if asked is None:
        if most.inquiries and any(order.state in ("failed", "refused") for order in world.orders):
            yield "inquiry.create", world._replace(inquiry=Inquiry("opened"))
        return
    for verb, spec in ACCOUNTABILITY.verbs.items():
        if asked.state not in spec.moves:
            continue
        target = spec.moves[asked.state]
        if verb in ("uphold", "amend") and asked.is_executed:
            target = "executed"
        is_executed = target == "under_review" and (asked.is_executed or verb == "execute" or asked.state == "executed")
        yield f"inquiry.{verb}", world._replace(inquiry=Inquiry(target, is_executed))


KINDS = (by_commitment, by_case, by_order, by_inquiry)


def steps(world: World, most: Bounds) -> Iterator[Step]:
    """Every step out of a world."""
    for kind in KINDS:
        yield from kind(world, most)


Way = dict[World, tuple[str, World | None]]


@cache
def search(most: Bounds) -> tuple[Way, list[str]]:
    """Every world that can be reached with the step that led to it, and every driven verb that found no way."""
    seen: Way = {BEGIN: ("", None)}
    waiting, stuck = deque([BEGIN]), []
    while waiting:
        world = waiting.popleft()
        for kind in KINDS:
            try:
                for verb, after in kind(world, most):
                    if after not in seen:
                        seen[after] = (verb, world)
                        waiting.append(after)
            except StuckError as found:
                stuck.append(f"{found} in {world}, come by {way(seen, world)}")
    return seen, stuck


def way(seen: Way, world: World | None) -> list[str]:
    """The steps that lead to a world."""
    taken = []
    while world is not None:
        verb, world = seen[world]
        taken.append(verb)
    return taken[-2::-1]


def edges(worlds: Iterable[World], most: Bounds) -> set[tuple[World, str, World]]:
    """Every step out of some worlds."""
    return {(world, verb, after) for world in worlds for verb, after in steps(world, most)}
