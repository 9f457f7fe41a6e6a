"""Acting for another: the choice is kept in the session and asked of the database at every request, so that it ends the day after."""

from typing import Any

from django.http import HttpRequest

from organizations.models import Official
from workflows.inbox import principals_of

CHOSEN = "acts_for"


def principal_for(request: HttpRequest) -> Official | None:
    """For whom the reader acts now; None where he acts for himself or may no longer act for that person."""
    chosen = request.session.get(CHOSEN)
    official = getattr(request.user, "official_id", None)
    if not chosen or official is None:
        return None
    found = principals_of(official, request.today).filter(principal=chosen).first()  # type: ignore[attr-defined]
    if found is None:
        del request.session[CHOSEN]
        return None
    principal: Official = found.principal
    return principal


def choose(request: HttpRequest, principal: Any) -> bool:
    """Act for a person from now on (None: for oneself); False where the reader is not his deputy today."""
    if principal is None:
        request.session.pop(CHOSEN, None)
        return True
    official = getattr(request.user, "official_id", None)
    if not principals_of(official, request.today).filter(principal=principal).exists():  # type: ignore[attr-defined]
        return False
    request.session[CHOSEN] = principal
    return True
