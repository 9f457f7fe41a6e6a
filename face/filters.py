"""Filters for list pages that django-filter does not bring in the house's form."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import pgettext_lazy
from django_filters.fields import DateRangeField, RangeField
from django_filters.widgets import DateRangeWidget

from face.fields import DayField, DayInput


class DayRangeWidget(DateRangeWidget):
    """Two date controls of the browser, each named for screen readers; parameters `…_after` and `…_before`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        bounds = (pgettext_lazy("frame", "From"), pgettext_lazy("frame", "Up to"))
        forms.MultiWidget.__init__(self, [DayInput({"aria-label": words}) for words in bounds], attrs)


class DayRangeField(DateRangeField):
    """The days between two days, both included; either may be open."""

    widget = DayRangeWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        RangeField.__init__(self, (DayField(), DayField()), *args, **kwargs)


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    """`due_on = DayRangeFilter(label=_("Due"))`."""

    field_class = DayRangeField
