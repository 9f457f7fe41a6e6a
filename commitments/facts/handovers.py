"""What the rights and guards of hand-overs judge by: the offices around them, their lines, and what their giver owes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Q

from commitments.choices import EvidenceState, ItemState, ShareState
from commitments.rules.handovers import Giver, Offices, giver_of
from lifecycle.facts import loader
from organizations.choices import Rank
from organizations.facts import edges_over
from organizations.models import Body, Post, Succession, Tenure
from organizations.rules import ids_in

# What parts names in a cell of the list.
COMMA = "、"


def _model(name: str) -> Any:
    return apps.get_model("commitments", name)


@dataclass(frozen=True, slots=True)
class Held:
    """A tenure with the path of its body, as rules read it."""

    id: int
    official_id: int
    post_id: int
    kind: str
    since: date
    until: date | None
    path: str
    is_head: bool


@loader("offices")
def offices(records: Sequence[Any]) -> Mapping[int, Offices]:
    """The offices around each hand-over: five queries whatever the number."""
    bodies = {body for one in records for body in (one.giving_body_id, one.taking_body_id)}
    known = list(Body.objects.filter(pk__in=bodies).values_list("pk", "path", "is_group"))
    paths = {pk: path for pk, path, _is_group in known}
    groups = frozenset(pk for pk, _path, is_group in known if is_group)
    above = {pk for path in paths.values() for pk in ids_in(path)}
    named = {post for one in records for post in (one.giving_post_id, one.taking_post_id)} - {None}
    persons = {person for one in records for person in (one.giver_id, one.taker_id)} - {None}
    posts = {pk: (body, rank) for pk, body, rank in Post.objects.filter(pk__in=named).values_list("pk", "body", "rank")}
    wanted = Q(official__in=persons) | Q(post__in=named) | Q(post__rank=Rank.HEAD, post__body__in=above)
    rows = (
        Tenure.objects.filter(wanted)
        .order_by("pk")
        .values_list("pk", "official", "post", "kind", "since", "until", "post__body__path", "post__rank")
    )
    tenures = tuple(
        Held(pk, official, post, kind, since, until, path, rank == Rank.HEAD)
        for pk, official, post, kind, since, until, path, rank in rows
    )
    followed = tuple(
        Succession.objects.filter(predecessor__in=bodies).values_list("predecessor", "successor", "kind", "on")
    )
    found = Offices(posts, paths, tenures, followed, tuple(edges_over(paths.values())), groups)
    return {one.pk: found for one in records}


@loader("lines", default=Counter())
def lines(records: Sequence[Any]) -> Mapping[int, Counter[str]]:
    """How many lines of each state the list of a hand-over has."""
    found: dict[int, Counter[str]] = {one.pk: Counter() for one in records}
    rows = _model("HandoverItem")._base_manager.filter(handover__in=list(found))
    for pk, state in rows.values_list("handover_id", "state"):
        found[pk][state] += 1
    return found


@loader("supporters", default=())
def supporters(records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
    """The paths of the bodies that support a duty on the list of each hand-over: one query."""
    rows = _model("HandoverItem")._base_manager.filter(handover__in=[one.pk for one in records])
    shares = rows.filter(obligation__share_rows__isnull=False).exclude(obligation__share_rows__state=ShareState.DROPPED)
    found: dict[int, list[str]] = {}
    for pk, path in shares.values_list("handover_id", "obligation__share_rows__body__path").distinct():
        found.setdefault(pk, []).append(path)
    return {pk: tuple(paths) for pk, paths in found.items()}


@loader("list_of")
def list_of(records: Sequence[Any]) -> Mapping[int, Any]:
    """The hand-over of each line, read afresh."""
    found = _model("Handover")._base_manager.in_bulk({one.handover_id for one in records})
    return {one.pk: found[one.handover_id] for one in records if one.handover_id in found}


@loader("offices_of_list")
def offices_of_list(records: Sequence[Any]) -> Mapping[int, Offices]:
    """The offices around the hand-over of each line."""
    lists = list_of(records)
    if not lists:
        return {}
    known = offices(list({one.pk: one for one in lists.values()}.values()))
    return {pk: known[one.pk] for pk, one in lists.items()}


def givers_of(records: Sequence[Any]) -> dict[int, Giver]:
    """Whose duties each hand-over lists: one query."""
    named = {one.giving_post_id for one in records} - {None}
    ranks = dict(Post.objects.filter(pk__in=named).values_list("pk", "rank")) if named else {}
    return {
        one.pk: giver_of(one.occasion, one.giving_body_id, one.giving_post_id, ranks.get(one.giving_post_id, ""))
        for one in records
    }


def duties_of(givers: Mapping[int, Giver]) -> dict[int, list[dict[str, Any]]]:
    """Every open duty of each giver as it stands: three queries whatever their number.

    `{key: [{commitment, obligation, share, state_then, due_on, amount, paid}]}`, commitments first, each kind in the order
    in which it was entered. `add_papers` makes whole lines of them.
    """
    found: dict[int, list[dict[str, Any]]] = {key: [] for key in givers}
    for name in ("Commitment", "Obligation", "Share"):
        for row in _model(name)._default_manager.owed_by(givers.values()).only(*READ[name]):
            line = _line(name, row)
            for key, giver in givers.items():
                if row.is_owed_by(giver):
                    found[key].append(dict(line))
    return found


# What a line takes from its record, and what says whose duty it is.
READ = {
    "Commitment": ("state", "amount", "promisor", "logging_body", "deputy_head_post"),
    "Obligation": ("commitment", "state", "due_on", "amount", "lead_body", "handler_post", "paying_body"),
    "Share": ("commitment", "obligation", "state", "due_on", "body"),
}


def _line(name: str, row: Any) -> dict[str, Any]:
    is_whole = name == "Commitment"
    return {
        "commitment": row.pk if is_whole else row.commitment_id,
        "obligation": None if is_whole else row.pk if name == "Obligation" else row.obligation_id,
        "share": row.pk if name == "Share" else None,
        "state_then": row.state,
        "due_on": None if is_whole else row.due_on,
        "amount": None if name == "Share" else row.amount,
        "paid": row.paid_so_far if name == "Obligation" else None,
    }


def add_papers(listed: Sequence[dict[str, Any]]) -> None:
    """Disputes, papers with their place, and the number of pieces of evidence, in each line: two queries."""
    if not listed:
        return
    keys = {line["commitment"] for line in listed}
    disputes: dict[int, list[str]] = {}
    rows = _model("Dispute")._base_manager.filter(commitment__in=keys, is_over=False).order_by("pk")
    for pk, organ, number in rows.values_list("commitment_id", "organ", "number"):
        disputes.setdefault(pk, []).append(" ".join(word for word in (organ, number) if word))
    papers: dict[tuple[int, int | None], list[str]] = {}
    counts: Counter[tuple[int, int | None]] = Counter()
    evidence = _model("Evidence")._base_manager.filter(commitment__in=keys, state=EvidenceState.ATTACHED)
    for pk, duty, is_paper, *place in evidence.order_by("pk").values_list(
        "commitment_id", "obligation_id", "is_paper", "holder", "place", "archive_number"
    ):
        counts[pk, duty] += 1
        if is_paper:
            papers.setdefault((pk, duty), []).append(" ".join(word for word in place if word))
    for line in listed:
        about = (line["commitment"], line["obligation"])
        line["disputes"] = COMMA.join(disputes.get(line["commitment"], ()))
        line["originals"] = COMMA.join(dict.fromkeys(papers.get(about, ())))
        line["evidence_count"] = counts[about]


KEYS = ("commitment", "obligation", "share")
# What a line says of its duty that must still be so when it is signed.
STANDING = ("state_then", "due_on", "amount", "paid")


def key_of(line: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells a line from the others of its list."""
    return tuple(line[name] for name in KEYS)


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a list and the register have gone apart: duties that came, went or changed since."""

    came: tuple[dict[str, Any], ...] = ()
    went: tuple[int, ...] = ()
    changed: tuple[tuple[int, dict[str, Any]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def drift_of(records: Sequence[Any]) -> dict[int, Drift]:
    """What the list of each hand-over lacks, and what it holds wrongly: seven queries whatever their number."""
    duties = duties_of(givers_of(records))
    rows = _model("HandoverItem")._base_manager.filter(handover__in=[one.pk for one in records])
    kept: dict[int, dict[tuple[Any, ...], dict[str, Any]]] = {one.pk: {} for one in records}
    standing = rows.filter(state__in=(ItemState.LISTED, ItemState.LEFT_OUT)).order_by("pk")
    for row in standing.values("pk", "handover_id", "commitment_id", "obligation_id", "share_id", *STANDING):
        kept[row["handover_id"]][tuple(row[f"{name}_id"] for name in KEYS)] = row
    found = {pk: _drift({key_of(line): line for line in listed}, kept[pk]) for pk, listed in duties.items()}
    add_papers([line for one in found.values() for line in (*one.came, *(changed for _item, changed in one.changed))])
    return found


def _drift(owed: Mapping[tuple[Any, ...], dict[str, Any]], kept: Mapping[tuple[Any, ...], dict[str, Any]]) -> Drift:
    differs = partial(_differs, owed, kept)
    return Drift(
        came=tuple(line for key, line in owed.items() if key not in kept),
        went=tuple(row["pk"] for key, row in kept.items() if key not in owed),
        changed=tuple((kept[key]["pk"], line) for key, line in owed.items() if differs(key)),
    )


def _differs(owed: Mapping[Any, Any], kept: Mapping[Any, Any], key: Any) -> bool:
    return key in kept and any(owed[key][name] != kept[key][name] for name in STANDING)


@loader("drift", default=Drift())
def drift(records: Sequence[Any]) -> Mapping[int, Drift]:
    """The same as a fact."""
    return drift_of(records)
