"""The five answers with which a door refuses; none ever stands for another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Unmet:
    """One guard that does not hold: its name, its sentence, and where the missing thing can be mended ("" if nowhere)."""

    name: str
    sentence: Sentence
    mend: str = ""


class Refused(Exception):
    """A door said no, and nothing was written."""

    code = "refused"

    @property
    def sentences(self) -> list[str]:
        """What to tell the person, one sentence each."""
        return [str(arg) for arg in self.args]


class Invalid(Refused):
    """Not filled in rightly: a sentence for each field; the key "" is for the form as a whole."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, Sentence]) -> None:
        super().__init__(*errors.values())
        self.errors = dict(errors)


class Stale(Refused):
    """Changed meanwhile: the version that the person saw is no longer the present one."""

    code = "stale"

    def __init__(self, expected: int, present: int) -> None:
        super().__init__(
            _("Someone changed this record meanwhile: you saw version %(expected)s, it is now version %(present)s.")
            % {"expected": expected, "present": present}
        )
        self.expected = expected
        self.present = present


class NotFromThisState(Refused):
    """The verb does not start from the state in which the record is."""

    code = "not_from_this_state"

    def __init__(self, verb: str, state: str, label: Sentence = "", state_label: Sentence = "") -> None:
        super().__init__(
            _("“%(verb)s” is not possible while the state is “%(state)s”.")
            % {"verb": label or verb, "state": state_label or state}
        )
        self.verb = verb
        self.state = state


class NotPermitted(Refused):
    """Not you: the person holds no right to this verb on this record."""

    code = "not_permitted"

    def __init__(self, sentences: Iterable[Sentence], rights: Iterable[str] = ()) -> None:
        super().__init__(*sentences)
        self.rights = tuple(rights)


class GuardsUnmet(Refused):
    """Not yet: every guard that does not hold, each with its sentence."""

    code = "guards_unmet"

    def __init__(self, unmet: Iterable[Unmet]) -> None:
        self.unmet = tuple(unmet)
        super().__init__(*(u.sentence for u in self.unmet))


class DoorBypassed(RuntimeError):
    """Code tried to change a record or its trail without going through the kernel: a fault of the program."""


class ClockRefused(RuntimeError):
    """`at` was given where the clock may not be set, or lies before the record's last row."""
