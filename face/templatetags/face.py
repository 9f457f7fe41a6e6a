"""Marks and includes: `{% icon %}`, `{% badge %}`, `{% lamp %}`, bars, and the larger components drawn from `face.parts`."""

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from face import marks, parts
from face.navigation import Words

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """`{% icon "check" %}`: a decorative drawing."""
    return marks.icon(name, classes)


@register.simple_tag
def badge(record: Any, value: str | None = None, field: str = "state", label: Words = "") -> SafeString:
    """`{% badge record %}`, `{% badge record value="active" %}`, `{% badge event.source %}`, "" for None."""
    if record is None or record == "":
        return SafeString("")
    if isinstance(record, parts.Badge):
        return marks.badge(record)
    return marks.badge(marks.badge_of(record, value, field, label))


@register.simple_tag
def plain_badge(label: Words, tone: str = "neutral", drawing: str = "") -> SafeString:
    """`{% plain_badge _("Not begun") "neutral" "dash" %}`: a badge that belongs to no record."""
    return marks.badge(parts.Badge(label, tone, drawing))


@register.simple_tag
def lamp(colour: str, words: Words = "") -> SafeString:
    """`{% lamp "red" words %}`."""
    return marks.lamp(colour, words)


@register.simple_tag
def lamp_shape(colour: str) -> SafeString:
    """The lamp without words; put words beside it."""
    return marks.lamp_shape(colour)


@register.simple_tag
def progress_bar(percent: float | Decimal, label: Words = "", tone: str = "") -> SafeString:
    """`{% progress_bar 60 %}`."""
    return marks.progress_bar(percent, label, tone)


@register.simple_tag
def stacked_bar(red: int, yellow: int, green: int, grey: int, most: int) -> SafeString:
    """`{% stacked_bar red yellow green grey most %}`."""
    return marks.stacked_bar(red, yellow, green, grey, most)


@register.simple_tag
def hash_short(value: str) -> SafeString:
    """`{% hash_short entry.digest %}`: short digest with a copy button."""
    return marks.digest(value)


@register.inclusion_tag("components/due.html")
def due_chip(due: parts.Due | None, *, dated: bool = True, why: bool = False) -> dict[str, Any]:
    """`{% due_chip due %}`: lamp, words, date; with `why=True` the explanation of the day."""
    return {"due": due, "dated": dated, "why": why}


@register.inclusion_tag("components/why.html")
def why(due: parts.Due) -> dict[str, Any]:
    """`{% why due %}`: "Why this day", folded."""
    return {"due": due}


@register.inclusion_tag("components/chain.html")
def chain(steps: Iterable[parts.Step]) -> dict[str, Any]:
    """`{% chain steps %}`: one matter from promise to record, on each of its pages."""
    return {"steps": steps}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[parts.Event], *, more_url: str = "", more_count: int = 0) -> dict[str, Any]:
    """`{% timeline events %}`: a record's trail, newest first."""
    return {"events": events, "more_url": more_url, "more_count": more_count}


@register.inclusion_tag("components/differences.html")
def differences(changed: Iterable[parts.Mark], caption: Words = "") -> dict[str, Any]:
    """`{% differences event.marks %}`: field, old, new; only the changed words are struck out or underlined."""
    return {"changed": changed, "caption": caption}


@register.inclusion_tag("components/files.html")
def evidence_list(files: Iterable[parts.File]) -> dict[str, Any]:
    """`{% evidence_list files %}`."""
    return {"files": files}


@register.inclusion_tag("components/people.html")
def people(persons: Iterable[parts.Person]) -> dict[str, Any]:
    """`{% people persons %}`: who plays which part."""
    return {"persons": persons}


@register.inclusion_tag("components/summary.html")
def summary_list(rows: Iterable[tuple[Words, Any]], *, single: bool = False) -> dict[str, Any]:
    """`{% summary_list rows %}`: (label, value) pairs; an empty value says that it is not filled in."""
    return {"rows": rows, "single": single}


@register.inclusion_tag("components/now.html", takes_context=True)
def now_card(context: Context, turn: parts.Turn, verbs: parts.VerbBar | None = None) -> dict[str, Any]:
    """`{% now_card turn verbs %}`: whose turn it is and what the reader may do."""
    return {"turn": turn, "verbs": verbs, "uid": _uid(context)}


@register.inclusion_tag("components/verbs.html", takes_context=True)
def verb_bar(context: Context, verbs: parts.VerbBar) -> dict[str, Any]:
    """`{% verb_bar verbs %}`: allowed verbs, those that wait for something and why, the rest folded."""
    return {"verbs": verbs, "uid": _uid(context)}


@register.inclusion_tag("components/eyes.html")
def four_eyes(persons: Iterable[parts.Person]) -> dict[str, Any]:
    """`{% four_eyes persons %}`: who drafted, whether the reader may decide, who must be another."""
    return {"persons": persons}


@register.inclusion_tag("components/diagram.html")
def diagram(svg: SafeString, label: Words = "") -> dict[str, Any]:
    """`{% diagram svg %}`: a state diagram drawn on the server, in a named region that scrolls."""
    return {"svg": svg, "label": label}


@register.inclusion_tag("components/tabs.html")
def tabs(entries: Iterable[Mapping[str, Any]], label: Words = "") -> dict[str, Any]:
    """`{% tabs views %}`: saved views, each a mapping of label, url, count, current."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*pairs: Any) -> dict[str, Any]:
    """`{% crumbs _("Ledger") ledger_url record.ref %}`: label, URL, label, URL, ..., the present page's label last."""
    return {"links": list(zip(pairs[:-1:2], pairs[1::2], strict=True)), "here": pairs[-1]}


@register.inclusion_tag("components/work.html")
def long_work(
    label: Words, done: int, total: int, *, left: str = "", errors: int = 0, errors_url: str = "", poll_url: str = ""
) -> dict[str, Any]:
    """`{% long_work label done total %}`: how far a long run is; with `poll_url` htmx asks again every two seconds."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "left": left,
        "errors": errors,
        "errors_url": errors_url,
        "poll_url": "" if done >= total else poll_url,
    }


def _uid(context: Context) -> str:
    """A prefix for ids, different for each component of one page."""
    counter = context.render_context.get("face_uid")
    if counter is None:
        counter = context.render_context["face_uid"] = itertools.count(1)
    return f"u{next(counter)}"
