"""`manage.py prune_forms`: what is left of forms that nobody comes back to; run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lifecycle.pruning import SENT_DAYS, UNSENT_DAYS, prune


class Command(BaseCommand):
    help = (
        f"Delete the tokens of forms sent more than {SENT_DAYS} days ago, and what was typed more than {UNSENT_DAYS} days "
        "ago and never sent. No record and no trail is touched."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        gone = prune(timezone.now())  # noqa: TID251 - the command's one clock
        self.stdout.write(f"sent forms: {gone['sent']}, unsent forms: {gone['unsent']}")
