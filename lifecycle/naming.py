"""Which records an actor may name in a door's data: nobody points at what he may not see, by screen, API or call."""

from datetime import date
from typing import Any

from lifecycle.actors import Actor


def nameable(model: Any, by: Actor | None, today: date | None, using: str = "default") -> Any | None:
    """The records of a type that an actor may name, as a queryset; None where everybody may name every one.

    A record type whose queryset has `visible_to(actor, today)` is named by those who see it; `nameable_by(actor, today)`
    says otherwise where a step takes up what its actor sees only from then on. The system and the installation name what
    they must, and so does what another step drives (`by` is None).
    """
    if by is None or by.official_id is None:
        return None
    rows = model._default_manager.using(using).all()
    narrow = getattr(rows, "nameable_by", None) or getattr(rows, "visible_to", None)
    return None if narrow is None else narrow(by, today)
