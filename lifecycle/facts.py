"""Facts that rights and guards judge by: each named, read by one query for one record or two thousand."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
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


# What was asked while a page is read; None everywhere else.
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """While a page is read, the same question is asked once, however many rights ask it. Doors never see what was remembered."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(question: str, about: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question about something, asked once while a page is read, else each time."""
    memory = _memory.get()
    if memory is None:
        return ask()
    key = (question, about)
    if key not in memory:
        memory[key] = ask()
    answer: T = memory[key]
    return answer


def forget() -> None:
    """What comes now is judged by what the database says now."""
    _memory.set(None)


def facts_for(records: Sequence[Any], loaders: Iterable[Loader]) -> dict[int, dict[str, Any]]:
    """Every fact of every record, `{pk: {name: value}}`; one call of each loader whatever the number of records."""
    found: dict[int, dict[str, Any]] = {record.pk: {} for record in records}
    for each in {one.name: one for one in loaders}.values():
        values = each.load(records)
        for pk, facts in found.items():
            facts[each.name] = values.get(pk, each.default)
    return found
