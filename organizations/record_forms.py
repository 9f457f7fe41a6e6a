"""Forms of this app's records: each field as its door takes it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from face.fields import DayField
from lifecycle.doors import MAX_REASON
from lifecycle.forms import DoorForm
from organizations.choices import Matter, Rank, Reach, Role, SuccessionKind, System, TenureKind
from organizations.codes import repaired
from organizations.fields import parted
from organizations.overseeing import labels_of_verbs
from organizations.pickers import BodyField, DivisionField, OfficialField, PostField
from organizations.roles import listed

FIRST_OUT = _("The first day that no longer counts. Empty: until further notice.")


class OneOf(forms.ChoiceField):
    """One of a few, none of them chosen beforehand: what nobody chose is never saved."""

    def __init__(self, *, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(choices=[("", _("Choose one")), *choices], **kwargs)


class CodesChoice(forms.MultipleChoiceField):
    """Some codes out of a few as boxes to tick; none ticked means every one."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored text as a list."""
        return sorted(parted(value)) if isinstance(value, str) else value


def _verbs() -> list[tuple[str, str]]:
    """The verbs that a supervisor's table lists, in the words of their record types."""
    names, labels = {name.rpartition(".")[2] for name in listed(Role.SUPERVISOR)}, labels_of_verbs()
    return sorted(((name, labels[name]) for name in names if name in labels), key=lambda pair: pair[1])


class EditForm(DoorForm):
    """A form for an existing record: the version seen, and why it is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class BodyFields(DoorForm):
    """What may be filled in and later mended."""

    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    other_names = forms.CharField(
        label=_("Other names, one a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As documents call it; imports match by these."),
    )
    code = forms.CharField(
        label=_("Unified social credit code"),
        required=False,
        max_length=40,
        help_text=_("18 characters; the check character is verified."),
    )
    system = OneOf(label=_("System"), choices=System.choices)
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("First day out"), required=False, help_text=FIRST_OUT)

    def clean_code(self) -> str:
        """What was meant: blanks taken out, letters capital; the door judges the rest."""
        return repaired(str(self.cleaned_data["code"]))


class NewBodyForm(BodyFields):
    """A new body: its place in the tree is chosen once."""

    division = DivisionField(label=_("Division"))
    parent = BodyField(
        label=_("Subordinate to"),
        required=False,
        help_text=_("Set once: a body that moves is a new body that follows it."),
    )
    is_group = forms.BooleanField(label=_("A group: stands for a collective phrase, bears no duties"), required=False)

    field_order = (
        "name",
        "short_name",
        "other_names",
        "code",
        "division",
        "parent",
        "system",
        "is_group",
        "since",
        "until",
    )


class BodyEditForm(EditForm, BodyFields):
    """A body's own facts."""


class PostFields(DoorForm):
    """A post."""

    name = forms.CharField(label=_("Name"), max_length=60)
    rank = OneOf(label=_("Rank"), choices=Rank.choices)
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999, initial=1)
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("First day out"), required=False, help_text=FIRST_OUT)


class PostEditForm(EditForm, PostFields):
    """A post's own facts."""


class OfficialFields(DoorForm):
    """A person in office."""

    name = forms.CharField(label=_("Name"), max_length=60)
    remark = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("What tells people of the same name apart, such as a post held before. No identity number."),
    )


class OfficialEditForm(EditForm, OfficialFields):
    """A person's own facts."""


class TenureFields(DoorForm):
    """How and when a post is held."""

    kind = OneOf(label=_("How held"), choices=TenureKind.choices)
    since = DayField(label=_("First day"))
    until = DayField(label=_("First day out"), required=False, help_text=FIRST_OUT)
    document = forms.CharField(label=_("Document"), max_length=200, required=False)


class NewTenureForm(TenureFields):
    """An official takes a post."""

    official = OfficialField(label=_("Official"))
    field_order = ("official", "kind", "since", "until", "document")


class TenureEditForm(EditForm, TenureFields):
    """Dates and kind of a tenure."""


class PortfolioFields(DoorForm):
    """What a deputy answers for."""

    matters = CodesChoice(
        label=_("Matters"), choices=Matter.choices, help_text=_("None ticked: every matter of the body named.")
    )
    since = DayField(label=_("First day"))
    until = DayField(label=_("First day out"), required=False, help_text=FIRST_OUT)
    document = forms.CharField(label=_("Notice"), max_length=200)
    substitute = OfficialField(label=_("Substitute"), required=False)


class NewPortfolioForm(PortfolioFields):
    """A deputy takes over matters or a body."""

    official = OfficialField(label=_("Official"))
    post = PostField(label=_("Post"), help_text=_("The deputy's own post."))
    body = BodyField(
        label=_("Body looked after"),
        required=False,
        help_text=_("Empty: every body below the post's own, for the matters named."),
    )
    field_order = ("official", "post", "body", "matters", "substitute", "since", "until", "document")


class PortfolioEditForm(EditForm, PortfolioFields):
    """Matters, days and notice of a portfolio."""


class NewSuccessionForm(DoorForm):
    """One body follows another."""

    predecessor = BodyField(label=_("Predecessor"))
    successor = BodyField(label=_("Successor"))
    kind = OneOf(label=_("Kind"), choices=SuccessionKind.choices)
    on = DayField(
        label=_("Takes effect on"), help_text=_("Open duties pass to the successor on this day; the predecessor ends.")
    )
    position = forms.IntegerField(
        label=_("Place among the successors"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("After a split, the first takes over what no hand-over gives to another."),
    )
    document = forms.CharField(label=_("Document"), max_length=200)


class OversightFields(DoorForm):
    """For what and how long one body oversees another."""

    covers_below = forms.BooleanField(label=_("And every body below it"), required=False)
    matters = CodesChoice(label=_("Matters"), choices=Matter.choices, help_text=_("None ticked: every matter."))
    steps = CodesChoice(label=_("Steps"), choices=_verbs, help_text=_("None ticked: every step."))
    since = DayField(label=_("First day"))
    until = DayField(label=_("First day out"), required=False, help_text=FIRST_OUT)
    document = forms.CharField(label=_("Document"), max_length=200)


class NewOversightForm(OversightFields):
    """An edge."""

    overseer = BodyField(label=_("Overseer"))
    overseen = BodyField(label=_("Body overseen"))
    field_order = ("overseer", "overseen", "covers_below", "matters", "steps", "since", "until", "document")


class OversightEditForm(EditForm, OversightFields):
    """The bounds of an edge."""


class NewGrantForm(DoorForm):
    """A role for a person over a body."""

    official = OfficialField(label=_("Official"))
    role = OneOf(label=_("Role"), choices=Role.choices)
    body = BodyField(label=_("Body"))
    reach = forms.ChoiceField(
        label=_("Reach"), choices=Reach.choices, help_text=_("An integrity officer works on the whole division.")
    )
    matters = CodesChoice(label=_("Matters"), choices=Matter.choices, help_text=_("None ticked: every matter."))
    since = DayField(label=_("First day"))
    until = DayField(label=_("First day out"), required=False, help_text=FIRST_OUT)
    document = forms.CharField(
        label=_("Document"), max_length=200, required=False, help_text=_("For an auditor: the audit notice.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where the first day lies in the past: why the grant is written down later."),
    )


class EndGrantForm(EditForm):
    """The day from which a grant no longer holds."""

    until = DayField(label=_("First day out"), help_text=_("From this day on the person no longer holds the role."))
    document = forms.CharField(label=_("Document"), max_length=200, required=False)
