"""What the words of a line stand for: a record by its name, a day by its distance from today, a personal value."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from commitments.models import Obligation
from demo.city import City
from demo.days import Days
from exchange.models import Measure
from lifecycle.payload import Asked, asked_of
from lifecycle.personal import Personal, PersonalField
from rectification.models import Demand, RectificationOrder


class Unknown(LookupError):
    """A name under which nothing is known."""


class Names:
    """The records of one story by name, with what the whole city knows."""

    def __init__(self, city: City, shared: Mapping[str, Any]) -> None:
        self._city, self._shared = city, shared
        self._own: dict[str, Any] = {}

    def call(self, name: str, record: Any) -> None:
        """Give a record its name; a later record of that name takes its place. What is always sought has none."""
        if not self.is_sought(name):
            self._own[name] = record

    @staticmethod
    def is_sought(name: str) -> bool:
        """Whether a name stands for what the system makes: no line may give it to a record."""
        return name.partition(" ")[0] in _DERIVED

    def get(self, name: str, model: type | None = None) -> Any:
        """The record of a name. "order", "order 1", "demand 2" and "next first" are found where the system made them."""
        known = self._city.known(model) if model is not None else {}
        for place in (known, self._own, self._shared):
            if name in place:
                return place[name]
        word, _blank, rest = name.partition(" ")
        if word not in _DERIVED:
            raise Unknown(f"nothing is called “{name}” here")
        return _DERIVED[word](self, rest)

    def all(self, model: type) -> list[tuple[str, Any]]:
        """The story's records of a type, with their names."""
        return [(name, one) for name, one in self._own.items() if isinstance(one, model)]

    def promise(self) -> Any:
        """The story's promise; None before it is entered."""
        return self._own.get("promise")


def _order(names: Names, which: str) -> Any:
    orders = RectificationOrder.objects.filter(commitment=names.get("promise").pk).order_by("pk")
    return list(orders)[int(which) - 1 if which else -1]


def _demand(names: Names, which: str) -> Any:
    return Demand.objects.get(order=_order(names, ""), number=int(which))


def _next(names: Names, which: str) -> Any:
    return Obligation.objects.get(previous=names.get(which).pk)


def _line(names: Names, which: str) -> Any:
    """A line of the latest hand-over that has lines of that number."""
    return names.get("handover").items.order_by("pk")[int(which) - 1]


def _measure(names: Names, place: str) -> Any:
    """A measure of the imported document, by its place as officials write it."""
    measures = Measure.objects.filter(document=names.get("document").pk)
    return next(one for one in measures if one.place == place)


def _policy(names: Names, place: str) -> Any:
    return _measure(names, place).commitment


def _duty(names: Names, which: str) -> Any:
    """ "三（一）1 2": the second obligation drafted from that measure; without a number the first."""
    place, _blank, number = which.partition(" ")
    owed = Obligation.objects.filter(commitment=_policy(names, place).pk).order_by("pk")
    return owed[int(number or 1) - 1]


def _part(names: Names, which: str) -> Any:
    """ "三（一）1 2": the second supporting share of that measure's first obligation."""
    place, _blank, number = which.partition(" ")
    return _duty(names, place).share_rows.order_by("pk")[int(number) - 1]


_DERIVED: Mapping[str, Callable[[Names, str], Any]] = {
    "order": _order,
    "demand": _demand,
    "next": _next,
    "line": _line,
    "measure": _measure,
    "policy": _policy,
    "duty": _duty,
    "part": _part,
}


class Values:
    """Turns a line's words into what the doors take."""

    def __init__(self, days: Days) -> None:
        self._days = days

    def of_fields(self, model: Any, words: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """Values for a record's fields. A word that names no field is left for the door to refuse."""
        fields = {field.name: field for field in model._meta.get_fields()}
        return {name: self._field(fields.get(name), value, names) for name, value in words.items()}

    def of_data(self, data: type | None, words: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """Values for what a verb asks."""
        asked = asked_of(data)
        return {name: self._asked(asked.get(name), value, names) for name, value in words.items()}

    def _field(self, field: Any, value: Any, names: Names) -> Any:
        if isinstance(field, models.ForeignKey) and isinstance(value, str):
            return names.get(value, field.related_model)
        if isinstance(field, models.DateField) and isinstance(value, int):
            return self._days.on(value)
        if isinstance(field, PersonalField):
            return Personal(self._days.fill(value))
        return self._plain(value)

    def _asked(self, asked: Asked | None, value: Any, names: Names) -> Any:
        if asked is not None and asked.kind == "record":
            model = apps.get_model(asked.model)
            if isinstance(value, list):
                return [names.get(one, model).pk for one in value]
            return names.get(value, model).pk
        if asked is not None and asked.kind == "day" and isinstance(value, int):
            return self._days.on(value)
        return self._plain(value)

    def _plain(self, value: Any) -> Any:
        return Decimal(str(value)) if isinstance(value, float) else self._days.filled(value)
