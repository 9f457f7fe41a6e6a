"""A small world for tests: a city with its bureaus, a county with a single supervisor, and everyone who acts in them.

`build_world()` goes through the doors, as an installation would. Bodies are attributes of the world, people are asked for
by name: `world.actor("commerce_clerk")`, `world.official(...)`, `world.account(...)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from lifecycle.actors import Actor
from lifecycle.creating import create, create_many
from organizations.acting import INSTALLER, actor_of_official
from organizations.choices import CodeSystem, DivisionLevel, Rank, Reach, Role, System, TenureKind
from organizations.models import Account, Body, Division, Grant, Official, Oversight, Post, Tenure

SINCE = date(2024, 1, 1)
AUDIT_ENDS = date(2099, 1, 1)
# Why the grants of this world begin before today.
SINCE_LONG = "in office since long"
PASSWORD = "Lanjiang-2026-Test"  # noqa: S105 - for tests alone

# name: (label, division, parent, system), parents first
BODIES: Mapping[str, tuple[str, str, str, System]] = {
    "city_party": ("Lanjiang Party Committee", "city", "", System.PARTY),
    "city_government": ("Lanjiang Municipal Government", "city", "", System.GOVERNMENT),
    "discipline": ("Lanjiang Commission for Discipline and Supervision", "city", "", System.SUPERVISION),
    "party_office": ("Supervision Office of the Party Committee", "city", "city_party", System.PARTY),
    "city_office": ("Supervision Office of the Municipal Government", "city", "city_government", System.GOVERNMENT),
    "commerce": ("Bureau of Commerce", "city", "city_government", System.GOVERNMENT),
    "finance": ("Bureau of Finance", "city", "city_government", System.GOVERNMENT),
    "land": ("Bureau of Natural Resources", "city", "city_government", System.GOVERNMENT),
    "justice": ("Bureau of Justice", "city", "city_government", System.GOVERNMENT),
    "integrity_office": ("Integrity Office", "city", "city_government", System.GOVERNMENT),
    "audit_office": ("Audit Office", "city", "city_government", System.GOVERNMENT),
    "data_bureau": ("Data Bureau", "city", "city_government", System.GOVERNMENT),
    "county_government": ("Yuankou County Government", "county", "city_government", System.GOVERNMENT),
    "county_office": ("Supervision Office of Yuankou County", "county", "county_government", System.GOVERNMENT),
    "county_commerce": ("Yuankou Bureau of Commerce", "county", "county_government", System.GOVERNMENT),
    "county_finance": ("Yuankou Bureau of Finance", "county", "county_government", System.GOVERNMENT),
}

# The overseer, the body overseen by name, and nothing below it.
OVERSIGHT: tuple[tuple[str, str], ...] = (
    ("city_office", "commerce"),
    ("city_office", "finance"),
    ("city_office", "land"),
    ("city_office", "justice"),
    ("city_office", "integrity_office"),
    ("city_office", "county_government"),
    ("city_office", "county_office"),
    ("party_office", "city_office"),
    ("party_office", "city_government"),
    ("county_office", "county_commerce"),
    ("county_office", "county_finance"),
)


class Person(NamedTuple):
    """Somebody's post, and the role held over a body ("" for none)."""

    body: str
    rank: Rank
    role: str = ""
    over: str = ""


