"""The test database: migrated once into a template, copied for each process, restored after each test that commits.

`TEST_DATABASE` is `sqlite` (the default) or `postgresql`; `TEST_POSTGRES_URL` is an address whose role may create roles
and databases. Names carry a digest of the checkout's path and the process number, so that checkouts, runs and workers
that share one server never meet. On PostgreSQL the owner role migrates and every test works as the application's role.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

BASE_DIR = Path(__file__).resolve().parent.parent
ENGINE = os.environ.get("TEST_DATABASE", "sqlite")
if ENGINE not in ("sqlite", "postgresql"):
    raise SystemExit("TEST_DATABASE must be sqlite or postgresql")
ADMIN_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
OWNER = "jiannuo_test_owner"
APPLICATION = "jiannuo_test_app"
# A template that no run has used for so long is dropped by the next run.
TEMPLATE_KEPT_SECONDS = 2 * 3600
# What a migrated database is made of: tables, their seeds, and the triggers that are laid after every migrate. No view, form,
# guard or template changes it, and migrating anew for each of them would cost every run half a minute.
FOLDERS_WITH_EFFECT = {"migrations", "models", "data", "statements", "engines"}
FILES_WITH_EFFECT = {"models.py", "apps.py", "fields.py", "triggers.py", "grants.py", "personal.py", "settings.py"}


@cache
def checkout() -> str:
    """Eight characters that stand for this folder on this machine."""
    return hashlib.sha256(f"{platform.node()}:{BASE_DIR}".encode()).hexdigest()[:8]


def folder() -> Path:
    path = BASE_DIR / "var" / "test"
    path.mkdir(parents=True, exist_ok=True)
    return path


def name() -> str:
    """This process's database; a child process is told its parent's."""
    return os.environ.get("TEST_DATABASE_NAME") or f"jn_{checkout()}_{os.getpid()}"


def _postgres_address(role: str, database: str) -> str:
    parts = urlsplit(ADMIN_URL)
    secret = f":{parts.password}" if parts.password else ""
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(("postgresql", f"{quote(role)}{secret}@{place}", f"/{database}", parts.query, ""))


def _file(database: str) -> Path:
    return folder() / f"{database}.sqlite3"


def address(database: str = "") -> str:
    """The address at which the application reaches a test database."""
    database = database or name()
    return f"sqlite:///{_file(database)}" if ENGINE == "sqlite" else _postgres_address(APPLICATION, database)


def owner_address(database: str = "") -> str:
    """The address at which the owner of the tables reaches it."""
    database = database or name()
    return f"sqlite:///{_file(database)}" if ENGINE == "sqlite" else _postgres_address(OWNER, database)


@contextmanager
def _administrator() -> Iterator[psycopg.Connection]:
    with psycopg.connect(ADMIN_URL, autocommit=True, connect_timeout=5) as connection:
        yield connection


def why_no_postgresql() -> str:
    """Why the tests cannot use PostgreSQL here; "" where they can."""
    place = urlsplit(ADMIN_URL).netloc.rpartition("@")[2]
    try:
        with _administrator() as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb AND rolcreaterole FROM pg_roles WHERE rolname = current_user"
            )
            if (found := row.fetchone()) is None or not found[0]:
                return f"the role at {place} may not create roles and databases"
    except psycopg.Error as error:
        return f"nothing usable answers at {place} ({str(error).strip().splitlines()[-1]})"
    return ""


def _has_effect(file: Path) -> bool:
    inside = file.relative_to(BASE_DIR).parts
    return file.suffix != ".pyc" and (file.name in FILES_WITH_EFFECT or bool(FOLDERS_WITH_EFFECT & set(inside[:-1])))


@cache
def state_of_code() -> str:
    """Eight characters that change with whatever may change a migrated database."""
    digest = hashlib.sha256()
    apps = [p.parent for pattern in ("*/apps.py", "tests/**/apps.py") for p in BASE_DIR.glob(pattern)]
    apps += [BASE_DIR / "lifecycle", BASE_DIR / "config"]
    files = sorted({f for app in apps for f in app.rglob("*") if f.is_file() and _has_effect(f)})
    files += [BASE_DIR / "requirements-dev.lock", Path(__file__), Path(__file__).with_name("settings.py")]
    for file in files:
        digest.update(str(file.relative_to(BASE_DIR)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:8]


def template() -> str:
    return f"jn_{checkout()}_t_{state_of_code()}"


def _is_alive(process: str) -> bool:
    return process.isdigit() and Path("/proc", process).exists()


class Sqlite:
    """Files under var/test."""

    def exists(self, database: str) -> bool:
        return _file(database).exists()

    def databases(self) -> list[str]:
        return [f.name.removesuffix(".sqlite3") for f in folder().glob(f"jn_{checkout()}_*.sqlite3")]

    def create(self, database: str) -> None:
        self.drop(database)

    def copy(self, source: str, target: str) -> None:
        self.drop(target)
        shutil.copyfile(_file(source), _file(target))

    def drop(self, database: str) -> None:
        for ending in ("", "-wal", "-shm"):
            _file(database).with_name(_file(database).name + ending).unlink(missing_ok=True)


class Postgresql:
    """Databases of the owner role; the roles are made where they are not there yet."""

    def __init__(self) -> None:
        password = urlsplit(ADMIN_URL).password
        with _administrator() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext('jiannuo test roles'))")
            for role in (OWNER, APPLICATION):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
                if password:
                    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
                    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))

    def exists(self, database: str) -> bool:
        return database in self.databases()

    def databases(self) -> list[str]:
        with _administrator() as connection:
            pattern = f"jn\\_{checkout()}\\_%"
            rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (pattern,))
            return [row[0] for row in rows]

    def create(self, database: str) -> None:
        self._recreate(database, sql.SQL("TEMPLATE template0 ENCODING 'UTF8'"))

    def copy(self, source: str, target: str) -> None:
        self._recreate(target, sql.SQL("TEMPLATE {}").format(sql.Identifier(source)))

    def _recreate(self, database: str, origin: sql.Composable) -> None:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} ").format(sql.Identifier(database), sql.Identifier(OWNER))
        with _administrator() as connection:
            self._drop(connection, database)
            connection.execute(statement + origin)

    def drop(self, database: str) -> None:
        with _administrator() as connection:
            self._drop(connection, database)

    def _drop(self, connection: psycopg.Connection, database: str) -> None:
        # FORCE ends the sessions of a server or a second process that still holds the database of the test before.
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


Store = Sqlite | Postgresql


@cache
def store() -> Store:
    return Sqlite() if ENGINE == "sqlite" else Postgresql()


@contextmanager
def only_one_process() -> Iterator[None]:
    with (folder() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sweep() -> None:
    """Drop what runs that were ended halfway have left, and templates that nobody has used lately."""
    for database in store().databases():
        kind = database.removeprefix(f"jn_{checkout()}_")
        if kind.startswith("t_"):
            used = _mark(database)
            stale = not used.exists() or time.time() - used.stat().st_mtime > TEMPLATE_KEPT_SECONDS
        else:
            stale = not _is_alive(kind)
        if stale and database != template():
            store().drop(database)


def _mark(database: str) -> Path:
    """The file that says when a template was last used, and that it is complete."""
    return folder() / f"{database}.{ENGINE}"


def is_ready(database: str) -> bool:
    return _mark(database).exists() and store().exists(database)


def mark_used(database: str) -> None:
    _mark(database).touch()


if __name__ == "__main__":
    # `make clean`: nothing of this checkout stays on the server.
    for each in store().databases():
        store().drop(each)
    for file in folder().glob(f"jn_{checkout()}_*.{ENGINE}"):
        file.unlink()
