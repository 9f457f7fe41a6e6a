"""How stories are written down: phrases unfold, days follow the calendar, papers are what they say they are."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from commitments.file_kinds import kind_of
from demo.days import Days
from demo.papers import paper
from demo.stories import StoryError, in_order, stories

HEAD = """
[cast]
clerk = "commerce.clerk"
[checked_by]
legality = "司法局"
[phrase.asked]
lines = [[0, "clerk", "ask", "$to", {note = "$note", on = "$day-2", title = "{$day+1:Y}年"}], [3, "$by", "answer", "$to"]]
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "stories.toml"
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def test_a_phrase_unfolds_with_what_is_said_and_days_of_its_own(tmp_path: Path) -> None:
    file = written(tmp_path, '[[story]]\nkey = "one"\nthen = [[-9, "asked", "promise", {by = "office.head"}]]')
    first, second = stories(file)[0].lines
    assert (first.day, first.who, first.verb, first.to) == (-9, "commerce.clerk", "ask", "promise")
    # A word left unsaid falls away.
    assert first.words == {"on": -11, "title": "{-8:Y}年"}
    assert (second.day, second.who, second.verb) == (-6, "office.head", "answer")


def test_lines_of_all_stories_follow_the_calendar(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '[[story]]\nkey = "a"\nthen = [[-9, "clerk", "one"], [-3, "clerk", "four"]]\n'
        '[[story]]\nkey = "b"\nthen = [[-9, "clerk", "two"], [-5, "clerk", "three"]]',
    )
    assert [line.verb for line in in_order(stories(file))] == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    "then",
    ['[-3, "clerk", "a"], [-9, "clerk", "b"]', '[-3, "clerk", "a", "promise", "not a table"]'],
)
def test_a_story_that_is_not_well_written_is_named(tmp_path: Path, then: str) -> None:
    with pytest.raises(StoryError, match="lost"):
        stories(written(tmp_path, f'[[story]]\nkey = "lost"\nthen = [{then}]'))


def test_days_behind_move_back_to_a_working_day_and_days_ahead_move_on() -> None:
    # National Day 2026 is kept from 1 to 7 October; 30 September is a Wednesday, 8 October a Thursday.
    days = Days(date(2026, 10, 3))
    assert days.on(0) == days.on(-2) == date(2026, 9, 30)
    assert days.on(1) == date(2026, 10, 8)


def test_lines_of_one_day_follow_each_other_in_time() -> None:
    days = Days(date(2026, 10, 3))
    moments = [days.at(-2), days.at(-1), days.at(0)]
    assert moments == sorted(set(moments))


def test_days_are_written_as_offices_write_them() -> None:
    days = Days(date(2026, 10, 14))
    assert days.fill("{-1}前，{-1:M}，〔{-1:Y}〕1号") == "2026年10月13日前，2026年10月，〔2026〕1号"


@pytest.mark.parametrize("kind", ["pdf", "docx", "png"])
def test_papers_are_real_files_and_the_same_each_time(kind: str) -> None:
    made = paper(kind, "交地确认书", ["承诺事项：工业用地118.6亩"])
    assert made == paper(kind, "交地确认书", ["承诺事项：工业用地118.6亩"])
    assert kind_of(ContentFile(made, name=f"paper.{kind}"), kind) == kind


def test_a_word_document_holds_its_lines() -> None:
    packed = zipfile.ZipFile(io.BytesIO(paper("docx", "说明", ["第一行"])))
    assert "第一行" in packed.read("word/document.xml").decode()
