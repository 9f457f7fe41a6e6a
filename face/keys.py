"""Keys as pages and programs send them."""

# The longest key that both databases hold.
MOST_DIGITS = 18


def key_in(text: str | None) -> int | None:
    """The key that a text names; None for whatever is none: empty, signed, too long, or digits of other scripts."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
