"""What is made of the declarations: the listing for machines, and the diagram."""

import json
import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils import translation

from lifecycle.diagram import moves_of, svg
from lifecycle.management.commands.lifecycles import lifecycle_models
from tests.lifecycle.parcels.models import Parcel

SVG = "{http://www.w3.org/2000/svg}"


def listed() -> dict[str, Any]:
    out = StringIO()
    call_command("lifecycles", "--format", "json", stdout=out)
    return {record["record"]: record for record in json.loads(out.getvalue())["records"]}


def test_the_listing_names_each_record_types_states_and_moves() -> None:
    with translation.override("en"):
        records = listed()
    assert records.keys() == {model._meta.label for model in lifecycle_models()}
    parcel = records["parcels.Parcel"]
    assert parcel["initial"] == "draft"
    assert parcel["states"] == ["draft", "sent", "weighed", "delivered", "lost"]
    weigh = next(one for one in parcel["transitions"] if one["verb"] == "weigh")
    assert weigh == {
        "verb": "weigh",
        "sources": ["sent"],
        "target": "weighed",
        "roles": ["weigher", "supervisor"],
        "rights": ["weigher", "other_than(send)"],
        "guards": [],
    }
    moves = {(one["verb"], tuple(one["sources"]), one["target"]) for one in parcel["transitions"]}
    assert {("mark", ("sent",), "sent"), ("mark", ("weighed",), "weighed")} <= moves
    assert {("recall", ("delivered",), "weighed"), ("recall", ("delivered",), "sent")} <= moves
    deliver = next(one for one in parcel["transitions"] if one["verb"] == "deliver")
    assert deliver["guards"] == [{"name": "has_note", "sentence": "Add a note to the parcel."}]
    shut = next(one for one in records["parcels.Note"]["transitions"] if one["verb"] == "shut")
    assert (shut["roles"], shut["rights"]) == (["driven"], ["driven_by(parcels.Parcel.deliver)"])


def test_the_listing_for_people_says_the_same() -> None:
    out = StringIO()
    call_command("lifecycles", stdout=out)
    assert "weigh: sent -> weighed (weigher, other_than(send))" in out.getvalue()


def drawn(model: Any, current: str, walked: Any = ()) -> Any:
    text = str(svg(model, current, walked))
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("label", [model._meta.label for model in lifecycle_models()])
def test_the_diagram_has_every_state_and_every_move(label: str) -> None:
    model: Any = apps.get_model(label)
    states = list(model.STATES)
    tree = drawn(model, states[0].value)
    boxes = [group for group in tree.iter(f"{SVG}g") if group.find(f"{SVG}text") is not None]
    assert sorted(box.find(f"{SVG}text").text for box in boxes) == sorted(str(state.label) for state in states)
    pairs = {(move.source, move.target) for move in moves_of(model)}
    assert len([path for path in tree.iter(f"{SVG}path") if "d" in path.attrib and path.get("marker-end")]) == len(
        pairs
    )
    described = tree.find(f"{SVG}desc").text
    for move in moves_of(model):
        assert f"{model.STATES(move.source).label} → {model.STATES(move.target).label}: {move.label}" in described
    width, height = float(tree.get("width")), float(tree.get("height"))
    for box in boxes:
        rect = box.find(f"{SVG}rect").attrib
        assert float(rect["x"]) >= 0 and float(rect["x"]) + float(rect["width"]) <= width
        assert float(rect["y"]) >= 0 and float(rect["y"]) + float(rect["height"]) <= height
    places = [(box.find(f"{SVG}rect").get("x"), box.find(f"{SVG}rect").get("y")) for box in boxes]
    assert len(set(places)) == len(places)


def legs(path: str) -> list[tuple[float, float, float, float]]:
    """The parts of a path of M, H, V and Q as rectangles, straight ones without breadth: left, top, right, bottom."""
    found = []
    x = y = 0.0
    for letter, written in re.findall(r"([MHVQ])([-\d. ]+)", path):
        numbers = [float(number) for number in written.split()]
        # A curve lies within the corner that its control point spans.
        ways = {"H": [(numbers[0], y)], "V": [(x, numbers[0])]}.get(letter) or list(
            zip(*[iter(numbers)] * 2, strict=True)
        )
        for to in ways:
            if letter != "M":
                found.append((min(x, to[0]), min(y, to[1]), max(x, to[0]), max(y, to[1])))
            x, y = to
    return found


@pytest.mark.parametrize("label", [model._meta.label for model in lifecycle_models()])
def test_no_edge_of_the_diagram_runs_through_a_box(label: str) -> None:
    tree = drawn(apps.get_model(label), next(iter(apps.get_model(label).STATES)).value)
    rects = [group.find(f"{SVG}rect").attrib for group in tree.iter(f"{SVG}g")]
    boxes = [tuple(float(one[name]) for name in ("x", "y", "width", "height")) for one in rects]
    for path in tree.iter(f"{SVG}path"):
        if path.get("marker-end"):
            for left, top, right, bottom in legs(path.get("d")):
                for x, y, wide, high in boxes:
                    inside = left < x + wide and right > x and top < y + high and bottom > y
                    assert not inside, (label, path.get("d"), (x, y))


def test_the_present_state_and_the_way_there_are_marked() -> None:
    tree = drawn(Parcel, "weighed", ["draft", "sent", "weighed"])
    kinds = [group.get("class") for group in tree.iter(f"{SVG}g")]
    # A weighed parcel may be sent back to its draft, be delivered, or be lost.
    assert kinds == ["n was next", "n was", "n now jn-tone-neutral", "n next", "n next"]
    assert len([path for path in tree.iter(f"{SVG}path") if path.get("class") == "e en"]) == 3
    assert len([path for path in tree.iter(f"{SVG}path") if path.get("class") == "e ep"]) == 2
    assert tree.get("role") == "img" and tree.get("aria-labelledby")


class Odd(models.TextChoices):
    RAW = "raw", "<script>alert('&')</script>"


def test_labels_are_escaped() -> None:
    class Meta:
        verbose_name = 'a "record" <b>'
        model_name = "odd"

    model = type(
        "M", (), {"STATES": Odd, "FIRST": ("raw",), "TONES": {"raw": ("ok", "x")}, "_meta": Meta, "verbs": dict}
    )
    assert "<script>" not in str(svg(model, "raw"))
    tree = drawn(model, "raw")
    assert tree.find(f".//{SVG}text").text == "<script>alert('&')</script>"
