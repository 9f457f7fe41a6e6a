"""What the verbs of hand-overs are told, and what they tell the records that pass."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lifecycle.payload import prose, record


@dataclass(frozen=True)
class TakeOverData:
    """What the taker says about the facts. It never refuses a duty; what concerns one line stands at that line."""

    reservations: str = prose(
        _("reservations on the facts as a whole"),
        required=False,
        help=_("A reservation never refuses a duty: all that is listed passes. What concerns one line stands there."),
    )


@dataclass(frozen=True)
class WitnessData:
    """What the witness saw."""

    note: str = prose(_("what was seen"), required=False)


@dataclass(frozen=True)
class LeaveOutData:
    """Why a duty is not handed over with the others."""

    why: str = prose(_("why it is left out"))


@dataclass(frozen=True)
class ReserveData:
    """What the taker says about the facts of one duty."""

    reservation: str = prose(_("reservation on the facts"))


@dataclass(frozen=True)
class HandOverCommitmentData:
    """To whom a commitment passes: the body that promised, the one that keeps its record, the deputy head in charge."""

    promisor: int | None = record(_("promisor"), "organizations.Body", required=False)
    logging_body: int | None = record(_("logging body"), "organizations.Body", required=False)
    deputy_head_post: int | None = record(_("deputy head in charge"), "organizations.Post", required=False)


@dataclass(frozen=True)
class HandOverObligationData:
    """To which body and which post in it an obligation passes."""

    lead_body: int | None = record(_("lead duty body"), "organizations.Body", required=False)
    paying_body: int | None = record(_("paying body"), "organizations.Body", required=False)
    handler_post: int | None = record(_("post of the handler"), "organizations.Post", required=False)


@dataclass(frozen=True)
class HandOverShareData:
    """To which body a supporting body's share passes."""

    body: int | None = record(_("supporting body"), "organizations.Body", required=False)
