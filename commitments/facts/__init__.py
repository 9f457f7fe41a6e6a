"""What the rights and guards of promises judge by, each read by a number of queries that does not grow with the records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, Min, OuterRef, Q

from commitments.choices import (
    FALLEN_AWAY,
    REGISTERED,
    EvidencePurpose,
    EvidenceState,
    ObligationState,
)
from lifecycle.facts import loader, remembered
from lifecycle.rights import writers
from lifecycle.statements import Given, Question
from organizations.choices import Part
from organizations.facts import NOTHING, Relations, relations_of
from organizations.models import Body
from organizations.parties import Parties


def _model(name: str) -> Any:
    return apps.get_model("commitments", name)


def _commitment_key(record: Any) -> int | None:
    key: int | None = record.pk if record._meta.model_name == "commitment" else record.commitment_id
    return key


@loader("promise")
def promise(records: Sequence[Any]) -> Mapping[int, Any]:
    """The commitment of each record, with its type, read afresh: `{pk: Commitment}`. The instances get it as well."""
    keys = {key for record in records if (key := _commitment_key(record)) is not None}
    found = {one.pk: one for one in _model("Commitment")._base_manager.filter(pk__in=keys).select_related("type")}
    for record in records:
        if record._meta.model_name != "commitment" and record.commitment_id in found:
            record.commitment = found[record.commitment_id]
    return {record.pk: found[key] for record in records if (key := _commitment_key(record)) in found}


@loader("held_promise")
def held_promise(records: Sequence[Any]) -> Mapping[int, Any]:
    """The commitment of each new record, locked: it is not submitted while something is being added to it."""
    keys = {record.commitment_id for record in records if record.commitment_id is not None}
    rows = _model("Commitment")._base_manager.filter(pk__in=keys).select_for_update().order_by("pk")
    found = {one.pk: one for one in rows}
    return {record.pk: found[record.commitment_id] for record in records if record.commitment_id in found}


@loader("type_of")
def type_of(records: Sequence[Any]) -> Mapping[int, Any]:
    """The type of each commitment."""
    keys = {record.type_id for record in records}
    found = {one.pk: one for one in _model("CommitmentType")._base_manager.filter(pk__in=keys)}
    return {record.pk: found[record.type_id] for record in records if record.type_id in found}


@loader("pays_as_group", default=False)
def pays_as_group(records: Sequence[Any]) -> Mapping[int, bool]:
    """Whether the body that each record names as the payer is a collective phrase."""
    keys = {record.paying_body_id for record in records if record.paying_body_id is not None}
    groups = set(Body.objects.filter(pk__in=keys, is_group=True).values_list("pk", flat=True)) if keys else set()
    return {record.pk: record.paying_body_id in groups for record in records}


@loader("duty")
def duty(records: Sequence[Any]) -> Mapping[int, Any]:
    """The obligation of each record, read afresh: `{pk: Obligation}`."""
    keys = {record.obligation_id for record in records if record.obligation_id is not None}
    found = {one.pk: one for one in _model("Obligation")._base_manager.filter(pk__in=keys)}
    return {record.pk: found[record.obligation_id] for record in records if record.obligation_id in found}


def _by_commitment(model: str, records: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    return _grouped(model, "commitment", records)


def _by_obligation(model: str, records: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    return _grouped(model, "obligation", records)


def _grouped(model: str, key: str, records: Sequence[Any], *related: str) -> dict[int, tuple[Any, ...]]:
    """Rows that hang on some records, with what they name, by the key of the record."""
    found: dict[int, list[Any]] = {}
    keys = tuple(record.pk for record in records)
    for row in remembered(
        f"{model} by {key}", (keys, related), lambda: _hanging(model, key, related).records(keys=keys)
    ):
        found.setdefault(getattr(row, f"{key}_id"), []).append(row)
    return {pk: tuple(group) for pk, group in found.items()}


@cache
def _hanging(model: str, key: str, related: tuple[str, ...]) -> Question:
    def rows() -> Any:
        found = _model(model)._base_manager.filter(**{f"{key}__among": Given("keys")}).order_by("pk")
        return found.select_related(*related) if related else found

    return Question(rows)


_REQUIRED_CHECKS = Question(
    lambda: (
        _model("RequiredCheck")
        ._base_manager.filter(type__among=Given("types"), is_required=True)
        .order_by("pk")
        .values_list("type_id", "kind")
    )
)


@loader("obligations", default=())
def obligations(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The obligations of each commitment."""
    return _by_commitment("Obligation", records)


