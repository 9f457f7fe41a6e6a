"""What a hand-over lists, to whom its lines pass, and who answers on which day (LIFECYCLES 4 and 13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commitments.choices import INSIDE_A_BODY
from organizations.choices import Rank
from organizations.querysets import prefixes
from organizations.rules import Edge, head_among, holds_on


@dataclass(frozen=True, slots=True)
class Giver:
    """Whose open duties a hand-over lists: those of a whole body, or those that name one post in it."""

    body_id: int
    post_id: int | None
    # The head answers for everything that the body owes; other posts for what names them.
    is_whole_body: bool
    # The body itself gives its duties away, its records with them.
    is_leaving: bool


def giver_of(occasion: str, body_id: int, post_id: int | None, rank: str) -> Giver:
    """Whose duties these are: at a change of body, or of its head, all that the body owes."""
    is_leaving = occasion not in INSIDE_A_BODY
    return Giver(body_id, post_id, is_leaving or rank == Rank.HEAD, is_leaving)


@dataclass(frozen=True, slots=True)
class Passing:
    """From whom to whom the lines of a hand-over pass."""

    giving_body: int
    giving_post: int | None
    taking_body: int
    taking_post: int | None
    taker_rank: str = ""

    @property
    def is_to_another_body(self) -> bool:
        """Whether the bodies change, and not only the person or the post."""
        return self.giving_body != self.taking_body


def commitment_words(passing: Passing, commitment: Any) -> dict[str, int]:
    """What changes in a commitment that passes: `{field: key}`; empty where only the person in the post changes."""
    words: dict[str, int] = {}
    if passing.is_to_another_body:
        for name in ("promisor", "logging_body"):
            if getattr(commitment, f"{name}_id") == passing.giving_body:
                words[name] = passing.taking_body
    if passing.taking_post is not None and _names(commitment.deputy_head_post_id, passing):
        words["deputy_head_post"] = passing.taking_post
    return words


def obligation_words(passing: Passing, obligation: Any) -> dict[str, int]:
    """What changes in an obligation that passes. The head's post is nobody's handler: he answers as head."""
    words: dict[str, int] = {}
    if passing.is_to_another_body:
        for name in ("lead_body", "paying_body"):
            if getattr(obligation, f"{name}_id") == passing.giving_body:
                words[name] = passing.taking_body
    if passing.taking_post is not None and _names_handler(passing, obligation, leaves="lead_body" in words):
        words["handler_post"] = passing.taking_post
    return words


def _names_handler(passing: Passing, obligation: Any, *, leaves: bool) -> bool:
    """A new lead body's handler is whom the hand-over names; inside the body he follows the giver, or fills a gap."""
    if passing.is_to_another_body:
        return leaves
    if obligation.lead_body_id != passing.giving_body:
        return False
    unnamed = obligation.handler_post_id is None and passing.taker_rank != Rank.HEAD
    return unnamed or _names(obligation.handler_post_id, passing)


def share_words(passing: Passing, share: Any) -> dict[str, int]:
    """What changes in a supporting body's share that passes."""
    passes = passing.is_to_another_body and share.body_id == passing.giving_body
    return {"body": passing.taking_body} if passes else {}


def _names(post_id: int | None, passing: Passing) -> bool:
    return post_id is not None and post_id == passing.giving_post and post_id != passing.taking_post


def is_takers_day(taken_over_on: date | None, day: date) -> bool:
    """Whether the taker answers on a day: from the day of taking over on. Signed and not yet taken over: the giver."""
    return taken_over_on is not None and day >= taken_over_on


@dataclass(frozen=True, slots=True)
class Spell:
    """From which day to which first day out a body and a post in it bore a duty, and by which trail row it came."""

    body_id: int
    post_id: int | None
    since: date
    until: date | None
    row: Any


def spells(rows: Sequence[Any], day_of: Any) -> list[Spell]:
    """Who bore an obligation from when to when, out of its trail rows in order.

    A change inside one day leaves the last alone: the day of taking over is the taker's. `day_of(row)` is a row's day.
    """
    found: list[Spell] = []
    for row in rows:
        last = found[-1] if found else None
        passed = row.verb == "hand_over"
        if last is not None and not passed and (last.body_id, last.post_id) == (row.lead_body_id, row.handler_post_id):
            continue
        since = day_of(row)
        if last is not None:
            found[-1:] = [] if last.since == since else [_ended(last, since)]
        found.append(Spell(row.lead_body_id, row.handler_post_id, since, None, row))
    return found


