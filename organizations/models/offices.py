"""Posts, the people who hold them, and what deputies answer for."""

import secrets
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
from organizations.choices import Matter, Rank, TenureKind
from organizations.fields import CodesField, labelled, parted
from organizations.models.bodies import Body, paths_under, period_faults
from organizations.permissions import installation, system_administrator
from organizations.querysets import PeriodQuerySet
from organizations.rules import overlap

# Letters and digits that cannot be taken for one another when read aloud.
NUMBER_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 8
# Only one person at a time holds the post of a head in these ways.
FULL_HEADS = (TenureKind.APPOINTED, TenureKind.CONCURRENT)


class Post(TrailedModel):
    """A post inside a body: its head, a deputy, a section head, a handler."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts", verbose_name=_("body"))
    name = models.CharField(_("name"), max_length=60)
    rank = models.CharField(_("rank"), max_length=10, choices=Rank.choices)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("first day out"), null=True, blank=True)

    CREATION = Creation(
        right=system_administrator | installation, fields=("body", "name", "rank", "position", "since", "until")
    )
    EDITABLE = {"": Edit(system_administrator | installation, ("name", "rank", "position", "since", "until"))}

    class Meta:
        db_table = "org_post"
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("body_id", "position", "id")
        constraints = [models.UniqueConstraint(fields=("body", "name"), name="org_post_uq")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The post's page."""
        return reverse("organizations:post", args=(self.pk,))

    def faults(self, today: date) -> dict[str, Sentence]:
        return period_faults(self)

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """A post stands under its body."""
        return paths_under(records, "body")


class Official(TrailedModel):
    """A person in office, known by an opaque number. Never deleted: the trail names who acted."""

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    remark = models.CharField(
        _("remark"),
        max_length=200,
        blank=True,
        help_text=_("What tells people of the same name apart, such as a post held before. No identity number."),
    )

    CREATION = Creation(right=system_administrator | installation, fields=("name", "remark"))
    EDITABLE = {"": Edit(system_administrator, ("name", "remark"))}

    class Meta:
        db_table = "org_official"
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ("name", "id")
        indexes = [models.Index(fields=("name", "id"), name="org_official_name_idx")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's page."""
        return reverse("organizations:official", args=(self.pk,))

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:  # noqa: ARG003
        """The number says nothing about the person; with 30 signs on 8 places two alike are not to be expected."""
        for record in records:
            record.number = "".join(secrets.choice(NUMBER_SIGNS) for _place in range(NUMBER_LENGTH))

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, None]:
        """A person stands under no body; his posts do."""
        return dict.fromkeys((record.pk for record in records), None)


