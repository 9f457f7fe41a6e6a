"""What a promise rests on, and to whom it must be made."""

from commitments.choices import CommitmentKind, SourceKind

# An investment promise and a contract have somebody on the other side; a policy speaks to everybody.
KINDS_WITH_PROMISEE = frozenset({CommitmentKind.INVESTMENT, CommitmentKind.CONTRACT})
# Two written statements stand in for the paper that an oral promise lacks.
STATEMENTS_FOR_ORAL = 2


def needs_promisee(kind: str) -> bool:
    """Whether a promise of this kind names to whom it was made."""
    return kind in KINDS_WITH_PROMISEE


def is_written(source_kind: str) -> bool:
    """Whether a paper of the promise itself exists."""
    return source_kind != SourceKind.ORAL