PEOPLE: Mapping[str, Person] = {
    "commerce_clerk": Person("commerce", Rank.HANDLER, Role.CLERK, "commerce"),
    "commerce_clerk2": Person("commerce", Rank.HANDLER, Role.CLERK, "commerce"),
    "commerce_head": Person("commerce", Rank.HEAD, Role.SUPERVISOR, "commerce"),
    "finance_clerk": Person("finance", Rank.HANDLER, Role.CLERK, "finance"),
    "finance_clerk2": Person("finance", Rank.HANDLER, Role.CLERK, "finance"),
    "finance_head": Person("finance", Rank.HEAD, Role.SUPERVISOR, "finance"),
    "land_clerk": Person("land", Rank.HANDLER, Role.CLERK, "land"),
    "land_head": Person("land", Rank.HEAD, Role.SUPERVISOR, "land"),
    "justice_clerk": Person("justice", Rank.HANDLER, Role.CLERK, "justice"),
    "justice_head": Person("justice", Rank.HEAD, Role.SUPERVISOR, "justice"),
    "office_clerk": Person("city_office", Rank.HANDLER, Role.CLERK, "city_office"),
    "office_supervisor": Person("city_office", Rank.HEAD, Role.SUPERVISOR, "city_office"),
    "office_supervisor2": Person("city_office", Rank.DEPUTY, Role.SUPERVISOR, "city_office"),
    "office_supervisor3": Person("city_office", Rank.DEPUTY, Role.SUPERVISOR, "city_office"),
    "party_clerk": Person("party_office", Rank.HANDLER, Role.CLERK, "party_office"),
    "party_supervisor": Person("party_office", Rank.HEAD, Role.SUPERVISOR, "party_office"),
    "party_supervisor2": Person("party_office", Rank.DEPUTY, Role.SUPERVISOR, "party_office"),
    "mayor": Person("city_government", Rank.HEAD),
    "deputy_mayor": Person("city_government", Rank.DEPUTY),
    "city_clerk": Person("city_government", Rank.HANDLER, Role.CLERK, "city_government"),
    "county_governor": Person("county_government", Rank.HEAD),
    "county_clerk": Person("county_commerce", Rank.HANDLER, Role.CLERK, "county_commerce"),
    "county_head": Person("county_commerce", Rank.HEAD, Role.SUPERVISOR, "county_commerce"),
    "county_government_clerk": Person("county_government", Rank.HANDLER, Role.CLERK, "county_government"),
    "county_supervisor": Person("county_office", Rank.HEAD, Role.SUPERVISOR, "county_office"),
    "integrity_officer": Person("integrity_office", Rank.SECTION, Role.INTEGRITY_OFFICER, "integrity_office"),
    "integrity_officer2": Person("integrity_office", Rank.SECTION, Role.INTEGRITY_OFFICER, "integrity_office"),
    "inspector": Person("discipline", Rank.SECTION, Role.INSPECTOR, "discipline"),
    "inspector2": Person("discipline", Rank.SECTION, Role.INSPECTOR, "discipline"),
    "inspector3": Person("discipline", Rank.SECTION, Role.INSPECTOR, "discipline"),
    "auditor": Person("audit_office", Rank.SECTION, Role.AUDITOR, "audit_office"),
    "system_admin": Person("data_bureau", Rank.SECTION, Role.SYSTEM_ADMIN, "data_bureau"),
    "security_admin": Person("data_bureau", Rank.HANDLER, Role.SECURITY_ADMIN, "data_bureau"),
    "security_admin2": Person("data_bureau", Rank.HANDLER, Role.SECURITY_ADMIN, "data_bureau"),
}

