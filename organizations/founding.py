"""The founding of an installation: the two people from whom all other rights come."""

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.creating import create
from lifecycle.refusals import Invalid
from organizations.acting import INSTALLER
from organizations.choices import Rank, Reach, Role, System, TenureKind
from organizations.loading import load_divisions
from organizations.models import Account, Body, Division, Grant, Official, Post, Tenure

PASSWORD_LENGTH = 16
ROLES = {"security": Role.SECURITY_ADMIN, "system": Role.SYSTEM_ADMIN}


@dataclass(frozen=True)
class Founder:
    """One of the two: "security" or "system", the person's name and the account's."""

    role: str
    name: str
    account: str


def found(division_code: str, body_name: str, founders: Sequence[Founder], today: date) -> list[dict[str, str]]:
    """Make both with post, grant and account, and return what to tell them. Must run in a transaction.

    Raises Refused: where there already is a security administrator, or a name is empty or taken; UnknownDivision.
    """
    if Grant.objects.filter(role=Role.SECURITY_ADMIN).exists():
        raise Invalid(
            {"": _("There is a security administrator already: further ones are made on the page of grants.")}
        )
    if len({founder.account for founder in founders}) < len(founders):
        raise Invalid({"account": _("The two accounts need different names.")})
    body = _body(division_code, body_name)
    return [_founded(founder, body, today) for founder in founders]


def _body(division_code: str, name: str) -> Body:
    if not Division.objects.filter(code=division_code).exists():
        load_divisions([division_code])
    division = Division.objects.filter(code=division_code).order_by("pk").first()
    standing = Body.objects.filter(division=division, name=name).first()
    made: Body = standing or create(
        Body, INSTALLER, data={"name": name, "division": division, "system": System.GOVERNMENT}
    )
    return made


def _founded(founder: Founder, body: Body, today: date) -> dict[str, str]:
    role = ROLES[founder.role]
    if Account.objects.filter(username=Account.normalize_username(founder.account)).exists():
        raise Invalid({"account": _("This account name is taken.")})
    official = create(Official, INSTALLER, data={"name": founder.name})
    post = create(Post, INSTALLER, data={"body": body, "name": str(role.label), "rank": Rank.SECTION, "since": today})
    create(
        Tenure,
        INSTALLER,
        data={"official": official, "post": post, "kind": TenureKind.APPOINTED, "since": today},
    )
    words: dict[str, Any] = {"official": official, "role": role, "body": body, "reach": Reach.DIVISION, "since": today}
    create(Grant, INSTALLER, data=words)
    password = first_password()
    Account.objects.create_user(founder.account, password, official=official)
    return {"role": str(role.value), "name": founder.name, "account": founder.account, "password": password}


def first_password() -> str:
    """A random password that meets every rule: letters of both kinds and digits, none that look alike."""
    signs = "".join(sign for sign in string.ascii_letters + string.digits if sign not in "Il1O0o")
    while True:
        password = "".join(secrets.choice(signs) for _place in range(PASSWORD_LENGTH))
        kinds = (any(map(str.islower, password)), any(map(str.isupper, password)), any(map(str.isdigit, password)))
        if all(kinds):
            return password
