"""Who acted before, told with the lock itself: a statement less for every step that wants a second pair of eyes.

Where the lock had to wait, PostgreSQL reads the row anew, but what a subquery told of the trail stays as old as the
statement: then the highest version of what was told is not the record's, and it must be asked again.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

Act = tuple[str, int | None, int | None]
# The verbs of a trail row by which words come into a record. A return sends back the steps that were taken, but not the
# words that were written: they still stand in the record.
WRITING = ("create", "edit")
FIRST_VERSION = 1


class Told(NamedTuple):
    """Acts as the lock's statement told them, and up to which version of the record."""

    acts: list[Act]
    version: int


def columns_told(first_states: str) -> str:
    """What is told of each trail row `h`: which version, who did what, and whether the record entered its first state by it."""
    entered = f"h.target_state IN ({first_states}) AND h.source_state <> h.target_state"
    return f"h.version, h.verb, h.actor_id, h.on_behalf_of_id, {entered}"


def told(text: str | None) -> Told:
    """Who did which verb since the record last entered its first state, and who ever made or edited it, out of all its rows."""
    rows: Sequence[tuple[int, str, int | None, int | None, bool]] = json.loads(text or "[]")
    since = max((version for version, *_act, entered in rows if entered), default=FIRST_VERSION)
    return Told(
        [
            (verb, actor, principal)
            for version, verb, actor, principal, _entered in rows
            if version >= since or verb in WRITING
        ],
        max((version for version, *_rest in rows), default=0),
    )
