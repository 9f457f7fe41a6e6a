"""manage.py import_policy FILE…: reads official documents and shows, or takes in, their measures."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from exchange.documents import PolicyReading, Unreadable, read_policy
from exchange.exporting import as_json
from exchange.importing import Outcome, Status, import_document
from exchange.rules.places import place_of
from lifecycle.actors import Actor, Via
from lifecycle.refusals import Refused
from organizations.acting import actor_of
from organizations.models import Account, Body

CHANGED = 3  # exit code: a document stands with another text, and nothing was changed
SHOWN_OF_CLAUSE = 40


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Reads official documents (.txt, .docx, .pdf with text, .html) and takes their measures in as draft policy commitments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help=_("Show what would be imported; change nothing."))
        parser.add_argument("--format", choices=("text", "json"), default="text", dest="shape")
        parser.add_argument("--as", dest="account", help=_("The account in whose name the documents are taken in."))
        parser.add_argument(
            "--body", help=_("The body that logs them (name or number); that of the account by default.")
        )
        parser.add_argument("--promisor", help=_("The promising body (name or number); the issuer by default."))
        parser.add_argument(
            "--first-leads", action="store_true", help=_("Where a document names no lead, the first body named leads.")
        )
        parser.add_argument("--expand", action="store_true", help=_("Put the counties in the place of 各县〈市、区〉."))

    def handle(self, *args: Any, **options: Any) -> None:
        done: list[Any] = []
        failed: list[str] = []
        each: Callable[[Path], Any] = read_policy if options["dry_run"] else self._importer(options)
        for name in options["files"]:
            try:
                done.append((name, each(Path(name))))
            except Unreadable as refusal:
                failed.append(f"{name}: {refusal.sentence}")
            except Refused as refusal:
                failed.append(f"{name}: {' '.join(str(sentence) for sentence in refusal.sentences)}")
            except OSError as error:
                failed.append(f"{name}: {error.strerror}")
        self._print(done, options["shape"])
        changed = [name for name, one in done if isinstance(one, Outcome) and one.status == Status.CHANGED]
        failed += [_("%(file)s: stands with another text; nothing was changed.") % {"file": name} for name in changed]
        if failed:
            raise CommandError("\n".join(failed), returncode=CHANGED if len(failed) == len(changed) else 1)

    def _importer(self, options: dict[str, Any]) -> Callable[[Path], Outcome]:
        by = _actor(options["account"])
        words = {
            "logging_body": _body(options["body"]),
            "promisor": _body(options["promisor"]),
            "first_named_leads": options["first_leads"],
            "expand": options["expand"],
        }
        return lambda path: import_document(path, by, **words)

    def _print(self, done: list[Any], shape: str) -> None:
        if shape == "json":
            shown = [as_json(one.document) if isinstance(one, Outcome) else one.to_json() for _name, one in done]
            if shown:
                self.stdout.write(json.dumps(shown[0] if len(shown) == 1 else shown, ensure_ascii=False, indent=1))
            return
        for name, one in done:
            if isinstance(one, Outcome):
                self._tell(name, one)
            else:
                self._show(name, one)

    def _tell(self, name: str, outcome: Outcome) -> None:
        words = {
            Status.IMPORTED: _("taken in"),
            Status.UNCHANGED: _("stands already, nothing changed"),
            Status.CHANGED: _("stands with another text, nothing changed"),
        }[outcome.status]
        count = len(outcome.reading.measures)
        measures = ngettext("%(count)s measure", "%(count)s measures", count) % {"count": count}
        self.stdout.write(f"{name}: {outcome.document.ref} {outcome.document.title} · {words} · {measures}")
        for difference in outcome.differences:
            self.stdout.write(f"  {difference.place}")
            self.stdout.write(f"    - {difference.old}")
            self.stdout.write(f"    + {difference.new}")
        self._list_open(outcome.reading)
        for note in outcome.notes:
            self.stdout.write(f"  ! {note}")

    def _show(self, name: str, reading: PolicyReading) -> None:
        self.stdout.write(f"{name}: {reading.title or _('without a title')}")
        facts = [reading.document_number, reading.issuer, reading.issued_on.isoformat() if reading.issued_on else None]
        self.stdout.write("  " + " · ".join(fact for fact in facts if fact))
        comma = pgettext("list", ", ")
        for measure in reading.measures:
            self.stdout.write(f"  {place_of(measure.path)} {measure.heading}")
            for assignment in measure.assignments:
                names = (f"{body}*" if body in assignment.lead else body for body in assignment.bodies)
                self.stdout.write("    " + comma.join(names))
            if measure.time_limits:
                self.stdout.write("    " + " · ".join(limit.words for limit in measure.time_limits))
        self._list_open(reading)
        for warning in reading.warnings:
            self.stdout.write(f"  ! {warning}")

    def _list_open(self, reading: PolicyReading) -> None:
        for item in reading.unassigned:
            self.stdout.write(f"  ? {place_of(item.path)} {item.sentence} {item.clause.text[:SHOWN_OF_CLAUSE]}")


def _actor(name: str | None) -> Actor:
    if not name:
        raise CommandError(_("Say in whose name: --as ACCOUNT, or look first with --dry-run."))
    account = Account.objects.select_related("official", "post").filter(username=name).first()
    if account is None or not account.is_active:
        raise CommandError(_("There is no account %(name)s, or it is closed.") % {"name": name})
    return actor_of(account, via=Via.IMPORT)


def _body(named: str | None) -> Body | None:
    if not named:
        return None
    bodies = Body.objects.filter(pk=int(named)) if named.isdecimal() else Body.objects.filter(name=named)
    found = list(bodies.order_by("pk")[:2])
    if len(found) != 1:
        sentence = (
            _("No body is called %(name)s.") if not found else _("Several bodies are called %(name)s: give the number.")
        )
        raise CommandError(sentence % {"name": named})
    return found[0]  # type: ignore[no-any-return]
