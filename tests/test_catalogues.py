"""The Chinese catalogues of all apps: complete, compiled, and of one mind."""

import os
import shutil
import subprocess
import sys
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


def gathered(source: Path, workplace: Path) -> set[tuple[str | None, str]]:
    """What the sources of a folder say now, as `makemessages` gathers it."""
    shutil.copytree(source, workplace / "source", ignore=shutil.ignore_patterns("locale", "__pycache__", "static"))
    (workplace / "source" / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "-v", "0"],
        cwd=workplace / "source",
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True,
    )
    made = workplace / "source" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    return {(one.msgctxt, one.msgid) for one in polib.pofile(str(made))} if made.exists() else set()


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed: catalogues against sources")
@pytest.mark.parametrize("catalogue", [one for one in CATALOGUES if app(one) != "locale"], ids=app)
def test_every_sentence_of_the_sources_is_in_the_catalogue(catalogue: Path, tmp_path: Path) -> None:
    """`make messages` gathers what is new. What another app's catalogue holds already needs no second entry."""
    known = {(one.msgctxt, one.msgid) for each in CATALOGUES for one in polib.pofile(str(each)) if not one.obsolete}
    missing = gathered(catalogue.parents[3], tmp_path) - known
    assert not missing, f"{len(missing)} sentences are in no catalogue, first: {sorted(map(str, missing))[:5]}"
