"""Forms that were sent, or left unsent, so long ago that nobody comes back to them: told to go, as they are no records."""

from datetime import datetime, timedelta
from typing import Any

from lifecycle.models import SentForm, UnsentForm

# Ours: no page stays open so long that its form, which was sent, is sent again; what somebody typed is kept far longer.
SENT_DAYS, UNSENT_DAYS = 90, 365


def prune(now: datetime, user: Any = None) -> dict[str, int]:
    """Delete what is older, of one account or of all: `{"sent": …, "unsent": …}`, how many of each."""
    old = {
        "sent": SentForm.objects.filter(sent_at__lt=now - timedelta(days=SENT_DAYS)),
        "unsent": UnsentForm.objects.filter(saved_at__lt=now - timedelta(days=UNSENT_DAYS)),
    }
    gone = {}
    for name, rows in old.items():
        gone[name] = (rows if user is None else rows.filter(user=user)).delete()[0]
    return gone
