"""The demo's city: its bodies, people, accounts and grants."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from organizations.acting import INSTALLER, actor_of_official
from organizations.choices import Rank, Reach, Role, TenureKind
from organizations.loading import load_divisions
from organizations.models import Account, Body, Division, Grant, Official, Oversight, Post, Tenure

DATA = Path(__file__).resolve().parent / "data"
SINCE = date(2024, 1, 1)
AUDIT_UNTIL = date(2099, 1, 1)
# Marked as a demo account on each row; production refuses every account so marked.
PASSWORD = "Lanjiang-Demo-2026"  # noqa: S105


def read(name: str) -> Any:
    """A data file of the demo."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


class City:
    """Bodies and people of the demo by their short names."""

    def __init__(self) -> None:
        words = read("city.json")
        load_divisions([words["division"]])
        divisions = {one.code: one for one in Division.objects.filter(code__startswith="9901")}
        self.bodies: dict[str, Body] = {}
        for key, name, division, parent, system in words["bodies"]:
            data = {"name": name, "division": divisions[division], "parent": self.bodies.get(parent), "system": system}
            self.bodies[key] = create(Body, INSTALLER, data=data)
        self.people = words["people"]
        made = create_many(Official, INSTALLER, [{"name": person[1]} for person in self.people])
        self.officials: dict[str, Official] = dict(zip([person[0] for person in self.people], made, strict=True))
        self._offices()
        create_many(
            Oversight,
            INSTALLER,
            [
                {
                    "overseer": self.bodies[over],
                    "overseen": self.bodies[under],
                    "since": SINCE,
                    "document": "岚府办〔2024〕1号",
                }
                for over, under in words["oversight"]
            ],
        )
        self._grants(frozenset(words["division_wide"]))
        self._accounts()

    def actor(self, name: str, today: date) -> Actor:
        """A person as actor on a day."""
        return actor_of_official(self.officials[name], today, via="command")

    def _offices(self) -> None:
        rows = [
            {"body": self.bodies[body], "name": post, "rank": Rank(rank), "since": SINCE}
            for _key, _name, body, post, rank, _role, _over in self.people
        ]
        posts = create_many(Post, INSTALLER, rows)
        create_many(
            Tenure,
            INSTALLER,
            [
                {"official": self.officials[person[0]], "post": post, "kind": TenureKind.APPOINTED, "since": SINCE}
                for person, post in zip(self.people, posts, strict=True)
            ],
        )

    def _grants(self, wide: frozenset[str]) -> None:
        first = self.officials["security"]
        rows = []
        for key, _name, _body, _post, _rank, role, over in self.people:
            words: dict[str, Any] = {
                "official": self.officials[key],
                "role": role,
                "body": self.bodies[over],
                "reach": Reach.DIVISION if role in wide else Reach.BODY,
                "since": SINCE,
            }
            if role == Role.AUDITOR:
                words |= {"document": "岚审通〔2024〕1号", "until": AUDIT_UNTIL}
            if key == "security":
                create(Grant, INSTALLER, data=words | {"granted_by": None})
            else:
                rows.append(words | {"granted_by": first})
        create_many(Grant, actor_of_official(first), rows)

    def _accounts(self) -> None:
        for key in self.officials:
            Account.objects.create_user(
                username=key,
                password=PASSWORD,
                official=self.officials[key],
                is_demo=True,
                must_change_password=False,
            )
