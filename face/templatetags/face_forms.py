"""Form fields as the house shows them: label above, hint below, the error between, all tied together for screen readers."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from face.navigation import Words

register = template.Library()

# What Django calls the choice of nothing where a field or filter gives it no name.
UNNAMED = "-" * 9
_CHECKS = (forms.CheckboxInput,)
_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
_SELECTS = (forms.Select, forms.SelectMultiple)


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, *, affix: Words = "", hint: Words = "", rows: int = 0, picks: bool = False
) -> dict[str, Any]:
    """`{% field form.amount affix=_("10,000 yuan") %}`: the whole field.

    `picks` shows a radio choice as framed cards; `rows` sets the height of a text area; `hint` overrides the help text.
    """
    widget = bound.field.widget
    _name_the_empty_choice(bound)
    shown_hint = hint or bound.help_text
    described = [f"{bound.auto_id}-e"] if bound.errors else []
    described += [f"{bound.auto_id}-t"] if shown_hint else []
    kind = _kind(widget)
    attrs: dict[str, Any] = {"class": _classes(bound, kind)}
    if described and kind != "group":
        attrs["aria-describedby"] = " ".join(described)
    if rows:
        attrs["rows"] = rows
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if kind == "group" else bound.as_widget(attrs=attrs),
        "options": _options(bound) if kind == "group" else (),
        "picks": picks,
        "hint": shown_hint,
        "affix": affix,
        "described": " ".join(described),
        "needed": bound.field.required,
        # When it is needed, where that is neither always nor never.
        "sometimes": getattr(bound.field, "needed_when", ""),
    }


@register.inclusion_tag("components/bare_field.html")
def bare_field(bound: BoundField) -> dict[str, Any]:
    """`{% bare_field form.outcome %}`: the control alone with its error, in a table whose head is the label."""
    _name_the_empty_choice(bound)
    attrs: dict[str, Any] = {"class": _classes(bound, _kind(bound.field.widget)), "aria-label": _full_label(bound)}
    if bound.errors:
        attrs["aria-describedby"] = f"{bound.auto_id}-e"
    return {"bound": bound, "control": bound.as_widget(attrs=attrs)}


def _name_the_empty_choice(bound: BoundField) -> None:
    """Dashes say nothing: what must be chosen asks for it, what may be left says that it is."""
    field, widget = bound.field, bound.field.widget
    words = pgettext("frame", "please choose") if field.required else pgettext("frame", "not chosen")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == UNNAMED:
            field.empty_label = words
    elif isinstance(widget, forms.Select):
        widget.choices = [(key, words if label == UNNAMED else label) for key, label in widget.choices]


def _full_label(bound: BoundField) -> str:
    return f"{getattr(bound.form, 'row_name', '')} {bound.label}".strip()


@register.inclusion_tag("components/fields.html")
def all_fields(form: forms.BaseForm) -> dict[str, Any]:
    """`{% all_fields form %}`: every field in order, hidden ones first."""
    return {"form": form}


@register.inclusion_tag("components/errors.html")
def error_summary(*forms_and_sets: Any) -> dict[str, Any]:
    """`{% error_summary form rows %}`: every error of forms and form sets, each a link to its field; takes the focus."""
    errors = [line for one in forms_and_sets for line in lines_of(one)]
    return {"errors": errors, "count": len(errors)}


@register.simple_tag
def title_errors(*forms_and_sets: Any) -> str:
    """`{% title_errors form %}` inside the title block: "Error: " when something is to be mended."""
    return pgettext("frame", "Error: ") if any(lines_of(one) for one in forms_and_sets) else ""


@register.simple_tag
def hidden_fields(form: forms.BaseForm) -> SafeString:
    """Every hidden field of a form."""
    return SafeString("".join(str(bound) for bound in form.hidden_fields()))


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, _GROUPS):
        return "group"
    if isinstance(widget, _CHECKS):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "control"


def _classes(bound: BoundField, kind: str) -> str:
    base = "form-check-input" if kind == "check" else "form-control"
    if kind == "control" and isinstance(bound.field.widget, _SELECTS):
        base = "form-select"
    own = str(bound.field.widget.attrs.get("class", ""))
    return " ".join(part for part in (base, own, "is-invalid" if bound.errors else "") if part)


def _options(bound: BoundField) -> list[dict[str, Any]]:
    """Radio buttons or check boxes one by one, each with its label."""
    return [
        {
            "control": _option(option, invalid=bool(bound.errors)),
            "label": option.choice_label,
            "id": option.id_for_label,
            "checked": option.data.get("selected", False),
        }
        for option in bound.subwidgets
    ]


def _option(option: Any, *, invalid: bool) -> SafeString:
    data = option.data
    extra = SafeString(" checked") if data.get("selected") else ""
    if data["attrs"].get("disabled"):
        extra = SafeString(f"{extra} disabled")
    return format_html(
        '<input class="form-check-input{}" type="{}" name="{}" value="{}" id="{}"{}>',
        " is-invalid" if invalid else "",
        data["type"],
        data["name"],
        "" if data["value"] is None else data["value"],
        data["attrs"]["id"],
        extra,
    )


def lines_of(form_or_set: Any) -> list[dict[str, Any]]:
    """Errors as (where, label, sentence), in the order of the fields. What is put together of several forms gives `error_lines`."""
    if form_or_set is None:
        return []
    if hasattr(form_or_set, "error_lines"):
        return list(form_or_set.error_lines())
    if isinstance(form_or_set, forms.BaseFormSet):
        own = [{"id": "", "label": "", "sentence": line} for line in form_or_set.non_form_errors()]
        return own + [line for form in form_or_set.forms for line in lines_of(form)]
    lines = [{"id": "", "label": "", "sentence": line} for line in form_or_set.non_field_errors()]
    for bound in form_or_set:
        label = getattr(form_or_set, "row_name", "")
        lines += [
            {"id": _focus_id(bound), "label": bound.label, "row": label, "sentence": sentence}
            for sentence in bound.errors
        ]
    return lines


def _focus_id(bound: BoundField) -> str:
    """The id a link should lead to: a group's first option, else the field."""
    return bound.id_for_label or (bound.subwidgets[0].id_for_label if bound.subwidgets else "") or str(bound.auto_id)


