"""Logging in: people are let in by their password, and may what their posts let them."""

from datetime import date
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from logistics.access import permissions_of
from logistics.school.models import Campus, Person


class PostBackend(ModelBackend):
    """Permissions come from the posts of today and the table of roles, from nowhere else."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and bool(user.roles())

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return permissions_of(user_obj.roles()) if user_obj.is_active else set()

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


def campuses_of(person: Person, on: date) -> list[Campus]:
    """The campuses a person works at, in their order."""
    posts = person.posts_on(on)
    campuses = Campus.objects.filter(is_active=True)
    if any(post.campus_id is None for post in posts):
        return list(campuses)
    return list(campuses.filter(pk__in={post.campus_id for post in posts}))


def chosen_campus(request: HttpRequest, campuses: list[Campus]) -> Campus | None:
    """The campus the person looks at now; None: all of theirs."""
    wanted = request.session.get("campus")
    if len(campuses) == 1:
        return campuses[0]
    return next((campus for campus in campuses if campus.pk == wanted), None)
