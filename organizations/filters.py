"""What the lists of this app can be narrowed by."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from face.fields import DayInput
from lifecycle.models import Access
from organizations.choices import Role, System, TenureKind
from organizations.pickers import MARK, BodyField, PostField

# Longer figures are credit codes.
LONGEST_KEY = 10


class KeyedBodyField(BodyField):
    """Names a body; in an address its key alone will do, and the field then shows the name."""

    def prepare_value(self, value: Any) -> Any:
        """A key in the address as the name."""
        return super().prepare_value(int(value) if _is_key(value) else value)

    def clean(self, value: Any) -> Any:
        """The body. Raises ValidationError."""
        return super().clean(f"{MARK}{value}" if _is_key(value) else value)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < LONGEST_KEY


class BodyPick(filters.Filter):
    """`body = BodyPick(label=_("Body"), method="of_body")`: a body typed with suggestions."""

    field_class = KeyedBodyField


class PostPick(filters.Filter):
    """A post typed with suggestions."""

    field_class = PostField


NOW_AND_THEN = (("now", _("in force")), ("past", _("past")), ("coming", _("coming")))


def in_time(queryset: QuerySet[Any], value: str, today: Any) -> QuerySet[Any]:
    """Periods in force today, past or coming; a first day may be missing."""
    if value == "past":
        return queryset.filter(until__lte=today)
    if value == "coming":
        return queryset.filter(since__gt=today)
    return queryset.filter(Q(since=None) | Q(since__lte=today), Q(until=None) | Q(until__gt=today))


class Timed(filters.FilterSet):
    """Narrows periods by whether they hold today."""

    time = filters.ChoiceFilter(label=_("In force"), choices=NOW_AND_THEN, method="by_time", empty_label=_("all"))

    def by_time(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Against the request's day."""
        return in_time(queryset, value, self.request.today)


class BodyFilter(Timed):
    """Bodies."""

    q = filters.CharFilter(label=_("Name or code"), method="by_words")
    division = filters.CharFilter(label=_("Division, name or code"), method="by_division")
    system = filters.ChoiceFilter(label=_("System"), choices=System.choices, empty_label=_("all"))

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By any of its names, or its code."""
        words = value.strip()
        return queryset.filter(
            Q(name__icontains=words)
            | Q(short_name__icontains=words)
            | Q(other_names__icontains=words)
            | Q(code__startswith=words.upper())
        )

    def by_division(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By the division's name or the beginning of its code."""
        words = value.strip()
        return queryset.filter(Q(division__name__icontains=words) | Q(division__code__startswith=words))


class OfficialFilter(filters.FilterSet):
    """People in office."""

    q = filters.CharFilter(label=_("Name or number"), method="by_words")
    body = filters.CharFilter(label=_("Body, today"), method="by_body")

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By name or opaque number."""
        words = value.strip()
        return queryset.filter(Q(name__icontains=words) | Q(number=words.upper()))

    def by_body(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By a body in which a post is held today."""
        today, words = self.request.today, value.strip()
        named = Q(tenures__post__body__name__icontains=words) | Q(tenures__post__body__short_name__icontains=words)
        held = Q(tenures__until=None) | Q(tenures__until__gt=today)
        return queryset.filter(named, held, tenures__since__lte=today).distinct()


class TenureFilter(Timed):
    """Tenures."""

    q = filters.CharFilter(label=_("Name, post or body"), method="by_words")
    kind = filters.ChoiceFilter(label=_("How held"), choices=TenureKind.choices, empty_label=_("all"))

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By the person, the post or the body."""
        words = value.strip()
        return queryset.filter(
            Q(official__name__icontains=words) | Q(post__name__icontains=words) | Q(post__body__name__icontains=words)
        )


class PortfolioFilter(Timed):
    """Portfolios."""

    q = filters.CharFilter(label=_("Name or body"), method="by_words")

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By the person, the own body or the body looked after."""
        words = value.strip()
        return queryset.filter(
            Q(official__name__icontains=words) | Q(post__body__name__icontains=words) | Q(body__name__icontains=words)
        )


class SuccessionFilter(filters.FilterSet):
    """Successions."""

    q = filters.CharFilter(label=_("Body"), method="by_words")

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By either body."""
        words = value.strip()
        return queryset.filter(Q(predecessor__name__icontains=words) | Q(successor__name__icontains=words))


class OversightFilter(Timed):
    """Oversight edges."""

    q = filters.CharFilter(label=_("Body"), method="by_words")

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By either body."""
        words = value.strip()
        return queryset.filter(Q(overseer__name__icontains=words) | Q(overseen__name__icontains=words))


class GrantFilter(Timed):
    """Grants."""

    q = filters.CharFilter(label=_("Name or body"), method="by_words")
    role = filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("all"))

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By the person or the body."""
        words = value.strip()
        return queryset.filter(Q(official__name__icontains=words) | Q(body__name__icontains=words))


class AccountFilter(filters.FilterSet):
    """Accounts."""

    q = filters.CharFilter(label=_("Account or name"), method="by_words")
    is_active = filters.ChoiceFilter(
        label=_("May sign in"), choices=(("true", _("yes")), ("false", _("no"))), empty_label=_("all")
    )

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By the account's or the person's name."""
        words = value.strip()
        return queryset.filter(Q(username__icontains=words) | Q(official__name__icontains=words))


class SignInFilter(filters.FilterSet):
    """The login log."""

    q = filters.CharFilter(label=_("Account, name or address"), method="by_words")
    kind = filters.ChoiceFilter(label=_("What happened"), choices=Access.Kind.choices, empty_label=_("all"))
    since = filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=DayInput)
    until = filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte", widget=DayInput)

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By account, person or address."""
        words = value.strip()
        return queryset.filter(Q(account__icontains=words) | Q(actor_name__icontains=words) | Q(address=words))
