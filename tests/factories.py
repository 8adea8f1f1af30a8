"""Build what a test does not care about, so that it names only what it does."""

from datetime import date
from itertools import count

from logistics.access import Role
from logistics.school.models import (
    Campus,
    Child,
    Enrolment,
    Guardian,
    Person,
    Place,
    Post,
    SchoolClass,
    Term,
)

numbers = count(1)

# The school ---------------------------------------------------------------------------------

LONG_AGO = date(2020, 1, 1)
SCHOOL_YEAR = 2026


def make_campus(**given):
    return Campus.objects.create(**{"name": f"Campus {next(numbers)}"} | given)


def make_person(*, role=None, campus=None, school_class=None, **given):
    """Somebody; with a role, and at a campus or in a class if they are named."""
    person = Person.objects.create(**{"name": f"Person {next(numbers)}"} | given)
    if role:
        make_post(person=person, role=role, campus=campus, school_class=school_class)
    return person


def make_post(**given):
    given["person"] = given.get("person") or make_person()
    if given.get("school_class"):
        given["campus"] = given["school_class"].campus
    return Post.objects.create(**{"role": Role.COOK, "starts_on": LONG_AGO} | given)


def make_place(**given):
    given["campus"] = given.get("campus") or make_campus()
    return Place.objects.create(
        **{"name": f"Place {next(numbers)}", "kind": Place.Kind.CLASSROOM} | given
    )


def make_class(**given):
    given["campus"] = given.get("campus") or make_campus()
    usual = {"name": f"Class {next(numbers)}", "grade": "junior", "school_year": SCHOOL_YEAR}
    return SchoolClass.objects.create(**usual | given)


def make_term(**given):
    """The first term of 2026; its days are not laid out."""
    usual = {
        "school_year": SCHOOL_YEAR,
        "half": Term.Half.FIRST,
        "starts_on": date(2026, 8, 25),
        "first_teaching_day": date(2026, 9, 1),
        "last_teaching_day": date(2027, 1, 20),
        "ends_on": date(2027, 1, 22),
    }
    return Term.objects.create(**usual | given)


def make_child(*, school_class=None, term=None, **given):
    """A child; in a class of a term if both are named."""
    usual = {
        "name": f"Child {next(numbers)}",
        "number": f"N{next(numbers)}",
        "sex": Child.Sex.GIRL,
        "birth_on": date(2022, 5, 1),
    }
    child = Child.objects.create(**usual | given)
    if school_class and term:
        Enrolment.objects.create(child=child, term=term, school_class=school_class)
    return child


def make_guardian(**given):
    given["child"] = given.get("child") or make_child()
    usual = {"name": f"Guardian {next(numbers)}", "relation": "mother", "phone": "13812345678"}
    return Guardian.objects.create(**usual | given)
