"""One measure: its clause beside what was read out of it, and a clerk's word on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from exchange import accepting
from exchange.accepting import Correction
from exchange.choices import LimitKind
from exchange.forms import DutyForm, EventForm, NameForm, forms_of
from exchange.models import Assignment, Measure
from exchange.presenting import Line, lines_of, may_decide
from face.days import day
from lifecycle.desks import readable
from lifecycle.forms import DoorForm
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, Refused, Stale
from lifecycle.timeline import events_of
from lifecycle.verbbar import bar_for
from lifecycle.views import answer_to

CONFLICT, UNPROCESSABLE = 409, 422


def seen(request: HttpRequest, pk: int) -> Measure:
    """A measure that the reader may see. Raises Http404."""
    found = Measure.objects.visible_to(request.actor, request.today).filter(pk=pk)  # type: ignore[attr-defined]
    measure: Measure | None = found.select_related("document", "commitment").first()
    if measure is None:
        raise Http404
    return measure


class MeasurePage(View):
    """`/documents/measures/<id>/`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        measure = seen(request, pk)
        return page(request, measure, lines_of([measure], request.today)[0], {}, 200)  # type: ignore[attr-defined]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A clerk's word on one obligation, on who must act, or on the day of an event."""
        measure = seen(request, pk)
        line = lines_of([measure], request.today)[0]  # type: ignore[attr-defined]
        found = self._sent(request, line)
        if found is None:
            raise Http404
        key, form, act = found
        if not form.is_valid():
            return page(request, measure, line, {key: form}, UNPROCESSABLE)
        try:
            words = act(measure, form, request.actor)  # type: ignore[attr-defined]
        except Stale:
            form.add_error(None, _("Somebody else has changed this meanwhile: nothing was saved. Look at it again."))
            return page(request, measure, line, {key: form}, CONFLICT)
        except Invalid as refusal:
            form.refuse(_at_fields(refusal))
            return page(request, measure, line, {key: form}, UNPROCESSABLE)
        except GuardsUnmet as refusal:
            for unmet in refusal.unmet:
                form.add_error(None, str(unmet.sentence))
            return page(request, measure, line, {key: form}, UNPROCESSABLE)
        except Refused as refusal:
            return answer_to(request, refusal, measure)
        messages.success(request, words)
        return redirect(measure.get_absolute_url())

    @staticmethod
    def _sent(request: HttpRequest, line: Line) -> Any:
        """Which of the page's forms was sent: its key, the form filled in, and what it does."""
        about, data = request.POST.get("form", ""), request.POST
        if about == "name" and not line.duties:
            return about, NameForm(data), name
        for one in line.duties:
            if one.duty is not None and about == f"duty-{one.obligation.pk}":
                return about, DutyForm(one, data), correct
        for limit in line.limits:
            if limit.kind == LimitKind.EVENT and about == f"limit-{limit.pk}":
                return about, EventForm(limit, data), enter_event
        return None


def _at_fields(refusal: Invalid) -> Invalid:
    """The door's names of fields as this page calls them."""
    names = {"lead_body": "lead", "body": "add", "due_rule": "due_on"}
    return Invalid({names.get(name, name): sentence for name, sentence in refusal.errors.items()})


def correct(_measure: Measure, form: Any, by: Any) -> str:
    """Write a correction of one obligation."""
    given = form.cleaned_data
    accepting.correct(
        form.line.duty,
        Correction(
            lead=given["lead"],
            add=[given["add"]] if given["add"] else [],
            drop=[int(key) for key in given.get("drop", [])],
            due_on=given["due_on"],
            due_precision=given["due_precision"],
            recurs=given["recurs"],
        ),
        by,
        expected_version=given["version"],
    )
    return _("%(obligation)s: your word stands.") % {"obligation": form.line.obligation.title}


def name(measure: Measure, form: Any, by: Any) -> str:
    """Draft the obligation of a measure that named nobody."""
    given = form.cleaned_data
    accepting.name_bodies(measure, given["lead"], by, supporting=[given["supporting"]] if given["supporting"] else [])
    return _("%(body)s must act on %(place)s.") % {"body": given["lead"], "place": measure.place}


def enter_event(_measure: Measure, form: Any, by: Any) -> str:
    """Enter the day of an event; the due date follows."""
    due = accepting.enter_event(form.limit, by, form.cleaned_data["event_on"])
    if due is None:
        return _("The day of the event is entered; enter the due date itself.")
    return _("Due on %(day)s.") % {"day": day(due)}


def page(
    request: HttpRequest, measure: Measure, line: Line, sent: dict[str, DoorForm], status: int, **more: Any
) -> HttpResponse:
    """The page; `sent` is the form that was refused, by its key."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    decides = may_decide(measure, actor, today) and line.measure.commitment.state == "draft"
    duty_forms = [sent.get(form.prefix or "", form) for form in forms_of(line.duties)]
    event_forms = [
        sent.get(f"limit-{limit.pk}", EventForm(limit)) for limit in line.limits if limit.kind == LimitKind.EVENT
    ]
    neighbours = Measure.objects.filter(document=measure.document_id).waiting().exclude(pk=measure.pk)
    following = neighbours.filter(position__gt=measure.position).order_by("position").first()
    context = {
        "measure": measure,
        "document": measure.document,
        "line": line,
        "decides": decides,
        "readable": readable([measure.commitment], actor),
        "duty_forms": duty_forms,
        "name_form": sent.get("name", NameForm()) if not line.duties else None,
        "event_forms": event_forms,
        "groups": list(
            Assignment.objects.filter(measure=measure).prefetch_related("bodies__body").order_by("position")
        ),
        "following": following or neighbours.order_by("position").first(),
        "forms_in_error": list(sent.values()),
        "bar": bar_for(measure, actor, today),
        "events": events_of([measure]),
        **more,
    }
    return render(request, "exchange/measure.html", context, status=status)


@require_POST
def accept_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a measure, and go to where the clerk came from."""
    measure = seen(request, pk)
    try:
        perform(measure, "accept", request.actor)  # type: ignore[attr-defined]
    except GuardsUnmet as refusal:
        line = lines_of([measure], request.today)[0]  # type: ignore[attr-defined]
        return page(request, measure, line, {}, UNPROCESSABLE, unmet=refusal.unmet)
    except Refused as refusal:
        return answer_to(request, refusal, measure)
    messages.success(request, _("%(place)s is accepted.") % {"place": measure.place})
    if request.POST.get("next") == "following":
        rows = Measure.objects.filter(document=measure.document_id).waiting()
        following = rows.filter(position__gt=measure.position).order_by("position").first() or rows.first()
        if following is not None:
            return redirect(following.get_absolute_url())
    return redirect(f"{measure.document.get_absolute_url()}#m{measure.pk}")
