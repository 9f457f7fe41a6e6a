"""Sets: the number of statements does not grow with the records, and each row names its own cause."""

import weakref
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.choices import EvidencePurpose
from commitments.derived import refresh_progress
from commitments.models import Commitment, Evidence, Obligation, Progress, Share, Variation
from commitments.testing import Promises, moment
from lifecycle.creating import create_many
from lifecycle.derived import derived
from lifecycle.signals import transitioned
from lifecycle.sweeping import perform_many
from lifecycle.testing import plant
from organizations.involving import refresh_keys

pytestmark = pytest.mark.django_db

SMALL, LARGE = 1, 500
ENDING = {
    "ground": "agreed",
    "power": "Article 12",
    "procedure": "Meeting 7 (2026)",
    "compensation": "agreed",
}


def planted(
    promises: Promises, count: int, state: str = "active", duty: str = "pending", promisee: Any = None, **terms: Any
) -> list[Any]:
    """Commitments in force, each with one obligation in a state of its own."""
    world = promises.world
    made = []
    for _number in range(count):
        commitment = plant(
            Commitment,
            state,
            title="Subsidy",
            kind="investment",
            type=promises.type_of("investment"),
            entry_kind="signed",
            source_kind="agreement",
            clause="Article 5",
            promised_on=date(2025, 1, 6),
            promisor=world.city_government,
            logging_body=world.commerce,
            promisee=promisee,
            registered_on=date(2025, 2, 3),
        )
        words: dict[str, Any] = {"kind": "payment", "lead_body": world.finance, "due_on": date(2026, 6, 30)} | terms
        plant(Obligation, duty, commitment=commitment, title="Pay", legality="lawful", **words)
        made.append(commitment)
    keys = [one.pk for one in made]
    refresh_keys(Commitment, keys)
    refresh_keys(Obligation, list(Obligation.objects.filter(commitment__in=keys).values_list("pk", flat=True)))
    refresh_progress(keys)
    return made


@pytest.fixture(autouse=True)
def _without_flows() -> Iterator[None]:
    """The flows above open a process for each record; what is counted here are the reactions of this app and those below."""
    kept = [one for one in transitioned.receivers if not _module(one[1]).startswith("workflows")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transitioned, "receivers", kept)
        transitioned.sender_receivers_cache.clear()
        yield
    # What the signal remembers of its receivers would outlive the test, and with it the flows' silence.
    transitioned.sender_receivers_cache.clear()


def _module(receiver: Any) -> str:
    called = receiver() if isinstance(receiver, weakref.ReferenceType) else receiver
    return str(getattr(called, "__module__", ""))


def statements(queryset: Any, verb: str, by: Any, **words: Any) -> int:
    """How many statements a set takes. An insertion that SQLite takes in parts, by its limit of parameters, counts once."""
    with CaptureQueriesContext(connection) as captured:
        outcome = perform_many(queryset, verb, by, **words)
    assert not outcome.refused, outcome.refused
    begins = [" ".join(query["sql"].split()[:3]) for query in captured]
    inserted = {begin for begin in begins if begin.startswith("INSERT")}
    return len([begin for begin in begins if begin not in inserted]) + len(inserted)


def of(commitments: list[Any]) -> Any:
    return Commitment.objects.filter(pk__in=[one.pk for one in commitments])


def test_terminating_many_cancels_all_their_obligations_in_as_many_statements_as_one(promises: Promises) -> None:
    by, counts = promises.actor("office_supervisor"), []
    for size in (SMALL, LARGE):
        made = planted(promises, size)
        counts.append(statements(of(made), "terminate", by, data=ENDING, reason="Agreed"))
        states = set(Obligation.objects.filter(commitment__in=made).values_list("state", flat=True))
        assert states == {"cancelled"}
    assert counts[0] == counts[1]
    cancelled = Obligation.objects.order_by("-pk").first()
    assert cancelled is not None
    assert cancelled.history.get(verb="cancel").cause == f"commitments.Commitment/{cancelled.commitment_id}/2"


def test_accepting_many_recurring_obligations_makes_all_the_next_ones(promises: Promises) -> None:
    by, counts = promises.actor("office_supervisor"), []
    for size in (SMALL, LARGE):
        made = planted(promises, size, duty="reported", recurs="yearly", amount=5)
        met = Obligation.objects.filter(commitment__in=made)
        counts.append(statements(met, "accept", by, reason="Paid before."))
        following = Obligation.objects.filter(commitment__in=made, occurrence=2)
        assert following.count() == size
        assert {one.due_on for one in following} == {date(2027, 6, 30)}
    assert counts[0] == counts[1]


def test_resuming_many_gives_all_their_days_back(promises: Promises) -> None:
    by, counts = promises.actor("office_supervisor"), []
    for size in (SMALL, LARGE):
        made = planted(promises, size)
        words = {"ground": "force_majeure", "document": "Notice 4"}
        perform_many(of(made), "suspend", by, data=words, reason="Flood", at=moment(date(2030, 2, 4)))
        counts.append(statements(of(made), "resume", by, at=moment(date(2030, 2, 14))))
    assert counts[0] == counts[1]


