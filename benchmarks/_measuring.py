"""What the benchmarks share: a database of their own, durable as in production, and quiet figures."""

import gc
import os
import platform
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

MICRO = 1_000_000


@contextmanager
def own_database(engine: str, *, server_binding: bool) -> Iterator[Any]:
    """The project set up on a fresh database of `engine`; yields the connection. Commits are durable.

    The application's role works, as in production: the triggers stand and it cannot lift them.
    """
    os.environ["TEST_DATABASE"] = engine
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    options = settings.DATABASES["default"]["OPTIONS"]
    if engine == "sqlite":
        options["init_command"] = options["init_command"].replace("PRAGMA synchronous=OFF;", "")
    else:
        options.pop("options")
        if not server_binding:
            options.pop("server_side_binding")
            options.pop("prepare_threshold")
    django.setup()
    from django.db import connections  # noqa: PLC0415

    from tests import databases, ownership  # noqa: PLC0415

    with databases.only_one_process():
        if not databases.is_ready(databases.template()):
            ownership.migrate_template()
        databases.mark_used(databases.template())
    ownership.restore()
    try:
        connections["default"].ensure_connection()
        yield connections["default"]
    finally:
        ownership.drop()


def timed(work: Callable[[], Any]) -> float:
    """Seconds that a piece of work takes. What its preparation left behind is cleared away before, not during it."""
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def interleaved(rounds: int, *works: Callable[[int], Any]) -> list[list[float]]:
    """Seconds of each piece of work in each round, one after the other, so that all meet the same weather."""
    found: list[list[float]] = [[] for _work in works]
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds):
            for at, work in enumerate(works):
                start = perf_counter()
                work(number)
                found[at].append(perf_counter() - start)
    finally:
        gc.enable()
    return found


def median_us(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * MICRO, 1)


def least_us(seconds: Sequence[float]) -> float:
    return round(min(seconds) * MICRO, 1)


def machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform(terse=True)}
