"""Values as a correction writes them: text on paper, typed in the record."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from face import amounts, days
from lifecycle.refusals import Sentence

# As people write it, in either language.
YES_OR_NO = {"是": "True", "否": "False", "yes": "True", "no": "False"}


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
    """The value that a text stands for in a record's field: as written on paper, a choice by its label too. Raises ValidationError."""
    column = record._meta.get_field(field)
    labels = {str(label): value for value, label in column.flatchoices} | (YES_OR_NO if _is_flag(column) else {})
    text = str(labels.get(text.strip(), text))
    if not text:
        return None if column.null else column.clean("", record)
    return column.clean(text, record)


def label_of(model: type[models.Model], field: str) -> str:
    """What a column is called. Raises FieldDoesNotExist."""
    column: Any = model._meta.get_field(field)
    return capfirst(str(column.verbose_name))


def in_words(model: type[models.Model], field: str, text: str) -> str:
    """A correction's text as a reader expects the value: a date as a date, a choice by its label; "" for none."""
    column: Any = model._meta.get_field(field)
    try:
        value = typed(model(), field, text) if text else None
    except ValidationError:
        return text
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, date):
        return days.day(value)
    if isinstance(value, Decimal):
        return amounts.to_the_cent(value)
    return "" if value is None else str(dict(column.flatchoices).get(value, value))


def _is_flag(column: Any) -> bool:
    return isinstance(column, models.BooleanField)


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
