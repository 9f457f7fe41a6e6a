"""Each system check has an example that fails it, and none that is sound."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.test.utils import isolate_apps

from lifecycle import checks
from lifecycle.guards import Guard
from lifecycle.models import Creation, Edit, LifecycleModel, TrailedModel
from lifecycle.rights import right
from lifecycle.verbs import verb


@right("anybody", "Anybody may.")
def anybody(*_all: Any) -> bool:
    return True


class Lamp(models.TextChoices):
    ON = "on", "the lamp burns"
    OFF = "off", "the lamp is dark"


TONES = {"on": ("ok", "check"), "off": ("neutral", "pen")}


def codes(model: Any) -> list[str]:
    found = [*checks._trailed(model)]
    if issubclass(model, LifecycleModel):
        found += checks._lifecycle(model)
    return sorted({str(error.id).removeprefix("lifecycle.") for error in found})


def record(base: Any = TrailedModel, **body: Any) -> Any:
    """A record type made in this test's own registry."""
    meta = type("Meta", (), {"app_label": "parcels", "db_table": "checked", **body.pop("meta", {})})
    return type("Checked", (base,), {"__module__": "tests.lifecycle.parcels.models", "Meta": meta, **body})


def lamp(**body: Any) -> Any:
    """A record type with states, sound but for what is given."""

    @verb(label="switch off", source=Lamp.ON, target=Lamp.OFF, right=anybody)
    def switch_off(self: Any, data: None, today: Any) -> None: ...

    sound: dict[str, Any] = {
        "STATES": Lamp, "FIRST": (Lamp.ON,), "ENDS": (Lamp.OFF,), "TONES": TONES, "switch_off": switch_off
    }  # fmt: skip
    return record(LifecycleModel, **{**sound, **body})


def method(name: str = "fade", **words: Any) -> Any:
    def act(self: Any, data: None, today: Any) -> None: ...

    act.__name__ = name
    return verb(**{"label": "fade", "source": Lamp.ON, "right": anybody, **words})(act)


@isolate_apps("tests.lifecycle.parcels")
def test_sound_record_types_have_no_fault() -> None:
    assert codes(record(name=models.CharField(max_length=10), CREATION=Creation(anybody, ("name",)))) == []
    assert codes(lamp()) == []


def test_the_projects_own_record_types_have_no_fault() -> None:
    assert checks.check_records() == []
    assert checks.check_records([apps.get_app_config("parcels")]) == []


@isolate_apps("tests.lifecycle.parcels")
@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("E001", {"a_field_with_a_name_of_over_thirty": models.IntegerField(null=True)}),
        ("E001", {"名称": models.IntegerField(null=True)}),
        ("E001", {"n": models.IntegerField(), "meta": {"indexes": [models.Index(fields=["n"], name="索引")]}}),
        ("E002", {"made": models.DateTimeField(auto_now_add=True)}),
        ("E002", {"seen": models.DateTimeField(auto_now=True)}),
        ("E002", {"amount": models.DecimalField(max_digits=16, decimal_places=2)}),
        ("E002", {"share": models.FloatField()}),
        ("E002", {"parent": models.ForeignKey("self", models.CASCADE)}),
        ("E002", {"file": models.FileField()}),
        ("E003", {"others": models.ManyToManyField("self")}),
        ("E004", {"CREATION": Creation(None, ())}),  # type: ignore[arg-type]
        ("E005", {"EDITABLE": {"": Edit(None, ())}}),  # type: ignore[arg-type]
        ("E006", {"EDITABLE": {"": Edit(anybody, ("nothing",))}}),
        ("E006", {"CREATION": Creation(anybody, ("nothing",))}),
        ("E008", {"reason": models.TextField()}),
    ],
)
def test_a_record_type_that_breaks_a_rule_is_named(code: str, body: dict[str, Any]) -> None:
    assert code in codes(record(**body))


@isolate_apps("tests.lifecycle.parcels")
def test_a_table_whose_trail_would_have_too_long_a_name_cannot_even_be_declared() -> None:
    with pytest.raises(ImproperlyConfigured):
        record(meta={"db_table": "a_table_of_over_19_characters"})


class Unlabelled(models.TextChoices):
    ON = "on"
    OFF = "off", "the lamp is dark"


@isolate_apps("tests.lifecycle.parcels")
@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("E010", {"FIRST": ()}),
        ("E010", {"FIRST": ("burning",)}),
        ("E011", {"STATES": Unlabelled}),
        ("E012", {"TONES": {"on": ("ok", "check")}}),
        ("E013", {"ENDS": ()}),
        ("E013", {"ENDS": (Lamp.ON, Lamp.OFF)}),
        ("E020", {"fade": method(right=None)}),
        ("E021", {"fade": method(label=" ")}),
        ("E022", {"edit": method("edit")}),
        ("E022", {"f" * 41: method("f" * 41)}),
        ("E023", {"fade": method(source=())}),
        ("E024", {"fade": method(source="burning")}),
        ("E024", {"fade": method(target="burnt")}),
    ],
)
def test_a_lifecycle_that_breaks_a_rule_is_named(code: str, body: dict[str, Any]) -> None:
    assert code in codes(lamp(**body))


@isolate_apps("tests.lifecycle.parcels")
def test_a_guard_in_a_slot_that_the_verb_does_not_name_is_a_fault() -> None:
    model = lamp()
    guard = Guard("is_late", "It is early.", lambda *_all: True)
    model.verbs()["switch_off"].added.append(("above", guard))
    assert codes(model) == ["E025"]
