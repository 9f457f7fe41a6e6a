"""Reads official documents: text, numbering, measures, responsible bodies and time limits. Knows no database."""

from exchange.documents.reading import read_policy, read_text
from exchange.documents.refusals import Unreadable
from exchange.documents.results import (
    Assignment,
    Clause,
    Measure,
    PolicyReading,
    Reason,
    TimeLimit,
    Unassigned,
)

__all__ = [
    "Assignment",
    "Clause",
    "Measure",
    "PolicyReading",
    "Reason",
    "TimeLimit",
    "Unassigned",
    "Unreadable",
    "read_policy",
    "read_text",
]
