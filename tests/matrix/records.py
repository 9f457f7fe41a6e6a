"""Plants every record type in any state, with a trail of steps that somebody took, and fills in what verbs ask."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from lifecycle.creating import create
from lifecycle.payload import asked_of, form_field
from lifecycle.testing import did, plant
from organizations.acting import INSTALLER
from organizations.involving import refresh_keys
from organizations.models import Body, Official
from organizations.parties import involved_models
from tests.matrix.people import Crowd

# What the generic answers below do not fill in rightly.
DATA: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("Commitment", "terminate"): {
        "ground": "agreed",
        "power": "Agreement, clause 9",
        "procedure": "Minutes 3",
        "compensation": "paid",
        "compensation_note": "paid in full",
    },
    ("RectificationOrder", "declare_failed"): {
        "extension": "refused",
        "extension_note": "Letter 9",
        "failed_in": "The land",
    },
    ("RectificationOrder", "extend"): {"due_on": date(2050, 1, 3)},
    ("Obligation", "accept_partly"): {"ratio": "40"},
    ("Obligation", "classify"): {
        "legality": "lawful",
        "opinion_by": "Bureau of Justice",
        "opinion_number": "Opinion 3",
        "opinion_on": date(2026, 1, 5),
    },
}
# The steps that count for "another than": who took them may not take the next.
STEPS: Mapping[str, tuple[str, ...]] = {
    "Commitment": ("submit",),
    "Obligation": ("claim", "classify", "report"),
    "Variation": ("submit",),
    "Handover": ("sign_over", "take_over"),
    "Correction": ("create",),
    "RectificationOrder": ("submit_plan", "submit_for_acceptance"),
}
STEPS_OF_OTHERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "RectificationOrder": (("superior_involved", "reopen"),),
    "AccountabilityCase": (
        ("inspector_assigned", "investigate"),
        ("inspector_assigned", "propose_decision"),
        ("inspector_decider", "decide"),
    ),
}


def model(label: str) -> Any:
    """A record type by its label; None where its app is not installed."""
    app, name = label.split(".")
    return apps.get_model(app, name) if apps.is_installed(app) and name.lower() in apps.all_models[app] else None


def promise(crowd: Crowd, state: str = "active", **fields: Any) -> Any:
    """A commitment of the city government in a state."""
    kinds = model("commitments.CommitmentType")
    kind = kinds.objects.filter(code="matrix").first() or create(
        kinds,
        INSTALLER,
        data={
            "code": "matrix",
            "label": "Investment promise",
            "kind": "investment",
            "area": "investment",
            "disclosure": "internal",
        },
    )
    words = {
        "title": "Land for the plant",
        "kind": "investment",
        "type": kind,
        "entry_kind": "signed",
        "source_kind": "letter_of_promise",
        "clause": "The land is handed over.",
        "promised_on": date(2025, 3, 1),
        "promisor": crowd.world.city_government,
        "logging_body": crowd.world.commerce,
        "registered_on": None if state in ("draft", "submitted", "withdrawn") else date(2025, 3, 5),
    }
    return plant(model("commitments.Commitment"), state, **(words | fields))


def duty(crowd: Crowd, promised: Any, state: str = "pending", **fields: Any) -> Any:
    """An obligation of it, with a share of the supporting body."""
    words = {
        "commitment": promised,
        "title": "Hand over 50 mu",
        "kind": "land",
        "lead_body": crowd.world.land,
        "paying_body": crowd.world.finance,
        "due_on": date(2025, 12, 31),
        "is_conditional": state in ("conditional", "claimed"),
        "legality": "lawful",
    }
    made = plant(model("commitments.Obligation"), state, **(words | fields))
    plant(
        model("commitments.Share"),
        "outstanding",
        commitment=promised,
        obligation=made,
        body=crowd.world.justice,
        what="Opinion on the title",
    )
    return made


def _commitment(crowd: Crowd, state: str) -> Any:
    made = promise(crowd, state)
    duty(crowd, made)
    duty(crowd, made, "met")
    return made


def _obligation(crowd: Crowd, state: str) -> Any:
    return duty(crowd, promise(crowd), state)


def _correction(crowd: Crowd, state: str) -> Any:
    made = _commitment(crowd, "active")
    return plant(
        model("commitments.Correction"),
        state,
        commitment=made,
        field="title",
        old_value=made.title,
        new_value="Land for the works",
        why="A slip of the pen",
    )


def _handover(crowd: Crowd, state: str) -> Any:
    owed = duty(crowd, promise(crowd), handler_post=crowd.posts["giver"])
    made = filled(
        crowd,
        model("commitments.Handover"),
        state,
        occasion="official",
        giving_post=crowd.posts["giver"],
        taking_post=crowd.posts["taker"],
    )
    plant(
        model("commitments.HandoverItem"),
        "passed" if state in ("taken_over", "witnessed") else "listed",
        handover=made,
        commitment=owed.commitment,
        obligation=owed,
        state_then="pending",
        due_on=owed.due_on,
        paid=0,
    )
    return made


def _variation(crowd: Crowd, state: str) -> Any:
    made = promise(crowd)
    return plant(
        model("commitments.Variation"),
        state,
        commitment=made,
        obligation=duty(crowd, made),
        kind="extension",
        body=crowd.world.commerce,
        due_on=date(2026, 6, 30),
        why="The ground is being cleared",
    )


def _case(crowd: Crowd, state: str, promised: Any = None) -> Any:
    promised = promised or promise(crowd, "breached" if state == "confirmed" else "active")
    owed = duty(crowd, promised)
    of = model("rectification.BreachCase")
    # Another case, so that there is one to take this up.
    filled(crowd, of, "suspected", commitment=promised, obligation=owed)
    return filled(crowd, of, state, commitment=promised, obligation=owed, **_finding(crowd))


def _finding(crowd: Crowd) -> dict[str, Any]:
    return {
        "verifying_body": crowd.world.audit_office,
        "verifier": crowd.official("verifier"),
        "issuer": crowd.world.city_office,
        "duty_body": crowd.world.land,
        "order_form": "letter",
        "channel": "bureau",
        "authority": "decision",
        "authority_document": "Minutes 4",
    }


def _order(crowd: Crowd, state: str) -> Any:
    stands = {"accepted": "remedied", "failed": "unremedied", "refused": "unremedied", "set_aside": "active"}
    under = "breached" if state in ("issued", "planned") else "rectifying"
    case = _case(crowd, "confirmed", promise(crowd, stands.get(state, under)))
    return filled(
        crowd,
        model("rectification.RectificationOrder"),
        state,
        case=case,
        commitment=case.commitment,
        issued_on=date(2026, 1, 5),
        due_on=date(2026, 2, 5),
        appealed_from="in_progress" if state == "appealed" else "",
    )


def _inquiry(crowd: Crowd, state: str) -> Any:
    order = _order(crowd, "failed")
    return filled(
        crowd,
        model("rectification.AccountabilityCase"),
        state,
        order=order,
        case=order.case,
        commitment=order.commitment,
        form="circulated_criticism",
        form_told="circulated_criticism",
        executed_on=date(2026, 4, 1) if state == "executed" else None,
    )


def _referral(crowd: Crowd, state: str) -> Any:
    inquiry = _inquiry(crowd, "decided")
    return filled(
        crowd,
        model("rectification.PersonReferral"),
        state,
        inquiry=inquiry,
        order=inquiry.order,
        case=inquiry.case,
        commitment=inquiry.commitment,
        issuing_body=crowd.world.city_office,
    )


PLANTERS: dict[str, Callable[[Crowd, str], Any]] = {
    "Commitment": _commitment,
    "Obligation": _obligation,
    "Correction": _correction,
    "Handover": _handover,
    "Variation": _variation,
    "BreachCase": _case,
    "RectificationOrder": _order,
    "AccountabilityCase": _inquiry,
    "PersonReferral": _referral,
}


# Whom or what a reference of a record names, by the reference's own name: a person of the matrix, or a body of the world.
PERSONS = {
    "verifier": "verifier",
    "inspector": "inspector_assigned",
    "outgoing": "giver",
    "giver": "giver",
    "incoming": "taker",
    "taker": "taker",
    "prepared_by": "giver",
    "drafted_by": "drafter",
    "drafter": "drafter",
    "official": "land_head",
    "person": "land_head",
}
BODIES = {
    "giving_body": "land",
    "taking_body": "land",
    "verifying_body": "audit_office",
    "issuer": "city_office",
    "issuing_body": "city_office",
    "deciding_body": "discipline",
    "body": "land",
    "duty_body": "land",
    "addressee": "land",
}


def filled(crowd: Crowd, of: Any, state: str, **known: Any) -> Any:
    """A record of any type in a state: what is not given is filled by its kind, references by their name."""
    words = dict(known)
    for field in of._meta.concrete_fields:
        if field.name in words or field.primary_key or field.has_default() or field.name in KERNEL_FIELDS:
            continue
        if (value := _filling(crowd, field)) is not None:
            words[field.name] = value
    return plant(of, state, **words)


KERNEL_FIELDS = ("version", "trail_head", "state", "ref")


def _filling(crowd: Crowd, field: Any) -> Any:
    """Something for a field that must not be empty; persons and bodies wherever the field's name is known."""
    if field.is_relation:
        if field.name in PERSONS and field.related_model is Official:
            return crowd.official(PERSONS[field.name])
        if field.name in BODIES and field.related_model is Body:
            return crowd.world.body(BODIES[field.name])
    if field.null or field.blank:
        return None
    if field.is_relation:
        raise AssertionError(f"the matrix does not know what {field} names")
    if field.choices:
        return field.choices[0][0]
    words = {"DateField": timezone.localdate(), "DecimalField": Decimal(1), "PositiveSmallIntegerField": 1}
    return words.get(field.get_internal_type(), "In writing")


