"""The term in whose middle the given day lies, and one long over."""

from datetime import date, timedelta

from logistics.school.calendar import lay_out
from logistics.school.models import SchoolDay, Term

DAY = timedelta(days=1)


def make_term(today: date) -> Term:
    """A term in whose middle the day lies. On that day there is school, whatever the weekday."""
    given = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, given, strict=True)))
    lay_out(term)
    SchoolDay.objects.filter(date=today).update(kind=SchoolDay.Kind.SCHOOL)
    return term


def make_last_term(today: date) -> Term:
    given = [today - n * DAY for n in (200, 193, 100, 90)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    return Term.objects.create(school_year=2000, half=2, **dict(zip(names, given, strict=True)))
