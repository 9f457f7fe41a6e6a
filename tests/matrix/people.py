"""Everybody whom the matrix asks, made from real posts and grants in the small world of organizations' tests.

A promise of the city government, logged by the commerce bureau: the land bureau leads, the justice bureau supports, the
finance bureau pays. The city's supervision office oversees them, the party's supervision office oversees that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from organizations.acting import INSTALLER, actor_of, actor_of_official
from organizations.choices import Rank, Role, System, TenureKind
from organizations.models import Body, Official, Post, Tenure
from organizations.testing import SINCE, World, build_world

# name: (body of the post, grants as (role, over))
CLERKS = ((Role.CLERK, "commerce"), (Role.CLERK, "land"))
OVERSEER = (Role.SUPERVISOR, "city_office")
ADDED: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "submitter": ("city_office", (*CLERKS, OVERSEER)),
    "stand_in": ("city_office", ()),
    "principal": ("city_office", (OVERSEER,)),
    "drafter": ("city_office", (OVERSEER,)),
    "reviewer_of_payer": ("finance", (OVERSEER,)),
    "insider": ("land", (OVERSEER,)),
    "insider_below": ("land_station", (OVERSEER,)),
    "insider_supporting": ("justice", (OVERSEER,)),
    "land_stand_in": ("land", ()),
    "verifier": ("audit_office", ((Role.SUPERVISOR, "audit_office"),)),
    "verifying_supervisor": ("audit_office", ((Role.SUPERVISOR, "audit_office"),)),
    "giver": ("land", ()),
    "taker": ("land", ()),
}
# name in the matrix: name in the world
KNOWN = {
    "logging_clerk": "commerce_clerk",
    "logging_supervisor": "commerce_head",
    "promisor_clerk": "city_clerk",
    "duty_clerk": "land_clerk",
    "duty_supervisor": "land_head",
    "supporting_clerk": "justice_clerk",
    "paying_clerk": "finance_clerk",
    "reviewer": "office_supervisor",
    "superior": "party_supervisor",
    "superior_involved": "party_supervisor2",
    "foreign_supervisor": "county_supervisor",
    "inspector_assigned": "inspector",
    "inspector": "inspector2",
    "inspector_decider": "inspector3",
    "nobody": "mayor",
}
# name: (who acts, for whom)
DEPUTIES = {
    "deputy": ("stand_in", "submitter"),
    "insider_deputy": ("land_stand_in", "office_supervisor"),
    "insider_principal": ("stand_in", "insider"),
    "giver_taker": ("giver", "taker"),
}


@dataclass
class Crowd:
    """The world with the people of the matrix in it."""

    world: World
    land_station: Body
    officials: Mapping[str, Official]
    posts: Mapping[str, Post]

    def official(self, name: str) -> Official:
        """A person by his name in the matrix or in the world."""
        return self.officials[KNOWN.get(name, name)]

    def actor(self, name: str, today: date | None = None, **words: Any) -> Actor:
        """A person of the matrix as actor: as himself, or for another where he is a deputy."""
        if name == "second_account":
            return actor_of(self.second_account, today=today, **words)
        if name in DEPUTIES:
            deputy, principal = DEPUTIES[name]
            return actor_of_official(self.official(deputy), today, on_behalf_of=self.official(principal), **words)
        return actor_of_official(self.official(name), today, **words)

    def acting(self, deputy: Official, principal: Official) -> Actor:
        """One person as the deputy of another."""
        return actor_of_official(deputy, on_behalf_of=principal)

    def __post_init__(self) -> None:
        accounts = type(self.world.account("auditor"))
        for name in ("submitter_first", "submitter_second"):
            accounts.objects.create_user(
                name, "Lanjiang-2026-Test", official=self.official("submitter"), must_change_password=False
            )
        self.second_account = accounts.objects.get(username="submitter_second")


def build_crowd() -> Crowd:
    """Build the world and add whom the matrix needs besides."""
    world = build_world()
    station = create(
        Body,
        INSTALLER,
        data={
            "name": "Land Station",
            "division": world.city,
            "parent": world.land,
            "system": System.GOVERNMENT,
        },
    )
    bodies = {name: station if name == "land_station" else world.body(name) for name, _grants in ADDED.values()}
    rows = [
        {"body": bodies[body], "name": f"post of {name}", "rank": Rank.SECTION, "since": SINCE}
        for name, (body, _grants) in ADDED.items()
    ]
    posts = dict(zip(ADDED, create_many(Post, INSTALLER, rows), strict=True))
    made = dict(zip(ADDED, create_many(Official, INSTALLER, [{"name": name.title()} for name in ADDED]), strict=True))
    create_many(
        Tenure,
        INSTALLER,
        [{"official": made[name], "post": posts[name], "kind": TenureKind.APPOINTED, "since": SINCE} for name in ADDED],
    )
    crowd_world = World(**{**vars(world), "officials": {**world.officials, **made}, "posts": {**world.posts, **posts}})
    for name, (_body, grants) in ADDED.items():
        for role, over in grants:
            crowd_world.grant(name, role, over)
    return Crowd(crowd_world, station, crowd_world.officials, crowd_world.posts)
