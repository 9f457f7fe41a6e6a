"""Whether performing an obligation would be lawful."""

from commitments.choices import Legality
from commitments.rules.sources import is_written


def standing_legality(legality: str, source_kind: str) -> str:
    """The legality that counts: an oral promise stays in dispute, whatever was classified, until it rests on a paper."""
    if legality == Legality.LAWFUL and not is_written(source_kind):
        return Legality.DISPUTED
    return legality
