"""Which leaders may agree to what leaves the campus or its cameras."""

from datetime import date
from typing import Any

from logistics.access import Role
from logistics.school.models import Person, Post

LEADERS = (Role.DIRECTOR, Role.PRINCIPAL)


def leaders_of(by: Any, permission: str, on: date) -> Any:
    """Director and principal of the campuses the person has to do with."""
    posts = Post.objects.current(on).filter(role__in=LEADERS)
    reached = Person.objects.visible_to(by, permission).filter(pk__in=posts.values("person"))
    return reached.employed(on).defer("identity_number").order_by("pinyin", "pk")
