"""The page of one commitment: where it is, whose turn it is, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from commitments.changes import marks_of, moves
from commitments.choices import CommitmentState, ObligationKind, ObligationState, Side
from commitments.derived import sums_of
from commitments.entry.columns import may_fill_in, standing_of
from commitments.models import (
    Commitment,
    Condition,
    Correction,
    CustomValue,
    Disbursement,
    Dispute,
    Evidence,
    Obligation,
    PreCheck,
    Share,
    Variation,
)
from commitments.presenting import at_rest, borne_by
from commitments.rules.payments import Sums
from commitments.views.files import file_of
from commitments.views.ledger import due_of
from face import days
from face.parts import Step, Turn
from lifecycle.actors import Actor
from lifecycle.desks import desk_at, found, readable, verb_url
from lifecycle.facts import reading
from lifecycle.offers import editable_among, open_steps, weighed
from lifecycle.panels import chain_of, family_of, sections_of, turn_among
from lifecycle.timeline import events_of, folded, latest_events
from lifecycle.verbbar import bar_for

SHOWN_EVENTS = 30
SHOWN_OBLIGATIONS = 50


def rows_on(commitment: Any, model: Any) -> list[Any]:
    """The records of a type that hang on a commitment."""
    return list(model.objects.filter(commitment=commitment).order_by("pk"))


def many_on(commitment: Any) -> list[QuerySet[Any]]:
    """What may hang on a commitment by the thousand: the page makes a record only of what it shows."""
    of_duties = (model.objects.filter(commitment=commitment) for model in (Condition, Share, Disbursement))
    return [
        Obligation.objects.filter(commitment=commitment).select_related("commitment"),
        *(rows.select_related("obligation") for rows in of_duties),
    ]


def lines_of(variations: Sequence[Any], today: Any) -> list[tuple[Any, Any, bool]]:
    """Variations as the pages of what they change list them: with their changes, and whether they were asked for late."""
    marks = marks_of(variations) if variations else {}
    return [(one, marks[one.pk], one.is_late_on(today)) for one in variations]


@dataclass(frozen=True)
class Portion:
    """A part of a long list, with the keys at which the parts beside it begin (None where there is none)."""

    rows: Sequence[Any]
    count: int
    next: int | None = None
    previous: int | None = None


def portion_of(rows: QuerySet[Any], start: str | None) -> Portion:
    """The part of some rows, in the order of their keys, that begins at a key; the first one where none is named. Three queries."""
    rows = rows.order_by("pk")
    key = int(start) if start and start.isascii() and start.isdigit() and len(start) < 19 else 0
    shown = list(rows.filter(pk__gte=key)[: SHOWN_OBLIGATIONS + 1])
    if not shown and key:
        return portion_of(rows, None)
    before = list(rows.filter(pk__lt=key).order_by("-pk").values_list("pk", flat=True)[:SHOWN_OBLIGATIONS])
    return Portion(
        shown[:SHOWN_OBLIGATIONS],
        rows.count(),
        next=shown[-1].pk if len(shown) > SHOWN_OBLIGATIONS else None,
        previous=before[-1] if before else None,
    )


def trail_of(
    commitment: Any, family: Sequence[Any], among: Sequence[QuerySet[Any]], request: HttpRequest
) -> tuple[list[Any], int]:
    """The events that the address asks for, the newest first, and how many there are; all records are made only where all are asked for."""
    chosen, everything = request.GET.get("trail"), "all" in request.GET
    of, among = ([commitment], ()) if chosen == "own" else (family, among)
    if chosen != "edits" and not everything:
        return latest_events(of, SHOWN_EVENTS, among)
    known = {(type(one), one.pk) for one in of}
    rest = [one for queryset in among for one in queryset.order_by("pk") if (type(one), one.pk) not in known]
    events = events_of([*of, *rest], only_edits=chosen == "edits")
    return (events if everything else events[:SHOWN_EVENTS]), len(events)


def turn_on(commitment: Any, family: Sequence[Any], among: Sequence[QuerySet[Any]], request: HttpRequest) -> Turn:
    """Whose turn it is with a commitment and all that hangs on it; before it is registered, with itself alone."""
    if not commitment.registered_on:
        return turn_among([commitment], request) or at_rest(commitment)
    return turn_among(family, request, among) or at_rest(commitment)


def turn_of(obligation: Any, variations: Sequence[Any], request: HttpRequest) -> Turn:
    """Whose turn it is with an obligation: before the commitment is registered nobody has to perform it."""
    if obligation.commitment.registered_on:
        return turn_among([obligation, *variations], request) or resting(obligation)
    waiting = turn_among([obligation.commitment], request) or Turn(whose=_("Nobody"))
    return replace(waiting, note=_("The commitment is not registered yet: this obligation is not to be performed yet."))


def resting(obligation: Any) -> Turn:
    """An obligation on which nobody is asked: what is to come, where it waits for its conditions."""
    if obligation.state != ObligationState.CONDITIONAL:
        return at_rest(obligation)
    note = _(
        "Once its conditions are fulfilled, a clerk of the logging or the duty body gives the figures and claims it."
    )
    return replace(at_rest(obligation), note=note)


class CommitmentPage(View):
    """`/commitments/<ref>/`."""

    @reading()
    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        commitment = found(desk_at("commitments"), ref, actor)
        obligations = Obligation.objects.filter(commitment=commitment).select_related("lead_body", "paying_body")
        duties = portion_of(obligations.filter(side=Side.GOVERNMENT), request.GET.get("duties"))
        answering = portion_of(obligations.filter(side=Side.PROMISEE), request.GET.get("answering"))
        for one in (*duties.rows, *answering.rows):
            one.commitment = commitment
        moved = moves([*duties.rows, *answering.rows])
        for one in duties.rows:
            one.move = moved.get(one.pk)
        parts: dict[Any, list[Any]] = {model: rows_on(commitment, model) for model in (PreCheck, Dispute, Correction)}
        attached = Evidence.objects.filter(commitment=commitment).select_related("body", "obligation")
        evidence = list(attached.order_by("pk"))
        proposed = Variation.objects.filter(commitment=commitment).shown().select_related("obligation")
        variations = list(proposed.order_by("-pk"))
        columns = standing_of(actor, today, commitment)
        parts[CustomValue] = list(columns.values.values())
        own = [commitment, *(row for rows in parts.values() for row in rows), *variations, *evidence]
        family = family_of(commitment, own, request)
        among = many_on(commitment)
        events, event_count = trail_of(commitment, family, among, request)
        bar = bar_for(commitment, actor, today)
        context = {
            "commitment": commitment,
            "due": due_of(commitment, today),
            "readable": readable([commitment.promisee, commitment.agreement, commitment.project], actor),
            "obligations": [(one, one.due_chip_on(today)) for one in duties.rows],
            "duties": duties,
            "promisee_duties": [(one, one.due_chip_on(today)) for one in answering.rows],
            "answering": answering,
            "checks": parts[PreCheck],
            "editable_checks": editable_among(parts[PreCheck], actor, today)
            if commitment.state == CommitmentState.DRAFT
            else (),
            "on_checks": open_steps(
                parts[PreCheck] if commitment.state == CommitmentState.SUBMITTED else (), actor, today
            ),
            "disputes": parts[Dispute],
            "editable_disputes": editable_among(parts[Dispute], actor, today),
            "corrections": parts[Correction],
            "on_corrections": open_steps(parts[Correction], actor, today),
            "own_columns": columns.shown(),
            "may_fill_in": bool(columns.columns) and may_fill_in(commitment, actor, today),
            "variations": lines_of(variations, today),
            "files": [file_of(one, evidence) for one in evidence],
            "borne_by": borne_by(commitment),
            "sums": sums_for(commitment, today),
            "steps": chain_of(commitment, own_steps(commitment, today), request),
            "against": against_of(commitment, bar, today),
            "turn": turn_on(commitment, family, among, request),
            "bar": bar,
            "stretches": folded(events),
            "more_count": event_count - len(events),
            "event_count": event_count,
            "rows": list(commitment.history.order_by("version")),
            "sections": sections_of(commitment, request),
            "trail": request.GET.get("trail", "family"),
        }
        return render(request, "commitments/commitment.html", context)


def against_of(commitment: Commitment, bar: Any, today: Any) -> list[Any]:
    """What speaks against submitting a draft as it stands: for whoever has verbs on it, before the reviewer finds it."""
    if commitment.state != CommitmentState.DRAFT or not (bar.allowed or bar.unmet):
        return []
    return [sentence for sentence, _asks in weighed(commitment, Commitment.verbs()["submit"], today)]


def sums_for(commitment: Commitment, today: Any) -> Sums | None:
    """Due, paid, not yet due, overdue and balance of the payments; None where nothing is to be paid."""
    owed = Obligation.objects.filter(commitment=commitment, kind=ObligationKind.PAYMENT, side=Side.GOVERNMENT)
    return sums_of([commitment.pk], today)[commitment.pk] if owed.filter(amount__isnull=False).exists() else None


def own_steps(commitment: Commitment, today: Any) -> list[Step]:
    """The first two steps of the chain: the promise, and its performance."""
    open_ones = Obligation.objects.filter(commitment=commitment, side=Side.GOVERNMENT).unsettled()
    standing = open_ones.aggregate(count=Count("pk"), first_due=Min("due_on"))
    worst = Obligation.objects.late_under(commitment, today).first()
    state = _("not begun")
    when = ""
    if worst is not None:
        state, when = _("overdue"), _("due %(day)s") % {"day": days.day(worst.due_on)}
    elif standing["count"] and commitment.registered_on:
        state = _("in performance")
        when = _("due %(day)s") % {"day": days.day(standing["first_due"])} if standing["first_due"] else ""
    elif commitment.registered_on:
        state = _("performed")
    promised = commitment.registered_on or commitment.promised_on
    return [
        Step(
            name=_("Promise"),
            ref=commitment.ref,
            state=commitment.get_state_display() if not commitment.registered_on else _("registered"),
            when=days.day(promised) if promised else "",
            url=commitment.get_absolute_url(),
            current=not commitment.registered_on,
        ),
        Step(
            name=_("Performance"),
            ref=worst.ref.rpartition("/")[2] if worst is not None else "",
            state=state,
            when=when,
            url=f"{commitment.get_absolute_url()}#obligations",
            begun=bool(commitment.registered_on),
            bad=worst is not None,
            current=commitment.state == CommitmentState.ACTIVE,
        ),
    ]


def with_steps(rows: Sequence[Any], actor: Actor, today: date) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """Each row with the steps that are the reader's on it, (label, address); the page of one that lacks something says what."""
    on = open_steps(rows, actor, today)
    return [
        (row, [(spec.label, verb_url(row, name)) for name, spec in row.verbs().items() if row.pk in on.get(name, ())])
        for row in rows
    ]


