"""What the page frame needs, found only when a template asks for it: a part of a page pays for none of it."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from face import identity, navigation

THEME_COOKIE = "jn_theme"
THEMES = ("light", "dark")
PRODUCT_VERSION = "1.0"


class Frame:
    """The page frame's facts for one request."""

    version = PRODUCT_VERSION

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def links(self) -> list[navigation.Link]:
        """The main navigation."""
        return navigation.links_for(self.request) if hasattr(self.request, "user") else []

    @cached_property
    def who(self) -> identity.Who | None:
        """The reader; None for a stranger."""
        return identity.who_reads(self.request)

    @property
    def theme(self) -> str:
        """`light` or `dark`, as the reader chose."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else THEMES[0]

    @property
    def other_theme(self) -> str:
        """What the switch changes to."""
        return THEMES[1] if self.theme == THEMES[0] else THEMES[0]

    @property
    def demo(self) -> bool:
        """Whether everything shown is invented."""
        return bool(settings.MODE == "demo")

    @property
    def owner(self) -> str:
        """Whose register this is, for the foot of the page."""
        return str(settings.SITE_OWNER)

    @property
    def here(self) -> str:
        """The present address with its query, to come back to."""
        return self.request.get_full_path()

    @property
    def number(self) -> str:
        """The request's number."""
        return str(getattr(self.request, "request_id", ""))


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame`."""
    return {"frame": Frame(request)}
