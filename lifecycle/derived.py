"""Derived values, which stand beside records without a trail and can be worked out anew at any time."""

from collections.abc import Callable, Mapping

# `rebuild(progress) -> how many records were worked through, by record type`
Rebuild = Callable[[Callable[[int], None]], Mapping[str, int]]

_rebuilds: dict[str, Rebuild] = {}


def register_derived(name: str, rebuild: Rebuild) -> None:
    """Say how some derived values are worked out anew; called in `AppConfig.ready()`. Idempotent."""
    _rebuilds[name] = rebuild


def derived() -> Mapping[str, Rebuild]:
    """Every kind of derived value, by name."""
    return dict(_rebuilds)
