"""The words of bodies, posts and rights."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do, held by a grant. Which verbs a role lists is each app's literal in `permissions.py`."""

    CLERK = "clerk", _("clerk")
    SUPERVISOR = "supervisor", _("supervisor")
    INTEGRITY_OFFICER = "integrity_officer", _("integrity officer")
    INSPECTOR = "inspector", _("inspector")
    AUDITOR = "auditor", _("auditor")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")


# Who keep bodies, accounts and grants, and see no business record.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
# The separation of administrator, security officer and auditor: no person holds two of these at a time.
APART = ADMINISTRATORS | {Role.AUDITOR}


class Reach(models.TextChoices):
    """How far a grant goes from its body."""

    BODY = "body", _("the body and those below it")
    DIVISION = "division", _("the whole division")


class Part(models.TextChoices):
    """What a body has to do with a record."""

    LOGGING = "logging", _("logging body")
    PROMISING = "promising", _("promising body")
    DUTY = "duty", _("duty body")
    SUPPORTING = "supporting", _("supporting body")
    OVERSEEING = "overseeing", _("overseeing body")
    VERIFYING = "verifying", _("verifying body")
    PAYING = "paying", _("paying body")
    ISSUING = "issuing", _("issuing body")
    DECIDING = "deciding", _("deciding body")


class Matter(models.TextChoices):
    """The kinds of promise, as grants, oversight and portfolios name them; nothing named means every kind."""

    INVESTMENT = "investment", _("investment promise")
    CONTRACT = "contract", _("contract or agreement")
    POLICY = "policy", _("policy commitment")


class System(models.TextChoices):
    """The system to which a body belongs."""

    PARTY = "party", _("party organ")
    GOVERNMENT = "government", _("government")
    CONGRESS = "congress", _("people's congress")
    CPPCC = "cppcc", _("political consultative conference")
    SUPERVISION = "supervision", _("supervision commission")
    COURT = "court", _("court")
    PROCURATORATE = "procuratorate", _("procuratorate")
    VERTICAL = "vertical", _("organ under vertical management")
    PARK = "park", _("park management committee")
    STATE_ENTERPRISE = "state_enterprise", _("state enterprise")
    MASS_ORGANISATION = "mass_organisation", _("mass organisation")
    VILLAGE = "village", _("village organisation")


class DivisionLevel(models.TextChoices):
    """The level of an administrative division."""

    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture-level city")
    COUNTY = "county", _("county, district or county-level city")
    TOWN = "town", _("town or street")
    VILLAGE = "village", _("village or community")


class CodeSystem(models.TextChoices):
    """Who gave a division its code: the two systems of town codes clash."""

    GB2260 = "gb2260", _("GB/T 2260")
    MCA = "mca", _("civil affairs")
    NBS = "nbs", _("statistics")
    OWN = "own", _("given here")


class DivisionKind(models.TextChoices):
    """What a division is; above the town its level says so too, except for a management committee."""

    PROVINCE = "province", _("province, autonomous region or municipality")
    PREFECTURE = "prefecture", _("prefecture-level city or prefecture")
    COUNTY = "county", _("county, district or county-level city")
    COMMITTEE = "committee", _("management committee")
    STREET = "street", _("street")
    TOWN = "town", _("town")
    TOWNSHIP = "township", _("township")
    ZONE = "zone", _("development zone (unit of statistics)")
    FARM = "farm", _("farm (unit of statistics)")


class CodeFault(models.TextChoices):
    """Why a text is no unified social credit code; the label is the sentence shown at the field."""

    LENGTH = "length", _("A unified social credit code has 18 characters.")
    LOWER_CASE = "lower_case", _("A unified social credit code has capital letters only.")
    FULL_WIDTH = "full_width", _("Write the code in half-width letters and digits.")
    SEPARATOR = "separator", _("Write the code without blanks.")
    BAD_CHARACTER = (
        "bad_character",
        _("A unified social credit code has digits and capital letters, but never I, O, S, V or Z."),
    )
    DIVISION_NOT_DIGITS = (
        "division_not_digits",
        _("Characters 3 to 8 of the code name a division: they must be digits."),
    )
    CHECK_DIGIT = (
        "check_digit",
        _("The last character does not fit the rest of the code: compare it with the certificate."),
    )


class CodeDoubt(models.TextChoices):
    """What is odd about a valid code: shown to whoever enters it, never a reason to refuse it."""

    UNKNOWN_CLASS = "unknown_class", _("The first two characters stand for no known kind of organisation.")
    UNKNOWN_DIVISION = "unknown_division", _("Characters 3 to 8 begin with the number of no province.")
    INNER_CHECK = "inner_check", _("Character 17 does not fit the organisation code before it.")


class Rank(models.TextChoices):
    """The rank of a post inside its body."""

    HEAD = "head", _("head")
    DEPUTY = "deputy", _("deputy head")
    SECTION = "section", _("section head")
    HANDLER = "handler", _("handler")


class TenureKind(models.TextChoices):
    """How an official holds a post."""

    APPOINTED = "appointed", _("appointed")
    CONCURRENT = "concurrent", _("concurrent post")
    ACTING = "acting", _("acting")
    PRESIDING = "presiding", _("presiding over the work")
    SECONDED = "seconded", _("seconded")


class SuccessionKind(models.TextChoices):
    """How one body follows another."""

    RENAMING = "renaming", _("renaming")
    MERGER = "merger", _("merger")
    SPLIT = "split", _("split")
