"""Fields in which a body, a post, an official or a division is named: typed with suggestions, judged without script too."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Body, Division, Official, Post

Words = str | Promise
# How many names a sentence about several of them lists, and how many are suggested while typing.
NAMED_IN_SENTENCE = 5
SUGGESTED = 20
# So many words a name of body and post is taken apart into at most.
MOST_WORDS = 12
MARK = "#"


class PickWidget(forms.TextInput):
    """A line of text with suggestions from an address that answers with options."""

    template_name = "organizations/widgets/pick.html"

    def __init__(self, source: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.source = source

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        options = f"{own.get('id', name)}-options"
        own |= {
            "list": options,
            "hx-get": str(self.source),
            "hx-trigger": "focus once, input changed delay:250ms",
            "hx-target": f"#{options}",
            "hx-swap": "innerHTML",
        }
        context["widget"]["options"] = options
        return context


class PickField(forms.CharField):
    """Names one record: by a name that is its alone, or by its name with its mark where several bear it ("Finance Bureau #12")."""

    model: Any
    source_name = ""

    def __init__(self, *, queryset: Callable[[], QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PickWidget(reverse_lazy(self.source_name)))
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)
        self.queryset = queryset
        # What stands in the record already, as its form knows: it stays although another bears the same name.
        self.standing: Any = None

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """The form says what stands in the record."""
        self.standing = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def everyone(self) -> QuerySet[Any]:
        """What may be named."""
        found: QuerySet[Any] = self.queryset() if self.queryset else self.model.objects.all()
        return found

    @classmethod
    def mark_of(cls, record: Any) -> str:
        """What tells a record from those of the same name."""
        return str(record.pk)

    @classmethod
    def name_for(cls, record: Any) -> str:
        """A record as the field shows and reads it."""
        return str(record)

    @classmethod
    def words_for(cls, record: Any) -> str:
        """The same with the record's mark, where another may bear the name."""
        return f"{cls.name_for(record)} {MARK}{cls.mark_of(record)}"

    @classmethod
    def by_mark(cls, mark: str) -> Q:
        """The record with a mark."""
        return Q(pk=int(mark)) if mark.isdecimal() and len(mark) < 19 else Q(pk=None)

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """The records that bear exactly a name."""
        return Q(name=typed)

    @classmethod
    def by_part(cls, typed: str) -> Q:
        """The records whose name contains something."""
        return Q(name__icontains=typed)

    @classmethod
    def suggested(cls, queryset: QuerySet[Any], typed: str) -> list[str]:
        """Suggestions for what was typed so far, at most twenty; with their marks those whose name stands there twice."""
        part = typed.rpartition(MARK)[0].strip() if MARK in typed else typed.strip()
        found = list((queryset.filter(cls.by_part(part)) if part else queryset).order_by("pk")[:SUGGESTED])
        names = Counter(cls.name_for(one) for one in found)
        return [name if names[name := cls.name_for(one)] == 1 else cls.words_for(one) for one in found]

    def prepare_value(self, value: Any) -> Any:
        """A record or its key as words; what was typed stays as typed."""
        if isinstance(value, int):
            value = self.everyone().filter(pk=value).first()
        return value if isinstance(value, str) or value is None else self.name_for(value)

    def _marked(self, name: str, mark: str) -> Any:
        """The record with a mark. Raises ValidationError where there is none, or another name was typed before it."""
        one = self.everyone().filter(self.by_mark(mark)).first()
        if one is None or name not in ("", self.words_for(one).rpartition(MARK)[0].strip()):
            raise ValidationError(
                _("Nothing here is called “%(name)s”."), params={"name": f"{name} {MARK}{mark}".strip()}
            )
        return one

    def clean(self, value: Any) -> Any:
        """The record named. Raises ValidationError: nothing, or several, bear the name."""
        typed = super().clean(value)
        if not typed:
            return None
        name, marked, mark = str(typed).rpartition(MARK)
        if marked:
            return self._marked(name.strip(), mark.strip())
        typed = str(typed).strip()
        found = list(self.everyone().filter(self.by_name(typed)).order_by("pk")[: NAMED_IN_SENTENCE + 1])
        found = found or list(self.everyone().filter(self.by_part(typed)).order_by("pk")[: NAMED_IN_SENTENCE + 1])
        if not found:
            raise ValidationError(_("Nothing here is called “%(name)s”."), params={"name": typed})
        standing = [one for one in found if self._stands(one)]
        if len(standing) == 1 and self.name_for(standing[0]) == typed:
            return standing[0]
        if len(found) > 1:
            names = "; ".join(self.words_for(one) for one in found[:NAMED_IN_SENTENCE])
            raise ValidationError(_("Several are called so. Name one of them: %(names)s"), params={"names": names})
        return found[0]

    def _stands(self, record: Any) -> bool:
        return self.standing is not None and record.pk == getattr(self.standing, "pk", self.standing)


