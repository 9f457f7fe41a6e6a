"""`manage.py load_demo [--if-empty]`: the fictional city of Lanjiang with its promises. Refused where records exist, and in production."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from demo.city import PASSWORD, City
from demo.history import History
from organizations.models import Account, Body


class Command(BaseCommand):
    help = "Loads a fictional city with its promises, and prints the demo accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--if-empty", action="store_true", help="add nothing where records exist, and say so")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("the demo is refused in production")
        if Body.objects.exists():
            if not options["if_empty"]:
                raise CommandError("there are records already: the demo is loaded into an empty register alone")
        else:
            with transaction.atomic():
                city = City()
                History(city, timezone.localdate())
        self._print(options["format"])

    def _print(self, form: str) -> None:
        accounts = Account.objects.filter(is_demo=True).select_related("official").order_by("pk")
        rows = [{"account": one.username, "name": one.official.name, "password": PASSWORD} for one in accounts]
        if form == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        self.stdout.write(f"Demo accounts, password of each: {PASSWORD}")
        for row in rows:
            self.stdout.write(f"  {row['account']:<16} {row['name']}")
