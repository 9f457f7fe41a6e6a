"""Keyset paging: each page begins where the last one ended, so that page 20,000 costs what page 1 costs.

The ordering may be any tuple of fields, relations and annotations, rising or falling; rows that tie are told apart by the
primary key, empty values come last either way. The cursor is the ordering's values of one row, written as base64url of
JSON: it needs no signature, for it only says where to begin in rows that the reader may see anyway.
"""

import base64
import binascii
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from face.keys import is_storable

Row = TypeVar("Row", bound=models.Model)

COUNTED_UP_TO = 10_000
# What both databases hold, and take into another time zone.
GREATEST_WHOLE = 2**63 - 1
EARLIEST_YEAR, LATEST_YEAR = datetime.MINYEAR + 1, datetime.MAXYEAR - 1


class CursorError(ValueError):
    """The cursor was not written by this ordering: mistyped, or kept from an older address."""


@dataclass(frozen=True)
class Key:
    """One part of an ordering: the name to order by, its direction, its type, and whether it may be empty."""

    name: str
    descending: bool
    output: models.Field[Any, Any]
    nullable: bool

    @property
    def order(self) -> Any:
        """The ORDER BY expression; rising or falling, empty values come last."""
        # Said only where a value may be empty: without it the plain index serves the order on PostgreSQL.
        last = True if self.nullable else None
        return F(self.name).desc(nulls_last=last) if self.descending else F(self.name).asc(nulls_last=last)

    @property
    def reverse_order(self) -> Any:
        """The same order from behind."""
        first = True if self.nullable else None
        return F(self.name).asc(nulls_first=first) if self.descending else F(self.name).desc(nulls_first=first)

    def beyond(self, value: Any, *, forward: bool) -> Q | None:
        """Rows strictly after `value` (before it, going backward); None where there can be none."""
        lookup = "lt" if self.descending == forward else "gt"
        if value is None:
            return None if forward else Q(**{f"{self.name}__isnull": False})
        condition = Q(**{f"{self.name}__{lookup}": value})
        return condition | Q(**{f"{self.name}__isnull": True}) if self.nullable and forward else condition

    def same(self, value: Any) -> Q:
        """Rows that tie with `value`."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page: its rows, and the cursors of the pages beside it ("" where there is none)."""

    rows: Sequence[Row]
    next: str = ""
    previous: str = ""
    spoiled: bool = False  # the cursor could not be read, so the list begins anew


@dataclass(frozen=True)
class Count:
    """How many there are, counted no further than `limit`."""

    counted: int
    limit: int = COUNTED_UP_TO

    @property
    def capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.counted > self.limit

    def __str__(self) -> str:
        words = f"{min(self.counted, self.limit):,}"
        return f"{words}+" if self.capped else words


