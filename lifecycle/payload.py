"""What a verb is told: a frozen dataclass of typed fields, from which forms and serializers are built and by which input is judged."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_type_hints

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lifecycle.actors import Actor
from lifecycle.naming import nameable
from lifecycle.notes import NotesField
from lifecycle.refusals import Invalid, Sentence

MAX_TEXT = 4000
MONEY_DIGITS = 15
MONEY_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a verb's data: label, help, and how it is judged. Made by the functions below."""

    label: Sentence
    kind: str
    required: bool = True
    help: Sentence = ""
    choices: Any = None
    model: str = ""
    # Narrows a reference to what may be chosen for a record: `(queryset, record) -> queryset`.
    among: Callable[[Any, Any], Any] | None = None
    max_length: int = MAX_TEXT
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    decimals: int = MONEY_DECIMALS
    multiple: bool = False


def _asked(default: Any, asked: Asked) -> Any:
    missing: Any = dataclasses.MISSING if asked.required else default
    return dataclasses.field(default=missing, metadata={"asked": asked}, kw_only=True)


def text(
    label: Sentence,
    *,
    required: bool = True,
    help: Sentence = "",
    max_length: int = 200,
) -> Any:
    """A line of text; absent: ""."""
    return _asked("", Asked(label, "line", required, help, max_length=max_length))


def prose(
    label: Sentence,
    *,
    required: bool = True,
    help: Sentence = "",
    max_length: int = MAX_TEXT,
) -> Any:
    """Several lines of text; absent: ""."""
    return _asked("", Asked(label, "prose", required, help, max_length=max_length))


def day(label: Sentence, *, required: bool = True, help: Sentence = "") -> Any:
    """A date; absent: None."""
    return _asked(None, Asked(label, "day", required, help))


def yes(label: Sentence, *, required: bool = False, help: Sentence = "") -> Any:
    """A box to tick; absent: False. Required means that it must be ticked."""
    return _asked(False, Asked(label, "yes", required, help))


def choice(
    label: Sentence,
    choices: Any,
    *,
    required: bool = True,
    help: Sentence = "",
    multiple: bool = False,
) -> Any:
    """One of a TextChoices (several: a tuple); absent: "" or ()."""
    return _asked(
        () if multiple else "",
        Asked(label, "choice", required, help, choices=choices, multiple=multiple),
    )


def number(
    label: Sentence,
    *,
    required: bool = True,
    help: Sentence = "",
    decimals: int = 0,
    min_value: Decimal | int | None = None,
    max_value: Decimal | int | None = None,
) -> Any:
    """A number: int where `decimals` is 0, else Decimal; absent: None."""
    low = None if min_value is None else Decimal(min_value)
    high = None if max_value is None else Decimal(max_value)
    return _asked(
        None,
        Asked(
            label,
            "number",
            required,
            help,
            min_value=low,
            max_value=high,
            decimals=decimals,
        ),
    )


def money(label: Sentence, *, required: bool = True, help: Sentence = "") -> Any:
    """An amount in yuan, Decimal with two decimals, not negative; absent: None."""
    return _asked(None, Asked(label, "number", required, help, min_value=Decimal(0)))


def record(
    label: Sentence,
    model: str,
    *,
    required: bool = True,
    help: Sentence = "",
    among: Callable[[Any, Any], Any] | None = None,
    multiple: bool = False,
) -> Any:
    """Another record by its key, "app.Model" (several: a tuple of keys); the method gets keys, not instances; absent: None or ()."""
    asked = Asked(label, "record", required, help, model=model, among=among, multiple=multiple)
    return _asked(() if multiple else None, asked)


def notes(
    label: Sentence,
    model: str,
    *,
    among: Callable[[Any, Any], Any],
    help: Sentence = "",
    max_length: int = 500,
) -> Any:
    """A few words on each of several records, told as `{key: text}`: ((key, text), …), those left empty left out; absent: ()."""
    return _asked((), Asked(label, "notes", False, help, model=model, among=among, max_length=max_length))


def asked_of(data: type | None) -> dict[str, Asked]:
    """The fields of a verb's data, in order."""
    if data is None:
        return {}
    return {f.name: f.metadata["asked"] for f in dataclasses.fields(data)}


def _number_field(asked: Asked, common: dict[str, Any]) -> forms.Field:
    if asked.decimals == 0:
        low = None if asked.min_value is None else int(asked.min_value)
        high = None if asked.max_value is None else int(asked.max_value)
        return forms.IntegerField(min_value=low, max_value=high, **common)
    return forms.DecimalField(
        max_digits=MONEY_DIGITS,
        decimal_places=asked.decimals,
        min_value=asked.min_value,
        max_value=asked.max_value,
        **common,
    )


def _choice_field(asked: Asked, common: dict[str, Any]) -> forms.Field:
    if asked.multiple:
        return forms.MultipleChoiceField(choices=asked.choices.choices, **common)
    blank = [] if asked.required else [("", "")]
    return forms.ChoiceField(choices=[*blank, *asked.choices.choices], **common)


