"""A new commitment, and the editing of a draft, in sections; every button works without script."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from commitments.choices import CommitmentState
from commitments.desks import own_bodies, own_body
from commitments.entry.page import MOST_OBLIGATIONS, MOST_ROWS, EntryPage
from commitments.entry.saving import NotSaved, save
from commitments.entry.sections import sections_of
from commitments.models import Agreement, Commitment, Project
from commitments.permissions import logging_clerk
from face import answers
from lifecycle import unsent
from lifecycle.desks import desk_at, found
from lifecycle.offers import edit_refused, weighed
from lifecycle.refusals import NotFromThisState, NotPermitted, Stale
from lifecycle.sending import SentBefore, once
from lifecycle.views import answer_to, record_url, rows_since, signature

UNPROCESSABLE, CONFLICT = 422, 409
# What the button says besides "submit" once the warnings were read.
WARNED = "warned"
PREFILLED = {"agreement": Agreement, "project": Project}


class Entry(View):
    """What both pages share: the buttons, the answers of the doors, and what was typed."""

    record: Any = None

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The page as it was left, else as the records stand."""
        left = unsent.found(request, self.key())
        if left is None:
            return self.page(request, EntryPage(*self.who(request), None, self.record, self.initial()), 200)
        page = EntryPage(*self.who(request), left.data, self.record)
        page.quiet()
        return self.page(request, page, 200, restored_at=left.saved_at)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Discard, add or take out a part, save, or submit."""
        do, _space, where = request.POST.get("do", "save").partition(" ")
        if do == "discard":
            unsent.discard(request, self.key())
            messages.success(request, _("What you had typed here and not sent is discarded."))
            return redirect(request.get_full_path())
        data = request.POST.copy()
        if do in ("add", "remove", "restore", "propose"):
            return self.rearranged(request, data, do, where)
        page = EntryPage(*self.who(request), data, self.record)
        return self.sent(request, page, submit=do == "submit", warned=where == WARNED)

    def rearranged(self, request: HttpRequest, data: QueryDict, do: str, where: str) -> HttpResponse:
        """A block or row more or less; nothing is judged, nothing is lost."""
        page = EntryPage(*self.who(request), data, self.record)
        if do == "add":
            add(page, where)
        elif do == "propose":
            propose(page)
        else:
            mark_removed(page, where, removed=do == "remove")
        page.number_blocks()
        page.quiet()
        unsent.keep(request, self.key())
        return self.page(request, page, 200, focus_add=do in ("remove", "restore"))

    def sent(self, request: HttpRequest, page: EntryPage, *, submit: bool, warned: bool) -> HttpResponse:
        """Through the doors, in one transaction, once."""
        try:
            made = once(request, lambda: self.saved(request, page, submit=submit, warned=warned), record_url)
        except SentBefore as before:
            return self.sent_before(request, page, before)
        except NotSaved:
            unsent.keep(request, self.key())
            return self.page(request, page, UNPROCESSABLE)
        except Stale as refusal:
            return self.stale(request, refusal)
        except (NotPermitted, NotFromThisState) as refusal:
            unsent.keep(request, self.key())
            if self.record is not None:
                return answer_to(request, refusal, self.record)
            return answers.not_you(request, refusal.sentences)
        words = _("%(ref)s is submitted for review.") if submit else _("%(ref)s is saved as a draft.")
        messages.success(request, words % {"ref": made.ref})
        return redirect(made.get_absolute_url())

    def saved(self, request: HttpRequest, page: EntryPage, *, submit: bool, warned: bool) -> Any:
        """Saved, and no longer unsent."""
        with transaction.atomic():
            made = save(page, submit=submit, warned=warned)
            unsent.discard(request, self.key())
        return made

    def sent_before(self, request: HttpRequest, page: EntryPage, before: SentBefore) -> HttpResponse:
        """The very same again leads to what it made; something else under a used token is asked about, and kept."""
        if before.same:
            messages.info(request, before.sentence)
            return HttpResponseRedirect(before.url)
        page.quiet()
        page.unplaced.append({"id": "", "label": "", "sentence": before.sentence})
        return self.page(request, page, CONFLICT)

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays, what changed meanwhile stands above it; sending again is a fresh decision."""
        opened = self.record.version
        self.record = found(desk_at("commitments"), self.record.ref, request.actor)  # type: ignore[attr-defined]
        given = request.POST.get("version", "")
        since = rows_since(self.record, int(given) if given.isdecimal() and len(given) < 10 else opened)
        page = EntryPage(*self.who(request), request.POST.copy(), self.record)
        page.take_present_versions()
        page.quiet()
        return self.page(request, page, CONFLICT, stale=refusal, since=since)

    def page(self, request: HttpRequest, page: EntryPage, status: int, **more: Any) -> HttpResponse:
        """The page."""
        context = {
            "page": page,
            "form": page.form,
            "record": self.record,
            "sections": sections_of(page),
            "templates": page.templates() if not any(not block.removed for block in page.blocks) else [],
            "against": self.against(request, page),
            "may_add": len(page.blocks) < MOST_OBLIGATIONS,
            "autosave_url": f"{reverse('lifecycle:unsent')}?form={self.key()}",
            "back_url": record_url(self.record) if self.record else reverse("commitments:ledger"),
            "signed_as": signature(request.actor),  # type: ignore[attr-defined]
            **more,
        }
        return render(request, "commitments/entry.html", context, status=status)

    def against(self, request: HttpRequest, page: EntryPage) -> list[Any]:
        """What speaks against submitting the draft as it is saved; what was just asked about is not said twice."""
        if self.record is None or page.warnings:
            return []
        found = weighed(self.record, Commitment.verbs()["submit"], request.today)  # type: ignore[attr-defined]
        return [sentence for sentence, _asks in found]

    def who(self, request: HttpRequest) -> tuple[Any, Any]:
        """The reader and the day."""
        return request.actor, request.today  # type: ignore[attr-defined]

    def initial(self) -> dict[str, Any]:
        """What a new page proposes."""
        return {}

    def key(self) -> str:
        """The name under which the page is kept unsent."""
        raise NotImplementedError


