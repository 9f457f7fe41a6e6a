"""What stands beside the trail is kept by the database too: files received, counters, personal values, whose account it is.

Every way is tried as the application's own role; on SQLite, which has no roles, triggers answer alone.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from commitments.files import receive
from lifecycle import triggers
from lifecycle.creating import create
from lifecycle.models import Access, RefCounter, Secret, UnsentForm
from lifecycle.personal import Personal, revealed
from organizations.models import Account
from organizations.testing import World, build_world
from tests.commitments import office_files as files
from tests.lifecycle.parcels.models import Parcel
from tests.lifecycle.people import ANN

NOW = timezone.now()  # noqa: TID251 - uploads carry the real clock
REFUSED = r"jiannuo|permission denied|must be owner"

WAYS = {
    "a file's sender": "UPDATE cmt_upload SET official_id = official_id + 1",
    "a file's digest": "UPDATE cmt_upload SET sha256 = 'f'",
    "a file's row, changed into itself": "UPDATE cmt_upload SET id = id",
    "a file's row gone": "DELETE FROM cmt_upload",
    "a counter set back": "UPDATE lifecycle_counter SET last = last - 1",
    "a counter under another name": "UPDATE lifecycle_counter SET name = 'X-' || name",
    "a counter gone": "DELETE FROM lifecycle_counter",
    "a personal value exchanged": "UPDATE lifecycle_secret SET value = salt",
    "a personal value under another digest": "UPDATE lifecycle_secret SET digest = 'f'",
    "an account given to another": (
        "UPDATE org_account SET official_id = (SELECT max(id) FROM org_official) "
        "WHERE official_id <> (SELECT max(id) FROM org_official)"
    ),
    "an account's name": "UPDATE org_account SET username = username || 'x'",
    "an account's key": "UPDATE org_account SET id = id + 1000000",
    "an account gone": "DELETE FROM org_account",
}
ON_POSTGRESQL = {
    "a personal value gone": "DELETE FROM lifecycle_secret",
    "all files gone": "TRUNCATE cmt_upload",
    "all counters gone": "TRUNCATE lifecycle_counter",
    "all personal values gone": "TRUNCATE lifecycle_secret",
    "all accounts gone": "TRUNCATE org_account CASCADE",
    "a counter merged back": (
        "INSERT INTO lifecycle_counter SELECT name, 0 FROM lifecycle_counter ON CONFLICT (name) DO UPDATE SET last = 0"
    ),
    "a trigger lifted": "ALTER TABLE org_account DISABLE TRIGGER USER",
    "a trigger's function exchanged": (
        "CREATE OR REPLACE FUNCTION jn_org_account() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    ),
    "a division gone": "DELETE FROM org_division",
}
ON_SQLITE = {
    "an account replaced": "REPLACE INTO org_account SELECT * FROM org_account",
    "an account that takes another's key": "UPDATE OR REPLACE org_account SET id = (SELECT max(id) FROM org_account)",
    "a personal value replaced": "REPLACE INTO lifecycle_secret SELECT digest, salt, salt FROM lifecycle_secret",
    "a file's row replaced": "REPLACE INTO cmt_upload SELECT * FROM cmt_upload",
}


@pytest.fixture
def kept(db: None, settings: Any, tmp_path: Any) -> World:
    """A world with a file received, a counter begun, a personal value and two accounts."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }
    world = build_world()
    world.account("finance_clerk")
    world.account("office_clerk")
    receive(SimpleUploadedFile("proof.pdf", files.PDF), world.actor("finance_clerk"), NOW)
    create(Parcel, ANN, data={"title": "lamp", "contact": Personal("13900000001")})
    return world


def rows() -> dict[str, Any]:
    with connection.cursor() as cursor:
        found = {}
        for table in ("cmt_upload", "lifecycle_counter", "lifecycle_secret", "org_account"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor]
        return found


