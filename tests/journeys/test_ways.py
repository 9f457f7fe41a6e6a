"""Each page leads on: to where its reader came from, with what he must know for the next step."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone

from commitments.models import Condition, Disbursement
from commitments.testing import Promises
from lifecycle.desks import verb_url
from lifecycle.models import LifecycleModel
from lifecycle.performing import perform
from organizations.testing import PASSWORD, World, build_world
from rectification.testing import Breaches

pytestmark = pytest.mark.django_db

ENTRY = "/commitments/new/"
NEW_PROMISEE = "/do/new/promisees/"


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def promises(world: World) -> Promises:
    return Promises(world)


def sign_in(world: World, name: str) -> Client:
    world.account(name)
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def test_the_entry_form_sends_for_a_promisee_and_gets_its_reader_back(world: World) -> None:
    client = sign_in(world, "commerce_clerk")
    way = f"{NEW_PROMISEE}?next=/commitments/new/"
    assert f'href="{NEW_PROMISEE}?next=%2Fcommitments%2Fnew%2F"' in client.get(ENTRY).content.decode()
    page = client.get(way)
    assert page.context["form"].initial["logging_body"] == world.commerce
    assert page.context["back_url"] == ENTRY
    answer = client.post(way, {"kind": "enterprise", "name": "Lanfeng", "logging_body": world.commerce.pk})
    assert (answer.status_code, answer["Location"]) == (302, ENTRY)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_an_address_outside_is_no_way_back(world: World, elsewhere: str) -> None:
    client = sign_in(world, "commerce_clerk")
    given = {"kind": "enterprise", "name": "Lanfeng", "logging_body": world.commerce.pk}
    answer = client.post(f"{NEW_PROMISEE}?next={elsewhere}", given)
    assert answer["Location"].startswith("/promisees/")


def test_whoever_enters_for_several_bodies_is_proposed_his_own(world: World) -> None:
    client = sign_in(world, "city_clerk")
    assert client.get(NEW_PROMISEE).context["form"].initial["logging_body"] == world.city_government
    assert f'value="{world.city_government.name}"' in client.get(ENTRY).content.decode()


def test_what_is_entered_on_the_page_of_a_duty_leads_back_there(promises: Promises, world: World) -> None:
    commitment, duty = promises.active()
    client = sign_in(world, "finance_clerk")
    way = f"/do/new/disbursements/?commitment={commitment.pk}&obligation={duty.pk}"
    assert client.get(way).context["back_url"] == duty.get_absolute_url()
    given = {"beneficiary": "Lanfeng", "paying_body": world.finance.pk, "source": "city"}
    assert client.post(way, given)["Location"] == duty.get_absolute_url()
    page = client.get(verb_url(Disbursement.objects.get(), "pay")).content.decode()
    assert duty.ref in page and world.finance.name in page


def test_a_step_that_leaves_the_state_promises_no_other(promises: Promises, world: World) -> None:
    commitment, duty = promises.active()
    client = sign_in(world, "office_supervisor2")
    assert client.get(verb_url(duty, "classify")).context["targets"] == []
    assert commitment.clause in client.get(verb_url(duty, "classify")).content.decode()
    submitted = promises.draft()
    promises.obligation(submitted)
    submitted = promises.submitted(submitted)
    assert [str(one) for one in client.get(verb_url(submitted, "register")).context["targets"]] == ["履行中"]


def test_a_duty_that_waits_for_its_conditions_says_who_goes_on(promises: Promises, world: World) -> None:
    _commitment, duty = promises.active(is_conditional=True)
    client = sign_in(world, "commerce_clerk")
    assert "填报数据并申报" in client.get(duty.get_absolute_url()).content.decode()
    condition = Condition.objects.get()
    told = {"figure": "3", "source": "Audit", "figure_on": timezone.localdate(), "version": condition.version}
    posted = {f"give_figure-{name}": value for name, value in told.items()}
    answer = client.post(verb_url(condition, "give_figure"), posted, follow=True)
    assert answer.redirect_chain[-1][0] == duty.get_absolute_url()
    assert f"填报数据：{condition.text}现为" in answer.content.decode()


def test_who_bears_how_much_is_shown_to_whoever_registers_and_after(promises: Promises, world: World) -> None:
    draft = promises.draft(share_city=50, share_county=50)
    promises.obligation(draft)
    submitted = promises.submitted(draft)
    client = sign_in(world, "office_supervisor")
    for address in (verb_url(submitted, "register"), submitted.get_absolute_url()):
        assert "市级 50%、县级 50%" in client.get(address).content.decode(), address


def test_whoever_accepts_a_payment_reads_what_was_paid(promises: Promises, world: World) -> None:
    _commitment, duty = promises.active()
    payment = promises.payment(duty)
    promises.payment(duty)
    paid = {"paid": 3_000_000, "paid_on": date(2025, 1, 6), "voucher": "Voucher 7"}
    perform(payment, "pay", world.actor("finance_clerk"), data=paid)
    page = sign_in(world, "office_supervisor").get(verb_url(promises.reported(duty), "accept")).content.decode()
    assert "3,000,000.00" in page and "2025年1月6日 · Bureau of Finance · Voucher 7" in page
    assert page.count("Voucher") == 1, "what is only entered is not paid"


def test_whoever_accepts_a_measure_reads_what_was_done_and_opens_its_proof(promises: Promises, world: World) -> None:
    breaches = Breaches(promises)
    order = breaches.begun(breaches.order())
    measure = order.measures.first()
    proof = breaches.proven(measure)
    told = {"done_on": date(2026, 7, 6), "result": "Paid from the reserve."}
    done = breaches.act("finance_clerk", measure, "report_measure", data=told)
    page = sign_in(world, "office_supervisor2").get(verb_url(done, "accept_measure")).content.decode()
    assert "Paid from the reserve." in page and "2026年7月6日" in page
    assert f'href="/evidence/{proof.evidence_id}/file/"' in page


def test_the_step_that_keeps_a_promise_leaps_to_the_eye_not_the_one_that_stops_it(
    promises: Promises, world: World
) -> None:
    commitment, duty = promises.active()
    client = sign_in(world, "office_supervisor")

    def tones() -> dict[str, str]:
        return {str(act.label): act.tone for act in client.get(commitment.get_absolute_url()).context["bar"].allowed}

    assert tones() == {"中止": "plain", "依法解除": "plain"}
    promises.met(duty)
    assert tones()["确认兑现"] == "primary"


def test_the_page_of_a_duty_offers_each_reader_the_steps_that_are_his(promises: Promises, world: World) -> None:
    _commitment, duty = promises.active(is_conditional=True)
    promises.payment(duty)

    def steps(name: str) -> list[str]:
        page = sign_in(world, name).get(duty.get_absolute_url())
        rows = [row for part in ("conditions", "payments") for row in page.context[part]]
        shown = page.content.decode()
        assert all(f'href="{url}"' in shown for _row, acts in rows for _label, url in acts)
        return [str(label) for _row, acts in rows for label, _url in acts] + ["登记"] * ("登记付款" in shown)

    assert steps("finance_clerk") == ["填报数据", "支付", "登记"]
    assert steps("office_supervisor") == ["特批提前兑现", "作废"]
    assert steps("office_clerk") == []


def test_a_chart_of_the_course_keeps_its_size(promises: Promises, world: World) -> None:
    commitment, _duty = promises.active()
    page = sign_in(world, "office_supervisor").get(commitment.get_absolute_url()).content.decode()
    assert 'class="jn-diagram jn-diagram--course"' in page


def test_every_verb_has_its_drawing() -> None:
    sprite = (Path(settings.BASE_DIR) / "templates/components/icons.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="i-([a-z]+)"', sprite))
    kinds = [one for one in apps.get_models() if issubclass(one, LifecycleModel)]
    own = [one for one in kinds if not one.__module__.startswith("tests.")]
    missing = {f"{one.__name__}.{name}": verb.icon for one in own for name, verb in one.verbs().items()}
    assert {name: icon for name, icon in missing.items() if icon not in drawn} == {}
    assert len(missing) > 50, "the verbs were asked"
