"""Variations on the site: the list, the page with what was beside what will be, and the form that asks what its kind needs."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from commitments.changes import marks_of, new_values, stands_now
from commitments.choices import OPEN_OBLIGATION, ShareState, VariationKind, VariationState
from commitments.desks import asking_bodies
from commitments.filters import VariationFilter
from commitments.models import Dispute, Evidence, Obligation, Share, Variation
from commitments.rules.variations import SHAPES, needs_assent
from commitments.views.files import file_of
from face.keys import key_in
from face.lists import Column
from face.parts import Person
from lifecycle.desks import desk_at, found
from lifecycle.forms import FieldsForm, desk_form
from lifecycle.lists import RecordedListView
from lifecycle.panels import family_of, sections_of, turn_among
from lifecycle.timeline import events_of
from lifecycle.verbbar import bar_for
from lifecycle.views import EditView, NewView

REDRAW = "redraw"
ASKED = "asked"
WORDS = ("why", "document")


class Variations(RecordedListView):
    """All variations that the reader may see."""

    template_name, results_template = "commitments/variations.html", "commitments/variation_rows.html"
    filterset_class = VariationFilter
    columns = (
        Column("ref", gettext_lazy("Reference"), sort="pk", value=lambda row: row.ref),
        Column("commitment", gettext_lazy("Commitment"), value=lambda row: str(row.commitment)),
        Column("kind", gettext_lazy("Kind of change"), sort="kind", value=lambda row: row.get_kind_display()),
        Column("change", gettext_lazy("What is to change"), value=new_values),
        Column("state", gettext_lazy("State"), sort="state", value=lambda row: row.get_state_display()),
        Column("asked", gettext_lazy("Asked for"), value=lambda row: row.asked_on),
        Column("late", gettext_lazy("Asked for after the due date"), value=lambda row: _("yes") if row.is_late else ""),
        Column("body", gettext_lazy("Asked for by"), value=lambda row: row.body.name),
        Column("decided", gettext_lazy("Decided"), value=lambda row: row.decided_on),
    )
    default_sort = "-ref"
    export_name = "variations"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Variation.objects.visible_to(self.request.actor).shown()  # type: ignore[attr-defined]
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, rows = self.request.today, list(kwargs["rows"])  # type: ignore[attr-defined]
        marks = marks_of(rows) if rows else {}
        return {
            **kwargs,
            "heading": _("Variations"),
            "lines": [(row, marks[row.pk], row.is_late_on(today)) for row in rows],
        }


class VariationPage(View):
    """`/variations/<ref>/`."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        variation = found(desk_at("variations"), ref, actor)
        evidence = list(Evidence.objects.filter(variation=variation).select_related("body").order_by("pk"))
        family = family_of(variation, [variation, *evidence], request)
        rows = list(variation.history.order_by("version"))
        context = {
            "variation": variation,
            "commitment": variation.commitment,
            "marks": marks_of([variation])[variation.pk],
            "late": variation.is_late_on(today),
            "late_by": late_by(variation, rows),
            "asks_assent": needs_assent(variation, variation.obligation, variation.commitment),
            "made": made_by(variation, rows),
            "persons": persons_of(rows, actor.official_id),
            "files": [file_of(one, evidence) for one in evidence],
            "turn": turn_among([variation], request),
            "bar": bar_for(variation, actor, today),
            "events": events_of(family),
            "rows": rows,
            "sections": sections_of(variation, request),
        }
        return render(request, "commitments/variation.html", context)


def late_by(variation: Any, rows: Sequence[Any]) -> int:
    """How many days passed between the due date and the decision on a late extension: they stay late (LIFECYCLES 13)."""
    if not variation.is_late or variation.state != VariationState.APPROVED or variation.seen_version is None:
        return 0
    seen = Obligation.history.filter(id=variation.obligation_id, version=variation.seen_version).first()
    return (variation.decided_on - seen.due_on).days if seen is not None and seen.due_on else 0


