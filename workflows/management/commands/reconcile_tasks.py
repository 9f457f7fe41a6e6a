"""`manage.py reconcile_tasks`: compares every record's state with its waiting tasks and repairs what a crash left."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from workflows.driving import reconcile
from workflows.flows import FLOWS

CHUNK = 500


class Command(BaseCommand):
    help = "Compares each record's state with the tasks that wait for it, and repairs what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--dry-run", action="store_true", help="say what differs, repair nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()  # noqa: TID251 - a command's own clock
        found: list[Any] = []
        checked = 0
        for flow in FLOWS:
            keys = list(flow.model()._base_manager.order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(keys), CHUNK):
                part = list(flow.model()._base_manager.filter(pk__in=keys[start : start + CHUNK]))
                checked += len(part)
                found += reconcile(flow, part, now, repair=not options["dry_run"])
                if self.stderr.isatty() and options["format"] == "text":
                    self.stderr.write(f"\r{flow.__name__} {checked}", ending="")
        if options["format"] == "json":
            self.stdout.write(json.dumps({"checked": checked, "differences": found}, ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(
                f"{one['flow']} {one['record']}: {one['state']}: {one['has'] or '-'} -> {one['wants'] or '-'}"
            )
        self.stdout.write(f"{checked} checked, {len(found)} {'differ' if options['dry_run'] else 'repaired'}")
