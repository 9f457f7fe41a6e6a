"""Two columns that records of this app need: a body's path, and a short list of codes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import pgettext

ANY: frozenset[str] = frozenset()


class PathField(models.CharField[Any, Any]):
    """The ids from the topmost body down, each closed by a slash ("1/7/9/"): what lies below a body begins with its path.

    Compared byte by byte on every engine, so that "all below" is a range of an index.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters: dict[str, Any] = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def end_of(path: str) -> str:
    """The first text after everything that begins with a path: "1/7/" gives "1/70", as 0 follows the slash."""
    return f"{path[:-1]}0"


class CodesField(models.CharField[Any, Any]):
    """Some codes out of a few, as one text, sorted and parted by commas; "" means every one. Takes a list as well."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            value = (value or "").split(",")
        return joined(value)

    def clean(self, value: Any, model_instance: Any) -> Any:
        return super().clean(self.to_python(value), model_instance)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Each code by itself is judged against the choices of the form; here only the length counts."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.HiddenInput, **kwargs})


def joined(codes: Iterable[str]) -> str:
    """Codes as they are stored."""
    return ",".join(sorted({code.strip() for code in codes if code and code.strip()}))


def parted(stored: str) -> frozenset[str]:
    """The codes in a stored text; empty means every one."""
    return frozenset(stored.split(",")) if stored else ANY


def labelled(choices: Any, stored: str, none: Any) -> str:
    """Stored codes by their labels, `none` where nothing is named."""
    known = dict(choices.choices)
    return pgettext("list", ", ").join(str(known.get(code, code)) for code in sorted(parted(stored))) or str(none)
