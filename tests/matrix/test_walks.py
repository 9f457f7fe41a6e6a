"""Random walks over everything that hangs on one promise: whatever people try, in whatever order, the record stays sound.

`WALK_STEPS=10000` walks that many steps and asks that they came to the far ends; without it a few hundred are walked, where
chance may leave any of them out: that each can be reached is for the stories of tests/rectification to tell.
"""

import os
import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.creating import create
from lifecycle.facts import facts_for
from lifecycle.management.commands.lifecycles import lifecycle_models
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted
from lifecycle.testing import broken_links, columns, replayed
from organizations.involving import refresh_keys
from organizations.models import Involvement
from organizations.parties import involved_models
from tests.matrix.expected import LIFECYCLES, PEOPLE
from tests.matrix.people import Crowd, build_crowd
from tests.matrix.records import data_for, model
from tests.matrix.story import drafted, paper, paper_data

pytestmark = pytest.mark.django_db

STEPS_A_WALK = 50
STEPS = int(os.environ.get("WALK_STEPS", "300"))
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
# So many steps come to these by any chance.
MANY = 10_000
FAR = (
    "Commitment.register",
    "Handover.create",
    "BreachCase.confirm",
    "RectificationOrder.approve_plan",
    "RectificationOrder.accept",
    "RectificationOrder.declare_failed",
    "RectificationOrder.record_refusal",
    "AccountabilityCase.decide",
)
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

    def __init__(self, crowd: Crowd, chance: random.Random) -> None:
        self.crowd, self.chance, self.now = crowd, chance, timezone.localtime()
        self.promised, self.duties = drafted(crowd, "logging_clerk")
        self.actors = {person: crowd.actor(person, self.today) for person in PEOPLE}
        self.done: list[str] = []
        self.refused = 0
        if chance.random() < 0.8:
            self.promised = perform(self.promised, "submit", crowd.actor("logging_clerk"))
            self.promised = perform(self.promised, "register", crowd.actor("reviewer"))
            self.done += ["Commitment.submit", "Commitment.register"]
            for duty in self.duties:
                perform(duty, "classify", crowd.actor("drafter"), data=data_for(duty, "classify"))
                for purpose in ("performance", "claim"):
                    paper(crowd, "logging_clerk", purpose, self.promised, duty)

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
            record = self.chance.choice(self.records())
            self.try_verb(record, self.chance.choice(list(record.verbs())), self.chance.choice(list(PEOPLE)))

    def further(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What may be made beside: (record type, by whom, data)."""
        duty, bodies = self.chance.choice(self.duties), self.crowd.world
        about: dict[str, Any] = {"commitment": self.promised.pk}
        papers = paper_data(self.actors["logging_clerk"], self.chance.choice(PAPERS), self.promised, duty)
        made = [("commitments.Evidence", "logging_clerk", papers), *self.changes(duty), *self.hand_overs()]
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
                inquiry = about | {
                    "order": order.pk,
                    "ground": "unmet_order",
                    "body": bodies.land.pk,
                    "deciding_body": bodies.discipline.pk,
                    "inspector": self.crowd.official("inspector_assigned").pk,
                    "suspicion": "Not put right",
                }
                made.append(("rectification.AccountabilityCase", "inspector", inquiry))
        return made

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
        before = snapshot()
        try:
            with transaction.atomic():
                create(model(label), self.actors[person], data=data, at=self.now)
            self.done.append(f"{label.rpartition('.')[2]}.create")
        except (Invalid, NotPermitted, GuardsUnmet):
            assert snapshot() == before
            self.refused += 1

    def go_on(self) -> None:
        """A step that the record's state allows, by somebody to whom it is offered; by the last one asked if to nobody."""
        possible = [
            (record, name)
            for record in self.records()
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
        facts = facts_for([record], [*spec.right.needs, *(need for one in spec.all_guards for need in one.needs)])[
            record.pk
        ]
        for person in self.chance.sample(ACTIVE, len(ACTIVE)):
            if not spec.right.failures(record, facts, self.actors[person], verb, self.today):
                return person, not any(one.unmet(record, facts, self.today) for one in spec.all_guards)
        return person, False

    def weight(self, record: Any, verb: str) -> float:
        """What was done often is done less."""
        often = self.done.count(f"{type(record).__name__}.{verb}")
        return (0.03 if verb in RARE else 1) / (1 + often)

    def try_verb(self, record: Any, verb: str, person: str) -> None:
        before, refusal = snapshot(), None
        try:
            with transaction.atomic():
                perform(record, verb, self.actors[person], reason="Walked", data=self.told(record, verb), at=self.now)
        except (Invalid, NotFromThisState, NotPermitted, GuardsUnmet) as said:
            refusal = said
        if refusal is None:
            self.done.append(f"{type(record).__name__}.{verb}")
            return
        self.refused += 1
        stuck = isinstance(refusal, NotFromThisState) and record.state in record.verbs()[verb].sources
        assert not stuck, f"{verb}: a driven verb found its record where it cannot leave: {refusal} {self.done}"
        assert snapshot() == before, f"{verb} was refused ({refusal}) and wrote"

    def told(self, record: Any, verb: str) -> Any:
        """Right data most of the time; the rest is missing."""
        return data_for(record, verb) if self.chance.random() < 0.95 else None

    def check(self) -> None:
        """No record in an undeclared state; every commitment in breach has exactly one open case or order."""
        for record in self.records():
            declared = STATES.get(record._meta.label) or set(record.STATES.values)
            assert record.state in declared, (record._meta.label, record.state, self.done)
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


@pytest.mark.django_db
def test_no_walk_leaves_the_lifecycles_or_a_trace_of_what_was_refused() -> None:
    crowd = build_crowd()
    seen: dict[str, int] = {}

    @settings(
        max_examples=max(1, STEPS // STEPS_A_WALK),
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=True))
    def walk(chance: random.Random) -> None:
        with transaction.atomic():
            on = Walk(crowd, chance)
            for _number in range(STEPS_A_WALK):
                on.step()
                on.check()
            on.check_trails()
            on.check_involvement()
            for name in on.done:
                seen[name] = seen.get(name, 0) + 1
            transaction.set_rollback(True)

    walk()
    if STEPS >= MANY:
        assert [name for name in FAR if name not in seen] == [], dict(sorted(seen.items()))
    print(f"{sum(seen.values())} steps were taken:", dict(sorted(seen.items())))  # noqa: T201
