"""The two forms by which a hand-over is prepared: whose duties, then who gives, who takes and what is left out."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.choices import INSIDE_A_BODY, Occasion
from face.fields import DayField
from lifecycle.forms import DoorForm
from organizations.models import Body, Official, Post, Tenure
from organizations.pickers import MARK, BodyField, PickWidget, PostField

LONGEST_KEY = 19


class BeginForm(DoorForm):
    """Why duties change hands, and whose they are; it travels in the address, so that other pages can lead here."""

    occasion = forms.ChoiceField(label=_("occasion"), choices=Occasion.choices, widget=forms.RadioSelect)
    post = PostField(
        label=_("post of the giver"),
        required=False,
        help_text=_("At a change of official or portfolio: the post whose duties change hands."),
        widget=PickWidget(reverse_lazy("commitments:giving_posts")),
    )
    body = BodyField(
        label=_("giving body"),
        required=False,
        help_text=_("Where a body's duties go to another body: the body that gives them away."),
        widget=PickWidget(reverse_lazy("commitments:giving_bodies")),
    )
    to = BodyField(
        label=_("taking body"),
        required=False,
        help_text=_("The body to which they go; after a merger, split or renaming the successor."),
    )

    def __init__(self, bodies: QuerySet[Body], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["post"].queryset = lambda: Post.objects.filter(body__in=bodies.order_by())
        own["body"].queryset = lambda: bodies

    def clean(self) -> dict[str, Any]:
        """A post inside a body, two bodies otherwise."""
        given = super().clean() or self.cleaned_data
        is_inside = given.get("occasion") in INSIDE_A_BODY
        for name in ("post",) if is_inside else ("body", "to"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Name it: at this occasion nothing else says whose duties change hands."))
        return given

    @property
    def giving_body(self) -> Body:
        """The body whose duties change hands. The form must be valid."""
        given = self.cleaned_data
        found: Body = given["post"].body if given["occasion"] in INSIDE_A_BODY else given["body"]
        return found

    @property
    def taking_body(self) -> Body:
        """The body that takes them. The form must be valid."""
        found: Body = self.giving_body if self.cleaned_data["occasion"] in INSIDE_A_BODY else self.cleaned_data["to"]
        return found


class OfficialChoice(forms.ModelChoiceField[Official]):
    """One of the people of a body; the number tells those of the same name apart."""

    def label_from_instance(self, obj: Official) -> str:
        return f"{obj.name} {MARK}{obj.number}"


def officials_in(body: Body, today: Any = None) -> QuerySet[Official]:
    """Who ever held a post in a body; with a day, who holds one then or comes into one."""
    held = Tenure.objects.filter(post__body=body)
    if today is not None:
        held = held.filter(Q(until=None) | Q(until__gt=today))
    return Official.objects.filter(pk__in=held.values("official")).order_by("name", "pk")


class PrepareForm(DoorForm):
    """Who gives and who takes, by which notice. Posts and people are those of the two bodies alone."""

    document = forms.CharField(label=_("notice of the change: title and number"), max_length=200)
    changed_on = DayField(label=_("first day of the change"), required=False)
    giving_post = forms.ModelChoiceField(
        label=_("post of the giver"), queryset=Post.objects.none(), required=False, empty_label=_("no single post")
    )
    giver = OfficialChoice(
        label=_("giver"),
        queryset=Official.objects.none(),
        required=False,
        empty_label=_("nobody: the post stood vacant"),
        help_text=_("Where he is gone, the head of the body signs over."),
    )
    taking_post = forms.ModelChoiceField(
        label=_("post of the taker"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("no single post"),
        help_text=_("The post named here handles the duties from the day of taking over on."),
    )
    taker = OfficialChoice(
        label=_("taker"),
        queryset=Official.objects.none(),
        required=False,
        empty_label=_("no successor yet"),
        help_text=_("While there is no successor, whoever acts in the post takes over, else the head of the body."),
    )
    note = forms.CharField(
        label=pgettext_lazy("hand-over", "remarks"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=_("why duties are left out"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where a duty is not ticked. It stays with the giver, and the list says so."),
    )

    def __init__(
        self, giving: Body, taking: Body, post: Post | None, today: Any, *args: Any, occasion: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        if post is not None:
            del self.fields["giving_post"]
        else:
            own["giving_post"].queryset = Post.objects.filter(body=giving)
        own["giver"].queryset = officials_in(giving)
        own["taking_post"].queryset = Post.objects.filter(body=taking)
        own["taker"].queryset = officials_in(taking, today)
        # Where one post changes its holder, only whoever is in that post or comes into it may take over.
        if post is not None and occasion == Occasion.OFFICIAL:
            self.fields["changed_on"].required = True
            coming = Tenure.objects.filter(Q(until=None) | Q(until__gt=today), post__in=(post.pk, *self._named_post()))
            own["taker"].queryset = Official.objects.filter(pk__in=coming.values("official")).order_by("name", "pk")
        self.fields["why"].needed_when = _("needed where a duty is not ticked")  # type: ignore[attr-defined]

    def _named_post(self) -> list[int]:
        """The post of the taker as posted, where it is another than the giver's."""
        given = str(self.data.get("taking_post", "")) if self.is_bound else ""
        return [int(given)] if given.isdecimal() and len(given) < LONGEST_KEY else []
