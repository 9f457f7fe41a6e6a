"""A plan before its reviewer: the version at hand beside the one before, what was asked in between, and the decision."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face.parts import Person
from lifecycle.desks import desk_at, found
from lifecycle.doors import MAX_REASON
from lifecycle.forms import DoorForm
from lifecycle.offers import ALLOWED, NOT_YOURS, UNMET, Offer, available
from lifecycle.payload import form_fields
from lifecycle.performing import perform
from lifecycle.refusals import Refused, Stale
from lifecycle.timeline import events_of
from lifecycle.views import DoorView, answer_to, refusal_for, rows_since, signature
from rectification.choices import OrderState
from rectification.models import RectificationOrder
from rectification.payloads import ReturnPlanData
from rectification.plans import Comparison, Row, Version, beside, checks_of, versions_of
from rectification.rules.plans import Check

UNPROCESSABLE, CONFLICT = 422, 409
APPROVE, RETURN = "approve_plan", "return_plan"


class DecisionForm(DoorForm):
    """Approve, or return with what is asked: of the plan as a whole, and of single measures and demands."""

    verb = forms.ChoiceField(
        label=gettext_lazy("your decision"),
        choices=((APPROVE, gettext_lazy("approve the plan")), (RETURN, gettext_lazy("return it to be changed"))),
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("opinion"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("On a return: what is asked of the plan as a whole."),
    )
    basis = forms.CharField(label=gettext_lazy("legal basis"), required=False, max_length=MAX_REASON)
    seen = forms.BooleanField(label="", required=False)

    def __init__(self, order: Any, warnings: Sequence[Check], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": order.version, "verb": APPROVE, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.warnings = warnings
        self.fields.update(form_fields(ReturnPlanData, order))
        if warnings:
            self.fields["seen"].label = _("I have read the remarks of the checks")
        else:
            del self.fields["seen"]

    def clean(self) -> dict[str, Any]:
        """A return says why; an approval has read the warnings, and asks nothing more."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("verb") == RETURN and not told.get("reason"):
            self.add_error("reason", _("State the reason."))
        if told.get("verb") == APPROVE:
            if self.warnings and not told.get("seen"):
                self.add_error("seen", _("Read the remarks of the checks and say so, or return the plan."))
            if told.get("on_measures") or told.get("on_demands"):
                self.add_error("verb", _("What is asked of measures goes with a return: return the plan, or empty it."))
        return told

    def told(self) -> dict[str, Any]:
        """What `perform` is told. The form must be valid."""
        given = self.cleaned_data
        data = {"on_measures": given["on_measures"], "on_demands": given["on_demands"]}
        return {
            "reason": given["reason"],
            "basis": given["basis"],
            "expected_version": given["version"],
            "data": data if given["verb"] == RETURN else None,
        }


