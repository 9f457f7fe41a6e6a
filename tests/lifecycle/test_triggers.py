"""What goes around the doors by raw SQL is refused by the database itself, on both engines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import Error, connection, migrations, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from lifecycle import triggers
from lifecycle.accesses import record_access
from lifecycle.testing import columns, replayed
from tests import databases
from tests.lifecycle.parcels.models import Parcel
from tests.lifecycle.people import ANN, drafted, sent

Owner = Callable[[], AbstractContextManager[BaseDatabaseWrapper]]
RECORD, TRAIL = "parcels_parcel", "parcels_parcel_trail"
FORGED = "f" * 64

AROUND_THE_DOORS = {
    "a column": f"UPDATE {RECORD} SET title = 'x' WHERE id = %s",
    "the state": f"UPDATE {RECORD} SET state = 'delivered' WHERE id = %s",
    "the version alone": f"UPDATE {RECORD} SET version = version + 1 WHERE id = %s",
    "the head alone": f"UPDATE {RECORD} SET trail_head = '{FORGED}' WHERE id = %s",
    "version and a forged head": f"UPDATE {RECORD} SET version = version + 1, trail_head = '{FORGED}' WHERE id = %s",
    "back to the row before": (
        f"UPDATE {RECORD} SET version = 1, state = 'draft', "
        f"trail_head = (SELECT digest FROM {TRAIL} h WHERE h.id = {RECORD}.id AND h.version = 1) WHERE id = %s"
    ),
    "the key": f"UPDATE {RECORD} SET id = id + 1000 WHERE id = %s",
    "the record's end": f"DELETE FROM {RECORD} WHERE id = %s",
    "a trail row": f"UPDATE {TRAIL} SET reason = 'x' WHERE id = %s",
    "a trail row's actor": f"UPDATE {TRAIL} SET actor_id = 7 WHERE id = %s",
    "a trail row's end": f"DELETE FROM {TRAIL} WHERE id = %s",
}
ON_SQLITE = {
    "replacing a record": f"REPLACE INTO {RECORD} SELECT * FROM {RECORD} WHERE id = %s",
    "replacing a record, long form": f"INSERT OR REPLACE INTO {RECORD} SELECT * FROM {RECORD} WHERE id = %s",
    "a change that may replace": f"UPDATE OR REPLACE {RECORD} SET title = 'x' WHERE id = %s",
    "replacing a trail row": f"REPLACE INTO {TRAIL} SELECT * FROM {TRAIL} WHERE id = %s",
    "a trail change that may replace": f"UPDATE OR REPLACE {TRAIL} SET version = 1 WHERE id = %s",
    "a change that ignores refusals": f"UPDATE OR IGNORE {RECORD} SET title = 'x' WHERE id = %s",
}


def execute(on: BaseDatabaseWrapper, sql: str, params: Any = ()) -> None:
    with transaction.atomic(using=on.alias) if on is connection else on.cursor(), on.cursor() as cursor:
        cursor.execute(sql, params or None)


def stands(parcel: Any, rows: int) -> bool:
    return columns(parcel) == replayed(parcel) and parcel.history.count() == rows


@pytest.mark.django_db
@pytest.mark.parametrize("what", AROUND_THE_DOORS)
def test_changing_around_the_doors_is_refused(what: str) -> None:
    parcel = sent()
    with pytest.raises(Error, match=r"jiannuo|permission denied"):
        execute(connection, AROUND_THE_DOORS[what], (parcel.pk,))
    assert stands(parcel, 2)


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("what", ON_SQLITE)
def test_replacing_rows_is_refused_though_it_fires_no_delete_trigger(what: str) -> None:
    parcel = sent()
    with pytest.raises(Error, match="jiannuo"):
        execute(connection, ON_SQLITE[what], (parcel.pk,))
    assert stands(parcel, 2)


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_a_record_cannot_be_replaced_by_one_that_takes_its_unique_reference() -> None:
    parcel, other = sent(), drafted()
    with pytest.raises(Error, match="jiannuo"):
        execute(connection, f"UPDATE OR REPLACE {RECORD} SET ref = %s WHERE id = %s", (parcel.ref, other.pk))
    names = [field.column for field in Parcel._meta.concrete_fields if field.name != "id"]
    copied = ", ".join(f'"{name}"' for name in names)
    with pytest.raises(Error, match="jiannuo"):
        execute(
            connection,
            f"INSERT OR REPLACE INTO {RECORD} (id, {copied}) SELECT 999, {copied} FROM {RECORD} WHERE id = %s",
            (parcel.pk,),
        )
    assert stands(parcel, 2) and stands(other, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("version", [1, 2])
def test_a_record_without_a_trail_row_cannot_be_inserted(version: int) -> None:
    parcel = drafted()
    own = {"id": "9999", "ref": "'PA-X'", "version": str(version), "trail_head": f"'{FORGED}'", "state": "'delivered'"}
    taken = ", ".join(own.get(field.column, f'"{field.column}"') for field in Parcel._meta.concrete_fields)
    into = ", ".join(f'"{field.column}"' for field in Parcel._meta.concrete_fields)
    with pytest.raises(Error, match="jiannuo"):
        execute(connection, f"INSERT INTO {RECORD} ({into}) SELECT {taken} FROM {RECORD} WHERE id = %s", (parcel.pk,))
    assert list(Parcel.objects.values_list("pk", flat=True)) == [parcel.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["lifecycle_access", "lifecycle_layout"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_access_rows_and_layouts_are_only_added(table: str, sql: str) -> None:
    record_access("read", ANN, at=sent().history.latest().recorded_at)
    with pytest.raises(Error, match=r"jiannuo|permission denied"):
        execute(connection, sql.format(table))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", AROUND_THE_DOORS)
def test_the_owner_of_the_tables_meets_the_same_triggers(owner: Owner, what: str) -> None:
    parcel = sent()
    with owner() as on, pytest.raises(Error, match="jiannuo"):
        execute(on, AROUND_THE_DOORS[what], (parcel.pk,))
    assert stands(parcel, 2)


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tables", [TRAIL, f"{RECORD}, parcels_note", f"{RECORD} CASCADE", "lifecycle_access"])
def test_truncating_is_refused_to_the_application_and_to_the_owner(owner: Owner, tables: str) -> None:
    parcel = sent()
    with pytest.raises(Error, match="permission denied"):
        execute(connection, f"TRUNCATE {tables}")
    with owner() as on, pytest.raises(Error, match="jiannuo"):
        execute(on, f"TRUNCATE {tables}")
    assert stands(parcel, 2)


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_the_triggers_hold_even_where_a_superuser_replicates() -> None:
    parcel = sent()
    address = databases._postgres_address("postgres", databases.name())
    with psycopg.connect(address, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for what in AROUND_THE_DOORS.values():
            with pytest.raises(psycopg.Error, match="jiannuo"):
                superuser.execute(what, (parcel.pk,))
    assert stands(parcel, 2)


FUNCTION = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
WAYS = {
    "disable all triggers": f"ALTER TABLE {RECORD} DISABLE TRIGGER ALL",
    "disable users' triggers": f"ALTER TABLE {TRAIL} DISABLE TRIGGER USER",
    "disable one trigger": f"ALTER TABLE {TRAIL} DISABLE TRIGGER jn_row",
    "make it a replica's": f"ALTER TABLE {TRAIL} ENABLE REPLICA TRIGGER jn_row",
    "drop a trigger": f"DROP TRIGGER jn_row ON {TRAIL}",
    "drop the record's trigger": f"DROP TRIGGER IF EXISTS jn_row ON {RECORD} CASCADE",
    "rename a trigger": f"ALTER TRIGGER jn_row ON {TRAIL} RENAME TO other",
    "a trigger of one's own": (
        f"CREATE TRIGGER a BEFORE UPDATE ON {RECORD} FOR EACH ROW EXECUTE FUNCTION jiannuo_append_only()"
    ),
    "a rule": f"CREATE RULE r AS ON INSERT TO {TRAIL} DO INSTEAD NOTHING",
    "drop a table": f"DROP TABLE {TRAIL} CASCADE",
    "add a column": f"ALTER TABLE {TRAIL} ADD COLUMN x integer",
    "drop a column": f"ALTER TABLE {TRAIL} DROP COLUMN digest",
    "rename a table": f"ALTER TABLE {TRAIL} RENAME TO elsewhere",
    "move a table": f"ALTER TABLE {TRAIL} SET SCHEMA pg_temp",
    "become the owner of a table": f"ALTER TABLE {TRAIL} OWNER TO CURRENT_USER",
    "truncate": f"TRUNCATE {TRAIL}",
    "inherit": f"CREATE TABLE child () INHERITS ({TRAIL})",
    "replace the refusing function": f"CREATE OR REPLACE FUNCTION jiannuo_append_only() {FUNCTION}",
    "replace the demanding function": f"CREATE OR REPLACE FUNCTION jn_{RECORD}() {FUNCTION}",
    "drop a function": "DROP FUNCTION jiannuo_append_only() CASCADE",
    "change a function's settings": f"ALTER FUNCTION jn_{RECORD}() SET search_path = pg_temp",
    "a function of one's own": f"CREATE FUNCTION f() {FUNCTION}",
    "a table of one's own": "CREATE TABLE mine (id integer)",
    "replicate": "SET session_replication_role = replica",
    "become the owner": f"SET ROLE {databases.OWNER}",
    "become the owner for the session": f"SET SESSION AUTHORIZATION {databases.OWNER}",
    "join the owner": f"GRANT {databases.OWNER} TO {databases.APPLICATION}",
    "become a superuser": f"ALTER ROLE {databases.APPLICATION} SUPERUSER",
    "drop what the owner has": f"DROP OWNED BY {databases.OWNER} CASCADE",
    "reassign what the owner has": f"REASSIGN OWNED BY {databases.OWNER} TO {databases.APPLICATION}",
    "drop the schema": "DROP SCHEMA public CASCADE",
    "edit the catalogue": "UPDATE pg_trigger SET tgenabled = 'D'",
    "forget a migration": "DELETE FROM django_migrations",
    "delete a record": f"DELETE FROM {RECORD}",
    "update the trail": f"UPDATE {TRAIL} SET reason = 'x'",
    "delete from the trail": f"DELETE FROM {TRAIL}",
    "merge into the trail": (
        f"INSERT INTO {TRAIL} SELECT * FROM {TRAIL} ON CONFLICT (history_id) DO UPDATE SET reason = 'x'"
    ),
}


@pytest.mark.postgresql_only
@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_the_application_can_lift_no_trigger_whichever_way_it_tries(way: str) -> None:
    parcel = sent()
    with pytest.raises(
        Error, match=r"must be owner|permission denied|must be superuser|must have admin|must be able to"
    ):
        execute(connection, WAYS[way])
    assert stands(parcel, 2)
    assert triggers.missing(connection) == []


@pytest.mark.postgresql_only
@pytest.mark.django_db
def test_rights_that_the_application_gives_itself_are_none() -> None:
    with connection.cursor() as cursor:
        # PostgreSQL warns and grants nothing where the granter may not grant.
        cursor.execute(f"GRANT ALL ON {TRAIL}, {RECORD} TO {databases.APPLICATION}")
        for table, rights in ((TRAIL, "UPDATE, DELETE, TRUNCATE, TRIGGER"), (RECORD, "DELETE, TRUNCATE, TRIGGER")):
            cursor.execute("SELECT has_table_privilege(%s, %s)", (table, rights))
            assert cursor.fetchone() == (False,)


@pytest.mark.postgresql_only
@pytest.mark.django_db
def test_the_application_owns_no_table_and_no_function() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole), "
            "(SELECT count(*) FROM pg_proc WHERE proowner = current_user::regrole), "
            "(SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole)"
        )
        assert cursor.fetchone() == (0, 0, 0)


@pytest.mark.postgresql_only
@pytest.mark.django_db
def test_a_temporary_table_of_the_trails_name_does_not_deceive_the_trigger() -> None:
    parcel = sent()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {TRAIL} (id bigint, version integer, digest text) ON COMMIT DROP")
        cursor.execute(f"INSERT INTO pg_temp.{TRAIL} VALUES (%s, 3, %s)", (parcel.pk, FORGED))
        with pytest.raises(Error, match="jiannuo"), transaction.atomic():
            cursor.execute(f"UPDATE {RECORD} SET state = 'delivered', version = 3, trail_head = %s", (FORGED,))
        cursor.execute(f"DROP TABLE pg_temp.{TRAIL}")
    assert stands(parcel, 2)


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_triggers_that_a_rebuilt_table_lost_are_named_and_stand_again_after_migrate() -> None:
    assert triggers.missing(connection) == []
    before = MigrationLoader(connection).project_state()
    longer = migrations.AlterField("parcel", "title", models.CharField(max_length=300, blank=True))
    longer.state_forwards("parcels", after := before.clone())
    with connection.schema_editor() as editor:
        longer.database_forwards("parcels", editor, before, after)
    assert triggers.missing(connection) == [f"{RECORD}.{RECORD}_{end}" for end in ("in", "up", "de")]
    call_command("migrate", verbosity=0, interactive=False)
    assert triggers.missing(connection) == []
    parcel = sent()
    with pytest.raises(Error, match="jiannuo"):
        execute(connection, f"UPDATE {RECORD} SET title = 'x'")
    assert stands(parcel, 2)


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_is_missing_or_disabled_is_named(owner: Owner) -> None:
    with owner() as on:
        if on.vendor == "postgresql":
            execute(on, f"DROP TRIGGER jn_row ON {RECORD}")
            execute(on, f"ALTER TABLE {TRAIL} ENABLE TRIGGER jn_truncate")
            lost = [f"{RECORD}.jn_row", f"{TRAIL}.jn_truncate"]
        else:
            execute(on, f"DROP TRIGGER {RECORD}_up")
            execute(on, f"DROP TRIGGER {TRAIL}_de")
            lost = [f"{RECORD}.{RECORD}_up", f"{TRAIL}.{TRAIL}_de"]
        assert triggers.missing(connection) == lost
        triggers.install(on)
    assert triggers.missing(connection) == []


HOLLOW_ON_POSTGRESQL = {
    "a function that lets everything pass": (
        f"CREATE OR REPLACE FUNCTION jn_{RECORD}() {FUNCTION}",
        [f"{RECORD}.jn_row"],
    ),
    "a trigger that fires for some rows only": (
        f"CREATE OR REPLACE TRIGGER jn_row BEFORE UPDATE OR DELETE ON {TRAIL} FOR EACH ROW WHEN (OLD.id < 0) "
        f"EXECUTE FUNCTION jiannuo_append_only(); ALTER TABLE {TRAIL} ENABLE ALWAYS TRIGGER jn_row",
        [f"{TRAIL}.jn_row"],
    ),
    "a trigger that forgot an event": (
        f"CREATE OR REPLACE TRIGGER jn_row BEFORE UPDATE ON {TRAIL} FOR EACH ROW "
        f"EXECUTE FUNCTION jiannuo_append_only(); ALTER TABLE {TRAIL} ENABLE ALWAYS TRIGGER jn_row",
        [f"{TRAIL}.jn_row"],
    ),
    "a trigger for one column only": (
        f"CREATE OR REPLACE TRIGGER jn_row BEFORE UPDATE OF reason OR DELETE ON {TRAIL} FOR EACH ROW "
        f"EXECUTE FUNCTION jiannuo_append_only(); ALTER TABLE {TRAIL} ENABLE ALWAYS TRIGGER jn_row",
        [f"{TRAIL}.jn_row"],
    ),
}
HOLLOW_ON_SQLITE = {
    "a body that does nothing": ("BEFORE UPDATE", TRAIL, "up", "BEGIN SELECT 1; END"),
    "a condition that is never met": (
        "BEFORE DELETE",
        TRAIL,
        "de",
        "WHEN OLD.id < 0 BEGIN SELECT RAISE(ABORT, 'jiannuo: DELETE is refused'); END",
    ),
    "another event": ("AFTER INSERT", RECORD, "in", "BEGIN SELECT 1; END"),
}


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", HOLLOW_ON_POSTGRESQL)
def test_a_hollow_trigger_turns_the_site_unready_on_postgresql(client: Client, owner: Owner, what: str) -> None:
    sql, hollow = HOLLOW_ON_POSTGRESQL[what]
    with owner() as on:
        execute(on, sql)
        check_unready(client, hollow)
        triggers.install(on)
    assert triggers.missing(connection) == []


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", HOLLOW_ON_SQLITE)
def test_a_hollow_trigger_turns_the_site_unready_on_sqlite(client: Client, what: str) -> None:
    event, table, end, body = HOLLOW_ON_SQLITE[what]
    execute(connection, f"DROP TRIGGER {table}_{end}")
    execute(connection, f"CREATE TRIGGER {table}_{end} {event} ON {table} {body}")
    check_unready(client, [f"{table}.{table}_{end}"])
    triggers.install(connection)
    assert triggers.missing(connection) == []


def check_unready(client: Client, named: list[str]) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content.decode().splitlines()) == (
        503,
        [f"trigger missing: {name}" for name in named],
    )
