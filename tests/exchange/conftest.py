"""The city of the plan."""

import pytest

from exchange.testing import PlanCity, build_city


@pytest.fixture
def city(db: None) -> PlanCity:
    return build_city()
