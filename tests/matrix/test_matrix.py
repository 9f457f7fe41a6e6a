"""Every state, every verb, every person: what screens offer and what the door answers, against the table by hand."""

from collections.abc import Mapping
from typing import Any, NoReturn

import pytest
from django.db import transaction
from django.utils import timezone

from lifecycle.payload import asked_of
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, NotFromThisState, NotPermitted
from lifecycle.sweeping import perform_many
from lifecycle.testing import did, differences, verdicts
from tests.matrix.expected import LIFECYCLES, LOGGING, PEOPLE, Lifecycle
from tests.matrix.people import build_crowd
from tests.matrix.records import data_for, duty, model, planted, promise

pytestmark = pytest.mark.django_db

Key = tuple[str, str, str]


class UndoneError(Exception):
    """Takes a step back that the door let pass."""


def here(life: Lifecycle) -> Any:
    found = model(life.record)
    if found is None:
        pytest.skip(f"{life.record} is not installed")
    return found


def by_name(life: Lifecycle) -> str:
    return life.record.rpartition(".")[2]


def undone() -> NoReturn:
    raise UndoneError


def door_says(record: Any, verb: str, by: Any) -> str:
    try:
        with transaction.atomic():
            perform(record, verb, by, reason="Asked", basis="Art. 1", data=data_for(record, verb))
            undone()
    except (UndoneError, GuardsUnmet):
        return "yours"
    except NotPermitted:
        return "not_yours"
    except NotFromThisState:
        return "wrong_state"


def door_should(life: Lifecycle, state: str, verb: str, person: str) -> str:
    """The door tells the state first; a driven verb is nobody's."""
    if state not in life.verbs[verb].moves:
        return "wrong_state"
    said = life.answer(state, verb, person)
    return "not_yours" if said == "driven" else said


@pytest.mark.parametrize("life", LIFECYCLES, ids=by_name)
def test_screens_offer_each_verb_to_whom_the_lifecycles_name_and_to_nobody_else(life: Lifecycle) -> None:
    here(life)
    crowd, today = build_crowd(), timezone.localdate()
    actors = {person: crowd.actor(person, today) for person in PEOPLE}
    expected: dict[Key, str] = {}
    found: dict[Key, str] = {}
    for state in life.states:
        record = planted(crowd, life.record, state)
        for person, actor in actors.items():
            expected |= {(state, verb, person): life.answer(state, verb, person) for verb in life.verbs}
            found |= {
                (state, verb, person): "yours" if said in ("allowed", "unmet") else said
                for verb, said in verdicts(record, actor, today).items()
            }
    assert differences(expected, found) == []


@pytest.mark.parametrize("life", LIFECYCLES, ids=by_name)
def test_the_door_answers_everybody_as_the_lifecycles_say(life: Lifecycle) -> None:
    here(life)
    crowd, today = build_crowd(), timezone.localdate()
    actors = {person: crowd.actor(person, today) for person in PEOPLE}
    expected: dict[Key, str] = {}
    found: dict[Key, str] = {}
    for state in life.states:
        record = planted(crowd, life.record, state)
        for verb in life.verbs:
            for person, actor in actors.items():
                expected[state, verb, person] = door_should(life, state, verb, person)
                found[state, verb, person] = door_says(record, verb, actor)
    assert differences(expected, found) == []


def set_says(records: Mapping[str, Any], verb: str, by: Any) -> dict[str, str]:
    """What the door for sets answers for one record in each state; nothing stays done."""
    words = {NotPermitted: "not_yours", NotFromThisState: "wrong_state", GuardsUnmet: "yours"}
    model_of = type(next(iter(records.values())))
    chosen = model_of.objects.filter(pk__in=[record.pk for record in records.values()])
    data = data_for(next(iter(records.values())), verb)
    with transaction.atomic():
        outcome = perform_many(chosen, verb, by, reason="Asked", basis="Art. 1", data=data)
        transaction.set_rollback(True)
    refused = {pk: words[type(refusal)] for pk, refusal in outcome.refused.items()}
    return {state: refused.get(record.pk, "yours") for state, record in records.items()}


@pytest.mark.parametrize("life", LIFECYCLES, ids=by_name)
def test_the_door_for_sets_answers_everybody_as_the_door_for_one(life: Lifecycle) -> None:
    here(life)
    crowd, today = build_crowd(), timezone.localdate()
    records = {state: planted(crowd, life.record, state) for state in life.states}
    expected: dict[Key, str] = {}
    found: dict[Key, str] = {}
    for verb in life.verbs:
        # What is chosen among a record's own rows cannot be chosen for a set.
        if any(asked.kind == "record" for asked in asked_of(here(life).verbs()[verb].data).values()):
            continue
        for person in PEOPLE:
            expected |= {(state, verb, person): door_should(life, state, verb, person) for state in life.states}
            said = set_says(records, verb, crowd.actor(person, today))
            found |= {(state, verb, person): answer for state, answer in said.items()}
    assert differences(expected, found) == []


def test_an_obligation_is_cancelled_by_the_logging_clerk_while_its_commitment_is_a_draft() -> None:
    crowd, today = build_crowd(), timezone.localdate()
    record = duty(crowd, promise(crowd, "draft"))
    expected = {person: "allowed" if person in LOGGING else "not_yours" for person in PEOPLE}
    found = {person: verdicts(record, crowd.actor(person, today), today)["cancel"] for person in PEOPLE}
    assert found == expected


def test_who_ever_classified_an_obligation_does_not_stop_it_however_often_others_did_since() -> None:
    crowd, today = build_crowd(), timezone.localdate()
    record = did(duty(crowd, promise(crowd)), "classify", crowd.actor("submitter"))
    record = did(record, "classify", crowd.actor("reviewer"))
    found = {
        person: verdicts(record, crowd.actor(person, today), today)["stop"]
        for person in ("submitter", "second_account", "deputy", "reviewer", "principal")
    }
    assert found == {
        "submitter": "not_yours",
        "second_account": "not_yours",
        "deputy": "not_yours",
        "reviewer": "not_yours",
        "principal": "unmet",
    }
