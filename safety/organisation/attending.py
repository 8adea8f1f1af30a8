"""Which class a child is in on a day, which classes a person has to do with, and who works where."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Child, Enrolment, Person, Post, SchoolClass, Term

WRITE, SEE, TEACH, ORGANISE = (
    "safety.write_injury",
    "safety.view_injury",
    "safety.teach",
    "safety.organise",
)
UNSAID = ("identity_number", "note")  # of a child: nobody decrypts it for a list


def class_on(child: Child, day: date) -> SchoolClass:
    """The class of the term the day lies in, else the last one the child was in.

    Refuses a child that is in no class: nobody would find the record.
    """
    rows = Enrolment.objects.filter(child=child).select_related("school_class__campus", "term")
    enrolled = {row.term_id: row.school_class for row in rows.order_by("term__starts_on")}
    if not enrolled:
        raise Refused(
            _("%(child)s is in no class. Put the child into one first.") % {"child": child}
        )
    term = Term.objects.on(day)
    return enrolled.get(term.pk if term else 0) or list(enrolled.values())[-1]


def children_of(classes: Any, day: date) -> Any:
    """Who is in these classes in the term of the day and has not left, as the register has them."""
    there = Enrolment.objects.filter(school_class__in=classes, term=Term.objects.on(day))
    rows = Child.objects.filter(pk__in=there.values("child")).attending(day)
    return rows.defer(*UNSAID).order_by("pinyin", "pk")


def children_seen(person: Any, day: date, permission: str) -> Any:
    """The children of the classes within reach, with `class_name`."""
    classes = SchoolClass.objects.visible_to(person, permission)
    return children_of(classes, day).with_class(Term.objects.on(day))


def classes_of_year(person: Any, day: date, permission: str) -> Any:
    """The classes of this school year within reach, in the order of the school."""
    term = Term.objects.on(day)
    year = term.school_year if term else day.year
    rows = SchoolClass.objects.visible_to(person, permission).in_year(year)
    return rows.select_related("campus").order_by("campus__position", "position", "pk")


def own_classes(person: Any, day: date) -> list[SchoolClass]:
    """The classes in which the person holds a post of its own."""
    own = {post.school_class_id for post in person.posts_on(day) if post.school_class_id}
    return list(classes_of_year(person, day, TEACH).filter(pk__in=own)) if own else []


def staff_of(campus: int | None, day: date) -> Any:
    """Who works at a campus on a day, with those who work at all of them; none: everybody."""
    posts = Post.objects.current(day)
    if campus is not None:
        posts = posts.filter(Q(campus=None) | Q(campus=campus))
    rows = Person.objects.employed(day).filter(pk__in=posts.values("person"))
    return rows.defer("identity_number")


def colleagues(by: Any, day: date) -> Any:
    """Who works on a day at a campus where this person works too, or at all of them."""
    sites = by.reach("duties.write_record").within(campus="campus")
    posts = Post.objects.current(day).filter(Q(campus=None) | sites)
    return staff_of(None, day).filter(pk__in=posts.values("person"))


def holders(roles: Iterable[str], campus: int | None, day: date) -> Any:
    """Those of the staff who hold one of these posts there."""
    posts = Post.objects.current(day).filter(role__in=list(roles))
    if campus is not None:
        posts = posts.filter(Q(campus=None) | Q(campus=campus))
    return staff_of(campus, day).filter(pk__in=posts.values("person"))


def about_child(child: Child, *, happened_at: datetime, late_reason: str = "") -> Entry:
    """The head of a record about one child, in the class it was in."""
    school_class = class_on(child, timezone.localdate(happened_at))
    return Entry(
        campus=school_class.campus,
        school_class=school_class,
        subject=f"child:{child.pk}",
        happened_at=happened_at,
        late_reason=late_reason,
    )
