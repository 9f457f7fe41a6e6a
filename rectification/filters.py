"""By what cases and orders are looked for; each chosen condition is a pill that can be taken off."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from face.filters import DayRangeFilter
from organizations.filters import BodyPick
from rectification.choices import (
    CaseSource,
    CaseState,
    InquiryGround,
    InquiryState,
    OrderForm,
    OrderState,
    ReferralState,
)
from rectification.models import AccountabilityCase, BreachCase, PersonReferral, RectificationOrder


class Standing(django_filters.ChoiceFilter):
    """Questions that the list answers by name: each is a question of the queryset, asked of today where it needs a day."""

    DATED = ("overdue", "plans_overdue", "reviews_overdue", "verification_overdue")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The named question's answer."""
        if not value:
            return qs
        question = getattr(qs, value)
        answer: QuerySet[Any] = question(self.parent.request.today) if value in self.DATED else question()
        return answer


class CaseFilter(django_filters.FilterSet):
    """What a case is looked for by."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=CaseState.choices)
    source = django_filters.ChoiceFilter(label=_("Source"), choices=CaseSource.choices)
    standing = Standing(
        label=_("Standing"),
        choices=(
            ("open", pgettext_lazy("breach case", "open")),
            ("verification_overdue", _("verification overdue")),
        ),
    )
    body = BodyPick(label=_("Body"), method="of_body")
    settled = DayRangeFilter(label=_("Settled"), field_name="settled_on")

    class Meta:
        model = BreachCase
        fields = ("q", "state", "source", "standing", "body", "settled")

    def search(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Reference, promise, obligation or what is suspected that holds the words."""
        words = value.strip()
        return queryset.filter(
            Q(ref__icontains=words)
            | Q(commitment__ref__icontains=words)
            | Q(commitment__title__icontains=words)
            | Q(obligation__title__icontains=words)
            | Q(facts__icontains=words)
        )

    def of_body(self, queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Those about a body, or one below it, or verified by it."""
        return queryset.filter(
            Q(obligation__lead_body__path__startswith=value.path)
            | Q(duty_body__path__startswith=value.path)
            | Q(verifying_body__path__startswith=value.path)
            | Q(obligation=None, duty_body=None, commitment__promisor__path__startswith=value.path)
        )


class OrderFilter(django_filters.FilterSet):
    """What an order is looked for by."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=OrderState.choices)
    standing = Standing(
        label=_("Standing"),
        choices=(
            ("unsettled", pgettext_lazy("order", "open")),
            ("overdue", _("rectification overdue")),
            ("plans_overdue", _("plan overdue")),
            ("reviews_overdue", _("review overdue")),
            ("unmet", _("failed or refused")),
        ),
    )
    form = django_filters.ChoiceFilter(label=_("Kind of paper"), choices=OrderForm.choices)
    body = BodyPick(label=_("Body"), method="of_body")
    due = DayRangeFilter(label=_("Due date"), field_name="due_on")

    class Meta:
        model = RectificationOrder
        fields = ("q", "state", "standing", "form", "body", "due")

    def search(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Reference, number of the paper, case, promise or demand that holds the words."""
        words = value.strip()
        by_demand = queryset.model.objects.filter(demands__text__icontains=words)
        return queryset.filter(
            Q(ref__icontains=words)
            | Q(number__icontains=words)
            | Q(case__ref__icontains=words)
            | Q(commitment__ref__icontains=words)
            | Q(commitment__title__icontains=words)
            | Q(pk__in=by_demand.values("pk"))
        )

    def of_body(self, queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Those addressed to a body, or one below it."""
        return queryset.filter(duty_body__path__startswith=value.path)


def about(queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
    """Those whose reference, promise or body holds the words; what is restricted is not searched."""
    words = value.strip()
    return queryset.filter(
        Q(ref__icontains=words)
        | Q(commitment__ref__icontains=words)
        | Q(commitment__title__icontains=words)
        | Q(order__ref__icontains=words)
        | Q(body__name__icontains=words)
    )


def of_body(queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
    """Those about a body, or one below it."""
    return queryset.filter(body__path__startswith=value.path)


class InquiryFilter(django_filters.FilterSet):
    """What an accountability case is looked for by."""

    q = django_filters.CharFilter(label=_("Search"), method=about)
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=InquiryState.choices)
    ground = django_filters.ChoiceFilter(label=_("Ground"), choices=InquiryGround.choices)
    standing = Standing(label=_("Standing"), choices=(("open", pgettext_lazy("accountability", "open")),))
    body = BodyPick(label=_("Body"), method=of_body)
    decided = DayRangeFilter(label=pgettext_lazy("accountability", "Decided"), field_name="decided_on")

    class Meta:
        model = AccountabilityCase
        fields = ("q", "state", "ground", "standing", "body", "decided")


class ReferralFilter(django_filters.FilterSet):
    """What a referral is looked for by; nothing of the person."""

    q = django_filters.CharFilter(label=_("Search"), method=about)
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=ReferralState.choices)
    standing = Standing(label=_("Standing"), choices=(("pending", _("handed over, not answered")),))
    body = BodyPick(label=_("Body"), method=of_body)
    referred = DayRangeFilter(label=_("Handed over"), field_name="referred_on")

    class Meta:
        model = PersonReferral
        fields = ("q", "state", "standing", "body", "referred")
