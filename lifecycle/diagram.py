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
# Edges run in the channels between columns and in the gaps between rows.
CHANNEL, GAP = 60, 34
COLUMN, ROW = BOX_WIDTH + CHANNEL, BOX_HEIGHT + GAP
MARGIN = 4


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


def cells_of(model: Any, ranks: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Each state's column and row on the grid: a column for each rank, rows in the order in which states are declared."""
    columns: dict[int, list[str]] = {}
    for state in model.STATES.values:
        columns.setdefault(ranks[state], []).append(state)
    tallest = max(len(states) for states in columns.values())
    used = {rank: at for at, rank in enumerate(sorted(columns))}
    return {
        state: (used[rank], (tallest - len(states)) // 2 + at)
        for rank, states in columns.items()
        for at, state in enumerate(states)
    }


def centre(cell: tuple[int, int]) -> tuple[int, int]:
    """The middle of a cell's box."""
    column, row = cell
    return MARGIN + CHANNEL + BOX_WIDTH // 2 + column * COLUMN, MARGIN + GAP + BOX_HEIGHT // 2 + row * ROW


class Routes:
    """Ways for edges: out to the right, through the channels between columns and the gaps between rows, in from the left.

    No edge ever runs through a box, for boxes stand in cells and edges beside them. Edges that share a channel get
    lanes of their own as far as there is room.
    """

    def __init__(self) -> None:
        self.taken: dict[tuple[str, Any], int] = {}

    def lane(self, kind: str, at: Any, lanes: int, width: int) -> int:
        """How far from the middle of a channel the next edge in it runs."""
        number = self.taken[kind, at] = self.taken.get((kind, at), -1) + 1
        step = width / lanes
        return round((number % lanes - (lanes - 1) / 2) * step)

    def path(self, source: tuple[int, int], target: tuple[int, int]) -> str:
        """The path of an edge between two cells."""
        (x1, y1), (x2, y2) = centre(source), centre(target)
        half = BOX_WIDTH // 2
        out = y1 + self.lane("out", source, 5, BOX_HEIGHT - 8)
        into = y2 + self.lane("in", target, 5, BOX_HEIGHT - 8)
        first = x1 + half + CHANNEL // 2 + self.lane("channel", source[0], 9, CHANNEL - 16)
        end = x2 - half - 1
        if target[0] == source[0] + 1:
            return f"M{x1 + half} {out}H{first}V{into}H{end}"
        below = target[1] > source[1] or (target[1] == source[1] and target[0] < source[0])
        side = 1 if below else -1
        gap = y1 + side * ROW // 2 + self.lane("gap", source[1] + (1 if below else 0), 7, GAP - 6)
        last = x2 - half - CHANNEL // 2 + self.lane("channel", target[0] - 1, 9, CHANNEL - 16)
        return f"M{x1 + half} {out}H{first}V{gap}H{last}V{into}H{end}"


def svg(model: Any, current: str, walked: Iterable[str] = ()) -> SafeString:
    """The diagram with the present state in its tone and the walked states marked; text alternative included."""
    return _svg(model, current, tuple(walked), get_language() or "")


@lru_cache(maxsize=512)
def _svg(model: Any, current: str, walked: tuple[str, ...], _language: str) -> SafeString:
    moves = moves_of(model)
    cells = cells_of(model, ranks_of(model, moves))
    places = {state: centre(cell) for state, cell in cells.items()}
    width = max(x for x, _y in places.values()) + BOX_WIDTH // 2 + CHANNEL + MARGIN
    height = max(y for _x, y in places.values()) + BOX_HEIGHT // 2 + GAP + MARGIN
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
    trodden, routes = set(pairwise(walked)), Routes()
    pairs = dict.fromkeys((move.source, move.target) for move in moves)
    paths = {pair: routes.path(cells[pair[0]], cells[pair[1]]) for pair in pairs}
    # The walked path lies over the others.
    for pair in sorted(paths, key=lambda one: one in trodden):
        kind = "e ep" if pair in trodden else "e"
        parts.append(f'<path class="{kind}" marker-end="url(#{code}-a)" d="{paths[pair]}"/>')
    for state, (x, y) in places.items():
        tone = model.TONES[state][0]
        kind = f"n now jn-tone-{tone}" if state == current else "n was" if state in walked else "n"
        parts.append(
            f'<g class="{kind}"><rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" '
            f'height="{BOX_HEIGHT}" rx="3"/><text x="{x}" y="{y + 4.5}">{escape(labels[state])}</text></g>'
        )
    return mark_safe("".join([*parts, "</svg>"]))  # noqa: S308 - every value in it is escaped above
