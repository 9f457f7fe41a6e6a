"""The reading of a page's markup finds what it is for; every page of the demo is read so by `tests/demo/test_dead_ends.py`."""

import pytest

from tests.config.markup import faults_of

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
    ">Name<": ("><", "head without words"),
}


def test_a_page_that_is_right_has_no_faults() -> None:
    assert faults_of(GOOD, "en") == []


@pytest.mark.parametrize("part", SPOILT)
def test_each_fault_is_found(part: str) -> None:
    other, words = SPOILT[part]
    assert any(words in fault for fault in faults_of(GOOD.replace(part, other), "en"))
