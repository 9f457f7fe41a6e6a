"""Random walks over everything that hangs on one promise: whatever people try, in whatever order, the record stays sound.

`WALK_STEPS=10000` walks that many steps and asks that they came everywhere; without it a few hundred are walked, which
must still come far. `WALK_SEED` leads them another way.
"""

import os
import random
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.matrix.expected import LIFECYCLES
from tests.matrix.people import build_crowd
from tests.matrix.walking import Walk

STEPS_A_WALK = 50
STEPS = int(os.environ.get("WALK_STEPS", "300"))
SEED = int(os.environ.get("WALK_SEED", "1"))
# A promise is walked from its draft, from the register, from a confirmed breach, and from an inquiry into its order in turn.
STARTS = ("draft", "registered", "breached", "inquired")
DECLARED = {(life.record, state) for life in LIFECYCLES for state in life.states}
# So many steps come to every declared state, and take these steps.
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


@pytest.mark.django_db
def test_no_walk_leaves_the_lifecycles_or_a_trace_of_what_was_refused() -> None:
    crowd = build_crowd()
    seen: Counter[str] = Counter()
    states: set[tuple[str, str]] = set()
    walked: list[int] = []

    @seed(SEED)
    @settings(
        max_examples=max(1, STEPS // STEPS_A_WALK),
        deadline=None,
        database=None,
        print_blob=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=True))
    def walk(chance: random.Random) -> None:
        # The promise is undone at the end of its walk; each door inside has a transaction of its own.
        with transaction.atomic():
            on = Walk(crowd, chance, STARTS[len(walked) % len(STARTS)], seen)
            for _number in range(STEPS_A_WALK):
                on.step()
                on.check()
            on.check_trails()
            on.check_involvement()
            transaction.set_rollback(True)
        walked.append(on.refused)
        seen.update(on.done)
        states.update(on.states)

    walk()
    reached = states & DECLARED
    print(  # noqa: T201
        f"{len(walked) * STEPS_A_WALK} steps, {sum(walked)} refused, {len(seen)} kinds taken: {dict(sorted(seen.items()))}; "
        f"{len(reached)} of {len(DECLARED)} states, not {sorted(DECLARED - reached)}"
    )
    # Three hundred steps take about fifty kinds and come to about forty states; far fewer would be standing still.
    assert len(seen) >= 25 and len(reached) >= 25
    assert {"BreachCase.confirm", "Commitment.register"} <= set(seen)
    if STEPS >= MANY:
        assert [name for name in FAR if name not in seen] == []
        assert sorted(DECLARED - reached) == []
