"""The trail of a family on a page: whole, of one record, or changes of fields alone; small entries fold."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from lifecycle.timeline import events_of, folded

SHOWN = 30


def trail_of(record: Any, family: Sequence[Any], request: HttpRequest) -> dict[str, Any]:
    """What `rectification/trail.html` reads."""
    chosen = request.GET.get("trail", "family")
    events = events_of([record] if chosen == "own" else family, only_edits=chosen == "edits")
    shown = events if "all" in request.GET else events[:SHOWN]
    return {
        "trail": chosen,
        "stretches": folded(shown),
        "event_count": len(events),
        "more_count": len(events) - len(shown),
        "rows": list(record.history.order_by("version")),
    }