def test_submitting_and_registering_many_asks_as_often_as_for_one(promises: Promises) -> None:
    clerk, reviewer, counts = promises.actor("commerce_clerk"), promises.actor("office_supervisor"), []
    promisee = promises.promisee()
    for size in (SMALL, LARGE):
        made = planted(promises, size, state="draft", promisee=promisee)
        submitted = statements(of(made), "submit", clerk)
        counts.append((submitted, statements(of(made), "register", reviewer)))
    assert counts[0] == counts[1]


def test_reporting_many_asks_as_often_as_for_one(promises: Promises) -> None:
    by, counts = promises.actor("finance_clerk"), []
    for size in (SMALL, LARGE):
        made = planted(promises, size)
        rows = [
            {
                "obligation": pk,
                "purpose": EvidencePurpose.PERFORMANCE,
                "title": "Receipt",
                "body": by.body_id,
                "is_paper": True,
                "archive_number": "1",
                "pages": 1,
                "holder": "Archive",
                "place": "Room 1",
                "original_seen_by": "Li",
                "original_seen_on": date(2025, 2, 3),
            }
            for pk in Obligation.objects.filter(commitment__in=made).values_list("pk", flat=True)
        ]
        create_many(Evidence, by, rows)
        obligations = Obligation.objects.filter(commitment__in=made)
        counts.append(statements(obligations, "report", by, data={"performed_on": date(2026, 1, 5)}))
    assert counts[0] == counts[1]


def asked(promises: Promises, commitments: list[Any], kind: str, **new: Any) -> list[Any]:
    """A submitted variation of each commitment's obligation, each with a due date of its own where it moves one."""
    made = []
    for number, owed in enumerate(Obligation.objects.filter(commitment__in=commitments).order_by("pk")):
        own = {"due_on": date(2028, 1, 1) + timedelta(days=number)} if kind == "extension" else new
        words = {"commitment": owed.commitment, "obligation": owed, "kind": kind, "body": promises.world.commerce}
        variation = plant(Variation, "submitted", why="Rain", seen_version=owed.version, **words, **own)
        plant(
            Evidence,
            "attached",
            commitment=owed.commitment,
            variation=variation,
            purpose="consent",
            title="Consent",
            body=promises.world.commerce,
            is_paper=True,
        )
        made.append(variation)
    return made


@pytest.mark.parametrize("kind", ["extension", "cancellation", "supporting_body"])
def test_approving_many_variations_asks_as_often_as_for_one(promises: Promises, kind: str) -> None:
    by, counts = promises.actor("office_supervisor"), []
    new = {"supporting_body": promises.world.justice, "share_what": "Opinion"} if kind == "supporting_body" else {}
    for size in (SMALL, 40):
        commitments = planted(promises, size)
        made = asked(promises, commitments, kind, **new)
        chosen = Variation.objects.filter(pk__in=[one.pk for one in made])
        counts.append(statements(chosen, "approve", by))
        owed = Obligation.objects.filter(commitment__in=commitments).order_by("pk")
        if kind == "extension":
            days = [date(2028, 1, 1) + timedelta(days=number) for number in range(size)]
            assert list(owed.values_list("due_on", flat=True)) == days
            causes = [one.history.get(verb="vary").cause for one in owed]
            assert causes == [f"commitments.Variation/{one.pk}/2" for one in made]
        elif kind == "cancellation":
            assert {one.state for one in owed} == {"cancelled"}
        else:
            assert Share.objects.filter(obligation__in=owed, body=promises.world.justice).count() == size
    assert counts[0] == counts[1]


def test_progress_of_many_is_two_statements(promises: Promises) -> None:
    made = planted(promises, 40)
    with CaptureQueriesContext(connection) as captured:
        refresh_progress([one.pk for one in made])
    assert len(captured) == 2
    assert Progress.objects.filter(commitment__in=made, open=1, percent=0).count() == 40


def test_progress_is_rebuilt_from_the_records_alone(promises: Promises) -> None:
    commitment, obligation = promises.active()
    promises.met(obligation)
    before = Progress.objects.filter(commitment=commitment).values().get()
    Progress.objects.all().delete()
    assert derived()["progress"](lambda _count: None) == {"progress": 1}
    assert Progress.objects.filter(commitment=commitment).values().get() == before


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_a_ledger_page_asks_once_whatever_its_length(promises: Promises, size: int) -> None:
    planted(promises, size)
    actor = promises.actor("office_supervisor")
    with CaptureQueriesContext(connection) as captured:
        ledger = Commitment.objects.visible_to(actor, date(2026, 7, 1)).overdue(date(2026, 7, 1))
        rows = list(ledger.select_related("progress", "promisee", "logging_body", "type"))
        shown = [(row.ref, row.progress.percent, row.logging_body.name, row.type.label) for row in rows]
    assert (len(shown), len(captured)) == (size, 1)
