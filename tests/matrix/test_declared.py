"""What `manage.py lifecycles` prints, and the words of the screens, against the table by hand and the glossary."""

import json
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import TextChoices
from django.utils.translation import override

from tests.glossary import Word, labels, words
from tests.matrix.expected import AFTER_EXECUTION, LIFECYCLES, UPHELD, Lifecycle
from tests.matrix.records import model

INSTALLED = [life for life in LIFECYCLES if model(life.record) is not None]
# Steps by which another record's decision is carried out in a record, and the edits that have a page of their own: the
# lifecycles speak of them in sentences, not in their tables.
UNNAMED = {"vary", "hand_over", "give_days_back", "correct"}


def by_name(life: Lifecycle) -> str:
    return life.record.rpartition(".")[2]


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    out = StringIO()
    call_command("lifecycles", format="json", stdout=out)
    return {record["record"]: record for record in json.loads(out.getvalue())["records"]}


def needs_catalogue(app: str) -> None:
    if not any(Path(apps.get_app_config(app).path).glob("locale/zh_Hans/LC_MESSAGES/*.mo")):
        pytest.skip(f"{app} has no Chinese catalogue")


def moves_by_hand(life: Lifecycle) -> Iterator[tuple[str, str, str]]:
    """(verb, source, target), with the targets that depend on the record's course."""
    for verb, spec in life.verbs.items():
        for source, target in spec.moves.items():
            yield verb, source, target
            if (life.record, verb) == ("rectification.RectificationOrder", "uphold"):
                yield from ((verb, source, before) for before in UPHELD)
            if life.record == "rectification.AccountabilityCase" and verb in ("uphold", "amend"):
                yield verb, source, AFTER_EXECUTION


def moves_printed(record: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["verb"], source, one["target"]) for one in record["transitions"] for source in one["sources"]}


@pytest.mark.parametrize("life", INSTALLED, ids=by_name)
def test_the_printed_lifecycle_has_the_states_verbs_sources_and_targets_of_the_table(
    life: Lifecycle, printed: dict[str, Any]
) -> None:
    record = printed[life.record]
    assert set(record["states"]) == set(life.states)
    assert record["initial"] in life.first
    found, expected = moves_printed(record), set(moves_by_hand(life))
    assert (sorted(expected - found), sorted(found - expected)) == ([], [])


@pytest.mark.parametrize("life", INSTALLED, ids=by_name)
def test_first_states_and_ends_are_those_of_the_table(life: Lifecycle) -> None:
    record = model(life.record)
    assert {str(state) for state in record.FIRST} == set(life.first)
    assert {str(state) for state in record.ENDS} == set(life.ends)


@pytest.mark.parametrize("life", INSTALLED, ids=by_name)
def test_every_state_can_be_left_or_is_an_end_by_name(life: Lifecycle, printed: dict[str, Any]) -> None:
    left = {source for _verb, source, target in moves_printed(printed[life.record]) if source != target}
    assert set(life.states) - left == set(life.ends)
    entered = {target for _verb, source, target in moves_printed(printed[life.record]) if source != target}
    assert set(life.states) - entered <= set(life.first)


@pytest.mark.parametrize("life", INSTALLED, ids=by_name)
def test_a_verb_is_driven_alone_where_the_table_says_so(life: Lifecycle) -> None:
    verbs = model(life.record).verbs()
    assert {name for name, spec in verbs.items() if spec.is_driven} == {
        name for name, spec in life.verbs.items() if spec.driven
    }


@pytest.mark.parametrize("life", [one for one in INSTALLED if labels(one.record, "state")], ids=by_name)
def test_the_chinese_pages_use_the_glossary_s_words_for_states_and_verbs(life: Lifecycle) -> None:
    record = model(life.record)
    needs_catalogue(record._meta.app_label)
    with override("zh-hans"):
        states = {str(state.value): str(state.label) for state in record.STATES}
        verbs = {name: str(spec.label) for name, spec in record.verbs().items()}
    assert states == labels(life.record, "state")
    named = labels(life.record, "verb")
    assert {name: label for name, label in verbs.items() if name in named} == {
        name: label for name, label in named.items() if name in verbs
    }
    assert set(verbs) - set(named) <= UNNAMED


# "Every verb asks for a reason where it refuses, returns, extends, suspends, revokes or closes."
REASONED = {
    "commitments.Commitment": "return_for_revision suspend close",
    "commitments.Obligation": "refuse_conditions return_report revoke_acceptance stop",
    "commitments.Variation": "return_for_revision reject",
    "commitments.Handover": "order_take_over",
    "commitments.Correction": "reject",
    "rectification.BreachCase": "dismiss",
    "rectification.RectificationOrder": "return_plan return_for_rework set_aside",
    "rectification.AccountabilityCase": "return_proposal dismiss revoke",
    "rectification.PersonReferral": "decline",
}


@pytest.mark.parametrize("life", INSTALLED, ids=by_name)
def test_a_verb_that_refuses_returns_suspends_revokes_or_closes_asks_for_the_reason(life: Lifecycle) -> None:
    verbs = model(life.record).verbs()
    assert [name for name in REASONED[life.record].split() if not verbs[name].needs_reason] == []


def choices_of(app: str) -> list[Any]:
    """Every list of choices of an app."""
    found = vars(import_module(f"{app}.choices")).values()
    return [
        one
        for one in found
        if isinstance(one, type) and issubclass(one, TextChoices) and one.__module__ == f"{app}.choices"
    ]


WORDED = [
    (word.model.partition(".")[0] or "organizations", word)
    for word in words()
    if word.what in ("kind", "form", "role")
    and (model(word.model) if word.model else word.record in ("Everywhere", "Organisations"))
]


@pytest.mark.parametrize(("app", "word"), WORDED, ids=str)
def test_kinds_forms_and_roles_are_choices_with_the_glossary_s_label(app: str, word: Word) -> None:
    needs_catalogue(app)
    with override("zh-hans"):
        found = {str(one.label) for of in choices_of(app) for one in of if one.value == word.word}
    assert word.chinese in found
