"""The administration pages: read by the auditor, changed by nobody."""

from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment
from commitments.testing import Promises

pytestmark = pytest.mark.django_db


def signed_in(promises: Promises, name: str) -> Client:
    client = Client()
    client.force_login(promises.world.account(name))
    return client


@pytest.mark.parametrize("page", ["", "{pk}/change/"])
def test_the_auditor_reads_records_with_their_trail(promises: Promises, page: str) -> None:
    commitment, _obligation = promises.active()
    response = signed_in(promises, "auditor").get(f"/admin/commitments/commitment/{page.format(pk=commitment.pk)}")
    assert response.status_code == 200
    assert commitment.ref in response.content.decode()
    if page:
        assert "Office Supervisor" in response.content.decode()
        assert "_save" not in response.content.decode()


def test_administrators_see_no_business_record_and_the_auditor_changes_none(promises: Promises) -> None:
    commitment, _obligation = promises.active()
    address = f"/admin/commitments/commitment/{commitment.pk}/change/"
    for name in ("system_admin", "security_admin"):
        assert signed_in(promises, name).get(address).status_code == 403
    answer = signed_in(promises, "auditor").post(address, {"title": "Something else"})
    assert answer.status_code == 403
    assert Commitment.objects.get(pk=commitment.pk).title == commitment.title


def test_every_list_opens(promises: Promises) -> None:
    promises.active()
    client: Any = signed_in(promises, "auditor")
    for name in [
        "agreement",
        "commitment",
        "commitmenttype",
        "condition",
        "correction",
        "customcolumn",
        "customvalue",
        "disbursement",
        "dispute",
        "evidence",
        "obligation",
        "obligationtemplate",
        "precheck",
        "project",
        "promisee",
        "requiredcheck",
        "share",
    ]:
        assert client.get(f"/admin/commitments/{name}/").status_code == 200, name
