"""A walk over everything that hangs on one promise: somebody tries something, and the record must stay sound."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from lifecycle.creating import create
from lifecycle.facts import facts_for
from lifecycle.management.commands.lifecycles import lifecycle_models
from lifecycle.performing import perform
from lifecycle.personal import Personal
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from lifecycle.testing import columns, replayed
from lifecycle.verifying import broken_links
from organizations.involving import refresh_keys
from organizations.models import Involvement
from organizations.parties import involved_models
from tests.matrix.expected import LIFECYCLES, PEOPLE
from tests.matrix.people import Crowd
from tests.matrix.records import data_for, model
from tests.matrix.story import drafted, paper, paper_data

# Who takes the steps on purpose; in one step of four anybody tries anything.
ACTIVE = [
    "logging_clerk",
    "duty_clerk",
    "duty_supervisor",
    "reviewer",
    "drafter",
    "superior",
    "superior_involved",
    "integrity_officer",
    "inspector_assigned",
    "inspector",
    "inspector_decider",
    "verifier",
    "verifying_supervisor",
    "supporting_clerk",
    "giver",
    "taker",
]
STATES = {life.record: set(life.states) for life in LIFECYCLES}
# Taken less often, so that walks get far: what ends a course early.
RARE = {
    "withdraw",
    "take_back",
    "cancel",
    "waive",
    "stop",
    "terminate",
    "drop",
    "leave_out",
    "void",
    "suspend",
    "extend",
    "supersede",
    "dismiss",
    "exempt",
    "appeal",
    "record_refusal",
    "declare_failed",
}
# The share of opinions on a duty that find it unlawful: rare, and yet no walk may be without any.
UNLAWFUL = 0.1
PAPERS = ("performance", "claim", "consent", "new_finding", "opinion")


def record_types() -> list[Any]:
    """Every record type with states of the product, the tests' own left out."""
    return [one for one in lifecycle_models() if one._meta.app_label in ("commitments", "rectification")]


def watched() -> list[Any]:
    """Every table of the domain's apps, whose rows a refusal must leave alone: records, trails, tasks."""
    labels = ("commitments", "rectification", "workflows", "viewflow", "lifecycle")
    return [one for label in labels if apps.is_installed(label) for one in apps.get_app_config(label).get_models()]


def snapshot() -> list[Any]:
    """Every watched row as it lies in the tables."""
    with connection.cursor() as cursor:
        found = []
        for one in watched():
            cursor.execute(f'SELECT * FROM "{one._meta.db_table}" ORDER BY 1')
            found.append((one._meta.label, cursor.fetchall()))
    return found


