"""The first page: what its reader came for, by role."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from face import answers
from lifecycle import panels
from lifecycle.accesses import record_access
from lifecycle.models import Access
from organizations.choices import Role
from organizations.models import Account, Grant, Official, Tenure
from workflows import auditing, homes, inbox

# Who holds several roles opens with the first of these, and switches.
ORDER = (
    Role.SUPERVISOR,
    Role.CLERK,
    Role.INTEGRITY_OFFICER,
    Role.INSPECTOR,
    Role.AUDITOR,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
)
ENDING_WITHIN_DAYS = 30
Context = dict[str, Any]


def home(request: HttpRequest) -> HttpResponse:
    """`/`: the home of the reader's role, `?as=` of another one that he holds."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    held = [role for role in ORDER if actor.having(role, today)]
    role = next((one for one in held if one == request.GET.get("as")), held[0] if held else None)
    tabs = [{"label": one.label, "url": f"/?as={one}", "current": one == role} for one in held]
    template, facts = HOMES.get(role, ("workflows/home_nobody.html", nobody)) if role else NOBODY
    context = {"tabs": tabs if len(held) > 1 else [], "role": role, "today": today, **facts(request)}
    context["cards"] = panels.home_cards(role or "", request)
    return render(request, template, context)


def clerk(request: HttpRequest) -> Context:
    """What do I owe today?"""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    entries, count = homes.todo(actor, today)
    drafts, draft_count = homes.drafts_of(actor, today)
    return {
        "entries": entries,
        "count": count,
        "late": homes.asked(actor, today).filter(due_on__lt=today).count(),
        "returned": homes.returned_to(actor, today),
        "sent": homes.sent_by(actor),
        "drafts": drafts,
        "draft_count": draft_count,
        "unsent": homes.unsent_of(request),
    }


def supervisor(request: HttpRequest) -> Context:
    """What must I sign, what turns red?"""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    entries, count = homes.todo(actor, today)
    handovers, handover_count = homes.unsigned_handovers(actor)
    given_back, given_back_count = homes.given_back_by(actor)
    return {
        "entries": entries,
        "count": count,
        "today_due": inbox.asked_of(actor, today).filter(due_on=today).count(),
        "late": inbox.asked_of(actor, today).filter(due_on__lt=today).count(),
        "lamps": homes.lamps_of(actor, today),
        "coming": homes.next_to_turn_red(actor, today),
        "handovers": handovers,
        "handover_count": handover_count,
        "given_back": given_back,
        "given_back_count": given_back_count,
    }


def auditor(request: HttpRequest) -> Context:
    """Is the record whole, what looks odd?"""
    actor, today, now = request.actor, request.today, request.now  # type: ignore[attr-defined]
    asked = auditing.answers(actor, now)
    overrides = auditing.overriding_bodies(actor, now)
    lamps = homes.lamps_of(actor, today)
    late = {one.name: one.counts["red"] for one in lamps.bodies if one.counts["red"]}
    bodies = [(name, overrides[name], late.get(name, 0)) for name in {*overrides, *late}]
    exports = Access.objects.filter(actor_id=actor.official_id, kind=Access.Kind.EXPORT).order_by("-pk")
    return {
        "answers": asked,
        "worth": sum(1 for one in asked if one.count),
        "holdings": auditing.holdings(),
        "bodies": sorted(bodies, key=lambda one: (-one[1] - one[2], one[0]))[: homes.SHOWN],
        "exports": list(exports[: homes.SHORT]),
    }


def system_admin(request: HttpRequest) -> Context:
    """Which accounts need care?"""
    today, now = request.today, request.now  # type: ignore[attr-defined]
    active = Account.objects.filter(is_active=True)
    in_office = Tenure.objects.valid_on(today).values("official")
    return {
        "questions": [
            (_("accounts locked now"), active.filter(locked_until__gt=now).count(), "organizations:accounts"),
            (
                _("accounts of people who hold no post today"),
                active.exclude(official=None).exclude(official__in=in_office).count(),
                "organizations:accounts",
            ),
            (
                _("people in office without an account"),
                Official.objects.filter(pk__in=in_office).exclude(pk__in=active.values("official")).count(),
                "organizations:officials",
            ),
        ]
    }


def security_admin(request: HttpRequest) -> Context:
    """Which grants need care?"""
    today, now = request.today, request.now  # type: ignore[attr-defined]
    from_now = Grant.objects.valid_on(today)
    in_office = Tenure.objects.valid_on(today).values("official")
    week = timedelta(days=7)
    soon = timedelta(days=ENDING_WITHIN_DAYS)
    failed = Access.objects.filter(kind=Access.Kind.SIGN_IN_FAILED, at__gte=now - week)
    return {
        "questions": [
            (
                _("grants that end within %(days)s days") % {"days": ENDING_WITHIN_DAYS},
                from_now.filter(until__lte=today + soon).count(),
                "organizations:grants",
            ),
            (
                _("grants of people who hold no post today"),
                from_now.exclude(official__in=in_office).count(),
                "organizations:grants",
            ),
            (_("failed sign-ins in the last 7 days"), failed.count(), "organizations:sign_ins"),
        ],
        "duties": True,
    }


def nobody(_request: HttpRequest) -> Context:
    """Somebody without a role."""
    return {}


NOBODY: tuple[str, Callable[[HttpRequest], Context]] = ("workflows/home_nobody.html", nobody)
HOMES: Mapping[str, tuple[str, Callable[[HttpRequest], Context]]] = {
    Role.CLERK: ("workflows/home_clerk.html", clerk),
    Role.SUPERVISOR: ("workflows/home_supervisor.html", supervisor),
    Role.INTEGRITY_OFFICER: ("workflows/home_supervisor.html", supervisor),
    Role.INSPECTOR: ("workflows/home_supervisor.html", supervisor),
    Role.AUDITOR: ("workflows/home_auditor.html", auditor),
    Role.SYSTEM_ADMIN: ("workflows/home_admin.html", system_admin),
    Role.SECURITY_ADMIN: ("workflows/home_admin.html", security_admin),
}


class Question(View):
    """`/questions/<code>/`: the trail rows behind one of the auditor's questions, newest first, record by record."""

    roles = (Role.AUDITOR, Role.INTEGRITY_OFFICER, Role.INSPECTOR)
    most = 200

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The rows of the last 90 days, of records that the reader may see."""
        actor, today, now = request.actor, request.today, request.now  # type: ignore[attr-defined]
        if not any(actor.having(role, today) for role in self.roles):
            return answers.not_you(request, [_("This page is for auditors, integrity officers and inspectors.")])
        asked = auditing.asked_by(code)
        if asked is None:
            raise Http404
        rows: list[Any] = []
        for label in asked.models:
            found = auditing.rows_for(asked, label, actor, now).order_by("-history_date", "-history_id")
            rows += [(auditing.model_of(label), row) for row in found[: self.most]]
        rows.sort(key=lambda pair: pair[1].history_date, reverse=True)
        lines = auditing.lines_of(rows[: self.most])
        record_access(Access.Kind.READ, actor, at=now, ref=f"question:{code}", detail=f"{len(lines)}")
        context = {"asked": asked, "lines": lines, "capped": len(rows) >= self.most}
        return render(request, "workflows/question.html", context)
