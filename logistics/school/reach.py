"""How far a permission reaches: the campuses and classes of the posts that grant it."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Reach:
    """`everywhere`: a post without a campus. `classes`: of posts held in one class.

    `campuses` are those of whole-campus posts, `sites` those of every post: a class teacher sees
    the rooms of the campus, but only the children of the class.
    """

    everywhere: bool = False
    campuses: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()
    sites: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.campuses) or bool(self.classes)

    def covers(self, *, campus: int, school_class: int | None) -> bool:
        """Whether it reaches what is at hand, of a class or of none."""
        return self.everywhere or campus in self.campuses or school_class in self.classes

    def within(self, *, campus: str | None = None, school_class: str | None = None) -> Q:
        """The rows this reaches, by the names of their campus and class columns.

        What belongs to no class is reached from any post at its campus.
        """
        if self.everywhere:
            return ~Q(pk__in=())  # an empty Q would vanish beside another one
        reached = Q(pk__in=())
        if campus and (campuses := self.campuses if school_class else self.sites):
            reached |= Q(**{f"{campus}__in": campuses})
        if school_class and self.classes:
            reached |= Q(**{f"{school_class}__in": self.classes})
        return reached


class VisibleQuerySet(models.QuerySet):
    """Rows that belong to a campus, and perhaps to a class."""

    campus_column: str | None = "campus_id"
    class_column: str | None = None

    def visible_to(self, person: Any, permission: str) -> Self:
        reach = person.reach(permission)
        return self.filter(reach.within(campus=self.campus_column, school_class=self.class_column))
