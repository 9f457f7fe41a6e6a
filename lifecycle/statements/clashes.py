"""What two records may not share: a unique constraint's answer, read from the engines' own errors."""

import re
from collections.abc import Sequence

from django.db import IntegrityError

_POSTGRESQL_KEY = re.compile(r"\(([^)]*)\)=")
_UNIQUE = "23505"
_SQLITE_WORDS = "UNIQUE constraint failed: "
# What SQLite's triggers say before the constraint itself would: the columns follow.
REPLACED = "jiannuo: replacing rows is refused"


def clash_of(error: IntegrityError) -> tuple[str, Sequence[str]] | None:
    """The table and columns of a unique constraint that was broken; None for any other error."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", "") == _UNIQUE:
        words = cause.diag  # type: ignore[union-attr]
        found = _POSTGRESQL_KEY.search(words.message_detail or "")
        columns = found.group(1).split(", ") if found else []
        return words.table_name or "", [column.strip('"') for column in columns]
    message = str(error)
    for words in (_SQLITE_WORDS, f"{REPLACED}: "):
        if message.startswith(words):
            pairs = [name.partition(".") for name in message.removeprefix(words).split(", ")]
            return pairs[0][0], [column for _table, _dot, column in pairs]
    return None