@register.inclusion_tag("components/filter_field.html")
def filter_field(bound: BoundField) -> dict[str, Any]:
    """One filter of a filter bar: small label above the control. Text fields take the room that is left."""
    widget = bound.field.widget
    kind = _kind(widget)
    select, search = isinstance(widget, _SELECTS), isinstance(widget, forms.TextInput)
    attrs: dict[str, Any] = {"class": _classes(bound, kind)}
    if bound.errors:
        attrs["aria-describedby"] = f"{bound.auto_id}-e"
    if bound.html_name == "q":
        attrs["data-search"] = True
    several = isinstance(widget, forms.SelectMultiple)
    if select and not several and not hasattr(bound.field, "queryset"):
        words = pgettext("frame", "any")
        widget.choices = [(key, words if label == UNNAMED else label) for key, label in widget.choices]
    chosen = [option for option in bound.subwidgets if option.data["selected"]] if several else []
    wide = search and not isinstance(widget, forms.DateInput | forms.NumberInput)
    return {
        "bound": bound,
        "control": "" if several else bound.as_widget(attrs=attrs),
        "several": isinstance(widget, forms.MultiWidget),
        "options": bound.subwidgets if several else (),
        "chosen": pgettext("list", ", ").join(str(one.data["label"]) for one in chosen),
        "width": "w-r"
        if isinstance(widget, forms.MultiWidget)
        else "w-q"
        if wide and bound.html_name == "q"
        else "w-m"
        if select or wide
        else "w-s",
    }
