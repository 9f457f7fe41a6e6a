"""The inbox and what is done in it: claim, release, reassign, act for another, take one step on many records."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from face import answers
from face.keys import is_storable, key_in
from face.lists import Column
from lifecycle.desks import desk_of
from lifecycle.lists import RecordedListView
from lifecycle.refusals import Invalid
from lifecycle.sweeping import perform_many
from organizations.choices import Role
from organizations.models import Official
from workflows import deputies, inbox
from workflows.forms import BatchForm, ReassignForm
from workflows.models import Assignment

MOST_AT_ONCE = 500
TABS = (
    ("all", gettext_lazy("All that I am asked")),
    ("mine", gettext_lazy("By name or claimed")),
    ("post", gettext_lazy("My body itself")),
    ("body", gettext_lazy("My body and below")),
)
# For supervisors: what a colleague has, and may be taken back from him.
WITH_OTHERS = ("others", gettext_lazy("With a colleague"))


def _of(row: Any, name: str) -> str:
    """What an export says of a row; "" where its record is gone."""
    return "" if row.entry is None else str(getattr(row.entry, name))


class Inbox(RecordedListView):
    """Everything that waits for the reader."""

    template_name, results_template = "workflows/inbox.html", "workflows/inbox_rows.html"
    columns = (
        Column("pick", gettext_lazy("Choose"), on_screen_only=True),
        Column("due", gettext_lazy("Due"), sort="due_on", value=lambda row: row.due_on or ""),
        Column("step", gettext_lazy("Step"), sort="verb", value=lambda row: _of(row, "label")),
        Column("reference", gettext_lazy("Reference"), value=lambda row: _of(row, "reference")),
        Column("matter", pgettext_lazy("inbox", "Matter"), value=lambda row: _of(row, "title")),
        Column("state", gettext_lazy("State"), value=lambda row: _of(row, "state")),
        Column("asked_of", gettext_lazy("Asked of"), value=lambda row: _of(row, "asked_of")),
        Column(
            "asked",
            gettext_lazy("Asked since"),
            sort="asked_at",
            value=lambda row: timezone.localtime(row.asked_at).date(),
        ),
        Column("barred", gettext_lazy("Not by you"), value=lambda row: _of(row, "why_not")),
        Column("acts", gettext_lazy("Actions"), on_screen_only=True),
    )
    default_sort = "due"
    export_name = "inbox"

    @property
    def scope(self) -> str:
        """Which tab is open."""
        asked = self.request.GET.get("scope", "all")
        return asked if asked in inbox.SCOPES else "all"

    def get_queryset(self) -> QuerySet[Any]:
        return inbox.asked_of(self.request.actor, self.request.today, self.scope).select_related("claimed_by")  # type: ignore[attr-defined]

    def attached(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Each with its record, its lamp, and why the reader may not take the step."""
        actor, today = self.request.actor, self.request.today  # type: ignore[attr-defined]
        known = {one.assignment.pk: one for one in inbox.marked(inbox.entries(rows), actor, today)}
        for row in rows:
            row.entry = known.get(row.pk)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        supervises = self.request.actor.having(Role.SUPERVISOR, self.request.today)  # type: ignore[attr-defined]
        shown = (*TABS, WITH_OTHERS) if supervises else TABS
        tabs = [(label, f"{self.request.path}?scope={code}", code == self.scope) for code, label in shown]
        return {
            **kwargs,
            "heading": _("Inbox"),
            "scopes": tabs,
            "entries": [row.entry for row in kwargs["rows"] if row.entry is not None],
            "alike": [] if self.scope == WITH_OTHERS[0] else inbox.alike(self.get_queryset()),
            "is_with_others": self.scope == WITH_OTHERS[0],
            "most": MOST_AT_ONCE,
            "acts_for": self.request.actor.on_behalf_of_name,  # type: ignore[attr-defined]
            "principals": inbox.principals_of(getattr(self.request.user, "official_id", None), self.request.today),  # type: ignore[attr-defined]
        }


def _assignment(request: HttpRequest, pk: int) -> Assignment:
    """A waiting assignment that the reader is asked for, or has claimed. Raises Http404."""
    asked = Assignment.objects.for_actor(request.actor, request.today)  # type: ignore[attr-defined]
    found = asked.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def _own_id(request: HttpRequest) -> int:
    actor = request.actor  # type: ignore[attr-defined]
    return int(actor.on_behalf_of_id or actor.official_id or 0)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task for oneself."""
    taken = inbox.claim(_assignment(request, pk), _own_id(request))
    if taken:
        messages.success(request, _("The task is yours; others no longer see it."))
    else:
        messages.warning(request, _("A colleague was quicker: the task is already claimed or done."))
    return redirect("workflows:inbox")


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a task back to all who are asked."""
    if inbox.release(_assignment(request, pk), _own_id(request)):
        messages.success(request, _("The task is open again to all who are asked."))
    else:
        messages.warning(request, _("This task was not claimed by you."))
    return redirect("workflows:inbox")


def _led(request: HttpRequest, pk: int) -> Assignment | None:
    """A waiting assignment that the reader may hand out: he supervises the body asked. None where he does not.

    Raises Http404 for one that he is not asked for and that no colleague of his has.
    """
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    found = Assignment.objects.with_others(actor, today).filter(pk=pk).first() or _assignment(request, pk)
    return found if inbox.leads(actor, found, today) else None


