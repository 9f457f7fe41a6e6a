"""The flows beside the records, and the inbox."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.choices import APART


def works_on_records(request: Any) -> bool:
    """Whether the reader may ever be asked for a step: administrators and auditors who are nothing else never are."""
    if not request.user.is_authenticated:
        return False
    roles = {hold.role for hold in request.actor.holds}
    return not roles or not roles <= APART


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("workflows")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from face import navigation
        from lifecycle.panels import Section, add_section, provide_turn
        from organizations.acting import provide_principal
        from workflows.chart import course_of
        from workflows.deputies import principal_for
        from workflows.flows import FLOWS
        from workflows.inbox import count_for
        from workflows.receivers import connect
        from workflows.turns import turn_for

        connect()
        provide_principal(principal_for)
        provide_turn(turn_for)
        for kind in dict.fromkeys(flow.record for flow in FLOWS):
            add_section(kind, Section("course", _("Course of the case"), "workflows/course.html", course_of))
        navigation.register(navigation.Item(pgettext_lazy("navigation", "Home"), "workflows:home", order=0))
        navigation.register(
            navigation.Item(
                _("Inbox"),
                "workflows:inbox",
                order=10,
                count=lambda request: count_for(request.actor, request.today) or None,  # type: ignore[attr-defined]
                shown=works_on_records,
            )
        )
