"""What was and what will be: a variation's fields beside those that stand, in the words of the reader."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.choices import ObligationState, VariationKind
from commitments.facts.variations import seen_row
from commitments.models import Variation
from commitments.rules.variations import SHAPES, changes, written_to
from face.parts import Mark
from lifecycle.timeline import worded

K = VariationKind


def marks_of(variations: Sequence[Any]) -> dict[int, list[Mark]]:
    """The fields that each variation changes, old beside new; ask it of variations `shown()`.

    What was is the row of the trail that the submitter saw; before that what stands now. Six queries at most.
    """
    seen = seen_row(variations)
    stood = {one.pk: seen.get(one.pk) or (one.target if one.seen_version is None else None) for one in variations}
    differing = {one.pk: _differences(one, stood[one.pk]) for one in variations}
    names = _names(variations, differing)
    return {one.pk: _marks(one, stood[one.pk], differing[one.pk], names) for one in variations}


def _differences(one: Any, stood: Any) -> Mapping[str, tuple[Any, Any]]:
    return changes(one, stood) if one.kind != K.CANCELLATION else {}


def _marks(one: Any, stood: Any, differing: Mapping[str, tuple[Any, Any]], names: Mapping[Any, str]) -> list[Mark]:
    if one.kind == K.CANCELLATION:
        was = ObligationState(stood.state).label if stood is not None else ""
        return [Mark(_("state"), str(was), str(ObligationState.CANCELLED.label))]
    found = []
    for name, (old, new) in differing.items():
        own: Any = Variation._meta.get_field(name)
        changed = own if stood is None else _target_field(one, name)
        found.append(Mark(changed.verbose_name, worded(changed, old, names), worded(own, new, names)))
    return found


def _target_field(one: Any, name: str) -> Any:
    """The field of the changed record, of which the old value is one."""
    field: Any = Variation._meta.get_field(one.aims_at)
    return field.related_model._meta.get_field(written_to(one.kind, name))


def _names(variations: Iterable[Any], differing: Mapping[int, Mapping[str, tuple[Any, Any]]]) -> dict[Any, str]:
    """What the bodies, papers and promisees are called, before and after: one query for each type among them."""
    wanted: dict[Any, set[int]] = {}
    for one in variations:
        for name, pair in differing[one.pk].items():
            field = Variation._meta.get_field(name)
            if isinstance(field, models.ForeignKey):
                wanted.setdefault(field.related_model, set()).update(key for key in pair if key)
    return {
        (model, one.pk): str(one) for model, keys in wanted.items() for one in model._base_manager.filter(pk__in=keys)
    }


def new_values(one: Any) -> str:
    """What a variation asks for, in one line; no query of one that is `shown()`."""
    words = [_in_words(one, name) for name in SHAPES[one.kind].fields if name != "share"]
    return pgettext("between changes", "; ").join(word for word in words if word)


def _in_words(record: Any, name: str) -> str:
    """A field of a record in words; the record that a reference names is loaded already, or is asked for once."""
    field: Any = type(record)._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        found = getattr(record, name)
        return "" if found is None else str(found)
    return worded(field, getattr(record, field.attname), {})


def moves(obligations: Sequence[Any]) -> dict[int, tuple[Any, Any]]:
    """`{obligation: (the variation that last moved its due date, the due date before)}`: two queries."""
    rows = list(Variation.objects.moving_due_dates().filter(obligation__in=[o.pk for o in obligations]).order_by("pk"))
    seen = seen_row(rows) if rows else {}
    return {one.obligation_id: (one, seen[one.pk].due_on if one.pk in seen else None) for one in rows}


def stands_now(kind: str, target: Any) -> dict[str, str]:
    """What stands in the fields that a kind of change would replace, in words, `{field of the variation: words}`."""
    names = [name for name in SHAPES[kind].fields if name != "share"] if target is not None else []
    found = {name: _in_words(target, written_to(kind, name)) for name in names}
    return {name: words for name, words in found.items() if words}
