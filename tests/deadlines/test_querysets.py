"""Questions about due dates, asked of a real table."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from deadlines.querysets import DueQuerySet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def duties(make_tables: Callable[..., None]) -> Iterator[Any]:
    with isolate_apps("deadlines"):

        class DutyQuerySet(DueQuerySet["Duty"]):
            COUNTING_STATES = ("pending", "reported")

        class Duty(models.Model):
            name = models.CharField(max_length=20)
            state = models.CharField(max_length=20)
            due_on = models.DateField(null=True)

            objects = DutyQuerySet.as_manager()

            class Meta:
                app_label = "deadlines"
                db_table = "test_duty"

        make_tables(Duty)
        yield Duty.objects


def test_overdue_is_asked_of_the_day_and_of_open_states_alone(duties: Any) -> None:
    for name, state, due_on in (
        ("late", "pending", date(2026, 11, 23)),
        ("late and reported", "reported", date(2026, 6, 30)),
        ("due today", "pending", date(2026, 11, 24)),
        ("soon", "pending", date(2026, 11, 30)),
        ("met late", "met", date(2026, 6, 30)),
        ("not yet due to start", "conditional", date(2026, 6, 30)),
        ("no date", "pending", None),
        ("no date, done", "met", None),
    ):
        duties.create(name=name, state=state, due_on=due_on)
    today = date(2026, 11, 24)

    def names(queryset: Any) -> list[str]:
        return [duty.name for duty in queryset]

    assert sorted(names(duties.overdue(today))) == ["late", "late and reported"]
    assert sorted(names(duties.overdue(date(2026, 11, 25)))) == ["due today", "late", "late and reported"]
    assert names(duties.due_between(today, date(2026, 11, 30))) == ["due today", "soon"]
    assert names(duties.undated()) == ["no date"]
    assert duties.open().count() == 5


def test_a_queryset_that_names_no_open_state_finds_nothing_overdue(duties: Any) -> None:
    duties.create(name="late", state="pending", due_on=date(2020, 1, 1))
    assert not DueQuerySet(duties.model).overdue(date(2026, 11, 24))
