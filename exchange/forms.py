"""Forms of imported documents: the upload, and a clerk's word on what was read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.choices import Recurrence
from commitments.desks import own_bodies
from exchange.documents.reading import LARGEST_FILE, MEGABYTE
from exchange.presenting import DutyLine
from face.fields import DayField
from lifecycle.actors import Actor
from lifecycle.forms import DoorForm
from lifecycle.models import Precision
from organizations.pickers import BodyField

PRECISIONS = [(one.value, one.label) for one in (Precision.DAY, Precision.MONTH, Precision.YEAR)]


class UploadForm(DoorForm):
    """A document's file, for whom it is logged, and two decisions on how it is read."""

    file = forms.FileField(label=_("document file"))
    logging_body: Any = forms.ModelChoiceField(label=_("logging body"), queryset=None, empty_label=None)
    promisor = BodyField(
        label=_("promisor"), required=False, help_text=_("Empty: the issuer, as the document names it.")
    )
    first_named_leads = forms.BooleanField(
        label=_("the first body named leads where the document names no lead"), required=False
    )
    expand = forms.BooleanField(label=_("put the counties in the place of 各县〈市、区〉"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["logging_body"]
        bodies.queryset = own_bodies(actor, None)
        bodies.initial = actor.body_id
        self.fields["file"].help_text = _(
            "Text, .docx, .pdf with text, or .html; at most %(most)s MB. This system takes no classified files."
        ) % {"most": LARGEST_FILE // MEGABYTE}


class DutyForm(DoorForm):
    """Who leads an obligation, who supports it, when it is due."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lead = BodyField(label=_("lead duty body"))
    drop = forms.MultipleChoiceField(
        label=_("take out of the supporting bodies"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add = BodyField(label=_("add a supporting body"), required=False)
    due_on = DayField(label=_("due date"), required=False, help_text=_("Empty: no due date is agreed."))
    due_precision = forms.ChoiceField(label=_("precision of the due date"), choices=PRECISIONS)
    recurs = forms.ChoiceField(label=_("comes back"), choices=Recurrence.choices)

    def __init__(self, line: DutyLine, *args: Any, **kwargs: Any) -> None:
        one = line.obligation
        kwargs["prefix"] = f"duty-{one.pk}"
        kwargs["initial"] = {
            "version": one.version,
            "lead": one.lead_body,
            "due_on": one.due_on,
            "due_precision": one.due_precision,
            "recurs": one.recurs,
        }
        super().__init__(*args, **kwargs)
        self.line = line
        drop: Any = self.fields["drop"]
        drop.choices = [(str(share.body_id), share.body.name) for share in line.shares]
        if not line.shares:
            del self.fields["drop"]


class NameForm(DoorForm):
    """For a measure that names nobody: who must act."""

    prefix = "name"
    lead = BodyField(label=_("lead duty body"))
    supporting = BodyField(label=_("add a supporting body"), required=False)


class EventForm(DoorForm):
    """The day of the event from which a limit runs."""

    event_on = DayField(label=_("day of the event"))

    def __init__(self, limit: Any, *args: Any, **kwargs: Any) -> None:
        kwargs["prefix"] = f"limit-{limit.pk}"
        kwargs["initial"] = {"event_on": limit.event_on}
        super().__init__(*args, **kwargs)
        self.limit = limit


def forms_of(lines: Sequence[DutyLine]) -> list[DutyForm]:
    """A form for each obligation that was drafted by the import."""
    return [DutyForm(line) for line in lines if line.duty is not None]
