"""What the verbs of referrals of persons are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.payload import choice, day, text
from lifecycle.refusals import Sentence
from rectification.choices import PersonForm
from rectification.payloads.faults import future


@dataclass(frozen=True)
class ReferData:
    """To whom the lead goes, and the head's approval."""

    organ: str = text(_("organ it goes to"))
    approval: str = text(_("head's approval on file: by whom, document, date"))
    referred_on: date = day(_("handed over on"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, referred_on=self.referred_on)


@dataclass(frozen=True)
class ConcludeData:
    """The organ's result: form, number, date, file."""

    form: str = choice(_("form"), PersonForm)
    number: str = text(_("number of the decision"))
    decided_on: date = day(_("date of the decision"))
    filed_at: str = text(_("file: where the organ's paper is kept"))

    def faults_on(self, _target: Any, today: date) -> dict[str, Sentence]:
        """Not in the future."""
        return future(today, decided_on=self.decided_on)
