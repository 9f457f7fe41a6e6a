"""The authentication backend: it only finds the account again; attempts are judged in `signing`."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from organizations.models import Account


class AccountBackend(BaseBackend):
    """Finds the account of a session, with its person, in one query."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Never: every way in goes through `signing.attempt`, which counts and logs."""
        return

    def get_user(self, user_id: Any) -> Account | None:
        """The account, None where it may no longer sign in."""
        account = Account.objects.select_related("official").filter(pk=user_id, is_active=True).first()
        if account is not None and account.is_demo and not settings.DEMO_ACCOUNTS_ALLOWED:
            return None
        return account
