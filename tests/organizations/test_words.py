"""Every sentence of the app in both languages of the product."""

import re
from pathlib import Path
from typing import Any

import polib  # type: ignore[import-untyped]
import pytest
from django.utils import translation

from organizations import models, rights, signing
from organizations.choices import Part

CATALOGUE = Path(rights.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

RECORDS: list[Any] = [
    models.Body, models.Succession, models.Post, models.Official, models.Tenure, models.Portfolio, models.Oversight,
    models.Grant,
]  # fmt: skip


def sentences() -> list[Any]:
    """What rights and guards of the app answer, the factories of rights included."""
    found: list[Any] = [signing.REFUSED]
    given: list[Any] = [rights.reviewer, rights.superior, rights.integrity_officer, rights.inspector]
    given += [
        rights.clerk_of(Part.DUTY, Part.SUPPORTING),
        rights.supervisor_of(Part.DUTY),
        rights.overseer_staff("clerk"),
    ]
    given += [rights.named("worker"), rights.not_named("worker"), rights.not_of(Part.PAYING)]
    for record in RECORDS:
        given += [record.CREATION.right, *(edit.right for edit in record.EDITABLE.values())]
        guards = [*record.CREATION.guards, *(guard for edit in record.EDITABLE.values() for guard in edit.guards)]
        found += [guard.sentence for guard in guards]
    found += [leaf.sentence for right in given for leaf in right.leaves() if not leaf.drivers]
    return found


def test_nothing_in_the_catalogue_is_missing_fuzzy_or_out_of_use() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert not catalogue.untranslated_entries()
    assert not catalogue.fuzzy_entries()
    assert not catalogue.obsolete_entries()
    assert not [
        entry.msgid for entry in catalogue if re.search(r"[,;.!?]$", entry.msgstr) and CHINESE.search(entry.msgstr)
    ]


@pytest.mark.parametrize("number", range(len(sentences())))
def test_every_refusal_speaks_the_readers_language(number: int) -> None:
    sentence = sentences()[number]
    with translation.override("zh-hans"):
        chinese = str(sentence)
    with translation.override("en"):
        english = str(sentence)
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    assert chinese.endswith("。")
    assert english.endswith(".")
