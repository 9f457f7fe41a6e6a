"""The app of presentation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FaceConfig(AppConfig):
    """Brings templates' tags and the page frame; holds no table."""

    name = "face"
    verbose_name = _("Presentation")
