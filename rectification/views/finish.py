"""The order before its acceptance, as its clerk reports it: each measure with what was done and what proves it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from commitments.files import described, receive
from commitments.models import Evidence
from commitments.views.files import file_of
from lifecycle.desks import desk_at, found
from lifecycle.offers import NOT_YOURS, WRONG_STATE, available, making_refused
from lifecycle.refusals import GuardsUnmet, Invalid, Refused, Stale
from lifecycle.sending import SentBefore, once
from lifecycle.views import answer_to, refusal_for, rows_since
from rectification.choices import MeasureState
from rectification.forms import DoneForm, SummaryForm
from rectification.models import RectificationOrder
from rectification.planning import RowRefused
from rectification.reporting import Reported, report
from rectification.views.order import lines_of, measures_of, unapproved

UNPROCESSABLE, CONFLICT = 422, 409
SAVE, SUBMIT = "save", "submit"


class FinishPage(View):
    """`/orders/<ref>/finish/`: while the order is carried out."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        self.order = found(desk_at("orders"), kwargs["ref"], actor)
        offers = available(self.order, actor, today)
        self.offer = next(offer for offer in offers if offer.name == "submit_for_acceptance")
        if self.offer.status in (NOT_YOURS, WRONG_STATE):
            return answer_to(request, refusal_for(self.offer, self.order), self.order)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        summary = SummaryForm(initial={"version": self.order.version, "summary": self.order.summary})
        return self.page(request, self.forms(request), summary, 200)

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        act = request.POST.get("act", SAVE)
        rows = self.forms(request, request.POST, request.FILES)
        summary = SummaryForm(request.POST, request.FILES, submits=act == SUBMIT)
        if not all([*(form.is_valid() for form in rows), summary.is_valid()]):
            return self.page(request, rows, summary, UNPROCESSABLE)
        try:
            order = self.keep(request, rows, summary, act)
        except SentBefore as before:
            return HttpResponseRedirect(before.url)
        except RowRefused as refused:
            return self.refused(request, rows, summary, refused.refusal, rows[refused.at])
        except Refused as refusal:
            return self.refused(request, rows, summary, refusal, summary)
        messages.success(request, _said(order, act))
        return redirect(order.get_absolute_url() if act == SUBMIT else request.path)

    def keep(self, request: HttpRequest, rows: list[DoneForm], summary: SummaryForm, act: str) -> Any:
        """Files are stored before the transaction begins; then everything goes through the doors at once."""
        actor = request.actor  # type: ignore[attr-defined]
        if request.FILES:
            self.may_attach(request)
        told = [self.reported(request, at, form) for at, form in enumerate(rows)]
        submit = paper = None
        if act == SUBMIT:
            words = summary.cleaned_data
            submit = {"data": {"summary": words["summary"]}, "expected_version": words["version"]}
            if words["report_file"] is not None:
                received = receive(words["report_file"], actor, request.now, field="report_file")  # type: ignore[attr-defined]
                paper = described(received, actor)
        return once(
            request,
            lambda: report(self.order, actor, told, submit=submit, paper=paper),
            lambda order: str(order.get_absolute_url()),
        )

    def may_attach(self, request: HttpRequest) -> None:
        """Raises NotPermitted where the reader may attach nothing to the commitment: before a file is stored, not after."""
        about = {"commitment": self.order.commitment}
        refusal = making_refused(desk_at("evidence"), request.actor, request.today, about)  # type: ignore[attr-defined]
        if refusal is not None:
            raise refusal

    @staticmethod
    def reported(request: HttpRequest, at: int, form: DoneForm) -> Reported:
        """A row as the doors take it. Raises RowRefused for a file that is not taken."""
        actor, now, told = request.actor, request.now, form.cleaned_data  # type: ignore[attr-defined]
        file = None
        if told["file"] is not None:
            try:
                file = described(receive(told["file"], actor, now), actor)
            except Invalid as refusal:
                raise RowRefused(at, refusal) from refusal
        return Reported(form.measure, told["version"], form.chosen(), file, form.done())

    def forms(self, request: HttpRequest, *data: Any) -> list[DoneForm]:
        """A form for each approved measure that is still to be done."""
        seen = Evidence.objects.visible_to(request.actor, request.today)  # type: ignore[attr-defined]
        papers = list(seen.attached().filter(commitment=self.order.commitment_id).order_by("-pk"))
        opened = [one for one in measures_of(self.order) if _is_to_report(one)]
        proven = _proven(opened)
        return [
            DoneForm(
                *data,
                prefix=f"m{one.pk}",
                measure=one,
                papers=[paper for paper in papers if paper.pk not in proven.get(one.pk, ())],
            )
            for one in opened
        ]

    def refused(
        self, request: HttpRequest, rows: list[DoneForm], summary: SummaryForm, refusal: Refused, at: Any
    ) -> HttpResponse:
        """The five answers, at the row or the form that was refused; what was typed stays."""
        if isinstance(refusal, Invalid):
            at.refuse(refusal)
            return self.page(request, rows, summary, UNPROCESSABLE)
        if isinstance(refusal, GuardsUnmet):
            named = {"about": at.row_name} if isinstance(at, DoneForm) else {}
            return self.page(request, rows, summary, UNPROCESSABLE, unmet=refusal.unmet, **named)
        if isinstance(refusal, Stale):
            return self.stale(request, refusal)
        return answer_to(request, refusal, self.order)

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays, with the versions as they are now."""
        seen = self.order.version
        self.order = RectificationOrder.objects.select_related("commitment", "duty_body").get(pk=self.order.pk)
        posted = request.POST.copy()
        posted["version"] = str(self.order.version)
        for one in measures_of(self.order):
            posted[f"m{one.pk}-version"] = str(one.version)
        since = rows_since(self.order, min(seen, refusal.expected))
        rows = self.forms(request, posted)
        return self.page(request, rows, SummaryForm(posted), CONFLICT, stale=refusal, since=since)

    def page(
        self, request: HttpRequest, rows: list[DoneForm], summary: SummaryForm, status: int, **more: Any
    ) -> HttpResponse:
        if status == CONFLICT:
            for one in (*rows, summary):
                one.unjudged()
        lines = lines_of(self.order, measures_of(self.order), request)
        files = {line.measure.pk: line.files for line in lines}
        context = {
            "order": self.order,
            "due": self.order.due_chip_on(request.today),  # type: ignore[attr-defined]
            "rows": [(form, files.get(form.measure.pk, ())) for form in rows],
            "forms": rows,
            "settled": [line for line in lines if line.measure.state != MeasureState.OPEN],
            "unapproved": unapproved(self.order, [line.measure for line in lines]),
            "form": summary,
            "report": [file_of(self.order.report)] if self.order.report_id else [],
            "judged": status == UNPROCESSABLE,
            "had_files": bool(request.FILES),
            **more,
        }
        return render(request, "rectification/finish.html", context, status=status)


def _is_to_report(measure: Any) -> bool:
    return measure.state == MeasureState.OPEN and measure.approved_on is not None


def _proven(measures: list[Any]) -> dict[int, list[int]]:
    """The evidence that proves each measure already."""
    found: dict[int, list[int]] = {}
    rows = Evidence.objects.filter(proofs__measure__in=measures).values_list("proofs__measure", "pk")
    for measure, paper in rows:
        found.setdefault(measure, []).append(paper)
    return found


def _said(order: Any, act: str) -> str:
    if act == SUBMIT:
        words = {"ref": order.ref, "state": order.get_state_display(), "row": order.version}
        return _("Submitted for acceptance: %(ref)s is now “%(state)s” (row %(row)s of its record).") % words
    return _("What was reported is saved; the order is not submitted for acceptance yet.")
