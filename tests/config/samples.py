"""One record of every type, hanging on each other, as the pages meet them; the crowd is made of their copies."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from commitments import models as c
from commitments.derived import refresh_progress
from commitments.testing import Promises
from exchange import models as e
from lifecycle.accesses import record_access
from lifecycle.creating import create
from lifecycle.testing import PLANTER, plant
from organizations import models as o
from organizations.acting import INSTALLER
from organizations.involving import refresh_keys
from organizations.testing import SINCE, World, build_world
from rectification import models as r
from tests.config.crowding import COPY, Crowd
from workflows.driving import ask
from workflows.flows import RegistrationFlow
from workflows.models import Assignment, Deputy, Run
from workflows.stepping import begin

DAY = date(2026, 3, 2)
# So many of a sample's copies hang on the same record; a page that lists them must not ask once for each.
CHILDREN = 60
# Whatever was made in one request stands under one act on the pages: a whole batch of copies does.
IN_ONE_REQUEST = replace(PLANTER, request_id="import-1")
# What the copies of a record differ in, where it is more than a key or a unique code: SQL over the sample `s` and the number `g.n`.
APART: dict[Any, dict[str, str]] = {
    o.Body: {"path": f"s.path || ({COPY}) || '/'", "name": "s.name || g.n"},
    o.Post: {"name": "s.name || g.n"},
    o.Succession: {"successor_id": COPY},
    # Few of the copies are the sample's person: whoever holds ten thousand grants is not the reader that is meant.
    o.Grant: {
        "official_id": f"CASE WHEN g.n < {CHILDREN} THEN s.official_id ELSE (SELECT id FROM org_official WHERE name = 'Deputy Mayor') END",
    },
    c.PreCheck: {"commitment_id": COPY},
    c.CustomValue: {"commitment_id": COPY},
    c.CustomColumn: {"code": "s.code || g.n"},
    c.RequiredCheck: {"type_id": COPY},
    r.Demand: {"number": "s.number + g.n"},
    r.Proof: {"evidence_id": COPY},
    Run: {"record_id": COPY},
    Assignment: {"record_id": COPY, "task_id": COPY},
}


class Samples(SimpleNamespace):
    """The world, one record of each type by its name, and the crowd that grows from them."""

    world: World
    crowd: Crowd

    def offices(self) -> None:
        """Bodies, people in office, and what they may do."""
        w = self.world
        below = {"name": "Bureau", "division": w.city, "parent": w.city_government, "system": "government"}
        self.body = create(o.Body, INSTALLER, data=below)
        self.official = planted(o.Official, name="Zhou Min")
        self.post = planted(o.Post, body=self.body, name="Head", rank="head", since=SINCE)
        self.tenure = planted(o.Tenure, official=self.official, post=self.post, kind="appointed", since=SINCE)
        self.portfolio = planted(
            o.Portfolio, official=self.official, post=self.post, body=self.body, matters="investment", since=SINCE,
            substitute=w.official("mayor"),
        )  # fmt: skip
        self.succession = planted(
            o.Succession, predecessor=self.body, successor=w.land, kind="merger", on=DAY, document="Notice 3"
        )
        self.edge = planted(o.Oversight, overseer=w.city_office, overseen=self.body, since=SINCE, document="Notice 1")
        self.grant = planted(
            o.Grant, official=self.official, role="clerk", body=w.county_finance, reach="body", since=SINCE,
            granted_by=w.official("security_admin"),
        )  # fmt: skip
        self.account = o.Account.objects.create_user("zhou", "Lanjiang-2026-Test", official=self.official)
        self.deputy = planted(
            Deputy, principal=self.official, deputy=w.official("mayor"), since=DAY, until=DAY + timedelta(days=900)
        )
        self.access = record_access("sign_in", w.actor("commerce_clerk"), at=timezone.now(), account="commerce_clerk")  # noqa: TID251

    def promise(self) -> None:
        """A promise under an agreement, with everything that hangs on it."""
        w, logging = self.world, {"logging_body": self.world.commerce}
        promises = Promises(w)
        self.kind = promises.type_of("investment")
        self.required = planted(c.RequiredCheck, type=self.kind, kind="legality")
        self.template = planted(c.ObligationTemplate, type=self.kind, title="Pay", kind="payment")
        self.promisee = planted(c.Promisee, kind="enterprise", name="Lanfeng", **logging)
        self.project = planted(c.Project, name="Plant", enterprise=self.promisee, stage="built", **logging)
        paper = {"title": "Agreement", "kind": "agreement", "promisor": w.city_government, "promisee": self.promisee}
        self.agreement = planted(c.Agreement, project=self.project, signed_on=DAY, **paper, **logging)
        self.commitment = planted(
            c.Commitment, "active", title="Rent", kind="investment", type=self.kind, entry_kind="signed",
            source_kind="agreement", clause="Article 5", promised_on=DAY, promisor=w.city_government,
            promisee=self.promisee, project=self.project, agreement=self.agreement, registered_on=DAY, **logging,
        )  # fmt: skip
        self.draft = promises.draft()
        about: dict[str, Any] = {"commitment": self.commitment}
        self.obligation = planted(
            c.Obligation, "pending", title="Pay", kind="payment", lead_body=w.finance, paying_body=w.finance, amount=500,
            due_on=DAY, legality="lawful", **about,
        )  # fmt: skip
        both = about | {"obligation": self.obligation}
        self.condition = planted(c.Condition, text="In production", **both)
        self.share = planted(c.Share, body=w.land, what="Lay the road", **both)
        self.payment = planted(c.Disbursement, beneficiary="Lanfeng", paying_body=w.finance, source="city", **both)
        self.check = planted(c.PreCheck, kind="legality", outcome="passed", **about)
        self.dispute = planted(c.Dispute, kind="lawsuit", organ="Court", **about)
        self.correction = planted(c.Correction, field="title", new_value="Rents", why="A slip", **about)
        self.column = planted(c.CustomColumn, division=w.city, code="zone", label="Zone", kind="text")
        self.value = planted(c.CustomValue, column=self.column, text="North", **about)
        self.evidence = promises.evidence(self.obligation, by="commerce_clerk")
        refresh_progress([self.commitment.pk])
        self.progress = c.Progress.objects.get(commitment=self.commitment)

    def breach(self) -> None:
        """A case, an order that failed and what followed."""
        w, about = self.world, {"commitment": self.commitment}
        self.case = planted(
            r.BreachCase, "confirmed", obligation=self.obligation, source="overdue", facts="Not paid", duty_body=w.finance,
            **about,
        )  # fmt: skip
        order = {"case": self.case, "duty_body": w.finance, "issuer": w.city_office, "form": "letter", **about}
        self.order = planted(
            r.RectificationOrder, "failed", channel="bureau", authority="decision", issued_on=DAY, due_on=DAY,
            plan_due_on=DAY, **order,
        )  # fmt: skip
        self.demand = planted(r.Demand, order=self.order, case=self.case, number=1, text="Pay")
        self.measure = planted(
            r.Measure, order=self.order, demand=self.demand, kind="within_limit", what="Pay", owner="Budget",
            due_on=DAY,
        )  # fmt: skip
        self.proof = planted(r.Proof, measure=self.measure, evidence=self.evidence)
        self.inquiry = planted(
            r.AccountabilityCase, order=self.order, ground="unmet_order", body=w.finance,
            deciding_body=w.discipline, inspector=w.official("inspector"), suspicion="Not paid", **about,
        )  # fmt: skip
        self.referral = planted(
            r.PersonReferral, order=self.order, body=w.finance, issuing_body=w.city_office,
            drafter=w.official("office_clerk"), **about,
        )  # fmt: skip

    def changes(self) -> None:
        """A variation and a hand-over of the same promise."""
        w, about = self.world, {"commitment": self.commitment}
        self.variation = planted(
            c.Variation, kind="extension", obligation=self.obligation, body=w.commerce, why="Late", **about
        )
        self.handover = planted(
            c.Handover, occasion="transfer", document="Notice 2", giving_body=w.commerce, taking_body=w.finance,
            prepared_by=w.official("commerce_clerk"),
        )  # fmt: skip
        self.item = planted(c.HandoverItem, handover=self.handover, state_then="active", **about)

    def plan(self) -> None:
        """A document that was read, with a measure, whom it names, until when, and a clause that is left over."""
        w = self.world
        self.document = planted(
            e.Document, title="Plan", agreement=self.agreement, promisor=w.city_government, division=w.city,
            logging_body=w.commerce, identity="plan", text="Pay.", text_sha256="0" * 64, file_name="plan.txt",
            file_kind="txt", file_sha256="0" * 64, file_size=4,
            first_named_leads=False,
        )  # fmt: skip
        part: dict[str, Any] = {"document": self.document}
        span: dict[str, Any] = {"clause": "Pay.", "start": 0, "end": 4}
        self.read = planted(e.Measure, commitment=self.commitment, position=1, path="1", **span, **part)
        part |= {"measure": self.read}
        self.named = planted(e.Assignment, position=1, named="Bureau", named_start=0, named_end=4, **span, **part)
        self.bound = planted(
            e.NamedBody, document=self.document, assignment=self.named, position=1, printed="Bureau", named_as="lead",
            body=w.finance, found_by="name",
        )  # fmt: skip
        self.limit = planted(e.TimeLimit, position=1, words="by June", start=0, end=4, kind="date", **part)
        self.owed = planted(e.Duty, obligation=self.obligation, lead_body=w.finance, **part)
        self.left = planted(e.OpenClause, document=self.document, position=1, open_because="no_group", **span)

    def inbox(self) -> None:
        """A task that waits for the supervisor of the overseer."""
        now = timezone.now()  # noqa: TID251
        submitted = type(self.commitment).objects.get(pk=self.commitment.pk)
        submitted.__dict__["state"] = "submitted"
        ask(begin(RegistrationFlow, [submitted], now), now)
        self.asked = Assignment.objects.get(record_id=submitted.pk, verb="register")
        self.run = self.asked.task.process.run


def planted(model: Any, state: str = "", **fields: Any) -> Any:
    """A record in a state, the first of its kind where none is named."""
    first = str(model.FIRST[0]) if hasattr(model, "STATES") else ""
    made = plant(model, state or first, by=IN_ONE_REQUEST, **fields)
    if hasattr(model, "INVOLVEMENT"):
        refresh_keys(model, [made.pk])
    return made


def build_samples() -> Samples:
    """One record of each type, with who sees it, and the crowd."""
    found = Samples(world=build_world())
    for part in (found.offices, found.promise, found.changes, found.breach, found.plan, found.inbox):
        part()
    records = [one for one in vars(found).values() if hasattr(one, "_meta")]
    del records[records.index(found.draft)]
    samples = {type(one): one for one in (*records, found.run.process, found.asked.task)}
    found.crowd = Crowd(samples, APART, CHILDREN)
    return found
