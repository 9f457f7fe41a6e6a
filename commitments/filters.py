"""The ledger's filters; each chosen one is a pill that can be taken off."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentKind, CommitmentState, EntryKind, VariationKind, VariationState
from commitments.models import Commitment, Variation
from deadlines.choices import Lamp
from face.filters import DayRangeFilter
from organizations.models import Body


class Standing(django_filters.ChoiceFilter):
    """Questions that the ledger answers by name."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The named question's answer."""
        today = self.parent.request.today
        if value == "overdue":
            return qs.overdue(today)  # type: ignore[attr-defined, no-any-return]
        if value == "disputed":
            return qs.disputed()  # type: ignore[attr-defined, no-any-return]
        if value == "in_breach":
            return qs.in_breach()  # type: ignore[attr-defined, no-any-return]
        if value == "undated":
            return qs.filter(progress__undated__gt=0)
        if value == "stopped":
            return qs.filter(progress__stopped__gt=0)
        return qs


class LedgerFilter(django_filters.FilterSet):
    """What a commitment is looked for by."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=CommitmentState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CommitmentKind.choices)
    standing = Standing(
        label=_("Standing"),
        choices=(
            ("overdue", _("overdue")),
            ("in_breach", _("in breach")),
            ("disputed", _("in dispute")),
            ("undated", _("no due date agreed")),
            ("stopped", _("stopped as unlawful")),
        ),
    )
    lamp = django_filters.ChoiceFilter(label=_("Lamp"), choices=Lamp.choices, method="by_lamp")
    entry_kind = django_filters.ChoiceFilter(label=_("Kind of entry"), choices=EntryKind.choices)
    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=Body.objects.order_by("path"), method="of_body")
    lead = django_filters.ModelChoiceFilter(
        label=_("Leads what is due next"), queryset=Body.objects.order_by("path"), field_name="progress__next_lead"
    )

    class Meta:
        model = Commitment
        fields = ("q", "state", "kind", "standing", "lamp", "entry_kind", "body", "lead")

    def by_lamp(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Those whose lamp has this colour today."""
        return queryset.with_lamp(value, self.request.today)  # type: ignore[attr-defined, no-any-return]

    def search(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Reference, item, promisee, project or clause that holds the words."""
        words = value.strip()
        return queryset.filter(
            Q(ref__icontains=words)
            | Q(title__icontains=words)
            | Q(clause__icontains=words)
            | Q(promisee__name__icontains=words)
            | Q(project__name__icontains=words)
        )

    def of_body(self, queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Those in which a body, or one below it, promised or must act."""
        return queryset.filter(
            Q(promisor__path__startswith=value.path) | Q(obligations__lead_body__path__startswith=value.path)
        ).distinct()


class VariationFilter(django_filters.FilterSet):
    """What a variation is looked for by."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=VariationState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind of change"), choices=VariationKind.choices)
    late = django_filters.ChoiceFilter(
        label=_("In time or late"),
        choices=(("late", _("after the due date")), ("in_time", _("in time"))),
        method="asked_for",
    )
    asked_on = DayRangeFilter(label=_("Asked for"))
    body = django_filters.ModelChoiceFilter(
        label=_("Asked for by"), queryset=Body.objects.order_by("path"), method="of_body"
    )

    class Meta:
        model = Variation
        fields = ("q", "state", "kind", "late", "asked_on", "body")

    def search(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Its reference, its reason, or the reference or item of the commitment that holds the words."""
        words = value.strip()
        return queryset.filter(
            Q(ref__icontains=words)
            | Q(why__icontains=words)
            | Q(commitment__ref__icontains=words)
            | Q(commitment__title__icontains=words)
        )

    def asked_for(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Extensions asked for after the due date, or all the others."""
        return queryset.filter(is_late=value == "late", asked_on__isnull=False)

    def of_body(self, queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Those asked for by a body, or one below it."""
        return queryset.filter(body__path__startswith=value.path)
