"""What a password must be. Each rule says its demand in one sentence, before and after."""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Kinds of signs: small letters, capital letters, digits, everything else.
KINDS_WANTED = 3


class LongEnough:
    """At least so many signs."""

    def __init__(self, least: int = 10) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if len(password) < self.least:
            raise ValidationError(self.get_help_text(), code="password_short")

    def get_help_text(self) -> str:
        """The demand in words."""
        return _("Use at least %(least)s characters.") % {"least": self.least}


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand that everybody tries first."""

    def get_error_message(self) -> str:
        """The demand in words."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """The demand in words."""
        return _("Passwords that many people use are refused.")


class KindsOfSigns:
    """At least three of four kinds of signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        kinds = {_kind(sign) for sign in password}
        if len(kinds) < KINDS_WANTED:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """The demand in words."""
        return _("Use at least three of these: small letters, capital letters, digits, other signs.")


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if sign.isascii() and sign.isalpha():
        return "capital" if sign.isupper() else "small"
    return "other"


class NotTheName:
    """Nothing that contains the account's or the person's name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if user is None:
            return
        for name in (user.get_username(), user.get_full_name()):
            if name and name.casefold() in password.casefold():
                raise ValidationError(self.get_help_text(), code="password_name")

    def get_help_text(self) -> str:
        """The demand in words."""
        return _("The password must not contain the account name or your own name.")


class NotThePresentOne:
    """Another than the one in force."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if user is not None and user.has_usable_password() and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_same")

    def get_help_text(self) -> str:
        """The demand in words."""
        return _("The new password must differ from the present one.")
