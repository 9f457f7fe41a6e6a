"""The app of bodies, people in office, and what they may do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from lifecycle.derived import register_derived  # noqa: PLC0415
        from organizations import involving, presenting, receivers  # noqa: PLC0415
        from organizations.permissions import ROLES  # noqa: PLC0415
        from organizations.roles import declare_roles  # noqa: PLC0415

        declare_roles(self.label, ROLES)
        receivers.connect()
        register_derived("involvement", involving.rebuild)
        presenting.present()
