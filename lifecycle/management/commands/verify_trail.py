"""`manage.py verify_trail [--record LABEL] [--format json]`: whether every trail and record still says what it said."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from lifecycle import triggers
from lifecycle.progress import Progress
from lifecycle.statements import record_types
from lifecycle.verifying import Fault, faults_of

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Recomputes every digest and link of the trail and compares each record with its last row. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--record", metavar="LABEL", help='one record type alone, such as "commitments.Commitment"')
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        known = {model._meta.label: model for model in record_types(apps.get_models())}
        asked = options["record"]
        if asked and asked not in known:
            raise CommandError(f"unknown: {asked}; known: {', '.join(sorted(known))}")
        self.rows = 0
        as_json = options["format"] == "json"
        faults: list[Fault] = []
        for label in [asked] if asked else sorted(known):
            for fault in self._followed(label, known[label]):
                faults.append(fault)
                if not as_json:
                    self.stdout.write(str(fault))
        lifted = [f"trigger missing: {name}" for name in triggers.missing(connection)]
        lifted += [f"trigger unknown: {name}" for name in triggers.foreign(connection)]
        if as_json:
            told = [one._asdict() for one in faults]
            self.stdout.write(json.dumps({"rows": self.rows, "faults": told, "triggers": lifted}, ensure_ascii=False))
        else:
            for name in lifted:
                self.stdout.write(name)
            self.stdout.write(f"{self.rows} rows verified, {len(faults)} faults")
        if faults or lifted:
            logger.error(
                "trail verified: %s rows, %s faults, %s triggers missing or unknown",
                self.rows,
                len(faults),
                len(lifted),
            )
            raise CommandError(f"{len(faults)} faults, {len(lifted)} triggers missing or unknown")
        logger.info("trail verified: %s rows, no fault", self.rows)

    def _followed(self, label: str, model: Any) -> Iterator[Fault]:
        progress = Progress(label)

        def told(count: int) -> None:
            self.rows += count
            progress(count)

        yield from faults_of(model, told=told)
        progress.close()
