"""Template tags of the kernel: verb pages, a record's diagram, its verbs for the reader."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lifecycle.desks import desk_at
from lifecycle.desks import edit_url as edit_page
from lifecycle.desks import new_url as new_page
from lifecycle.desks import verb_url as verb_page
from lifecycle.diagram import svg
from lifecycle.offers import Offer, available, making_refused
from lifecycle.sending import FIELD, token_of

register = template.Library()


@register.simple_tag
def verb_url(record: Any, verb: str) -> str:
    """The page of a verb for a record."""
    return verb_page(record, verb)


@register.simple_tag
def new_url(collection: str, **fixed: Any) -> str:
    """The page on which a record of a collection is made, with some fields fixed."""
    return new_page(desk_at(collection).model, **fixed)


@register.simple_tag(takes_context=True)
def may_make(context: dict[str, Any], collection: str, **fixed: Any) -> bool:
    """Whether the reader may make a record of a collection, as far as can be said before its form is filled in.

    `{% may_make 'disputes' commitment=commitment as may_dispute %}`: no link to what answers with a refusal.
    """
    request = context["request"]
    return making_refused(desk_at(collection), request.actor, request.today, fixed) is None


@register.simple_tag
def edit_url(record: Any) -> str:
    """The page on which a record is edited."""
    return edit_page(record)


@register.simple_tag(takes_context=True)
def form_token(context: dict[str, Any]) -> SafeString:
    """The one-time token of a form that makes something: sent twice, it makes one record."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_of(context["request"]))


@register.simple_tag
def state_diagram(record: Any, rows: Any = ()) -> SafeString:
    """The diagram of a record's states; `rows` are its trail rows, oldest first, for the walked path."""
    walked: list[str] = []
    for row in rows:
        if row.target_state and (not walked or walked[-1] != row.target_state):
            walked.append(row.target_state)
    return svg(type(record), record.state, walked)


@register.simple_tag(takes_context=True)
def offers(context: dict[str, Any], record: Any) -> list[Offer]:
    """How each verb of a record stands for the reader."""
    return available(record, context["request"].actor, context["request"].today)


@register.filter
def verb_label(row: Any, record: Any) -> str:
    """A trail row's verb in the reader's language."""
    spec = type(record).verbs().get(row.verb)
    if spec is not None:
        return str(spec.label)
    return str(_("edited") if row.verb == "edit" else _("made"))


@register.filter
def verbose_name(record: Any) -> str:
    """What a record of this type is called."""
    return str(record._meta.verbose_name)
