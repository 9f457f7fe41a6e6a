"""How levels of government share the money of a promise."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from lifecycle.refusals import Sentence

WHOLE = Decimal(100)
FUNDING_SHARES = ("share_central", "share_province", "share_city", "share_county", "share_town", "share_other")


def funding_faults(shares: Mapping[str, Decimal | None]) -> dict[str, Sentence]:
    """Shares by level, percent: either none is given, or together they make the whole. `{field: percent}`."""
    given = {name: share for name, share in shares.items() if share is not None}
    if not given:
        return {}
    faults: dict[str, Sentence] = {
        name: _("A share lies between 0 and 100 percent.") for name, share in given.items() if not 0 <= share <= WHOLE
    }
    if not faults and sum(given.values()) != WHOLE:
        faults[next(iter(given))] = _("The shares of all levels together must be 100 percent.")
    return faults
