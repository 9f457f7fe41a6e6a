"""Keys as pages and programs send them."""

# The longest key that both databases hold.
MOST_DIGITS = 18


def key_in(text: str | None) -> int | None:
    """The key that a text names; None for whatever is none: empty, signed, too long, or digits of other scripts."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def is_storable(text: str) -> bool:
    """Whether both databases take a text: no NUL, no half of a pair of surrogates."""
    return "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
