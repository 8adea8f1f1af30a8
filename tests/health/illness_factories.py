"""Cases and classes for the tests of illness, around a day that is given."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from health.illness import registering
from health.models import Disease, InfectiousCase, ReturnCheck
from logistics.records.models import Entry
from logistics.school.calendar import at
from tests.factories import make_child, make_place, make_term
from tests.factories import make_class as any_class

TODAY = date(2026, 11, 18)  # a Wednesday in the middle of the term
NOW = at(TODAY, "10:00")
DAY = timedelta(days=1)


def disease(code="hfmd"):
    return Disease.objects.get(code=code)


def make_class(campus, term, *, floor=None, children=0, **given):
    """A class with its room, perhaps on a floor, and its children."""
    made = any_class(campus=campus, school_year=term.school_year, **given)
    make_place(campus=campus, school_class=made, within=floor)
    made.children = [make_child(school_class=made, term=term) for _ in range(children)]
    return made


def unfiled(child, school_class, *, code="hfmd", on=TODAY, now=NOW, **given):
    entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        happened_at=min(now, at(on, "09:00")) if on == timezone.localdate(now) else now,
        late_reason="told later",
    )
    usual = {"onset_on": on, "left_on": on}
    return InfectiousCase(entry=entry, child=child, disease=disease(code), **usual | given)


def make_case(child, school_class, *, by, now=NOW, **given):
    """A case registered at a moment; it fell ill that day unless another is named."""
    case = unfiled(child, school_class, now=now, **given)
    registering.register(case, by=by, now=now)
    return InfectiousCase.objects.for_rows().get(pk=case.pk)


def make_return(case, *, by, on, proof="certificate", now=None, **given):
    now = now or at(on, "08:10")
    entry = Entry(
        campus=case.entry.campus, school_class=case.entry.school_class, happened_at=now,
        late_reason="told later",
    )  # fmt: skip
    check = ReturnCheck(entry=entry, case=case, returned_on=on, proof=proof, **given)
    registering.check_return(check, by=by, now=now)
    return check


def moment(day: date, clock: str = "10:00") -> datetime:
    return at(day, clock)


__all__ = ["DAY", "NOW", "TODAY", "make_term"]
