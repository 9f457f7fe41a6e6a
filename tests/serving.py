"""The site under test, with a clock that a journey sets forward: the days to add stand in a file beside its database."""

import os
from datetime import datetime, timedelta

from django.utils import timezone

from tests import databases

_real_now = timezone.now  # noqa: TID251 - the clock that a journey sets forward
CLOCK = databases.folder() / f"clock-{os.environ.get('TEST_DATABASE_NAME', databases.name())}"


def _now() -> datetime:
    """The real moment and the days that the journey let pass."""
    days = int(CLOCK.read_text()) if CLOCK.exists() else 0
    return _real_now() + timedelta(days=days)


timezone.now = _now  # type: ignore[assignment]  # noqa: TID251 - the same

from config.wsgi import application  # noqa: E402 - only once the clock stands

__all__ = ["application"]
