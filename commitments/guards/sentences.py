"""Sentences that name what is missing."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.text import format_lazy

from lifecycle.facts import Facts
from lifecycle.refusals import Sentence

Detail = Callable[[Any, Facts, date], Sentence]


def naming(sentence: Any, names: Callable[[Any, Facts], Iterable[Any]]) -> Detail:
    """A sentence with "{names}" that lists what is missing."""

    def detail(record: Any, facts: Facts, _today: date) -> Sentence:
        listed = list(names(record, facts))
        joined = format_lazy("{}" + ", {}" * (len(listed) - 1), *listed) if listed else ""
        return format_lazy(sentence, names=joined)

    return detail


def is_driven(facts: Facts) -> bool:
    return bool(facts.get("cause"))