class NewEntry(Entry):
    """`/commitments/new/`, perhaps for an agreement or a project."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For clerks; what the address names must be seen by the reader."""
        if not own_bodies(request.actor, None).exists():  # type: ignore[attr-defined]
            return answers.not_you(request, [leaf.sentence for leaf in logging_clerk.leaves()])
        self.named = {}
        for name, model in PREFILLED.items():
            if given := request.GET.get(name, ""):
                seen = model.objects.visible_to(request.actor)  # type: ignore[attr-defined]
                record = seen.filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
                if record is None:
                    raise Http404
                self.named[name] = record
        return super().dispatch(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """The papers of the address with what they say, and the own body."""
        proposed = {**self.named, **own_body(self.request.actor)}  # type: ignore[attr-defined]
        if paper := self.named.get("agreement"):
            proposed |= {
                "source_kind": paper.kind,
                "promisor": paper.promisor,
                "promisee": paper.promisee,
                "promised_on": paper.signed_on,
                "promised_precision": paper.signed_precision,
                "project": paper.project,
            }
        return proposed

    def key(self) -> str:
        return "commitments:new" + "".join(f"/{name}-{record.pk}" for name, record in self.named.items())


class EditEntry(Entry):
    """`/commitments/<ref>/edit/`, while the commitment is a draft."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """404, wrong state, not you: before anything is shown."""
        self.record = found(desk_at("commitments"), kwargs["ref"], request.actor)  # type: ignore[attr-defined]
        if self.record.state != CommitmentState.DRAFT:
            state = self.record.get_state_display()
            return answer_to(request, NotFromThisState("edit", self.record.state, _("edit"), state), self.record)
        if refusal := edit_refused(self.record, request.actor, request.today):  # type: ignore[attr-defined]
            return answer_to(request, refusal, self.record)
        return super().dispatch(request, *args, **kwargs)

    def key(self) -> str:
        return f"commitments:edit/{self.record.ref}"


def add(page: EntryPage, where: str) -> None:
    """Add an obligation, or a row to a block (`ob-0-c`); its first field has the focus."""
    if not where and len(page.blocks) < MOST_OBLIGATIONS:
        page.blocks.append(block := page.block(f"ob-{len(page.blocks)}", initial={}))
        block.form.fields["title"].widget.attrs["autofocus"] = True
    prefix, _dash, kind = where.rpartition("-")
    for block in page.blocks:
        rows = block.rows.get(kind)
        if block.prefix == prefix and rows is not None and len(rows) < MOST_ROWS:
            rows.append(row := page.row(block, kind, len(rows), fresh=True))
            next(iter(row.form.fields.values())).widget.attrs["autofocus"] = True


def propose(page: EntryPage) -> None:
    """Add the obligations that promises of the chosen type usually bring."""
    for template in page.templates()[: MOST_OBLIGATIONS - len(page.blocks)]:
        names = ("title", "kind", "side", "content", "wanted_evidence", "weight")
        initial = {name: getattr(template, name) for name in names}
        page.blocks.append(page.block(f"ob-{len(page.blocks)}", initial=initial))


def mark_removed(page: EntryPage, prefix: str, *, removed: bool) -> None:
    """Take a block or a row out, or back in; what is saved already goes when the page is saved."""
    for block in page.blocks:
        for part in block.parts():
            if part.prefix == prefix:
                part.removed = removed
