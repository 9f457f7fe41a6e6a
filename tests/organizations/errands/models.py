"""An errand: one body logs it, one promises, one or two must do it; every kind of right has a verb."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Creation, Edit, LifecycleModel
from lifecycle.rights import other_than
from lifecycle.verbs import SAME, verb
from organizations import rights
from organizations.choices import Part
from organizations.models import Body, Official
from organizations.parties import Parties
from organizations.querysets import InvolvedQuerySet


class ErrandState(models.TextChoices):
    OPEN = "open", _("errand open")
    DONE = "done", _("errand done")


S = ErrandState
ALWAYS = (S.OPEN, S.DONE)


class Errand(LifecycleModel):
    STATES = ErrandState
    FIRST = (S.OPEN,)
    ENDS = (S.DONE,)
    TONES = {S.OPEN: ("neutral", "pen"), S.DONE: ("good", "check")}
    INVOLVEMENT = "errand"
    CREATION = Creation(
        right=rights.clerk_of(Part.LOGGING),
        fields=("title", "matter", "logging", "promising", "duty", "supporting", "paying", "worker"),
    )
    EDITABLE = {S.OPEN: Edit(rights.clerk_of(Part.LOGGING), ("title", "matter", "duty", "supporting"))}

    title = models.CharField(max_length=100)
    matter = models.CharField(max_length=20, blank=True)
    logging = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    promising = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    duty = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supporting = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paying = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvolvedQuerySet.as_manager()

    class Meta:
        db_table = "errands_errand"

    @classmethod
    def parties_of(cls, records: Sequence[Any]) -> dict[int, Parties]:
        def bodies(record: Any) -> dict[str, tuple[int, ...]]:
            named = {
                part: getattr(record, f"{part}_id") for part in ("logging", "promising", "duty", "supporting", "paying")
            }
            return {part: (key,) for part, key in named.items() if key is not None}

        return {record.pk: Parties(record.matter, bodies(record)) for record in records}

    @verb(label=_("register errand"), source=ALWAYS, target=SAME, right=rights.reviewer & other_than("report"))
    def register(self, data: None, today: date) -> None: ...

    @verb(label=_("reopen errand"), source=ALWAYS, target=SAME, right=rights.superior)
    def reopen(self, data: None, today: date) -> None: ...

    @verb(label=_("report errand"), source=ALWAYS, target=SAME, right=rights.clerk_of(Part.DUTY, Part.SUPPORTING))
    def report(self, data: None, today: date) -> None: ...

    @verb(label=_("sign errand"), source=ALWAYS, target=SAME, right=rights.supervisor_of(Part.DUTY))
    def sign(self, data: None, today: date) -> None: ...

    @verb(label=_("flag errand"), source=ALWAYS, target=SAME, right=rights.overseer_staff("clerk", "supervisor"))
    def flag(self, data: None, today: date) -> None: ...

    @verb(label=_("pay errand"), source=ALWAYS, target=SAME, right=rights.reviewer & rights.not_of(Part.PAYING))
    def pay(self, data: None, today: date) -> None: ...

    @verb(label=_("publish errand"), source=ALWAYS, target=SAME, right=rights.integrity_officer)
    def publish(self, data: None, today: date) -> None: ...

    @verb(label=_("inspect errand"), source=ALWAYS, target=SAME, right=rights.inspector)
    def inspect(self, data: None, today: date) -> None: ...

    @verb(label=_("work errand"), source=ALWAYS, target=SAME, right=rights.named("worker"))
    def work(self, data: None, today: date) -> None: ...

    @verb(label=_("check errand"), source=ALWAYS, target=S.DONE, right=rights.not_named("worker"))
    def check_over(self, data: None, today: date) -> None: ...
