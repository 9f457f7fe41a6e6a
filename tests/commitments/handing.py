"""Hand-overs for tests: offices change hands, and lists are drawn up by those who may."""

from datetime import date, timedelta
from typing import Any

from commitments.models import Handover, HandoverItem
from commitments.testing import Promises
from lifecycle.actors import Actor
from lifecycle.creating import create, record_edit
from organizations.acting import INSTALLER, actor_of_official
from organizations.choices import Rank, Reach, Role, SuccessionKind, TenureKind
from organizations.models import Body, Grant, Official, Oversight, Post, Succession, Tenure
from organizations.testing import SINCE

LEFT = date(2026, 3, 1)


def newcomer(promises: Promises, post: Post, name: str = "Newcomer", kind: str = TenureKind.APPOINTED) -> Official:
    """Somebody who holds a post from the day on which the one before him left."""
    made: Official = create(Official, INSTALLER, data={"name": name})
    create(Tenure, INSTALLER, data={"official": made, "post": post, "kind": kind, "since": LEFT})
    return made


def leaves(promises: Promises, name: str) -> None:
    """A person of the world leaves his post."""
    tenure = Tenure.objects.get(official=promises.world.official(name))
    record_edit(tenure, promises.actor("system_admin"), changes={"until": LEFT})


def actor(official: Official) -> Actor:
    """An official as actor."""
    return actor_of_official(official)


def post_in(body: Body, name: str, rank: str = Rank.HANDLER) -> Post:
    """A further post in a body."""
    made: Post = create(Post, INSTALLER, data={"body": body, "name": name, "rank": rank, "since": SINCE})
    return made


def prepared(promises: Promises, by: str = "finance_clerk", **words: Any) -> Handover:
    """The change of the finance bureau's head, its list drawn up by a clerk of the bureau."""
    world = promises.world
    who = words.pop("actor", None) or promises.actor(by)
    data = {
        "occasion": "official",
        "document": "Notice 12 (2026)",
        "changed_on": LEFT,
        "giving_body": world.finance,
        "giving_post": world.post("finance_head"),
        "giver": world.official("finance_head"),
        "taking_body": world.finance,
        "taking_post": world.post("finance_head"),
        "prepared_by": who.on_behalf_of_id or who.official_id,
        **words,
    }
    made: Handover = create(Handover, who, data=data)
    return made


def lines(handover: Handover, *states: str) -> list[Any]:
    """The lines of a list, in order."""
    found = HandoverItem.objects.filter(handover=handover).order_by("pk")
    return list(found.filter(state__in=states) if states else found)


def new_bureau(promises: Promises, name: str = "Bureau of Planning") -> Body:
    """A bureau beside the others, overseen by the supervision office."""
    world = promises.world
    made: Body = create(
        Body,
        INSTALLER,
        data={"name": name, "division": world.city, "parent": world.city_government, "system": "government"},
    )
    create(
        Oversight,
        INSTALLER,
        data={"overseer": world.city_office, "overseen": made, "since": SINCE, "document": "Notice 2 (2026)"},
    )
    return made


def headed(promises: Promises, body: Body, name: str = "Head of Planning") -> tuple[Post, Official]:
    """A head for a body, who supervises it."""
    post = post_in(body, f"head of {body.name}", Rank.HEAD)
    made: Official = create(Official, INSTALLER, data={"name": name})
    create(Tenure, INSTALLER, data={"official": made, "post": post, "kind": TenureKind.APPOINTED, "since": SINCE})
    create(
        Grant,
        promises.actor("security_admin"),
        data={
            "official": made,
            "role": Role.SUPERVISOR,
            "body": body,
            "reach": Reach.BODY,
            "since": SINCE,
            "granted_by": promises.world.official("security_admin"),
        },
        reason="written down later",
    )
    return post, made


def follows(giving: Body, taking: Body, kind: str = SuccessionKind.MERGER, position: int = 1) -> Succession:
    """One body follows another."""
    made: Succession = create(
        Succession,
        INSTALLER,
        data={
            "predecessor": giving,
            "successor": taking,
            "kind": kind,
            "on": LEFT - timedelta(days=1),
            "position": position,
            "document": "Decision 7 (2026)",
        },
    )
    return made
