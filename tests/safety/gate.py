"""A gate with its people, made with as little as a story needs."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from logistics.records.models import Entry
from logistics.school.calendar import lay_out
from safety.gate import admitting, letting_go
from safety.models import EarlyLeave, LeaveSlip, PatrolPoint, PickupAuthorization, VisitorLog
from tests.factories import make_place, make_term

WEDNESDAY = date(2026, 11, 18)
MINUTE = timedelta(minutes=1)


def moment(on=WEDNESDAY, clock="08:40"):
    return timezone.make_aware(datetime.fromisoformat(f"{on} {clock}"))


NOW = moment()


def make_school_term():
    term = make_term()
    lay_out(term)
    return term


def visit(campus, host=None, **given):
    usual = {
        "name": "Zhang Wei",
        "paper": "identity",
        "paper_number": "11010519491231002X",
        "purpose": "parent",
        "host": host,
        "agreed_by": host,
        "consent": "phone" if host else "none",
    }
    at = given.pop("at", NOW)
    late = given.pop("late_reason", "")
    entry = Entry(campus=campus, happened_at=at, late_reason=late)
    return VisitorLog(entry=entry, **usual | given)


def let_in(campus, host=None, *, by, now=NOW, **given):
    return admitting.admit(visit(campus, host, at=now, **given), by=by, now=now)


def slip_for(child, school_class, *, by, now=NOW, **given):
    entry = Entry(campus=school_class.campus, school_class=school_class, happened_at=now)
    usual = {"on": WEDNESDAY, "reason": "doctor", "fetched_by": "Li Na", "relation": "mother"}
    slip = LeaveSlip(entry=entry, child=child, **usual | given)
    letting_go.give_slip(slip, by=by, now=now)
    return slip


def leaving(child, school_class, slip=None, *, now=NOW, **given):
    entry = Entry(campus=school_class.campus, school_class=school_class, happened_at=now)
    usual = {"reason": "doctor", "fetched_by": "Li Na", "relation": "mother", "checked": "card"}
    return EarlyLeave(entry=entry, child=child, slip=slip, **usual | given)


def authorised(child, school_class, *, now=NOW, **given):
    entry = Entry(campus=school_class.campus, school_class=school_class, happened_at=now)
    usual = {
        "name": "Li Na", "relation": "mother", "phone": "13812345678", "valid_from": WEDNESDAY,
        "guardian": "Li Na", "signed": "paper", "paper": "Folder 3",
    }  # fmt: skip
    return PickupAuthorization(entry=entry, child=child, **usual | given)


def points_of(campus, count=3):
    return [
        PatrolPoint.objects.create(
            campus=campus, place=make_place(campus=campus, name=f"{campus} point {n}"), position=n
        )
        for n in range(count)
    ]
