"""QR labels of places: what a phone opens, and what becomes of a lost one."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from logistics.labels import A_SHEET, LONG_NAME, Label, qr_code, sheets
from logistics.school.models import Place
from logistics.school.models.campuses import PlaceQuerySet, new_code

__all__ = ["A_SHEET", "LONG_NAME", "Label", "labels_of", "qr_code", "sheets"]


def address_of(place: Place, site: str) -> str:
    return site + reverse("sticker", args=[place.code])


def labels_of(places: Iterable[Place], site: str) -> list[Label]:
    return [
        Label(place.name, place.campus.name, place.code, qr_code(address_of(place, site)))
        for place in places
    ]


@transaction.atomic
def give_new_code(place: Place) -> None:
    """From now on the sticker that hangs there is out of use; its code stays in the history."""
    if not place.history.filter(code=place.code).exists():
        place.save()  # a place brought in with many others has no history yet
    place.code = new_code()
    place.save(update_fields=["code"])


def formerly_of(places: PlaceQuerySet, code: str) -> Place | None:
    """Which of the places once had the code."""
    had = Place.history.filter(code=code).values("id")
    return places.filter(pk__in=had).first()
