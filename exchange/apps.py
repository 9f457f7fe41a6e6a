"""Registers the app that brings data into the register and takes it out again."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExchangeConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "exchange"
    label = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        from commitments.models import Commitment
        from exchange import desks, guards, receivers
        from exchange.models import Document
        from exchange.permissions import ROLES
        from face import navigation
        from lifecycle.verbs import add_guard
        from organizations.parties import register_involved
        from organizations.presenting import reads_records
        from organizations.roles import declare_roles

        declare_roles(self.label, ROLES)
        register_involved(Document)
        for verb in ("submit", "register"):
            add_guard(Commitment, verb, guards.is_accepted_import, slot=self.label)
        receivers.connect()
        desks.connect()
        navigation.register(
            navigation.Item(
                pgettext_lazy("navigation", "Documents"),
                "exchange:documents",
                order=25,
                shown=reads_records,
                namespaces=("exchange",),
            )
        )
