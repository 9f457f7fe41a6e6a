"""What may follow on what among the forms of accountability, and how long a sanction lasts."""

from collections.abc import Iterable
from datetime import date

from deadlines.limits import limit
from deadlines.rules import due_under
from rectification.choices import BodyForm, PersonForm

_WEIGHT = {form.value: weight for weight, form in enumerate(BodyForm)}
LASTING = (PersonForm.WARNING, PersonForm.DEMERIT, PersonForm.MAJOR_DEMERIT, PersonForm.DEMOTION, PersonForm.REMOVAL)


def is_heavier(form: str, than: str) -> bool:
    """Whether one form is heavier than another."""
    return _WEIGHT[form] > _WEIGHT[than]


def lapses_on(form: str, decided_on: date) -> date | None:
    """The last day of a sanction's period (公职人员政务处分法 art. 8); None for what has no period."""
    if form not in LASTING:
        return None
    return due_under(limit(f"sanction.period.{form}", decided_on), decided_on).on


def months_together(forms: Iterable[str]) -> int:
    """Months of several sanctions taken together: added up, at most 48 (公职人员政务处分法 art. 15)."""
    months = sum(limit(f"sanction.period.{form}").amount for form in forms if form in LASTING)
    return min(months, limit("sanction.period.longest").amount)
