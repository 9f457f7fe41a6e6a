"""One verb on one record for programs: `POST /api/v1/<collection>/<key>/<verb>/`, refusals as problem details (RFC 9457)."""

import json
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.desks import desk_at, found
from lifecycle.doors import MAX_REASON
from lifecycle.payload import MONEY_DIGITS, Asked, asked_of
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted, Refused, Stale
from lifecycle.verbs import Verb

PROBLEM = "application/problem+json"
LARGEST_KEY = 2**63 - 1
TYPE = "urn:jiannuo:problem:"
STATUS: dict[type[Refused], int] = {
    Invalid: status.HTTP_422_UNPROCESSABLE_ENTITY,
    Stale: status.HTTP_412_PRECONDITION_FAILED,
    NotFromThisState: status.HTTP_409_CONFLICT,
    NotPermitted: status.HTTP_403_FORBIDDEN,
    GuardsUnmet: status.HTTP_409_CONFLICT,
}


def problem(code: str, http_status: int, title: str, sentences: list[str], **more: Any) -> Response:
    """Problem details; `type` and `code` tell apart what shares a status, `sentences` are for a person to read."""
    body = {
        "type": f"{TYPE}{code}",
        "title": title,
        "status": http_status,
        "detail": " ".join(sentences),
        "code": code,
        "sentences": sentences,
        **more,
    }
    return Response(body, http_status, content_type=PROBLEM)


def problem_of(refusal: Refused) -> Response:
    """A door's refusal as problem details, with what a program needs to mend it."""
    titles = {
        Invalid: _("Not filled in rightly"),
        Stale: _("Changed meanwhile"),
        NotFromThisState: _("Not from this state"),
        NotPermitted: _("Not yours to do"),
        GuardsUnmet: _("Not yet"),
    }
    more: dict[str, Any] = {}
    if isinstance(refusal, Invalid):
        more["errors"] = {name: str(sentence) for name, sentence in refusal.errors.items()}
    elif isinstance(refusal, Stale):
        more |= {"expected_version": refusal.expected, "version": refusal.present}
    elif isinstance(refusal, NotFromThisState):
        more["state"] = refusal.state
    elif isinstance(refusal, NotPermitted):
        more["rights"] = list(refusal.rights)
    elif isinstance(refusal, GuardsUnmet):
        more["unmet"] = [{"guard": u.name, "sentence": str(u.sentence), "mend": u.mend} for u in refusal.unmet]
    kind = type(refusal)
    return problem(refusal.code, STATUS[kind], titles[kind], refusal.sentences, **more)