@loader("other_tenures", default=())
def other_tenures(records: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    """The other tenures of each record's post, those of the same batch among them: `{pk: tenures}`."""
    posts = {record.post_id for record in records}
    # The posts are locked, so that two tenures of one post cannot be written past each other.
    locked = {post.pk: post for post in Post.objects.filter(pk__in=posts).select_for_update().order_by("pk")}
    for record in records:
        record.post = locked[record.post_id]
    keys = {record.pk for record in records}
    stored = list(Tenure.objects.filter(post__in=posts).exclude(pk__in=keys).select_related("official"))
    return {
        record.pk: [one for one in (*stored, *records) if one.post_id == record.post_id and one.pk != record.pk]
        for record in records
    }


@guard(
    "is_held_once",
    _("This person already holds this post in part of that time."),
    needs=(other_tenures,),
    field="since",
)
def is_held_once(record: Any, facts: Facts, _today: date) -> bool:
    """One person holds one post once at a time."""
    return not any(one.official_id == record.official_id and overlap(one, record) for one in facts["other_tenures"])


@guard(
    "is_only_head",
    _("Another person is appointed to this post in part of that time: end that tenure first."),
    needs=(other_tenures,),
    field="since",
)
def is_only_head(record: Any, facts: Facts, _today: date) -> bool:
    """A body has one appointed head at a time; acting and presiding ones may stand beside him."""
    if record.kind not in FULL_HEADS or record.post.rank != Rank.HEAD:
        return True
    return not any(one.kind in FULL_HEADS and overlap(one, record) for one in facts["other_tenures"])


class Tenure(TrailedModel):
    """Which official held which post, from the first day to the first day out, and how. A gap between two is a vacancy.

    Valid time stands in the dates, recorded time in the trail.
    """

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="tenures", verbose_name=_("official"))
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures", verbose_name=_("post"))
    kind = models.CharField(_("how held"), max_length=10, choices=TenureKind.choices)
    since = models.DateField(_("first day"))
    until = models.DateField(_("first day out"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)

    objects: ClassVar[Any] = PeriodQuerySet.as_manager()

    CREATION = Creation(
        right=system_administrator | installation,
        fields=("official", "post", "kind", "since", "until", "document"),
        guards=(is_held_once, is_only_head),
    )
    EDITABLE = {
        "": Edit(system_administrator, ("kind", "since", "until", "document"), guards=(is_held_once, is_only_head))
    }

    class Meta:
        db_table = "org_tenure"
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ("-since", "-id")
        indexes = [
            models.Index(fields=("post", "since"), name="org_tenure_post_idx"),
            models.Index(fields=("official", "since"), name="org_tenure_official_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.official} · {self.post}"

    def get_absolute_url(self) -> str:
        """The page of the post held."""
        return reverse("organizations:post", args=(self.post_id,))

    def faults(self, today: date) -> dict[str, Sentence]:
        return period_faults(self)

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """A tenure stands under the post's body."""
        posts = {record.post_id for record in records}
        paths = dict(Post.objects.filter(pk__in=posts).values_list("pk", "body__path"))
        return {record.pk: (paths[record.post_id],) if record.post_id in paths else () for record in records}


class Portfolio(TrailedModel):
    """What a deputy head answers for by the division of work: matters, a body, or matters of a body; and his substitute."""

    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, related_name="portfolios", verbose_name=_("official")
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="portfolios", verbose_name=_("post"))
    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="in_portfolios",
        verbose_name=_("body looked after"),
        help_text=_("Empty: every body below the post's own, for the matters named."),
    )
    matters = CodesField(_("matters"), max_length=200, blank=True, default="")
    since = models.DateField(_("first day"))
    until = models.DateField(_("first day out"), null=True, blank=True)
    document = models.CharField(_("notice"), max_length=200)
    substitute = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("substitute")
    )

    objects: ClassVar[Any] = PeriodQuerySet.as_manager()

    CREATION = Creation(
        right=system_administrator | installation,
        fields=("official", "post", "body", "matters", "since", "until", "document", "substitute"),
    )
    EDITABLE = {"": Edit(system_administrator, ("matters", "since", "until", "document", "substitute"))}

    class Meta:
        db_table = "org_portfolio"
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ("-since", "-id")
        indexes = [
            models.Index(fields=("post", "since"), name="org_portfolio_post_idx"),
            models.Index(fields=("body", "since"), name="org_portfolio_body_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.official} · {self.body or self.matters}"

    def get_absolute_url(self) -> str:
        """The page of the person who answers."""
        return reverse("organizations:official", args=(self.official_id,))

    @staticmethod
    def in_words(name: str, value: Any) -> str | None:
        """Matters by their labels."""
        return labelled(Matter, value, _("every matter")) if name == "matters" else None

    @property
    def matters_in_words(self) -> str:
        """The matters named, in the reader's language."""
        return labelled(Matter, self.matters, _("every matter"))

    @property
    def matter_codes(self) -> frozenset[str]:
        """The matters named; empty means every one."""
        return parted(self.matters)

    def faults(self, today: date) -> dict[str, Sentence]:
        found = period_faults(self)
        if self.body_id is None and not self.matters:
            found["matters"] = _("Name the matters, or the body looked after.")
        if self.substitute_id is not None and self.substitute_id == self.official_id:
            found["substitute"] = _("Nobody is his own substitute.")
        return found

    @classmethod
    def standing_of(cls, records: Sequence[Any]) -> Mapping[int, tuple[str, ...]]:
        """A portfolio stands under the body of the deputy's post."""
        return Tenure.standing_of(records)
