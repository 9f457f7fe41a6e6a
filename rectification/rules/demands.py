"""The demands of an order, as they are typed: one a line."""

LONGEST_DEMAND = 500


def demands_in(text: str) -> list[str]:
    """The demands in a text, empty lines left out, each once."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
