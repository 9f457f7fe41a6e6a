"""A record type for the kernel's own tests, with every kind of field; it is installed in test mode alone."""

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "tests.lifecycle.parcels"
    label = "parcels"
    default_auto_field = "django.db.models.BigAutoField"
