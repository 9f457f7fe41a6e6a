"""How far a command has come: one line on a terminal, silence elsewhere."""

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")
WIDTH = 30


class Progress:
    """A bar that is drawn over itself on a terminal's error stream; `total` 0 counts without a bar."""

    def __init__(self, label: str, total: int = 0, stream: TextIO | None = None) -> None:
        self.label, self.total, self.done = label, total, 0
        self.stream = stream or sys.stderr
        self.is_shown = self.stream.isatty()

    def __call__(self, more: int = 1) -> None:
        """So many more are done."""
        self.done += more
        if not self.is_shown:
            return
        if self.total:
            filled = min(WIDTH, WIDTH * self.done // self.total)
            bar = "#" * filled + "-" * (WIDTH - filled)
            self.stream.write(f"\r{self.label} [{bar}] {self.done}/{self.total}")
        else:
            self.stream.write(f"\r{self.label} {self.done}")
        self.stream.flush()

    def close(self) -> None:
        """End the line."""
        if self.is_shown and self.done:
            self.stream.write("\n")

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Go through items, one a step."""
        for item in items:
            yield item
            self()
        self.close()
