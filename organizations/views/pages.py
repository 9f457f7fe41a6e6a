"""What the pages of this app share: who may open them, and forms whose last word is a door's."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views import View

from face import answers
from face.navigation import Words
from lifecycle.actors import Actor
from lifecycle.creating import create, record_edit
from lifecycle.forms import DoorForm
from lifecycle.lists import RecordedListView
from lifecycle.refusals import GuardsUnmet, Invalid, NotPermitted, Refused, Stale
from lifecycle.sending import SentBefore, once
from organizations.choices import Role

UNPROCESSABLE, CONFLICT = 422, 409
# Who reads for each verb who can do it today: the administrators, the auditor, and those who depend on it.
DUTIES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.SUPERVISOR, Role.INTEGRITY_OFFICER)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def holds(request: HttpRequest, *roles: str) -> bool:
    """Whether the reader holds one of some roles today, over whatever body."""
    actor, today = actor_of(request), request.today  # type: ignore[attr-defined]
    return any(actor.having(role, today) for role in roles)


def asked_key(request: HttpRequest, name: str) -> int:
    """A record's key in the address; 0 where there is none that could be one."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def only_for(roles: Sequence[Role]) -> str:
    """The sentence of a page that is not the reader's."""
    return _("This page is for: %(roles)s.") % {
        "roles": pgettext("list", ", ").join(str(Role(role).label) for role in roles)
    }


