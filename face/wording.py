"""Django's own sentences that readers meet at a field, listed here so that the catalogue says them in the house's register."""

from django.utils.translation import gettext_noop, ngettext_lazy

REQUIRED = gettext_noop("This field is required.")
CHOICE = gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
MODEL_CHOICE = gettext_noop("Select a valid choice. That choice is not one of the available choices.")
WHOLE_NUMBER = gettext_noop("Enter a whole number.")
NUMBER = gettext_noop("Enter a number.")
MOMENT = gettext_noop("Enter a valid date/time.")
ADDRESS = gettext_noop("Enter a valid email address.")
NO_FILE = gettext_noop("No file was submitted. Check the encoding type on the form.")
EMPTY_FILE = gettext_noop("The submitted file is empty.")
AT_MOST = gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
AT_LEAST = gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
TOO_LONG = ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
TOO_SHORT = ngettext_lazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
