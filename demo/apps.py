"""The demo: a fictional city whose history is made through the real verbs. Nothing imports it, and production refuses it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = _("demo")
    default_auto_field = "django.db.models.BigAutoField"
