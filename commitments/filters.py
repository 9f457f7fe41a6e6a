"""The ledger's filters; each chosen one is a pill that can be taken off."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.choices import (
    BudgetStanding,
    ColumnKind,
    CommitmentKind,
    CommitmentState,
    EntryKind,
    Side,
    VariationKind,
    VariationState,
)
from commitments.models import Commitment, CustomColumn, Obligation, Variation
from commitments.models.custom import MOST_COLUMNS, NO, YES
from deadlines.choices import Lamp
from face.filters import DayRangeFilter, FigureRangeFilter, TenThousandsRangeFilter
from organizations.filters import BodyPick, PostPick

# Behind "More conditions"; after them the columns that divisions added.
MORE = (
    "standing",
    "lamp",
    "entry_kind",
    "lead",
    "duty",
    "deputy",
    "project",
    "enterprise",
    "place",
    "number",
    "funding",
    "in_budget",
    "held_up",
    "promised",
    "due",
    "amount",
)


class Words(django_filters.CharFilter):
    """Words that a column holds; blanks around them do not count."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Those whose column holds them."""
        found: QuerySet[Any] = super().filter(qs, (value or "").strip())
        return found


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


class OfOwnColumn(django_filters.Filter):
    """What the filters over a division's own column share: the column, and by what a value is compared."""

    def __init__(self, column: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label=column.label, **kwargs)
        self.column = column

    def terms(self, value: Any) -> dict[str, Any]:
        """What a value must be for what was asked; empty where nothing was."""
        return {"text": value} if value else {}

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Those commitments for which such a value stands in the column."""
        terms = self.terms(value)
        return qs.holding(self.column, **terms) if terms else qs  # type: ignore[attr-defined]


class OwnText(OfOwnColumn, django_filters.CharFilter):
    """Texts that hold the words."""

    def terms(self, value: Any) -> dict[str, Any]:
        return {"text__icontains": value.strip()} if value and value.strip() else {}


class OwnChoice(OfOwnColumn, django_filters.ChoiceFilter):
    """One of the column's choices."""


def _between(name: str, value: Any) -> dict[str, Any]:
    bounds = {f"{name}__gte": value.start, f"{name}__lte": value.stop} if value else {}
    return {term: bound for term, bound in bounds.items() if bound is not None}


class OwnFigures(OfOwnColumn, FigureRangeFilter):
    """Figures between two."""

    def terms(self, value: Any) -> dict[str, Any]:
        return _between("number", value)


class OwnDays(OfOwnColumn, DayRangeFilter):
    """Days between two."""

    def terms(self, value: Any) -> dict[str, Any]:
        return _between("day", value)


def filter_over(column: Any) -> django_filters.Filter:
    """The filter that fits a division's own column."""
    if column.kind == ColumnKind.NUMBER:
        return OwnFigures(column)
    if column.kind == ColumnKind.DAY:
        return OwnDays(column)
    if column.kind == ColumnKind.YES_NO:
        return OwnChoice(column, choices=((YES, _("yes")), (NO, _("no"))))
    if column.kind == ColumnKind.CHOICE:
        return OwnChoice(column, choices=[(one, one) for one in column.choice_list])
    return OwnText(column)


class LedgerFilter(django_filters.FilterSet):
    """What a commitment is looked for by: the columns of real ledgers, and those that the reader's divisions added."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    body = BodyPick(label=_("Body"), method="of_body")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CommitmentKind.choices)
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=CommitmentState.choices)
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
    lead = BodyPick(label=_("Leads what is due next"), field_name="progress__next_lead")
    duty = BodyPick(label=_("Duty body"), method="of_duty_body")
    deputy = PostPick(label=_("Deputy head in charge"), field_name="deputy_head_post")
    project = django_filters.CharFilter(label=_("Project, name or code"), method="of_project")
    enterprise = django_filters.CharFilter(label=_("Enterprise"), method="of_enterprise")
    place = Words(label=_("Park or town"), field_name="project__place", lookup_expr="icontains")
    number = Words(label=_("Agreement number"), field_name="agreement__number", lookup_expr="icontains")
    funding = Words(label=_("Source of funds"), lookup_expr="icontains")
    in_budget = django_filters.ChoiceFilter(label=_("In the budget"), choices=BudgetStanding.choices)
    held_up = django_filters.ChoiceFilter(
        label=_("Held up"),
        choices=((YES, _("something holds it up")), (NO, _("nothing holds it up"))),
        method="is_held_up",
    )
    promised = DayRangeFilter(label=_("Promised"), field_name="promised_on")
    due = DayRangeFilter(label=_("Next due date"), field_name="progress__next_due_on")
    amount = TenThousandsRangeFilter(label=_("Amount (10,000 yuan)"))

    class Meta:
        model = Commitment
        fields = ("q", "body", "kind", "state", *MORE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request: Any = self.request
        self.own = list(CustomColumn.objects.of_reader(request.actor, request.today)[:MOST_COLUMNS])
        for column in self.own:
            one = filter_over(column)
            one.parent, one.model = self, Commitment
            self.filters[f"own_{column.pk}"] = one
        self.folded = (*MORE, *(name for name in self.filters if name.startswith("own_")))

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
        led = Obligation.objects.filter(commitment=OuterRef("pk"), lead_body__path__startswith=value.path)
        return queryset.filter(Q(promisor__path__startswith=value.path) | Q(Exists(led)))

    def of_duty_body(self, queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Those of which a body, or one below it, leads an obligation of the government's side."""
        led = Obligation.objects.filter(
            commitment=OuterRef("pk"), side=Side.GOVERNMENT, lead_body__path__startswith=value.path
        )
        return queryset.filter(Exists(led))

    def of_project(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Those of a project whose name or code holds the words."""
        words = value.strip()
        return queryset.filter(Q(project__name__icontains=words) | Q(project__code__icontains=words))

    def of_enterprise(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Those made to an enterprise, or for its project, whose name holds the words."""
        words = value.strip()
        return queryset.filter(Q(promisee__name__icontains=words) | Q(project__enterprise__name__icontains=words))

    def is_held_up(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Those for which it is entered what holds them up, or those without."""
        return queryset.exclude(held_up_by="") if value == YES else queryset.filter(held_up_by="")


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
    body = BodyPick(label=_("Asked for by"), method="of_body")

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
