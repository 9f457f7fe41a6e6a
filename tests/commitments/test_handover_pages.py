"""The pages of hand-overs: preparing with every open duty ticked, the list, the sheet to sign, and who bore a duty."""

import re
from io import StringIO
from json import loads
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import Handover, Obligation
from commitments.testing import Promises
from lifecycle.performing import perform
from organizations.choices import TenureKind
from organizations.testing import PASSWORD, World
from tests.commitments.handing import actor, leaves, lines, newcomer, post_in, prepared

pytestmark = pytest.mark.django_db
FOUND, MISSING, UNFIT, NOT_HIS, CONFLICT = 200, 404, 422, 403, 409


@pytest.fixture
def browse(promises: Promises) -> Any:
    """`browse("finance_clerk")` is a client signed in as a person of the world."""

    def client_of(name: str) -> Client:
        account = promises.world.account(name)
        client = Client()
        client.post("/sign-in/", {"username": account.username, "password": PASSWORD})
        return client

    return client_of


def begin(world: World, post: str = "finance_head", **words: Any) -> str:
    asked = {"occasion": "official", "post": world.post(post).pk, **words}
    return reverse("commitments:prepare_handover") + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def filled(world: World, **words: Any) -> dict[str, Any]:
    return {
        "document": "Notice 12 (2026)",
        "changed_on": "2026-03-01",
        "giver": world.official("finance_head").pk,
        "taking_post": world.post("finance_head").pk,
        **words,
    }


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == FOUND
    return len(caught)


def keys_on(page: str) -> list[str]:
    return re.findall(r'name="shown" value="([cos]\d+)"', page)


def test_all_open_duties_are_ticked_at_first_and_the_list_is_made_with_them(
    promises: Promises, world: World, browse: Any
) -> None:
    _one, first = promises.active(title="Pay the subsidy")
    _two, second = promises.active(title="Pay the rent")
    client, url = browse("finance_clerk"), begin(world)
    page = client.get(url).content.decode()
    assert keys_on(page) == [f"o{first.pk}", f"o{second.pk}"]
    assert len(re.findall(r'name="take"[^>]* checked', page)) == 2
    answer = client.post(url, filled(world, shown=keys_on(page), take=keys_on(page)))
    made = Handover.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, made.get_absolute_url())
    assert made.prepared_by == world.official("finance_clerk")
    assert [(one.duty, one.state) for one in lines(made)] == [(first, "listed"), (second, "listed")]


def test_what_is_not_ticked_needs_a_reason_and_the_page_warns(promises: Promises, world: World, browse: Any) -> None:
    _one, first = promises.active(title="Pay the subsidy")
    _two, second = promises.active(title="Pay the rent")
    client, url = browse("finance_clerk"), begin(world)
    keys = [f"o{first.pk}", f"o{second.pk}"]
    answer = client.post(url, filled(world, shown=keys, take=keys[:1]))
    page = answer.content.decode()
    assert answer.status_code == UNFIT
    assert not Handover.objects.exists()
    assert '<a href="#id_why">' in page
    assert len(re.findall(r'name="take"[^>]* checked', page)) == 1
    answer = client.post(url, filled(world, shown=keys, take=keys[:1], why="Goes to the mayor's office"))
    assert answer.status_code == 302
    assert [(one.duty, one.state, one.left_out_why) for one in lines(Handover.objects.get())] == [
        (first, "listed", ""),
        (second, "left_out", "Goes to the mayor's office"),
    ]
    assert "Goes to the mayor" in client.get(Handover.objects.get().get_absolute_url()).content.decode()


def test_the_pickers_offer_posts_and_people_of_the_body_alone(promises: Promises, world: World, browse: Any) -> None:
    promises.active()
    client = browse("finance_clerk")
    page = client.get(begin(world)).content.decode()
    assert f'value="{world.official("finance_clerk2").pk}"' in page
    for name in ("land_head", "mayor", "commerce_clerk"):
        assert world.official(name).name not in page
        answer = client.post(begin(world), filled(world, taker=world.official(name).pk))
        assert answer.status_code == UNFIT
    answer = client.post(begin(world), filled(world, taking_post=world.post("land_head").pk))
    assert answer.status_code == UNFIT
    for name, shown, hidden in (("posts", "finance", "land"), ("bodies", "Finance", "Natural")):
        options = client.get(f"/handovers/options/{name}/", {"post": ""}).content.decode()
        assert shown in options
        assert hidden not in options
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "?occasion=official",
        "?occasion=nothing&post=1",
        "?occasion=official&post=99999999",
        "?occasion=official&post=abc",
        "?occasion=official&post=%00",
        "?occasion=merger&body=1",
        "?occasion=transfer&to=1",
    ],
)
def test_an_address_that_names_nothing_fitting_is_asked_again(browse: Any, address: str) -> None:
    answer = browse("finance_clerk").get(reverse("commitments:prepare_handover") + address)
    assert answer.status_code == UNFIT


