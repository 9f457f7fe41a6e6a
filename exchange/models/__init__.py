"""Imported documents, and what was read out of them."""

from exchange.models.document import Document
from exchange.models.measure import Measure
from exchange.models.readings import Assignment, Duty, NamedBody, OpenClause, TimeLimit

__all__ = ["Assignment", "Document", "Duty", "Measure", "NamedBody", "OpenClause", "TimeLimit"]
