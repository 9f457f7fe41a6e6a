"""Whether the site lives, and whether it may be sent requests: for load balancers and monitors, in plain text."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lifecycle import triggers

PLAIN = "text/plain; charset=utf-8"


@cache
def _migrations_of_the_code() -> frozenset[tuple[str, str]]:
    """What this release brings; read once, since it does not change while a process runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def unready() -> list[str]:
    """What keeps the site from its work, a line each: the database, migrations not applied, triggers that do not stand or are not ours."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        applied = MigrationRecorder(connection).applied_migrations()
        waiting = sorted(_migrations_of_the_code() - applied.keys())
        if waiting:
            return [f"migration not applied: {app}.{name}" for app, name in waiting]
        missing = [f"trigger missing: {name}" for name in triggers.missing(connection)]
        return missing + [f"trigger unknown: {name}" for name in triggers.foreign(connection)]
    except DatabaseError as error:
        # The words of the driver may name hosts and roles: the kind of error is enough for whoever may ask from outside.
        return [f"database not usable: {type(error).__name__}"]


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks no database, so that a database's restart does not restart every process."""
    return HttpResponse("ok\n", content_type=PLAIN)


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 with a line for each reason while requests should go elsewhere."""
    faults = unready()
    return HttpResponse("\n".join(faults or ["ok"]) + "\n", content_type=PLAIN, status=503 if faults else 200)
