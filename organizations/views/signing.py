"""Sign-in, sign-out and the change of one's own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from face.returning import own_address
from lifecycle.accesses import address_of
from organizations import signing
from organizations.forms import PasswordForm, SignInForm


def next_url(request: HttpRequest) -> str:
    """Where to go afterwards: a page of this site, else the home page."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return own_address(asked) or resolve_url(settings.LOGIN_REDIRECT_URL)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(View):
    """The sign-in page. Every failure gets the same answer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form; whoever is signed in already goes on."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_url(request))
        return self._page(request, SignInForm(), 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Judge the attempt."""
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, 422)
        now = request.now  # type: ignore[attr-defined]
        done = signing.attempt(
            form.cleaned_data["username"],
            form.cleaned_data["password"],
            now=now,
            address=address_of(request),
            request_id=getattr(request, "request_id", ""),
        )
        if done.account is None:
            form.add_error(None, signing.REFUSED)
            return self._page(request, form, 422)
        goal = next_url(request)
        signing.sign_in(request, done.account, now=now)
        return HttpResponseRedirect(goal)

    @staticmethod
    def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
        why = request.GET.get("ended", "")
        known = dict(signing.Ended.choices)
        context = {"form": form, "next": next_url(request), "ended": known.get(why, "")}
        return render(request, "organizations/sign_in.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    signing.sign_out(request, now=request.now)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("organizations:sign_in"))


sign_out.before_password_change = True  # type: ignore[attr-defined]


@method_decorator([never_cache, sensitive_post_parameters("present", "new", "again")], name="dispatch")
class Password(View):
    """The change of one's own password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self._page(request, PasswordForm(self._account(request)), 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set the new password."""
        account = self._account(request)
        form = PasswordForm(account, request.POST)
        if not form.is_valid():
            return self._page(request, form, 422)
        signing.change_password(
            request,
            account,
            form.cleaned_data["new"],
            now=request.now,  # type: ignore[attr-defined]
        )
        messages.success(request, _("The new password is in force."))
        return HttpResponseRedirect(next_url(request))

    @staticmethod
    def _account(request: HttpRequest) -> Any:
        return request.user

    def _page(self, request: HttpRequest, form: PasswordForm, status: int) -> HttpResponse:
        due = signing.must_change(self._account(request), request.now)  # type: ignore[attr-defined]
        context = {"form": form, "next": next_url(request), "due": due}
        return render(request, "organizations/password.html", context, status=status)


password = Password.as_view()
password.before_password_change = True  # type: ignore[attr-defined]
