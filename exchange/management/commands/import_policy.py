"""manage.py import_policy FILE…: reads official documents and shows, or takes in, their measures."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.documents import PolicyReading, Unreadable, read_policy


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Reads official documents (.txt, .docx, .pdf with text, .html) and lists their measures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help=_("Show what would be imported; change nothing."))
        parser.add_argument("--format", choices=("text", "json"), default="text", dest="shape")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            raise CommandError(_("Only --dry-run works so far: the documents' register is not there yet."))
        readings = [_read(Path(name)) for name in options["files"]]
        if options["shape"] == "json":
            shown = [reading.to_json() for reading in readings]
            self.stdout.write(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False, indent=1))
            return
        for name, reading in zip(options["files"], readings, strict=True):
            self._show(name, reading)

    def _show(self, name: str, reading: PolicyReading) -> None:
        self.stdout.write(f"{name}: {reading.title or _('without a title')}")
        facts = [reading.document_number, reading.issuer, reading.issued_on.isoformat() if reading.issued_on else None]
        self.stdout.write("  " + " · ".join(fact for fact in facts if fact))
        for measure in reading.measures:
            self.stdout.write(f"  {measure.path} {measure.heading}")
            for assignment in measure.assignments:
                self.stdout.write(
                    "    " + "、".join(f"{body}*" if body in assignment.lead else body for body in assignment.bodies)
                )
            if measure.time_limits:
                self.stdout.write("    " + " · ".join(limit.words for limit in measure.time_limits))
        for item in reading.unassigned:
            self.stdout.write(f"  ? {item.path} {item.sentence} {item.clause.text[:40]}")
        for warning in reading.warnings:
            self.stdout.write(f"  ! {warning}")


def _read(path: Path) -> PolicyReading:
    try:
        return read_policy(path)
    except Unreadable as refusal:
        raise CommandError(f"{path}: {refusal.sentence}") from refusal
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
