"""扫码报修: what somebody without a login leaves at the door, within limits, until the school takes it up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets import interface as assets
from logistics.contributions import RuleDefault
from logistics.errors import Refused
from logistics.records import photos
from logistics.records.photos import Prepared
from logistics.school.models import Campus, Place
from logistics.school.rules import rule
from safety.models import DoorReport, RepairTicket
from safety.repairs import reporting
from safety.repairs.reporting import Fault

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OF_ADDRESS, OF_PLACE, OF_ALL = "repair_door_address", "repair_door_place", "repair_door_all"
OWN = gettext_lazy("School's own")
A_DAY = gettext_lazy("reports a day")
FOLDER = "door"

RULES = [
    RuleDefault(
        OF_ADDRESS,
        gettext_lazy("Reports without a login from one connection, at most"),
        "6",
        gettext_lazy("reports an hour"),
        OWN,
    ),
    RuleDefault(
        OF_PLACE,
        gettext_lazy("Reports without a login about one place, at most"),
        "12",
        A_DAY,
        OWN,
    ),
    RuleDefault(OF_ALL, gettext_lazy("Reports without a login in all, at most"), "100", A_DAY, OWN),
]


class TooMany(Refused):
    """More was reported without a login than people report: the page says so kindly."""


@dataclass(frozen=True)
class Spot:
    """What a label stands for: a place, or a thing at a place."""

    campus: Any
    place: Place | None = None
    asset: int | None = None
    thing: str = ""

    @property
    def name(self) -> str:
        return " · ".join(part for part in (self.thing, str(self.place or self.campus)) if part)


def spot_of(code: str) -> Spot | None:
    """The place or the thing whose label this is; nothing for what is out of use."""
    code = code.strip().upper()
    places = Place.objects.in_use().select_related("campus", "school_class")
    if place := places.filter(code=code, campus__is_active=True).first():
        return Spot(place.campus, place)
    thing = assets.by_code(code)
    if thing is None or not thing.is_owned:
        return None
    place = places.filter(pk=thing.place_id or 0).first()
    campus = Campus.objects.get(pk=thing.campus_id)
    return Spot(campus, place, thing.id, f"{thing.number} {thing.name}")


def hashed(address: str) -> str:
    return salted_hmac("safety.door", address).hexdigest()[:32]


def refuse_flood(spot: Spot, address: str, now: datetime) -> None:
    """Of one connection, about one place, and in all: counted in the rows that were let in."""
    on = timezone.localdate(now)
    of_day = DoorReport.objects.since(now - DAY)
    here = Q(place=spot.place) if spot.place else Q(asset=spot.asset)
    counted = (
        (of_day.since(now - HOUR).filter(address=hashed(address)), OF_ADDRESS),
        (of_day.filter(here), OF_PLACE),
        (of_day, OF_ALL),
    )
    for rows, code in counted:
        if rows.count() >= rule(code, on=on):
            raise TooMany(
                _("Many reports have come in here. Please tell the logistics office directly.")
            )


@transaction.atomic
def leave(
    spot: Spot,
    *,
    category: str,
    what: str,
    name: str,
    phone: str,
    address: str,
    now: datetime,
    photo: Prepared | None = None,
) -> DoorReport:
    """Keep a report until somebody of the school takes it up; refused when too many come in.

    Of many at the same moment each waits for the one before, so that all are counted.
    """
    Campus.objects.select_for_update(no_key=True).get(pk=spot.campus.pk)
    refuse_flood(spot, address, now)
    left = DoorReport(
        token=token_urlsafe(24), campus=spot.campus, place=spot.place, asset=spot.asset,
        thing=spot.thing[:120], category=category, what=what, name=name, phone=phone,
        address=hashed(address), at=now,
    )  # fmt: skip
    if photo:
        left.photo = photos.set_aside(f"{FOLDER}/{token_urlsafe(16)}.jpg", photo.image)
        transaction.on_commit(partial(photos.put_in_place, left.photo), robust=True)
    left.save(force_insert=True)
    return left


@transaction.atomic
def take_up(left: DoorReport, *, by: Any, now: datetime) -> RepairTicket:
    """Make it a report of the school, in the name of who takes it up; two cannot both do it."""
    hold(left)
    fault = Fault(
        category=left.category, what=left.what, place=left.place, campus=left.campus,
        asset=left.asset, thing=left.thing, phone=left.phone,
    )  # fmt: skip
    ticket = reporting.report(
        fault, by=by, now=now, photos=photo_of(left, by, now), is_outside=True,
        outsider=left.name or _("somebody without a login"),
    )  # fmt: skip
    left.ticket, left.taken_at = ticket, now
    left.save(update_fields=["ticket", "taken_at", "photo"])
    return ticket


def hold(left: DoorReport) -> None:
    """Nobody else may have settled it; who tries beside us waits."""
    held = DoorReport.objects.waiting().select_for_update().filter(pk=left.pk)
    if not held.exists():
        raise Refused(_("Somebody else has just settled this report."))


def photo_of(left: DoorReport, by: Any, now: datetime) -> list[Any]:
    path = photos.file_of(left.photo) if left.photo else None
    if path is None:
        return []
    image = path.read_bytes()
    small = photos.thumbnail_of(image)
    forget_photo(left)
    return [partial(photos.attach, Prepared(image, small, None), by=by, at=now, position=0)]


@transaction.atomic
def refuse(left: DoorReport, *, why: str, by: Any, now: datetime) -> None:
    """No fault, or a joke: kept for a while with the reason, without its picture."""
    if not why:
        raise Refused(pgettext("of a repair", "Say why it is refused."))
    held = DoorReport.objects.waiting().filter(pk=left.pk)
    if not held.update(refused_at=now, refused_by=by, why=why[:200]):
        raise Refused(_("Somebody else has just settled this report."))
    forget_photo(left)
    DoorReport.objects.filter(pk=left.pk).update(photo="")


def forget_photo(left: DoorReport) -> None:
    """The file goes once the change is committed."""
    if left.photo:
        transaction.on_commit(partial(default_storage.delete, left.photo), robust=True)
        left.photo = ""


def sweep(now: datetime) -> int:
    """What nobody took up goes after its time, with its picture; addresses go after a day."""
    DoorReport.objects.filter(at__lte=now - DAY).exclude(address="").update(address="")
    old = DoorReport.objects.filter(at__lte=now - DoorReport.KEPT, ticket=None)
    for left in old.exclude(photo=""):
        default_storage.delete(left.photo)
    return old.delete()[0]


def waiting_for(person: Any) -> QuerySet[DoorReport]:
    """At the campuses whose tickets this person sorts or repairs, and of the rooms they keep."""
    kept = Q(place__custodian=person.pk)
    for permission in ("safety.manage", "safety.repair"):
        if person.has_perm(permission):
            kept |= person.reach(permission).within(campus="campus_id")
    rows = DoorReport.objects.waiting().filter(kept)
    return rows.select_related("campus", "place").order_by("at", "pk")