def made_by(variation: Any, rows: Sequence[Any]) -> list[Any]:
    """The obligation or share that came into being by an approved variation."""
    model = {VariationKind.ADDITION: Obligation, VariationKind.SUPPORTING_BODY: Share}.get(variation.kind)
    cause = next((f"commitments.Variation/{row.id}/{row.version}" for row in rows if row.verb == "approve"), "")
    if model is None or not cause:
        return []
    keys = model.history.filter(cause=cause, verb="create").values("id")
    return list(model.objects.filter(pk__in=keys))


def persons_of(rows: Sequence[Any], reader: int | None) -> list[Person]:
    """Who asked and who decided: never the same person."""
    parts = {"submit": _("submitted by"), "approve": _("decided by"), "reject": _("decided by")}
    last = {parts[row.verb]: row for row in rows if row.verb in parts}
    return [
        Person(
            part=part,
            post=" · ".join(word for word in (row.actor_post, row.actor_body) if word),
            name=row.actor_name,
            you=reader is not None and row.actor_id == reader,
        )
        for part, row in last.items()
    ]


def helped(form: FieldsForm, kind: str, commitment: Any, obligation: Any, share: Any = None) -> FieldsForm:
    """The form of a kind: choices narrowed to the commitment, and at each field what stands there now."""
    narrow(form, commitment, obligation)
    shape = SHAPES[kind]
    for name in shape.required:
        form.fields[name].required = True
    target = share if kind == VariationKind.SUPPORTING_BODY else obligation if "obligation" in shape.about else None
    if target is None and "commitment" in shape.about and kind != VariationKind.ADDITION:
        target = commitment
    for name, words in stands_now(kind, target).items():
        if name in form.fields:
            form.fields[name].help_text = _("Stands now: %(words)s") % {"words": words}
    return form


def narrow(form: FieldsForm, commitment: Any, obligation: Any) -> None:
    """Offer only what belongs to the commitment, and to the obligation where one is known."""
    shares = Share.objects.filter(commitment=commitment, state__in=(ShareState.OUTSTANDING, ShareState.NAMED_MISSING))
    offered: dict[str, Any] = {
        "obligation": Obligation.objects.filter(commitment=commitment, state__in=OPEN_OBLIGATION).order_by("pk"),
        "share": (shares if obligation is None else shares.filter(obligation=obligation)).select_related("body"),
        "judgment": Dispute.objects.filter(commitment=commitment, effective_on__isnull=False).order_by("pk"),
    }
    for name, queryset in offered.items():
        if name in form.fields:
            form.fields[name].queryset = queryset  # type: ignore[attr-defined]
    if "share" in form.fields:
        form.fields["share"].label_from_instance = lambda one: f"{one.body.name}: {one.what}"  # type: ignore[attr-defined]
        form.fields["share"].help_text = _("Leave this empty to add a supporting body.")


