"""A form that makes something makes it once, however often it arrives."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from commitments.models import Evidence, Promisee
from commitments.testing import PDF, Promises
from lifecycle.models import SentForm, UnsentForm
from lifecycle.pruning import prune
from organizations.models import Body
from organizations.testing import World
from tests.lifecycle.conftest import Enter
from tests.lifecycle.parcels.models import Note

NEW = "/do/new/promisees/"


def token_in(answer: Any) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def filled(world: World, **more: str) -> dict[str, Any]:
    return {"kind": "enterprise", "name": "Lanfeng Textiles", "logging_body": world.commerce.pk, **more}


@pytest.mark.django_db
def test_the_same_form_sent_again_leads_to_what_it_made(as_person: Enter, world: World) -> None:
    clerk = as_person("commerce_clerk")
    sent = filled(world, form_token=token_in(clerk.get(NEW)))
    first, second = clerk.post(NEW, sent), clerk.post(NEW, sent)
    made = Promisee.objects.get()
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == made.get_absolute_url()
    assert "Lanfeng Textiles" in clerk.get(made.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["abc", "https://example.org/", "//example.org", "javascript:alert(1)", "/a\\b"])
def test_what_is_no_page_of_this_site_is_never_gone_to_afterwards(as_person: Enter, world: World, asked: str) -> None:
    answer = as_person("commerce_clerk").post(f"{NEW}?{urlencode({'next': asked})}", filled(world))
    assert (answer.status_code, answer["Location"]) == (302, Promisee.objects.get().get_absolute_url())


@pytest.mark.django_db
def test_other_words_under_a_used_token_are_kept_and_asked_about_never_dropped(as_person: Enter, world: World) -> None:
    clerk = as_person("commerce_clerk")
    token = token_in(clerk.get(NEW))
    clerk.post(NEW, filled(world, form_token=token))
    answer = clerk.post(NEW, filled(world, form_token=token, name="Yuankou Timber"))
    assert answer.status_code == 409 and "Yuankou Timber" in answer.content.decode()
    assert Promisee.objects.count() == 1
    again = clerk.post(NEW, filled(world, form_token=token_in(answer), name="Yuankou Timber"))
    assert again.status_code == 302 and Promisee.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_form_keeps_its_token_for_the_next_try(as_person: Enter, world: World) -> None:
    clerk = as_person("commerce_clerk")
    token = token_in(clerk.get(NEW))
    answer = clerk.post(NEW, filled(world, form_token=token, name=""))
    assert answer.status_code == 422 and token_in(answer) == token and not SentForm.objects.exists()
    assert clerk.post(NEW, filled(world, form_token=token)).status_code == 302


@pytest.mark.django_db
def test_one_persons_token_says_nothing_to_another(as_person: Enter, world: World) -> None:
    clerk, other = as_person("commerce_clerk"), as_person("commerce_clerk2")
    sent = filled(world, form_token=token_in(clerk.get(NEW)))
    assert clerk.post(NEW, sent).status_code == other.post(NEW, sent).status_code == 302
    assert Promisee.objects.count() == 2


@pytest.mark.django_db
def test_a_body_and_a_piece_of_evidence_are_made_once_too(as_person: Enter, world: World) -> None:
    admin, clerk = as_person("system_admin"), as_person("commerce_clerk")
    page = "/bodies/new/"
    body = {"name": "Bureau of Water", "division": "Lanjiang", "system": "government", "parent": "", "code": ""}
    body |= {"form_token": token_in(admin.get(page))}
    before = Body.objects.count()
    answers = [admin.post(page, body) for _each in range(2)]
    assert [one.status_code for one in answers] == [302, 302], answers[0].context and answers[0].context["form"].errors
    assert Body.objects.count() == before + 1
    upload = f"/evidence/upload/?commitment={Promises(world).draft().pk}"
    sent = {"title": "Agreement", "purpose": "source", "form_token": token_in(clerk.get(upload))}
    for _each in range(2):
        answer = clerk.post(upload, {**sent, "file": SimpleUploadedFile("a.pdf", PDF)})
        assert answer.status_code == 302
    assert Evidence.objects.count() == 1


def post_as(session: str, url: str, data: dict[str, Any]) -> tuple[int, str]:
    client = Client()
    client.cookies["sessionid"] = session
    answer = client.post(url, data)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_makes_one_record(
    at_once: Callable[..., Any], as_person: Enter, world: World
) -> None:
    clerk = as_person("commerce_clerk")
    session = clerk.cookies["sessionid"].value
    for round_ in range(10):
        sent = filled(world, name=f"Enterprise {round_}", form_token=token_in(clerk.get(NEW)))
        answers = at_once(post_as, (session, NEW, sent), (session, NEW, sent))
        made = Promisee.objects.get(name=f"Enterprise {round_}")
        assert [one.value for one in answers] == [(302, made.get_absolute_url())] * 2, answers
    assert Promisee.objects.count() == 10 and not Note.objects.exists()


@pytest.mark.django_db
def test_what_nobody_comes_back_to_is_deleted_and_nothing_else(world: World) -> None:
    now = timezone.now()  # noqa: TID251
    owner, other = world.account("commerce_clerk"), world.account("finance_clerk")
    for user in (owner, other):
        for days in (89, 91):
            SentForm.objects.create(user=user, token=f"{days:024d}", said="", sent_at=now - timedelta(days=days))
        for days in (364, 366):
            UnsentForm.objects.create(user=user, form=f"a:{days}", saved_at=now - timedelta(days=days))
    assert prune(now, owner) == {"sent": 1, "unsent": 1}
    assert SentForm.objects.filter(user=other).count() == UnsentForm.objects.filter(user=other).count() == 2
    told = StringIO()
    call_command("prune_forms", stdout=told)
    assert told.getvalue() == "sent forms: 1, unsent forms: 1\n"
    assert set(SentForm.objects.values_list("token", flat=True)) == {f"{89:024d}"}
    assert set(UnsentForm.objects.values_list("form", flat=True)) == {"a:364"}
