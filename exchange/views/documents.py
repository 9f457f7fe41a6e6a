"""Documents: the list, the upload, one document with its ledger, and what is said of all of it at once."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from commitments.models import Agreement
from exchange import accepting
from exchange.choices import MeasureState
from exchange.documents import Unreadable
from exchange.expanding import expand_groups, expandable_count
from exchange.forms import UploadForm
from exchange.importing import Outcome, Status, import_document
from exchange.models import Document, Measure, OpenClause
from exchange.presenting import lines_of, may_decide
from exchange.storage import blocks_of, digest_of
from face import answers
from face.lists import Column
from face.paging import Keyset
from face.parts import Mark
from lifecycle.creating import record_edit
from lifecycle.lists import RecordedListView
from lifecycle.refusals import GuardsUnmet, Invalid, NotPermitted, Refused
from lifecycle.timeline import events_of
from lifecycle.views import answer_to
from organizations.choices import Role
from organizations.views.pages import holds, only_for

TOO_LARGE, CONFLICT, UNPROCESSABLE = 413, 409, 422
MEASURES_A_PAGE = 50
SHOWN_OPEN = 100
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "application/octet-stream",
    "txt": "text/plain; charset=utf-8",
}


def seen(request: HttpRequest, ref: str) -> Document:
    """A document that the reader may see. Raises Http404."""
    found = Document.objects.visible_to(request.actor, request.today).filter(ref=ref)  # type: ignore[attr-defined]
    document: Document | None = found.select_related("promisor", "logging_body", "division", "agreement").first()
    if document is None:
        raise Http404
    return document


class Documents(RecordedListView):
    """All documents that the reader may see."""

    template_name, results_template = "exchange/documents.html", "exchange/documents_rows.html"
    columns = (
        Column("ref", gettext_lazy("Reference"), sort="pk", value=lambda row: row.ref, falling_first=True),
        Column("title", gettext_lazy("Title"), sort="title", value=lambda row: row.title),
        Column("number", gettext_lazy("Document number"), sort="number", value=lambda row: row.number),
        Column(
            "issued",
            pgettext_lazy("policy document", "issued on"),
            sort="issued_on",
            value=lambda row: row.issued_on or "",
        ),
        Column(
            "measures",
            pgettext_lazy("measure of a document", "measures"),
            value=lambda row: row.measure_count,
            numeric=True,
        ),
        Column(
            "waiting",
            pgettext_lazy("measure of a document", "to be accepted"),
            value=lambda row: row.waiting_count,
            numeric=True,
        ),
        Column("body", gettext_lazy("Logged by"), value=lambda row: row.logging_body.name),
    )
    default_sort = "-ref"
    export_name = "documents"

    def get_queryset(self) -> QuerySet[Any]:
        """With their counts."""
        rows: QuerySet[Any] = (
            Document.objects.visible_to(self.request.actor, self.request.today)  # type: ignore[attr-defined]
            .select_related("logging_body")
            .defer("text")
            .with_counts()
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the button for those who import."""
        return {
            **kwargs,
            "heading": _("Policy documents"),
            "may_import": holds(self.request, Role.CLERK),
        }


class Upload(View):
    """`/documents/new/`: a file comes in, and its ledger with it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For clerks."""
        if not holds(request, Role.CLERK):
            return answers.not_you(request, [only_for([Role.CLERK])])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self.page(request, UploadForm(request.actor), 200)  # type: ignore[attr-defined]

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the import says."""
        form = UploadForm(request.actor, request.POST, request.FILES)  # type: ignore[attr-defined]
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE)
        try:
            outcome = self._taken_in(request, form.cleaned_data)
        except Unreadable as refusal:
            form.add_error("file", refusal.sentence)
            return self.page(request, form, TOO_LARGE if refusal.code == "too_large" else UNPROCESSABLE)
        except Invalid as refusal:
            form.refuse(refusal)
            return self.page(request, form, UNPROCESSABLE)
        except NotPermitted as refusal:
            return answers.not_you(request, refusal.sentences)
        return self.answer(request, outcome)

    @staticmethod
    def _taken_in(request: HttpRequest, given: dict[str, Any]) -> Outcome:
        return import_document(
            given["file"],
            request.actor,  # type: ignore[attr-defined]
            name=given["file"].name,
            logging_body=given["logging_body"],
            promisor=given["promisor"],
            first_named_leads=given["first_named_leads"],
            expand=given["expand"],
        )

    @staticmethod
    def answer(request: HttpRequest, outcome: Outcome) -> HttpResponse:
        """The document, or how the text differs from the one that stands."""
        if outcome.status == Status.CHANGED:
            marks = [
                Mark(one.place or pgettext("policy document", "text"), one.old, one.new) for one in outcome.differences
            ]
            context = {"document": outcome.document, "marks": marks}
            return render(request, "exchange/changed.html", context, status=CONFLICT)
        if outcome.status == Status.UNCHANGED:
            messages.info(request, _("This document was taken in before; nothing was changed."))
        else:
            count = len(outcome.reading.measures)
            sentence = ngettext(
                "The document is in the register with %(count)s measure.",
                "The document is in the register with %(count)s measures.",
                count,
            )
            messages.success(request, sentence % {"count": count})
            for note in outcome.notes:
                messages.info(request, note)
        return redirect(outcome.document.get_absolute_url())

    @staticmethod
    def page(request: HttpRequest, form: UploadForm, status: int) -> HttpResponse:
        """The form's page."""
        return render(request, "exchange/upload.html", {"form": form}, status=status)


