"""The pages of documents: who gets what, what each button does, and how many queries a page takes."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.choices import CommitmentState, ShareState
from commitments.models import Commitment, Obligation, Share
from exchange.choices import MeasureState
from exchange.importing import import_document
from exchange.models import Document, Measure, TimeLimit
from exchange.testing import PLAN, PlanCity
from lifecycle.performing import perform
from organizations.pickers import BodyField
from organizations.testing import PASSWORD
from tests.exchange.files import docx_of
from tests.exchange.test_importing import document

pytestmark = pytest.mark.django_db


def sign_in(city: PlanCity, name: str) -> Client:
    city.account(name)
    client = Client()
    answer = client.post("/sign-in/", {"username": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def plan(city: PlanCity) -> Document:
    words = (
        "建账。逐件登记。（市财政局牵头，市商务局、各县〈市、区〉人民政府〈管委会〉配合）",
        "核对。自发现之日起5个工作日内核对。（市财政局负责）",
        "公示。（市财政局、市商务局负责）",
        "宣传。讲好守信故事。",
    )
    return import_document(document(*words), city.actor("clerk")).document


@pytest.fixture
def clerk(city: PlanCity) -> Client:
    return sign_in(city, "clerk")


def measure(plan: Document, number: int) -> Measure:
    found: Measure = plan.measures.get(position=number)
    return found


def test_who_owes_what_a_document_promised_sees_it_once_that_is_registered_and_a_stranger_never(
    city: PlanCity,
) -> None:
    plan = import_document(document("建账。逐件登记。（市财政局负责）"), city.actor("clerk")).document
    finance = city.actor("finance_clerk")
    stranger = replace(finance, holds=tuple(replace(one, scope=city.bodies["housing"].path) for one in finance.holds))
    seen = Document.objects.visible_to
    assert not seen(finance).exists()
    first = measure(plan, 1)
    perform(first, "accept", city.actor("clerk"))
    submitted = perform(first.commitment, "submit", city.actor("clerk"))
    assert not seen(finance).exists()
    perform(submitted, "register", city.actor("supervisor"))
    assert list(seen(finance)) == [plan] and plan.pk in {one.document_id for one in Measure.objects.visible_to(finance)}
    assert not seen(stranger).exists() and not Measure.objects.visible_to(stranger).exists()


def test_the_upload_says_that_no_classified_files_are_taken_and_makes_the_ledger(city: PlanCity, clerk: Client) -> None:
    assert "本系统不处理涉密文件" in clerk.get("/documents/new/").content.decode()
    file = SimpleUploadedFile("plan.docx", docx_of(PLAN.read_text(encoding="utf-8")))
    sent = {"file": file, "logging_body": city.bodies["reform"].pk}
    answer = clerk.post("/documents/new/", sent, follow=True)
    made = Document.objects.get()
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    page = answer.content.decode()
    assert "三（一）3" in page and "未落实责任单位的条款" in page and "讲好守信故事" in page
    assert Commitment.objects.filter(state=CommitmentState.DRAFT).count() == 30


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("plan.exe", b"MZ\x90\x00" + b"\x00" * 99, 422, "文件不是文本"),
        ("plan.docx", b"%PDF-1.7", 422, "扩展名"),
        ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), 422, "密码"),
        ("plan.txt", b"x" * (21 * 1024 * 1024), 413, "20"),
        ("plan.txt", b"", 422, "文件没有内容"),
    ],
)
def test_a_file_that_is_no_document_is_refused_with_a_sentence(
    city: PlanCity, clerk: Client, name: str, content: bytes, status: int, words: str
) -> None:
    sent = {"file": SimpleUploadedFile(name, content), "logging_body": city.bodies["reform"].pk}
    answer = clerk.post("/documents/new/", sent)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Document.objects.exists()


def test_a_changed_text_is_shown_word_for_word_and_nothing_is_changed(
    city: PlanCity, plan: Document, clerk: Client
) -> None:
    content = document("建账。逐件登记入账。（市财政局负责）").read()
    sent = {"file": SimpleUploadedFile("plan.txt", content), "logging_body": city.bodies["reform"].pk}
    answer = clerk.post("/documents/new/", sent)
    assert answer.status_code == 409
    assert "入账" in answer.content.decode() and plan.ref in answer.content.decode()
    assert Document.history.count() == 1


def test_a_clerk_accepts_all_that_are_complete_and_the_rest_waits(plan: Document, clerk: Client) -> None:
    answer = clerk.post(f"/documents/{plan.ref}/accept/", follow=True)
    assert "已采纳2项任务" in answer.content.decode()
    states = list(plan.measures.order_by("position").values_list("state", flat=True))
    assert states == [MeasureState.ACCEPTED, MeasureState.ACCEPTED, MeasureState.EXTRACTED, MeasureState.EXTRACTED]
    clerk.post(f"/documents/{plan.ref}/lead/")
    clerk.post(f"/documents/{plan.ref}/accept/")
    assert measure(plan, 3).state == MeasureState.ACCEPTED
    answer = clerk.post(f"/documents/measures/{measure(plan, 4).pk}/accept/")
    assert answer.status_code == 422
    assert "请指定责任单位" in answer.content.decode()


def test_a_clerk_names_the_body_of_a_measure_that_names_none(city: PlanCity, plan: Document, clerk: Client) -> None:
    url = measure(plan, 4).get_absolute_url()
    sent = {"form": "name", "name-lead": BodyField.words_for(city.bodies["reform"])}
    assert clerk.post(url, sent | {"name-lead": "没有的局"}).status_code == 422
    assert clerk.post(url, sent).status_code == 302
    made = Obligation.objects.get(commitment=measure(plan, 4).commitment)
    assert made.lead_body == city.bodies["reform"]
    assert clerk.post(f"/documents/measures/{measure(plan, 4).pk}/accept/").status_code == 302


def test_a_correction_changes_lead_support_and_date_in_one_step(city: PlanCity, plan: Document, clerk: Client) -> None:
    one = Obligation.objects.get(commitment=measure(plan, 3).commitment)
    key = f"duty-{one.pk}"
    sent = {
        "form": key,
        f"{key}-version": one.version,
        f"{key}-lead": BodyField.words_for(city.bodies["commerce"]),
        f"{key}-add": BodyField.words_for(city.bodies["housing"]),
        f"{key}-due_on": "2024-06-29",
        f"{key}-due_precision": "month",
        f"{key}-recurs": "once",
    }
    url = measure(plan, 3).get_absolute_url()
    answer = clerk.post(url, sent)
    assert answer.status_code == 422 and "最后一天" in answer.content.decode()
    assert Obligation.objects.get(pk=one.pk).version == one.version
    assert clerk.post(url, sent | {f"{key}-due_on": "2024-06-30"}).status_code == 302
    changed = Obligation.objects.get(pk=one.pk)
    assert (changed.lead_body, changed.due_on) == (city.bodies["commerce"], date(2024, 6, 30))
    standing = Share.objects.filter(obligation=one).exclude(state=ShareState.DROPPED).order_by("pk")
    assert [share.body.name for share in standing] == ["岚江市财政局", "岚江市住房和城乡建设局"]
    assert "由岚江市财政局改为此单位" in clerk.get(url).content.decode()
    assert clerk.post(url, sent).status_code == 409


def test_the_day_of_the_event_gives_the_due_date(plan: Document, clerk: Client) -> None:
    limit = TimeLimit.objects.get(document=plan)
    url = measure(plan, 2).get_absolute_url()
    assert "待填起算日" in clerk.get(url).content.decode()
    sent = {"form": f"limit-{limit.pk}", f"limit-{limit.pk}-event_on": "2024-04-03"}
    assert clerk.post(url, sent).status_code == 302
    # 4 to 6 April 2024 were days off, Sunday the 7th was worked: 7, 8, 9, 10, 11 April.
    assert Obligation.objects.get(commitment=measure(plan, 2).commitment).due_on == date(2024, 4, 11)


def test_what_binds_nothing_is_set_aside_with_a_reason_and_its_draft_withdrawn(plan: Document, clerk: Client) -> None:
    one = measure(plan, 4)
    url = f"/do/document-measures/{one.pk}/set_aside/"
    assert clerk.get(url).status_code == 200
    assert clerk.post(url, {"set_aside-version": one.version}).status_code == 422
    sent = {"set_aside-version": one.version, "set_aside-reason": "宣传性表述"}
    assert clerk.post(url, sent).status_code == 302
    assert measure(plan, 4).state == MeasureState.SET_ASIDE
    assert measure(plan, 4).commitment.state == CommitmentState.WITHDRAWN


def test_every_page_answers_in_both_languages(plan: Document, clerk: Client) -> None:
    one = measure(plan, 1)
    for language in ("zh-hans", "en"):
        clerk.cookies["django_language"] = language
        for url in (
            "/documents/",
            "/documents/new/",
            plan.get_absolute_url(),
            f"{plan.get_absolute_url()}?state=extracted",
            one.get_absolute_url(),
            one.commitment.get_absolute_url(),
            Obligation.objects.filter(commitment=one.commitment)[0].get_absolute_url(),
            f"/do/document-measures/{one.pk}/accept/",
        ):
            assert clerk.get(url).status_code == 200, url
    file = clerk.get(f"/documents/{plan.ref}/file/")
    assert b"".join(file.streaming_content).decode().startswith("岚江市人民政府")  # type: ignore[union-attr]
    assert "sandbox" in file["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["finance_clerk", "security"])
def test_who_has_no_part_in_a_document_finds_nothing(city: PlanCity, plan: Document, name: str) -> None:
    client = sign_in(city, name)
    one = measure(plan, 1)
    assert plan.ref not in client.get("/documents/").content.decode()
    for url in (plan.get_absolute_url(), f"{plan.get_absolute_url()}file/", one.get_absolute_url()):
        assert client.get(url).status_code == 404
    for url in (
        f"/documents/measures/{one.pk}/accept/",
        f"{plan.get_absolute_url()}accept/",
        f"{plan.get_absolute_url()}expand/",
    ):
        assert client.post(url).status_code == 404
    assert measure(plan, 1).state == MeasureState.EXTRACTED


def test_a_supervisor_of_the_logging_body_reads_and_decides_nothing(city: PlanCity, plan: Document) -> None:
    client = sign_in(city, "reform_head")
    one = measure(plan, 1)
    assert client.get("/documents/new/").status_code == 403
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "采纳全部" not in page and "建账" in page
    for url in (
        f"/documents/measures/{one.pk}/accept/",
        f"{plan.get_absolute_url()}accept/",
        f"{plan.get_absolute_url()}lead/",
        f"{plan.get_absolute_url()}expand/",
    ):
        assert client.post(url).status_code == 403, url
    assert measure(plan, 1).state == MeasureState.EXTRACTED


def test_pages_take_as_many_queries_for_ten_measures_as_for_many(city: PlanCity, clerk: Client) -> None:
    def counts(made: Document) -> list[int]:
        found = []
        for url in ("/documents/", made.get_absolute_url(), made.measures.all()[0].get_absolute_url()):
            clerk.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert clerk.get(url).status_code == 200
            found.append(len(queries))
        return found

    few = import_document(
        document(*["建账。2024年6月底前登记。（市财政局牵头，市商务局、有关部门配合）"] * 10), city.actor("clerk")
    ).document
    first = counts(few)
    assert counts(import_document(PLAN, city.actor("clerk")).document) == first
