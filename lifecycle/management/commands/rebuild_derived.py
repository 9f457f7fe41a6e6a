"""`manage.py rebuild_derived [NAME…] [--format json]`: work out derived values anew from the records."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifecycle.derived import derived
from lifecycle.progress import Progress


class Command(BaseCommand):
    help = "Works out derived values anew: all, or those named. Safe at any time; running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which values; all where none is named")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        known = derived()
        if unknown := sorted(set(options["names"]) - known.keys()):
            raise CommandError(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known)) or 'none'}")
        counted: dict[str, dict[str, int]] = {}
        for name in options["names"] or sorted(known):
            progress = Progress(name)
            counted[name] = dict(known[name](progress))
            progress.close()
        if options["format"] == "json":
            self.stdout.write(json.dumps({"rebuilt": counted}, ensure_ascii=False))
            return
        for name, records in counted.items():
            for record, count in records.items():
                self.stdout.write(f"{name}: {record}: {count}")
