"""The words of the legal clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LimitUnit(models.TextChoices):
    """What a limit is counted in. Units are never converted: two months are not sixty days."""

    WORKING_DAY = "working_day", _("working day")
    CALENDAR_DAY = "calendar_day", _("calendar day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class LimitBound(models.TextChoices):
    """Whether a limit is the longest or the shortest time that may pass."""

    AT_MOST = "at_most", _("at most")
    AT_LEAST = "at_least", _("at least")


class LimitStatus(models.TextChoices):
    """How sure we are of a limit."""

    READ = "read", _("read in the document")
    SECONDARY = "secondary", _("to be verified")
    OURS = "ours", _("set locally")


class Lamp(models.TextChoices):
    """The colour tells time, never law."""

    GREEN = "green", _("green lamp")
    YELLOW = "yellow", _("yellow lamp")
    RED = "red", _("red lamp")
    GREY = "grey", _("not counted against the limit")


class DayKind(models.TextChoices):
    """What a day is in the working calendar."""

    WORKING_DAY = "working_day", _("working day")
    MAKEUP_DAY = "makeup_day", _("make-up working day")
    WEEKEND = "weekend", _("weekend")
    HOLIDAY = "holiday", _("public holiday")


class Festival(models.TextChoices):
    """The public holidays that a State Council notice arranges."""

    NEW_YEAR = "new_year", _("New Year's Day")
    SPRING_FESTIVAL = "spring_festival", _("Spring Festival")
    QINGMING = "qingming", _("Qingming Festival")
    LABOUR_DAY = "labour_day", _("Labour Day")
    DRAGON_BOAT = "dragon_boat", _("Dragon Boat Festival")
    MID_AUTUMN = "mid_autumn", _("Mid-Autumn Festival")
    NATIONAL_DAY = "national_day", _("National Day")


class StepKind(models.TextChoices):
    """The headings under which a due date explains itself."""

    START = "start", _("Counted from")
    LIMIT = "limit", _("Limit")
    AGREED = "agreed", _("Agreed date")
    TAKEN_OUT = "taken_out", _("Days taken out")
    ADDED = "added", _("Days off that are worked")
    ROLLED = "rolled", _("Last day moved")
    PROVISION = "provision", _("Rule")
    CALENDAR = "calendar", _("Calendar")
