"""What the pages of inquiries and referrals have in common: the reading that is recorded, who read, who did what."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from face import days
from face.parts import Person
from lifecycle.actors import Actor
from lifecycle.lists import RecordedListView
from lifecycle.offers import ALLOWED, NOT_YOURS, UNMET, available
from lifecycle.timeline import verb_label
from organizations.choices import Role
from rectification.reading import is_reader, readings_of

SHOWN_READINGS = 8


def readings_for(record: Any, request: HttpRequest) -> dict[str, Any]:
    """The readings that this reader may see, the latest first: two queries."""
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    rows = readings_of(record, actor, now=now)
    is_inspector = bool(actor.having(Role.INSPECTOR, request.today))  # type: ignore[attr-defined]
    return {"readings": list(rows[:SHOWN_READINGS]), "reading_count": rows.count(), "is_inspector": is_inspector}


def persons_in(
    record: Any, rows: Sequence[Any], verbs: Iterable[str], next_up: str, reader: Actor, today: date
) -> list[Person]:
    """Who took each step, as frozen in the trail, and who may take the one that waits, and why the reader may not."""
    latest = {row.verb: row for row in rows}
    found = [_did(type(record), latest[verb], reader) for verb in verbs if verb in latest and verb != next_up]
    offer = next((one for one in available(record, reader, today) if one.name == next_up), None)
    if offer is not None and offer.status in (ALLOWED, UNMET, NOT_YOURS):
        own = _("You may do this.") if offer.status != NOT_YOURS else " ".join(str(one) for one in offer.sentences)
        found.append(Person(part=offer.label, post=pgettext("person", "still to be done"), note=own))
    return found


def _did(model: Any, row: Any, reader: Actor) -> Person:
    return Person(
        part=verb_label(model, row.verb),
        post=" ".join(word for word in (row.actor_body, row.actor_post) if word),
        name=row.actor_name,
        note=days.day(row.history_date),
        you=row.actor_id is not None and row.actor_id == reader.official_id,
    )


class RestrictedList(RecordedListView):
    """A list that names records, and nothing of what is restricted in them; each export is recorded."""

    def tabs(self, here: str) -> list[dict[str, Any]]:
        """Inquiries into bodies, and referrals of persons."""
        known = (
            ("inquiries", pgettext("accountability", "Bodies"), reverse("rectification:inquiries")),
            ("referrals", _("Referrals of persons"), reverse("rectification:referrals")),
        )
        shown = known if is_reader(self.request) else known[1:]
        return [{"label": label, "url": url, "current": key == here} for key, label, url in shown]
