"""The generic pages: one verb on one record, and the editing of a record. Each only calls a door and tells the five answers apart."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from face import answers
from face.keys import key_in
from face.returning import own_address
from lifecycle import unsent
from lifecycle.creating import create, record_edit
from lifecycle.desks import Desk, desk_at, desk_of, found
from lifecycle.forms import FieldsForm, VerbForm, desk_form
from lifecycle.models import LifecycleModel
from lifecycle.offers import (
    ALLOWED,
    UNMET,
    WRONG_STATE,
    Offer,
    available,
    edit_refused,
    edit_unmet,
    making_refused,
    weighed,
)
from lifecycle.performing import perform
from lifecycle.refusals import (
    GuardsUnmet,
    Invalid,
    NotFromThisState,
    NotPermitted,
    Refused,
    Stale,
)
from lifecycle.sending import SentBefore, once
from lifecycle.verbs import Verb

UNPROCESSABLE, CONFLICT = 422, 409


def record_url(record: Any) -> str:
    """The record's own page, or the site's first page where it has none."""
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else "/"


def rows_since(record: Any, version: int) -> list[Any]:
    """The trail rows after a version, oldest first."""
    return list(record.history.filter(version__gt=version).order_by("version"))


def answer_to(request: HttpRequest, refusal: Refused, record: Any) -> HttpResponse:
    """The page for a refusal that no form can show: not you, or not from this state."""
    links = [(_("Back to the record"), record_url(record))]
    if isinstance(refusal, NotPermitted):
        return answers.not_you(request, refusal.sentences, links)
    return answers.say(request, CONFLICT, _("This step is not possible now"), refusal.sentences, links)


def refusal_for(offer: Offer, record: Any) -> Refused:
    """The refusal that the door would give where a verb is not this person's, or not possible now."""
    if offer.status == WRONG_STATE:
        return NotFromThisState(offer.name, record.state, offer.label, record.get_state_display())
    driven = [leaf.sentence for leaf in offer.verb.right.leaves() if leaf.drivers]
    return NotPermitted(offer.sentences or driven)


class DoorView(View):
    """A page with one form about one `record`: what the door refuses is answered in one of five ways, and what was typed stays."""

    record: Any

    def page(self, request: HttpRequest, form: Any, status: int, **more: Any) -> HttpResponse:
        """The page with its form."""
        raise NotImplementedError

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays, what changed meanwhile stands above it; sending again is a fresh decision."""
        raise NotImplementedError

    def refused(self, request: HttpRequest, form: Any, refusal: Refused) -> HttpResponse:
        """At the field, as what is missing, as changed meanwhile, or as a page of its own: not you, not from this state."""
        if isinstance(refusal, Invalid):
            form.refuse(refusal)
            return self.page(request, form, UNPROCESSABLE)
        if isinstance(refusal, Stale):
            return self.stale(request, refusal)
        if isinstance(refusal, GuardsUnmet):
            return self.page(request, form, UNPROCESSABLE, unmet=refusal.unmet)
        return answer_to(request, refusal, self.record)


class VerbView(DoorView):
    """`<collection>/<ref>/<verb>/`: what the verb will do, its form, and the door's answer."""

    template_name = "lifecycle/verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.desk: Desk = desk_at(kwargs["collection"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record = found(self.desk, kwargs["key"], request.actor)  # type: ignore[attr-defined]
        spec = self.desk.model.verbs().get(kwargs["verb"])
        if spec is None:
            raise Http404
        self.spec: Verb = spec
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The form as it was left, else empty."""
        offer = self.offer(request)
        if offer.status not in (ALLOWED, UNMET):
            return answer_to(request, refusal_for(offer, self.record), self.record)
        left = unsent.found(request, self.key)
        if left is None:
            return self.page(request, self.form(request), 200, unmet=offer.unmet)
        form = self.form(request, left.data)
        form.quiet()
        return self.page(request, form, 200, unmet=offer.unmet, restored_at=left.saved_at)

    @property
    def key(self) -> str:
        """The name under which what was typed here is kept until it is sent."""
        return f"verb:{self.desk.collection}/{self.record.pk}/{self.spec.name}"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "discard":
            unsent.discard(request, self.key)
            messages.success(request, _("What you had typed here and not sent is discarded."))
            return redirect(request.get_full_path())
        form = self.form(request, request.POST, request.FILES)
        if not form.is_valid():
            # A right is asked before the form's faults are shown: whoever may not act learns that, not what is missing.
            offer = self.offer(request)
            if offer.status not in (ALLOWED, UNMET):
                return answer_to(request, refusal_for(offer, self.record), self.record)
            return self.page(request, form, UNPROCESSABLE)
        try:
            record = perform(self.record, self.spec.name, request.actor, **form.told())  # type: ignore[attr-defined]
        except Refused as refusal:
            return self.refused(request, form, refusal)
        unsent.discard(request, self.key)
        messages.success(request, self.now_true(record))
        return HttpResponseRedirect(own_address(request.POST.get("next_url", "")) or record_url(record))

    def now_true(self, record: Any) -> str:
        """What is so now: the verb, the record's state, the number of the trail row."""
        return _("%(verb)s: %(ref)s is now “%(state)s” (row %(row)s of its record).") % {
            "verb": self.spec.label,
            "ref": getattr(record, "ref", record),
            "state": record.get_state_display(),
            "row": record.version,
        }

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays; what changed meanwhile stands above it; sending again is a fresh decision."""
        record = self.desk.model._base_manager.get(pk=self.record.pk)
        posted = request.POST.copy()
        posted[f"{self.spec.name}-version"] = str(refusal.present)
        self.record = record
        form = self.form(request, posted)
        return self.page(
            request,
            form,
            CONFLICT,
            stale=refusal,
            since=rows_since(record, refusal.expected),
        )

    def form(self, request: HttpRequest, *data: Any) -> VerbForm:
        """The verb's form; it offers what this person may name."""
        return VerbForm(self.spec, self.record, request.actor, request.today, *data)  # type: ignore[attr-defined]

    def offer(self, request: HttpRequest) -> Offer:
        """How the verb stands for this person now."""
        offers = available(self.record, request.actor, request.today)  # type: ignore[attr-defined]
        return next(offer for offer in offers if offer.name == self.spec.name)

    def weighed(self, request: HttpRequest) -> list[Any]:
        """What speaks against the step without forbidding it, and whether it asks for a reason."""
        return weighed(self.record, self.spec, request.today)  # type: ignore[attr-defined]

    def targets(self) -> list[Any]:
        """The states to which the verb may lead; none where the record stays as it stands."""
        found = list(self.spec.targets_from(self.record.state))
        return [self.record.STATES(state).label for state in found] if found != [self.record.state] else []

    def page(self, request: HttpRequest, form: VerbForm, status: int, **more: Any) -> HttpResponse:
        if request.method == "POST":
            # Whoever now goes to fetch what is missing finds his words again.
            unsent.keep(request, self.key)
        context = {
            "record": self.record,
            "desk": self.desk,
            "spec": self.spec,
            "act": self.spec.label,
            "form": form,
            "cautions": self.weighed(request),
            "facts": self.desk.facts_for(self.record, request),
            "targets": self.targets(),
            "back_url": record_url(self.record),
            "signed_as": signature(request.actor),  # type: ignore[attr-defined]
            "next_url": request.POST.get("next_url") or request.GET.get("next", ""),
            "autosave_url": f"{reverse('lifecycle:unsent')}?form={self.key}",
            **more,
        }
        return render(request, self.template_name, context, status=status)


