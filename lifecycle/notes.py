"""A form field for a few words on each of several records, as a step may be told them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Note = tuple[int, str]


class NotesWidget(forms.Widget):
    """A text area for each record, named `<name>-<key>`."""

    template_name = "lifecycle/widgets/notes.html"

    def __init__(self, rows: Sequence[tuple[int, str]] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.rows = rows

    def id_for_label(self, id_: str) -> str:
        """The first text area; none where nothing can be said."""
        return f"{id_}-{self.rows[0][0]}" if id_ and self.rows else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        said = dict(_pairs(value))
        id_ = context["widget"]["attrs"].get("id", "")
        context["widget"]["rows"] = [
            {"name": f"{name}-{key}", "id": f"{id_}-{key}", "label": label, "value": said.get(str(key), "")}
            for key, label in self.rows
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        """What was typed, `{key: text}`."""
        return {str(key): data.get(f"{name}-{key}", "") for key, _label in self.rows}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Empty areas are sent as well, so that nothing is ever taken for left out."""
        return all(f"{name}-{key}" not in data for key, _label in self.rows)


class NotesField(forms.Field):
    """Words on some of the records of a queryset: cleaned to ((key, text), …), those left empty left out.

    Takes `{key: text}` or pairs. An unknown key and words that are too long are refused.
    """

    default_error_messages = {
        "unknown": _("There is nothing here with the number %(key)s."),
        "long": _("Say it in at most %(most)s characters; “%(label)s” has more."),
        "shape": _("Give the words by the number of what they are about."),
    }

    def __init__(self, *, queryset: Any, max_length: int, **kwargs: Any) -> None:
        self.max_length = max_length
        self.labels = {one.pk: str(one) for one in queryset}
        super().__init__(**{**kwargs, "widget": NotesWidget(tuple(self.labels.items()))})

    def clean(self, value: Any) -> tuple[Note, ...]:
        """The pairs in the order of the records. Raises ValidationError."""
        try:
            said = [(int(key), str(text).strip()) for key, text in _pairs(value)]
        except (TypeError, ValueError):
            raise ValidationError(self.error_messages["shape"], "shape") from None
        said = [(key, text) for key, text in said if text]
        for key, text in said:
            if key not in self.labels:
                raise ValidationError(self.error_messages["unknown"], "unknown", {"key": key})
            if len(text) > self.max_length:
                words = {"most": self.max_length, "label": self.labels[key]}
                raise ValidationError(self.error_messages["long"], "long", words)
        return tuple(sorted(said, key=lambda note: list(self.labels).index(note[0])))


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    if not value:
        return []
    return list(value.items()) if isinstance(value, Mapping) else [(str(key), text) for key, text in value]
