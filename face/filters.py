"""Filters for list pages that django-filter does not bring in the house's form."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import pgettext_lazy
from django_filters.fields import DateRangeField, RangeField
from django_filters.widgets import DateRangeWidget, RangeWidget

from face.fields import DayField, DayInput, TenThousandsField

BOUNDS = (pgettext_lazy("frame", "From"), pgettext_lazy("frame", "Up to"))


class DayRangeWidget(DateRangeWidget):
    """Two date controls of the browser, each named for screen readers; parameters `…_after` and `…_before`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [DayInput({"aria-label": words}) for words in BOUNDS], attrs)


class DayRangeField(DateRangeField):
    """The days between two days, both included; either may be open."""

    widget = DayRangeWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        RangeField.__init__(self, (DayField(), DayField()), *args, **kwargs)


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    """`due_on = DayRangeFilter(label=_("Due"))`."""

    field_class = DayRangeField


class FigureRangeWidget(RangeWidget):
    """Two lines for figures, each named for screen readers; parameters `…_min` and `…_max`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        lines = [
            forms.TextInput({"aria-label": words, "inputmode": "decimal", "autocomplete": "off"}) for words in BOUNDS
        ]
        forms.MultiWidget.__init__(self, lines, attrs)


class FigureField(forms.DecimalField):
    """A figure typed into a line of text."""

    widget = forms.TextInput


class FigureRangeField(RangeField):
    """The figures between two, both included; either may be open."""

    widget = FigureRangeWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(tuple(self.bound() for _each in BOUNDS), *args, **kwargs)

    def bound(self) -> forms.Field:
        """One of the two."""
        return FigureField(max_digits=15, decimal_places=4)


class TenThousandsRangeField(FigureRangeField):
    """Amounts typed in units of ten thousand yuan."""

    def bound(self) -> forms.Field:
        return TenThousandsField()


class FigureRangeFilter(django_filters.RangeFilter):
    """`area = FigureRangeFilter(label=_("Area"))`."""

    field_class = FigureRangeField


class TenThousandsRangeFilter(django_filters.RangeFilter):
    """`amount = TenThousandsRangeFilter(label=_("Amount (10,000 yuan)"))`, over a column of yuan."""

    field_class = TenThousandsRangeField
