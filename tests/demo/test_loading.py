"""The demo is loaded whole or not at all, and never in production."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Commitment
from demo.loading import load
from demo.stories import STORIES, StoryError
from organizations.models import Account, Body

NEW_YEAR = date(2026, 1, 1)
pytestmark = pytest.mark.django_db


def test_the_demo_is_refused_in_production(settings: Any) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError):
        call_command("load_demo")


class Killed(Exception):
    """Somebody ended the loading."""


def test_a_loading_that_is_killed_leaves_nothing() -> None:
    def kill(told: int, _lines: int) -> None:
        if told == 20:
            raise Killed

    with pytest.raises(Killed):
        load(NEW_YEAR, kill)
    assert not Body.objects.exists()
    assert not Commitment.objects.exists()
    assert not Account.objects.exists()


def test_a_line_that_is_answered_otherwise_names_its_story(tmp_path: Path) -> None:
    head = STORIES.read_text(encoding="utf-8").split("[[story]]")[0]
    file = tmp_path / "stories.toml"
    file.write_text(f'{head}\n[[story]]\nkey = "lost"\nthen = [[-9, "clerk", "submit", "nowhere"]]', encoding="utf-8")
    with pytest.raises(StoryError, match="lost, line 1"):
        load(NEW_YEAR, path=file)
    assert not Body.objects.exists()
