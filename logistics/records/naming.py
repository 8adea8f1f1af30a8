"""Registers that name children: whose rows are taken on paper or as a file is written down."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet


class NamesChildren:
    """A register of records that each lead to a child; `child` is the way there."""

    model: ClassVar[type[Any]]
    child: ClassVar[str] = "child"

    def children(self, rows: QuerySet) -> Iterable[int]:
        told = self.model._default_manager.filter(entry__in=rows.order_by().values("pk"))
        return named(told, self.child)


class LinesNameChildren:
    """A register whose rows are the lines of sheets, a line a child."""

    def children(self, rows: QuerySet) -> Iterable[int]:
        return named(rows, "child")


def named(rows: QuerySet, way: str) -> Iterable[int]:
    known = rows.exclude(**{way: None}).order_by()
    return known.values_list(f"{way}_id", flat=True).distinct()
