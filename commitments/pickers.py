"""Fields in which a promisee, a project or an agreement is named: typed with suggestions, out of what the reader may see."""

from typing import Any

from django.db.models import Q

from commitments.models import Agreement, Project, Promisee
from organizations.pickers import PickField


class PromiseeField(PickField):
    """Names a promisee: also by its code."""

    model = Promisee
    source_name = "commitments:promisee_options"

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """By full name or code."""
        return Q(name=typed) | (Q(code=typed) & ~Q(code=""))


class ProjectField(PickField):
    """Names a project: also by its reference or code."""

    model = Project
    source_name = "commitments:project_options"

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """By full name, reference, both, or code."""
        ref, _blank, name = typed.partition(" ")
        return Q(name=typed) | Q(ref=typed) | Q(ref=ref, name=name) | (Q(code=typed) & ~Q(code=""))

    @classmethod
    def by_part(cls, typed: str) -> Q:
        """By a part of its name or reference."""
        return Q(name__icontains=typed) | Q(ref__icontains=typed)


class AgreementField(PickField):
    """Names an agreement: by its title or its number."""

    model = Agreement
    source_name = "commitments:agreement_options"

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """By full title, reference, both, or number."""
        ref, _blank, title = typed.partition(" ")
        return Q(title=typed) | Q(ref=typed) | Q(ref=ref, title=title) | (Q(number=typed) & ~Q(number=""))

    @classmethod
    def by_part(cls, typed: str) -> Q:
        """By a part of either."""
        return Q(title__icontains=typed) | Q(ref__icontains=typed) | Q(number__icontains=typed)


def seen_by(actor: Any, model: Any) -> Any:
    """What an actor may name of a record type."""
    return lambda: model.objects.visible_to(actor)
