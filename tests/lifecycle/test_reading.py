"""While a page is read a question is asked once; a door judges by what the database says."""

import pytest

from lifecycle.creating import create
from lifecycle.facts import reading, remembered
from organizations.acting import INSTALLER
from organizations.models import Official


def asked(times: list[int]) -> int:
    def ask() -> int:
        times.append(1)
        return len(times)

    return remembered("how often", frozenset({7}), ask)


def test_a_question_is_asked_once_while_a_page_is_read_and_each_time_elsewhere() -> None:
    times: list[int] = []
    assert (asked(times), asked(times)) == (1, 2)
    with reading():
        assert (asked(times), asked(times)) == (3, 3)
    assert asked(times) == 4
    with reading():
        assert asked(times) == 5


@pytest.mark.django_db
def test_a_door_remembers_nothing_of_what_was_read_before() -> None:
    times: list[int] = []
    with reading():
        assert (asked(times), asked(times)) == (1, 1)
        create(Official, INSTALLER, data={"name": "Zhou"})
        assert (asked(times), asked(times)) == (2, 3)
    with reading():
        assert (asked(times), asked(times)) == (4, 4)