def test_nobody_prepares_for_a_body_that_is_not_his(promises: Promises, world: World, browse: Any) -> None:
    promises.active()
    client = browse("land_clerk")
    assert client.get(begin(world)).status_code == UNFIT
    assert client.post(begin(world), filled(world)).status_code == UNFIT
    # Whoever holds a post in the body without any right may look, and is told who may prepare.
    mayor = browse("mayor")
    url = begin(world, "deputy_mayor", occasion="portfolio")
    assert mayor.get(url).status_code == FOUND
    answer = mayor.post(url, filled(world, giver=world.official("deputy_mayor").pk, taking_post=""))
    assert answer.status_code == NOT_HIS
    assert not Handover.objects.exists()


def test_the_same_form_sent_twice_makes_one_hand_over(promises: Promises, world: World, browse: Any) -> None:
    promises.active()
    client, url = browse("finance_clerk"), begin(world)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(url).content.decode())
    assert token is not None
    words = filled(world, form_token=token[1])
    assert client.post(url, words).headers["Location"] == client.post(url, words).headers["Location"]
    assert client.post(url, words | {"document": "Another"}).status_code == CONFLICT
    assert Handover.objects.count() == 1


def test_who_left_and_who_came_are_suggested_from_the_register_of_offices(
    promises: Promises, world: World, browse: Any
) -> None:
    promises.active()
    leaves(promises, "finance_head")
    taker = newcomer(promises, world.post("finance_head"))
    page = browse("finance_clerk").get(begin(world)).content.decode()
    for person in (world.official("finance_head"), taker):
        assert re.search(rf'<option value="{person.pk}" selected', page)
    assert 'value="2026-03-01"' in page


def test_a_list_is_renewed_on_its_page_and_only_while_it_is_prepared(
    promises: Promises, world: World, browse: Any
) -> None:
    promises.active()
    handover = prepared(promises)
    promises.active(title="Came later")
    client, url = browse("finance_clerk"), reverse("commitments:renew_handover", args=(handover.ref,))
    assert client.get(url).status_code == FOUND
    assert browse("office_supervisor").post(url).status_code == NOT_HIS
    assert client.post(url).status_code == 302
    assert len(lines(handover, "listed")) == 2
    perform(Handover.objects.get(), "sign_over", promises.actor("finance_head"))
    assert client.get(url).status_code == CONFLICT
    assert client.post(url).status_code == CONFLICT


def test_others_do_not_find_it_whatever_page_they_ask(promises: Promises, browse: Any) -> None:
    promises.active()
    handover = prepared(promises)
    client = browse("land_clerk")
    for name in ("handover", "handover_sheet", "renew_handover"):
        assert client.get(reverse(f"commitments:{name}", args=(handover.ref,))).status_code == MISSING
        assert client.get(reverse(f"commitments:{name}", args=("HO-1999-0001",))).status_code == MISSING
    assert client.post(reverse("commitments:renew_handover", args=(handover.ref,))).status_code == MISSING
    assert client.get(f"/do/handovers/{handover.ref}/sign_over/").status_code == MISSING
    assert handover.ref not in client.get(reverse("commitments:handovers")).content.decode()


def test_signing_and_taking_over_go_through_the_pages_of_the_verbs(
    promises: Promises, world: World, browse: Any
) -> None:
    _commitment, duty = promises.active()
    handover = prepared(promises, taking_post=None, taker=world.official("finance_clerk2"), occasion="portfolio")
    giver, url = browse("finance_head"), f"/do/handovers/{handover.ref}"
    assert giver.get(f"{url}/sign_over/").status_code == FOUND
    assert giver.post(f"{url}/sign_over/", {"sign_over-version": handover.version}).status_code == 302
    assert giver.get(f"{url}/take_over/").status_code == NOT_HIS
    taker = browse("finance_clerk2")
    page = taker.get(handover.get_absolute_url()).content.decode()
    assert f"{url}/take_over/" in page
    [line] = lines(handover)
    words = {"reserve-version": line.version, "reserve-reservation": "The second receipt was not seen."}
    assert taker.post(f"/do/handover-items/{line.pk}/reserve/", words).status_code == 302
    words = {"take_over-version": Handover.objects.get().version, "take_over-reservations": ""}
    assert taker.post(f"{url}/take_over/", words).status_code == 302
    assert Handover.objects.get().state == "taken_over"
    assert duty.history.filter(verb="hand_over").exists()
    assert "The second receipt was not seen." in taker.get(f"/handovers/{handover.ref}/list/").content.decode()


