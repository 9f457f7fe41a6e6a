"""Each collection in the site's addresses is that of one record type."""

from dataclasses import replace

import pytest

from lifecycle.desks import desk_at, desks, register
from tests.lifecycle.parcels.models import Note


def test_a_collection_that_is_taken_is_refused_and_stays_whose_it_was() -> None:
    taken = desk_at("parcels")
    with pytest.raises(ValueError):
        register(replace(taken, model=Note))
    assert desk_at("parcels") is taken
    register(taken)


def test_every_record_type_has_one_place() -> None:
    models = [desk.model for desk in desks()]
    assert len(models) == len(set(models))
