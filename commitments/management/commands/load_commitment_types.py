"""`manage.py load_commitment_types`: the types of promise that the product brings along."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments.reference import load_types
from organizations.acting import INSTALLER


class Command(BaseCommand):
    help = "Make the commitment types of the key areas that are not there yet, with their pre-checks and templates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        made = load_types(INSTALLER)
        if options["format"] == "json":
            self.stdout.write(json.dumps({"made": made}))
            return
        self.stdout.write(f"made: {len(made)}")
        for code in made:
            self.stdout.write(f"  {code}")