class ApprovalPage(DoorView):
    """`/orders/<ref>/approval/`: the newest version beside the one before, or `?old=1&new=3`."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.order = self.record = found(desk_at("orders"), kwargs["ref"], request.actor)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        return self.page(request, None, 200)

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        comparison = self.comparison(request)
        form = DecisionForm(self.order, self.warnings(request, comparison), request.POST)
        offers = self.offers(request)
        verb = request.POST.get("verb")
        if verb in offers and offers[verb].status not in (ALLOWED, UNMET):
            return answer_to(request, refusal_for(offers[verb], self.order), self.order)
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE)
        try:
            order = perform(self.order, form.cleaned_data["verb"], request.actor, **form.told())  # type: ignore[attr-defined]
        except Refused as refusal:
            return self.refused(request, form, refusal)
        messages.success(request, _said(order, form.cleaned_data["verb"]))
        return redirect(order.get_absolute_url())

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays; what changed stands above it."""
        self.order = RectificationOrder.objects.select_related("commitment", "duty_body").get(pk=self.order.pk)
        posted = request.POST.copy()
        posted["version"] = str(refusal.present)
        form = DecisionForm(self.order, self.warnings(request, self.comparison(request)), posted)
        since = rows_since(self.order, refusal.expected)
        return self.page(request, form, CONFLICT, stale=refusal, since=since)

    def offers(self, request: HttpRequest) -> dict[str, Offer]:
        """How approving and returning stand for the reader."""
        offers = available(self.order, request.actor, request.today)  # type: ignore[attr-defined]
        return {offer.name: offer for offer in offers if offer.name in (APPROVE, RETURN)}

    def comparison(self, request: HttpRequest) -> Comparison:
        """The versions that the address names, by default the last two. Raises Http404."""
        versions = {one.number: one for one in versions_of(self.order)}
        if not versions:
            raise Http404
        new = _chosen(versions, request.GET.get("new"), max(versions))
        old = _chosen(versions, request.GET.get("old"), new.number - 1) if new.number > 1 else None
        return beside(self.order, old, new)

    def warnings(self, request: HttpRequest, comparison: Comparison) -> list[Check]:
        """The checks that do not hold."""
        return [one for one in self.checks(request, comparison) if not one.holds]

    def checks(self, request: HttpRequest, comparison: Comparison) -> list[Check]:
        """What is checked of the version at hand: two queries."""
        return checks_of(
            self.order,
            comparison.new.measures.values(),
            list(self.order.demands.order_by("number")),
            request.today,  # type: ignore[attr-defined]
            comparison.not_taken_up,
        )

    def ahead(self, measures: Iterable[Any]) -> list[tuple[date, str]]:
        """What comes once the plan is approved, day by day, with the limit of the order in its place."""
        coming = {(one.due_on, one.what) for one in measures}
        if self.order.due_on is not None:
            coming.add((self.order.due_on, _("limit of the order: submit for acceptance")))
        return sorted(coming)

    def page(self, request: HttpRequest, form: DecisionForm | None, status: int, **more: Any) -> HttpResponse:
        comparison = self.comparison(request)
        offers = self.offers(request)
        looked_at = self.checks(request, comparison)
        decides = any(offer.status in (ALLOWED, UNMET) for offer in offers.values())
        if form is None and decides:
            form = DecisionForm(self.order, [one for one in looked_at if not one.holds])
        measures = comparison.new.measures.values()
        context = {
            "order": self.order,
            "due": self.order.due_chip_on(request.today),  # type: ignore[attr-defined]
            "comparison": comparison,
            "lines": [(row, *asking(row, form if decides else None)) for row in comparison.changed],
            "same_lines": [(row, *asking(row, form if decides else None)) for row in comparison.same],
            "versions": versions_of(self.order),
            "checks": looked_at,
            "form": form if decides else None,
            "persons": persons_of(self.order, comparison.new, offers),
            "refusals": [one for offer in offers.values() if offer.status == NOT_YOURS for one in offer.sentences][:2],
            "unmet": [one for offer in offers.values() if offer.status == UNMET for one in offer.unmet],
            "events": events_of([self.order]),
            "ahead": self.ahead(measures),
            "signed_as": signature(request.actor),  # type: ignore[attr-defined]
            "everything": "all" in request.GET,
            **more,
        }
        return render(request, "rectification/approval.html", context, status=status)


def asking(row: Row, form: DecisionForm | None) -> tuple[str, str]:
    """The name of the text area in which something is asked of a row, and what was typed there; "" where nothing can be."""
    about = "on_measures" if row.measure is not None else "on_demands" if row.demand is not None else ""
    if form is None or not about:
        return "", ""
    name = f"{about}-{row.measure if row.measure is not None else row.demand}"
    return name, form.data.get(name, "") if form.is_bound else ""


def _chosen(versions: Mapping[int, Version], given: str | None, otherwise: int) -> Version:
    """A version by its number as the address gives it. Raises Http404."""
    number = otherwise if given is None else int(given) if given.isascii() and given.isdigit() else 0
    if number not in versions:
        raise Http404
    return versions[number]


def _said(order: Any, verb: str) -> str:
    words = {"ref": order.ref, "state": order.get_state_display(), "row": order.version}
    if verb == APPROVE:
        return _("Plan approved: %(ref)s is now “%(state)s” (row %(row)s of its record).") % words
    return _("Plan returned: %(ref)s is now “%(state)s” (row %(row)s of its record).") % words


def persons_of(order: Any, version: Version, offers: Mapping[str, Offer]) -> list[Person]:
    """Who drafted, whether the reader may decide, who must be another."""
    row = version.submitted
    drafted = Person(_("Drafted and submitted by"), " ".join((row.actor_body, row.actor_post)), row.actor_name)
    accepting = Person(_("Accepts in the end"), _("another person"), note=_("who approves the plan may not accept"))
    return [drafted, _deciding(order, version, offers), accepting]


def _deciding(order: Any, version: Version, offers: Mapping[str, Offer]) -> Person:
    part = _("Approves the plan")
    if order.state != OrderState.PLANNED and version.outcome is not None:
        return Person(part, version.outcome.actor_post, version.outcome.actor_name)
    offer = offers[APPROVE]
    if offer.status in (ALLOWED, UNMET):
        return Person(part, _("you may decide"), note=_("you took no part in drafting it"), you=True)
    if offer.status == NOT_YOURS:
        why = " ".join(str(one) for one in offer.sentences)
        return Person(part, _("not you"), note=why, you=True)
    return Person(part, _("nobody decides now"), note=order.get_state_display())
