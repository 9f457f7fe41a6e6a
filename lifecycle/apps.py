"""The kernel as an installed app: after every migrate, layouts are noted, triggers made and rights given."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class LifecycleConfig(AppConfig):
    name = "lifecycle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lifecycle import checks  # noqa: F401

        # Last of the apps that have models: by then every table of this run stands.
        post_migrate.connect(guard_tables, dispatch_uid="lifecycle.guard_tables")


def guard_tables(app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Runs once a migrate, when the last app with models has been told."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if app_config is not with_models[-1]:
        return
    from lifecycle.digesting import encoder_of
    from lifecycle.grants import application_role, give_rights
    from lifecycle.models import TrailLayout
    from lifecycle.statements import record_types
    from lifecycle.triggers import install

    connection = connections[using]
    install(connection)
    if TrailLayout._meta.db_table in connection.introspection.table_names():
        for model in record_types(apps.get_models()):
            encoder = encoder_of(model)
            known = {"model": encoder.label, "code": encoder.code}
            if not TrailLayout.objects.using(using).filter(**known).exists():
                TrailLayout.objects.using(using).create(**known, columns=encoder.columns)
    role = application_role()
    if connection.vendor == "postgresql" and role:
        give_rights(connection, role)
