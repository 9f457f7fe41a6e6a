"""Facts that rights and guards judge by: each named, read by one query for one record or two thousand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
Load = Callable[[Sequence[Any]], Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class Loader:
    """A named question asked about a batch of records of one model.

    `load(records)` returns `{record.pk: value}`; a record that is not among the keys gets `default`.
    """

    name: str
    load: Load
    default: Any = None

    def __call__(self, records: Sequence[Any]) -> Mapping[int, Any]:
        return self.load(records)


def loader(name: str, default: Any = None) -> Callable[[Load], Loader]:
    """Declare a function as the loader of a fact."""

    def declare(load: Load) -> Loader:
        return Loader(name, load, default)

    return declare


def facts_for(records: Sequence[Any], loaders: Iterable[Loader]) -> dict[int, dict[str, Any]]:
    """Every fact of every record, `{pk: {name: value}}`; one call of each loader whatever the number of records."""
    found: dict[int, dict[str, Any]] = {record.pk: {} for record in records}
    for each in {one.name: one for one in loaders}.values():
        values = each.load(records)
        for pk, facts in found.items():
            facts[each.name] = values.get(pk, each.default)
    return found
