"""A class and its day, made with as little as a story needs."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from health.day import attending, checking, medicating
from health.day.attending import Said
from health.day.checking import Found
from health.day.rolls import read_roll
from health.models import MedicineRequest
from logistics.records.models import Entry
from logistics.school.calendar import lay_out
from tests.factories import make_child, make_class, make_person, make_term

MONDAY = date(2026, 11, 16)
TUESDAY = date(2026, 11, 17)
WEDNESDAY, FRIDAY = date(2026, 11, 18), date(2026, 11, 20)


def moment(on=WEDNESDAY, clock="08:40"):
    return timezone.make_aware(datetime.fromisoformat(f"{on} {clock}"))


NOW = moment()


def make_school_term():
    term = make_term()
    lay_out(term)
    return term


def fill(school_class, term, count=3):
    return [
        make_child(school_class=school_class, term=term, name=f"{school_class} child {n:02d}")
        for n in range(count)
    ]


def make_full_class(campus, term, count=3, **given):
    school_class = make_class(campus=campus, **given)
    return school_class, fill(school_class, term, count)


def teacher_of(school_class, **given):
    return make_person(role="teacher", school_class=school_class, **given)


def attend(school_class, said=(), *, by, on=WEDNESDAY, now=None, late_reason=""):
    now = now or moment(on)
    return attending.confirm(
        read_roll(school_class, on), said, by=by, now=now, late_reason=late_reason
    )


def sick(child, symptoms=("fever",), **given):
    return Said(child.pk, "sick", symptoms=symptoms, **given)


def away(child, mark="personal"):
    return Said(child.pk, mark)


def check(school_class, found=(), *, by, on=WEDNESDAY, segment="morning", now=None, **given):
    roll = read_roll(school_class, on)
    return checking.check(roll, segment, found, by=by, now=now or moment(on, "08:20"), **given)


def feverish(child, degrees="38.2", **given):
    return Found(child.pk, symptoms=("fever",), temperature=Decimal(degrees), **given)


def make_request(child, school_class, *, by, on=WEDNESDAY, now=NOW, **given):
    usual = {
        "child": child,
        "medicine": "Cough syrup",
        "dose": "5 ml",
        "times": "11:30 15:00",
        "cause": "Cough",
        "is_prescribed": True,
        "quantity": "One bottle",
        "expires_on": on + timedelta(days=90),
        "first_on": on,
        "last_on": on,
        "guardian": "Mother Chen",
        "signed": "paper",
        "paper": "Green folder",
    }
    entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        subject=f"child:{child.pk}",
        happened_at=now,
    )
    request = MedicineRequest(entry=entry, **usual | given)
    medicating.take_in(request, by=by, now=now)
    return request


def give(request, *, by, checked_by, clock="11:30", at=None, **given):
    at = at or moment(WEDNESDAY, clock)
    said = {"dose": request.dose, "happened_at": at, "now": at}
    return medicating.give(request, clock=clock, checked_by=checked_by, by=by, **said | given)
