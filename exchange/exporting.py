"""A document of the register in the shape that `import_policy --format json` prints, for programs and for scoring."""

from collections.abc import Iterable
from typing import Any

from exchange.choices import NamedAs
from exchange.documents.results import CLAUSE_START
from exchange.models import Document


def as_json(document: Document) -> dict[str, Any]:
    """What was read out of a document, as the register holds it: six queries, whatever its length."""
    measures = document.measures.prefetch_related("assignments__bodies", "limits").order_by("position")
    return {
        "title": document.title,
        "document_number": document.number or None,
        "issuer": document.issuer or None,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "measures": [
            {
                "path": measure.path,
                "heading": measure.heading,
                "time_limits": _each_once(limit.words for limit in measure.limits.all()),
                "assignments": [_assignment(one) for one in measure.assignments.all()],
            }
            for measure in measures
        ],
        "unassigned": [
            {"path": one.path, "text": one.clause, "reason": one.open_because}
            for one in document.openclause_rows.order_by("position")
        ],
    }


def _assignment(one: Any) -> dict[str, Any]:
    bodies = list(one.bodies.all())
    return {
        "bodies": [body.printed for body in bodies],
        "lead": [body.printed for body in bodies if body.named_as == NamedAs.LEAD],
        "clause_starts": "".join(one.clause.split())[:CLAUSE_START],
    }


def _each_once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
