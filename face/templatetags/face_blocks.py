"""Tags around content: `{% card %}…{% endcard %}`, `{% notice %}`, `{% nothing %}`, `{% row %}`, `{% region %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from face import marks
from face.navigation import Words

register = template.Library()

_NOTICE_ICONS = {"info": "info", "good": "check", "fix": "alert", "bad": "alert"}


@register.simple_block_tag(end_name="endcard")
def card(
    content: str,
    title: Words,
    *,
    id: str,
    note: Words = "",
    link: str = "",
    link_text: Words = "",
    body: bool = True,
) -> SafeString:
    """`{% card _("Evidence") id="evidence" note=… link=url link_text=… %}…{% endcard %}`; `body=False` for a table or list."""
    aside = format_html('<span class="jn-card__note">{}</span>', note) if note else ""
    more = format_html('<a class="jn-end" href="{}">{}</a>', link, link_text) if link else ""
    inner = format_html('<div class="jn-card__body">{}</div>', content) if body else content
    return format_html(
        '<section class="jn-card" aria-labelledby="{0}-h" id="{0}"><div class="jn-card__head">'
        '<h2 id="{0}-h">{1}</h2>{2}{3}</div>{4}</section>',
        id,
        title,
        aside,
        more,
        inner,
    )


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, tone: str = "info") -> SafeString:
    """`{% notice "fix" %}…{% endnotice %}`: info, good, fix or bad."""
    tone = tone if tone in _NOTICE_ICONS else "info"
    return format_html(
        '<div class="jn-note jn-note--{}">{}<div>{}</div></div>', tone, marks.icon(_NOTICE_ICONS[tone]), content
    )


@register.simple_block_tag(end_name="endnothing")
def nothing(content: str, title: Words) -> SafeString:
    """`{% nothing _("No open matters") %}why that is fine, and one link{% endnothing %}`: an empty state."""
    return format_html('<div class="jn-empty"><strong>{}</strong>{}</div>', title, content)


@register.simple_block_tag(end_name="endrow")
def row(content: str, label: Words, *, wide: bool = False) -> SafeString:
    """`<dl class="jn-sum">{% row _("Body") %}…{% endrow %}</dl>`: one line of a summary list with markup in it."""
    return format_html(
        "<div{}><dt>{}</dt><dd>{}</dd></div>", SafeString(' class="jn-wide"') if wide else "", label, content
    )


@register.simple_block_tag(end_name="endregion")
def region(content: str, label: Words) -> SafeString:
    """`{% region _("Ledger, scrolls sideways") %}<table>…{% endregion %}`: a wide table in a named region."""
    return format_html('<div class="jn-scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content)
