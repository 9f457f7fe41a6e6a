"""Pages of accounts, for the system administrator; the login log, for the security administrator and the auditor."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from face import answers
from face.lists import Column
from face.navigation import Words
from lifecycle.models import Access
from lifecycle.refusals import NotPermitted
from organizations import administering, signing
from organizations.choices import Role
from organizations.filters import AccountFilter, SignInFilter
from organizations.forms import AccountForm, NewAccountForm
from organizations.models import Account
from organizations.views.pages import DoorPage, StaffList, StaffView, actor_of, asked_key


def accounts_crumb() -> tuple[Words, str]:
    """The list of accounts."""
    return (_("Accounts"), reverse("organizations:accounts"))


class Accounts(StaffList):
    """Accounts of the register."""

    results_template = "organizations/accounts_rows.html"
    heading = _("Accounts")
    maker, new_url, new_label = Role.SYSTEM_ADMIN, "organizations:account_new", _("New account")
    roles = (Role.SYSTEM_ADMIN,)
    filterset_class = AccountFilter
    columns = (
        Column("username", _("Account"), sort="username", value=lambda row: row.username),
        Column("official", _("Official"), sort="official__name", value=lambda row: row.official.name),
        Column("is_active", _("May sign in"), sort="is_active"),
        Column("locked", _("Locked until"), value=lambda row: row.locked_until),
    )
    default_sort = "username"
    export_name = "accounts"

    def get_queryset(self) -> QuerySet[Any]:
        """With their people."""
        return Account.objects.select_related("official")


class NewAccount(DoorPage):
    """An account with a first password that its owner must change."""

    roles = (Role.SYSTEM_ADMIN,)
    form_class, heading = NewAccountForm, _("New account")

    def form(self, data: Any = None) -> Any:
        """For the person whose page it was asked from."""
        named = asked_key(self.request, "official")
        initial = {"official": named} if named else {}
        return self.form_class(data, initial=initial)

    def act(self, form: Any) -> Any:
        """Make it."""
        words = form.cleaned_data
        return administering.make_account(
            actor_of(self.request),
            words["official"],
            words["username"],
            words["password"],
            post=words["post"],
            now=self.request.now,  # type: ignore[attr-defined]
        )

    def goal(self, done: Any) -> str:
        """The account's page."""
        return reverse("organizations:account", args=(done.pk,))

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [accounts_crumb()]


class AccountPage(StaffView):
    """One account, and what may be done with it."""

    roles = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    steps = {
        "reset": administering.reset_password,
        "unlock": administering.unlock,
        "deactivate": administering.deactivate,
        "activate": administering.activate,
    }

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        return self._page(request, self._account(pk), AccountForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One of the steps; a reset needs a first password."""
        account, step = self._account(pk), request.POST.get("step", "")
        form = AccountForm(request.POST, account=account)
        if step == "reset" and not form.is_valid():
            return self._page(request, account, form, 422)
        if step not in self.steps:
            return self._page(request, account, AccountForm(), 422)
        words = {"password": form.cleaned_data["password"]} if step == "reset" else {}
        now = request.now  # type: ignore[attr-defined]
        try:
            told: Words = self.steps[step](actor_of(request), account, now=now, **words)  # type: ignore[operator]
        except NotPermitted as refusal:
            return answers.not_you(request, refusal.sentences)
        messages.success(request, str(told))
        return HttpResponseRedirect(reverse("organizations:account", args=(pk,)))

    @staticmethod
    def _account(pk: int) -> Account:
        return get_object_or_404(Account.objects.select_related("official", "post__body"), pk=pk)

    @staticmethod
    def _page(request: HttpRequest, account: Account, form: AccountForm, status: int = 200) -> HttpResponse:
        now = request.now  # type: ignore[attr-defined]
        context = {
            "account": account,
            "form": form,
            "is_locked": account.locked_until is not None and now < account.locked_until,
            "rows": list(Access.objects.filter(account=account.username)[:20]),
            "crumbs": [accounts_crumb()],
        }
        return render(request, "organizations/account.html", context, status=status)


class SignIns(StaffList):
    """Sign-ins, failures, locks and changes of passwords."""

    results_template = "organizations/sign_ins_rows.html"
    heading = _("Login log")
    roles = (Role.SECURITY_ADMIN, Role.AUDITOR)
    filterset_class = SignInFilter
    columns = (
        Column("at", _("When"), sort="at", value=lambda row: row.at.isoformat(), falling_first=True),
        Column("kind", _("What happened"), value=lambda row: row.get_kind_display()),
        Column("account", _("Account"), sort="account", value=lambda row: row.account),
        Column("actor", _("Person"), value=lambda row: row.actor_name),
        Column("address", _("Address"), value=lambda row: row.address),
        Column("detail", _("Detail"), value=lambda row: detail_in_words(row)),
    )
    default_sort = "-at"
    export_name = "sign-ins"

    def get_queryset(self) -> QuerySet[Any]:
        """Rows of the login log alone, not those of readings and exports."""
        return Access.objects.filter(kind__in=LOGIN_KINDS)

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With details in words."""
        return [(row, detail_in_words(row)) for row in rows]


LOGIN_KINDS = tuple(kind for kind in Access.Kind.values if kind not in (Access.Kind.READ, Access.Kind.EXPORT))


def detail_in_words(row: Access) -> str:
    """Why an attempt failed or a session ended, in words."""
    known = dict(signing.Outcome.choices) | dict(signing.Why.choices) | dict(administering.Step.choices)
    return str(known.get(row.detail, row.detail))
