"""The base of every list page: filters in the address, removable pills, sorting that sticks, keyset pages, CSV, paper.

Works without script: htmx only spares the reader the frame when the results alone change.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from django.utils.translation import pgettext
from django.views import View

from face.navigation import Words
from face.paging import Keyset, Page, count_up_to

SORT, AFTER, BEFORE, FORMAT = "sort", "after", "before", "format"
OWN_PARAMETERS = (SORT, AFTER, BEFORE, FORMAT)
EXPORT_LIMIT = 50_000
# What goes on paper at once: some fifty sheets.
PRINT_LIMIT = 1000
# An export is read and written in portions of so many rows.
PORTION = 2000
RANGE = ("from", "up to")
# A cell that a spreadsheet would take for a formula is exported with an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column: its key in the address and its label. `sort` names what it is ordered by, "" for none.

    `value` gives the cell of the CSV export; without it the column is not exported. Further keys of the ordering
    (the primary key is always added) come from `then`.
    """

    key: str
    label: Words
    sort: str = ""
    then: tuple[str, ...] = ()
    numeric: bool = False
    value: Callable[[Any], Any] | None = None
    falling_first: bool = False
    # Stands in the export alone.
    export_only: bool = False
    # Left out on paper: what is there to be clicked.
    on_screen_only: bool = False

    def ordering(self, *, falling: bool) -> tuple[str, ...]:
        """The ordering tuple for the pager."""
        return (f"-{self.sort}" if falling else self.sort, *self.then)


@dataclass(frozen=True)
class Head:
    """A column's head as the page shows it: `url` sorts by it ("" where it cannot), `direction` is for `aria-sort`."""

    column: Column
    url: str
    direction: str

    @property
    def arrow(self) -> str:
        """The sign of the direction."""
        return {"ascending": "\u2191", "descending": "\u2193"}.get(self.direction, "")


@dataclass(frozen=True)
class Pill:
    """A chosen condition with the address of the list without it."""

    label: Words
    value: str
    url: str


