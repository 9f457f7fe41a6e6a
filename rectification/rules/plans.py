"""What a reviewer should see before he approves a plan; none of it decides for him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from face import days

# A last measure that ends closer to the limit than this leaves no time to prove and submit it.
CLOSE = timedelta(days=3)


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it holds, and the sentence that says so."""

    holds: bool
    sentence: str


def checks(
    *,
    measures: Sequence[Any],
    demands: Sequence[Any],
    held_posts: frozenset[int],
    due_on: date | None,
    today: date,
    not_taken_up: Sequence[str],
) -> list[Check]:
    """Each check of a plan; `measures` by number, `held_posts` are the posts in charge that somebody holds today."""
    numbered = dict(enumerate(measures, start=1))
    found = (
        _covering(measures, demands),
        _owners(numbered, held_posts),
        _weights(measures),
        _late(numbered, due_on),
        _past(numbered, today),
        _unheeded(not_taken_up),
        _close(measures, due_on),
    )
    return [one for one in found if one is not None]


def _unheeded(not_taken_up: Sequence[str]) -> Check | None:
    if not not_taken_up:
        return None
    names = pgettext("between names", ", ").join(not_taken_up)
    return Check(False, _("Asked at the last return and not changed since: %(names)s.") % {"names": names})


def _covering(measures: Sequence[Any], demands: Sequence[Any]) -> Check:
    answered = {one.demand_id for one in measures}
    missing = [one.number for one in demands if one.pk not in answered]
    if missing:
        return Check(False, _("No measure answers demand %(numbers)s.") % {"numbers": _listed(missing)})
    words = ngettext("%(count)s demand is answered", "%(count)s demands are all answered", len(demands))
    return Check(True, words % {"count": len(demands)})


def _owners(numbered: Mapping[int, Any], held: frozenset[int]) -> Check:
    bare = [number for number, one in numbered.items() if one.owner_post_id is None]
    if bare:
        return Check(False, _("Measure %(numbers)s names an office and no post.") % {"numbers": _listed(bare)})
    empty = [number for number, one in numbered.items() if one.owner_post_id not in held]
    if empty:
        words = _("The post in charge of measure %(numbers)s is vacant.")
        return Check(False, words % {"numbers": _listed(empty)})
    return Check(True, _("Every measure names a post in charge, and somebody holds it"))


def _weights(measures: Sequence[Any]) -> Check:
    whole = sum((one.weight for one in measures), Decimal(0))
    words = {"count": len(measures), "whole": f"{whole.normalize():f}"}
    return Check(True, _("%(count)s measures, their weights add up to %(whole)s") % words)


def _late(numbered: Mapping[int, Any], due_on: date | None) -> Check | None:
    if due_on is None:
        return None
    late = [number for number, one in numbered.items() if one.due_on > due_on]
    words = {"numbers": _listed(late), "day": days.day(due_on)}
    if late:
        return Check(False, _("Measure %(numbers)s ends after the limit of the order (%(day)s).") % words)
    return Check(True, _("Every measure ends within the limit of the order (%(day)s)") % words)


def _past(numbered: Mapping[int, Any], today: date) -> Check | None:
    past = [number for number, one in numbered.items() if one.due_on < today]
    if not past:
        return None
    return Check(False, _("The due date of measure %(numbers)s has passed already.") % {"numbers": _listed(past)})


def _close(measures: Sequence[Any], due_on: date | None) -> Check | None:
    inside = [one.due_on for one in measures if due_on is not None and one.due_on <= due_on]
    if due_on is None or not inside or due_on - max(inside) >= CLOSE:
        return None
    left = (due_on - max(inside)).days
    words = ngettext(
        "The last measure ends %(count)s day before the limit: little time is left to prove and submit it.",
        "The last measure ends %(count)s days before the limit: little time is left to prove and submit it.",
        left,
    )
    return Check(False, words % {"count": left})


def _listed(numbers: Sequence[int]) -> str:
    return pgettext("between names", ", ").join(str(number) for number in numbers)
