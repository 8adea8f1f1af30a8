"""How far a permission reaches: the campuses and classes of the posts that grant it."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Reach:
    """`everywhere`: a post without a campus. Classes are those of posts held in one class."""

    everywhere: bool = False
    campuses: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.campuses) or bool(self.classes)

    def within(self, *, campus: str | None = None, school_class: str | None = None) -> Q:
        """The rows this reaches, by the names of their campus and class columns."""
        if self.everywhere:
            return Q()
        reached = Q(pk__in=())
        if campus and self.campuses:
            reached |= Q(**{f"{campus}__in": self.campuses})
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
