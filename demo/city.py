"""The demo's city: its bodies, posts, people, accounts and grants, as they stand on the first day."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from commitments.models import CustomColumn
from demo.days import Days
from lifecycle.actors import Actor, Via
from lifecycle.creating import create, create_many, record_edit
from organizations.acting import INSTALLER, actor_of_official
from organizations.choices import Rank, Reach, Role, SuccessionKind, TenureKind
from organizations.loading import load_divisions
from organizations.models import (
    Account,
    Body,
    Division,
    Grant,
    Official,
    Oversight,
    Portfolio,
    Post,
    Succession,
    Tenure,
)

DATA = Path(__file__).resolve().parent / "data"
# Marked as a demo account on each row; production refuses every account so marked.
PASSWORD = "Lanjiang-Demo-2026"  # noqa: S105
SYSTEM, SECURITY = "system", "security"


class City:
    """Bodies, posts and people of the demo by their short names, and who holds which post just now."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.words: Mapping[str, Any] = days.filled(json.loads((DATA / "city.json").read_text(encoding="utf-8")))
        self.since = days.on(self.words["since"])
        self.bodies: dict[str, Body] = {}
        self.posts: dict[str, Post] = {}
        self.officials: dict[str, Official] = {}
        self.columns: dict[str, CustomColumn] = {}
        self.holders: dict[str, list[str]] = {}
        self._tenures: dict[tuple[str, str], Tenure] = {}
        self._grants: dict[tuple[str, str], Grant] = {}
        self._actors: dict[tuple[str, str], Actor] = {}

    def build(self, at: datetime) -> None:
        """Everything of the first day, by the installation, as it is done on a server."""
        self._bodies(at)
        self._offices(at)
        self._oversight(at)
        self._first_grants(at)
        self._portfolios(at)
        self._columns(at)
        self._accounts()

    def known(self, model: Any) -> Mapping[str, Any]:
        """The records of a type that lines call by name."""
        listed: Mapping[Any, Mapping[str, Any]] = {
            Body: self.bodies,
            Post: self.posts,
            Official: self.officials,
            CustomColumn: self.columns,
        }
        return listed.get(model, {})

    def actor(self, post: str, at: datetime) -> Actor:
        """Whoever holds a post at a moment, coming in by that post. Raises KeyError for a post without a holder.

        An official's grants and post are read once for as long as nobody moves: each line is told after the one before.
        """
        official = self.holders[post][-1]
        found = self._actors.get((official, post))
        if found is None:
            read = actor_of_official(
                self.officials[official], timezone.localdate(at), post_id=self.posts[post].pk, via=Via.SCREEN
            )
            found = self._actors[official, post] = read
        return found

    def move(self, change: Mapping[str, Any], at: datetime) -> None:
        """An official leaves a post, takes one, or both; his grants follow."""
        day, key, paper = timezone.localdate(at), change["official"], change["document"]
        system, security = self._administrator(SYSTEM, at), self._administrator(SECURITY, at)
        if old := change.get("from"):
            record_edit(self._tenures.pop((key, old)), system, changes={"until": day}, reason=paper, at=at)
            self.holders[old].remove(key)
            if grant := self._grants.pop((key, old), None):
                record_edit(grant, security, changes={"until": day}, reason=paper, at=at)
        if new := change.get("to"):
            data = {
                "official": self.officials[key],
                "post": self.posts[new],
                "kind": change.get("kind", TenureKind.APPOINTED),
                "since": day,
                "document": paper,
            }
            self._tenures[key, new] = create(Tenure, system, data=data, at=at)
            self.holders.setdefault(new, []).append(key)
            if self._role(new):
                words = self._grant(key, new) | {"since": day, "granted_by": self.officials[SECURITY]}
                self._grants[key, new] = create(Grant, security, data=words, reason=paper, at=at)
        self._actors.clear()

    def merge(self, change: Mapping[str, Any], at: datetime) -> None:
        """One body passes into another."""
        data = {
            "predecessor": self.bodies[change["predecessor"]],
            "successor": self.bodies[change["successor"]],
            "kind": SuccessionKind.MERGER,
            "on": timezone.localdate(at),
            "document": change["document"],
        }
        create(Succession, self._administrator(SYSTEM, at), data=data, at=at)
        self._actors.clear()

    def _administrator(self, key: str, at: datetime) -> Actor:
        return self.actor(f"data.{key}", at)

    def _bodies(self, at: datetime) -> None:
        load_divisions([self.words["division"]])
        divisions = self._divisions()
        for row in self.words["bodies"]:
            plain = {name: row.get(name, "") for name in ("name", "short_name", "other_names", "code", "system")}
            data = plain | {"division": divisions[row["division"]], "parent": self.bodies.get(row["parent"])}
            self.bodies[row["key"]] = create(Body, INSTALLER, data=data, at=at)

    def _offices(self, at: datetime) -> None:
        listed = self.words["posts"]
        rows = [
            {"body": self._body_of(row["key"]), "name": row["name"], "rank": Rank(row["rank"]), "since": self.since}
            for row in listed
        ]
        made = create_many(Post, INSTALLER, rows, at=at)
        self.posts = dict(zip((row["key"] for row in listed), made, strict=True))
        people = self.words["people"]
        named = create_many(Official, INSTALLER, [{"name": one["name"]} for one in people], at=at)
        self.officials = dict(zip((one["key"] for one in people), named, strict=True))
        held = [(one["key"], one["post"]) for one in people if "post" in one]
        tenures = [
            {
                "official": self.officials[key],
                "post": self.posts[post],
                "kind": TenureKind.APPOINTED,
                "since": self.since,
            }
            for key, post in held
        ]
        self._tenures = dict(zip(held, create_many(Tenure, INSTALLER, tenures, at=at), strict=True))
        for key, post in held:
            self.holders.setdefault(post, []).append(key)

    def _body_of(self, post: str) -> Body:
        return self.bodies[post.partition(".")[0]]

    def _role(self, post: str) -> str:
        return next((str(row.get("role", "")) for row in self.words["posts"] if row["key"] == post), "")

    def _oversight(self, at: datetime) -> None:
        paper = self.words["oversight_document"]
        rows = [
            {"overseer": self.bodies[over], "overseen": self.bodies[under], "since": self.since, "document": paper}
            for over, under in self.words["oversight"]
        ]
        # A county with a single supervisor borrows others until a day; of policies somebody oversees whatever lies below.
        rows += [
            {
                "overseer": self.bodies[one["overseer"]],
                "overseen": self.bodies[one["overseen"]],
                "covers_below": "matters" in one,
                "matters": one.get("matters", ""),
                "since": self.since,
                "until": self.days.on(one["until"]) if "until" in one else None,
                "document": one["document"],
            }
            for one in self.words["further_oversight"]
        ]
        create_many(Oversight, INSTALLER, rows, at=at)

    def _grant(self, official: str, post: str) -> dict[str, Any]:
        role = self._role(post)
        wide = role in self.words["division_wide"]
        words = {
            "official": self.officials[official],
            "role": role,
            "body": self._body_of(post),
            "reach": Reach.DIVISION if wide else Reach.BODY,
            "since": self.since,
        }
        if role == Role.AUDITOR:
            audit = self.words["audit"]
            words |= {
                "document": audit["document"],
                "since": self.days.on(audit["since"]),
                "until": self.days.on(audit["until"]),
            }
        return words

    def _first_grants(self, at: datetime) -> None:
        first = self.officials[SECURITY]
        granted = [(one["key"], one["post"]) for one in self.words["people"] if self._role(one.get("post", ""))]
        own = self._grant(SECURITY, f"data.{SECURITY}")
        create(Grant, INSTALLER, data=own | {"granted_by": None}, at=at)
        others = [pair for pair in granted if pair[0] != SECURITY]
        rows = [self._grant(*pair) | {"granted_by": first} for pair in others]
        by = replace(actor_of_official(first, self.since), via=Via.COMMAND)
        self._grants = dict(zip(others, create_many(Grant, by, rows, at=at), strict=True))

    def _portfolios(self, at: datetime) -> None:
        rows = [
            {
                "official": self.officials[row["official"]],
                "post": self.posts[row["post"]],
                "body": self.bodies[row["body"]],
                "since": self.since,
                "document": row["document"],
            }
            for row in self.words["portfolios"]
        ]
        create_many(Portfolio, self._administrator(SYSTEM, at), rows, at=at)

    def _columns(self, at: datetime) -> None:
        """What the city keeps in its ledger besides what every promise has."""
        divisions, rows = self._divisions(), self.words["columns"]
        given = [
            {name: value for name, value in row.items() if name != "key"}
            | {"code": row["key"], "division": divisions[row["division"]]}
            for row in rows
        ]
        made = create_many(CustomColumn, self._administrator(SYSTEM, at), given, at=at)
        self.columns = {row["key"]: one for row, one in zip(rows, made, strict=True)}

    def _divisions(self) -> dict[str, Division]:
        """The city's divisions by code."""
        own = Division.objects.filter(code__startswith=self.words["division"][:4])
        return {one.code: one for one in own}

    def _accounts(self) -> None:
        """One account for each person; the one password is hashed once, for hashing is made to be slow."""
        hashed, now = make_password(PASSWORD), timezone.now()  # noqa: TID251 - accounts are made as the command runs
        Account.objects.bulk_create(
            Account(
                username=key,
                password=hashed,
                official=official,
                is_demo=True,
                must_change_password=False,
                password_set_at=now,
            )
            for key, official in self.officials.items()
        )
