"""What a decision is about, for the page on which it is taken: whoever signs has read it there, with links to the whole."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from commitments import models as m
from commitments.choices import (
    CommitmentState,
    ConditionState,
    DisbursementState,
    ObligationKind,
    ObligationState,
    ShareState,
)
from face import amounts, days
from face.parts import Turn

Rows = list[tuple[Any, Any]]
# The levels of government that may share the money of a promise, by the ends of the fields' names.
LEVELS = {
    "central": pgettext_lazy("level", "central"),
    "province": pgettext_lazy("level", "provincial"),
    "city": pgettext_lazy("level", "city"),
    "county": pgettext_lazy("level", "county"),
    "town": pgettext_lazy("level", "town"),
    "other": pgettext_lazy("level", "other"),
}
# So many are written out; the record's own page has them all.
SHOWN = 30


def listed(lines: Iterable[tuple[str, str, Any]], nothing: Any, whole: str) -> Any:
    """Lines as a list: (address or "", words, what else), the first thirty, then a link to the whole."""
    found = list(lines)
    if not found:
        return nothing
    shown = format_html_join(
        "",
        '<li>{} <span class="jn-muted">{}</span></li>',
        (
            (format_html('<a href="{}">{}</a>', url, words) if url else words, rest)
            for url, words, rest in found[:SHOWN]
        ),
    )
    more = format_html('<a href="{}">{}</a>', whole, _("all of them, on its page")) if len(found) > SHOWN else ""
    return format_html('<ul class="mb-0 ps-3">{}</ul>{}', shown, more)


def file_line(evidence: Any) -> tuple[str, str, Any]:
    """A piece of evidence as a line of a list: a paper has no address."""
    url = "" if evidence.is_paper else reverse("commitments:evidence_file", args=(evidence.pk,))
    return url, evidence.title, evidence.get_purpose_display()


def evidence_on(request: HttpRequest, whole: str, **about: Any) -> tuple[Any, Any]:
    """The evidence on a record that the reader may see: one query."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    rows = m.Evidence.objects.visible_to(actor, today).attached().filter(**about).order_by("-pk")[: SHOWN + 1]
    lines = (file_line(one) for one in rows)
    return _("evidence on file"), listed(lines, _("none that you may see"), whole)


def on_commitment(record: Any, request: HttpRequest) -> Rows:
    """What is registered: the source, each obligation with its terms and conditions, each pre-check with its outcome. Four queries."""
    if record.state != CommitmentState.SUBMITTED:
        return []
    owed = record.obligations.exclude(state=ObligationState.CANCELLED).select_related("lead_body", "paying_body")
    owed = owed.prefetch_related(Prefetch("condition_rows", _standing_conditions())).order_by("pk")
    checks = (("", one.get_kind_display(), one.get_outcome_display()) for one in record.precheck_rows.order_by("pk"))
    whole = record.get_absolute_url()
    lines = ((one.get_absolute_url(), one.title, _terms(one)) for one in owed[: SHOWN + 1])
    return [
        (_("source"), record.get_source_kind_display()),
        (_("clause"), record.clause or record.source_text),
        *([(_("Who bears how much of the funds"), borne_by(record))] if borne_by(record) else []),
        (_("obligations"), listed(lines, _("none"), whole)),
        (_("pre-checks"), listed(checks, _("none"), whole)),
        evidence_on(request, whole, commitment=record),
    ]


def at_rest(record: Any) -> Turn:
    """The now card of a record on which nobody is asked."""
    return Turn(whose=_("Nobody"), what=record.get_state_display(), note=_("No step waits on this record."))


def borne_by(commitment: Any) -> str:
    """The levels of government that share the money, each with its part; "" where nothing is said of it."""
    given = ((label, getattr(commitment, f"share_{level}")) for level, label in LEVELS.items())
    parts = [f"{label} {share.normalize():f}%" for label, share in given if share]
    return str(pgettext("enumeration", ", ")).join(parts)


def _terms(obligation: Any) -> str:
    """Who must keep it, by when, how much, who pays, and on which conditions."""
    due = days.day(obligation.due_on, obligation.due_precision) if obligation.due_on else obligation.due_in_words
    amount = amounts.in_a_sentence(obligation.amount) if obligation.amount is not None else ""
    payer = _("paid by %(body)s") % {"body": obligation.paying_body.name} if obligation.paying_body else ""
    wanted = (_condition(one) for one in obligation.condition_rows.all())
    return " · ".join(str(one) for one in (obligation.lead_body.name, due, amount, payer, *wanted) if one)


