"""`manage.py changepassword ACCOUNT`: a first password set on the server, in the login log. Stands before Django's own.

For an installation whose administrators have all lost their passwords; it knows nobody, so the log names the server.
"""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organizations import administering
from organizations.models import Account

TRIES = 3


class Command(BaseCommand):
    help = (
        "Sets a first password that its owner must change at the next sign-in; the login log says that the server did."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the account")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = Account.normalize_username(options["username"])
        account = Account.objects.select_related("official").filter(username=name).first()
        if account is None:
            raise CommandError(f"there is no account {name}")
        password = self._password(account)
        administering.set_on_server(account, password, now=timezone.now())  # noqa: TID251 - the command's one clock
        self.stdout.write(f"{name}: the first password is in force; its owner must change it")

    def _password(self, account: Account) -> str:
        """Asked for twice; a few tries. Raises CommandError."""
        for _try in range(TRIES):
            first, second = getpass("Password: "), getpass("Password (again): ")
            if first != second:
                self.stderr.write("the two differ")
                continue
            try:
                validate_password(first, account)
            except ValidationError as wrong:
                self.stderr.write("\n".join(wrong.messages))
                continue
            return first
        raise CommandError("no password was set")
