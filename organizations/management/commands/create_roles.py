"""`manage.py create_roles …`: the first security administrator and the first system administrator, once."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from lifecycle.refusals import Refused
from organizations.founding import Founder, found
from organizations.loading import UnknownDivision


class Command(BaseCommand):
    help = (
        "Makes the first security administrator and the first system administrator of an installation, two people, "
        "each with an account whose first password is printed once. Refused where there is a security administrator."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--division", required=True, help="code of the division that this register serves, e.g. 445200"
        )
        parser.add_argument("--body", required=True, help="the body in which both work; made where there is none")
        for role in ("security", "system"):
            parser.add_argument(f"--{role}-admin", required=True, metavar="NAME", help="the person's name")
            parser.add_argument(f"--{role}-account", default=f"{role}-admin", metavar="ACCOUNT")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        founders = [
            Founder(role, options[f"{role}_admin"].strip(), options[f"{role}_account"].strip())
            for role in ("security", "system")
        ]
        try:
            with transaction.atomic():
                made = found(options["division"], options["body"].strip(), founders, timezone.localdate())
        except UnknownDivision as unknown:
            raise CommandError(f"no division has the code {unknown}") from unknown
        except Refused as refusal:
            raise CommandError(" ".join(refusal.sentences)) from refusal
        if options["format"] == "json":
            self.stdout.write(json.dumps({"accounts": made}, ensure_ascii=False))
            return
        for one in made:
            self.stdout.write(
                f"{one['role']}: {one['name']}, account {one['account']}, first password {one['password']}"
            )
