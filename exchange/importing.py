"""From a file to a document with its ledger of draft policy commitments: one transaction, every row through the doors."""

import hashlib
import io
import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path, PurePath
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.choices import CommitmentKind, SourceKind
from commitments.models import Agreement, CommitmentType
from exchange import storage
from exchange.comparing import Difference, differences
from exchange.documents import PolicyReading, Unreadable, read_policy
from exchange.documents.reading import LARGEST_FILE, MEGABYTE, content_kind
from exchange.drafting import Drafting
from exchange.expanding import expand_groups
from exchange.models import Document
from lifecycle.actors import Actor, Via
from lifecycle.creating import create
from lifecycle.doors import door
from lifecycle.models import Precision
from lifecycle.refusals import Invalid
from organizations.models import Body, Division

TYPE_CODE = "policy-commitment"
LONGEST_TITLE, LONGEST_NAME = 300, 200
# All are written in one transaction, for which everybody else waits on SQLite: some seconds, not minutes.
MOST_MEASURES = 500


class Status(StrEnum):
    """What became of an import."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The document, whether it was made or stood already, and what a clerk should look at.

    `differences` are those of a document that stands with another text; nothing is changed then.
    """

    status: Status
    document: Document
    reading: PolicyReading
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What a clerk decides before: for whom, whose promises they are, and how two rules of reading are applied."""

    logging_body: Body | int | None = None
    promisor: Body | int | None = None
    first_named_leads: bool = False
    expand: bool = False
    # Told of each step, for whoever waits; a test ends the process here.
    progress: Callable[[str], None] = field(default=lambda _step: None)


def import_document(
    source: str | Path | IO[bytes],
    by: Actor,
    *,
    name: str = "",
    at: datetime | None = None,
    logging_body: Body | int | None = None,
    promisor: Body | int | None = None,
    first_named_leads: bool = False,
    expand: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Outcome:
    """Take a document in with its ledger of draft policy commitments; a second time the same document changes nothing.

    `by` is a clerk of the body that logs it (his own unless `logging_body` names another). The promising body is the
    issuer as the register knows it, unless `promisor` names another. `expand` replaces 各县〈市、区〉 by the counties below.
    Raises Unreadable where the file is no document that can be read, and Refused (Invalid, NotPermitted) where it may not
    be taken in; then nothing was written.
    """
    given = Options(logging_body, promisor, first_named_leads, expand)
    if progress is not None:
        given = replace(given, progress=progress)
    content, file_name = _content(source, name)
    read = read_policy(io.BytesIO(content), file_name)
    if len(read.measures) > MOST_MEASURES:
        raise Unreadable("too_many_measures", limit=MOST_MEASURES)
    return _taken_in(read, content, file_name, by.by_way_of(Via.IMPORT), at, given)


def _content(source: str | Path | IO[bytes], name: str) -> tuple[bytes, str]:
    """The whole file, never more than may be read. Raises Unreadable, OSError."""
    with ExitStack() as stack:
        if isinstance(source, (str, Path)):
            name = name or Path(source).name
            source = stack.enter_context(Path(source).open("rb"))
        content = source.read(LARGEST_FILE + 1)
        name = name or str(getattr(source, "name", "") or "")
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large", limit=LARGEST_FILE // MEGABYTE)
    return content, _safe(name)


def _safe(name: str) -> str:
    """A file's name without folders and signs that do not print."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(one for one in last if unicodedata.category(one)[0] != "C")[-LONGEST_NAME:]


def identity_of(read: PolicyReading) -> str:
    """What tells a document from all others: its number, or its title where it bears none; of the text where it has neither."""
    words = read.document_number or read.title or read.text
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    return hashlib.sha256(plain.encode()).hexdigest()