def tried(sql: str) -> None:
    before = rows()
    assert all(before.values())
    with pytest.raises(Error, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert rows() == before


@pytest.mark.parametrize("way", WAYS)
def test_what_the_trail_rests_on_cannot_be_changed_behind_it(kept: World, way: str) -> None:
    tried(WAYS[way])


@pytest.mark.postgresql_only
@pytest.mark.parametrize("way", ON_POSTGRESQL)
def test_the_application_can_neither_remove_nor_unguard_it(kept: World, way: str) -> None:
    tried(ON_POSTGRESQL[way])


@pytest.mark.sqlite_only
@pytest.mark.parametrize("way", ON_SQLITE)
def test_replacing_it_is_refused(kept: World, way: str) -> None:
    tried(ON_SQLITE[way])


def test_a_whole_account_is_saved_where_its_person_stays(kept: World) -> None:
    account = Account.objects.get(username="finance_clerk")
    account.failed_count = 3
    account.save()
    assert Account.objects.get(pk=account.pk).failed_count == 3
    account.official = kept.official("office_clerk")
    with pytest.raises(Error, match=REFUSED), transaction.atomic():
        account.save()


def test_a_counter_still_rises(kept: World) -> None:
    before = RefCounter.objects.get(name__startswith="P")
    create(Parcel, ANN, data={"title": "second lamp"})
    assert RefCounter.objects.get(name=before.name).last == before.last + 1


@pytest.mark.postgresql_only
def test_rows_are_removed_from_tables_alone_that_are_rebuilt_or_not_yet_sent(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
            "AND c.relkind = 'r' AND has_table_privilege(c.oid, 'DELETE')"
        )
        found = {row[0] for row in cursor.fetchall()}
    assert found - {"face_shelf", "face_ware"} == {
        "django_session", "lifecycle_sent", "lifecycle_unsent", "org_involvement", "cmt_progress",
        "workflow_run", "workflow_assignment", "viewflow_process", "viewflow_task", "viewflow_task_previous",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_lifted_trigger_is_named_and_stands_again_after_migrate(
    owner: Callable[[], AbstractContextManager[BaseDatabaseWrapper]],
) -> None:
    guarded = {table.name: table for table in triggers.tables()}
    with owner() as own:
        dialect = triggers._dialect(own)
        names = {}
        with own.cursor() as cursor:
            for table in ("cmt_upload", "lifecycle_counter", "lifecycle_secret", "org_account"):
                names[table] = {f"{table}.{name.removeprefix(f'{table}.')}" for name in dialect.names(guarded[table])}
                for statement in dialect.drop(guarded[table]):
                    cursor.execute(statement)
    assert set(triggers.missing(connection)) == set().union(*names.values())
    with owner() as own:
        triggers.install(own)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_personal_value_is_erased_by_the_owner_alone_and_the_log_says_so(
    owner: Callable[[], AbstractContextManager[BaseDatabaseWrapper]], monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = create(Parcel, ANN, data={"title": "lamp", "contact": Personal("13900000001")})
    other = create(Parcel, ANN, data={"title": "lamp", "contact": Personal("13900000002")})
    if connection.vendor == "postgresql":
        with pytest.raises(Error, match="permission denied"):
            call_command("erase_personal", parcel.ref, "contact", basis="application 7")
        assert revealed([parcel.contact]) and not Access.objects.filter(kind="erased").exists()
        with owner() as own:
            monkeypatch.setitem(connection.settings_dict, "USER", own.settings_dict["USER"])
            connection.close()
            call_command("erase_personal", parcel.ref, "contact", basis="application 7")
        monkeypatch.undo()
        connection.close()
    else:
        call_command("erase_personal", parcel.ref, "contact", basis="application 7")
    assert list(revealed([parcel.contact, other.contact]).values()) == ["13900000002"]
    row = Access.objects.get(kind="erased")
    assert (row.record_id, row.ref, row.detail) == (parcel.pk, parcel.ref, "contact: application 7")
    assert Parcel.objects.get(pk=parcel.pk).contact == parcel.contact
    assert Secret.objects.count() == 1


@pytest.mark.parametrize(
    ("ref", "field", "basis", "sentence"),
    [
        ("P-1900-0001", "contact", "x", "no record has the number"),
        (None, "title", "x", "no personal value title; it has: contact"),
        (None, "contact", " ", "say by which"),
        (None, "contact", "x", "holds no value"),
    ],
)
def test_what_cannot_be_erased_is_said(db: None, ref: str | None, field: str, basis: str, sentence: str) -> None:
    parcel = create(Parcel, ANN, data={"title": "lamp"})
    with pytest.raises(CommandError, match=sentence):
        call_command("erase_personal", ref or parcel.ref, field, basis=basis)


def test_what_was_never_sent_may_go(kept: World) -> None:
    account = Account.objects.get(username="finance_clerk")
    UnsentForm.objects.create(user=account, form="x", content={}, saved_at=NOW)
    assert UnsentForm.objects.all().delete()[0] == 1