def signature(actor: Any) -> str:
    """In whose name a step will stand: name, post, body, and for whom."""
    words = " · ".join(word for word in (actor.name, actor.post, actor.body) if word)
    return f"{words} ({_('on behalf of')} {actor.on_behalf_of_name})" if actor.on_behalf_of_name else words


class EditView(DoorView):
    """`<collection>/<ref>/edit/`: the fields that the record's state lets be edited."""

    template_name = "lifecycle/edit.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.desk = desk_at(kwargs["collection"])
        self.record = found(self.desk, kwargs["key"], request.actor)  # type: ignore[attr-defined]
        self.edit = self.record.EDITABLE.get(self.record.trail_state)
        if self.edit is None:
            label = self.record.get_state_display() if self.record.trail_state else ""
            return answer_to(
                request,
                NotFromThisState("edit", self.record.trail_state, _("edit"), label),
                self.record,
            )
        if refusal := edit_refused(self.record, request.actor, request.today):  # type: ignore[attr-defined]
            return answer_to(request, refusal, self.record)
        # Before anything is typed: what the door would refuse whatever the form said.
        if unmet := edit_unmet(self.record, request.today):  # type: ignore[attr-defined]
            return answer_to(request, GuardsUnmet(unmet), self.record)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.page(request, self.form(request), 200)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE)
        try:
            record = record_edit(
                self.record,
                request.actor,  # type: ignore[attr-defined]
                changes=form.values(),
                reason=request.POST.get("reason", ""),
                expected_version=form.cleaned_data["version"],
            )
        except Refused as refusal:
            return self.refused(request, form, refusal)
        messages.success(request, _("Changes saved."))
        return redirect(record_url(record))

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays, what changed meanwhile stands above it; sending again is a fresh decision."""
        self.record = self.desk.model._base_manager.get(pk=self.record.pk)
        posted = request.POST.copy()
        posted["version"] = str(refusal.present)
        form = self.form(request, posted)
        return self.page(request, form, CONFLICT, stale=refusal, since=rows_since(self.record, refusal.expected))

    def form(self, request: HttpRequest, *data: Any) -> FieldsForm:
        return desk_form(self.desk, self.edit.fields, request.actor, *data, record=self.record)  # type: ignore[attr-defined]

    def page(self, request: HttpRequest, form: FieldsForm, status: int, **more: Any) -> HttpResponse:
        context = {
            "record": self.record,
            "desk": self.desk,
            "form": form,
            "back_url": record_url(self.record),
            **more,
        }
        return render(request, self.template_name, context, status=status)


class NewView(View):
    """`new/<collection>/`: a new record. Fields that the address fixes are shown and kept, the others asked."""

    template_name = "lifecycle/new.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.desk = desk_at(kwargs["collection"])
        if self.desk.model.CREATION is None:
            raise Http404
        own_page = reverse(self.desk.new_page) if self.desk.new_page else request.path
        if own_page != request.path and request.method == "GET":
            return redirect(f"{own_page}?{request.GET.urlencode()}")
        self.fixed = self._fixed(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def _fixed(self, request: HttpRequest) -> dict[str, Any]:
        """The records or values that the address fixes; one that the reader may not see is as good as missing."""
        found: dict[str, Any] = {}
        for name in self.desk.fixed:
            given = request.GET.get(name)
            if not given:
                continue
            field = self.desk.model._meta.get_field(name)
            target = field.related_model
            if target is None:
                found[name] = given
                continue
            desk = desk_of(target)
            visible = desk.visible(request.actor) if desk else target._default_manager.all()  # type: ignore[attr-defined]
            record = visible.filter(pk=key_in(given)).first()
            if record is None:
                raise Http404
            found[name] = record
        return found

    def form(self, request: HttpRequest, *data: Any) -> FieldsForm:
        names = [name for name in self.desk.model.CREATION.fields if name not in self.fixed]
        proposed = self.desk.proposes(request.actor) if self.desk.proposes else {}  # type: ignore[attr-defined]
        initial = {**proposed, **{name: value for name, value in request.GET.items() if name in names}}
        draft = self.desk.model(**self.fixed) if self.fixed else None
        return desk_form(self.desk, names, request.actor, *data, draft=draft, initial=initial)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The form; whoever may not make the record learns that before anything is typed."""
        refusal = making_refused(self.desk, request.actor, request.today, self.fixed)  # type: ignore[attr-defined]
        if refusal is not None:
            return answers.not_you(request, refusal.sentences)
        return self.page(request, self.form(request), 200)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE)
        try:
            record = once(request, lambda: self.make(request, form), self.goal)
        except SentBefore as before:
            return self.sent_before(request, form, before)
        except Invalid as refusal:
            form.refuse(refusal)
            return self.page(request, form, UNPROCESSABLE)
        except GuardsUnmet as refusal:
            return self.page(request, form, UNPROCESSABLE, unmet=refusal.unmet)
        except (NotFromThisState, NotPermitted) as refusal:
            return answers.not_you(request, refusal.sentences)
        messages.success(request, _("%(record)s is made.") % {"record": record})
        return HttpResponseRedirect(self.goal(record))

    def make(self, request: HttpRequest, form: FieldsForm) -> Any:
        """Through the door. Raises Refused."""
        return create(self.desk.model, request.actor, data={**form.values(), **self.fixed})  # type: ignore[attr-defined]

    def goal(self, record: Any) -> str:
        """Where to go when it is made: back to where the reader came from to make it, else to the record."""
        return self.came_from or (self.desk.after(record) if self.desk.after else record_url(record))

    @property
    def came_from(self) -> str:
        """The page of this site that sent the reader here and waits for him; "" for none."""
        return own_address(self.request.GET.get("next", ""))

    @property
    def above(self) -> Any:
        """The record from whose page the reader most likely comes: the last of the fixed ones that has states of its own."""
        known = [value for value in self.fixed.values() if hasattr(value, "get_absolute_url")]
        moving = [value for value in known if isinstance(value, LifecycleModel)]
        return next(iter([*reversed(moving), *known]), None)

    def sent_before(self, request: HttpRequest, form: FieldsForm, before: SentBefore) -> HttpResponse:
        """The very same again leads to what it made; something else under a used token is asked about, and kept."""
        if before.same:
            messages.info(request, before.sentence)
            return HttpResponseRedirect(before.url)
        form.add_error(None, before.sentence)
        return self.page(request, form, CONFLICT)

    def page(self, request: HttpRequest, form: FieldsForm, status: int, **more: Any) -> HttpResponse:
        model = self.desk.model
        above = self.above
        context = {
            "desk": self.desk,
            "act": model.CREATION.label,
            "what": model._meta.verbose_name,
            "form": form,
            "above": above,
            "facts": [(model._meta.get_field(name).verbose_name, value) for name, value in self.fixed.items()],
            "back_url": self.came_from or (record_url(above) if above is not None else "/"),
            **more,
        }
        return render(request, self.template_name, context, status=status)
