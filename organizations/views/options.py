"""Suggestions while a name is typed: options of a list, at most twenty."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from organizations.pickers import BodyField, DivisionField, OfficialField, PickField, PostField


class Options(View):
    """What a picking field suggests for what was typed so far: the first parameter, whatever its name."""

    field: ClassVar[type[PickField]]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The options."""
        typed = next(iter(request.GET.values()), "")[:150]
        context = {"words": self.field.suggested(self.among(request), str(typed))}
        return render(request, "organizations/options.html", context)

    def among(self, _request: HttpRequest) -> QuerySet[Any]:
        """What may be suggested to the reader."""
        asked: Any = self.field(required=False)
        found: QuerySet[Any] = asked.everyone()
        return found


class BodyOptions(Options):
    """Bodies."""

    field = BodyField


class PostOptions(Options):
    """Posts."""

    field = PostField


class OfficialOptions(Options):
    """Officials."""

    field = OfficialField


class DivisionOptions(Options):
    """Divisions."""

    field = DivisionField
