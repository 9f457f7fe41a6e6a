"""Evidence read back: only by those who may see it, only as it was stored."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.file_kinds import CONTENT_TYPES
from commitments.models import Evidence
from commitments.storage import blocks_of, digest_of_stored
from face import answers
from lifecycle.accesses import record_access
from lifecycle.models import Access

CONFLICT = 409


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/evidence/<id>/file/`: the file, once its content was found to be the one stored.

    Whoever may not see the evidence is told that there is no such page. A reading of confidential evidence leaves an
    access row, which is written before the first byte goes out.
    """
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    evidence = Evidence.objects.visible_to(actor, today).filter(pk=pk, is_paper=False).first()
    if evidence is None:
        return answers.not_found(request)
    if (fault := _fault(evidence)) is not None:
        return answers.say(request, CONFLICT, _("This file cannot be given out"), [fault])
    if evidence.is_confidential:
        record_access(Access.Kind.READ, actor, at=request.now, record=evidence, detail=evidence.sha256)  # type: ignore[attr-defined]
    return _streamed(evidence)


def _fault(evidence: Evidence) -> str | None:
    """Why the stored file is not the one that the record names; None where it is."""
    try:
        if digest_of_stored(evidence.sha256) == evidence.sha256:
            return None
    except FileNotFoundError:
        return _("The file is missing in the storage. Tell the system administrator.")
    return _("The stored file is no longer the one that was attached. Tell the system administrator.")


def _streamed(evidence: Evidence) -> StreamingHttpResponse:
    response = StreamingHttpResponse(blocks_of(evidence.sha256), content_type=CONTENT_TYPES[evidence.file_kind])
    response["Content-Length"] = str(evidence.size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(evidence.file_name, safe='')}"
    # Nothing inside may run in the name of this site, whatever a browser makes of it.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
