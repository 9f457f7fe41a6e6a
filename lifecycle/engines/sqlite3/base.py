"""SQLite with generated names of at most thirty characters, the same as on PostgreSQL."""

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base, features, operations

from lifecycle.engines import LONGEST_NAME

# Characters up to which a rewritten statement is kept.
LONGEST_KEPT = 20_000


class DatabaseOperations(operations.DatabaseOperations):
    def max_name_length(self) -> int:
        return LONGEST_NAME


@lru_cache(maxsize=512)
def _marked(query: str) -> str:
    """A statement with SQLite's marks for parameters."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class DatabaseFeatures(features.DatabaseFeatures):
    # SQLite's own limit since 3.32 is 32,766; Django counts with that of 2009 and parts a set into many statements.
    max_query_params = 30_000


class Cursor(base.SQLiteCursorWrapper):
    """Keeps the statements that it has rewritten: the doors send the same long ones again and again."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None and len(query) < LONGEST_KEPT:
            return _marked(query)
        return str(super().convert_query(query, param_names=param_names))


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    features_class = DatabaseFeatures

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
