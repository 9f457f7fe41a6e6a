"""Administrative divisions: reference data, loaded from a table that names its sources."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import CodeSystem, DivisionLevel
from organizations.fields import PathField

MAX_DIVISION_PATH = 100


class Division(models.Model):
    """A province, city, county, town or village, or an area run like one. A code is sure only within its code system."""

    system = models.CharField(_("code system"), max_length=10, choices=CodeSystem.choices)
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=12, choices=DivisionLevel.choices)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )
    path = PathField(max_length=MAX_DIVISION_PATH, editable=False)
    nbs_code = models.CharField(_("code in statistics"), max_length=12, blank=True)

    class Meta:
        db_table = "org_division"
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ("code", "system")
        constraints = [
            models.UniqueConstraint(fields=("system", "code"), name="org_division_uq"),
            models.UniqueConstraint(fields=("path",), name="org_division_path_uq"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The path is the parent's with the own code; it is set once."""
        self.path = self.path or self.path_below(self.parent.path if self.parent else "")
        super().save(*args, **kwargs)

    def path_below(self, parent_path: str) -> str:
        """The path of this division under a parent's."""
        own = self.code if self.system == CodeSystem.GB2260 else f"{self.system}-{self.code}"
        return f"{parent_path}{own}/"
