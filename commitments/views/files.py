"""Evidence on the page: how a piece is shown, and how one is added, as a file or as a paper with its place in the archive."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from commitments.choices import EvidencePurpose, ObligationState, SourceKind
from commitments.files import described, receive
from commitments.models import Agreement, Commitment, Evidence, Obligation, Variation
from commitments.models.evidence import PAPER_FIELDS
from face import answers
from face.fields import DayField
from face.keys import key_in
from face.parts import File
from lifecycle.creating import create
from lifecycle.desks import desk_at
from lifecycle.forms import DoorForm
from lifecycle.offers import making_refused
from lifecycle.refusals import GuardsUnmet, Invalid, NotPermitted
from lifecycle.sending import SentBefore, once

UNPROCESSABLE, CONFLICT = 422, 409


def file_of(one: Any, others: Sequence[Any] = ()) -> File:
    """A piece of evidence as the page lists it; where the same file stands elsewhere, that is shown."""
    used = [
        (str(other), other.get_absolute_url())
        for other in others
        if one.sha256 and other.pk != one.pk and other.sha256 == one.sha256
    ]
    return File(
        name=one.title,
        url=reverse("commitments:evidence_file", args=(one.pk,)) if one.sha256 else "",
        kind=one.get_purpose_display(),
        form=(one.file_kind or _("paper")).upper(),
        size=one.size,
        who=one.body.name,
        digest=one.sha256,
        used=used,
    )


class EvidenceForm(DoorForm):
    """A piece of evidence: a file, or a paper."""

    title = forms.CharField(label=gettext_lazy("title"), max_length=200)
    purpose = forms.ChoiceField(label=gettext_lazy("purpose"), choices=EvidencePurpose.choices)
    file = forms.FileField(
        label=gettext_lazy("file to send in"),
        required=False,
        help_text=gettext_lazy("PDF, OFD, Office files or images. This system takes no classified files."),
    )
    is_confidential = forms.BooleanField(label=gettext_lazy("each reading is recorded"), required=False)
    is_paper = forms.BooleanField(
        label=gettext_lazy("it is a paper in an archive"),
        required=False,
        help_text=gettext_lazy("Then fill in the fields below, and send no file."),
    )
    archive_number = forms.CharField(label=gettext_lazy("archive number"), max_length=100, required=False)
    pages = forms.IntegerField(label=gettext_lazy("pages"), min_value=1, required=False)
    holder = forms.CharField(label=gettext_lazy("held by"), max_length=200, required=False)
    place = forms.CharField(label=gettext_lazy("place"), max_length=200, required=False)
    original_seen_by = forms.CharField(label=gettext_lazy("original seen by"), max_length=100, required=False)
    original_seen_on = DayField(label=gettext_lazy("original seen on"), required=False)

    def clean(self) -> dict[str, Any]:
        """Either a file or a paper."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("is_paper") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or tick that it is a paper."))
        return cleaned


ABOUT: tuple[tuple[str, Any], ...] = (
    ("commitment", Commitment),
    ("obligation", Obligation),
    ("agreement", Agreement),
    ("variation", Variation),
)


class Upload(View):
    """`/evidence/upload/?commitment=…&obligation=…`, `?variation=…` or `?agreement=…`."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.about = self._about(request)
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def _about(request: HttpRequest) -> dict[str, Any]:
        """What the evidence is about. Raises Http404 where the reader may not see it."""
        found: dict[str, Any] = {}
        for name, model in ABOUT:
            given = request.GET.get(name, "")
            if not given:
                continue
            record = model.objects.visible_to(request.actor).filter(pk=key_in(given)).first()  # type: ignore[attr-defined]
            if record is None:
                raise Http404
            found[name] = record
        if not found:
            raise Http404
        if "variation" in found:
            found.setdefault("commitment", found["variation"].commitment)
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; whoever may not attach anything here learns that before he chooses a file."""
        if (refused := self.refused(request)) is not None:
            return refused
        asked = request.GET.get("purpose", "")
        purpose = asked if asked in EvidencePurpose.values else self.fitting()
        return self.page(request, EvidenceForm(initial={"purpose": purpose}), 200)

    def refused(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to whoever may not attach anything here; None where he may try."""
        refusal = making_refused(desk_at("evidence"), request.actor, request.today, self.about)  # type: ignore[attr-defined]
        return None if refusal is None else answers.not_you(request, refusal.sentences, [(_("Back"), self.back())])

    def fitting(self) -> str:
        """What is most likely sent in from the page that the reader comes from."""
        obligation, commitment = self.about.get("obligation"), self.about.get("commitment")
        if obligation is not None:
            early = obligation.state in (ObligationState.CONDITIONAL, ObligationState.CLAIMED)
            return str(EvidencePurpose.CLAIM if early else EvidencePurpose.PERFORMANCE)
        if commitment is not None and commitment.registered_on:
            return str(EvidencePurpose.OTHER)
        oral = commitment is not None and commitment.source_kind == SourceKind.ORAL
        return str(EvidencePurpose.STATEMENT if oral else EvidencePurpose.SOURCE)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A right is asked before anything is stored: a refused upload leaves neither a file nor a row."""
        if (refused := self.refused(request)) is not None:
            return refused
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE)
        try:
            made = self._attach(request, form.cleaned_data)
        except SentBefore as before:
            if before.same:
                messages.info(request, before.sentence)
                return HttpResponseRedirect(before.url)
            form.add_error(None, before.sentence)
            return self.page(request, form, CONFLICT)
        except Invalid as refusal:
            form.refuse(refusal)
            return self.page(request, form, UNPROCESSABLE)
        except GuardsUnmet as refusal:
            return self.page(request, form, UNPROCESSABLE, unmet=refusal.unmet)
        except NotPermitted as refusal:
            return answers.not_you(request, refusal.sentences)
        messages.success(request, _("%(title)s is on file.") % {"title": made.title})
        return redirect(self.back())

    def _attach(self, request: HttpRequest, given: dict[str, Any]) -> Evidence:
        actor = request.actor  # type: ignore[attr-defined]
        data = {"title": given["title"], "purpose": given["purpose"], "is_confidential": given["is_confidential"]}
        if given["is_paper"]:
            data |= {name: given[name] for name in PAPER_FIELDS} | {"is_paper": True, "body": actor.body_id}
        else:
            # The file is stored before the transaction begins: a large one would keep everybody else waiting.
            data |= described(receive(given["file"], actor, request.now), actor)  # type: ignore[attr-defined]
        made: Evidence = once(
            request, lambda: create(Evidence, actor, data={**self.about, **data}), lambda _made: self.back()
        )
        return made

    def back(self) -> str:
        """The page of what it is about: the nearest one."""
        return str(self.nearest.get_absolute_url())

    @property
    def nearest(self) -> Any:
        """The narrowest of what it is about."""
        return next(
            self.about[name] for name in ("variation", "obligation", "commitment", "agreement") if name in self.about
        )

    def page(self, request: HttpRequest, form: EvidenceForm, status: int, **more: Any) -> HttpResponse:
        what = Evidence._meta.verbose_name
        context = {"form": form, "above": self.nearest, "back_url": self.back(), "what": what, **more}
        return render(request, "commitments/upload.html", context, status=status)