class Walk:
    """One promise, and the chance that leads it."""

    def __init__(self, crowd: Crowd, chance: random.Random, start: str, seen: Counter[str]) -> None:
        self.crowd, self.chance, self.seen, self.now = crowd, chance, seen, timezone.localtime()
        self.promised, self.duties = drafted(crowd, "logging_clerk")
        self.actors = {person: crowd.actor(person, self.today) for person in PEOPLE}
        self.done: list[str] = []
        self.states: set[tuple[str, str]] = set()
        self.refused = 0
        self.lying: list[Any] | None = None
        if start != "draft":
            self.register()
        if start in ("breached", "inquired"):
            self.breach()
        if start == "inquired":
            self.inquire()
        self.now = timezone.localtime()
        self.standing = self.records()

    def register(self) -> None:
        """Bring the promise into the register, classified and with papers for every step."""
        self.promised = perform(self.promised, "submit", self.actors["logging_clerk"])
        self.promised = perform(self.promised, "register", self.actors["reviewer"])
        self.done += ["Commitment.submit", "Commitment.register"]
        for duty in self.duties:
            perform(duty, "classify", self.actors["drafter"], data=data_for(duty, "classify"))
            for purpose in ("performance", "claim"):
                paper(self.crowd, "logging_clerk", purpose, self.promised, duty)

    def breach(self) -> None:
        """Confirm a case, so that an order stands that has yet to be planned."""
        suspicion = {"commitment": self.promised.pk, "obligation": self.duties[0].pk, "source": "by_hand"}
        case = create(
            model("rectification.BreachCase"), self.actors["reviewer"], data=suspicion | {"facts": "Not done"}
        )
        for person, verb in (("reviewer", "assign_verification"), ("verifying_supervisor", "confirm")):
            case = perform(case, verb, self.actors[person], data=data_for(case, verb))
        self.done += ["BreachCase.create", "BreachCase.assign_verification", "BreachCase.confirm"]

    def inquire(self) -> None:
        """Refuse the order, and open an inquiry into the body that it addressed."""
        order = model("rectification.RectificationOrder").objects.get()
        order = perform(order, "record_refusal", self.actors["reviewer"], data=data_for(order, "record_refusal"))
        create(model("rectification.AccountabilityCase"), self.actors["inspector"], data=self.inquiry(order))
        self.done += ["RectificationOrder.record_refusal", "AccountabilityCase.create"]

    @property
    def today(self) -> date:
        """The walk's own day: the clock goes on by days from step to step."""
        return timezone.localdate(self.now)

    def records(self) -> list[Any]:
        """Every record; a query for each type of which there are any."""
        return [record for one in self.present() for record in one._base_manager.order_by("pk")]

    @staticmethod
    def present() -> list[Any]:
        """The record types of which there are any, told by one question."""
        types = record_types()
        asked = " UNION ALL ".join(
            f'SELECT {number} WHERE EXISTS (SELECT 1 FROM "{one._meta.db_table}")' for number, one in enumerate(types)
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return [types[number] for (number,) in cursor.fetchall()]

    def step(self) -> None:
        """Somebody makes a further record, or tries a verb: on purpose three times of four."""
        self.now += timedelta(days=self.chance.choice((0, 0, 1, 3, 12)), minutes=1)
        dice = self.chance.random()
        if dice < 0.2:
            self.make(*self.chance.choice(self.further()))
        elif dice < 0.8:
            self.go_on()
        else:
            record = self.chance.choice(self.standing)
            self.try_verb(record, self.chance.choice(list(record.verbs())), self.chance.choice(list(PEOPLE)))

    def further(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What may be made beside: (record type, by whom, data)."""
        duty = self.chance.choice(self.duties)
        about: dict[str, Any] = {"commitment": self.promised.pk}
        papers = paper_data(self.actors["logging_clerk"], self.chance.choice(PAPERS), self.promised, duty)
        made = [("commitments.Evidence", "logging_clerk", papers), *self.changes(duty), *self.hand_overs()]
        made.append(("commitments.Correction", "logging_clerk", self.slip()))
        if model("rectification.BreachCase") is None:
            return made
        suspicion = about | {"obligation": duty.pk, "source": "by_hand", "facts": "Not done"}
        made += [("rectification.BreachCase", person, suspicion) for person in ("reviewer", "integrity_officer")]
        for order in model("rectification.RectificationOrder").objects.all():
            if order.state == "issued":
                step = {"kind": "continuing", "what": "Do it", "owner": "Office", "due_on": self.today, "weight": 1}
                made += [
                    ("rectification.Measure", "duty_clerk", step | {"order": order.pk, "demand": demand.pk})
                    for demand in order.demands.filter(measures=None)
                ] * 3
            if order.state in ("failed", "refused"):
                made.append(("rectification.AccountabilityCase", "inspector", self.inquiry(order)))
            made.append(("rectification.PersonReferral", "drafter", about | self.lead(order)))
        return made

    def inquiry(self, order: Any) -> dict[str, Any]:
        """An inquiry into the body that did not obey an order."""
        bodies, inspector = self.crowd.world, self.crowd.official("inspector_assigned").pk
        asked = {"commitment": self.promised.pk, "order": order.pk, "ground": "unmet_order", "inspector": inspector}
        return asked | {"body": bodies.land.pk, "deciding_body": bodies.discipline.pk, "suspicion": "Not put right"}

    def slip(self) -> dict[str, Any]:
        """A slip of the pen in the promise, to be mended when a second person confirms it."""
        title = type(self.promised).objects.values_list("title", flat=True).get(pk=self.promised.pk)
        words = {"field": "title", "old_value": title, "new_value": f"{title}, mended"[-200:], "why": "Misread"}
        return words | {"commitment": self.promised.pk}

    def lead(self, order: Any) -> dict[str, Any]:
        """A lead about somebody of the body that an order addresses."""
        drafter = {"issuing_body": self.crowd.world.city_office.pk, "drafter": self.crowd.official("drafter").pk}
        person = {"person_name": Personal("Wang"), "person_post": Personal("Head"), "lead": Personal("Held it back")}
        return {"order": order.pk, "body": order.duty_body_id} | drafter | person

    def changes(self, duty: Any) -> list[tuple[str, str, dict[str, Any]]]:
        """A change of an obligation that somebody may ask for, and the promisee's consent to those that were asked for."""
        if not type(self.promised).objects.in_force().filter(pk=self.promised.pk).exists():
            return []
        ask = {"commitment": self.promised.pk, "why": "Walked", "body": self.crowd.world.commerce.pk}
        later = self.today + timedelta(days=self.chance.choice((30, 60, 90)))
        kinds: list[dict[str, Any]] = [
            {"kind": "extension", "obligation": duty.pk, "due_on": later},
            {"kind": "content", "obligation": duty.pk, "content": "Something else"},
            {"kind": "funding", "funding": "City budget"},
        ]
        clerk = self.actors["logging_clerk"]
        consent = paper_data(clerk, "consent", self.promised)
        return [("commitments.Variation", "logging_clerk", ask | self.chance.choice(kinds))] + [
            ("commitments.Evidence", "logging_clerk", consent | {"variation": one.pk})
            for one in model("commitments.Variation").objects.filter(state="drafted")
        ]

    def hand_overs(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The duties of one desk go to the other: (record type, by whom, data)."""
        land, posts = self.crowd.world.land.pk, self.crowd.posts
        return [
            (
                "commitments.Handover",
                gives,
                {
                    "occasion": "portfolio",
                    "document": "Notice 3",
                    "giving_body": land,
                    "giving_post": posts[gives].pk,
                    "giver": self.crowd.official(gives).pk,
                    "taking_body": land,
                    "taking_post": posts[takes].pk,
                    "taker": self.crowd.official(takes).pk,
                    "prepared_by": self.crowd.official(gives).pk,
                },
            )
            for gives, takes in (("giver", "taker"), ("taker", "giver"))
        ]

    def make(self, label: str, person: str, data: dict[str, Any]) -> None:
        """Make a record through the door; a refusal leaves no trace."""
        before = self.rows()
        try:
            create(model(label), self.actors[person], data=data, at=self.now)
        except (Invalid, NotPermitted, GuardsUnmet) as refusal:
            self.wrote_nothing(before, f"{label}.create", refusal)
        else:
            self.did(f"{label.rpartition('.')[2]}.create")

    def go_on(self) -> None:
        """A step that the record's state allows, by somebody to whom it is offered; by the last one asked if to nobody."""
        possible = [
            (record, name)
            for record in self.standing
            for name, spec in record.verbs().items()
            if record.state in spec.sources and not spec.is_driven
        ]
        if not possible:
            return
        record, verb, person = None, "", ""
        for _attempt in range(8):
            record, verb = self.chance.choices(possible, [self.weight(*one) for one in possible])[0]
            person, is_ready = self.somebody_for(record, verb)
            if is_ready:
                break
        self.try_verb(record, verb, person)

    def somebody_for(self, record: Any, verb: str) -> tuple[str, bool]:
        """Somebody who may take a step, or the last one asked where nobody may; and whether nothing else is in its way."""
        spec, person = record.verbs()[verb], ""
        facts = facts_for([record], spec.right.needs)[record.pk]
        for person in self.chance.sample(ACTIVE, len(ACTIVE)):
            if not spec.right.failures(record, facts, self.actors[person], verb, self.today):
                facts |= facts_for([record], [need for one in spec.all_guards for need in one.needs])[record.pk]
                return person, not any(one.unmet(record, facts, self.today) for one in spec.all_guards)
        return person, False

    def weight(self, record: Any, verb: str) -> float:
        """What was done often is done less, what no walk has done yet sooner."""
        name = f"{type(record).__name__}.{verb}"
        is_new = name not in self.seen and name not in self.done
        often = self.done.count(name)
        if verb in RARE:
            return (1 if is_new else 0.03) / (1 + often)
        return (4 if is_new else 1) / (1 + often)

    def try_verb(self, record: Any, verb: str, person: str) -> None:
        before, refusal = self.rows(), None
        try:
            # No transaction around the door: what it leaves behind when it refuses is what its own took back.
            perform(record, verb, self.actors[person], reason="Walked", data=self.told(record, verb), at=self.now)
        except (Invalid, NotFromThisState, NotPermitted, GuardsUnmet) as said:
            refusal = said
        if refusal is None:
            self.did(f"{type(record).__name__}.{verb}")
            return
        stuck = isinstance(refusal, NotFromThisState) and record.state in record.verbs()[verb].sources
        assert not stuck, f"{verb}: a driven verb found its record where it cannot leave: {refusal} {self.done}"
        self.wrote_nothing(before, verb, refusal)

    def rows(self) -> list[Any]:
        """Every watched row; read anew only after a step that was done."""
        if self.lying is None:
            self.lying = snapshot()
        return self.lying

    def did(self, step: str) -> None:
        self.done.append(step)
        self.lying = None

    def wrote_nothing(self, before: list[Any], step: str, refusal: Exception) -> None:
        self.refused += 1
        assert snapshot() == before, f"{step} was refused ({refusal}) and wrote"

    def told(self, record: Any, verb: str) -> Any:
        """Right data most of the time; the rest is missing. Some duties turn out to be unlawful."""
        dice = self.chance.random()
        if verb == "classify" and dice < UNLAWFUL:
            return data_for(record, verb) | {"legality": "unlawful", "article": "Fair competition, article 9"}
        return data_for(record, verb) if dice < 0.95 else None

    def check(self) -> None:
        """No record in an undeclared state; every commitment in breach has exactly one open case or order.

        Asked after each step that was done: after a refusal every row is known to lie as it lay before.
        """
        if self.lying is not None:
            return
        self.standing = self.records()
        for record in self.standing:
            declared = STATES.get(record._meta.label) or set(record.STATES.values)
            assert record.state in declared, (record._meta.label, record.state, self.done)
            self.states.add((record._meta.label, record.state))
        check_breaches(self.promised, self.done)

    def check_trails(self) -> None:
        """Each trail is chained, and its last row is the record."""
        for one in record_types():
            assert broken_links(one.history.model._default_manager.order_by("id", "version"), one) == []
            for record in one._base_manager.all():
                assert replayed(record) == columns(record)

    def check_involvement(self) -> None:
        """Who takes part in each record stands in the rows by which it is seen."""
        for one in involved_models():
            keys = list(one._base_manager.values_list("pk", flat=True))
            before = rows_of_involvement(one)
            refresh_keys(one, keys)
            assert rows_of_involvement(one) == before, (one, self.done)


def rows_of_involvement(one: Any) -> list[Any]:
    names = ("record_id", "body_path", "part", "matter", "since", "until")
    return sorted(map(repr, Involvement.objects.filter(kind=one.INVOLVEMENT).values_list(*names)))


OPEN_ORDER = ("issued", "planned", "in_progress", "submitted", "appealed")


def check_breaches(promised: Any, done: Iterable[str]) -> None:
    """In breach: exactly one order is open, or the last one was not met; a confirmed case stands behind it."""
    if model("rectification.BreachCase") is None:
        return
    state = type(promised).objects.values_list("state", flat=True).get(pk=promised.pk)
    opened = model("rectification.RectificationOrder").objects.filter(commitment=promised, state__in=OPEN_ORDER).count()
    found = model("rectification.BreachCase").objects.filter(commitment=promised, state="confirmed").exists()
    if state in ("breached", "rectifying"):
        assert (opened, found) == (1, True), (state, done)
    elif state == "unremedied":
        assert opened <= 1, (state, done)
        assert found, (state, done)
    else:
        assert opened == 0, (state, done)
