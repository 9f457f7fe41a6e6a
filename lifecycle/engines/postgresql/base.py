"""PostgreSQL with generated names of at most thirty characters, the shortest limit among its domestic descendants."""

from django.db.backends.postgresql import base, operations

from lifecycle.engines import LONGEST_NAME


class DatabaseOperations(operations.DatabaseOperations):
    def max_name_length(self) -> int:
        return LONGEST_NAME


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
