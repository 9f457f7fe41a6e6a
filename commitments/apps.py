"""The app of what was promised, and what became of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")

    def ready(self) -> None:
        from commitments import derived, desks, receivers
        from commitments.models import Agreement, Commitment, Handover, Obligation, Project, Promisee, Share
        from commitments.orphans import orphans
        from commitments.permissions import ROLES
        from commitments.receivers import handovers
        from commitments.views.columns import Columns
        from commitments.views.holders import holders_of_commitment, holders_of_obligation
        from face import navigation
        from lifecycle.derived import register_derived
        from lifecycle.panels import Section, add_section
        from organizations.duties import provide_orphans
        from organizations.parties import register_involved
        from organizations.presenting import reads_records
        from organizations.roles import declare_roles
        from organizations.views.pages import add_page

        declare_roles(self.label, ROLES)
        for model in (Promisee, Project, Agreement, Handover):
            register_involved(model)
        register_involved(Commitment, via={Obligation: "commitment", Share: "commitment"})
        register_involved(Obligation, via={Share: "obligation"})
        provide_orphans(orphans)
        register_derived("progress", derived.rebuild)
        receivers.connect()
        handovers.connect()
        desks.connect()
        navigation.register(
            navigation.Item(
                pgettext_lazy("navigation", "Ledger"),
                "commitments:ledger",
                order=20,
                shown=reads_records,
                namespaces=("commitments",),
            )
        )
        add_page(Columns.heading, "commitments:columns", tuple(Columns.roles))
        navigation.register(navigation.Item(_("Variations"), "commitments:variations", order=24, shown=reads_records))
        navigation.register(navigation.Item(_("Hand-overs"), "commitments:handovers", order=35))
        for label, context in (
            ("commitments.Commitment", holders_of_commitment),
            ("commitments.Obligation", holders_of_obligation),
        ):
            add_section(label, Section("holders", _("Who bore the duty"), "commitments/holders.html", context))