DIVISION_WIDE = (Role.INTEGRITY_OFFICER, Role.INSPECTOR, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@dataclass
class World:
    """The world's bodies, and its people by name."""

    city: Division
    county: Division
    city_party: Body
    city_government: Body
    discipline: Body
    party_office: Body
    city_office: Body
    commerce: Body
    finance: Body
    land: Body
    justice: Body
    integrity_office: Body
    audit_office: Body
    data_bureau: Body
    county_government: Body
    county_office: Body
    county_commerce: Body
    county_finance: Body
    officials: Mapping[str, Official]
    posts: Mapping[str, Post]

    def official(self, name: str) -> Official:
        """A person of `PEOPLE`."""
        return self.officials[name]

    def post(self, name: str) -> Post:
        """The post of a person of `PEOPLE`."""
        return self.posts[name]

    def body(self, name: str) -> Body:
        """A body of `BODIES`."""
        found: Body = getattr(self, name)
        return found

    def actor(self, name: str, today: date | None = None, **words: Any) -> Actor:
        """A person as actor; `words` as `actor_of_official` takes them."""
        return actor_of_official(self.officials[name], today, **words)

    def account(self, name: str, password: str = PASSWORD, **values: Any) -> Account:
        """An account of a person, made anew: its name is the person's, no password change is due."""
        values = {"username": name, "must_change_password": False, **values}
        return Account.objects.create_user(password=password, official=self.officials[name], **values)

    def grant(self, name: str, role: str, over: str, **values: Any) -> Grant:
        """A further grant to a person, by a security administrator other than himself."""
        giver = "security_admin2" if name == "security_admin" else "security_admin"
        data = _grant(self.officials[name], role, self.body(over), self.officials[giver]) | values
        made: Grant = create(Grant, self.actor(giver), data=data, reason=SINCE_LONG)
        return made


def build_world(since: date = SINCE) -> World:
    """Build the world; every office, edge and grant holds from `since` on."""
    city = Division.objects.create(
        system=CodeSystem.OWN, code="900100", name="Lanjiang", level=DivisionLevel.PREFECTURE
    )
    county = Division.objects.create(
        system=CodeSystem.OWN, code="900121", name="Yuankou", level=DivisionLevel.COUNTY, parent=city
    )
    bodies = _bodies({"city": city, "county": county})
    posts = _posts(bodies, since)
    made = create_many(Official, INSTALLER, [{"name": name.replace("_", " ").title()} for name in PEOPLE])
    officials = dict(zip(PEOPLE, made, strict=True))
    create_many(
        Tenure,
        INSTALLER,
        [
            {"official": officials[name], "post": posts[name], "kind": TenureKind.APPOINTED, "since": since}
            for name in PEOPLE
        ],
    )
    create_many(
        Oversight,
        INSTALLER,
        [
            {"overseer": bodies[over], "overseen": bodies[under], "since": since, "document": "Notice 1 (2024)"}
            for over, under in OVERSIGHT
        ],
    )
    _grants(bodies, officials, since)
    return World(city=city, county=county, officials=officials, posts=posts, **bodies)


def _bodies(divisions: Mapping[str, Division]) -> dict[str, Body]:
    made: dict[str, Body] = {}
    while len(made) < len(BODIES):
        ready = [name for name, (_l, _d, parent, _s) in BODIES.items() if name not in made and parent in ("", *made)]
        rows = [_body(BODIES[name], divisions, made) for name in ready]
        made |= dict(zip(ready, create_many(Body, INSTALLER, rows), strict=True))
    return made


def _body(
    words: tuple[str, str, str, System], divisions: Mapping[str, Division], made: Mapping[str, Body]
) -> dict[str, Any]:
    label, division, parent, system = words
    return {"name": label, "division": divisions[division], "parent": made.get(parent), "system": system}


def _posts(bodies: Mapping[str, Body], since: date) -> dict[str, Post]:
    rows = [
        {"body": bodies[person.body], "name": f"{person.rank.value} {name}", "rank": person.rank, "since": since}
        for name, person in PEOPLE.items()
    ]
    return dict(zip(PEOPLE, create_many(Post, INSTALLER, rows), strict=True))


def _grant(official: Official, role: str, body: Body, giver: Official | None, since: date = SINCE) -> dict[str, Any]:
    reach = Reach.DIVISION if role in DIVISION_WIDE else Reach.BODY
    words = {"official": official, "role": role, "body": body, "reach": reach, "since": since, "granted_by": giver}
    if role == Role.AUDITOR:
        words |= {"document": "Audit notice 1 (2024)", "until": AUDIT_ENDS}
    return words


def _grants(bodies: Mapping[str, Body], officials: Mapping[str, Official], since: date) -> None:
    first = officials["security_admin"]
    create(Grant, INSTALLER, data=_grant(first, Role.SECURITY_ADMIN, bodies["data_bureau"], None, since))
    rows = [
        _grant(officials[name], person.role, bodies[person.over], first, since)
        for name, person in PEOPLE.items()
        if person.role and name != "security_admin"
    ]
    create_many(Grant, actor_of_official(first), rows, reason=SINCE_LONG)
