"""Forms of sign-in and accounts. Those of records are made in the views' own modules from what their doors take."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from lifecycle.forms import DoorForm
from organizations.models import Account
from organizations.pickers import OfficialField, PostField

MAX_PASSWORD = 128


class SignInForm(forms.Form):
    """An account name and a password."""

    username = forms.CharField(
        label=_("Account"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=MAX_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def _demands() -> str:
    return " ".join(password_validators_help_texts())


class PasswordForm(forms.Form):
    """The present password, and a new one twice."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=MAX_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=MAX_PASSWORD,
        strip=False,
        help_text=lazy(_demands, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=MAX_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_present(self) -> str:
        """The present password proves that it is the owner who sits there."""
        present = str(self.cleaned_data["present"])
        if not self.account.check_password(present):
            raise forms.ValidationError(_("This is not your present password."))
        return present

    def clean_new(self) -> str:
        """Every rule that is broken says so."""
        new = str(self.cleaned_data["new"])
        validate_password(new, self.account)
        return new

    def clean_again(self) -> str:
        """Both must be the same."""
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two new passwords differ."))
        return again


class FirstPassword(forms.Form):
    """A first password, told to its owner by word of mouth."""

    password = forms.CharField(
        label=_("First password"),
        max_length=MAX_PASSWORD,
        strip=False,
        help_text=_("Tell it to its owner yourself; it must be changed at the first sign-in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NewAccountForm(DoorForm, FirstPassword):
    """An account for an official."""

    official = OfficialField(label=_("Official"))
    username = forms.CharField(
        label=_("Account name"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    post = PostField(
        label=_("Post in which it acts"), required=False, help_text=_("Empty: the person's first post of the day.")
    )

    field_order = ("official", "username", "post", "password")

    def clean_password(self) -> str:
        """The same rules as for every password."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class AccountForm(FirstPassword):
    """A first password anew."""

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """The same rules as for every password."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.account)
        return password