def _choices(asked: Asked, common: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    if asked.multiple:
        return serializers.MultipleChoiceField(choices=asked.choices.choices, **common)
    return serializers.ChoiceField(choices=asked.choices.choices, allow_blank=not asked.required, **common)


def _number(asked: Asked, common: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    limits: dict[str, Any] = {"min_value": asked.min_value, "max_value": asked.max_value}
    if asked.decimals:
        return serializers.DecimalField(
            max_digits=MONEY_DIGITS, decimal_places=asked.decimals, allow_null=not asked.required, **limits, **common
        )
    whole: dict[str, Any] = {name: None if limit is None else int(limit) for name, limit in limits.items()}
    return serializers.IntegerField(allow_null=not asked.required, **whole, **common)


def serializer_field(asked: Asked) -> serializers.Field[Any, Any, Any, Any]:
    """The serializer field for one piece of a verb's data; which records may be chosen is the door's to say."""
    common: dict[str, Any] = {"required": asked.required, "label": asked.label, "help_text": asked.help}
    if asked.kind == "choice":
        return _choices(asked, common)
    if asked.kind == "number":
        return _number(asked, common)
    if asked.kind == "notes":
        return serializers.DictField(child=serializers.CharField(max_length=asked.max_length), **common)
    if asked.kind == "yes":
        return serializers.BooleanField(**common)
    if asked.kind == "day":
        return serializers.DateField(allow_null=not asked.required, **common)
    if asked.kind == "record":
        if asked.multiple:
            return serializers.ListField(child=serializers.IntegerField(max_value=LARGEST_KEY), **common)
        return serializers.IntegerField(max_value=LARGEST_KEY, allow_null=not asked.required, **common)
    return serializers.CharField(max_length=asked.max_length, allow_blank=not asked.required, **common)


def serializer_of(spec: Verb) -> type[serializers.Serializer[Any]]:
    """The serializer of what a verb is told: its data, reason, basis and the version that the caller saw."""
    asked = asked_of(spec.data)
    fields: dict[str, Any] = {
        "reason": serializers.CharField(
            required=spec.needs_reason, allow_blank=not spec.needs_reason, max_length=MAX_REASON
        ),
        "basis": serializers.CharField(
            required=spec.needs_basis, allow_blank=not spec.needs_basis, max_length=MAX_REASON
        ),
        "expected_version": serializers.IntegerField(required=False, allow_null=True, min_value=1),
    }
    if asked:
        data = type(
            f"{spec.name.title()}Data",
            (serializers.Serializer,),
            {name: serializer_field(one) for name, one in asked.items()},
        )
        fields["data"] = data(required=any(one.required for one in asked.values()))
    return type(f"{spec.name.title()}Verb", (serializers.Serializer,), fields)


def flattened(errors: Any, at: str = "") -> dict[str, str]:
    """A serializer's errors as one sentence a field; those within `data` stand under the field's own name."""
    if not isinstance(errors, dict):
        return {at: " ".join(str(one) for one in errors)}
    found: dict[str, str] = {}
    for name, inner in errors.items():
        where = "" if name == "non_field_errors" else str(name)
        found |= flattened(inner, at if not where or (where.isdigit() and at) else where)
    return found


class ShallowJSONParser(JSONParser):
    """JSON as people's programs send it: what is nested without end is no JSON of ours, and no error of ours either."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """What was sent. Raises ParseError."""
        try:
            sent = super().parse(*args, **kwargs)
            # Half a character is no text: no database takes it, and no answer could repeat it.
            json.dumps(sent, ensure_ascii=False).encode()
        except RecursionError:
            raise exceptions.ParseError(_("This is nested too deeply.")) from None
        except UnicodeEncodeError:
            raise exceptions.ParseError(_("This holds half a character, which is not text.")) from None
        return sent


def title_of(exc: Exception) -> str:
    """What kind of error it is, in words. The framework's own have places in them that it fills in the detail alone."""
    if isinstance(exc, exceptions.MethodNotAllowed):
        return _("Not a method of this address")
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return _("Not a kind of content that is read here")
    return str(getattr(exc, "default_detail", ""))


class ProblemView(APIView):
    """A view whose every error is problem details."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    parser_classes = (ShallowJSONParser,)
    renderer_classes = (JSONRenderer,)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The framework takes its views out of the sign-in middleware; here that middleware holds for programs too."""
        view = super().as_view(**initkwargs)
        view.login_required = True  # type: ignore[attr-defined]
        return view

    def handle_exception(self, exc: Exception) -> Response:
        """The door's refusals, and what the framework raises."""
        if isinstance(exc, Refused):
            return problem_of(exc)
        response = super().handle_exception(exc)
        if isinstance(exc, Http404):
            return problem("not_found", 404, _("Not found"), [_("There is no such record, or none that you may see.")])
        code = str(getattr(exc, "default_code", "error"))
        if isinstance(exc, exceptions.PermissionDenied):
            code = "forbidden"
        title = title_of(exc)
        answer = problem(code, response.status_code, title, [str(getattr(exc, "detail", title))])
        for name, value in response.items():
            if name.lower() != "content-type":
                answer[name] = value
        return answer


class VerbAction(ProblemView):
    """`POST <collection>/<key>/<verb>/` performs a verb and answers with the record's new state and version."""

    http_method_names = ("post",)

    def post(self, request: Request, collection: str, key: str, verb: str) -> Response:
        """200 with the record as it now stands; 422, 412, 409, 403 as the door refuses; 404 for what is not the caller's."""
        actor = request.actor  # type: ignore[attr-defined]
        record = found(desk_at(collection), key, actor)
        spec = type(record).verbs().get(verb)
        if spec is None:
            raise Http404
        moved = perform(record, verb, actor, **self.told(request, spec))
        row = moved.history.get(version=moved.version)
        body = {
            "record": moved._meta.label,
            "key": key,
            "state": moved.state,
            "state_label": moved.get_state_display(),
            "version": moved.version,
            "row": {
                "verb": row.verb,
                "source_state": row.source_state,
                "target_state": row.target_state,
                "at": row.history_date.isoformat(),
                "digest": row.digest,
            },
        }
        return Response(body, headers={"ETag": f'"{moved.version}"'})

    def told(self, request: Request, spec: Verb) -> dict[str, Any]:
        """What `perform` is told. Raises Invalid with a sentence for each field, unknown ones too."""
        given = request.data
        if not isinstance(given, dict):
            raise Invalid({"": _("Send an object.")})
        serializer = serializer_of(spec)(data=given)
        errors = {} if serializer.is_valid() else flattened(serializer.errors)
        errors |= {
            name: _("This step does not ask for “%(field)s”.") % {"field": name} for name in unknown(given, spec)
        }
        if errors:
            raise Invalid(errors)
        values = serializer.validated_data
        return {
            "data": dict(values.get("data") or {}) or None,
            "reason": values.get("reason", ""),
            "basis": values.get("basis", ""),
            "expected_version": self.version_seen(request, values.get("expected_version")),
        }

    @staticmethod
    def version_seen(request: Request, stated: int | None) -> int | None:
        """The version that the caller saw, from `If-Match` (the record's ETag) or `expected_version`."""
        tag = request.headers.get("If-Match", "").strip()
        if tag in ("", "*"):
            return stated
        number = tag.removeprefix("W/").strip('"')
        if not number.isascii() or not number.isdigit() or len(number) > len(str(2**31)):
            raise Invalid({"": _("If-Match must be one version of the record, as its ETag gave it.")})
        if stated is not None and stated != int(number):
            raise Invalid({"expected_version": _("If-Match names another version.")})
        return int(number)


def unknown(given: dict[str, Any], spec: Verb) -> list[str]:
    """The names in what was sent that the verb does not ask for."""
    asked = asked_of(spec.data)
    known = {"reason", "basis", "expected_version"} | ({"data"} if asked else set())
    inner = given.get("data")
    return [name for name in given if name not in known and not (name == "data" and not inner)] + [
        name for name in (inner if isinstance(inner, dict) and asked else ()) if name not in asked
    ]
