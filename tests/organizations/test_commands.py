"""The commands: founding an installation, divisions, duties, derived rows; and the administration pages."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from lifecycle.creating import create, record_edit
from lifecycle.models import Access
from organizations.models import Account, Body, Division, Grant, Involvement, Official, Oversight
from organizations.testing import World

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


FOUND = (
    "create_roles",
    "--division",
    "990100",
    "--body",
    "数据局",
    "--security-admin",
    "安一",
    "--system-admin",
    "系二",
)


def test_an_installation_is_founded_once_by_two_people_who_must_change_their_passwords(client: Client) -> None:
    made = json.loads(run(*FOUND, "--format", "json"))["accounts"]
    assert [(one["role"], one["account"]) for one in made] == [
        ("security_admin", "security-admin"),
        ("system_admin", "system-admin"),
    ]
    assert Division.objects.filter(code="990100").exists()
    assert Grant.objects.filter(granted_by=None, reach="division").count() == 2
    signed = client.post("/sign-in/", {"username": "security-admin", "password": made[0]["password"]})
    assert signed.status_code == 302
    assert client.get("/grants/new/")["Location"].startswith("/password/")
    with pytest.raises(CommandError, match="已有安全管理员"):
        run(*FOUND)
    assert Account.objects.count() == 2


def test_a_founding_that_fails_leaves_nothing(db: None) -> None:
    with pytest.raises(CommandError):
        run(
            "create_roles",
            "--division",
            "990100",
            "--body",
            "数据局",
            "--security-admin",
            "安一",
            "--system-admin",
            " ",
        )
    assert not Official.objects.exists()
    assert not Account.objects.exists()
    with pytest.raises(CommandError, match="no division has the code 123"):
        run("create_roles", "--division", "123", "--body", "b", "--security-admin", "a", "--system-admin", "c")


def test_divisions_are_taken_over_once_with_those_above_and_below() -> None:
    first = json.loads(run("load_divisions", "445200", "--format", "json"))
    assert first["changed"] == first["kept"] == 0
    city = Division.objects.get(code="445200", system="gb2260")
    assert city.path == "440000/445200/"
    assert Division.objects.filter(parent=city, level="county").count() == 5
    assert Division.objects.filter(path__startswith=city.path, level="town").count() > 80
    assert not Division.objects.filter(code="110000").exists()
    assert json.loads(run("load_divisions", "445200", "--format", "json")) == {
        "made": 0,
        "changed": 0,
        "kept": first["made"],
    }
    Division.objects.filter(pk=city.pk).update(name="X")
    assert "0 made, 1 changed" in run("load_divisions", "445200")
    with pytest.raises(CommandError):
        run("load_divisions", "000001")


def test_the_whole_country_is_taken_over() -> None:
    run("load_divisions")
    assert Division.objects.count() > 3_300
    assert not Division.objects.filter(parent=None).exclude(level="province").exclude(system="own").exists()


def report(*words: str) -> dict[str, Any]:
    """What the command prints as JSON, whether or not it ends with 1."""
    out = StringIO()
    with suppress(SystemExit):
        call_command("check_duties", *words, "--format", "json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def people(found: dict[str, Any], body: Body, verb: str) -> list[list[str]]:
    return [
        one["people"]
        for one in found["duties"]
        if one["record"] == "errands.errand" and one["verb"] == verb and one["body"]["id"] == body.pk
    ]


def test_duties_name_for_each_body_and_verb_who_can_do_it_today(world: World) -> None:
    found = report("900121")
    assert people(found, world.county_commerce, "register") == [["County Supervisor"]]
    assert people(found, world.county_commerce, "report") == [["City Clerk", "County Clerk", "County Government Clerk"]]
    assert people(found, world.county_finance, "sign") == [[]]
    assert {one["body"]["id"] for one in found["duties"]} == {
        world.county_government.pk,
        world.county_office.pk,
        world.county_commerce.pk,
        world.county_finance.pk,
    }
    standing = {one["standing"] for one in found["duties"] if one["verb"] == "register" and one["people"]}
    assert "thin" in standing


def test_where_the_last_edge_ends_nobody_is_left_and_the_command_ends_with_one(world: World) -> None:
    edge = Oversight.objects.get(overseen=world.county_commerce)
    record_edit(edge, world.actor("security_admin"), changes={"until": date(2025, 1, 1)})
    found = report("Yuankou")
    assert {one["name"] for one in found["unseen"]} == {"Yuankou Bureau of Commerce"}
    assert people(found, world.county_commerce, "register") == [[]]
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_duties", "Yuankou", stdout=out)
    assert left.value.code == 1
    assert "nobody oversees: Yuankou Bureau of Commerce" in out.getvalue()


def test_an_edge_that_soon_ends_is_told_before_it_does(world: World) -> None:
    edge = Oversight.objects.get(overseen=world.county_commerce)
    until = timezone.localdate() + timedelta(days=60)
    record_edit(edge, world.actor("security_admin"), changes={"until": until})
    ending = report("900121")["ending"]
    assert [(one["overseen"], one["until"]) for one in ending] == [("Yuankou Bureau of Commerce", until.isoformat())]


def test_matters_are_told_apart_where_an_edge_or_a_grant_does(world: World) -> None:
    edge = {"overseer": world.city_office, "overseen": world.audit_office, "matters": ["contract"]}
    create(Oversight, world.actor("security_admin"), data=edge | {"since": date(2024, 1, 1), "document": "N"})
    found = report("900100")
    by_matter = {
        one["matter"]: bool(one["people"])
        for one in found["duties"]
        if one["record"] == "errands.errand"
        and one["verb"] == "register"
        and one["body"]["id"] == world.audit_office.pk
    }
    assert by_matter == {"investment": False, "contract": True, "policy": False}


def test_an_unknown_division_is_an_error_that_names_it(world: World) -> None:
    with pytest.raises(CommandError, match="Atlantis"):
        run("check_duties", "Atlantis")


def test_derived_rows_are_rebuilt_by_name(world: World, errand: Any) -> None:
    errand()
    Involvement.objects.all().delete()
    counted = json.loads(run("rebuild_derived", "involvement", "--format", "json"))["rebuilt"]["involvement"]
    assert counted["errand"] == 1
    assert Involvement.objects.filter(kind="errand").count() == 7
    with pytest.raises(CommandError, match="unknown: nothing"):
        run("rebuild_derived", "nothing")


def test_the_administration_pages_show_and_change_nothing(world: World, as_person: Any) -> None:
    client = as_person("auditor")
    for name in ("body", "post", "official", "tenure", "grant", "oversight", "account", "division"):
        listed = client.get(f"/admin/organizations/{name}/")
        assert listed.status_code == 200, name
        assert client.get(f"/admin/organizations/{name}/add/").status_code == 403, name
    body = f"/admin/organizations/body/{world.land.pk}"
    assert client.get(f"{body}/change/").status_code == 200
    assert client.post(f"{body}/change/", {"name": "X"}).status_code == 403
    assert client.post(f"{body}/delete/", {"post": "yes"}).status_code == 403
    assert Body.objects.get(pk=world.land.pk).name == "Bureau of Natural Resources"
    account = Account.objects.get(username="auditor")
    page = client.get(f"/admin/organizations/account/{account.pk}/change/").content.decode()
    assert account.password not in page
    assert client.get("/admin/password_change/")["Location"] == "/password/"
    assert client.post("/admin/logout/")["Location"] == "/sign-in/"
    assert client.get("/bodies/").status_code == 302


def on_the_server(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """`manage.py …` as somebody on the server runs it; what he types comes in by the pipe."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, input=typed, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_a_password_set_on_the_server_is_in_the_login_log_and_must_be_changed(world: World, client: Client) -> None:
    account = world.account("security_admin")
    done = on_the_server("changepassword", "security_admin", typed="short\nshort\nLanjiang-New-7\nLanjiang-New-7\n")
    assert done.returncode == 0, done.stderr
    account.refresh_from_db()
    assert account.check_password("Lanjiang-New-7") and account.must_change_password
    row = Access.objects.get(account="security_admin")
    assert (row.kind, row.detail, row.actor_id) == ("account", "server", None)
    client.post("/sign-in/", {"username": "security_admin", "password": "Lanjiang-New-7"})
    assert client.get("/grants/new/")["Location"].startswith("/password/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("changepassword", "nobody"), "Lanjiang-New-7\n" * 2),
        (("changepassword", "security_admin"), "Lanjiang-New-7\nLanjiang-New-8\n" * 3),
        (("changepassword", "security_admin"), "password\npassword\n" * 3),
        (("createsuperuser", "--username", "root", "--noinput"), ""),
        (("createsuperuser",), "root\n"),
    ],
)
def test_what_is_refused_on_the_server_changes_no_account(world: World, words: tuple[str, ...], typed: str) -> None:
    account = world.account("security_admin")
    done = on_the_server(*words, typed=typed)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert Account.objects.get().password == account.password
    assert not Access.objects.exists()
