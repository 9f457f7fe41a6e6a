"""`manage.py erase_personal REF FIELD --basis WORDS`: the lawful erasure of a personal value, by the tables' owner."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lifecycle.actors import Actor, Via
from lifecycle.erasing import NothingToErase, erase


class Command(BaseCommand):
    help = (
        "Erase whatever a personal field of a record ever held, for good; the trail keeps its digests and stays true. "
        "Written to the log of readings. On PostgreSQL it works as the owner of the tables (DATABASE_OWNER_URL)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ref", help="the record's number, e.g. CM-2026-0317")
        parser.add_argument("field", help="the field's name, e.g. contact_phone")
        parser.add_argument("--basis", required=True, help="by which application or decision; stands in the log")

    def handle(self, *_args: Any, **options: Any) -> None:
        basis = options["basis"].strip()
        if not basis:
            raise CommandError("say by which application or decision: --basis")
        now = timezone.now()  # noqa: TID251 - the command's one clock
        try:
            gone = erase(options["ref"].strip(), options["field"].strip(), basis, now=now, by=Actor(via=Via.COMMAND))
        except NothingToErase as nothing:
            raise CommandError(str(nothing)) from nothing
        self.stdout.write(f"{options['ref']}: {gone} value(s) of {options['field']} erased")
