"""What the rights and guards of variations judge by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Count

from commitments.choices import OPEN_VARIATION, EvidenceState, VariationKind, VariationState
from commitments.facts import promise
from lifecycle.facts import loader
from organizations.choices import Part
from organizations.facts import Relations, relations_of
from organizations.parties import Parties


def _model(name: str) -> Any:
    return apps.get_model("commitments", name)


@loader("varied")
def varied(records: Sequence[Any]) -> Mapping[int, Any]:
    """The variation to which each piece of evidence belongs."""
    keys = {record.variation_id for record in records if record.variation_id is not None}
    found = _model("Variation")._base_manager.in_bulk(keys) if keys else {}
    return {record.pk: found[record.variation_id] for record in records if record.variation_id in found}


@loader("target")
def target(records: Sequence[Any]) -> Mapping[int, Any]:
    """What each variation changes, read afresh: a share, an obligation or the commitment; none where something is added.

    The instances get it as well, so that submitting can name the version that was seen.
    """
    found: dict[int, Any] = {}
    for name in ("share", "obligation", "commitment"):
        wanted = [one for one in records if one.aims_at == name and getattr(one, f"{name}_id") is not None]
        keys = {getattr(one, f"{name}_id") for one in wanted}
        rows = _model(name.capitalize())._base_manager.in_bulk(keys) if keys else {}
        for one in wanted:
            if (row := rows.get(getattr(one, f"{name}_id"))) is not None:
                setattr(one, name, row)
                found[one.pk] = row
    return found


@loader("seen_row")
def seen_row(records: Sequence[Any]) -> Mapping[int, Any]:
    """The trail row of what each variation changes, as it stood when the variation was submitted: at most three queries."""
    found: dict[int, Any] = {}
    for name in ("share", "obligation", "commitment"):
        wanted = {one.pk: (getattr(one, f"{name}_id"), one.seen_version) for one in records if one.aims_at == name}
        wanted = {pk: pair for pk, pair in wanted.items() if None not in pair}
        if not wanted:
            continue
        trail = _model(name.capitalize()).history.model._default_manager
        keys, versions = zip(*wanted.values(), strict=True)
        rows = {(row.id, row.version): row for row in trail.filter(id__in=set(keys), version__in=set(versions))}
        found |= {pk: rows[pair] for pk, pair in wanted.items() if pair in rows}
    return found


@loader("rivals", default=0)
def rivals(records: Sequence[Any]) -> Mapping[int, int]:
    """How many other variations of the same kind are under way about the same thing; an extension moves a due date too."""
    variation = _model("Variation")
    rows = variation._base_manager.filter(
        commitment__in={record.commitment_id for record in records}, state__in=OPEN_VARIATION
    )
    found: Counter[int] = Counter()
    under_way = list(rows.values_list("pk", "commitment_id", "obligation_id", "share_id", "kind"))
    for record in records:
        own = _question(record.commitment_id, record.obligation_id, record.share_id, record.kind)
        found[record.pk] = sum(pk != record.pk and _question(*rest) == own for pk, *rest in under_way)
    return found


def _question(commitment: int, obligation: int | None, share: int | None, kind: str) -> tuple[Any, ...]:
    """What a variation asks; two that ask the same exclude each other. New shares and obligations exclude nothing."""
    if kind == VariationKind.SUPPORTING_BODY and share is None:
        return (object(),)
    kind = VariationKind.DUE_DATE if kind == VariationKind.EXTENSION else kind
    return commitment, obligation, share, kind


@loader("extensions", default=0)
def extensions(records: Sequence[Any]) -> Mapping[int, int]:
    """How often the due date of each variation's obligation was extended before."""
    keys = {record.obligation_id for record in records if record.obligation_id is not None}
    rows = _model("Variation")._base_manager.filter(
        obligation__in=keys, kind=VariationKind.EXTENSION, state=VariationState.APPROVED
    )
    granted = dict(rows.order_by().values("obligation").annotate(times=Count("pk")).values_list("obligation", "times"))
    return {record.pk: granted[record.obligation_id] for record in records if record.obligation_id in granted}


@loader("judgment")
def judgment(records: Sequence[Any]) -> Mapping[int, Any]:
    """The dispute whose decision each variation carries out."""
    keys = {record.judgment_id for record in records if record.judgment_id is not None}
    found = _model("Dispute")._base_manager.in_bulk(keys) if keys else {}
    return {record.pk: found[record.judgment_id] for record in records if record.judgment_id in found}


@loader("variation_papers", default=Counter())
def variation_papers(records: Sequence[Any]) -> Mapping[int, Counter[str]]:
    """How many papers each variation has on file, by purpose; what was taken back does not count."""
    rows = _model("Evidence")._base_manager.filter(
        variation__in=[record.pk for record in records], state=EvidenceState.ATTACHED
    )
    found: dict[int, Counter[str]] = {record.pk: Counter() for record in records}
    for pk, purpose in rows.values_list("variation_id", "purpose"):
        found[pk][purpose] += 1
    return found


@loader("named_bodies", default={})
def named_bodies(records: Sequence[Any]) -> Mapping[int, Mapping[int, Relations]]:
    """Who oversees the bodies that each variation makes duty bodies, by the key of the body."""
    promises = promise(records)
    kinds = {record.pk: promises[record.pk].kind if record.pk in promises else "" for record in records}
    pairs = {
        (kinds[record.pk], body)
        for record in records
        for body in (record.lead_body_id, record.supporting_body_id)
        if body is not None
    }
    numbers = {pair: number for number, pair in enumerate(pairs)}
    found = relations_of({number: Parties(kind, {Part.DUTY: (body,)}) for (kind, body), number in numbers.items()})
    return {
        record.pk: {
            body: found[numbers[kinds[record.pk], body]]
            for body in (record.lead_body_id, record.supporting_body_id)
            if body is not None
        }
        for record in records
    }
