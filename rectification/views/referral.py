"""Referrals of persons: the list without a word about them, and the page of one, read by those on it alone."""

from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from commitments.presenting import at_rest
from face.lists import Column
from lifecycle.desks import desk_at, found
from lifecycle.panels import sections_of, turn_among
from lifecycle.verbbar import bar_for
from rectification.choices import ReferralState
from rectification.family import around_referral
from rectification.filters import ReferralFilter
from rectification.models import PersonReferral
from rectification.reading import named, read_person, reading_words
from rectification.views.lists import NO_DATE
from rectification.views.restricted import RestrictedList, persons_in, readings_for
from rectification.views.trail import trail_of

STEPS = ("create", "refer", "decline", "conclude")
NEXT = {ReferralState.DRAFTED: "refer", ReferralState.REFERRED: "conclude"}


class Referrals(RestrictedList):
    """All referrals that the reader is on; the person is named on the page of one alone."""

    template_name, results_template = "rectification/referrals.html", "rectification/referrals_rows.html"
    filterset_class = ReferralFilter
    columns = (
        Column("ref", _("Reference"), sort="ref", value=lambda row: row.ref),
        Column("title", _("About"), value=lambda row: f"{row.commitment.ref} {row.commitment.title}"),
        Column("body", _("Body of the person"), value=lambda row: row.body.name),
        Column("issuing", _("Issuing body"), value=lambda row: row.issuing_body.name),
        Column("referred", _("Handed over"), sort="referred_key", value=lambda row: row.referred_on),
        Column("state", _("State"), sort="state", value=lambda row: row.get_state_display()),
    )
    default_sort = "-ref"
    export_name = "referrals"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            PersonReferral.objects.visible_to(self.request.actor, self.request.today)  # type: ignore[attr-defined]
            .select_related("commitment", "body", "issuing_body")
            .annotate(referred_key=Coalesce(F("referred_on"), Value(NO_DATE), output_field=DateField()))
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "heading": _("Referrals of persons"), "tabs": self.tabs("referrals")}


class ReferralPage(View):
    """`/referrals/<ref>/`: the reading is recorded before the person is named."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        referral = found(desk_at("referrals"), ref, actor)
        person = read_person(referral, **reading_words(request))
        trail = trail_of(referral, around_referral(referral, request), request)
        context = {
            "referral": referral,
            "commitment": referral.commitment,
            "person": named(person),
            "founding": self.founding(referral, request),
            "persons": persons_in(referral, trail["rows"], STEPS, NEXT.get(referral.state, ""), actor, today),
            "turn": turn_among([referral], request) or at_rest(referral),
            "bar": bar_for(referral, actor, today),
            "sections": sections_of(referral, request),
            **readings_for(referral, request),
            **trail,
        }
        return render(request, "rectification/referral.html", context)

    @staticmethod
    def founding(referral: Any, request: HttpRequest) -> list[tuple[Any, Any, str]]:
        """What it rests on: (kind, record, address where the reader may open it)."""
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        named = [one for one in (referral.commitment, referral.case, referral.order, referral.inquiry) if one]
        return [
            (
                one._meta.verbose_name,
                one.ref,
                one.get_absolute_url() if type(one).objects.visible_to(actor, today).filter(pk=one.pk).exists() else "",
            )
            for one in named
        ]
