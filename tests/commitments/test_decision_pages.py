"""Whoever decides reads on the page where he signs what he decides about."""

import pytest
from django.test import Client

from commitments.testing import Promises
from organizations.testing import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_pages_of_register_and_accept_show_what_is_decided(promises: Promises) -> None:
    draft = promises.draft(checks=("legality",))
    promises.check(draft, "legality", "done")
    promises.obligation(draft, title="Pay the first third")
    later = promises.obligation(
        draft,
        is_conditional=True,
        due_rule="term",
        term_amount=15,
        term_unit="working_day",
        paying_body=promises.world.finance,
    )
    promises.condition(later, "the plant runs")
    sent = promises.submitted(draft)
    _commitment, obligation = promises.active()
    done = promises.reported(obligation)
    promises.world.account("office_supervisor")
    client = Client()
    client.post("/sign-in/", {"username": "office_supervisor", "password": PASSWORD})
    client.cookies["django_language"] = "en"
    page = client.get(f"/do/commitments/{sent.ref}/register/").content.decode()
    assert "Pay the first third" in page and "Bureau of Finance" in page and "Article 5" in page
    assert (
        "condition: the plant runs" in page
        and "paid by Bureau of Finance" in page
        and "15 working days after the conditions" in page
    )
    assert "legality review" in page and "done at the time" in page
    page = client.get(f"/do/obligations/{done.ref}/accept/").content.decode()
    assert all(one.title in page for one in done.evidence.all())
