"""The plan as its clerk enters it: measures in rows, added and taken out without losing what was typed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from face import answers
from lifecycle import unsent
from lifecycle.desks import desk_at, found
from lifecycle.offers import may_create
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, Refused, Stale
from lifecycle.sending import SentBefore, once
from lifecycle.views import answer_to, rows_since
from rectification.choices import OrderState
from rectification.forms import MOST_ROWS, BaseRows, PlanForm, Rows, initial_of
from rectification.models import Measure, RectificationOrder
from rectification.planning import RowRefused, keep_plan
from rectification.plans import Version, beside, checks_of, draft_of, versions_of
from rectification.rules.plans import Check
from rectification.views.order import measures_of, plannable

UNPROCESSABLE, CONFLICT = 422, 409
ADD, REMOVE, SAVE, SUBMIT = "add", "remove", "save", "submit"
PREFIX = "rows"


class PlanPage(View):
    """`/orders/<ref>/plan/`: while the plan is drawn up, or for demands that joined an order that is carried out."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        self.order = found(desk_at("orders"), kwargs["ref"], actor)
        self.demands = list(self.order.demands.order_by("number"))
        if not may_create(Measure(order=self.order), actor, today):
            return answers.not_you(
                request,
                [_("Only a clerk of the body that the order is addressed to enters its plan.")],
                [(_("Back to the record"), self.order.get_absolute_url())],
            )
        self.standing = measures_of(self.order)
        self.plannable = plannable(self.order, self.demands, self.standing)
        if not self.plannable:
            state = self.order.get_state_display()
            return answer_to(request, NotFromThisState("plan", self.order.state, _("enter a plan"), state), self.order)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    @property
    def is_planning(self) -> bool:
        """Whether the plan itself is open; else only measures for demands that joined later are entered."""
        return bool(self.order.state == OrderState.ISSUED)

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        left = unsent.found(request, self.key)
        if left is None:
            initial = {"version": self.order.version, "plan": self.order.plan}
            return self.page(request, self.rows(), PlanForm(initial=initial), 200)
        # What was saved before stands in the rows of the plan; only the words are left then.
        rows = self.rows(left.data if f"{PREFIX}-TOTAL_FORMS" in left.data else None)
        return self.page(request, rows, PlanForm(left.data), 200, restored_at=left.saved_at)

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        if request.POST.get("do") == "discard":
            unsent.discard(request, self.key)
            messages.success(request, _("What you had typed here and not sent is discarded."))
            return redirect(request.path)
        act = request.POST.get("act", SAVE)
        rows = self.rows(request.POST)
        form = PlanForm(request.POST, submits=act == SUBMIT and self.is_planning)
        if act == ADD or act.startswith(REMOVE):
            return self.rearranged(request, act, rows, form)
        # Both are judged, so that everything to be mended is said at once.
        if not all([rows.is_valid(), form.is_valid()]):
            return self.page(request, rows, form, UNPROCESSABLE)
        try:
            order = once(request, lambda: self.keep(request, rows, form, act), lambda one: str(one.get_absolute_url()))
        except SentBefore as before:
            return HttpResponseRedirect(before.url)
        except RowRefused as refused:
            return self.refused(request, rows, form, refused.refusal, rows.forms[refused.at])
        except Refused as refusal:
            return self.refused(request, rows, form, refusal, form)
        messages.success(request, _said(order, act))
        return redirect(order.get_absolute_url() if act == SUBMIT else request.path)

    def keep(self, request: HttpRequest, rows: BaseRows, form: PlanForm, act: str) -> Any:
        """Through the doors; what is typed of the plan in words stays private until it is submitted."""
        actor = request.actor  # type: ignore[attr-defined]
        told = form.cleaned_data
        submit = None
        if act == SUBMIT and self.is_planning:
            submit = {"data": {"plan": told["plan"]}, "expected_version": told["version"]}
        order = keep_plan(self.order, actor, [one.wanted() for one in rows.forms], submit=submit)
        unsent.discard(request, self.key)
        if submit is None and self.is_planning:
            unsent.leave(request, self.key, {"version": [str(self.order.version)], "plan": [told["plan"]]})
        return order

    @property
    def key(self) -> str:
        """The name under which what is not sent yet is kept."""
        return f"plan:{self.order.ref}"

    def rows(self, data: Any = None) -> BaseRows:
        """The rows: as typed, else the measures that may be changed and an empty one for each demand without one."""
        known = {one.pk: one for one in self.standing if one.approved_on is None}
        demands = self.order.demands.filter(pk__in=[one.pk for one in self.plannable]).order_by("number")
        words = {"order": self.order, "demands": demands, "known": known}
        if data is not None:
            return Rows(data, prefix=PREFIX, form_kwargs=words)  # type: ignore[return-value]
        answered = {one.demand_id for one in self.standing}
        open_demands = [one for one in self.demands if one.pk not in answered]
        initial = initial_of(list(known.values()), open_demands)
        return Rows(initial=initial, prefix=PREFIX, form_kwargs=words)  # type: ignore[return-value]

    def rearranged(self, request: HttpRequest, act: str, rows: BaseRows, form: PlanForm) -> HttpResponse:
        """The same form with a row more or less; nothing is judged and nothing saved."""
        number = act.removeprefix(f"{REMOVE}-")
        if act == ADD:
            changed = rows.add_row()
            changed.forms[-1].focus("demand")
        else:
            changed = rows.without_row(int(number) if number.isdecimal() and len(number) < 4 else -1)
        return self.page(request, changed, form, 200)

    def refused(self, request: HttpRequest, rows: BaseRows, form: PlanForm, refusal: Refused, at: Any) -> HttpResponse:
        """The five answers, at the row or the form that was refused; what was typed stays."""
        if isinstance(refusal, Invalid):
            at.refuse(refusal)
            return self.page(request, rows, form, UNPROCESSABLE)
        if isinstance(refusal, GuardsUnmet):
            return self.page(request, rows, form, UNPROCESSABLE, unmet=refusal.unmet)
        if isinstance(refusal, Stale):
            return self.stale(request, refusal)
        return answer_to(request, refusal, self.order)

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays, with the versions as they are now; sending again is a fresh decision."""
        seen = self.order.version
        self.order = RectificationOrder.objects.select_related("commitment", "duty_body").get(pk=self.order.pk)
        posted = request.POST.copy()
        posted["version"] = str(self.order.version)
        self.standing = measures_of(self.order)
        versions = {str(one.pk): str(one.version) for one in self.standing}
        for name in [key for key in posted if key.startswith(f"{PREFIX}-") and key.endswith("-measure")]:
            if (present := versions.get(str(posted[name]))) is not None:
                posted[f"{name.removesuffix('measure')}version"] = present
        since = rows_since(self.order, min(seen, refusal.expected))
        return self.page(request, self.rows(posted), PlanForm(posted), CONFLICT, stale=refusal, since=since)

    def looked_at(self, request: HttpRequest, form: PlanForm, returned: Version | None) -> list[Check]:
        """What the reviewer's checks will say of the measures that are saved; nothing while none is."""
        if not self.is_planning or not self.standing:
            return []
        draft = draft_of(self.order, str(form["plan"].value() or ""), self.standing)
        unheeded = beside(self.order, returned, draft).not_taken_up if returned is not None else []
        return checks_of(self.order, self.standing, self.demands, request.today, unheeded)  # type: ignore[attr-defined]

    def page(self, request: HttpRequest, rows: BaseRows, form: PlanForm, status: int, **more: Any) -> HttpResponse:
        if status in (UNPROCESSABLE, CONFLICT):
            # Whoever now goes to look for what is missing finds his words again.
            unsent.keep(request, self.key)
        if status != UNPROCESSABLE:
            for one in (*rows.forms, form):
                if one.is_bound:
                    one.unjudged()
        versions = versions_of(self.order)
        returned = versions[-1] if versions and versions[-1].is_returned else None
        context = {
            "order": self.order,
            "due": self.order.due_chip_on(request.today),  # type: ignore[attr-defined]
            "demands": self.plannable,
            "rows": rows,
            "form": form,
            "judged": status == UNPROCESSABLE,
            "is_planning": self.is_planning,
            "checks": self.looked_at(request, form, returned),
            "returned": returned,
            "asked": _asked(rows, returned.remarks if returned else ()),
            "autosave_url": f"{reverse('lifecycle:unsent')}?form={self.key}",
            "is_full": rows.total_form_count() >= MOST_ROWS,
            **more,
        }
        return render(request, "rectification/plan.html", context, status=status)


def _asked(rows: BaseRows, remarks: Sequence[Any]) -> list[tuple[Any, list[str]]]:
    """Each row with what was asked of its measure when the plan was returned."""
    said: dict[int, list[str]] = {}
    for one in remarks:
        if one.measure_id is not None:
            said.setdefault(one.measure_id, []).append(one.text)
    return [(form, said.get(form.record.pk, []) if form.record is not None else []) for form in rows.forms]


def _said(order: Any, act: str) -> str:
    if act == SUBMIT:
        words = {"ref": order.ref, "state": order.get_state_display(), "row": order.version}
        return _("Plan submitted: %(ref)s is now “%(state)s” (row %(row)s of its record).") % words
    return _("The measures are saved; the plan is not submitted yet.")
