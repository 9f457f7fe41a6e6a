"""Two processes that begin the same thing at the same moment, for races that threads of one process would hide."""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import Any, Self

# Longer than any lock may be waited for (30 s on SQLite), shorter than a run that hangs.
ANSWER_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What one process answered: a value, or the class name and words of what it raised."""

    value: Any = None
    error: str = ""
    message: str = ""


def _serve(pipe: Connection, barrier: Barrier) -> None:
    import django

    django.setup()
    from django.db import connections

    pipe.send("ready")
    while (order := pipe.recv()) is not None:
        if order == "forget":
            connections.close_all()
            pipe.send("forgotten")
            continue
        function, arguments = order
        connections["default"].ensure_connection()
        barrier.wait(ANSWER_WITHIN_SECONDS)
        try:
            pipe.send(Answer(value=function(*arguments)))
        except Exception as raised:  # noqa: BLE001 - the other side judges it
            pipe.send(Answer(error=type(raised).__name__, message=str(raised)))
    connections.close_all()


class Pair:
    """Two processes with the project set up, kept for as many rounds as a test wants."""

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        barrier = context.Barrier(2)
        self._pipes, self._processes = [], []
        for _each in range(2):
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there, barrier), daemon=True)
            process.start()
            self._pipes.append(here)
            self._processes.append(process)
        for pipe in self._pipes:
            self._answer(pipe)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join(5)
            process.kill()

    def _answer(self, pipe: Connection) -> Any:
        if not pipe.poll(ANSWER_WITHIN_SECONDS):
            raise TimeoutError("a process did not answer; are the two waiting for each other?")
        return pipe.recv()

    def at_once(
        self, function: Callable[..., Any], first: tuple[Any, ...] = (), second: tuple[Any, ...] = ()
    ) -> list[Answer]:
        """Run a module's function in both processes, begun together, and give both answers."""
        for pipe, arguments in zip(self._pipes, (first, second), strict=True):
            pipe.send((function, arguments))
        return [self._answer(pipe) for pipe in self._pipes]

    def forget_connections(self) -> None:
        """Let go of the database, which is restored between tests."""
        for pipe in self._pipes:
            pipe.send("forget")
            self._answer(pipe)
