"""Forms made from declarations: of a verb's data, and of the fields that may be filled in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from face.fields import DayField
from lifecycle.actors import Actor
from lifecycle.desks import Desk
from lifecycle.doors import MAX_REASON
from lifecycle.payload import RecordChoice, form_fields
from lifecycle.personal import Personal, PersonalField
from lifecycle.refusals import Invalid
from lifecycle.verbs import Verb


class DoorForm(forms.Form):
    """A form whose last word is the door's: what it refuses is shown at the same fields."""

    def refuse(self, refusal: Invalid) -> None:
        """Put the door's sentences at their fields; those for no field of this form go on top."""
        for name, sentence in refusal.errors.items():
            self.add_error(name if name in self.fields else None, str(sentence))

    def quiet(self) -> None:
        """Show what was typed, and judge it only when it is sent."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}


class VerbForm(DoorForm):
    """The data of a verb, its reason and its basis, and the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, spec: Verb, record: Any, by: Actor, today: date, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", spec.name)
        kwargs["initial"] = {"version": record.version, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.spec = spec
        self.data_names = tuple(fields := form_fields(spec.data, record, by, today))
        self.fields.update(fields)
        self.fields["reason"] = forms.CharField(
            label=_("reason"),
            required=spec.needs_reason,
            max_length=MAX_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["basis"] = forms.CharField(
            label=_("legal basis"),
            required=spec.needs_basis,
            max_length=MAX_REASON,
            help_text=_("Document number and article, for example 粤府〔2017〕140号."),
        )

    def told(self) -> dict[str, Any]:
        """What `perform` is told. The form must be valid."""
        cleaned = self.cleaned_data
        return {
            "data": {name: _keys(cleaned[name]) for name in self.data_names} or None,
            "reason": cleaned["reason"],
            "basis": cleaned["basis"],
            "expected_version": cleaned["version"],
        }


def _keys(value: Any) -> Any:
    if isinstance(value, models.QuerySet):
        return [one.pk for one in value]
    return value.pk if isinstance(value, models.Model) else value


class RefField(forms.CharField):
    """Names a record by its reference, as it stands on paper; what may not be named is as good as missing."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.queryset = queryset

    def prepare_value(self, value: Any) -> Any:
        """A key as the reference; what was typed stays as typed."""
        if isinstance(value, str) and value.isdecimal() and len(value) < 19:
            value = int(value)
        if not isinstance(value, int):
            return value
        return self.queryset.filter(pk=value).values_list("ref", flat=True).first()

    def clean(self, value: Any) -> Any:
        """The record. Raises ValidationError where there is none to be named."""
        typed = str(super().clean(value) or "").strip()
        if not typed:
            return None
        found = self.queryset.filter(ref=typed.upper()).first()
        if found is None:
            raise forms.ValidationError(_("There is no such record, or none that you may see."))
        return found


def _form_field(field: Any, among: Any) -> forms.Field | None:
    """The house's own fields for days and text; a foreign key offers `among` where it is given, or is that field itself."""
    if isinstance(among, forms.Field):
        among.label, among.required, among.help_text = capfirst(field.verbose_name), not field.blank, field.help_text
        return among
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        made: Any = field.formfield(form_class=DayField)
    elif isinstance(field, models.TextField):
        made = field.formfield(widget=forms.Textarea(attrs={"rows": 4}))
    elif isinstance(field, models.ForeignKey):
        made = field.formfield(form_class=RecordChoice)
    else:
        made = field.formfield()
    if made is not None and among is not None:
        made.queryset = among
    return made  # type: ignore[no-any-return]


class FieldsForm(DoorForm):
    """Some fields of a record, as a form; `record` is None for a new one."""

    def __init__(
        self,
        model: Any,
        names: Iterable[str],
        *args: Any,
        record: Any = None,
        choices: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        given = kwargs.pop("initial", {})
        kwargs["initial"] = {
            **(self.initial_of(record, names) if record is not None else {}),
            **given,
        }
        super().__init__(*args, **kwargs)
        self.model, self.names = model, tuple(names)
        for name in self.names:
            field = _form_field(model._meta.get_field(name), (choices or {}).get(name))
            if field is not None:
                if record is not None and isinstance(model._meta.get_field(name), PersonalField):
                    field.required, field.help_text = False, _("Left empty: what stands there stays.")
                self.fields[name] = field
        if record is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=record.version)

    @staticmethod
    def initial_of(record: Any, names: Iterable[str]) -> dict[str, Any]:
        """What a record's fields hold; a personal value stays hidden."""
        found = {}
        for name in names:
            field = type(record)._meta.get_field(name)
            if not isinstance(field, PersonalField):
                found[name] = getattr(record, field.attname)
        return found

    def values(self) -> Mapping[str, Any]:
        """What the door is given. An empty personal field changes nothing. The form must be valid."""
        given: dict[str, Any] = {}
        for name in self.names:
            if name not in self.cleaned_data:
                continue
            value = self.cleaned_data[name]
            if isinstance(self.model._meta.get_field(name), PersonalField):
                if not value:
                    continue
                value = Personal(value)
            given[name] = value
        return given


def desk_form(
    desk: Desk,
    names: Iterable[str],
    actor: Actor,
    *data: Any,
    record: Any = None,
    draft: Any = None,
    initial: Any = None,
) -> FieldsForm:
    """The form of a record on its desk, new or edited: every foreign key offers what the desk lets this actor choose.

    `draft` is a new record that holds what the address fixes, for choices that depend on it.
    """
    wanted = tuple(names)
    about = record if record is not None else draft
    choices = {name: among(actor, about) for name, among in desk.choices.items() if name in wanted}
    return FieldsForm(desk.model, wanted, *data, record=record, choices=choices, initial=initial or {})