class DocumentPage(View):
    """`/documents/<ref>/`: what no body answers for, and the measures, clause and reading side by side."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The page."""
        document = seen(request, ref)
        today = request.today  # type: ignore[attr-defined]
        rows = Measure.objects.filter(document=document).select_related("commitment")
        if is_filtered := request.GET.get("state") in MeasureState.values:
            rows = rows.filter(state=request.GET["state"])
        page = Keyset(rows, ("position",), MEASURES_A_PAGE).page(
            request.GET.get("after", ""), request.GET.get("before", "")
        )
        lines = lines_of(page.rows, today)
        counts = counts_of(document)
        standing = OpenClause.objects.filter(document=document).standing()
        open_clauses = list(standing.order_by("position")[: SHOWN_OPEN + 1])
        first = page.rows[0] if page.rows else Measure.objects.filter(document=document).first()
        decides = may_decide(first, request.actor, today)  # type: ignore[attr-defined]
        context = {
            "document": document,
            "lines": lines,
            "page": page,
            "counts": counts,
            "is_filtered": is_filtered,
            "shown_state": request.GET.get("state", "") if is_filtered else "",
            "open_clauses": open_clauses[:SHOWN_OPEN],
            "more_open": len(open_clauses) > SHOWN_OPEN,
            "decides": decides,
            "source": Agreement.objects.visible_to(request.actor, today).filter(pk=document.agreement_id).first(),  # type: ignore[attr-defined]
            "corrects_head": decides and not counts["accepted"],
            "expandable": expandable_count(document) if decides else 0,
            "events": events_of([document]),
        }
        return render(request, "exchange/document.html", context)


def counts_of(document: Document) -> dict[str, Any]:
    """How many measures stand in each state: one query."""
    rows = Measure.objects.filter(document=document).order_by().values_list("state").annotate(Count("pk"))
    found = dict(rows)
    total, waiting = sum(found.values()), found.get(MeasureState.EXTRACTED, 0)
    tabs = [(state.value, state.label, found[state]) for state in MeasureState if state in found]
    accepted = found.get(MeasureState.ACCEPTED, 0)
    return {"all": total, "decided": total - waiting, "tabs": tabs, "waiting": waiting, "accepted": accepted}


@require_POST
def accept_all(request: HttpRequest, ref: str) -> HttpResponse:
    """Accept every measure that is complete."""
    document = seen(request, ref)
    outcome = accepting.accept(document, request.actor)  # type: ignore[attr-defined]
    not_yours = [one for one in outcome.refused.values() if isinstance(one, NotPermitted)]
    if not_yours:
        return answer_to(request, not_yours[0], document)
    done, left = len(outcome.done), len(outcome.refused)
    words = ngettext("%(count)s measure is accepted.", "%(count)s measures are accepted.", done) % {"count": done}
    if left:
        more = ngettext(
            "%(count)s is not complete and waits for you.", "%(count)s are not complete and wait for you.", left
        )
        words += " " + more % {"count": left}
    messages.success(request, words)
    return redirect(document.get_absolute_url())


@require_POST
def first_named_leads(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the first body named lead wherever the document names no lead."""
    document = seen(request, ref)
    try:
        record_edit(document, request.actor, changes={"first_named_leads": True})  # type: ignore[attr-defined]
    except Refused as refusal:
        return answer_to(request, refusal, document)
    messages.success(request, _("Where the document names no lead, the first body named leads."))
    return redirect(document.get_absolute_url())


@require_POST
def expand(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the counties in the place of the phrases that mean them."""
    document = seen(request, ref)
    try:
        done = expand_groups(document, request.actor, today=request.today)  # type: ignore[attr-defined]
    except GuardsUnmet as refusal:
        return answers.say(
            request, UNPROCESSABLE, _("Not expanded"), refusal.sentences, [(_("Back"), document.get_absolute_url())]
        )
    except Refused as refusal:
        return answer_to(request, refusal, document)
    words = ngettext("%(count)s phrase was expanded.", "%(count)s phrases were expanded.", done.expanded)
    messages.success(request, words % {"count": done.expanded})
    for note in done.notes:
        messages.info(request, note)
    return redirect(document.get_absolute_url())


@require_safe
def source_file(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The file as it came in, once its content was found to be the one stored."""
    document = seen(request, ref)
    try:
        is_whole = digest_of(document.file_sha256) == document.file_sha256
    except FileNotFoundError:
        is_whole = False
    if not is_whole:
        sentence = _(
            "The stored file is missing or no longer the one that was imported. Tell the system administrator."
        )
        return answers.say(request, CONFLICT, _("This file cannot be given out"), [sentence])
    content_type = CONTENT_TYPES.get(document.file_kind, "application/octet-stream")
    response = StreamingHttpResponse(blocks_of(document.file_sha256), content_type=content_type)
    response["Content-Length"] = str(document.file_size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.file_name, safe='')}"
    # Nothing inside may run in the name of this site, whatever a browser makes of it.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