class StaffView(View):
    """A page for those who hold one of `roles`; for everybody with an account where none is named."""

    roles: ClassVar[Sequence[Role]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """403 for the rest."""
        if self.roles and not holds(request, *self.roles):
            return answers.not_you(request, [only_for(self.roles)])
        return super().dispatch(request, *args, **kwargs)


class DoorPage(StaffView):
    """A form that a door judges: what was typed stays, each fault stands at its field, refusals are told apart."""

    template_name = "organizations/form.html"
    form_class: ClassVar[type[DoorForm]]
    heading: ClassVar[Words] = ""
    button: ClassVar[Words] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form."""
        self.prepare(**kwargs)
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What the door says."""
        self.prepare(**kwargs)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            done = self.act(form)
        except SentBefore as before:
            return self.sent_before(form, before)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(request, self.now_true(done))
        return HttpResponseRedirect(self.goal(done))

    def sent_before(self, form: DoorForm, before: SentBefore) -> HttpResponse:
        """The very same again leads to what it made; something else under a used token is asked about, and kept."""
        if before.same:
            messages.info(self.request, before.sentence)
            return HttpResponseRedirect(before.url)
        form.add_error(None, before.sentence)
        return self.page(form, CONFLICT)

    def refused(self, form: DoorForm, refusal: Refused) -> HttpResponse:
        """The answer to each refusal."""
        if isinstance(refusal, NotPermitted):
            return answers.not_you(self.request, refusal.sentences, [(_("Back"), self.back_url())])
        if isinstance(refusal, Invalid):
            form.refuse(refusal)
        elif isinstance(refusal, GuardsUnmet):
            for unmet in refusal.unmet:
                form.add_error(None, str(unmet.sentence))
        elif isinstance(refusal, Stale):
            return self.stale(form, refusal)
        else:
            raise refusal
        return self.page(form, UNPROCESSABLE)

    def page(self, form: DoorForm, status: int = 200, **more: Any) -> HttpResponse:
        """The form's page."""
        context = {
            "form": form,
            "heading": self.heading,
            "button": self.button or _("Save"),
            "crumbs": self.crumbs(),
            "back_url": self.back_url(),
            **more,
        }
        return render(self.request, self.template_name, context, status=status)

    def prepare(self, **kwargs: Any) -> None:
        """Find what the address names. Raises Http404."""

    def form(self, data: Any = None) -> DoorForm:
        """The form, empty or filled in."""
        return self.form_class(data)

    def act(self, form: DoorForm) -> Any:
        """Call the door. Raises Refused."""
        raise NotImplementedError

    def stale(self, form: DoorForm, refusal: Stale) -> HttpResponse:
        """The page where somebody else was quicker."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The pages above this one, (label, URL)."""
        return ()

    def back_url(self) -> str:
        """Where "cancel" leads."""
        crumbs = self.crumbs()
        return crumbs[-1][1] if crumbs else "/"

    def goal(self, done: Any) -> str:
        """Where to go when it is done."""
        return str(done.get_absolute_url())

    def now_true(self, done: Any) -> str:
        """What is so now."""
        return _("%(name)s: saved.") % {"name": done}


class NewPage(DoorPage):
    """Makes a record of a type."""

    model: ClassVar[Any]

    def fixed(self) -> Mapping[str, Any]:
        """What the address already says about the new record."""
        return {}

    def act(self, form: DoorForm) -> Any:
        """Through `create`, once for each form."""
        data = {**values_of(form), **self.fixed()}
        by, reason = actor_of(self.request), form.cleaned_data.get("reason", "")
        return once(self.request, lambda: create(self.model, by, data=data, reason=reason), self.goal)


class EditPage(DoorPage):
    """Edits a record."""

    model: ClassVar[Any]
    related: ClassVar[Sequence[str]] = ()

    def prepare(self, **kwargs: Any) -> None:
        """The record of the address."""
        self.record = get_object_or_404(self.model.objects.select_related(*self.related), pk=kwargs["pk"])

    def form(self, data: Any = None) -> DoorForm:
        """With what the record holds."""
        return self.form_class(data, initial=initial_of(self.record, self.form_class))

    def act(self, form: DoorForm) -> Any:
        """Through `record_edit`."""
        words = form.cleaned_data
        return record_edit(
            self.record,
            actor_of(self.request),
            changes=values_of(form),
            reason=words.get("reason", ""),
            expected_version=words["version"],
        )

    def stale(self, form: DoorForm, refusal: Stale) -> HttpResponse:
        """What was typed stays, what the record now holds stands above it; sending again is a fresh decision."""
        self.record = self.model.objects.select_related(*self.related).get(pk=self.record.pk)
        posted = form.data.copy()  # type: ignore[attr-defined]
        posted["version"] = str(refusal.present)
        since = list(self.record.history.filter(version__gt=refusal.expected).order_by("version"))
        again = self.form(posted)
        present = initial_of(self.record, self.form_class)
        changed = [
            (again.fields[name].label, again.fields[name].prepare_value(present.get(name)))
            for name in again.fields
            if name in present and any(_column(self.record, name) in row.changed for row in since)
        ]
        return self.page(again, CONFLICT, stale=refusal, since=since, present=changed)

    def back_url(self) -> str:
        """The record's own page."""
        return str(self.record.get_absolute_url())


# What a form asks besides the record's own fields.
NOT_FIELDS = ("version", "reason")


def values_of(form: DoorForm) -> dict[str, Any]:
    """The record's fields as a door takes them."""
    return {name: value for name, value in form.cleaned_data.items() if name not in NOT_FIELDS}


def initial_of(record: Any, form_class: type[DoorForm]) -> dict[str, Any]:
    """What a record holds, for the fields of a form."""
    found = {"version": record.version}
    for name in form_class.base_fields:
        if name not in NOT_FIELDS:
            found[name] = getattr(record, name)
    return found


def _column(record: Any, name: str) -> str:
    return str(record._meta.get_field(name).attname)


# The pages of this app beside each other: label, address, and who may open it (nobody named: everybody).
PAGES: list[tuple[Words, str, tuple[Role, ...]]] = [
    (gettext_lazy("Bodies"), "organizations:bodies", ()),
    (gettext_lazy("Posts and tenures"), "organizations:tenures", ()),
    (gettext_lazy("Officials"), "organizations:officials", ()),
    (gettext_lazy("Portfolios"), "organizations:portfolios", ()),
    (gettext_lazy("Successions"), "organizations:successions", ()),
    (gettext_lazy("Oversight"), "organizations:oversight", ()),
    (gettext_lazy("Duties today"), "organizations:duties", DUTIES),
    (gettext_lazy("Grants"), "organizations:grants", ()),
    (gettext_lazy("Accounts"), "organizations:accounts", (Role.SYSTEM_ADMIN,)),
    (gettext_lazy("Login log"), "organizations:sign_ins", (Role.SECURITY_ADMIN, Role.AUDITOR)),
]


def add_page(label: Words, name: str, roles: tuple[Role, ...]) -> None:
    """Put a page of an app above beside them; called in `AppConfig.ready()`."""
    if all(name != standing for _label, standing, _roles in PAGES):
        PAGES.append((label, name, roles))


def tabs_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages that the reader may open, the present one marked."""
    return [
        {"label": label, "url": (url := reverse(name)), "current": request.path == url}
        for label, name, roles in PAGES
        if not roles or holds(request, *roles)
    ]


class StaffList(RecordedListView):
    """A list of this app: heading, the pages beside it, and a button for a new one where the reader may make one."""

    template_name = "organizations/list.html"
    heading: ClassVar[Words] = ""
    # Who may open the list (nobody named: everybody), who may add to it, and where.
    roles: ClassVar[Sequence[Role]] = ()
    maker: ClassVar[Role | None] = None
    new_url: ClassVar[str] = ""
    new_label: ClassVar[Words] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """403 for those whose list it is not."""
        if self.roles and not holds(request, *self.roles):
            return answers.not_you(request, [only_for(self.roles)])
        return super().get(request, *args, **kwargs)

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of the page with what else a line shows, in a number of queries that does not grow."""
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the templates read."""
        may_make = self.maker is not None and holds(self.request, self.maker)
        return {
            **kwargs,
            "heading": self.heading,
            "tabs": tabs_for(self.request),
            "listed": self.listed(kwargs["rows"]),
            "new_url": reverse(self.new_url) if may_make else "",
            "new_label": self.new_label,
            "today": self.request.today,  # type: ignore[attr-defined]
            "now": self.request.now,  # type: ignore[attr-defined]
        }