class ObligationPage(View):
    """`/obligations/<ref>/`."""

    @reading()
    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        obligation = found(desk_at("obligations"), ref, actor)
        conditions = list(Condition.objects.filter(obligation=obligation).order_by("pk"))
        shares = list(Share.objects.filter(obligation=obligation).select_related("body").order_by("pk"))
        payments = list(Disbursement.objects.filter(obligation=obligation).order_by("pk"))
        evidence = list(Evidence.objects.filter(obligation=obligation).select_related("body").order_by("pk"))
        variations = list(Variation.objects.filter(obligation=obligation).shown().order_by("-pk"))
        own = [obligation, *conditions, *shares, *payments, *variations, *evidence]
        family = family_of(obligation, own, request)
        context = {
            "obligation": obligation,
            "commitment": obligation.commitment,
            "due": obligation.due_chip_on(today),
            "move": moves([obligation]).get(obligation.pk),
            "variations": lines_of(variations, today),
            "conditions": with_steps(conditions, actor, today),
            "shares": with_steps(shares, actor, today),
            "payments": with_steps(payments, actor, today),
            "files": [file_of(one, evidence) for one in evidence],
            "turn": turn_of(obligation, variations, request),
            "bar": bar_for(obligation, actor, today),
            "stretches": folded(events_of(family)),
            "rows": list(obligation.history.order_by("version")),
            "sections": sections_of(obligation, request),
        }
        return render(request, "commitments/obligation.html", context)