@dataclass(frozen=True)
class Keyset(Generic[Row]):
    """Pages of a queryset in one ordering, `size` rows each."""

    queryset: QuerySet[Row]
    ordering: Sequence[str]
    size: int = 20
    keys: tuple[Key, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(_keys(self.queryset, self.ordering)))

    def page(self, after: str = "", before: str = "") -> Page[Row]:
        """The page after or before a cursor, the first one without either. One query, rarely two."""
        try:
            if before:
                return self._backward(self._read(before))
            return self._forward(self._read(after) if after else None)
        except CursorError:
            first = self._forward(None)
            return Page(first.rows, first.next, first.previous, spoiled=True)

    def ordered(self) -> QuerySet[Row]:
        """Every row in this ordering; for exports."""
        return self.queryset.order_by(*(key.order for key in self.keys))

    def cursor(self, row: Any) -> str:
        """Where a row stands in the ordering."""
        values = [_value_of(row, key) for key in self.keys]
        text = json.dumps(values, cls=_Exact, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _forward(self, start: Sequence[Any] | None) -> Page[Row]:
        found = self._slice(self.ordered(), start, forward=True)
        rows = found[: self.size]
        return Page(
            rows,
            next=self.cursor(rows[-1]) if len(found) > self.size else "",
            previous=self.cursor(rows[0]) if start is not None and rows else "",
        )

    def _backward(self, start: Sequence[Any]) -> Page[Row]:
        backward = self.queryset.order_by(*(key.reverse_order for key in self.keys))
        found = self._slice(backward, start, forward=False)
        if len(found) <= self.size:
            # Near the beginning a short page would show fewer rows than there are: show the first page whole.
            return self._forward(None)
        rows = found[self.size - 1 :: -1]
        return Page(rows, next=self.cursor(rows[-1]), previous=self.cursor(rows[0]))

    def _slice(self, ordered: QuerySet[Row], start: Sequence[Any] | None, *, forward: bool) -> list[Row]:
        if start is not None:
            ordered = ordered.filter(_beyond(self.keys, start, forward=forward))
        return list(ordered[: self.size + 1])

    def _read(self, cursor: str) -> list[Any]:
        try:
            raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if not isinstance(raw, list) or len(raw) != len(self.keys):
                raise CursorError(cursor)
            return [_as_typed(key, value) for key, value in zip(self.keys, raw, strict=True)]
        except (ValueError, binascii.Error, TypeError, ValidationError, RecursionError, OverflowError) as error:
            raise CursorError(cursor) from error


def count_up_to(queryset: QuerySet[Any], limit: int = COUNTED_UP_TO) -> Count:
    """Counts a queryset, but no further than `limit`: a million rows are not counted to write "10,000+"."""
    return Count(queryset.order_by()[: limit + 1].count(), limit)


class _Exact(DjangoJSONEncoder):
    """JSON that keeps microseconds, so that a cursor falls between two rows of one millisecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _beyond(keys: Sequence[Key], start: Sequence[Any], *, forward: bool) -> Q:
    """Rows beyond `start`: (a > x) or (a = x and b > y) or ..., with a bound on the first key for the index to use."""
    alternatives, tie = Q(pk__in=[]), Q()
    for key, value in zip(keys, start, strict=True):
        beyond = key.beyond(value, forward=forward)
        if beyond is not None:
            alternatives |= tie & beyond
        tie &= key.same(value)
    return _first_bound(keys[0], start[0], forward=forward) & alternatives


def _first_bound(key: Key, value: Any, *, forward: bool) -> Q:
    if key.nullable or value is None:
        return Q()
    lookup = "lte" if key.descending == forward else "gte"
    return Q(**{f"{key.name}__{lookup}": value})


def _keys(queryset: QuerySet[Any], ordering: Sequence[str]) -> list[Key]:
    """The ordering's keys, the primary key added where nothing before it is unique."""
    primary = queryset.model._meta.pk.name
    names = [name.replace("pk", primary) if name.lstrip("-") == "pk" else name for name in ordering]
    if primary not in {name.lstrip("-") for name in names}:
        names.append(f"-{primary}" if names and names[-1].startswith("-") else primary)
    return [_key(queryset, name) for name in names]


def _key(queryset: QuerySet[Any], name: str) -> Key:
    descending, bare = name.startswith("-"), name.lstrip("-")
    if bare in queryset.query.annotations:
        return Key(bare, descending, queryset.query.annotations[bare].output_field, nullable=True)
    model, nullable = queryset.model, False
    *path, last = bare.split(LOOKUP_SEP)
    for step in path:
        relation = model._meta.get_field(step)
        nullable = nullable or relation.null
        model = relation.related_model
    try:
        output = model._meta.get_field(last)
    except FieldDoesNotExist as error:
        raise ValueError(f"cannot order {queryset.model.__name__} by {name!r}") from error
    return Key(bare, descending, output, nullable=nullable or output.null)


def _value_of(row: Any, key: Key) -> Any:
    if isinstance(row, dict):
        return row[key.name]
    for step in key.name.split(LOOKUP_SEP):
        row = getattr(row, step) if row is not None else None
    return row.pk if isinstance(row, models.Model) else row


def _as_typed(key: Key, value: Any) -> Any:
    if value is None:
        if not key.nullable:
            raise CursorError(key.name)
        return None
    if isinstance(value, list | dict) or (isinstance(value, str) and not is_storable(value)):
        raise CursorError(key.name)
    output = key.output.target_field if isinstance(key.output, models.ForeignKey) else key.output
    typed = output.to_python(value)
    if isinstance(typed, int) and abs(typed) > GREATEST_WHOLE:
        raise CursorError(key.name)
    if isinstance(typed, datetime.date) and not EARLIEST_YEAR <= typed.year <= LATEST_YEAR:
        raise CursorError(key.name)
    return typed
