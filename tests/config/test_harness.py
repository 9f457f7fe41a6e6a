"""The harness keeps what it promises to every other test."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.utils import ProgrammingError

from tests import databases

pytestmark = pytest.mark.django_db(transaction=True)


def count_types() -> int:
    return ContentType.objects.count()


def make_a_type(label: str) -> int:
    return ContentType.objects.create(app_label=label, model="harness").pk


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_committing_test_leaves_is_gone_for_the_next(turn: int) -> None:
    assert not ContentType.objects.filter(model="harness").exists()
    assert ContentType.objects.exists()
    make_a_type("left")


def test_two_processes_work_on_the_database_of_the_test(at_once: Callable[..., Any]) -> None:
    first, second = at_once(make_a_type, ("first",), ("second",))
    assert first.value != second.value
    assert set(ContentType.objects.filter(model="harness").values_list("app_label", flat=True)) == {"first", "second"}


def test_what_one_of_two_processes_raises_comes_back_by_name(at_once: Callable[..., Any]) -> None:
    answers = at_once(make_a_type, ("same",), ("same",))
    assert sorted(answer.error for answer in answers) == ["", "IntegrityError"]


@pytest.mark.postgresql_only
def test_tests_work_as_a_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)")
        assert cursor.fetchone() == (databases.APPLICATION, 0)
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("CREATE TABLE mine (id int)")
