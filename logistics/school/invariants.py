"""What must hold of people, posts and classes; `manage.py doctor` asks it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Role
from logistics.contributions import Finding
from logistics.school.models import Campus, Enrolment, Person, Post, SchoolDay, Term

MOST = 5  # examples of one kind
SOON = timedelta(days=14)


def names(rows: QuerySet, column: str = "name") -> str:
    return ", ".join(
        str(name) for name in rows.order_by("pk").values_list(column, flat=True)[:MOST]
    )


def logins_apart(now: datetime) -> Iterator[Finding]:
    """Who can log in works here and holds a post; somebody looks after the system."""
    today = timezone.localdate(now)
    held = Post.objects.current(today)
    logins = Person.objects.filter(is_active=True, username__isnull=False)
    if idle := names(logins.exclude(pk__in=held.values("person"))):
        yield Finding(
            _("People with a login hold no post: %(rows)s") % {"rows": idle},
            _("Give them a post, or take the login away on their page."),
        )
    if left := names(logins.filter(ends_on__lt=today)):
        yield Finding(
            _("People who have left may still log in: %(rows)s") % {"rows": left},
            _("Take the login away on their page."),
        )
    if not held.filter(role=Role.ADMIN, person__in=logins).exists():
        yield Finding(
            _("Nobody looks after the system: no administrator can log in."),
            _("Give somebody the post of an administrator."),
        )


def posts_apart(now: datetime) -> Iterator[Finding]:
    """Posts end with the person, are of one campus with their class, and end with a word before."""
    today = timezone.localdate(now)
    held = Post.objects.current(today)
    if left := names(held.filter(person__ends_on__lt=today), "person__name"):
        yield Finding(
            _("People who have left still hold posts: %(rows)s") % {"rows": left},
            _("End their posts on their page."),
        )
    elsewhere = held.exclude(school_class=None).exclude(school_class__campus=F("campus"))
    if wrong := names(elsewhere, "person__name"):
        yield Finding(
            _("Posts name a class of another campus: %(rows)s") % {"rows": wrong},
            _("End these posts and give new ones."),
        )
    ending = held.filter(ends_on__lt=today + SOON, person__ends_on=None)
    follows = Post.objects.filter(person=OuterRef("person"), starts_on__gt=OuterRef("ends_on"))
    if soon := names(ending.filter(~Exists(follows)), "person__name"):
        yield Finding(
            _("Posts end within two weeks and nothing follows them: %(rows)s") % {"rows": soon},
            _("Extend the posts or name a successor."),
        )


def enrolments_apart(now: datetime) -> Iterator[Finding]:
    """A child is in a class of the term's year, and on no list after having left."""
    wrong = Enrolment.objects.exclude(school_class__school_year=F("term__school_year"))
    if children := names(wrong, "child__number"):
        yield Finding(
            _("Children are in a class of another school year: %(rows)s") % {"rows": children},
            _("Enrol them again on the page of the class."),
        )
    gone = Enrolment.objects.filter(child__left_on__lt=F("term__starts_on"))
    if children := names(gone, "child__number"):
        yield Finding(
            _("Children who have left are still enrolled: %(rows)s") % {"rows": children},
            _("Look at the day of leaving on the page of the child."),
        )


def days_apart(now: datetime) -> Iterator[Finding]:
    """The running term has every day of every campus: what is owed is counted by them."""
    term = Term.objects.on(timezone.localdate(now))
    if term is None:
        return
    length = (term.ends_on - term.starts_on).days + 1
    for campus in Campus.objects.filter(is_active=True):
        of_term = Q(date__range=(term.starts_on, term.ends_on))
        count = SchoolDay.objects.filter(of_term, campus=campus).count()
        if count != length:
            told = {"campus": campus, "count": length - count, "term": term}
            yield Finding(
                _("%(campus)s: %(count)s days of %(term)s are not laid out.") % told,
                _("Save the term once more on its page."),
            )
