"""A record type for the kernel's own tests, with every kind of field; it is installed in test mode alone."""

from typing import Any

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "tests.lifecycle.parcels"
    label = "parcels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lifecycle.desks import Desk, register
        from tests.lifecycle.parcels.models import Note, Parcel

        def notes_of(actor: Any) -> Any:
            return Note.objects.filter(parcel__in=Parcel.objects.made_by(actor.body_path))

        register(Desk(Parcel, "parcels", lambda actor: Parcel.objects.made_by(actor.body_path)))
        register(Desk(Note, "notes", notes_of, lookup="pk", fixed=("parcel",), after=lambda _note: "/"))
