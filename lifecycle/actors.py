"""Who acts: one frozen value, filled once a request by the app that knows people and bodies."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Via(TextChoices):
    """The way by which a change came in."""

    SCREEN = "screen", _("screen")
    API = "api", _("API")
    COMMAND = "command", _("command")
    SWEEP = "sweep", _("sweep")
    IMPORT = "import", _("import")
    DRIVEN = "driven", _("driven by another act")


class OnBehalf(TextChoices):
    """How somebody acts for another: as his deputy or acting post-holder, or recording what he signed on paper."""

    NONE = "", _("in own name")
    ACTING = "acting", _("acting on behalf")
    RECORDED = "recorded", _("recorded for a signer on paper")


@dataclass(frozen=True, slots=True)
class Hold:
    """A role that is held over a body and everything below it, from a day to the day before another.

    `scope` is a body path; `matters` empty means every matter; `until` is the first day without the role.
    """

    role: str
    scope: str
    matters: frozenset[str] = frozenset()
    since: date = date.min
    until: date | None = None

    def covers(self, path: str, today: date, matter: str = "") -> bool:
        """Whether the role reaches a body path on a day, for a matter (empty: any)."""
        return (
            path.startswith(self.scope)
            and self.since <= today
            and (self.until is None or today < self.until)
            and (not self.matters or not matter or matter in self.matters)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in office at a moment, or the system itself, as every trail row freezes it.

    `official_id` is the person, not the account: two accounts of one person are one actor. `on_behalf_of_id` is the
    principal when somebody acts for another. `holds` are the grants valid around the day, read once a request.
    """

    official_id: int | None = None
    name: str = ""
    post: str = ""
    body: str = ""
    body_id: int | None = None
    body_path: str = ""
    on_behalf_of_id: int | None = None
    on_behalf_of_name: str = ""
    on_behalf_kind: str = OnBehalf.NONE
    on_behalf_body_path: str = ""
    request_id: str = ""
    via: str = Via.SCREEN
    holds: tuple[Hold, ...] = field(default=())

    def having(self, role: str, today: date) -> tuple[Hold, ...]:
        """The holds of a role that are valid on a day."""
        return tuple(
            h for h in self.holds if h.role == role and h.since <= today and (h.until is None or today < h.until)
        )

    def driven(self) -> "Actor":
        """The same person, as the cause of an act that the system does in consequence."""
        return self.by_way_of(Via.DRIVEN)

    def by_way_of(self, via: str) -> "Actor":
        """The same person, coming in another way: an upload that becomes an import, for instance."""
        return replace(self, via=via)


SYSTEM = Actor(name="system", via=Via.SWEEP)
