"""What a variation asks for: a column for everything that some kind of change replaces, empty where it stays."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.choices import BudgetStanding, ObligationKind, Side
from commitments.models.agreement import Agreement
from commitments.models.promisee import Promisee
from commitments.models.share import Share
from organizations.models import Body


def _percent(label: Any) -> Any:
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True)


def _named(model: type[models.Model], label: Any) -> Any:
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Change(models.Model):
    """The new values. The old ones stand in the trail of the record that is changed, and stay there (ADR 0004)."""

    due_on = models.DateField(pgettext_lazy("variation", "new due date"), null=True, blank=True)
    amount = models.DecimalField(_("new amount, yuan"), max_digits=15, decimal_places=2, null=True, blank=True)
    lead_body = _named(Body, _("new lead duty body"))
    paying_body = _named(Body, _("new paying body"))
    share = _named(Share, _("share that passes on"))
    supporting_body = _named(Body, _("new supporting body"))
    share_what = models.CharField(_("what it is to do"), max_length=300, blank=True)
    share_due_on = models.DateField(_("due date of its share"), null=True, blank=True)
    content = models.TextField(_("what is owed from now on"), blank=True)

    title = models.CharField(_("title of the new obligation"), max_length=200, blank=True)
    duty_kind = models.CharField(_("kind of obligation"), max_length=20, choices=ObligationKind.choices, blank=True)
    side = models.CharField(_("whose duty"), max_length=12, choices=Side.choices, blank=True)
    weight = models.DecimalField(
        _("weight"), max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    clause = models.TextField(_("new clause, word for word"), blank=True)
    agreement = _named(Agreement, _("supplementary agreement"))
    promisee = _named(Promisee, _("new promisee"))
    funding = models.CharField(_("new source of funds"), max_length=200, blank=True)
    share_central = _percent(_("central share, %"))
    share_province = _percent(_("provincial share, %"))
    share_city = _percent(_("city share, %"))
    share_county = _percent(_("county share, %"))
    share_town = _percent(_("town share, %"))
    share_other = _percent(_("other share, %"))
    in_budget = models.CharField(_("in the budget"), max_length=20, choices=BudgetStanding.choices, blank=True)

    class Meta:
        abstract = True
