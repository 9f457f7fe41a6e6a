"""On a phone no page scrolls sideways: what is wide by nature scrolls in its own region."""

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from commitments.testing import Promises
from organizations.testing import PASSWORD, build_world
from rectification.testing import Breaches
from tests.browsing import shot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
LONG = "Pay the subsidy for the second phase of the plant in the north of the development zone"


def enter(page: "Page", site: str, promises: Promises, name: str) -> None:
    """Sign in once, and give the browser the session."""
    promises.world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    page.context.clear_cookies()
    page.context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in client.cookies.values()])


def too_wide(page: "Page", address: str) -> str:
    """The address where its page is wider than the screen, with the width; "" where it fits."""
    answer = page.goto(address)
    assert answer is not None and answer.status == 200, (address, answer and answer.status)
    width: Any = page.evaluate("document.documentElement.scrollWidth")
    shot(page, f"phone{address.replace('/', '-')}")
    return "" if width <= PHONE["width"] else f"{address}: {width}"


def test_no_page_of_promises_rectification_tasks_and_documents_scrolls_sideways_on_a_phone(
    page: "Page", live_site: str
) -> None:
    promises = Promises(build_world())
    breaches = Breaches(promises)
    draft = promises.draft()
    promises.obligation(draft, title=LONG)
    begun, issued = breaches.begun(breaches.order()), breaches.order()
    breaches.proven(begun.measures.first())
    planned = breaches.planned(breaches.order())
    case = breaches.case(breaches.promise()[1])
    late = begun.case.obligation
    everybody = [
        "/", "/ledger/", "/inbox/", "/variations/", "/handovers/", "/promisees/", "/projects/", "/agreements/",
        "/cases/", "/orders/", begun.get_absolute_url(), begun.case.get_absolute_url(),
        late.get_absolute_url(), late.commitment.get_absolute_url(), f"{begun.get_absolute_url()}paper/",
    ]  # fmt: skip
    of = {
        "finance_clerk": [
            *everybody, f"{issued.get_absolute_url()}plan/", f"{begun.get_absolute_url()}finish/",
            f"/do/rectification-measures/{begun.measures.first().pk}/report_measure/",
        ],
        "office_supervisor": [
            *everybody, case.get_absolute_url(), f"{planned.get_absolute_url()}approval/",
            f"/do/orders/{issued.ref}/record_refusal/",
        ],
        "commerce_clerk": [
            draft.get_absolute_url(), f"{draft.get_absolute_url()}edit/", "/commitments/new/", "/documents/",
            "/documents/new/", "/handovers/prepare/", f"/evidence/upload/?commitment={draft.pk}",
            f"/variations/new/?commitment={late.commitment_id}", f"/do/commitments/{draft.ref}/submit/",
        ],
    }  # fmt: skip
    page.set_viewport_size(PHONE)
    wide = []
    for name, addresses in of.items():
        enter(page, live_site, promises, name)
        wide += [found for address in addresses if (found := too_wide(page, address))]
    assert wide == []
