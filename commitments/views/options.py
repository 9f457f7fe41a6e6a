"""Suggestions while a promisee, a project or an agreement is named: out of what the reader may see, at most twenty."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from commitments.pickers import AgreementField, ProjectField, PromiseeField
from organizations.pickers import PickField
from organizations.views.options import Options


class SeenOptions(Options):
    """Suggestions out of what the reader may see."""

    field: ClassVar[type[PickField]]

    def among(self, request: HttpRequest) -> QuerySet[Any]:
        return self.field.model.objects.visible_to(request.actor)  # type: ignore[attr-defined, no-any-return]


class PromiseeOptions(SeenOptions):
    """Promisees."""

    field = PromiseeField


class ProjectOptions(SeenOptions):
    """Projects."""

    field = ProjectField


class AgreementOptions(SeenOptions):
    """Agreements."""

    field = AgreementField
