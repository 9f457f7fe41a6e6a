"""A step whose task waits in the inbox, against viewflow's own completion, and 500 of them at once: `python -m benchmarks.inbox`.

Each engine is measured in a process of its own, on real commitments, with the triggers and the durable transactions that
production has. Prints JSON: a step with its task settled beside viewflow's completion of the same step done the
documented way (docs.viewflow.io, "Writing Custom Views"), and tasks a second where one person approves 500.

viewflow's side is its own view wrapper around a function view: the process locked, the task read, the owner's permission
checked, the task started, the artifact fetched, moved by django-fsm and saved, the task executed. "ratio" is judged: there
the artifact is a commitment, whose table demands a trail row, written through the ORM as simple-history does. "bare" is the
same with a plain row of four columns instead, which no history follows. All run one after the other in the same rounds.
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


class Viewflow:
    """Tasks in viewflow processes of their own, assigned to the user who completes them through viewflow's view wrapper."""

    def __init__(self, user: Any) -> None:
        from django.db.models import QuerySet  # noqa: PLC0415
        from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415
        from viewflow.workflow.flow.utils import wrap_view  # noqa: PLC0415
        from viewflow.workflow.models import Task  # noqa: PLC0415

        from workflows.flows import RegistrationFlow  # noqa: PLC0415

        self.user, self.task, self.flow, self.queryset = user, Task, RegistrationFlow, QuerySet
        self.request, self.response, self.clock = HttpRequest, HttpResponse, timezone
        self.view = wrap_view(RegistrationFlow.instance.register, self._fill_in)

    def tasks(self, artifacts: list[Any]) -> list[Any]:
        """A waiting task for each artifact, assigned."""
        found = []
        for artifact in artifacts:
            process = self.flow.start.run(_process_data={"state": "submitted"})
            process.artifact = artifact
            process.save()
            task = self.task.objects.get(process=process, status="NEW")
            with task.activation() as activation:
                activation.assign(self.user)
            found.append(task)
        return found

    def complete(self, task: Any) -> None:
        """What the address of a task does with a form that was sent."""
        request = self.request()
        request.method, request.user = "POST", self.user
        self.view(request, process_pk=task.process_id, task_pk=task.pk)

    def _fill_in(self, request: Any, **_keys: Any) -> Any:
        """The function view: the object is saved, the task executed."""
        artifact = request.activation.process.artifact
        if hasattr(artifact, "history"):
            artifact.register(None, self.clock.localdate())
            self._save_with_history(artifact)
        else:
            artifact.content = {"state": "active"}
            artifact.save()
        request.activation.process.data["state"] = "active"
        request.activation.execute()
        return self.response()

    def _save_with_history(self, record: Any) -> None:
        """The record and its historical row as simple-history saves them, with what the table's trigger demands."""
        model = type(record)
        record.version, record.trail_head = record.version + 1, "0" * 64
        columns = {field.attname: getattr(record, field.attname) for field in model._meta.concrete_fields}
        now = self.clock.now()
        trail = {"verb": "register", "via": "screen", "digest": record.trail_head, "recorded_at": now}
        model.history.model(**columns, **trail, history_date=now, history_type="~").save(force_insert=True)
        key = columns.pop("id")
        self.queryset(model).filter(pk=key).update(**columns)


class Bench:
    """One engine's measurements."""

    def __init__(self, connection: Any) -> None:
        from commitments.models import Commitment  # noqa: PLC0415
        from commitments.testing import Promises  # noqa: PLC0415
        from lifecycle.performing import perform  # noqa: PLC0415
        from lifecycle.sweeping import perform_many  # noqa: PLC0415
        from organizations.testing import build_world  # noqa: PLC0415

        self.connection, self.model = connection, Commitment
        self.perform, self.perform_many = perform, perform_many
        self.promises = Promises(build_world())
        self.reviewer = self.promises.actor("office_supervisor")
        self.viewflow = Viewflow(self.promises.world.account("office_supervisor"))

    def step(self, rounds: int) -> dict[str, Any]:
        """`register` by `perform` with its task settled, and viewflow's completion of such a task."""
        total = rounds + WARM_UP
        records = self.promises.submitted_many(total)
        moved = self.viewflow.tasks(self.promises.submitted_many(total))
        bare = self.viewflow.tasks(self._notes(total))
        mine, theirs, plain = (
            times[WARM_UP:]
            for times in interleaved(
                total,
                lambda n: self.perform(records[n], "register", self.reviewer),
                lambda n: self.viewflow.complete(moved[n]),
                lambda n: self.viewflow.complete(bare[n]),
            )
        )
        ratio = round(least_us(theirs) / least_us(mine), 3)
        return {
            "perform_us": median_us(mine),
            "viewflow_us": median_us(theirs),
            "ratio": round(median_us(theirs) / median_us(mine), 3),
            "ratio_of_minima": ratio,
            "bare_us": median_us(plain),
            "bare_ratio": round(median_us(plain) / median_us(mine), 3),
            "bare_ratio_of_minima": round(least_us(plain) / least_us(mine), 3),
            "statements": self._statements(),
            "target": 1.0,
            "met": ratio >= 1.0,
        }

    def _notes(self, count: int) -> list[Any]:
        """Plain rows without trail, as the object of a viewflow form may be."""
        from lifecycle.models import UnsentForm  # noqa: PLC0415

        now, user = self.viewflow.clock.now(), self.viewflow.user
        rows = [UnsentForm(user=user, form=f"note {number}", saved_at=now) for number in range(count)]
        return UnsentForm.objects.bulk_create(rows)

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
