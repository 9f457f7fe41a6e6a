"""The page of a verb: its five answers, and nothing that was typed is lost."""

from typing import Any

import pytest
from django.test import Client

from lifecycle.creating import create, record_edit
from lifecycle.models import UnsentForm
from lifecycle.performing import perform
from lifecycle.testing import columns
from lifecycle.unsent import MOST_FORMS
from organizations.testing import World
from tests.lifecycle.conftest import Enter
from tests.lifecycle.parcels.models import Note, Parcel

pytestmark = pytest.mark.django_db


def page(record: Any, verb: str) -> str:
    return f"/do/parcels/{record.ref}/{verb}/"


def told(verb: str, **values: Any) -> dict[str, Any]:
    return {f"{verb}-{name}": value for name, value in {"reason": "", "basis": "", **values}.items()}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_step_that_is_done_says_what_is_now_true(as_person: Enter, draft: Any) -> None:
    clerk = as_person("commerce_clerk")
    shown = clerk.get(page(draft, "send"))
    assert shown.status_code == 200
    assert "box &lt;1&gt;" in text(shown) and "box <1>" not in text(shown)
    answer = clerk.post(page(draft, "send"), told("send", version=1))
    assert answer.status_code == 302
    row = draft.history.latest()
    assert (row.verb, row.via, row.actor_name) == ("send", "screen", "Commerce Clerk")


def test_what_is_filled_in_wrongly_is_said_at_the_field_and_kept(as_person: Enter, shipped: Any) -> None:
    head, before = as_person("commerce_head"), columns(shipped)
    answer = head.post(page(shipped, "weigh"), told("weigh", version=2, weight="-3", remark="handle with care"))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"weight"}
    assert 'value="-3"' in text(answer) and "handle with care" in text(answer)
    assert 'aria-invalid="true"' in text(answer)
    answer = head.post(page(shipped, "send_back"), told("send_back", version=2))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})
    assert columns(shipped) == before


def test_what_was_typed_for_a_step_comes_back_to_its_writer_alone_until_it_is_taken(
    as_person: Enter, shipped: Any
) -> None:
    head, url = as_person("commerce_head"), page(shipped, "weigh")
    keeping = str(head.get(url).context["autosave_url"])
    assert keeping in text(head.get(url))
    half = told("weigh", version=2, remark="handle with care")
    assert head.post(keeping, half).status_code == 200
    assert "handle with care" not in str(UnsentForm.objects.get().content)
    back = head.get(url)
    assert "handle with care" in text(back) and not back.context["form"].errors
    assert UnsentForm.objects.get().user.username == "commerce_head"
    assert head.post(url, {"do": "discard"}).status_code == 302
    assert "handle with care" not in text(head.get(url))
    # Refused for what is missing, it waits while that is fetched elsewhere.
    assert head.post(url, half).status_code == 422
    assert "handle with care" in text(head.get(url))
    assert head.post(url, {**half, "weigh-weight": "3"}).status_code == 302
    assert not UnsentForm.objects.exists()


def test_steps_begun_and_left_take_no_room_from_longer_forms(as_person: Enter, shipped: Any) -> None:
    clerk = as_person("commerce_head")
    for number in range(MOST_FORMS + 1):
        assert clerk.post(f"/do/unsent/?form=verb:parcels/{number}/send", {"remark": "x"}).status_code == 200
    kept = set(UnsentForm.objects.values_list("form", flat=True))
    assert len(kept) == MOST_FORMS and "verb:parcels/0/send" not in kept
    assert clerk.post("/do/unsent/?form=commitments:new", {"title": "x"}).status_code == 200


def test_what_changed_meanwhile_is_shown_and_what_was_typed_can_be_sent_again(
    as_person: Enter, world: World, draft: Any
) -> None:
    record_edit(draft, world.actor("commerce_clerk2"), changes={"remark": "moved"}, reason="the shelf broke")
    clerk = as_person("commerce_clerk")
    answer = clerk.post(page(draft, "send"), told("send", version=1, reason="I had typed this"))
    assert answer.status_code == 409
    assert "I had typed this" in text(answer) and "the shelf broke" in text(answer)
    assert 'name="send-version" value="2"' in text(answer)
    assert Parcel.objects.get().state == "draft"
    assert clerk.post(page(draft, "send"), told("send", version=2, reason="I had typed this")).status_code == 302


