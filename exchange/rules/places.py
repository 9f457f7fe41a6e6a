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


def heading_of(part: str) -> str:
    """A heading as officials write it: "三 重点任务" is 三、重点任务, "(一) 管住源头" is （一）管住源头."""
    number, _gap, words = part.partition(" ")
    if not words:
        return part.translate(_BRACKETS)
    sign = "" if number.endswith(")") or number.startswith("第") else "、"
    return f"{number.translate(_BRACKETS)}{sign or (' ' if number.startswith('第') else '')}{words}"