@loader("conditions_of_all", default=())
def conditions_of_all(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The conditions of all obligations of each commitment."""
    return _by_commitment("Condition", records)


@loader("checks", default=())
def checks(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The pre-checks of each commitment."""
    return _by_commitment("PreCheck", records)


@loader("required_checks", default=())
def required_checks(records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
    """The kinds of pre-check that each commitment's type asks for."""
    found: dict[int, list[str]] = {}
    for type_id, kind in _REQUIRED_CHECKS.rows(types={record.type_id for record in records}):
        found.setdefault(type_id, []).append(kind)
    return {record.pk: tuple(found.get(record.type_id, ())) for record in records}


@loader("conditions", default=())
def conditions(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The conditions of each obligation."""
    return _by_obligation("Condition", records)


@loader("shares", default=())
def shares(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The supporting bodies' shares of each obligation, with their bodies."""
    return _grouped("Share", "obligation", records, "body")


@loader("evidence_count", default=Counter())
def evidence_count(records: Sequence[Any]) -> Mapping[int, Counter[str]]:
    """How many pieces of evidence each commitment or obligation has, by purpose; what was taken back does not count.

    A consent on the commitment as a whole counts for each of its obligations.
    """
    is_whole = records[0]._meta.model_name == "commitment"
    # What is on file for a variation shows nothing but that variation.
    rows = _model("Evidence")._base_manager.filter(state=EvidenceState.ATTACHED, variation=None)
    found: dict[int, Counter[str]] = {record.pk: Counter() for record in records}
    if is_whole:
        for pk, purpose in rows.filter(commitment__in=list(found)).values_list("commitment_id", "purpose"):
            found[pk][purpose] += 1
        return found
    whole = Q(obligation=None, commitment__in={r.commitment_id for r in records}, purpose=EvidencePurpose.CONSENT)
    consents: set[int] = set()
    for commitment, pk, purpose in rows.filter(Q(obligation__in=list(found)) | whole).values_list(
        "commitment_id", "obligation_id", "purpose"
    ):
        if pk is None:
            consents.add(commitment)
        else:
            found[pk][purpose] += 1
    for record in records:
        if record.commitment_id in consents:
            found[record.pk][EvidencePurpose.CONSENT] += 1
    return found


# The verbs by which a commitment or an obligation was held to be done.
SETTLING = {"commitment": ("confirm_fulfilment", "close"), "obligation": ("accept", "accept_partly")}


@loader("has_new_evidence", default=False)
def new_evidence(records: Sequence[Any]) -> Mapping[int, bool]:
    """Whether evidence against an acceptance was attached since each record was last held to be done."""
    name = records[0]._meta.model_name
    settled = type(records[0]).history.model._default_manager
    keys = [record.pk for record in records]
    evidence = _model("Evidence")
    attached = evidence.history.model._default_manager.filter(
        history_type="+", purpose=EvidencePurpose.NEW_FINDING, history_date__gte=OuterRef("history_date")
    )
    standing = evidence._base_manager.filter(pk=OuterRef("id"), state=EvidenceState.ATTACHED)
    about = Q(commitment_id=OuterRef("id"))
    if name == "obligation":
        about = Q(obligation_id=OuterRef("id")) | Q(commitment_id=OuterRef("commitment_id"), obligation_id=None)
    later = settled.filter(id=OuterRef("id"), verb__in=SETTLING[name], version__gt=OuterRef("version"))
    rows = settled.filter(~Exists(later), Exists(attached.filter(about, Exists(standing))), id__in=keys)
    return dict.fromkeys(rows.filter(verb__in=SETTLING[name]).values_list("id", flat=True), True)


@loader("classifiers", default=())
def classifiers(records: Sequence[Any]) -> Mapping[int, tuple[int, ...]]:
    """Everybody who ever classified each obligation's legality, or on whose behalf it was done."""
    trail = type(records[0]).history.model._default_manager.filter(verb="classify", id__in=[r.pk for r in records])
    found: dict[int, list[int]] = {}
    for pk, *persons in trail.order_by("version").values_list("id", "actor_id", "on_behalf_of_id"):
        found.setdefault(pk, []).extend(one for one in persons if one is not None)
    return {pk: tuple(dict.fromkeys(persons)) for pk, persons in found.items()}


@loader("part_writers", default=())
def part_writers(records: Sequence[Any]) -> Mapping[int, tuple[int, ...]]:
    """Who wrote what is registered: each commitment, its obligations with their conditions and shares, and its pre-checks."""
    parts = {_model(name): "commitment_id" for name in ("Obligation", "Condition", "Share", "PreCheck")}
    return writers({_model("Commitment"): "id", **parts}, [record.pk for record in records])


@loader("duty_relations", default=NOTHING)
def duty_relations(records: Sequence[Any]) -> Mapping[int, Relations]:
    """Who oversees the body that each obligation or share makes a duty body of."""
    promises = promise(records)
    parties = {}
    for record in records:
        body = record.lead_body_id if record._meta.model_name == "obligation" else record.body_id
        matter = promises[record.pk].kind if record.pk in promises else ""
        parties[record.pk] = Parties(matter, {Part.DUTY: (body,)} if body else {})
    return relations_of(parties)


@loader("duty_relations_of_all", default=())
def duty_relations_of_all(records: Sequence[Any]) -> Mapping[int, tuple[tuple[str, Relations], ...]]:
    """For each commitment, every duty body's name, lead or supporting, with who oversees it."""
    rows: list[tuple[int, int, str]] = []
    keys = [record.pk for record in records]
    duties = _model("Obligation")._base_manager.filter(commitment__in=keys).exclude(state=ObligationState.CANCELLED)
    rows += duties.values_list("commitment_id", "lead_body_id", "lead_body__name")
    supporting = _model("Share")._base_manager.filter(commitment__in=keys).exclude(state="dropped")
    rows += supporting.exclude(obligation__state=ObligationState.CANCELLED).values_list(
        "commitment_id", "body_id", "body__name"
    )
    kinds = {record.pk: record.kind for record in records}
    wanted = {(kinds[pk], body): Parties(kinds[pk], {Part.DUTY: (body,)}) for pk, body, _name in rows}
    numbers = {pair: number for number, pair in enumerate(wanted)}
    found = relations_of({numbers[pair]: parties for pair, parties in wanted.items()})
    named: dict[int, dict[str, Relations]] = {}
    for pk, body, name in rows:
        named.setdefault(pk, {})[name] = found[numbers[(kinds[pk], body)]]
    return {pk: tuple(bodies.items()) for pk, bodies in named.items()}


@loader("body_path", default="-")
def body_paths(records: Sequence[Any]) -> Mapping[int, str]:
    """The path of the body that each record names. The default is no path, so that nothing covers it."""
    keys = {record.body_id for record in records}
    paths = dict(apps.get_model("organizations", "Body")._base_manager.filter(pk__in=keys).values_list("pk", "path"))
    return {record.pk: paths[record.body_id] for record in records if record.body_id in paths}


@loader("handler_body")
def handler_body(records: Sequence[Any]) -> Mapping[int, int]:
    """The body of the handler's post that each obligation names."""
    keys = {record.handler_post_id for record in records if record.handler_post_id is not None}
    rows = apps.get_model("organizations", "Post")._base_manager.filter(pk__in=keys) if keys else ()
    bodies = {row.pk: row.body_id for row in rows}
    return {record.pk: bodies[record.handler_post_id] for record in records if record.handler_post_id in bodies}


@loader("uploads", default=())
def uploads(records: Sequence[Any]) -> Mapping[int, tuple[Any, ...]]:
    """By whom the file of each piece of evidence was sent in."""
    digests = {record.sha256 for record in records if record.sha256}
    found: dict[str, list[Any]] = {}
    for row in _model("Upload")._base_manager.filter(sha256__in=digests) if digests else ():
        found.setdefault(row.sha256, []).append(row)
    return {record.pk: tuple(found.get(record.sha256, ())) for record in records}


@loader("correction_target")
def correction_target(records: Sequence[Any]) -> Mapping[int, Any]:
    """The record that each correction is about: the agreement or obligation where one is named, else the commitment."""
    duties, promises = duty(records), promise(records)
    keys = {record.agreement_id for record in records if record.agreement_id is not None}
    papers = _model("Agreement")._base_manager.in_bulk(keys) if keys else {}
    found = {}
    for record in records:
        if record.agreement_id is not None:
            target = papers.get(record.agreement_id)
        else:
            target = (duties if record.obligation_id is not None else promises).get(record.pk)
        if target is not None:
            found[record.pk] = target
    return found


@loader("earliest_due")
def earliest_due(records: Sequence[Any]) -> Mapping[int, date]:
    """The earliest due date of what is owed under each record's commitment, what fell away left out."""
    keys = {record.commitment_id for record in records if record.commitment_id is not None}
    owed = _model("Obligation")._base_manager.filter(commitment__in=keys, due_on__isnull=False)
    rows = owed.exclude(state__in=FALLEN_AWAY).order_by().values_list("commitment").annotate(Min("due_on"))
    found = dict(rows)
    return {record.pk: found[record.commitment_id] for record in records if record.commitment_id in found}


@loader("relied_on")
def relied_on(records: Sequence[Any]) -> Mapping[int, Any]:
    """Each agreement as it stands in the database, where a registered commitment rests on it."""
    keys = [record.pk for record in records]
    resting = _model("Commitment")._base_manager.filter(agreement=OuterRef("pk"), state__in=REGISTERED)
    rows = _model("Agreement")._base_manager.filter(Exists(resting), pk__in=keys)
    return {row.pk: row for row in rows}


@loader("column")
def column(records: Sequence[Any]) -> Mapping[int, Any]:
    """The column of each custom value, with the division whose bodies use it."""
    keys = {record.column_id for record in records}
    found = {one.pk: one for one in _model("CustomColumn")._base_manager.filter(pk__in=keys).select_related("division")}
    return {record.pk: found[record.column_id] for record in records if record.column_id in found}


@loader("paid_so_far", default=Decimal(0))
def paid_so_far(records: Sequence[Any]) -> Mapping[int, Decimal]:
    """What is recorded as paid on each obligation, offsets included."""
    rows = _model("Obligation")._default_manager.filter(pk__in=[record.pk for record in records])
    return dict(rows.with_paid().values_list("pk", "paid_so_far"))
