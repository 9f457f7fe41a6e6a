"""Reads a database address (`postgresql://user:secret@host:port/name`, `sqlite:///file`) into Django's settings."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

POSTGRESQL = "lifecycle.engines.postgresql"
SQLITE = "lifecycle.engines.sqlite3"


def database_from(url: str) -> dict[str, Any]:
    """The entry of `DATABASES` for an address.

    Raises ValueError for a scheme that is neither `postgresql` (or `postgres`) nor `sqlite`.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": SQLITE,
            "NAME": unquote(parts.path[1:]) or ":memory:",
            "OPTIONS": {
                # IMMEDIATE: eight writers queue instead of failing; FULL: what was answered "done" survives a power cut.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL begins with {parts.scheme!r}; it must be postgresql:// or sqlite:///")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 2}
    if query.pop("pooler", "") == "transaction":
        # A transaction pooler hands each transaction another server session: prepared statements do not survive it.
        options = {}
    options.update(query)
    return {
        "ENGINE": POSTGRESQL,
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
