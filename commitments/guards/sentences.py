"""Sentences that name what is missing."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lifecycle.facts import Facts
from lifecycle.refusals import Sentence

NOT_OVERSEEN = _("Nobody oversees this body, so it cannot be made a duty body.")
IS_GROUP = _("This is a collective phrase and no body: name the body that answers for it.")
BETWEEN = pgettext_lazy("between names", ", ")
Detail = Callable[[Any, Facts, date], Sentence]


def naming(sentence: Any, names: Callable[[Any, Facts], Iterable[Any]]) -> Detail:
    """A sentence with "{names}" that lists what is missing."""

    def detail(record: Any, facts: Facts, _today: date) -> Sentence:
        return format_lazy(sentence, names=listed(names(record, facts)))

    return detail


def listed(names: Iterable[Any]) -> Sentence:
    """Names joined as the reader's language joins them; "" for none."""
    parts = [part for name in names for part in (BETWEEN, name)][1:]
    return format_lazy("{}" * len(parts), *parts) if parts else ""


def is_driven(facts: Facts) -> bool:
    return bool(facts.get("cause"))
