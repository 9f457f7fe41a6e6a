"""Form fields of the house: a day, an amount typed in ten thousands, with errors that say how to mend."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from face.amounts import TEN_THOUSAND

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Decimal(15, 2) yuan: what the records hold.
LARGEST = Decimal("9999999999999.99")


class DayInput(forms.DateInput):
    """The browser's own date control; the value goes over the wire as ISO in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A date control shows nothing for what is no day: then a text field keeps what was typed, to be mended."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _DAY.fullmatch(str(shown)):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A day."""

    widget = DayInput
    default_error_messages = {"invalid": _("Enter a day, for example 2026-11-24.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"], **kwargs)


class AmountField(forms.DecimalField):
    """An amount in yuan. Full-width figures and thousands separators are read, more than two decimals refused."""

    unit = Decimal(1)
    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Enter a number, for example 350 or 350.5."),
        "places": _("Give no fraction of a cent."),
        "large": _("This amount is too large."),
        "negative": _("The amount cannot be negative."),
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Yuan, or None for an empty field."""
        if value in self.empty_values:
            return None
        typed = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
        try:
            amount = Decimal(typed) * self.unit
            if not amount.is_finite() or "e" in typed.lower():
                raise ValidationError(self.error_messages["invalid"], "invalid")
        except ArithmeticError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error
        if abs(amount) > LARGEST:
            raise ValidationError(self.error_messages["large"], "large")
        if amount < 0:
            raise ValidationError(self.error_messages["negative"], "negative")
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError(self.error_messages["places"], "places")
        return amount.quantize(Decimal("0.01"))

    def prepare_value(self, value: Any) -> Any:
        """Stored yuan shown in the unit of the field; what was typed stays as typed."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value / self.unit:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares amounts, not their spelling."""
        try:
            return bool(self.to_python(data) != (None if initial is None else Decimal(str(initial))))
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A number pad on phones."""
        return {"inputmode": "decimal", "autocomplete": "off"}


class TenThousandsField(AmountField):
    """An amount typed in units of ten thousand yuan, kept in yuan."""

    unit = TEN_THOUSAND
