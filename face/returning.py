"""Where a page leads back to, as an address or a form asks it: a place on this site, or none."""

from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

# Django refuses to lead to a longer address, after the step was done.
MOST_CHARACTERS = 2000


def own_address(asked: str) -> str:
    """The address asked for where it is a path on this site; "" where it has a host, a scheme, or no slash to begin with."""
    if not asked.startswith("/") or "\\" in asked or len(iri_to_uri(asked)) > MOST_CHARACTERS:
        return ""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""
