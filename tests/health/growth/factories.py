"""Build classes that are measured."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from health.growth import measuring
from health.models import GrowthMeasurement, HearingTest, HemoglobinTest, OralCheck, VisionTest
from logistics.school.models import Child
from tests.factories import make_child, make_class, make_person, make_term

MEASURED_ON = date(2026, 9, 10)  # a Thursday in term
DAY = timedelta(days=1)


def at(day, hour=9):
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=hour)))


def make_school(campus, *, children=2, today=MEASURED_ON, birth_on=None):
    """A term around a day, and a class with girls and boys of four in turn."""
    given = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = make_term(school_year=year, **dict(zip(names, given, strict=True)))
    school_class = make_class(campus=campus, name="Junior 1", school_year=year)
    made = [
        make_child(
            school_class=school_class,
            term=term,
            birth_on=birth_on or today.replace(year=today.year - 4, day=1),
            sex=[Child.Sex.GIRL, Child.Sex.BOY][n % 2],
        )
        for n in range(children)
    ]
    return term, school_class, made


def file(model, school_class, lines, *, on=MEASURED_ON, by=None, **said):
    """File a sheet as somebody would have on that day."""
    sheet = measuring.sheet_of(
        model, school_class, lines, happened_at=at(on), expected=len(lines), **said
    )
    return measuring.file(sheet, by=by or make_person(), now=at(on, 10))


def measure(school_class, found, *, on=MEASURED_ON, **said):
    """A sheet of growth: `found` is height and weight, and perhaps the eyes, by child."""
    day = measuring.Day.of(on)
    lines = [
        measuring.growth_line(
            child,
            day,
            height_cm=decimal(values[0]),
            weight_kg=decimal(values[1]),
            right_eye=decimal(values[2]) if len(values) > 2 else None,
            left_eye=decimal(values[3]) if len(values) > 3 else None,
        )
        for child, values in found.items()
    ]
    return file(GrowthMeasurement, school_class, lines, on=on, **said)


def decimal(value):
    return None if value is None else Decimal(str(value))


def look_at_eyes(school_class, found, *, on=MEASURED_ON, is_corrected=False):
    day = measuring.Day.of(on)
    lines = [
        measuring.vision_line(
            child, day, right_eye=decimal(eyes[0]), left_eye=decimal(eyes[1]),
            is_corrected=is_corrected,
        )
        for child, eyes in found.items()
    ]  # fmt: skip
    return file(VisionTest, school_class, lines, on=on)


def take_blood(school_class, found, *, on=MEASURED_ON):
    day = measuring.Day.of(on)
    lines = [
        measuring.hemoglobin_line(child, day, hemoglobin=decimal(value))
        for child, value in found.items()
    ]
    return file(HemoglobinTest, school_class, lines, on=on)


def check_teeth(school_class, found, *, on=MEASURED_ON, is_treated=False):
    day = measuring.Day.of(on)
    lines = [
        measuring.oral_line(
            child, day, teeth=20, decayed=decayed, filled=0, is_treated=is_treated
        )
        for child, decayed in found.items()
    ]  # fmt: skip
    return file(OralCheck, school_class, lines, on=on)


def listen(school_class, found, *, on=MEASURED_ON):
    day = measuring.Day.of(on)
    lines = [
        measuring.hearing_line(child, day, right_ear=ears[0], left_ear=ears[1])
        for child, ears in found.items()
    ]
    return file(HearingTest, school_class, lines, on=on)
