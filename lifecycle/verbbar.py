"""The verb bar of a record's page: what the reader may do, what waits for something, and why the rest cannot be done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from face.parts import Act, Folded, Lack, Unmet, VerbBar
from lifecycle.actors import Actor
from lifecycle.desks import edit_url, verb_url
from lifecycle.offers import ALLOWED, DRIVEN, NOT_YOURS, UNMET, WRONG_STATE, Offer, available, edit_refused, edit_unmet
from lifecycle.refusals import Unmet as Missing

# The icons of verbs that end, stop, refuse or give back.
TAKING_BACK = ("x", "slash", "pause", "undo")


def bar_for(record: Any, by: Actor, today: date) -> VerbBar:
    """The verb bar; the number of queries is that of the distinct facts of the record type's verbs."""
    offers = available(record, by, today)
    allowed = [_act(record, offer) for offer in offers if offer.status == ALLOWED]
    editing = edit_unmet(record, today) if may_edit(record, by, today) else None
    if editing == ():
        allowed.append(Act(_("edit"), edit_url(record), "pen"))
    # What takes a record back or gives it back is never the button that leaps to the eye.
    leading = next((number for number, act in enumerate(allowed) if act.icon not in TAKING_BACK), None)
    if leading is not None:
        first = allowed[leading]
        allowed[leading] = Act(first.label, first.url, first.icon, "primary")
    return VerbBar(
        allowed=tuple(allowed),
        unmet=(
            *(_unmet(offer.label, offer.unmet, offer.verb.icon) for offer in offers if offer.status == UNMET),
            *([_unmet(_("edit"), editing, "pen")] if editing else []),
        ),
        folded=tuple(
            Folded(reason, tuple(offer.label for offer in offers if offer.status == status))
            for status, reason in (
                (WRONG_STATE, _("The state does not allow it")),
                (NOT_YOURS, _("Not yours to do")),
                (DRIVEN, _("Done by the system")),
            )
            if any(offer.status == status for offer in offers)
        ),
    )


def _act(record: Any, offer: Offer) -> Act:
    return Act(offer.label, verb_url(record, offer.name), offer.verb.icon)


def _unmet(label: Any, missing: Sequence[Missing], icon: str) -> Unmet:
    lacks = tuple(Lack(one.sentence, one.mend, _("Mend this") if one.mend else "") for one in missing)
    return Unmet(label, lacks, icon)


def may_edit(record: Any, by: Actor, today: date) -> bool:
    """Whether the reader may edit fields of the record in its present state."""
    return record.trail_state in record.EDITABLE and edit_refused(record, by, today) is None
