"""How places in a document are written for people."""

import re
from itertools import pairwise

_BRACKETS = str.maketrans("()", "（）")
_PART_ALONE = re.compile(r"\d+")


def place_of(path: str) -> str:
    """A path as officials write it: 三/(一)/8 is 三（一）8, and 四/40 is 四、40."""
    steps = path.split("/")
    words = steps[0]
    for before, step in pairwise(steps):
        bare = _PART_ALONE.fullmatch(before) or not before.endswith(")")
        words += f"、{step}" if bare and not step.startswith("(") else step
    return words.translate(_BRACKETS)
