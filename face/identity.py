"""Who reads the page, in words for the top bar. The app that knows people says it; without one the account's name stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest

from face.navigation import Words


@dataclass(frozen=True)
class Who:
    """Name, standing (body and role), marks such as "read only", and links of the account menu as (label, URL)."""

    name: str
    standing: Words = ""
    marks: Sequence[Words] = field(default_factory=tuple)
    links: Sequence[tuple[Words, str]] = field(default_factory=tuple)
    sign_out_url: str = ""


def account_alone(request: HttpRequest) -> Who | None:
    """The name of the account, nothing else; None for a stranger."""
    user = request.user
    if not user.is_authenticated:
        return None
    return Who(name=user.get_full_name() or user.get_username())


_provider: Callable[[HttpRequest], Who | None] = account_alone


def provide(provider: Callable[[HttpRequest], Who | None]) -> None:
    """Sets who answers; called once from an `AppConfig.ready`."""
    global _provider
    _provider = provider


def who_reads(request: HttpRequest) -> Who | None:
    """The reader, or None for a stranger. A request that never met the sign-in middleware has no reader."""
    return _provider(request) if hasattr(request, "user") else None
