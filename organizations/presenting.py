"""What the page frame says about the reader, and this app's entry in the main navigation."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from face import identity, navigation
from lifecycle.actors import Actor
from organizations.choices import ADMINISTRATORS, Role
from organizations.models import Account


def who_reads(request: HttpRequest) -> identity.Who | None:
    """The person, his body and post of today, and whether he only reads."""
    account = request.user
    if not isinstance(account, Account):
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    roles = roles_of(actor, request)
    return identity.Who(
        name=actor.name,
        standing=" ".join(word for word in (actor.body, actor.post) if word),
        marks=[_("read only")] if roles == {Role.AUDITOR} else [],
        links=[
            (_("My grants"), reverse("organizations:grants")),
            (_("Change password"), reverse("organizations:password")),
        ],
        sign_out_url=reverse("organizations:sign_out"),
    )


def roles_of(actor: Actor, request: HttpRequest) -> set[str]:
    """The roles held today."""
    today = request.today  # type: ignore[attr-defined]
    return {hold.role for hold in actor.holds if actor.having(hold.role, today)}


def reads_records(request: HttpRequest) -> bool:
    """Whether lists of promises and what follows from them are for this reader: administrators see none of their rows."""
    if not request.user.is_authenticated:
        return False
    roles = roles_of(request.actor, request)  # type: ignore[attr-defined]
    return not roles or not roles <= ADMINISTRATORS


def present() -> None:
    """Say who reads, and put the entry into the navigation; called once from `AppConfig.ready()`."""
    identity.provide(who_reads)
    navigation.register(
        navigation.Item(
            pgettext_lazy("navigation", "Bodies"), "organizations:bodies", order=80, namespaces=("organizations",)
        )
    )
