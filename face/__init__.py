"""Presentation: page frame, components, lists and paging. Knows no business word and imports no app of the domain."""
