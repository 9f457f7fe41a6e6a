"""Django's two database engines, held to names that every target database accepts."""

LONGEST_NAME = 30
