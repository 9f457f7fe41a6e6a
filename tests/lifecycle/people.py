"""Who sends and weighs parcels in these tests, and parcels as they come."""

from typing import Any

from lifecycle.actors import Actor, Hold
from lifecycle.creating import create
from lifecycle.performing import perform
from tests.lifecycle.parcels.models import Parcel

BOTH = (Hold("sender", "a."), Hold("weigher", "a."))
ANN = Actor(official_id=1, name="Ann", post="clerk", body="A", body_path="a.", holds=BOTH)
BEA = Actor(official_id=2, name="Bea", post="head", body="A", body_path="a.", holds=BOTH)
OUT = Actor(official_id=3, name="Cy", body_path="b.", holds=(Hold("sender", "b."),))


def drafted(**data: Any) -> Any:
    return create(Parcel, ANN, data={"title": "box", **data})


def sent(**data: Any) -> Any:
    return perform(drafted(**data), "send", ANN)


def weighed(**data: Any) -> Any:
    return perform(sent(**data), "weigh", BEA, data={"weight": "2.50"})
