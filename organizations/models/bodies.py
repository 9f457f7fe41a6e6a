"""Bodies, and how one follows another."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence
from lifecycle.rights import driven_by
from organizations.choices import SuccessionKind, System
from organizations.codes import fault
from organizations.fields import PathField
from organizations.models.divisions import Division
from organizations.permissions import installation, system_administrator
from organizations.querysets import BodyQuerySet

# Enough for a tree of ten levels with ids of nine digits.
MAX_PATH = 100


def period_faults(record: Any) -> dict[str, Sentence]:
    """`until` is the first day that no longer belongs, so it lies after `since`."""
    if record.since and record.until and record.until <= record.since:
        return {"until": _("The first day out must lie after the first day.")}
    return {}


def paths_under(records: Sequence[Any], *fields: str) -> dict[int, tuple[str, ...]]:
    """The paths of the bodies that some foreign keys of records name: one query, for records not yet saved too."""
    keys = {key for record in records for name in fields if (key := getattr(record, f"{name}_id")) is not None}
    paths = dict(Body.objects.filter(pk__in=keys).values_list("pk", "path"))
    return {
        record.pk: tuple(path for name in fields if (path := paths.get(getattr(record, f"{name}_id"))))
        for record in records
    }


class Body(TrailedModel):
    """A public body. Its place in the tree, `path`, is set when it is made and never changes: a reorganised body is another one.

    A group stands for a collective phrase of a document ("the departments concerned") and has no code, posts or duties.
    """

    code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    other_names = models.TextField(_("other names, one a line"), blank=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("division"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("subordinate to"),
    )
    path = PathField(max_length=MAX_PATH, editable=False)
    system = models.CharField(_("system"), max_length=20, choices=System.choices)
    is_group = models.BooleanField(_("a group of bodies"), default=False, blank=True)
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("first day out"), null=True, blank=True)

    objects: ClassVar[Any] = BodyQuerySet.as_manager()

    CREATION = Creation(
        # An imported document enters the bodies that it names and the register has not; whoever oversees them is said later.
        right=system_administrator
        | installation
        | driven_by("exchange.Document.create", "exchange.NamedBody.edit"),
        fields=(
            "code", "name", "short_name", "other_names", "division", "parent", "system", "is_group", "since", "until",
        ),
    )  # fmt: skip
    EDITABLE = {
        "": Edit(
            system_administrator | installation | driven_by("organizations.Succession.create"),
            ("code", "name", "short_name", "other_names", "system", "since", "until"),
        )
    }

    class Meta:
        db_table = "org_body"
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ("path",)
        indexes = [
            models.Index(fields=("division", "id"), name="org_body_division_idx"),
            models.Index(fields=("name",), name="org_body_name_idx"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("path",), name="org_body_path_uq"),
            models.UniqueConstraint(fields=("code",), condition=~models.Q(code=""), name="org_body_code_uq"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The body's page."""
        return reverse("organizations:body", args=(self.pk,))

    @property
    def known_as(self) -> str:
        """The name for narrow places."""
        return self.short_name or self.name

    def is_active(self, day: date) -> bool:
        """Whether the body exists on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def faults(self, today: date) -> dict[str, Sentence]:
        found = period_faults(self)
        if self.is_group and self.code:
            found["code"] = _("A group of bodies has no code of its own.")
        elif self.code and (wrong := fault(self.code)):
            found["code"] = wrong.label
        return found

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """A body's path is its parent's with its own id."""
        parents = {record.parent_id for record in records} - {None}
        paths = dict(cls.objects.using(using).filter(pk__in=parents).values_list("pk", "path"))
        for record in records:
            record.path = f"{paths.get(record.parent_id, '')}{record.pk}/"

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """A body stands under its own path; a new one without parent beside the topmost bodies of its division and those above."""
        found = {record.pk: (record.path,) for record in records}
        topmost = [record for record in records if record.parent_id is None and not record.version]
        if topmost:
            beside = cls.objects.topmost_around({record.division_id for record in topmost})
            found |= {record.pk: beside.get(record.division_id, ()) for record in topmost}
        return found


class Succession(TrailedModel):
    """One body follows another: duties pass to the successor on that day by law, hand-over or not."""

    predecessor = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="followed_by", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="follows", verbose_name=_("successor"))
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind.choices)
    on = models.DateField(_("takes effect on"))
    position = models.PositiveSmallIntegerField(
        _("place among the successors"),
        default=1,
        help_text=_("After a split, the first takes over what no hand-over gives to another."),
    )
    document = models.CharField(_("document"), max_length=200)

    CREATION = Creation(
        right=system_administrator | installation,
        fields=("predecessor", "successor", "kind", "on", "position", "document"),
    )
    EDITABLE = {"": Edit(system_administrator, ("position", "document"))}

    class Meta:
        db_table = "org_succession"
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ("-on", "position", "id")
        indexes = [
            models.Index(fields=("predecessor", "on"), name="org_succession_from_idx"),
            models.Index(fields=("successor", "on"), name="org_succession_to_idx"),
        ]
        constraints = [models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="org_succession_uq")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def get_absolute_url(self) -> str:
        """The list of successions."""
        return reverse("organizations:successions")

    def faults(self, today: date) -> dict[str, Sentence]:
        if self.predecessor_id == self.successor_id:
            return {"successor": _("A body cannot follow itself.")}
        return {}

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """A succession stands under the predecessor."""
        return paths_under(records, "predecessor")
