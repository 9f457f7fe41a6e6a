"""The Chinese catalogues of all apps: complete, compiled, and of one mind."""

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(
    found
    for found in BASE_DIR.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")
    if ".venv" not in found.parts and "var" not in found.parts
)


def app(catalogue: Path) -> str:
    return str(catalogue.relative_to(BASE_DIR).parent.parent.parent)


def words(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def entries() -> Iterator[tuple[Path, polib.POEntry]]:
    for catalogue in CATALOGUES:
        for entry in polib.pofile(str(catalogue)):
            if not entry.obsolete and words(entry):
                yield catalogue, entry


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app)
def test_every_sentence_is_translated_and_none_guessed(catalogue: Path) -> None:
    entries_here = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    wanting = [entry.msgid for entry in entries_here if not words(entry) or entry.fuzzy]
    assert not wanting, f"{len(wanting)} sentences are not translated, first: {wanting[:5]}"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app)
def test_the_compiled_catalogue_is_the_one_that_is_read(catalogue: Path) -> None:
    assert catalogue.with_suffix(".mo").exists(), "not compiled"
    compiled = {(one.msgctxt, one.msgid): words(one) for one in polib.mofile(str(catalogue.with_suffix(".mo")))}
    written = {(one.msgctxt, one.msgid): words(one) for one in polib.pofile(str(catalogue)) if not one.obsolete}
    apart = [key for key in compiled.keys() | written.keys() if compiled.get(key) != written.get(key)]
    assert not apart, f"{len(apart)} sentences differ, first: {apart[:5]}"


def test_no_two_apps_translate_one_sentence_differently() -> None:
    """All catalogues are merged into one, so that the app loaded first would put its words into the mouth of the other.

    Where one English word has two Chinese ones, give each its context (`pgettext`, `{% trans "…" context "…" %}`).
    """
    seen: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for catalogue, entry in entries():
        seen.setdefault((entry.msgctxt, entry.msgid), {}).setdefault(words(entry), []).append(app(catalogue))
    clashes = [f"{key}: {said}" for key, said in seen.items() if len(said) > 1]
    assert not clashes, "\n".join(clashes)