class Propose(NewView):
    """`/variations/new/?commitment=…[&obligation=…][&kind=…]`: the kind first, then what that kind needs."""

    template_name = "commitments/propose.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("kind") or request.GET.get("kind", "")
        self.kind = asked if asked in SHAPES else ""
        return super().dispatch(request, *args, **kwargs)

    def _fixed(self, request: HttpRequest) -> dict[str, Any]:
        fixed = super()._fixed(request)
        obligation = fixed.get("obligation")
        if obligation is not None:
            fixed.setdefault("commitment", obligation.commitment)
        if "commitment" not in fixed or (obligation and obligation.commitment_id != fixed["commitment"].pk):
            raise Http404
        about = obligation or fixed["commitment"]
        bodies = list(asking_bodies(request.actor, about))  # type: ignore[attr-defined]
        if len(bodies) == 1:
            fixed["body"] = bodies[0]
        return fixed

    def kinds(self) -> list[tuple[str, Any]]:
        """The kinds that fit what the address names."""
        is_of_duty = "obligation" in self.fixed
        return [
            (kind.value, kind.label) for kind in VariationKind if not is_of_duty or "obligation" in SHAPES[kind].about
        ]

    def names(self) -> list[str]:
        """The fields of the form: those of the kind, and what every change is asked for with."""
        if not self.kind:
            return ["kind"]
        shape = SHAPES[self.kind]
        aim = ["obligation"] if "obligation" in shape.about and "obligation" not in self.fixed else []
        body = [] if "body" in self.fixed else ["body"]
        judgment = (
            ["judgment"]
            if Dispute.objects.filter(commitment=self.fixed["commitment"], effective_on__isnull=False).exists()
            else []
        )
        return ["kind", *aim, *shape.fields, *WORDS, *judgment, *body]

    def form(self, request: HttpRequest, *data: Any, typed: Any = None) -> FieldsForm:
        names = self.names()
        obligation = self.fixed.get("obligation") or self.chosen(request)
        initial = {"kind": self.kind, **self.standing(obligation)}
        initial |= {name: value for name, value in (typed or request.GET).items() if name in names}
        form = desk_form(self.desk, names, request.actor, *data, initial=initial)  # type: ignore[attr-defined]
        form.fields["kind"].choices = [("", "---------"), *self.kinds()]  # type: ignore[attr-defined]
        form.fields["kind"].widget.attrs |= redrawing()
        if "obligation" in form.fields:
            form.fields["obligation"].widget.attrs |= redrawing()
            form.fields["obligation"].required = "commitment" not in SHAPES[self.kind].about
        return helped(form, self.kind, self.fixed["commitment"], obligation) if self.kind else form

    def chosen(self, request: HttpRequest) -> Any:
        """The obligation that was chosen in the form so far."""
        key = request.POST.get("obligation", request.GET.get("obligation", ""))
        rows = Obligation.objects.filter(commitment=self.fixed["commitment"])
        return rows.filter(pk=key_in(key)).select_related("lead_body", "paying_body").first()

    def standing(self, obligation: Any) -> dict[str, Any]:
        """Words that are changed are begun from those that stand."""
        if self.kind == VariationKind.CONTENT and obligation is not None:
            return {"content": obligation.content}
        return {"clause": self.fixed["commitment"].clause} if self.kind == VariationKind.CLAUSE else {}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if REDRAW in request.POST or not self.kind:
            return self.page(request, self.form(request, typed=request.POST), 200)
        return super().post(request, **kwargs)

    def page(self, request: HttpRequest, form: FieldsForm, status: int, **more: Any) -> HttpResponse:
        above = self.fixed.get("obligation") or self.fixed["commitment"]
        if getattr(request, "htmx", False) and request.headers.get("HX-Target") == ASKED:
            self.template_name = "commitments/propose_asked.html"
        answer = super().page(
            request, form, status, kind=self.kind, above=above, back_url=above.get_absolute_url(), **more
        )
        patch_vary_headers(answer, ("HX-Request", "HX-Target"))
        return answer


def redrawing() -> dict[str, str]:
    """What makes the form show other fields at once when another kind or obligation is chosen; what was typed stays."""
    return {
        "hx-post": "",
        "hx-trigger": "change",
        "hx-target": f"#{ASKED}",
        "hx-swap": "outerHTML",
        "hx-vals": f'{{"{REDRAW}": "1"}}',
    }


class Edit(EditView):
    """`/variations/<ref>/edit/`: the fields of its kind alone."""

    def form(self, request: HttpRequest, *data: Any) -> FieldsForm:
        names = [name for name in self.edit.fields if name in (*self.record.given, *WORDS, "judgment")]
        form = desk_form(self.desk, names, request.actor, *data, record=self.record)  # type: ignore[attr-defined]
        record = self.record
        return helped(form, record.kind, record.commitment, record.obligation, record.share)


def propose_url(commitment: Any, obligation: Any = None) -> str:
    """Where a change is asked for."""
    query = f"?commitment={commitment.pk}" + (f"&obligation={obligation.pk}" if obligation is not None else "")
    return reverse("commitments:propose") + query
