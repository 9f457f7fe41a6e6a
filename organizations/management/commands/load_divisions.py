"""`manage.py load_divisions [CODE…] [--format json]`: take divisions over from the reference data."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.loading import UnknownDivision, load_divisions


class Command(BaseCommand):
    help = "Takes over the whole country's divisions, or those named with all below and above. Changes names, removes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "codes", nargs="*", metavar="CODE", help="six digits, such as 445200; all where none is named"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            loaded = load_divisions(options["codes"])
        except UnknownDivision as unknown:
            raise CommandError(f"no division has the code {unknown}") from unknown
        if options["format"] == "json":
            self.stdout.write(json.dumps({"made": loaded.made, "changed": loaded.changed, "kept": loaded.kept}))
            return
        self.stdout.write(f"{loaded.made} made, {loaded.changed} changed, {loaded.kept} as they were")
