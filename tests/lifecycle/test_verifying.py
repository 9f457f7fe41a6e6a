"""The trail as `verify_trail` reads it: sound, and with every kind of harm that the owner of the tables could do to it."""

import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from lifecycle import triggers, verifying
from lifecycle.creating import create
from lifecycle.performing import perform
from lifecycle.verifying import faults_of
from tests.lifecycle.parcels.models import Parcel
from tests.lifecycle.people import ANN

Owner = Callable[[], AbstractContextManager[BaseDatabaseWrapper]]
RECORD, TRAIL = Parcel._meta.db_table, Parcel.history.model._meta.db_table
DIGEST = "its digest is not that of its columns"
LINK = "it does not link to the row before it"

HARMS = {
    "a row altered": (f"UPDATE {TRAIL} SET reason = 'another' WHERE id = %s AND version = 1", {(1, DIGEST)}),
    "an actor exchanged": (f"UPDATE {TRAIL} SET actor_name = 'Eve' WHERE id = %s AND version = 2", {(2, DIGEST)}),
    "a link cut": (f"UPDATE {TRAIL} SET prev_digest = '' WHERE id = %s AND version = 2", {(2, LINK), (2, DIGEST)}),
    "the first row gone": (
        f"DELETE FROM {TRAIL} WHERE id = %s AND version = 1",
        {(2, "the row before it has the version 0: rows are missing"), (2, LINK)},
    ),
    "the last row gone": (
        f"DELETE FROM {TRAIL} WHERE id = %s AND version = 2",
        {(1, "the record stands at the version 2"), (1, "the record names another row as its last")},
    ),
    "the whole trail gone": (f"DELETE FROM {TRAIL} WHERE id = %s", {(0, "the record has no trail")}),
    "a record altered": (
        f"UPDATE {RECORD} SET title = 'another' WHERE id = %s",
        {(2, "the record says something else in title")},
    ),
    "a record's head exchanged": (
        f"UPDATE {RECORD} SET trail_head = 'f' WHERE id = %s",
        {(2, "the record names another row as its last")},
    ),
    "a record gone": (f"DELETE FROM {RECORD} WHERE id = %s", {(2, "the record is gone")}),
}


def sent() -> Any:
    return perform(create(Parcel, ANN, data={"title": "box"}), "send", ANN)


def harmed(owner: Owner, sql: str, pk: int) -> None:
    with owner() as on, triggers.lifted(on), on.cursor() as cursor:
        cursor.execute(sql, (pk,))


def verified(*words: str) -> Any:
    out = io.StringIO()
    call_command("verify_trail", "--format", "json", *words, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_is_found_and_only_that(owner: Owner, monkeypatch: pytest.MonkeyPatch, harm: str, size: int) -> None:
    monkeypatch.setattr(verifying, "BATCH", size)
    _before, one, _after = sent(), sent(), sent()
    assert list(faults_of(Parcel)) == []
    sql, expected = HARMS[harm]
    harmed(owner, sql, one.pk)
    found = list(faults_of(Parcel))
    assert {(fault.id, fault.version, fault.what) for fault in found} == {(one.pk, *rest) for rest in expected}
    assert len(found) == len(expected)


@pytest.mark.django_db(transaction=True)
def test_the_command_counts_the_rows_and_fails_where_there_is_a_fault(owner: Owner) -> None:
    one = sent()
    assert verified("--record", "parcels.Parcel") == {"rows": 2, "faults": [], "triggers": []}
    harmed(owner, HARMS["a record altered"][0], one.pk)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_trail", stdout=out)
    assert f"parcels.Parcel {one.pk} row 2: the record says something else in title" in out.getvalue()
    with pytest.raises(CommandError, match="unknown"):
        verified("--record", "parcels.Planet")


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_is_not_ours_turns_the_site_unready(owner: Owner, client: Client) -> None:
    assert triggers.foreign(connection) == []
    with owner() as on, on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(
                f"CREATE TRIGGER aa_strange BEFORE INSERT ON {TRAIL} FOR EACH ROW EXECUTE FUNCTION jiannuo_append_only()"
            )
            cursor.execute(f"CREATE RULE strange AS ON DELETE TO {RECORD} DO INSTEAD NOTHING")
            named, undo = (
                [f"{RECORD}.strange", f"{TRAIL}.aa_strange"],
                [
                    f"DROP TRIGGER aa_strange ON {TRAIL}",
                    f"DROP RULE strange ON {RECORD}",
                ],
            )
        else:
            cursor.execute(f"CREATE TRIGGER aa_strange BEFORE INSERT ON {TRAIL} BEGIN SELECT 1; END")
            named, undo = [f"{TRAIL}.aa_strange"], ["DROP TRIGGER aa_strange"]
        try:
            answer = client.get("/readyz")
            assert answer.status_code == 503
            assert answer.content.decode().splitlines() == [f"trigger unknown: {name}" for name in named]
        finally:
            for sql in undo:
                cursor.execute(sql)
    assert triggers.foreign(connection) == []
