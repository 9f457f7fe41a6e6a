"""A parcel: drafted, sent, weighed by another, delivered or lost; its note follows it by driven verbs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.desks import new_url
from lifecycle.facts import loader
from lifecycle.guards import guard
from lifecycle.models import Creation, Edit, LifecycleModel, RecordQuerySet
from lifecycle.payload import number, text
from lifecycle.personal import PersonalField
from lifecycle.rights import driven_by, other_than, right
from lifecycle.verbs import SAME, Chosen, verb


class ParcelState(models.TextChoices):
    DRAFT = "draft", _("parcel drafted")
    SENT = "sent", _("parcel sent")
    WEIGHED = "weighed", _("parcel weighed")
    DELIVERED = "delivered", _("parcel delivered")
    LOST = "lost", _("parcel lost")


class NoteState(models.TextChoices):
    OPEN = "open", _("note open")
    SHUT = "shut", _("note shut")


TONES = dict.fromkeys((*ParcelState.values, *NoteState.values), ("neutral", "pen"))
P = ParcelState


@right("sender", _("Only a sender may do this."), roles=("sender", "clerk"))
def sender(record: Any, facts: Any, by: Any, verb: str, today: date) -> bool:
    return any(hold.covers(by.body_path, today) for role in ("sender", "clerk") for hold in by.having(role, today))


@right("weigher", _("Only a weigher may do this."), roles=("weigher", "supervisor"))
def weigher(record: Any, facts: Any, by: Any, verb: str, today: date) -> bool:
    return any(
        hold.covers(by.body_path, today) for role in ("weigher", "supervisor") for hold in by.having(role, today)
    )


@loader("open_notes", default=0)
def open_notes(records: Any) -> dict[int, int]:
    rows = Note.objects.filter(parcel__in=[r.pk for r in records], state=NoteState.OPEN)
    return dict(rows.values("parcel").annotate(n=models.Count("id")).values_list("parcel", "n"))


@guard("has_title", _("Give the parcel a title."))
def has_title(record: Any, facts: Any, today: date) -> bool:
    return bool(record.title)


@guard(
    "has_note",
    _("Add a note to the parcel."),
    needs=(open_notes,),
    mend=lambda parcel: new_url(Note, parcel=parcel),
)
def has_note(record: Any, facts: Any, today: date) -> bool:
    return bool(facts["open_notes"] > 0)


@dataclass(frozen=True)
class WeighData:
    weight: Decimal = number(_("weight"), decimals=2, min_value=0)
    remark: str = text(_("remark"), required=False)


class ParcelQuerySet(RecordQuerySet):
    """Of parcels and their notes."""

    def made_by(self, body_path: str) -> Any:
        """The parcels that somebody of a body made; a body without a path has made none."""
        made = Parcel.history.filter(verb="create", actor_body_path=body_path or "none")
        return self.filter(pk__in=made.values("id"))


class Parcel(LifecycleModel):
    REF_PREFIX = "PA"
    STATES = ParcelState
    FIRST = (P.DRAFT,)
    ENDS = (P.LOST,)
    TONES = TONES
    LOCK_RANK = 10
    CREATION = Creation(
        right=sender,
        fields=(
            "title",
            "contact",
            "weight",
            "due_on",
            "seen_at",
            "count",
            "urgent",
            "extra",
            "remark",
        ),
    )
    EDITABLE = {P.DRAFT: Edit(sender, ("title", "contact", "due_on", "remark", "extra", "weight"))}

    ref = models.CharField(max_length=30, unique=True, editable=False)
    title = models.CharField(max_length=200, blank=True)
    remark = models.TextField(blank=True)
    contact = PersonalField()
    weight = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    count = models.BigIntegerField(null=True, blank=True)
    urgent = models.BooleanField(default=False, blank=True)
    extra = models.JSONField(null=True, blank=True)
    was = models.CharField(max_length=30, blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        db_table = "parcels_parcel"

    def faults(self, today: date) -> dict[str, Any]:
        return (
            {"due_on": _("The due date lies before the year 2000.")} if self.due_on and self.due_on.year < 2000 else {}
        )

    @verb(
        label=_("send"),
        source=P.DRAFT,
        target=P.SENT,
        right=sender,
        guards=(has_title,),
        slots=("above",),
    )
    def send(self, data: None, today: date) -> None:
        pass

    @verb(
        label=_("weigh"),
        source=P.SENT,
        target=P.WEIGHED,
        right=weigher & other_than("send"),
        data=WeighData,
    )
    def weigh(self, data: WeighData, today: date) -> None:
        self.weight = data.weight
        self.remark = data.remark

    @verb(
        label=_("inspect"),
        source=P.SENT,
        target=P.WEIGHED,
        right=weigher & other_than("send"),
        guards=(has_title,),
    )
    def inspect(self, data: None, today: date) -> None:
        pass

    @verb(
        label=_("return"),
        source=(P.SENT, P.WEIGHED),
        target=P.DRAFT,
        right=weigher,
        needs_reason=True,
    )
    def send_back(self, data: None, today: date) -> None:
        pass

    @verb(
        label=_("deliver"),
        source=P.WEIGHED,
        target=P.DELIVERED,
        right=weigher,
        guards=(has_note,),
    )
    def deliver(self, data: None, today: date) -> None:
        self.due_on = today

    @verb(
        label=_("lose"),
        source=(P.SENT, P.WEIGHED),
        target=P.LOST,
        right=sender | weigher,
        needs_basis=True,
    )
    def lose(self, data: None, today: date) -> None:
        self.was = self.state

    @verb(label=_("mark"), source=(P.SENT, P.WEIGHED), target=SAME, right=weigher)
    def mark(self, data: None, today: date) -> None:
        self.urgent = True

    @verb(
        label=_("recall"),
        source=P.DELIVERED,
        target=Chosen(
            lambda record, *_words: P.WEIGHED if record.weight else P.SENT,
            (P.WEIGHED, P.SENT),
        ),
        right=weigher,
    )
    def recall(self, data: None, today: date) -> None:
        pass


class Note(LifecycleModel):
    STATES = NoteState
    FIRST = (NoteState.OPEN,)
    TONES = TONES
    LOCK_RANK = 20
    CREATION = Creation(right=sender, fields=("parcel", "text"))

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=100)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        db_table = "parcels_note"

    @verb(
        label=_("shut"),
        source=NoteState.OPEN,
        target=NoteState.SHUT,
        right=driven_by("parcels.Parcel.deliver"),
    )
    def shut(self, data: None, today: date) -> None:
        pass

    @verb(
        label=_("open again"),
        source=NoteState.SHUT,
        target=NoteState.OPEN,
        right=sender,
    )
    def open_again(self, data: None, today: date) -> None:
        pass