def digest_of_text(text: str) -> str:
    """SHA-256 of a document's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _taken_in(
    read: PolicyReading, content: bytes, file_name: str, by: Actor, at: datetime | None, given: Options
) -> Outcome:
    standing = Document.objects.filter(identity=identity_of(read)).first()
    if standing is not None:
        return _standing(standing, read, by)
    moment = at or timezone.now()  # noqa: TID251 - the import's one clock
    today = timezone.localdate(moment)
    promisor = _promisor(read, by, given, today)
    logging_body = _logging_body(by, given)
    kind = _type()
    stored = storage.keep(content)
    given.progress("read")
    with door("default") as written:
        # One import at a time in a division, so that no two of them enter the same body.
        Division.objects.select_for_update().get(pk=promisor.division_id)
        standing = Document.objects.filter(identity=identity_of(read)).first()
        if standing is not None:
            return _standing(standing, read, by)
        agreement = _agreement(read, file_name, promisor, logging_body, by, at)
        document = create(
            Document,
            by,
            data={
                "title": agreement.title,
                "number": agreement.number,
                "issuer": agreement.issuer,
                "issued_on": read.issued_on,
                "agreement": agreement,
                "promisor": promisor,
                "division": promisor.division,
                "logging_body": logging_body,
                "identity": identity_of(read),
                "text": read.text,
                "text_sha256": digest_of_text(read.text),
                "file_name": file_name or "-",
                "file_kind": content_kind(content),
                "file_sha256": stored,
                "file_size": len(content),
                "first_named_leads": given.first_named_leads,
            },
            at=at,
        )
        given.progress("document")
        drafting = Drafting(document, read, by, at, cause=written[-1], kind=kind, today=today)
        drafting.draft(given.progress)
        if given.expand:
            expand_groups(document, by, at=at, today=today)
        given.progress("expanded")
    return Outcome(Status.IMPORTED, document, read, notes=(*map(str, read.warnings), *drafting.notes))


def _standing(document: Document, read: PolicyReading, by: Actor) -> Outcome:
    """A document that stands already: the same, or with another text; shown to those who see it alone."""
    if not Document.objects.visible_to(by).filter(pk=document.pk).exists():
        sentence = _("This document was taken in already, by another body: %(body)s.")
        raise Invalid({"file": sentence % {"body": document.logging_body}})
    if document.text_sha256 == digest_of_text(read.text):
        return Outcome(Status.UNCHANGED, document, read)
    return Outcome(Status.CHANGED, document, read, differences(document, read))


def _promisor(read: PolicyReading, by: Actor, given: Options, today: date) -> Body:
    if given.promisor is not None:
        return _body(given.promisor, "promisor")
    issuers = [part for part in (read.issuer or "").replace(" ", "、").split("、") if part]
    for name in dict.fromkeys([read.issuer or "", *issuers]):
        body = (
            Body.objects.existing_on(today).filter(name=name, is_group=False).order_by("pk").first() if name else None
        )
        if body is not None:
            return body  # type: ignore[no-any-return]
    if read.issuer is None:
        raise Invalid({"promisor": _("The document does not say who issued it: name the promising body.")})
    sentence = _("The register has no body called %(issuer)s: enter it first, or name the promising body.")
    raise Invalid({"promisor": sentence % {"issuer": read.issuer}})


def _logging_body(by: Actor, given: Options) -> Body:
    named = given.logging_body if given.logging_body is not None else by.body_id
    if named is None:
        raise Invalid({"logging_body": _("Name the body that logs the document.")})
    return _body(named, "logging_body")


def _body(named: Body | int, field_name: str) -> Body:
    found = Body.objects.select_related("division").filter(pk=named if isinstance(named, int) else named.pk).first()
    if found is None:
        raise Invalid({field_name: _("There is no such body.")})
    return found  # type: ignore[no-any-return]


def _type() -> CommitmentType:
    kinds = CommitmentType.objects.filter(kind=CommitmentKind.POLICY, is_retired=False).order_by("pk")
    found = kinds.filter(code=TYPE_CODE).first() or kinds.first()
    if found is None:
        raise Invalid(
            {"file": _("No type of policy commitments is set up: manage.py load_commitment_types makes them.")}
        )
    return found  # type: ignore[no-any-return]


def _agreement(
    read: PolicyReading, file_name: str, promisor: Body, logging_body: Body, by: Actor, at: datetime | None
) -> Any:
    """The paper on which the promises rest, as every other source of promises."""
    return create(
        Agreement,
        by,
        data={
            "title": (read.title or PurePath(file_name).stem or _("without a title"))[:LONGEST_TITLE],
            "number": (read.document_number or "")[:100],
            "kind": SourceKind.POLICY_DOCUMENT,
            "signed_on": read.issued_on,
            "signed_precision": Precision.DAY if read.issued_on else Precision.UNKNOWN,
            "issuer": (read.issuer or "")[:LONGEST_TITLE],
            "promisor": promisor,
            "logging_body": logging_body,
        },
        at=at,
    )
