"""What a file may be called."""

import unicodedata

LONGEST_NAME = 200


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and marks that turn the writing direction; "" where no name with an ending is left."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or not ending:
        return ""
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if len(ending) < LONGEST_NAME else plain[:LONGEST_NAME]
