"""In and out: official documents, ledgers and the exchange formats of other systems."""
