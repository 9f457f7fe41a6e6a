"""`manage.py check_duties [DIVISION…] [--format json]`: for each verb who can do it today, and where nobody is left."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from organizations.duties import GAP, THIN, Report, report_on
from organizations.models import Division
from organizations.views.oversight import divisions_with_bodies


class Command(BaseCommand):
    help = "Tells for each verb and body who can do it today. Exits with 1 where nobody is left for a verb."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("divisions", nargs="*", metavar="DIVISION", help="code or name; all with bodies by default")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        chosen = [one for named in options["divisions"] for one in _named(named)] or list(divisions_with_bodies())
        report = report_on(chosen, timezone.localdate())
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._tell(report)
        if report.has_gaps:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        for _pk, name in report.unseen:
            self.stdout.write(f"nobody oversees: {name}")
        for edge in report.ending:
            self.stdout.write(f"ends on {edge.until}: {edge.overseer} over {edge.overseen}")
        for one in report.orphans:
            self.stdout.write(f"vacant: {one.body} {one.post}: {one.count} open duties")
        for standing, words in ((GAP, "nobody"), (THIN, "one person alone")):
            for line in report.having(standing):
                verbs = ", ".join(f"{duty.record}.{duty.verb}" for duty in line.verbs)
                matter = f" ({line.matter})" if line.matter else ""
                self.stdout.write(f"{words}: {line.body}{matter}: {verbs}")
        met = sum(not duty.is_gap for duty in report.duties)
        self.stdout.write(f"{len(report.duties)} duties looked at, {met} with somebody who can do them")


def _named(named: str) -> list[Division]:
    found = list(Division.objects.filter(Q(code=named) | Q(name=named)))
    if not found:
        raise CommandError(f"no division is called or coded {named}")
    return found