def test_a_stale_edit_keeps_what_was_typed_and_can_be_sent_again(as_person: Enter, world: World, draft: Any) -> None:
    record_edit(draft, world.actor("commerce_clerk2"), changes={"remark": "moved"})
    clerk = as_person("commerce_clerk")
    typed = {"title": "another box", "remark": "mine", "version": "1"}
    answer = clerk.post(page(draft, "edit"), typed)
    assert answer.status_code == 409
    assert "another box" in text(answer)
    assert answer.context["form"]["version"].value() == "2"
    assert Parcel.objects.get().title == "box <1>"
    assert clerk.post(page(draft, "edit"), {**typed, "version": "2"}).status_code == 302
    assert Parcel.objects.get().title == "another box"


def test_a_step_from_another_state_is_a_conflict(as_person: Enter, draft: Any) -> None:
    head = as_person("commerce_head")
    assert head.get(page(draft, "deliver")).status_code == 409
    assert head.post(page(draft, "deliver"), told("deliver", version=1)).status_code == 409
    assert Parcel.objects.get().version == 1


def test_who_may_not_learns_that_before_the_forms_faults(as_person: Enter, shipped: Any) -> None:
    clerk = as_person("commerce_clerk2")
    assert clerk.get(page(shipped, "weigh")).status_code == 403
    answer = clerk.post(page(shipped, "weigh"), told("weigh", version=2, weight="wrong"))
    assert answer.status_code == 403
    assert "weigher" in text(answer)
    answer = clerk.post(page(shipped, "weigh"), told("weigh", version=2, weight="3"))
    assert (answer.status_code, Parcel.objects.get().version) == (403, 2)


def test_who_may_not_edit_is_not_shown_the_form(as_person: Enter, draft: Any, shipped: Any) -> None:
    assert as_person("commerce_head").get(page(shipped, "edit")).status_code == 409
    other = create(Parcel, _clerk(), data={"title": "y"})
    head = as_person("commerce_head")
    assert head.get(page(other, "edit")).status_code == 403
    answer = head.post(page(other, "edit"), {"title": "mine", "version": "1", "due_on": "never"})
    assert (answer.status_code, Parcel.objects.get(pk=other.pk).title) == (403, "y")


def _clerk() -> Any:
    from organizations.acting import actor_of_official
    from organizations.models import Official

    return actor_of_official(Official.objects.get(name="Commerce Clerk"), None)


def test_what_is_still_missing_is_said_with_where_to_mend_it(as_person: Enter, world: World, shipped: Any) -> None:
    parcel = perform(shipped, "weigh", world.actor("commerce_head"), data={"weight": 1})
    head = as_person("commerce_head")
    link = f'href="/do/new/notes/?parcel={parcel.pk}"'
    shown = head.get(page(parcel, "deliver"))
    assert shown.status_code == 200 and link in text(shown) and "Add a note to the parcel." in text(shown)
    answer = head.post(page(parcel, "deliver"), told("deliver", version=3, reason="typed"))
    assert answer.status_code == 422
    assert link in text(answer) and "Add a note to the parcel." in text(answer) and "typed" in text(answer)
    made = as_person("commerce_clerk").post(f"/do/new/notes/?parcel={parcel.pk}", {"text": "by hand"})
    assert made.status_code == 302
    assert Note.objects.get().parcel == parcel
    assert head.post(page(parcel, "deliver"), told("deliver", version=3)).status_code == 302


def test_a_form_of_another_site_is_refused(as_person: Enter, draft: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(as_person("commerce_clerk").get("/").wsgi_request.user)
    assert strict.post(page(draft, "send"), told("send", version=1)).status_code == 403
    assert Parcel.objects.get().state == "draft"


def test_an_unknown_verb_record_or_collection_and_another_bodys_record_are_not_found(
    as_person: Enter, draft: Any
) -> None:
    clerk = as_person("commerce_clerk")
    for address in (page(draft, "fly"), "/do/parcels/PA-1999-0001/send/", "/do/planets/1/send/"):
        assert clerk.get(address).status_code == 404
        assert clerk.post(address, {}).status_code == 404
    finance = as_person("finance_clerk")
    assert finance.get(page(draft, "send")).status_code == 404
    assert finance.post(page(draft, "send"), told("send", version=1)).status_code == 404
    assert finance.get(page(draft, "edit")).status_code == 404
    assert Parcel.objects.get().version == 1


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999", "7"])
def test_a_forged_version_changes_nothing(as_person: Enter, draft: Any, version: str) -> None:
    answer = as_person("commerce_clerk").post(page(draft, "send"), told("send", version=version))
    assert answer.status_code in (409, 422)
    assert Parcel.objects.get().version == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "foo",
        "a:b",
        "/a\\b",
        "/" + "a" * 3000,
    ],
)
def test_the_page_afterwards_is_on_this_site(as_person: Enter, draft: Any, elsewhere: str) -> None:
    answer = as_person("commerce_clerk").post(page(draft, "send"), {**told("send", version=1), "next_url": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")
