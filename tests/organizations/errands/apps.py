"""A record type in which bodies take part, for the tests of rights and visibility; it is installed in test mode alone."""

from django.apps import AppConfig


class ErrandsConfig(AppConfig):
    name = "tests.organizations.errands"
    label = "errands"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from organizations.choices import Role
        from organizations.parties import register_involved
        from organizations.rights import declare_roles
        from tests.organizations.errands.models import Errand

        declare_roles(
            "errands",
            {
                Role.CLERK: {
                    "errands.errand.create",
                    "errands.errand.edit",
                    "errands.errand.report",
                    "errands.errand.flag",
                },
                Role.SUPERVISOR: {
                    "errands.errand.register",
                    "errands.errand.reopen",
                    "errands.errand.sign",
                    "errands.errand.flag",
                    "errands.errand.pay",
                },
                Role.INTEGRITY_OFFICER: {"errands.errand.publish"},
                Role.INSPECTOR: {"errands.errand.inspect"},
            },
        )
        register_involved(Errand)