NOT_SUPERVISOR = gettext_lazy("Only a supervisor of the body may give its tasks to somebody.")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a task again that a colleague has, passed on to him or claimed: for supervisors of the body asked."""
    found = _led(request, pk)
    if found is None:
        return answers.not_you(request, [NOT_SUPERVISOR])
    if inbox.take_back(found):
        messages.success(request, _("The task is open again to all who are asked."))
    else:
        messages.warning(request, _("The task no longer waits: somebody has done it meanwhile."))
    return redirect("workflows:inbox")


class Reassign(View):
    """Give a task to a colleague who may do it: for supervisors of the body asked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = _led(request, kwargs["pk"])
        if found is None:
            return answers.not_you(request, [NOT_SUPERVISOR])
        self.assignment = found
        self.entry = next(iter(inbox.entries([found])), None)
        if self.entry is None:
            raise Http404
        self.takers = inbox.takers(found, self.entry.record, request.today)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self._page(request, ReassignForm(self.takers), 200)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = ReassignForm(self.takers, request.POST)
        if not form.is_valid():
            return self._page(request, form, 422)
        official = form.cleaned_data["official"]
        if inbox.reassign(self.assignment, official.pk):
            messages.success(request, _("The task now waits for %(name)s.") % {"name": official.name})
        else:
            messages.warning(request, _("The task no longer waits: somebody has done it meanwhile."))
        return redirect("workflows:inbox")

    def _page(self, request: HttpRequest, form: ReassignForm, status: int) -> HttpResponse:
        context = {"form": form, "entry": self.entry, "act": _("Reassign"), "back_url": reverse("workflows:inbox")}
        return render(request, "workflows/reassign.html", context, status=status)


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for a principal from now on, or for oneself again."""
    given = request.POST.get("principal", "")
    principal = key_in(given)
    if (given and principal is None) or not deputies.choose(request, principal):
        return answers.not_you(request, [_("You are not this person's deputy today.")])
    if principal is None:
        messages.success(request, _("You act in your own name again."))
    else:
        name = Official.objects.get(pk=principal).name
        messages.success(request, _("You now act for %(name)s; every step says so.") % {"name": name})
    return redirect("workflows:inbox")


class Batch(View):
    """One step on many records: a preview with what it will do, then a result for each record."""

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self._chosen(request)
        if not chosen:
            messages.warning(request, _("Tick the tasks for which you take the step; what was done meanwhile is gone."))
            return redirect("workflows:inbox")
        groups = {(one.kind, one.verb) for one in chosen}
        if len(groups) != 1:
            messages.warning(request, _("Choose tasks that ask for the same step."))
            return redirect("workflows:inbox")
        entries = inbox.entries(chosen)
        spec = entries[0].record.verbs()[chosen[0].verb]
        if spec.data is not None:
            messages.warning(
                request, _("“%(step)s” asks for details of its own: take it one by one.") % {"step": spec.label}
            )
            return redirect("workflows:inbox")
        form = BatchForm(request.POST if "confirmed" in request.POST else None)
        context = {"entries": entries, "act": spec.label, "form": form, "irreversible": spec.irreversible}
        if "confirmed" not in request.POST or not form.is_valid():
            return render(request, "workflows/batch.html", context, status=200 if not form.is_bound else 422)
        model = type(entries[0].record)
        desk = desk_of(model)
        visible = desk.visible(request.actor) if desk else model.objects.none()  # type: ignore[attr-defined]
        keys = [entry.record.pk for entry in entries]
        try:
            outcome = perform_many(
                visible.filter(pk__in=keys),
                spec.name,
                request.actor,  # type: ignore[attr-defined]
                reason=form.cleaned_data["reason"],
            )
        except Invalid as refusal:
            for name, sentence in refusal.errors.items():
                form.add_error(name if name in form.fields else None, str(sentence))
            return render(request, "workflows/batch.html", context, status=422)
        done = set(outcome.done)
        results = [
            (
                entry,
                entry.record.pk in done,
                outcome.refused[entry.record.pk].sentences if entry.record.pk in outcome.refused else [],
            )
            for entry in entries
        ]
        return render(
            request,
            "workflows/batch_result.html",
            {"results": results, "act": spec.label, "done": len(done), "total": len(entries)},
        )

    @staticmethod
    def _chosen(request: HttpRequest) -> list[Assignment]:
        asked = Assignment.objects.for_actor(request.actor, request.today)  # type: ignore[attr-defined]
        kind, _colon, verb = request.POST.get("alike", "").partition(":")
        given = request.POST.getlist("task")
        if verb and not (is_storable(kind) and is_storable(verb)):
            raise Http404
        if verb:
            one_each = inbox.asked_of(request.actor, request.today).filter(kind=kind, verb=verb)  # type: ignore[attr-defined]
            keys = list(one_each.by_due_date().values_list("pk", flat=True)[:MOST_AT_ONCE])  # type: ignore[attr-defined]
        else:
            keys = [int(key) for key in given if key.isdecimal() and len(key) < 19][:MOST_AT_ONCE]
        asked = asked.filter(pk__in=keys)
        by_task = {one.task_id: one for one in asked}
        if not by_task and (verb or (given and not keys)):
            raise Http404
        return sorted(by_task.values(), key=lambda one: (one.asked_at, one.pk))
