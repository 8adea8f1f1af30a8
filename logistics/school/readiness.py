"""What a school must have entered before it can work: the facts of the first steps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import Step, Words
from logistics.school.models import (
    Campus,
    Enrolment,
    Person,
    Place,
    Post,
    School,
    SchoolClass,
    SchoolDay,
    Term,
)
from logistics.school.weeks import school_year

Facts = Iterator[tuple[Words, Any]]


def school_and_campus(on: date) -> Facts:
    yield _("The school has its name"), Exists(School.objects.exclude(name=""))
    yield _("A campus is in use"), Exists(Campus.objects.filter(is_active=True))


def term_and_calendar(on: date) -> Facts:
    coming = Term.objects.filter(ends_on__gte=on)
    days = SchoolDay.objects.filter(date__gte=on)
    yield _("The term is entered"), Exists(coming)
    yield _("Its days are in the school calendar"), Exists(days)
    yield _("The term is open: its tasks are made"), Exists(coming.exclude(opened_at=None))


def people_and_roles(on: date) -> Facts:
    posts = Post.objects.current(on)
    running = [Role.ADMIN, Role.DIRECTOR, Role.PRINCIPAL]
    logins = Person.objects.employed(on).with_login()
    others = posts.exclude(role__in=running)
    yield _("Somebody directs the logistics office"), Exists(posts.filter(role=Role.DIRECTOR))
    yield _("Others hold their posts"), Exists(others)
    yield _("They can log in"), Exists(logins.filter(pk__in=others.values("person")))


def classes_and_children(on: date) -> Facts:
    classes = SchoolClass.objects.in_year(school_year(on))
    in_charge = Post.objects.current(on).filter(school_class=OuterRef("pk"))
    now = Enrolment.objects.filter(term__starts_on__lte=on, term__ends_on__gte=on)
    without = classes.filter(~Exists(in_charge))
    yield _("The classes of the school year are there"), Exists(classes)
    yield _("Children are in their classes"), Exists(now)
    yield _("Every class has its teacher or carer"), Exists(classes) & ~Exists(without)


def places_and_labels(on: date) -> Facts:
    places = Place.objects.in_use()
    yield _("Rooms, yards and zones are entered"), Exists(places)
    yield (
        _("Every place is in somebody's custody"),
        Exists(places) & ~Exists(places.unanswered_for(on)),
    )


STEPS = [
    Step(
        "school",
        _("School and campuses"),
        _("The name that stands over every sheet, and the sites with their meal times."),
        "school:settings",
        school_and_campus,
        help="settings",
        order=10,
    ),
    Step(
        "term",
        _("Term and school calendar"),
        _("Dates of the term, holidays and make-up days; opening the term makes its tasks."),
        "school:term_list",
        term_and_calendar,
        help="calendar",
        order=20,
    ),
    Step(
        "people",
        _("People and roles"),
        _("Who works here, with the posts that decide what they may do and what they owe."),
        "school:person_list",
        people_and_roles,
        help="people",
        imports=("people",),
        order=30,
    ),
    Step(
        "classes",
        _("Classes and children"),
        _("The classes of the year, who is in charge of them, and the children in them."),
        "school:class_list",
        classes_and_children,
        help="children",
        imports=("classes", "children"),
        order=40,
    ),
    Step(
        "places",
        _("Places and QR labels"),
        _("Every place with its custodian; then print the labels and hang them up."),
        "school:place_list",
        places_and_labels,
        help="places",
        imports=("places",),
        order=70,
    ),
]
