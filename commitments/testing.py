"""Promises for tests, made through the doors in the world of `organizations.testing`.

`Promises(world)` fills in what a test does not care about; every step is a real verb by the person who may take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commitments.choices import (
    CheckOutcome,
    CommitmentKind,
    DisclosureRule,
    EntryKind,
    EvidencePurpose,
    FundSource,
    KeyArea,
    Legality,
    ObligationKind,
    PromiseeKind,
    SourceKind,
)
from commitments.files import attach_file
from commitments.models import (
    Commitment,
    CommitmentType,
    Condition,
    Disbursement,
    Evidence,
    Obligation,
    PreCheck,
    Promisee,
    RequiredCheck,
    Share,
)
from lifecycle.creating import create, create_many
from lifecycle.performing import perform
from lifecycle.sweeping import perform_many
from organizations.acting import INSTALLER
from organizations.testing import World

PROMISED = date(2025, 1, 6)
DUE = date(2026, 6, 30)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPER = {
    "is_paper": True,
    "archive_number": "A-2025-17",
    "pages": 3,
    "holder": "Archive of the bureau",
    "place": "Room 3, shelf 2",
    "original_seen_by": "Li Wen",
    "original_seen_on": date(2025, 2, 3),
}

CLASSIFIED: dict[str, Any] = {
    "opinion_by": "Bureau of Justice",
    "opinion_number": "Opinion 3 (2025)",
    "opinion_on": PROMISED,
}


def moment(day: date) -> datetime:
    """Nine in the morning of a day, as the doors take it."""
    return timezone.make_aware(datetime.combine(day, time(9)))


@dataclass
class Promises:
    """Makes promises of the commerce bureau, reviewed by the supervision office."""

    world: World
    clerk: str = "commerce_clerk"
    reviewer: str = "office_supervisor"
    second: str = "office_supervisor2"
    superior: str = "party_supervisor"
    types: dict[str, CommitmentType] = field(default_factory=dict)

    def actor(self, name: str, **words: Any) -> Any:
        """A person of the world."""
        return self.world.actor(name, **words)

    def type_of(self, kind: str, *checks: str) -> CommitmentType:
        """A type of this kind that requires these pre-checks."""
        code = "-".join([kind, *checks])
        if code not in self.types:
            made = create(
                CommitmentType,
                INSTALLER,
                data={
                    "code": code,
                    "label": code,
                    "kind": kind,
                    "area": KeyArea.INVESTMENT,
                    "disclosure": DisclosureRule.INTERNAL,
                },
            )
            for check in checks:
                create(RequiredCheck, INSTALLER, data={"type": made, "kind": check})
            self.types[code] = made
        return self.types[code]

    def promisee(self, **values: Any) -> Promisee:
        """An enterprise."""
        data = {"kind": PromiseeKind.ENTERPRISE, "name": "Lanfeng Textiles", "logging_body": self.world.commerce}
        made: Promisee = create(Promisee, self.actor(self.clerk), data=data | values)
        return made

    def draft(self, *, checks: tuple[str, ...] = (), at: datetime | None = None, **values: Any) -> Commitment:
        """A commitment in draft, without obligations."""
        kind, by = values.get("kind", CommitmentKind.INVESTMENT), values.pop("by", self.clerk)
        data = {
            "title": "Subsidy for the first plant",
            "kind": kind,
            "type": self.type_of(kind, *checks),
            "entry_kind": EntryKind.SIGNED,
            "source_kind": SourceKind.AGREEMENT,
            "clause": "Article 5: the government pays a subsidy of 3 million yuan.",
            "promised_on": PROMISED,
            "promisor": self.world.city_government,
            "logging_body": self.world.commerce,
            **values,
        }
        if "promisee" not in values and kind != CommitmentKind.POLICY:
            data["promisee"] = self.promisee()
        made: Commitment = create(Commitment, self.actor(by), data=data, at=at)
        return made

    def obligation(self, commitment: Commitment, *, at: datetime | None = None, **values: Any) -> Obligation:
        """An obligation of the finance bureau, due on DUE unless told otherwise."""
        data = {
            "commitment": commitment,
            "title": "Pay the subsidy",
            "kind": ObligationKind.PAYMENT,
            "lead_body": self.world.finance,
            "amount": 3_000_000,
            **values,
        }
        if "due_rule" not in values and "due_on" not in values:
            data["due_on"] = DUE
        made: Obligation = create(Obligation, self.actor(self.clerk), data=data, at=at)
        return made

    def condition(self, obligation: Obligation, text: str = "The plant is in production") -> Condition:
        """A condition of a conditional obligation."""
        data = {"commitment": obligation.commitment_id, "obligation": obligation, "text": text}
        made: Condition = create(Condition, self.actor(self.clerk), data=data)
        return made

    def share(self, obligation: Obligation, body: Any, **values: Any) -> Share:
        """A supporting body's share."""
        data = {"commitment": obligation.commitment_id, "obligation": obligation, "body": body, "what": "Lay the road"}
        made: Share = create(Share, self.actor(self.clerk), data=data | values)
        return made

    def check(self, commitment: Commitment, kind: str, outcome: str = CheckOutcome.PASSED, **values: Any) -> PreCheck:
        """A pre-check with its outcome."""
        data = {"commitment": commitment, "kind": kind, "outcome": outcome, **values}
        made: PreCheck = create(PreCheck, self.actor(self.clerk), data=data)
        return made

    def submitted(self, commitment: Commitment, at: datetime | None = None) -> Commitment:
        """The same, submitted."""
        made: Commitment = perform(commitment, "submit", self.actor(self.clerk), at=at)
        return made

    def registered(self, commitment: Commitment, at: datetime | None = None) -> Commitment:
        """The same, submitted and registered."""
        submitted = self.submitted(commitment, at)
        made: Commitment = perform(submitted, "register", self.actor(self.reviewer), at=at)
        return made

    def active(self, *, at: datetime | None = None, **terms: Any) -> tuple[Commitment, Obligation]:
        """A registered commitment with one obligation, classified lawful."""
        commitment = self.draft(at=at)
        obligation = self.obligation(commitment, at=at, **terms)
        if obligation.is_conditional:
            self.condition(obligation)
        commitment = self.registered(commitment, at)
        return commitment, self.classified(obligation, at=at)

    def classified(
        self, obligation: Obligation, legality: str = Legality.LAWFUL, *, by: str = "", at: datetime | None = None
    ) -> Obligation:
        """The same, classified on an opinion of the justice bureau."""
        data = CLASSIFIED | {
            "legality": legality,
            "article": "Article 37" if legality == Legality.UNLAWFUL else "",
        }
        made: Obligation = perform(obligation, "classify", self.actor(by or self.second), data=data, at=at)
        return made

    def evidence(
        self,
        record: Any,
        purpose: str = EvidencePurpose.PERFORMANCE,
        *,
        by: str = "",
        at: datetime | None = None,
        content: bytes = b"",
        **values: Any,
    ) -> Evidence:
        """A file on a commitment or an obligation, or a paper where `is_paper` says so."""
        is_whole = isinstance(record, Commitment)
        data = {
            "commitment": record.pk if is_whole else record.commitment_id,
            "obligation": None if is_whole else record.pk,
            "purpose": purpose,
            "title": f"{purpose} of {record}",
            **values,
        }
        actor = self.actor(by or self.clerk)
        if data.get("is_paper"):
            paper: Evidence = create(Evidence, actor, data={**PAPER, **data, "body": actor.body_id}, at=at)
            return paper
        file = SimpleUploadedFile("proof.pdf", content or PDF)
        return attach_file(file, actor, data=data, now=at or timezone.now(), at=at)  # noqa: TID251

    def reported(self, obligation: Obligation, *, on: date = PROMISED, at: datetime | None = None) -> Obligation:
        """The same, reported by the finance bureau with evidence."""
        self.evidence(obligation, by="finance_clerk", at=at)
        made: Obligation = perform(obligation, "report", self.actor("finance_clerk"), data={"performed_on": on}, at=at)
        return made

    def met(self, obligation: Obligation, *, on: date = PROMISED, at: datetime | None = None) -> Obligation:
        """The same, reported and accepted."""
        reported = self.reported(obligation, on=on, at=at)
        made: Obligation = perform(
            reported, "accept", self.actor(self.reviewer), reason="Paid before the register.", at=at
        )
        return made

    def payment(self, obligation: Obligation, **values: Any) -> Disbursement:
        """A payment entered, not yet made."""
        data = {
            "commitment": obligation.commitment_id,
            "obligation": obligation,
            "beneficiary": "Lanfeng Textiles",
            "paying_body": self.world.finance,
            "source": FundSource.CITY,
            **values,
        }
        made: Disbursement = create(Disbursement, self.actor("finance_clerk"), data=data)
        return made

    def drafts(self, count: int, **terms: Any) -> list[Commitment]:
        """Many policy commitments in draft, each with one obligation of the finance bureau; made by the set-based doors."""
        kind, by = CommitmentKind.POLICY, self.actor(self.clerk)
        shared = {
            "kind": kind,
            "type": self.type_of(kind),
            "entry_kind": EntryKind.SIGNED,
            "source_kind": SourceKind.POLICY_DOCUMENT,
            "clause": "Workshops are given a year's rent back.",
            "promised_on": PROMISED,
            "promisor": self.world.city_government,
            "logging_body": self.world.commerce,
        }
        made: list[Commitment] = create_many(
            Commitment, by, [{**shared, "title": f"Rent relief {number}"} for number in range(count)]
        )
        owed = {
            "title": "Pay the rent back",
            "kind": ObligationKind.PAYMENT,
            "lead_body": self.world.finance,
            "amount": 50_000,
            "due_on": DUE,
            **terms,
        }
        create_many(Obligation, by, [{**owed, "commitment": one} for one in made])
        return made

    def step(self, name: str, records: Sequence[Any], verb: str, data: Any = None) -> list[Any]:
        """A verb by one person on many records, none of them refused; the records as they then stand."""
        keys = [one.pk for one in records]
        model = type(records[0])
        outcome = perform_many(model._base_manager.filter(pk__in=keys), verb, self.actor(name), data=data)
        for refusal in outcome.refused.values():
            raise refusal
        return list(model._base_manager.filter(pk__in=keys).order_by("pk"))

    def submitted_many(self, count: int) -> list[Commitment]:
        """Many drafts, submitted."""
        return self.step(self.clerk, self.drafts(count), "submit")

    def active_many(self, count: int) -> list[Commitment]:
        """Many registered commitments, each with one obligation, classified lawful."""
        made = self.step(self.reviewer, self.submitted_many(count), "register")
        owed = list(Obligation.objects.filter(commitment__in=[one.pk for one in made]))
        self.step(self.second, owed, "classify", CLASSIFIED | {"legality": Legality.LAWFUL})
        return made
