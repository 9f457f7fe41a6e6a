"""What follows from a document's words: places, limits, and what still is to be decided. Pure."""