class ListView(View):
    """A list page. A subclass names `template_name` (extends `list.html`), `columns`, and the queryset.

    Override `get_queryset` (visibility, `select_related`, annotations: everything a row shows, so that the number of
    queries does not grow with rows), `get_context_data`, and `exported` to record an export.
    """

    template_name: ClassVar[str]
    results_template: ClassVar[str]
    filterset_class: ClassVar[type[django_filters.FilterSet] | None] = None
    columns: ClassVar[Sequence[Column]] = ()
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 20
    print_template: ClassVar[str] = "list_print.html"
    print_limit: ClassVar[int] = PRINT_LIMIT
    export_name: ClassVar[str] = "export"
    # Held in the session, so that a list opens in the order its reader left it.
    remember_sort: ClassVar[bool] = True

    request: HttpRequest

    def get_queryset(self) -> QuerySet[Any]:
        """The rows the reader may see, unordered."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the templates read; subclasses add to it."""
        return kwargs

    def attached(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Called with the rows of a page, and with each portion of an export: put on them what no join can bring.

        The number of queries must not grow with the rows.
        """
        return rows

    def all_columns(self) -> Sequence[Column]:
        """The columns for this reader, those of the export among them."""
        return self.columns

    def exported(self, count: int) -> None:
        """Called before the first line of an export or a print leaves, with the number of its rows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, its results alone (htmx), or the CSV or the print of what the filters leave."""
        if request.GET.get(FORMAT) == "csv":
            return self._csv()
        if self.is_printed:
            return self._print()
        only_results = bool(getattr(request, "htmx", False)) and request.headers.get("HX-Target") == "results"
        template = self.results_template if only_results else self.template_name
        response = render(request, template, self.get_context_data(**self._context()))
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response

    @property
    def is_printed(self) -> bool:
        """Whether the rows are asked for on paper."""
        return self.request.GET.get(FORMAT) == "print"

    @cached_property
    def filterset(self) -> django_filters.FilterSet | None:
        """The filters bound to the address."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET or None, queryset=self.get_queryset(), request=self.request)

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """What the filters leave; everything the reader may see while a filter is filled in wrongly."""
        if self.filterset is None:
            return self.get_queryset()
        return self.filterset.qs if self.filterset.is_valid() else self.get_queryset()

    @cached_property
    def sort(self) -> str:
        """The column sorted by, "-" before it when falling: from the address, else as the reader left it."""
        known = {sign + column.key for column in self.all_columns() if column.sort for sign in ("", "-")}
        session = getattr(self.request, "session", None)
        place = f"sort:{self.request.resolver_match.view_name if self.request.resolver_match else ''}"
        asked = self.request.GET.get(SORT, "")
        if asked in known:
            if self.remember_sort and session is not None and session.get(place, self.default_sort) != asked:
                session[place] = asked
            return asked
        kept = session.get(place, "") if self.remember_sort and session is not None else ""
        return kept if kept in known else self.default_sort

    @cached_property
    def keyset(self) -> Keyset[models.Model]:
        """The pager over the filtered rows."""
        size = self.print_limit if self.is_printed else self.page_size
        for column in self.all_columns():
            if column.sort and column.key == self.sort.lstrip("-"):
                return Keyset(self.filtered, column.ordering(falling=self.sort.startswith("-")), size)
        return Keyset(self.filtered, ("-pk",), size)

    def address(self, **changes: str | None) -> str:
        """This list's address with some parameters set, or taken out where None."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return _address(self.request.path, query)

    def _context(self) -> dict[str, Any]:
        page: Page[models.Model] = self.keyset.page(self.request.GET.get(AFTER, ""), self.request.GET.get(BEFORE, ""))
        count = count_up_to(self.filtered)
        return {
            "view": self,
            "page": page,
            "rows": self.attached(page.rows),
            "count": count,
            **self._filters(),
            "pills": list(self._pills()),
            "heads": [self._head(column) for column in self.all_columns() if self._shows(column)],
            "kept": {SORT: self.request.GET[SORT]} if SORT in self.request.GET else {},
            "next_url": self.address(after=page.next, before=None, format=None) if page.next else "",
            "previous_url": self.address(before=page.previous, after=None, format=None) if page.previous else "",
            "csv_url": self.address(format="csv", after=None, before=None),
            "print_url": self.address(format="print", after=None, before=None),
            "list_url": self.address(format=None, after=None, before=None),
            "plain_url": self.request.path,
            "printed": self.is_printed,
        }

    def _shows(self, column: Column) -> bool:
        return not column.export_only and not (self.is_printed and column.on_screen_only)

    def _filters(self) -> dict[str, Any]:
        """The filters: those that the filter set names as `folded` stand apart, open where one of them is used or wrong."""
        if self.filterset is None:
            return {"filters": None, "filter_faults": []}
        folded = getattr(self.filterset, "folded", ())
        bounds = list(self.filterset.form)
        more = [bound for bound in bounds if bound.name in folded]
        used = {name for bound in more for name, _words in _names_of(bound)}
        return {
            "filters": [bound for bound in bounds if bound.name not in folded],
            "more_filters": more,
            "filter_faults": [(bound.label, fault) for bound in bounds for fault in bound.errors],
            "more_open": any(self.request.GET.get(name) for name in used),
        }

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        falling = now == "ascending" if now else column.falling_first
        asked = f"-{column.key}" if falling else column.key
        return Head(column, self.address(sort=asked, after=None, before=None, format=None), now)

    def _pills(self) -> Iterator[Pill]:
        if self.filterset is None or not self.filterset.is_bound:
            return
        for bound in self.filterset.form:
            for name, bounds in _names_of(bound):
                for value in self.request.GET.getlist(name):
                    if value:
                        shown = bounds % {"value": _shown(bound, value)}
                        yield Pill(bound.label or "", shown, self._without(name, value))

    def _without(self, name: str, value: str) -> str:
        query = self.request.GET.copy()
        query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
        for own in (AFTER, BEFORE, FORMAT):
            query.pop(own, None)
        return _address(self.request.path, query)

    def _print(self) -> HttpResponse:
        """Every row that the filters leave, up to `print_limit`, in the order of the list, on a page made for paper."""
        context = self._context()
        self.exported(len(context["page"].rows))
        return render(self.request, self.print_template, self.get_context_data(**context))

    def _csv(self) -> StreamingHttpResponse:
        exported = [column for column in self.all_columns() if column.value is not None]
        rows = self.keyset.ordered()[:EXPORT_LIMIT]
        self.exported(rows.count())
        response = StreamingHttpResponse(_lines(exported, self._portions(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.export_name}.csv"'
        return response

    def _portions(self, rows: QuerySet[Any]) -> Iterator[Any]:
        every = rows.iterator(chunk_size=PORTION)
        while portion := list(islice(every, PORTION)):
            yield from self.attached(portion)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The lines of the CSV; the mark at its head makes spreadsheets read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([str(column.label) for column in columns])
    for row in rows:
        yield writer.writerow([_cell(column.value(row)) for column in columns if column.value is not None])


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    harmless = isinstance(value, int | float) or text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not harmless else text


def _names_of(bound: Any) -> list[tuple[str, str]]:
    """The parameters of one filter, each with the words around its value: a range has two, everything else one."""
    suffixes = getattr(bound.field.widget, "suffixes", ())
    if len(suffixes) != len(RANGE):
        return [(bound.html_name, "%(value)s")]
    bounds = (pgettext("frame", "from %(value)s"), pgettext("frame", "up to %(value)s"))
    return [(f"{bound.html_name}_{suffix}", words) for suffix, words in zip(suffixes, bounds, strict=True)]


def _shown(bound: Any, value: str) -> str:
    """A chosen value in the words of its choice."""
    chosen = bound.form.cleaned_data.get(bound.name) if hasattr(bound.form, "cleaned_data") else None
    if isinstance(chosen, models.Model) and isinstance(bound.field, forms.CharField):
        # Named by typing: by what it is called, whatever was typed.
        return str(chosen)
    queryset = getattr(bound.field, "queryset", None)
    if queryset is not None:
        for one in [chosen] if isinstance(chosen, models.Model) else chosen or ():
            if str(bound.field.prepare_value(one)) == value:
                return str(bound.field.label_from_instance(one))
        return value
    choices: Mapping[str, Any] = {str(k): v for k, v in _flat(getattr(bound.field, "choices", ()))}
    return str(choices.get(value, value))


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _address(path: str, query: QueryDict) -> str:
    text = query.urlencode()
    return iri_to_uri(f"{path}?{text}" if text else path) or path
