"""`manage.py load_demo [--if-empty]`: the fictional city of Lanjiang with its promises. Refused where records exist, and in production."""

import json
from datetime import date
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from demo.city import PASSWORD
from demo.loading import load
from demo.stories import StoryError
from organizations.models import Account, Body, Grant, Tenure

# A terminal sees the line move; a log gets a line now and then.
SECONDS_ON_TERMINAL, SECONDS_IN_LOG = 0.2, 5.0


class Command(BaseCommand):
    help = "Loads a fictional city with its promises, and prints the demo accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--if-empty", action="store_true", help="add nothing where records exist, and say so")
        parser.add_argument("--today", type=date.fromisoformat, help="tell the stories as of this day, not of today")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError(_("The demo is refused in production."))
        today = options["today"] or timezone.localdate()
        if Body.objects.exists():
            self._already(is_asked=options["if_empty"])
        else:
            self._load(today)
        self._print(options["format"], today)

    def _already(self, *, is_asked: bool) -> None:
        """Nothing is added to records that exist, be they a demo's or an office's."""
        if not is_asked:
            raise CommandError(_("There are records already: the demo is loaded into an empty register alone."))
        if Account.objects.filter(is_demo=True).exists():
            self.stderr.write(_("The demo is loaded already; nothing was added."))
        else:
            self.stderr.write(_("There are records already; no demo was added."))

    def _load(self, today: date) -> None:
        shown = _Shown(self)
        try:
            load(today, shown)
        except StoryError as wrong:
            raise CommandError(_("The demo was not loaded, nothing was kept. %(why)s") % {"why": wrong}) from wrong

    def _print(self, form: str, today: date) -> None:
        accounts = Account.objects.filter(is_demo=True).select_related("official").order_by("pk")
        roles, posts = _standing(today)
        rows = [
            {
                "account": one.username,
                "name": one.official.name,
                "role": roles.get(one.official_id, ""),
                "post": posts.get(one.official_id, ""),
                "password": PASSWORD,
            }
            for one in accounts
        ]
        if form == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        self.stdout.write(_("Demo accounts, password of each: %(password)s") % {"password": PASSWORD})
        for row in rows:
            self.stdout.write(f"  {row['account']:<22}{row['name']}  {row['post']}  {row['role']}".rstrip())


def _standing(today: date) -> tuple[dict[int, str], dict[int, str]]:
    """The role and the post of each official on a day, in words."""
    grants = Grant.objects.valid_on(today)
    tenures = Tenure.objects.valid_on(today).select_related("post__body").order_by("-since")
    roles = {one.official_id: str(one.get_role_display()) for one in grants}
    return roles, {one.official_id: f"{one.post.body.name} · {one.post.name}" for one in tenures}


class _Shown:
    """How far the loading is, in a line that moves."""

    def __init__(self, command: BaseCommand) -> None:
        self._out = command.stderr
        self._is_terminal = bool(getattr(command.stderr, "isatty", lambda: False)())
        self._next = 0.0

    def __call__(self, told: int, lines: int) -> None:
        now = monotonic()
        if now < self._next and told < lines:
            return
        self._next = now + (SECONDS_ON_TERMINAL if self._is_terminal else SECONDS_IN_LOG)
        words = _("Loading the demo: %(told)s of %(lines)s steps") % {"told": told, "lines": lines}
        if self._is_terminal:
            self._out.write(f"\r{words}", ending="\n" if told == lines else "")
            self._out.flush()
        else:
            self._out.write(words)
