"""QR labels of places: what a phone opens, what a person reads, and what becomes of a lost one."""

from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.db import transaction
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from logistics.school.models import Place
from logistics.school.models.campuses import PlaceQuerySet, new_code

A_SHEET = 24  # labels of 63.5 × 33.9 mm on A4, three across
LONG_NAME = 20  # letters: beyond, the name is set smaller


@dataclass(frozen=True)
class Label:
    """What stands on one label."""

    name: str
    campus: str
    code: str
    qr: SafeString

    @property
    def is_long(self) -> bool:
        return len(self.name) > LONG_NAME


def address_of(place: Place, site: str) -> str:
    return site + reverse("sticker", args=[place.code])


def qr_code(address: str) -> SafeString:
    """A drawing without a size: the style sheet gives it in millimetres. The border belongs to it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=2, border=1, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308  nothing in it but what segno draws


def labels_of(places: Iterable[Place], site: str) -> list[Label]:
    return [
        Label(place.name, place.campus.name, place.code, qr_code(address_of(place, site)))
        for place in places
    ]


def sheets(labels: list[Label], *, start: int = 1) -> list[list[Label | None]]:
    """The labels by sheets of paper; the positions before `start` are peeled off already."""
    laid = [None] * (min(max(start, 1), A_SHEET) - 1) + labels
    return [laid[n : n + A_SHEET] for n in range(0, len(laid), A_SHEET)] if labels else []


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