def test_the_sheet_names_who_signed_when_and_in_which_post(promises: Promises, world: World, browse: Any) -> None:
    promises.active()
    taker = newcomer(promises, world.post("finance_head"), kind=TenureKind.ACTING)
    handover = perform(prepared(promises, taker=taker), "sign_over", promises.actor("finance_head"))
    handover = perform(handover, "take_over", actor(taker), data={"reservations": "Counted without the annex."})
    handover = perform(handover, "witness", promises.actor("office_supervisor"), data={"note": "Papers counted."})
    page = browse("finance_clerk").get(f"/handovers/{handover.ref}/list/").content.decode()
    for words in ("移交清册", "Finance Head", "Newcomer", "Office Supervisor", "Papers counted.", "叁佰万元整"):
        assert words in page, words
    assert "Counted without the annex." in page


def test_pages_ask_as_much_for_many_lines_as_for_one(promises: Promises, world: World, browse: Any) -> None:
    client, counts = browse("finance_clerk"), []
    desk = post_in(world.finance, "desk")
    for number in (1, 4):
        for _one in range(number):
            _commitment, duty = promises.active(handler_post=desk)
            promises.evidence(duty)
        handover = prepared(promises)
        pages = [
            handover.get_absolute_url(),
            f"/handovers/{handover.ref}/list/",
            f"/handovers/{handover.ref}/renew/",
            begin(world),
            reverse("commitments:handovers"),
            reverse("commitments:prepare_handover"),
        ]
        counts.append([queries_of(client, page) for page in pages])
    assert counts[0] == counts[1]


def test_the_commitment_s_page_shows_who_bore_the_duty_and_by_which_hand_over(
    promises: Promises, world: World, browse: Any
) -> None:
    commitment, duty = promises.active(handler_post=world.post("finance_clerk"))
    desk = post_in(world.finance, "second desk")
    comes = newcomer(promises, desk, "Second Clerk")
    handover = prepared(
        promises,
        giving_post=world.post("finance_clerk"),
        giver=world.official("finance_clerk"),
        taking_post=desk,
        taker=comes,
    )
    handover = perform(handover, "sign_over", promises.actor("finance_clerk"))
    client = browse("office_supervisor")
    waiting = client.get(commitment.get_absolute_url()).content.decode()
    assert handover.ref in waiting
    perform(handover, "take_over", actor(comes))
    for page in (commitment.get_absolute_url(), Obligation.objects.get(pk=duty.pk).get_absolute_url()):
        shown = client.get(page).content.decode()
        card = shown[shown.index('id="holders"') :].partition("</section>")[0]
        assert "Second Clerk" in card
        assert "Finance Head" in card
        assert handover.get_absolute_url() in card
    # Trail, turn and chain are asked by query, so that a page with thousands of duties builds those it shows alone.
    assert queries_of(client, commitment.get_absolute_url()) < 70


def test_the_card_of_bearers_asks_as_much_for_many_duties_as_for_one(
    promises: Promises, world: World, browse: Any
) -> None:
    client, counts = browse("office_supervisor"), []
    for number in (1, 4):
        commitment = promises.draft()
        for one in range(number):
            promises.obligation(commitment, title=f"Duty {one}", handler_post=world.post("finance_clerk"))
        promises.registered(commitment)
        counts.append(queries_of(client, commitment.get_absolute_url()))
    assert counts[0] == counts[1]


def test_open_duties_of_posts_without_holder_are_told_with_the_way_to_their_hand_over(
    promises: Promises, world: World, browse: Any
) -> None:
    promises.active(handler_post=world.post("finance_clerk2"))
    promises.active()
    leaves(promises, "finance_head")
    leaves(promises, "finance_clerk2")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_duties", format="json", stdout=out)
    vacant = {one["post"]["id"]: one for one in loads(out.getvalue())["orphans"]}
    assert vacant == {
        world.post(name).pk: {
            "body": {"id": world.finance.pk, "name": "Bureau of Finance"},
            "post": {"id": world.post(name).pk, "name": world.post(name).name},
            "duties": duties,
        }
        for name, duties in (("finance_head", 2), ("finance_clerk2", 1))
    }
    page = browse("office_supervisor").get(reverse("organizations:duties")).content.decode()
    assert f"post={world.post('finance_head').pk}" in page
    assert f"post={world.post('finance_clerk2').pk}" in page
