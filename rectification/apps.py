"""The app of what happens when a promise is not kept."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RectificationConfig(AppConfig):
    name = "rectification"
    verbose_name = _("Rectification and accountability")

    def ready(self) -> None:
        from commitments.models import Commitment, Evidence
        from commitments.querysets import also_nameable, also_visible
        from face import navigation
        from lifecycle.verbs import add_guard
        from organizations.parties import register_involved
        from organizations.presenting import reads_records
        from organizations.roles import declare_roles
        from rectification import desks, guards, panels, querysets, reading, receivers
        from rectification.models import AccountabilityCase, BreachCase, RectificationOrder
        from rectification.permissions import ROLES

        declare_roles(self.label, ROLES)
        for model in (BreachCase, RectificationOrder, AccountabilityCase):
            register_involved(model)
        for guard in (guards.has_no_open_case, guards.has_no_open_order, guards.has_no_open_inquiry):
            add_guard(Commitment, "close", guard, slot=self.label)
        add_guard(Commitment, "resume_performance", guards.has_no_open_order, slot=self.label)
        add_guard(Evidence, "take_back", guards.is_no_proof, slot=self.label)
        also_visible(Commitment._meta.label, querysets.inspected_commitments)
        also_nameable(Commitment._meta.label, querysets.nameable_commitments)
        also_visible(Commitment._meta.label, querysets.verified_commitments)
        receivers.connect()
        desks.connect()
        panels.connect()
        navigation.register(navigation.Item(_("Breach cases"), "rectification:cases", order=30, shown=reads_records))
        navigation.register(
            navigation.Item(
                pgettext_lazy("navigation", "Orders"), "rectification:orders", order=31, shown=reads_records
            )
        )
        navigation.register(
            navigation.Item(_("Accountability"), "rectification:inquiries", order=40, shown=reading.is_reader)
        )
