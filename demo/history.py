"""The demo's promises, made through the doors with dates spread over three years."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from commitments.files import attach_file
from commitments.models import Commitment, CommitmentType, Condition, Obligation, PreCheck, Promisee
from commitments.reference import load_types
from demo.city import City, read
from lifecycle.creating import create
from lifecycle.performing import perform
from organizations.acting import INSTALLER

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CLERKS = {"finance": "finance_clerk", "land": "land_clerk", "housing": "housing_clerk", "reform": "clerk"}
TERMINATION = {
    "ground": "promisee_gone",
    "power": "协议第12条",
    "procedure": "经市政府常务会议审议",
    "compensation": "not_due",
    "compensation_note": "承诺对象已依法注销，无补偿事项",
}


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


class History:
    """Makes the promises one by one; each step by the person who may take it."""

    def __init__(self, city: City, today: date) -> None:
        self.city, self.today = city, today
        load_types(INSTALLER)
        words = read("promises.json")
        start = at(date(2024, 1, 2))
        self.type = CommitmentType.objects.filter(kind="investment").order_by("pk")[0]
        self.promisees = [
            create(
                Promisee,
                city.actor("clerk", start.date()),
                data={"kind": "enterprise", "name": name, "logging_body": city.bodies["commerce"]},
                at=start,
            )
            for name in words["promisees"]
        ]
        for row in words["promises"]:
            self.make(row)

    def by(self, name: str, moment: datetime) -> Any:
        """A person as actor at a moment."""
        return self.city.actor(name, timezone.localdate(moment))

    def make(self, row: Mapping[str, Any]) -> None:
        """One promise, from its draft to where it stays."""
        promised = date.fromisoformat(row["promised"])
        day = at(promised + timedelta(days=3))
        commitment = create(
            Commitment,
            self.by("clerk", day),
            data={
                "title": row["title"],
                "kind": "investment",
                "type": self.type,
                "entry_kind": "signed",
                "source_kind": "agreement",
                "clause": f"甲方承诺：{row['title']}。",
                "promised_on": promised,
                "promisor": self.city.bodies["government"],
                "promisee": self.promisees[row["promisee"]],
                "logging_body": self.city.bodies["commerce"],
                "amount": row.get("amount"),
            },
            at=day,
        )
        for kind in self.type.required_checks.filter(is_required=True).values_list("kind", flat=True):
            data = {
                "commitment": commitment,
                "kind": kind,
                "outcome": "done",
                "checked_by": "岚江市司法局",
                "on": promised,
            }
            create(PreCheck, self.by("clerk", day), data=data, at=day)
        obligations = [(self.obligation(commitment, one, day), one) for one in row["obligations"]]
        self.advance(commitment, obligations, row, day + timedelta(days=1))

    def obligation(self, commitment: Any, one: Mapping[str, Any], day: datetime) -> Any:
        """One obligation in draft."""
        made = create(
            Obligation,
            self.by("clerk", day),
            data={
                "commitment": commitment,
                "title": one["title"],
                "kind": one["kind"],
                "lead_body": self.city.bodies[one["lead"]],
                "due_rule": "date",
                "due_on": one["due"],
                "amount": one.get("amount"),
                "is_conditional": one["fate"] == "conditional",
            },
            at=day,
        )
        if made.is_conditional:
            data = {"commitment": commitment, "obligation": made, "text": "项目达产并通过验收"}
            create(Condition, self.by("clerk", day), data=data, at=day)
        return made

    def advance(self, commitment: Any, obligations: Any, row: Mapping[str, Any], day: datetime) -> None:
        """Submit, register, perform and end, as far as the promise goes."""
        if row.get("stay") == "draft":
            return
        if row.get("stay") == "withdrawn":
            perform(commitment, "withdraw", self.by("clerk", day), at=day)
            return
        commitment = perform(commitment, "submit", self.by("clerk", day), at=day)
        if row.get("stay") == "submitted":
            return
        day += timedelta(days=2)
        commitment = perform(commitment, "register", self.by("supervisor", day), at=day)
        for obligation, one in obligations:
            self.perform_one(obligation, one, day + timedelta(days=1))
        if "end" in row:
            self.end(Commitment.objects.get(pk=commitment.pk), row["end"], obligations)

    def perform_one(self, obligation: Any, one: Mapping[str, Any], day: datetime) -> None:
        """Classify it, and report and accept where that is its fate."""
        opinion = {
            "legality": "lawful",
            "opinion_by": "岚江市司法局",
            "opinion_number": "岚司意〔2024〕9号",
            "opinion_on": day.date(),
        }
        obligation = perform(obligation, "classify", self.by("supervisor2", day), data=opinion, at=day)
        if one["fate"] not in ("met", "reported"):
            return
        done = date.fromisoformat(one["on"])
        day = at(done + timedelta(days=1))
        clerk = self.by(CLERKS[one["lead"]], day)
        about = {
            "commitment": obligation.commitment_id,
            "obligation": obligation.pk,
            "purpose": "performance",
            "title": f"{one['title']}凭证",
        }
        attach_file(ContentFile(PAPER, name="凭证.pdf"), clerk, data=about, now=day, at=day)
        obligation = perform(obligation, "report", clerk, data={"performed_on": done}, at=day)
        if one["fate"] == "met":
            day += timedelta(days=2)
            perform(obligation, "accept", self.by("supervisor", day), at=day)

    def end(self, commitment: Any, verb: str, obligations: Any) -> None:
        """The promise's last step so far."""
        last = max(
            [at(date.fromisoformat(one["on"])) for _o, one in obligations if "on" in one], default=at(date(2026, 9, 1))
        )
        day = last + timedelta(days=10)
        words: dict[str, Any] = {}
        if verb == "suspend":
            words = {"data": {"ground": "force_majeure", "document": "岚气发〔2026〕5号"}, "reason": "台风致园区停工"}
        if verb == "terminate":
            words = {"data": TERMINATION, "reason": "承诺对象已注销"}
        perform(commitment, verb, self.by("supervisor2", day), at=day, **words)