class RecordChoice(forms.ModelChoiceField[Any]):
    """Offers records; a queryset may say with `choice_label` what tells those of one name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "choice_label", "") or obj)


def _offered(asked: Asked, target: Any, by: Actor | None, today: date | None) -> Any:
    """What may be chosen, of what the actor may name."""
    model = apps.get_model(asked.model)
    queryset = nameable(model, by, today)
    if queryset is None:
        queryset = model._default_manager.all()
    return queryset if asked.among is None else asked.among(queryset, target)


def _record_field(asked: Asked, common: dict[str, Any], target: Any, by: Actor | None, today: date | None) -> Any:
    kind: Any = forms.ModelMultipleChoiceField if asked.multiple else RecordChoice
    return kind(queryset=_offered(asked, target, by, today), **common)


def _notes_field(asked: Asked, common: dict[str, Any], target: Any, by: Actor | None, today: date | None) -> Any:
    return NotesField(queryset=_offered(asked, target, by, today), max_length=asked.max_length, **common)


def form_field(asked: Asked, target: Any = None, by: Actor | None = None, today: date | None = None) -> forms.Field:
    """The form field for one piece of data; `target` is the record that the verb is for, `by` who names what he may."""
    common: dict[str, Any] = {
        "label": asked.label,
        "required": asked.required,
        "help_text": asked.help,
    }
    if asked.kind == "line":
        return forms.CharField(max_length=asked.max_length, **common)
    if asked.kind == "prose":
        return forms.CharField(
            max_length=asked.max_length,
            widget=forms.Textarea(attrs={"rows": 4}),
            **common,
        )
    if asked.kind == "day":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if asked.kind == "yes":
        return forms.BooleanField(**common)
    if asked.kind == "choice":
        return _choice_field(asked, common)
    if asked.kind == "number":
        return _number_field(asked, common)
    if asked.kind == "notes":
        return _notes_field(asked, common, target, by, today)  # type: ignore[no-any-return]
    return _record_field(asked, common, target, by, today)  # type: ignore[no-any-return]


def form_fields(
    data: type | None, target: Any = None, by: Actor | None = None, today: date | None = None
) -> dict[str, forms.Field]:
    """The form fields of a verb's data, in order."""
    return {name: form_field(asked, target, by, today) for name, asked in asked_of(data).items()}


@cache
def _types(data: type) -> dict[str, Any]:
    return get_type_hints(data)


def _plain(value: Any, asked: Asked) -> Any:
    """A cleaned form value as the dataclass holds it: keys instead of instances, tuples instead of lists."""
    if asked.kind == "record":
        return tuple(one.pk for one in value) if asked.multiple else (None if value is None else value.pk)
    return tuple(value) if asked.multiple else value


def named_in(given: Any) -> dict[str, tuple[Any, set[int]]]:
    """The record types and keys that a verb's data names, by field."""
    found: dict[str, tuple[Any, set[int]]] = {}
    for name, asked in asked_of(None if given is None else type(given)).items():
        if asked.kind == "record":
            value = getattr(given, name)
            keys = set(value) if asked.multiple else {value} - {None}
            if keys:
                found[name] = (apps.get_model(asked.model), keys)
    return found


def judged(
    data: type | None, given: Mapping[str, Any] | Any | None, target: Any = None, today: date | None = None
) -> Any:
    """The verb's data, checked field by field.

    `given` is a mapping of raw or typed values, or an instance of the dataclass itself. Returns an instance, or None
    where the verb takes none. Raises Invalid with a sentence for each field that is missing, wrong or unknown.
    """
    if data is None:
        if given:
            raise Invalid({"": _("This step takes no further details.")})
        return None
    words = _words(given)
    values: dict[str, Any] = {}
    errors: dict[str, Sentence] = {}
    for name, asked in asked_of(data).items():
        try:
            values[name] = _plain(form_field(asked, target).clean(_raw(words.pop(name, None))), asked)
        except ValidationError as wrong:
            errors[name] = " ".join(wrong.messages)
    for name in words:
        errors[name] = _("This step does not ask for “%(field)s”.") % {"field": name}
    if errors:
        raise Invalid(errors)
    made = data(**values)
    if found := _faults(made, target, today):
        raise Invalid(found)
    return made


def judged_typed(data: type | None, made: Any, target: Any = None, today: date | None = None) -> Any:
    """Data that a driver made out of a record that was judged itself: the dataclass's own rules are asked, its fields not again.

    Raises Invalid; TypeError for anything but an instance of the verb's own dataclass.
    """
    if data is None or not isinstance(made, data):
        raise TypeError(f"{made!r} is not the data of this verb")
    if found := _faults(made, target, today):
        raise Invalid(found)
    return made


def _words(given: Any) -> dict[str, Any]:
    """What was given, by name: a mapping's items or a dataclass's fields."""
    if dataclasses.is_dataclass(given) and not isinstance(given, type):
        return {f.name: getattr(given, f.name) for f in dataclasses.fields(given)}
    return dict(given or {})


def _faults(made: Any, target: Any, today: date | None) -> Mapping[str, Sentence]:
    """What is wrong with the fields taken together, and then against the clock."""
    if hasattr(made, "faults") and (found := made.faults(target)):
        return found  # type: ignore[no-any-return]
    if hasattr(made, "faults_on") and today is not None:
        return made.faults_on(target, today)  # type: ignore[no-any-return]
    return {}


def _raw(value: Any) -> Any:
    """Typed values pass the same field as typed-in ones."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date | Decimal | bool | int | list | dict) or value is None:
        return value
    return str(value)
