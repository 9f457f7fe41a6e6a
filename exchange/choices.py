"""The words of imported documents: how far a measure has come, how a body was found, what a limit says."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeasureState(models.TextChoices):
    """What a clerk has said of a measure that was read out of a document."""

    EXTRACTED = "extracted", pgettext_lazy("measure of a document", "to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("measure of a document", "accepted")
    SET_ASIDE = "set_aside", pgettext_lazy("measure of a document", "binds nothing")


MEASURE_TONES: Mapping[str, tuple[str, str]] = {
    MeasureState.EXTRACTED: ("wait", "inbox"),
    MeasureState.ACCEPTED: ("good", "check"),
    MeasureState.SET_ASIDE: ("end", "slash"),
}


class NamedAs(models.TextChoices):
    """As what a document names a body."""

    LEAD = "lead", pgettext_lazy("named in a document", "lead")
    SUPPORTING = "supporting", pgettext_lazy("named in a document", "supporting")
    RESPONSIBLE = "responsible", pgettext_lazy("named in a document", "responsible")


class FoundBy(models.TextChoices):
    """How the body behind a printed name was found in the register."""

    NAME = "name", _("by its name")
    FORMER_NAME = "former_name", _("by a former name")
    SUCCESSOR = "successor", _("as the successor of a body that has ended")
    MADE = "made", _("entered by this import")
    GROUP = "group", _("a group of bodies")


class LimitKind(models.TextChoices):
    """What a time limit of a document says."""

    DATE = "date", _("until a date")
    RECURRENCE = "recurrence", _("again and again")
    EVENT = "event", _("a time after an event")
    STANDING = "standing", _("without an end")
    UNREAD = "unread", _("to be decided by a clerk")


class OpenReason(models.TextChoices):
    """Why a clause is bound to no body; the codes are those of the reader."""

    NO_GROUP = "no_group", _("The clause names no responsible body.")
    AFTER_LAST_GROUP = "after_last_group", _("The sentence stands after the last group of bodies of its measure.")
    PART_GROUP = "part_group", _("The bodies are named for a part whose own measures name theirs.")
    PART_TEXT = "part_text", _("The text introduces a part and names no responsible body.")
    CLOSING = "closing", _("The closing text belongs to no measure.")