def _involve(record: Any) -> None:
    """The bodies of what was planted, so that each sees what he sees of records made through the doors."""
    if type(record).__name__ == "Handover":
        refresh_keys(type(record), [record.pk])
        return
    key = record.pk if type(record).__name__ == "Commitment" else record.commitment_id
    for of in involved_models():
        column = "pk" if of.__name__ == "Commitment" else "commitment"
        if column == "pk" or any(field.name == "commitment" for field in of._meta.concrete_fields):
            refresh_keys(of, list(of._base_manager.filter(**{column: key}).values_list("pk", flat=True)))


def planted(crowd: Crowd, label: str, state: str) -> Any:
    """A record in a state, whose steps so far the submitter took himself, and a clerk for the principal."""
    name = label.rpartition(".")[2]
    record = PLANTERS[name](crowd, state)
    _involve(record)
    for person, step in STEPS_OF_OTHERS.get(name, ()):
        record = did(record, step, crowd.actor(person))
    clerk, principal = crowd.official("commerce_clerk2"), crowd.official("principal")
    for step in STEPS.get(name, ()):
        record = did(record, step, crowd.actor("submitter"))
        record = did(record, step, crowd.acting(clerk, principal))
    return record


def data_for(record: Any, verb: str) -> dict[str, Any]:
    """Something right for every field that a verb asks for."""
    known = DATA.get((type(record).__name__, verb))
    if known is not None:
        return dict(known)
    if verb == "assign_verification":
        verifier = Official.objects.get(name="Verifier")
        return {"verifying_body": Body.objects.get(name="Audit Office").pk, "verifier": verifier.pk}
    spec = record.verbs()[verb]
    return {name: _answer(asked, record) for name, asked in asked_of(spec.data).items() if asked.required}


def _answer(asked: Any, record: Any) -> Any:
    today = timezone.localdate()
    if asked.kind == "record":
        chosen: Any = form_field(asked, record)
        first = chosen.queryset.order_by("pk").values_list("pk", flat=True).first()
        return [first] if asked.multiple else first
    if asked.kind == "choice":
        first = asked.choices.choices[0][0]
        return [first] if asked.multiple else first
    words = {"day": today - timedelta(days=1), "yes": True, "number": max(asked.min_value or 1, Decimal(1))}
    return words.get(asked.kind, "In writing")
