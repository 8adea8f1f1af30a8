"""Logging in: people are let in by their password, and may what their posts let them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from logistics.access import permissions_of
from logistics.school.models import Campus, Person, School, Term


class PostBackend(ModelBackend):
    """Permissions come from the posts of today and the table of roles, from nowhere else."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Who holds a post. The sample school's password is known to all: it opens only a trial."""
        if not (super().user_can_authenticate(user) and user.roles()):
            return False
        return settings.DEMO or not school_of(user).is_demo

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return permissions_of(user_obj.roles()) if user_obj.is_active else set()

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


def school_of(person: Any) -> School:
    """The school, asked once for each person object: the login and the page both need it."""
    if not hasattr(person, "asked_school"):
        person.asked_school = School.current()
    return person.asked_school


def campuses_of(person: Person, on: date) -> list[Campus]:
    """The campuses a person works at, in their order; asked once for each person object."""
    known = person.__dict__.setdefault("_campuses", {})
    if on not in known:
        own = {post.campus for post in person.posts_on(on)}
        everywhere = Campus.objects.filter(is_active=True) if None in own else ()
        here = [campus for campus in own if campus and campus.is_active]
        known[on] = list(everywhere) or sorted(here, key=lambda one: (one.position, one.pk))
    return known[on]


def term_of(person: Person, on: date) -> Term | None:
    """The term of a day; asked once for each person object: cards of one page all begin with it."""
    known = person.__dict__.setdefault("_terms", {})
    if on not in known:
        known[on] = Term.objects.on(on)
    return known[on]


def chosen_campus(request: HttpRequest, campuses: list[Campus]) -> Campus | None:
    """The campus the person looks at now; None: all of theirs."""
    wanted = request.session.get("campus")
    if len(campuses) == 1:
        return campuses[0]
    return next((campus for campus in campuses if campus.pk == wanted), None)
