"""A step whose task waits in the inbox, against viewflow's own completion, and 500 of them at once: `python -m benchmarks.inbox`.

Each engine is measured in a process of its own, on real commitments, with the triggers and the durable transactions that
production has. Prints JSON: a step with its task settled beside viewflow's completion of the same task done the
documented way (activation, assign, start, execute, and the same record's state written by a plain save), both in the
same rounds; and tasks a second where one person approves 500.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from benchmarks._measuring import interleaved, least_us, machine, median_us, own_database, timed

VARIANTS = ("postgresql", "postgresql, server binding", "sqlite")
TASKS, TASKS_A_SECOND = 500, 10
WARM_UP = 5


class Bench:
    """One engine's measurements."""

    def __init__(self, connection: Any) -> None:
        from django.db import transaction  # noqa: PLC0415
        from viewflow.workflow.models import Task  # noqa: PLC0415

        from commitments.models import Commitment  # noqa: PLC0415
        from commitments.testing import Promises  # noqa: PLC0415
        from lifecycle.performing import perform  # noqa: PLC0415
        from lifecycle.sweeping import perform_many  # noqa: PLC0415
        from organizations.testing import build_world  # noqa: PLC0415
        from workflows.flows import RegistrationFlow  # noqa: PLC0415

        self.connection, self.transaction, self.task = connection, transaction, Task
        self.model, self.perform, self.perform_many, self.flow = Commitment, perform, perform_many, RegistrationFlow
        self.promises = Promises(build_world())
        self.reviewer = self.promises.actor("office_supervisor")

    def viewflow_tasks(self, count: int) -> list[Any]:
        """Tasks that wait in viewflow processes of their own, beside no record of ours."""
        found = []
        for _number in range(count):
            process = self.flow.start.run(_process_data={"state": "submitted"})
            found.append(self.task.objects.get(process=process, status="NEW").pk)
        return found

    def complete(self, key: int, record: Any) -> None:
        """What a viewflow view does: the task read, locked and completed, and the object of its form saved."""
        with self.transaction.atomic():
            task = self.task.objects.get(pk=key)
            with task.activation() as activation:
                activation.process.data["state"] = "active"
                activation.process.save()
                activation.assign(None)
                activation.start(None)
                record.save()
                activation.execute()

    def step(self, rounds: int) -> dict[str, Any]:
        """`register` by `perform` with its task settled, and viewflow's completion of such a task."""
        total = rounds + WARM_UP
        records, tasks = self.promises.submitted_many(total), self.viewflow_tasks(total)
        notes = self._notes(total)
        mine, theirs = interleaved(
            total,
            lambda n: self.perform(records[n], "register", self.reviewer),
            lambda n: self.complete(tasks[n], notes[n]),
        )
        mine, theirs = mine[WARM_UP:], theirs[WARM_UP:]
        ratio = round(least_us(theirs) / least_us(mine), 3)
        return {
            "perform_us": median_us(mine),
            "viewflow_us": median_us(theirs),
            "ratio": round(median_us(theirs) / median_us(mine), 3),
            "ratio_of_minima": ratio,
            "statements": self._statements(),
            "target": 1.0,
            "met": ratio >= 1.0,
        }

    def _notes(self, count: int) -> list[Any]:
        """Plain rows without trail, as the object of a viewflow form is."""
        from lifecycle.models import RefCounter  # noqa: PLC0415

        return [RefCounter(name=f"note-{number}", last=number) for number in range(count)]

    def _statements(self) -> int:
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        (one,) = self.promises.submitted_many(1)
        with CaptureQueriesContext(self.connection) as caught:
            self.perform(one, "register", self.reviewer)
        return len(caught)

    def inbox(self) -> dict[str, Any]:
        """500 tasks approved at once by one person."""
        keys = [one.pk for one in self.promises.submitted_many(TASKS)]
        seconds = timed(lambda: self.perform_many(self.model.objects.filter(pk__in=keys), "register", self.reviewer))
        assert self.model.history.filter(id__in=keys, verb="register").count() == TASKS  # noqa: S101
        rate = round(TASKS / seconds)
        return {"tasks": TASKS, "tasks_a_second": rate, "target": TASKS_A_SECOND, "met": rate >= TASKS_A_SECOND}


def measured(variant: str, rounds: int) -> dict[str, Any]:
    """One variant's figures with their targets."""
    engine, _comma, binding = variant.partition(", ")
    with own_database(engine, server_binding=bool(binding)) as connection:
        bench = Bench(connection)
        return {"task settled": bench.step(rounds), "inbox": bench.inbox()}


def main(print_line: Callable[[str], Any] = print) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=VARIANTS, help="measure one in this process")
    parser.add_argument("--rounds", type=int, default=200, help="steps of each kind")
    chosen, _others = parser.parse_known_args()
    if chosen.variant:
        print_line(json.dumps(measured(chosen.variant, chosen.rounds), indent=1))
        return 0
    figures: dict[str, Any] = {"machine": machine()}
    for variant in VARIANTS:
        command = [sys.executable, "-m", "benchmarks.inbox", "--variant", variant, "--rounds", str(chosen.rounds)]
        answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603 - this very file
        figures[variant] = json.loads(answer.stdout)
    print_line(json.dumps(figures, indent=1))
    return 0 if all(part["met"] for name in VARIANTS for part in figures[name].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
