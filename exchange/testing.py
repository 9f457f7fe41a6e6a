"""A city for tests, with the divisions of the demo's plan: some of its bodies are registered, the others are not."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from commitments.reference import load_types
from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from organizations.acting import INSTALLER, actor_of_official
from organizations.choices import Rank, Role, System, TenureKind
from organizations.loading import load_divisions
from organizations.models import Account, Body, Division, Grant, Official, Oversight, Post, Tenure
from organizations.testing import PASSWORD

PLAN = Path(settings.BASE_DIR) / "samples" / "lanjiang-integrity-plan.txt"
SINCE = date(2024, 1, 1)

# key: (name, division, parent, system)
BODIES: dict[str, tuple[str, str, str, System]] = {
    "party": ("中共岚江市委员会", "990100", "", System.PARTY),
    "government": ("岚江市人民政府", "990100", "", System.GOVERNMENT),
    "party_office": ("中共岚江市委督查室", "990100", "party", System.PARTY),
    "office": ("岚江市人民政府督查室", "990100", "government", System.GOVERNMENT),
    "reform": ("岚江市发展和改革局", "990100", "government", System.GOVERNMENT),
    "finance": ("岚江市财政局", "990100", "government", System.GOVERNMENT),
    "housing": ("岚江市住房和城乡建设局", "990100", "government", System.GOVERNMENT),
    "commerce": ("岚江市商务局", "990100", "government", System.GOVERNMENT),
    "yunfeng": ("云峰区人民政府", "990102", "government", System.GOVERNMENT),
}
# name: (body, role)
PEOPLE: dict[str, tuple[str, Role]] = {
    "clerk": ("reform", Role.CLERK),
    "clerk2": ("reform", Role.CLERK),
    "reform_head": ("reform", Role.SUPERVISOR),
    "finance_clerk": ("finance", Role.CLERK),
    "supervisor": ("office", Role.SUPERVISOR),
    "security": ("government", Role.SECURITY_ADMIN),
}


@dataclass
class PlanCity:
    """Bodies and people by their short names."""

    division: Division
    bodies: dict[str, Body]
    officials: dict[str, Official]

    def actor(self, name: str, today: date | None = None, **words: Any) -> Actor:
        """A person as actor."""
        return actor_of_official(self.officials[name], today, **words)

    def account(self, name: str) -> Account:
        """An account of a person."""
        return Account.objects.create_user(
            username=name, password=PASSWORD, official=self.officials[name], must_change_password=False
        )


def build_city() -> PlanCity:
    """Build it through the doors, with the types of promises."""
    load_divisions(["990100"])
    load_types(INSTALLER)
    divisions = {one.code: one for one in Division.objects.filter(code__startswith="9901")}
    bodies: dict[str, Body] = {}
    for key, (name, code, parent, system) in BODIES.items():
        data = {"name": name, "division": divisions[code], "parent": bodies.get(parent), "system": system}
        bodies[key] = create(Body, INSTALLER, data=data)
    names = list(PEOPLE)
    made = create_many(Official, INSTALLER, [{"name": name} for name in names])
    officials = dict(zip(names, made, strict=True))
    posts = create_many(
        Post,
        INSTALLER,
        [{"body": bodies[PEOPLE[name][0]], "name": name, "rank": Rank.HANDLER, "since": SINCE} for name in names],
    )
    create_many(
        Tenure,
        INSTALLER,
        [
            {"official": officials[name], "post": post, "kind": TenureKind.APPOINTED, "since": SINCE}
            for name, post in zip(names, posts, strict=True)
        ],
    )
    over = [("office", key) for key in ("reform", "finance", "housing", "commerce")]
    create_many(
        Oversight,
        INSTALLER,
        [
            {"overseer": bodies[one], "overseen": bodies[two], "since": SINCE, "document": "岚府办〔2024〕1号"}
            for one, two in over
        ],
    )
    _grant(bodies, officials)
    return PlanCity(divisions["990100"], bodies, officials)


def _grant(bodies: dict[str, Body], officials: dict[str, Official]) -> None:
    def row(name: str, giver: Official | None) -> dict[str, Any]:
        body, role = PEOPLE[name]
        return {"official": officials[name], "role": role, "body": bodies[body], "since": SINCE, "granted_by": giver}

    create(Grant, INSTALLER, data=row("security", None))
    rows = [row(name, officials["security"]) for name in PEOPLE if name != "security"]
    create_many(Grant, actor_of_official(officials["security"]), rows, reason="in office since long")
