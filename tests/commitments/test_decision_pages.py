"""Whoever decides reads on the page where he signs what he decides about."""

import pytest
from django.test import Client

from commitments.testing import Promises
from organizations.testing import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_pages_of_register_and_accept_show_what_is_decided(promises: Promises) -> None:
    draft = promises.draft()
    promises.obligation(draft, title="Pay the first third")
    sent = promises.submitted(draft)
    _commitment, obligation = promises.active()
    done = promises.reported(obligation)
    promises.world.account("office_supervisor")
    client = Client()
    client.post("/sign-in/", {"username": "office_supervisor", "password": PASSWORD})
    client.cookies["django_language"] = "en"
    page = client.get(f"/do/commitments/{sent.ref}/register/").content.decode()
    assert "Pay the first third" in page and "Bureau of Finance" in page and "Article 5" in page
    page = client.get(f"/do/obligations/{done.ref}/accept/").content.decode()
    assert all(one.title in page for one in done.evidence.all())
