"""On which grounds a commitment may be ended (优化营商环境条例 art. 31, 广东省优化营商环境条例 art. 26)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from commitments.choices import Compensation, TerminationGround
from lifecycle.refusals import Sentence

# A change of government, of its bodies or of its people never ends a promise.
NEVER_A_GROUND = frozenset(
    {
        TerminationGround.CHANGE_OF_DISTRICT,
        TerminationGround.CHANGE_OF_TERM,
        TerminationGround.CHANGE_OF_BODY,
        TerminationGround.CHANGE_OF_FUNCTION,
        TerminationGround.CHANGE_OF_PERSON,
    }
)


def is_ground(ground: str) -> bool:
    """Whether the law knows this ground."""
    return ground not in NEVER_A_GROUND


def termination_faults(
    ground: str,
    *,
    compensation: str,
    compensation_note: str,
    notice_served_on: date | None,
    land_settlement: str,
) -> dict[str, Sentence]:
    """What is wrong with a termination as filled in, `{field: sentence}`."""
    if not is_ground(ground):
        return {
            "ground": _(
                "A change of district, term, body, function or person is no ground to end a promise "
                "(Regulation on Optimising the Business Environment, art. 31; Guangdong's regulation, art. 26)."
            )
        }
    faults: dict[str, Sentence] = {}
    if compensation == Compensation.NOT_DUE and not compensation_note:
        faults["compensation_note"] = _("Say why no compensation is due.")
    if ground == TerminationGround.PROMISEE_DEFAULT:
        if notice_served_on is None:
            faults["notice_served_on"] = _("State when the notice was served on the promisee.")
        if not land_settlement:
            faults["land_settlement"] = _("Say what becomes of the land; where there is none, say so.")
    return faults
