"""`manage.py sweep_files`: files without evidence, evidence without its file, files that are no longer what they were."""

import json
import re
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commitments.models import Evidence, Upload
from commitments.storage import digest_of_stored, stored_keys

KEY = re.compile(r"[0-9a-f]{64}")
# An upload that somebody is about to attach is no orphan yet.
GRACE_HOURS = 24
MOST_HOURS = 24 * 366 * 100


def hours_in(text: str) -> int:
    """A number of hours from 0 to a hundred years."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST_HOURS)) or int(text) > MOST_HOURS:
        raise ArgumentTypeError(f"give a whole number of hours from 0 to {MOST_HOURS}")
    return int(text)


class Command(BaseCommand):
    help = "List files that no evidence names, evidence whose file is missing, and (with --verify) damaged files. Deletes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true", help="read every file and compare its digest")
        parser.add_argument("--hours", type=hours_in, default=GRACE_HOURS, help="leave out uploads younger than this")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()  # noqa: TID251 - the command's one clock
        found = {
            "orphans": sorted(orphans(now - timedelta(hours=options["hours"]))),
            "missing": sorted(missing()),
            "damaged": sorted(self._damaged()) if options["verify"] else [],
        }
        if options["format"] == "json":
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self._tell(found)
        if found["missing"] or found["damaged"]:
            raise CommandError(f"{len(found['missing'])} missing, {len(found['damaged'])} damaged")

    def _tell(self, found: dict[str, list[str]]) -> None:
        for what, keys in found.items():
            self.stdout.write(f"{what}: {len(keys)}")
            for key in keys:
                self.stdout.write(f"  {key}")

    def _damaged(self) -> Iterator[str]:
        shows = self.stderr.isatty()
        for number, key in enumerate(stored_keys(), start=1):
            if shows:
                self.stderr.write(f"\rverified: {number}", ending="")
            if KEY.fullmatch(key) and digest_of_stored(key) != key:
                yield key


def orphans(before: datetime) -> Iterator[str]:
    """Keys of files that no evidence names and nobody has just uploaded; names that are no digest among them."""
    named = set(Evidence._base_manager.exclude(sha256="").values_list("sha256", flat=True))
    fresh = set(Upload.objects.filter(received_at__gte=before).values_list("sha256", flat=True))
    for key in stored_keys():
        if key not in named and key not in fresh:
            yield key


def missing() -> Iterator[str]:
    """Digests that evidence names and that are not in the storage, each with the evidence that names it."""
    there = set(stored_keys())
    for pk, key, name in Evidence._base_manager.exclude(sha256="").values_list("pk", "sha256", "file_name"):
        if key not in there:
            yield f"{key} (evidence {pk}: {name})"
