"""A promise brought in through the doors by the people who would: the start of the walks and of the four-eyes tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lifecycle.creating import create
from lifecycle.performing import perform
from organizations.acting import INSTALLER
from tests.matrix.people import Crowd
from tests.matrix.records import model


def drafted(crowd: Crowd, by: str = "submitter") -> tuple[Any, list[Any]]:
    """A draft promise of a policy, with an obligation that depends on a condition and one that does not."""
    clerk = crowd.actor(by)
    types = model("commitments.CommitmentType")
    kind = types.objects.filter(code="policy").first() or create(
        types,
        INSTALLER,
        data={
            "code": "policy",
            "label": "Policy measure",
            "kind": "policy",
            "area": "policy_implementation",
            "disclosure": "internal",
        },
    )
    promised = create(
        model("commitments.Commitment"),
        clerk,
        data={
            "title": "Rent relief for workshops",
            "kind": "policy",
            "type": kind,
            "entry_kind": "signed",
            "source_kind": "policy_document",
            "clause": "Workshops are given a year's rent back.",
            "promised_on": date(2025, 3, 1),
            "promised_precision": "day",
            "promisor": crowd.world.city_government,
            "logging_body": crowd.world.commerce,
        },
    )
    duties = [_duty(crowd, clerk, promised, conditional) for conditional in (False, True)]
    create(
        model("commitments.Condition"),
        clerk,
        data={"commitment": promised, "obligation": duties[1], "text": "Fifty people employed"},
    )
    return promised, duties


def _duty(crowd: Crowd, clerk: Any, promised: Any, conditional: bool) -> Any:
    return create(
        model("commitments.Obligation"),
        clerk,
        data={
            "commitment": promised,
            "title": "Pay the rent back" if conditional else "Publish the rules",
            "kind": "payment" if conditional else "task",
            "side": "government",
            "lead_body": crowd.world.land,
            "handler_post": crowd.posts["giver"],
            "paying_body": crowd.world.finance,
            "due_rule": "date",
            "due_on": timezone.localdate() - timedelta(days=40),
            "due_precision": "day",
            "recurs": "once",
            "weight": 1,
            "is_conditional": conditional,
        },
    )


def submitted(crowd: Crowd, by: str = "submitter") -> Any:
    """The same, handed to the reviewer by the person who drafted it."""
    promised, _duties = drafted(crowd, by)
    return perform(promised, "submit", crowd.actor(by))


def paper(crowd: Crowd, by: str, purpose: str, promised: Any, duty: Any = None) -> Any:
    """A paper put on file for a promise or one of its obligations."""
    actor = crowd.actor(by)
    return create(model("commitments.Evidence"), actor, data=paper_data(actor, purpose, promised, duty))


def paper_data(actor: Any, purpose: str, promised: Any, duty: Any = None) -> dict[str, Any]:
    """What is said of a paper."""
    return {
        "commitment": promised.pk,
        "obligation": None if duty is None else duty.pk,
        "purpose": purpose,
        "title": f"Paper: {purpose}",
        "body": actor.body_id,
        "is_paper": True,
        "archive_number": "A-12",
        "pages": 3,
        "holder": "Archive of the bureau",
        "place": "Shelf 4",
        "original_seen_by": "Li",
        "original_seen_on": date(2025, 4, 1),
    }
