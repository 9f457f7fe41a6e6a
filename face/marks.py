"""Badges, lamps, icons and bars as HTML: built in Python, for a ledger draws hundreds of them on a page."""

from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from face.navigation import Words
from face.parts import LAMPS, TONES, Badge

_SHAPES = {
    "green": SafeString('<circle class="s" cx="8" cy="8" r="6"/>'),
    "yellow": SafeString('<path class="s" d="M8 1.6 15 14H1z"/>'),
    "red": SafeString('<rect class="s" x="2" y="2" width="12" height="12" rx="1.5"/>'),
    "grey": SafeString('<circle class="s" cx="8" cy="8" r="5.2"/>'),
}
_NO_TONE = ("neutral", "")


def icon(name: str, classes: str = "") -> SafeString:
    """A decorative drawing from the sprite; "" draws nothing. Words beside it carry the meaning."""
    if not name:
        return SafeString("")
    return format_html('<svg class="jn-i {}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


def badge(shown: Badge) -> SafeString:
    """A state as a badge."""
    tone = shown.tone if shown.tone in TONES else "neutral"
    return format_html('<span class="jn-badge jn-badge--{}">{}{}</span>', tone, icon(shown.icon), shown.label)


def badge_of(record: Any, value: str | None = None, field: str = "state", label: Words = "") -> Badge:
    """The badge of a record's state field, or of another value of it (for a trail row's source and target).

    `record` is an instance, a model class, or a history row. The label is the choice's; tone and icon come from the
    model's `TONES`, `{value: (tone, icon)}`, for other fields from `<FIELD>_TONES`.
    """
    model = getattr(record, "instance_type", None) or (record if isinstance(record, type) else type(record))
    state = getattr(record, field) if value is None else value
    tones = getattr(model, "TONES" if field == "state" else f"{field.upper()}_TONES", {})
    tone, drawing = tones.get(state, _NO_TONE)
    return Badge(label or _label(model, field, state), tone, drawing)


def lamp_shape(colour: str) -> SafeString:
    """The lamp's drawing alone: circle, triangle, square or ring, so that colour is never the only sign."""
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>', _SHAPES[_known(colour)])


def lamp(colour: str, words: Words = "") -> SafeString:
    """The lamp with its words; without any the colour is named."""
    colour = _known(colour)
    return format_html(
        '<span class="jn-lamp jn-lamp--{}">{}{}</span>', colour, lamp_shape(colour), words or lamp_name(colour)
    )


def lamp_name(colour: str) -> str:
    """The colour in words."""
    return {
        "green": gettext("green lamp"),
        "yellow": gettext("yellow lamp"),
        "red": gettext("red lamp"),
        "grey": gettext("time not counted"),
    }[_known(colour)]


def progress_bar(percent: float | Decimal, label: Words = "", tone: str = "") -> SafeString:
    """A bar of 0 to 100 per cent. Green when full; the figure itself stands beside it on the page."""
    share = max(0, min(100, round(percent)))
    return format_html(
        '<svg class="jn-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{0} {1}%">'
        '<rect class="b0" width="100" height="6"/><rect class="{2}" width="{1}" height="6"/></svg>',
        label or pgettext("frame", "Progress"),
        share,
        tone or ("bg" if share == 100 else "b1"),
    )


def stacked_bar(red: int, yellow: int, green: int, grey: int, most: int) -> SafeString:
    """Lamps of one body as one bar; its length is the body's total against `most`, the largest body's."""
    at, parts = 0.0, []
    for count, tone in ((red, "br"), (yellow, "by"), (green, "bg"), (grey, "bn")):
        if count:
            wide = count * 100 / max(most, 1)
            parts.append((tone, f"{at:.1f}", f"{max(wide - 0.4, 0.4):.1f}"))
            at += wide
    label = gettext("red %(red)d, yellow %(yellow)d, green %(green)d, not counted %(grey)d") % {
        "red": red,
        "yellow": yellow,
        "green": green,
        "grey": grey,
    }
    bars = format_html_join("", '<rect class="{}" x="{}" width="{}" height="6"/>', parts)
    return format_html(
        '<svg class="jn-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        label,
        bars,
    )


def digest(value: str) -> SafeString:
    """A digest in short, with a button that copies all of it; the whole value is in the page, for readers without script."""
    if not value:
        return SafeString("")
    short = f"{value[:4]}\u2026{value[-4:]}" if len(value) > 12 else value
    return format_html(
        '<span class="jn-digest"><code class="jn-hash" title="{0}">{1}</code>'
        '<button class="jn-copy" type="button" data-copy="{0}" data-done="{4}" aria-label="{2}">{3}</button></span>',
        value,
        short,
        gettext("Copy the whole digest %s") % short,
        icon("copy"),
        pgettext("frame", "Copied"),
    )


def _label(model: Any, field: str, state: Any) -> Words:
    # A record's states stand in its STATES, for the column itself has no choices.
    stated = getattr(model, "STATES", None) if field == "state" else None
    choices = dict(stated.choices) if stated is not None else dict(model._meta.get_field(field).flatchoices)
    label: Words = choices.get(state, state)
    return label


def _known(colour: str) -> str:
    return colour if colour in LAMPS else "grey"
