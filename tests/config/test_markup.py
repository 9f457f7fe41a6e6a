"""Every page can be read without a mouse and without eyes: labels, headings, names and languages, in both languages."""

import pytest
from django.test import Client

from organizations.testing import PASSWORD
from tests.config import pages
from tests.config.markup import faults_of
from tests.config.samples import build_samples

LANGUAGES = {"zh-hans": "zh-Hans-CN", "en": "en"}
GOOD = (
    '<!doctype html><html lang="en"><head><title>Ledger - Jiannuo</title></head><body><a href="#main">Skip</a>'
    '<main id="main"><h1>Ledger</h1><h2>Rows</h2><label for="q">Search</label><input id="q" name="q">'
    '<table><thead><tr><th scope="col">Name</th></tr></thead></table></main></body></html>'
)
SPOILT = {
    'lang="en"': ('lang="zh"', "language"),
    "<h2>": ("<h3>", "follows"),
    "<h1>Ledger</h1>": ("<h1>Ledger</h1><h1>Again</h1>", "first headings"),
    'for="q"': ('for="w"', "names w"),
    "<label": ("<span><label></label", "without a label"),
    'scope="col"': ("", "scope"),
    'id="q"': ('id="main"', "elements are called"),
    '<a href="#main">Skip</a>': ("", "skip"),
    ">Skip<": ("><", "tells what it does"),
    "</main>": ('<img src="x.png"></main>', "picture"),
    "<title>Ledger - Jiannuo": ("<title> - Jiannuo", "no title"),
}


def test_a_page_that_is_right_has_no_faults() -> None:
    assert faults_of(GOOD, "en") == []


@pytest.mark.parametrize("part", SPOILT)
def test_each_fault_is_found(part: str) -> None:
    other, words = SPOILT[part]
    assert any(words in fault for fault in faults_of(GOOD.replace(part, other), "en"))


@pytest.mark.django_db
def test_every_page_can_be_read_without_a_mouse_and_without_eyes() -> None:
    samples = build_samples()
    clients: dict[str, Client] = {}
    faults: dict[tuple[str, str, str], list[str]] = {}
    for name, reader, address in {**dict.fromkeys(pages.addresses(samples)), **dict.fromkeys(pages.forms(samples))}:
        # The administration pages are Django's own.
        if name.startswith("admin:") or "options" in name:
            continue
        if reader not in clients:
            samples.world.account(reader)
            clients[reader] = Client()
            assert clients[reader].post("/sign-in/", {"username": reader, "password": PASSWORD}).status_code == 302
        for language, marked in LANGUAGES.items():
            clients[reader].cookies["django_language"] = language
            answer = clients[reader].get(address)
            if answer["Content-Type"].startswith("text/html") and answer.status_code != 302:
                if found := faults_of(answer.content.decode(), marked):
                    faults[language, name, address] = found
    assert faults == {}
