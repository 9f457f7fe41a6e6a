"""What the verbs of measures are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.payload import day, prose
from lifecycle.refusals import Sentence
from rectification.payloads.faults import future


@dataclass(frozen=True)
class ReportMeasureData:
    """What was done about one measure."""

    done_on: date = day(_("done on"))
    result: str = prose(_("what was done"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, done_on=self.done_on)