class BodyField(PickField):
    """Names a body: also by its short name or its unified social credit code."""

    model = Body
    source_name = "organizations:body_options"

    def everyone(self) -> QuerySet[Any]:
        """No groups: a collective phrase of a document answers for nothing, decides nothing and oversees nobody."""
        return super().everyone().filter(is_group=False)

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """By full name, short name or code."""
        return Q(name=typed) | Q(short_name=typed) | (Q(code=typed) & ~Q(code=""))

    @classmethod
    def by_part(cls, typed: str) -> Q:
        """By a part of the full or short name, or the beginning of the code."""
        return Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(code__startswith=typed.upper())


class PostField(PickField):
    """Names a post, shown with its body."""

    model = Post
    source_name = "organizations:post_options"

    def everyone(self) -> QuerySet[Any]:
        """With their bodies."""
        return super().everyone().select_related("body")

    @classmethod
    def name_for(cls, record: Any) -> str:
        """Body and post."""
        return f"{record.body.known_as} {record.name}"

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """By the body's name, full or short, and the post's; or by the post's alone."""
        wanted, words = Q(name=typed), typed.split(" ")
        for at in range(1, min(len(words), MOST_WORDS)):
            body, post = " ".join(words[:at]), " ".join(words[at:])
            wanted |= Q(name=post) & (Q(body__name=body) | Q(body__short_name=body))
        return wanted

    @classmethod
    def by_part(cls, typed: str) -> Q:
        """By a part of the post's or its body's name; several words must all be found."""
        wanted = Q()
        for word in typed.split():
            wanted &= Q(name__icontains=word) | Q(body__name__icontains=word) | Q(body__short_name__icontains=word)
        return wanted


class OfficialField(PickField):
    """Names an official; the number tells people of the same name apart."""

    model = Official
    source_name = "organizations:official_options"

    @classmethod
    def mark_of(cls, record: Any) -> str:
        """The opaque number."""
        return str(record.number)

    @classmethod
    def name_for(cls, record: Any) -> str:
        """With the number: people of one name are many."""
        return f"{record} {MARK}{record.number}"

    @classmethod
    def words_for(cls, record: Any) -> str:
        """The same."""
        return cls.name_for(record)

    @classmethod
    def by_mark(cls, mark: str) -> Q:
        """By the opaque number."""
        return Q(number=mark.upper())


class DivisionField(PickField):
    """Names a division: also by its code."""

    model = Division
    source_name = "organizations:division_options"

    @classmethod
    def name_for(cls, record: Any) -> str:
        """Name and code; the mark is the row's own, as two code systems may share a code."""
        return f"{record.name} {record.code}"

    @classmethod
    def by_name(cls, typed: str) -> Q:
        """By name, code, or both."""
        name, _blank, code = typed.rpartition(" ")
        return Q(name=typed) | Q(code=typed) | Q(name=name, code=code)

    @classmethod
    def by_part(cls, typed: str) -> Q:
        """By a part of the name, or the beginning of the code."""
        return Q(name__icontains=typed) | Q(code__startswith=typed)
