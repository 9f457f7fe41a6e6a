"""How another text of a document differs from the one that was taken in, measure by measure."""

from dataclasses import dataclass

from exchange.documents import PolicyReading
from exchange.models import Document
from exchange.rules.places import place_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure whose words are not the same: "" where one of the two texts has no such measure."""

    place: str
    old: str
    new: str


def differences(document: Document, read: PolicyReading) -> tuple[Difference, ...]:
    """What differs, in the order of the new text, then what it no longer has. One query."""
    old = dict(document.measures.order_by("position").values_list("path", "clause"))
    new = {measure.path: measure.clause.text for measure in read.measures}
    changed = [
        Difference(place_of(path), old.get(path, ""), words) for path, words in new.items() if old.get(path) != words
    ]
    gone = [Difference(place_of(path), words, "") for path, words in old.items() if path not in new]
    return (*changed, *gone) or (Difference("", document.text, read.text),)