def _standing_conditions() -> Any:
    return m.Condition.objects.exclude(state=ConditionState.DROPPED).order_by("pk")


def _condition(one: Any) -> str:
    words = _("condition: %(text)s (wanted: %(wanted)s)") if one.wanted else _("condition: %(text)s")
    return str(words) % {"text": one.text, "wanted": one.wanted}


def on_obligation(record: Any, request: HttpRequest) -> Rows:
    """What is claimed, and its conditions with figure and source; what was reported, with whom it involved; else the clause.

    Four queries.
    """
    if record.state == ObligationState.CLAIMED:
        own = _claim(record)
    elif record.state == ObligationState.REPORTED:
        own = _report(record)
    else:
        own = [(_("clause"), record.commitment.clause or record.commitment.source_text)]
        return [*own, *_to_claim(record)] if record.state == ObligationState.CONDITIONAL else own
    return [*own, evidence_on(request, record.get_absolute_url(), obligation=record)]


def _to_claim(record: Any) -> Rows:
    """What must have come to pass before it is owed, for whoever claims that it has."""
    lines = (("", one.text, one.wanted) for one in _standing_conditions().filter(obligation=record)[: SHOWN + 1])
    return [(_("conditions"), listed(lines, _("none"), record.get_absolute_url()))]


def _claim(record: Any) -> Rows:
    rows = _standing_conditions().filter(obligation=record)[: SHOWN + 1]
    lines = (
        (
            "",
            one.text,
            _("wanted: %(wanted)s; figure: %(figure)s; source: %(source)s")
            % {name: getattr(one, name) or amounts.missing() for name in ("wanted", "figure", "source")},
        )
        for one in rows
    )
    claimed = record.claimed_amount
    return [
        (_("claimed on"), days.day(record.claimed_on) if record.claimed_on else ""),
        (_("amount claimed"), amounts.in_a_sentence(claimed) if claimed is not None else amounts.missing()),
        (_("what is claimed"), record.claim_note),
        (_("conditions"), listed(lines, _("none"), record.get_absolute_url())),
    ]


def _report(record: Any) -> Rows:
    shares = record.share_rows.exclude(state=ShareState.DROPPED).select_related("body").order_by("pk")[: SHOWN + 1]
    lines = (
        ("", one.body.name, f"{one.what} · {one.get_state_display()} {one.result or one.missing_why}") for one in shares
    )
    return [
        (_("reported on"), days.day(record.reported_on) if record.reported_on else ""),
        (_("performed on"), days.day(record.performed_on) if record.performed_on else ""),
        (_("what was performed"), record.report_note),
        *([(_("Payments"), _paid(record))] if record.kind == ObligationKind.PAYMENT else []),
        (_("shares of supporting bodies"), listed(lines, _("none"), record.get_absolute_url())),
    ]


def _paid(record: Any) -> Any:
    """What was paid, by whom and by which voucher: one query."""
    rows = record.disbursement_rows.filter(state=DisbursementState.PAID).select_related("paying_body")
    lines = (
        ("", amounts.to_the_cent(one.paid), f"{days.day(one.paid_on)} · {one.paying_body.name} · {one.voucher}")
        for one in rows.order_by("pk")[: SHOWN + 1]
    )
    return listed(lines, _("none"), record.get_absolute_url())


def on_variation(record: Any, request: HttpRequest) -> Rows:
    """The papers of a variation, the consent of the promisee among them: one query."""
    return [evidence_on(request, record.get_absolute_url(), variation=record)]


def on_handover(record: Any, request: HttpRequest) -> Rows:
    """What changes hands: the duties of the list, with what stood there and what was reserved. One query."""
    rows = record.items.select_related("commitment", "obligation", "share__body").order_by("pk")[: SHOWN + 1]
    lines = (
        (
            one.commitment.get_absolute_url(),
            str(one.duty),
            " · ".join(part for part in (one.still_open, one.reservation) if part),
        )
        for one in rows
    )
    return [(_("duties on the list"), listed(lines, _("none"), record.get_absolute_url()))]
