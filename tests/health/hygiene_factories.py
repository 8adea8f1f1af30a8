"""Build what a test of hygiene does not care about, so that it names only what it does."""

from datetime import timedelta
from decimal import Decimal

from health.hygiene import disinfecting, tubes
from health.models import DisinfectantPreparation, Disinfection, Item, Method, UvLamp
from health.models.preparations import Form
from logistics.duties import filing
from logistics.records.models import Entry
from tests.duties.factories import moment
from tests.factories import make_place

MONDAY = "2026-09-07"
LATER = "2026-09-30 23:00"


def entry_of(school_class, at, **given):
    reason = {"late_reason": given.pop("late_reason", "No network")}
    return Entry(
        campus=school_class.campus, school_class=school_class, happened_at=at, **reason, **given
    )


def disinfect(school_class, by, *, at=f"{MONDAY} 16:00", minutes=15, now=None, **given):
    """A filed disinfection of the cups by steam, unless said otherwise."""
    began = moment(at) if isinstance(at, str) else at
    place = given.pop("place", None)
    said = {
        "item": Item.CUP,
        "method": Method.STEAM,
        "ended_at": began + timedelta(minutes=minutes),
    }
    record = Disinfection(entry=entry_of(school_class, began, place=place), **said | given)
    return disinfecting.write_down(record, by=by, now=now or record.ended_at)


def make_lamp(school_class, by, *, at="2026-08-30 08:00", hours=0, **given):
    place = given.pop("place", None) or make_place(
        campus=school_class.campus, school_class=school_class
    )
    lamp = UvLamp(place=place, **{"number": "1"} | given)
    tubes.put_in(lamp, by=by, now=moment(at), hours_before=Decimal(hours))
    return lamp


def burn(school_class, by, lamp, *, at=f"{MONDAY} 17:00", minutes=60, **given):
    """The air of a room by its lamp, nobody inside."""
    said = {"item": Item.AIR, "method": Method.UV_LAMP, "lamp": lamp, "nobody_inside": True}
    return disinfect(school_class, by, at=at, minutes=minutes, place=lamp.place, **said | given)


def mix(school_class, by, *, at=f"{MONDAY} 08:00", hours=24, **given):
    """Ten litres of 250 mg/L."""
    made_at = moment(at) if isinstance(at, str) else at
    said = {
        "product": "84",
        "form": Form.LIQUID,
        "content": Decimal(5),
        "strength": 250,
        "total_ml": 10_000,
        "needed": Decimal(50),
        "good_until": made_at + timedelta(hours=hours),
    }
    record = DisinfectantPreparation(entry=entry_of(school_class, made_at), **said | given)
    filing.submit(record, by=by, now=made_at)
    return record
