"""Values as a correction writes them: text on paper, typed in the record."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from lifecycle.refusals import Sentence


def as_text(value: Any) -> str:
    """A field's value as a correction states it: dates as ISO, numbers plain, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def typed(record: Any, field: str, text: str) -> Any:
    """The value that a text stands for in a record's field. Raises ValidationError."""
    column = record._meta.get_field(field)
    if not text:
        return None if column.null else column.clean("", record)
    return column.clean(text, record)


def faults_of_value(record: Any, field: str, text: str, today: date) -> dict[str, Sentence]:
    """What would be wrong with a record if a field had this value; the record itself is not touched."""
    changed = copy(record)
    changed.__dict__ = dict(record.__dict__)
    try:
        setattr(changed, field, typed(record, field, text))
    except ValidationError as wrong:
        return {field: " ".join(wrong.messages)}
    found: dict[str, Sentence] = changed.faults(today)
    return found