def _ended(spell: Spell, until: date) -> Spell:
    return Spell(spell.body_id, spell.post_id, spell.since, until, spell.row)


def successor_of_split(listed: Iterable[int], named: int | None) -> int | None:
    """Who bears a duty after a split: the successor that a hand-over names, else the first listed."""
    bodies = list(listed)
    return named if named in bodies else next(iter(bodies), None)


@dataclass(frozen=True)
class Offices:
    """The posts that a hand-over names, who held what around it, and which bodies followed which; on whatever day."""

    # {post: (body, rank)}
    posts: Mapping[int, tuple[int, str]]
    # {body: path}
    paths: Mapping[int, str]
    tenures: tuple[Any, ...]
    # (predecessor, successor, kind, on)
    successions: tuple[tuple[int, int, str, date], ...] = ()
    # The oversight edges over the bodies.
    edges: tuple[Edge, ...] = ()
    # Those of the bodies that are collective phrases.
    groups: frozenset[int] = frozenset()

    def body_of(self, post_id: int | None) -> int | None:
        """The body of a post that is named."""
        return self.posts[post_id][0] if post_id is not None and post_id in self.posts else None

    def rank_of(self, post_id: int | None) -> str:
        """The rank of a post that is named; "" for none."""
        return self.posts[post_id][1] if post_id is not None and post_id in self.posts else ""

    def is_in_office(self, official_id: int | None, body_id: int, post_id: int | None, day: date) -> bool:
        """Whether somebody holds a post on a day; where none is named, any in the body or below it."""
        held = [one for one in self.tenures if one.official_id == official_id and holds_on(one, day)]
        if post_id is not None:
            return any(one.post_id == post_id for one in held)
        return any(one.path.startswith(self.paths[body_id]) for one in held)

    def ever_held(self, official_id: int, body_id: int, post_id: int | None, *, after: date | None = None) -> bool:
        """Whether somebody held such a post at any time; with `after`, holds it after that day."""
        return any(
            (one.post_id == post_id if post_id is not None else one.path.startswith(self.paths[body_id]))
            and (after is None or one.until is None or one.until > after)
            for one in self.tenures
            if one.official_id == official_id
        )

    def is_overseen(self, body_id: int, day: date) -> bool:
        """Whether somebody oversees a body on a day, for whatever matter."""
        return any(one.is_valid(day, "") and one.reaches(self.paths[body_id], "") for one in self.edges)

    def follows(self, successor: int, predecessor: int, kind: str) -> bool:
        """Whether a succession of this kind leads from one body to the other."""
        return any(one[:3] == (predecessor, successor, kind) for one in self.successions)

    def holder(self, post_id: int | None, day: date, besides: int | None = None) -> int | None:
        """Who besides somebody holds a post on a day: appointed before acting before presiding; of equals the last to come."""
        held = [one for one in self.tenures if one.post_id == post_id and one.official_id != besides]
        found = head_among(held, day) if post_id is not None else None
        return found.official_id if found else None

    def head(self, path: str, day: date, besides: int | None = None) -> int | None:
        """The head of the body at a path on a day, besides somebody."""
        held = [one for one in self.tenures if one.is_head and one.path == path and one.official_id != besides]
        found = head_among(held, day)
        return found.official_id if found else None


def takers(record: Any, offices: Offices, day: date) -> set[int]:
    """Who takes over on a day: the incoming post-holder; where there is none yet or he has left, whoever acts, else the head."""
    named = record.taker_id
    if named is not None and offices.is_in_office(named, record.taking_body_id, record.taking_post_id, day):
        return {named}
    giver = record.giver_id
    holder = offices.holder(record.taking_post_id, day, giver)
    found = holder or offices.head(offices.paths[record.taking_body_id], day, giver) or named
    return {found} - {None, record.giver_id}


def signers(record: Any, offices: Offices, day: date) -> set[int]:
    """Who signs over on a day: the outgoing post-holder; where he is gone, his body's head besides.

    A body whose only head is the taker, or that has none, is signed for by the nearest head above: nobody signs both.
    """
    found = {record.giver_id} - {None}
    if record.giver_id is not None and offices.is_in_office(
        record.giver_id, record.giving_body_id, record.giving_post_id, day
    ):
        return found
    excluded = takers(record, offices, day) | {record.taker_id}
    for path in reversed(prefixes(offices.paths[record.giving_body_id])):
        head = offices.head(path, day)
        if head is not None and head not in excluded:
            return found | {head}
    return found
