"""`manage.py lifecycles`: every record type's states, verbs, rights and guards, as the code declares them."""

import json
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser

from lifecycle.models import LifecycleModel
from lifecycle.verbs import SAME, Chosen, Verb


class Command(BaseCommand):
    help = "Lists the lifecycles as they are declared: for each verb its sources, target, roles, rights and guards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        described = {"records": [described_record(model) for model in lifecycle_models()]}
        if options["format"] == "json":
            self.stdout.write(json.dumps(described, ensure_ascii=False, indent=1))
            return
        for record in described["records"]:
            self.stdout.write(f"{record['record']}  {record['initial']} · {', '.join(record['states'])}")
            for one in record["transitions"]:
                guards = "".join(f"\n      [{guard['name']}] {guard['sentence']}" for guard in one["guards"])
                self.stdout.write(
                    f"  {one['verb']}: {', '.join(one['sources'])} -> {one['target']} ({', '.join(one['rights'])}){guards}"
                )


def lifecycle_models() -> list[Any]:
    """The record types with states, by app and name."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, LifecycleModel)),
        key=lambda model: model._meta.label,
    )


def described_record(model: Any) -> dict[str, Any]:
    """One record type as plain values; one entry for each verb and target."""
    return {
        "record": model._meta.label,
        "initial": str(model.FIRST[0]),
        "states": [str(state) for state in model.STATES.values],
        "transitions": [entry for spec in model.verbs().values() for entry in _entries(spec)],
    }


def _entries(spec: Verb) -> list[dict[str, Any]]:
    by_target: dict[str, list[str]] = {}
    for sources, target in spec.moves:
        for source in sources:
            goals = (source,) if target is SAME else target.states if isinstance(target, Chosen) else (target,)
            for goal in goals:
                by_target.setdefault(str(goal), []).append(source)
    return [
        {
            "verb": spec.name,
            "sources": sources,
            "target": target,
            "roles": list(spec.right.roles) + (["driven"] if spec.right.drivers else []),
            "rights": [leaf.name for leaf in spec.right.leaves()],
            "guards": [{"name": guard.name, "sentence": str(guard.sentence)} for guard in spec.all_guards],
        }
        for target, sources in by_target.items()
    ]
