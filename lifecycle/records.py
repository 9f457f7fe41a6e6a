"""`Trail`: simple-history's table of rows, which only the kernel writes."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django_fsm import FSMField
from simple_history.models import HistoricalRecords

from lifecycle.refusals import DoorBypassed

# `<table>_trail_uq` and `<table>_trail_act` must stay within thirty characters, and `<table>_trail_pkey` too.
LONGEST_TABLE = 19


class Trail(HistoricalRecords):  # simple-history brings no types
    """History whose rows are written by the doors, with their digest; saving a record by itself is refused.

    Rows copy every column of the record. No foreign keys and no single-column indexes: a row is found by (id, version),
    what somebody did with records that have states by who he is and what he did.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.CharField(max_length=1, null=True),
            history_user_id_field=models.BigIntegerField(null=True),
            **kwargs,
        )

    @property
    def _date_indexing(self) -> bool:
        return False

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        table = model._meta.db_table
        if len(table) > LONGEST_TABLE:
            raise ImproperlyConfigured(f"{model.__name__}: the table name {table} has over {LONGEST_TABLE} characters")
        options: dict[str, Any] = super().get_meta_options(model)
        options["db_table"] = f"{table}_trail"
        options["ordering"] = ("id", "version")
        options["get_latest_by"] = ("version",)
        options["constraints"] = [models.UniqueConstraint(fields=("id", "version"), name=f"{table}_trail_uq")]
        if hasattr(model, "STATES"):
            by_actor = models.Index(fields=("actor_id", "verb", "-history_date"), name=f"{table}_trail_act")
            options["indexes"] = [by_actor]
        return options

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
        fields: dict[str, models.Field[Any, Any]] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = False  # type: ignore[attr-defined]
            if isinstance(field, FSMField):
                plain: models.Field[Any, Any] = models.CharField(max_length=field.max_length, choices=field.choices)
                plain.name = field.name
                fields[name] = plain
        return fields

    def post_save(
        self,
        instance: models.Model,
        created: bool,
        using: str | None = None,
        **kwargs: Any,
    ) -> None:
        raise DoorBypassed(f"{type(instance).__name__} was saved without going through lifecycle's doors")

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        raise DoorBypassed(f"{type(instance).__name__} cannot be deleted")
