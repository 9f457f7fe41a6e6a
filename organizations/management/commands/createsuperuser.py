"""`manage.py createsuperuser`: refused. Stands before Django's own of that name."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: there is no account without bounds. `manage.py create_roles` makes the first two administrators."

    def add_arguments(self, parser: Any) -> None:
        # Whatever is asked of it in Django's way gets the same answer.
        parser.add_argument("--username", default="")
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, *_args: Any, **_options: Any) -> NoReturn:
        raise CommandError("there is no superuser; `manage.py create_roles` makes the first two administrators")
