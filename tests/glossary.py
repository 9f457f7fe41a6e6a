"""Reads `docs/glossary.md`, so that tests can hold the code's words against it."""

import re
from dataclasses import dataclass
from pathlib import Path

GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
HEAD = ("word", "what", "中文", "meaning")


@dataclass(frozen=True)
class Word:
    """One row: `record` is the heading, `model` the label in its brackets (empty where it has none)."""

    record: str
    model: str
    word: str
    what: str
    chinese: str
    meaning: str


def words() -> list[Word]:
    """Every row of the glossary, in its order."""
    found, record, model = [], "", ""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## ([^(]+?)(?: \(`([\w.]+)`\))?", line):
            record, model = heading[1], heading[2] or ""
        elif line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if cells != HEAD and set(cells[0]) != {"-"}:
                found.append(Word(record, model, *cells))
    return found


def labels(model: str, what: str) -> dict[str, str]:
    """The Chinese labels of a model's states, verbs or forms, by their word."""
    return {word.word: word.chinese for word in words() if word.model == model and word.what == what}
