"""Build what tests of care do not care about."""

from datetime import date
from decimal import Decimal

from health.care import caring
from health.conditions import Condition
from health.models import SpecialCareCase, SpecialCareVisit
from logistics.records.models import Entry
from logistics.school.calendar import at, lay_out
from tests.factories import make_child, make_class, make_person, make_term

MONDAY = date(2026, 11, 16)
NOW = at(MONDAY, "10:00")


def make_school(campus):
    """A term with its days, a class of three children, a doctor."""
    term = make_term()
    lay_out(term)
    school_class = make_class(campus=campus)
    children = [make_child(school_class=school_class, term=term) for _ in range(3)]
    doctor = make_person(role="doctor", campus=campus)
    return term, school_class, children, doctor


def open_case(child, doctor, *, on=MONDAY, condition=Condition.OBESITY, **given):
    said = {"weight_kg": Decimal(25), "height_cm": Decimal(105)} | given
    hands = {name: said.pop(name) for name in ("diets", "allergens") if name in said}
    case = SpecialCareCase(child=child, condition=condition, source="measured", **said)
    moment = at(on, "09:00")
    caring.open_case(case, by=doctor, now=moment, happened_at=moment, **hands)
    return SpecialCareCase.objects.get(pk=case.pk)


def visit(case, doctor, *, on=MONDAY, clock="10:00", diets_end=False, **given):
    made = SpecialCareVisit(**{"weight_kg": Decimal(24)} | given)
    moment = at(on, clock)
    caring.visit(case, made, by=doctor, now=moment, happened_at=moment, diets_end=diets_end)
    return made


def entry_of(kind):
    return Entry.objects.get(kind=kind)
