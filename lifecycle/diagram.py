"""A record type's states and moves as accessible SVG, laid out on the server from the declared verbs alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

BOX_WIDTH, BOX_HEIGHT = 96, 30
COLUMN, ROW = 150, 62
MARGIN = 20


@dataclass(frozen=True, slots=True)
class Move:
    """A verb's way from one state to another."""

    verb: str
    label: str
    source: str
    target: str


def moves_of(model: Any) -> list[Move]:
    """Every move between two different states, in declared order."""
    return [
        Move(spec.name, str(spec.label), source, target)
        for spec in model.verbs().values()
        for source in spec.sources
        for target in spec.targets_from(source)
        if target != source
    ]


def ranks_of(model: Any, moves: Iterable[Move]) -> dict[str, int]:
    """Each state's distance from the first states, by breadth-first search; what is never reached stands last."""
    ranks = {str(state): 0 for state in model.FIRST}
    frontier = list(ranks)
    following: dict[str, list[str]] = {}
    for move in moves:
        following.setdefault(move.source, []).append(move.target)
    while frontier:
        reached = [target for state in frontier for target in following.get(state, ())]
        frontier = []
        for target in reached:
            if target not in ranks:
                ranks[target] = 1 + min(
                    ranks[s] for s, targets in following.items() if target in targets and s in ranks
                )
                frontier.append(target)
    last = max(ranks.values(), default=0) + 1
    return {**{str(state): last for state in model.STATES.values}, **ranks}


def places_of(model: Any, ranks: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Where each state's box has its centre: a column for each rank, rows in the order in which states are declared."""
    columns: dict[int, list[str]] = {}
    for state in model.STATES.values:
        columns.setdefault(ranks[state], []).append(state)
    tallest = max(len(states) for states in columns.values())
    places = {}
    for rank, states in columns.items():
        top = (tallest - len(states)) * ROW / 2
        for at, state in enumerate(states):
            x = MARGIN + BOX_WIDTH // 2 + rank * COLUMN
            places[state] = (x, int(MARGIN + 24 + BOX_HEIGHT // 2 + top + at * ROW))
    return places


def _edge(start: tuple[int, int], end: tuple[int, int], lane: int) -> str:
    """A path between two boxes: straight forward, a bow for what goes back or skips a column."""
    (x1, y1), (x2, y2) = start, end
    half, tall = BOX_WIDTH // 2, BOX_HEIGHT // 2
    if x2 - x1 == COLUMN:
        middle = x1 + half + (COLUMN - BOX_WIDTH) // 2
        return f"M{x1 + half} {y1}H{middle}V{y2}H{x2 - half - 2}" if y1 != y2 else f"M{x1 + half} {y1}H{x2 - half - 2}"
    if x1 == x2:
        side = x1 - half - 8 - 3 * lane
        return f"M{x1 - half} {y1}H{side}V{y2 + 4}H{x2 - half - 2}"
    if x2 > x1:
        bow = min(y1, y2) - ROW // 2 - 3 * lane + tall
        return f"M{x1 + 20} {y1 - tall}V{bow}H{x2 - 20}V{y2 - tall - 2}"
    bow = max(y1, y2) + ROW // 2 + 3 * lane - tall
    return f"M{x1 - 20} {y1 + tall}V{bow}H{x2 + 20}V{y2 + tall + 2}"


def svg(model: Any, current: str, walked: Iterable[str] = ()) -> SafeString:
    """The diagram with the present state in its tone and the walked states marked; text alternative included."""
    return _svg(model, current, tuple(walked), get_language() or "")


@lru_cache(maxsize=512)
def _svg(model: Any, current: str, walked: tuple[str, ...], _language: str) -> SafeString:
    moves = moves_of(model)
    places = places_of(model, ranks_of(model, moves))
    width = max(x for x, _y in places.values()) + BOX_WIDTH // 2 + MARGIN
    height = max(y for _x, y in places.values()) + ROW
    labels = {state.value: str(state.label) for state in model.STATES}
    title = _("State diagram of %(record)s: now “%(state)s”") % {
        "record": model._meta.verbose_name,
        "state": labels.get(current, current),
    }
    described = "; ".join(f"{labels[move.source]} → {labels[move.target]}: {move.label}" for move in moves)
    code = f"dg-{model._meta.model_name}"
    parts = [
        f'<svg class="jn-diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{code}-t {code}-d">',
        f'<title id="{code}-t">{escape(title)}</title><desc id="{code}-d">{escape(described)}</desc>',
        f'<defs><marker id="{code}-a" viewBox="0 0 8 8" refX="7.5" refY="4" markerUnits="userSpaceOnUse" '
        'markerWidth="8" markerHeight="8" orient="auto"><path class="h" d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    trodden = set(pairwise(walked))
    lanes: dict[tuple[str, str], int] = {}
    for move in moves:
        pair = (move.source, move.target)
        if pair in lanes:
            continue
        lanes[pair] = len(lanes) % 6
        kind = "e ep" if pair in trodden else "e"
        parts.append(
            f'<path class="{kind}" marker-end="url(#{code}-a)" d="{_edge(places[pair[0]], places[pair[1]], lanes[pair])}"/>'
        )
    for state, (x, y) in places.items():
        tone = model.TONES[state][0]
        kind = f"n now jn-tone-{tone}" if state == current else "n was" if state in walked else "n"
        parts.append(
            f'<g class="{kind}"><rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" '
            f'height="{BOX_HEIGHT}" rx="3"/><text x="{x}" y="{y + 4.5}">{escape(labels[state])}</text></g>'
        )
    return mark_safe("".join([*parts, "</svg>"]))  # noqa: S308 - every value in it is escaped above
