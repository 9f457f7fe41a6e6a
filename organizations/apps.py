"""The app of bodies, people in office, and what they may do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from lifecycle.derived import register_derived
        from organizations import involving, presenting, receivers
        from organizations.permissions import ROLES
        from organizations.roles import declare_roles

        declare_roles(self.label, ROLES)
        receivers.connect()
        register_derived("involvement", involving.rebuild)
        presenting.present()
