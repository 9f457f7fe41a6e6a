"""Grants: the only source of rights."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle.facts import Facts, loader
from lifecycle.guards import guard
from lifecycle.models import Creation, Edit, TrailedModel
from lifecycle.refusals import Sentence
from lifecycle.rights import right
from organizations.choices import APART, Matter, Reach, Role
from organizations.fields import CodesField, labelled, parted
from organizations.models.bodies import Body, paths_under, period_faults
from organizations.models.offices import Official
from organizations.permissions import in_own_name, installation, not_for_oneself, security_administrator
from organizations.querysets import PeriodQuerySet
from organizations.rules import overlap

# Integrity officers work on a whole division; whoever needs one body's records alone is a clerk or supervisor there.
DIVISION_ROLES = (Role.INTEGRITY_OFFICER,)


@loader("other_grants", default=())
def other_grants(records: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    """The other grants of each record's person, those of the same batch among them: `{pk: grants}`."""
    people = {record.official_id for record in records}
    # The persons are locked, so that two grants to one cannot be written past each other.
    list(Official.objects.filter(pk__in=people).select_for_update().order_by("pk").values_list("pk"))
    keys = {record.pk for record in records}
    stored = list(Grant.objects.filter(official__in=people).exclude(pk__in=keys))
    return {
        record.pk: [one for one in (*stored, *records) if one.official_id == record.official_id and one.pk != record.pk]
        for record in records
    }


@guard(
    "keeps_apart",
    _(
        "System administrator, security administrator and auditor must be three people: "
        "this person already is another of them in part of that time."
    ),
    needs=(other_grants,),
    field="role",
)
def keeps_apart(record: Any, facts: Facts, _today: date) -> bool:
    """The separation of administrator, security officer and auditor."""
    if record.role not in APART:
        return True
    return not any(
        one.role in APART and one.role != record.role and overlap(one, record) for one in facts["other_grants"]
    )


@guard(
    "is_not_held",
    _("This person already holds this role there in part of that time."),
    needs=(other_grants,),
    field="role",
)
def is_not_held(record: Any, facts: Facts, _today: date) -> bool:
    """The same role over the same body is granted once at a time, unless for other matters."""
    return not any(
        (one.role, one.body_id, one.reach, one.matters) == (record.role, record.body_id, record.reach, record.matters)
        and overlap(one, record)
        for one in facts["other_grants"]
    )


# The two with whom an installation begins; nobody can be auditor before they are.
FIRST_ROLES = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)


@loader("is_founded", default=True)
def is_founded(records: Sequence[Any]) -> Mapping[int, bool]:
    """Whether anybody ever held the record's role here."""
    held = set(Grant.objects.filter(role__in=FIRST_ROLES).values_list("role", flat=True).distinct())
    return {record.pk: record.role in held for record in records}


@right(
    "first_of_installation",
    _("Or the installation itself, for the first two administrators."),
    needs=(is_founded,),
)
def first_of_installation(record: Any, facts: Facts, by: Any, verb: str, today: date) -> bool:
    """The first two administrators are made by a command on the server, once; all others by security administrators."""
    return record.role in FIRST_ROLES and not facts["is_founded"] and installation.holds(record, facts, by, verb, today)


def why_so_late(record: Any, today: date) -> Sentence | None:
    """A right that is said to have held before today covers what was done without it: that wants a reason."""
    if record.since is None or record.since >= today:
        return None
    return _("The first day lies in the past: state why the grant is written down only now.")


class Grant(TrailedModel):
    """A role that an official holds over a body, from a day to the first day out."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="grants", verbose_name=_("official"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="grants", verbose_name=_("body"))
    reach = models.CharField(_("reach"), max_length=10, choices=Reach.choices, default=Reach.BODY)
    matters = CodesField(_("matters"), max_length=200, blank=True, default="")
    since = models.DateField(_("first day"))
    until = models.DateField(_("first day out"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    granted_by = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )

    objects: ClassVar[Any] = PeriodQuerySet.as_manager()

    CREATION = Creation(
        right=(security_administrator & not_for_oneself & in_own_name) | first_of_installation,
        fields=("official", "role", "body", "reach", "matters", "since", "until", "document", "granted_by"),
        guards=(keeps_apart, is_not_held),
        asks_reason=why_so_late,
    )
    EDITABLE = {
        "": Edit(security_administrator & not_for_oneself, ("until", "document"), guards=(keeps_apart, is_not_held))
    }

    class Meta:
        db_table = "org_grant"
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ("-since", "-id")
        indexes = [
            models.Index(fields=("official", "since"), name="org_grant_official_idx"),
            models.Index(fields=("role", "since"), name="org_grant_role_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.official} · {self.get_role_display()} · {self.body}"

    def get_absolute_url(self) -> str:
        """The grant's page."""
        return reverse("organizations:grant", args=(self.pk,))

    @staticmethod
    def in_words(name: str, value: Any) -> str | None:
        """Matters by their labels."""
        return labelled(Matter, value, _("every matter")) if name == "matters" else None

    @property
    def matter_codes(self) -> frozenset[str]:
        """The matters named; empty means every one."""
        return parted(self.matters)

    def faults(self, today: date) -> dict[str, Sentence]:
        found = period_faults(self)
        if self.role in DIVISION_ROLES and self.reach != Reach.DIVISION:
            found["reach"] = _("This role works on a whole division.")
        if self.role == Role.AUDITOR:
            if not self.document:
                found["document"] = _("Name the audit notice.")
            if self.until is None:
                found["until"] = _("An audit ends on a day: state the first day out.")
        return found

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """A grant stands under its body."""
        return paths_under(records, "body")
