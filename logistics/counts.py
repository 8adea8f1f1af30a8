"""What a card of the first page counts, in as few questions to the database as can be."""

from typing import Any

from django.db.models import Count, QuerySet, Value, Window


def counted(**asked: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of these finds, all in one query."""
    first, *others = (
        rows.order_by().values(in_name=Value(name)).annotate(in_all=Count("pk"))
        for name, rows in asked.items()
    )
    found = first.union(*others, all=True).values_list("in_name", "in_all")
    return dict.fromkeys(asked, 0) | dict(found)


def first_of(rows: QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """The first rows and how many there are, in one query."""
    found = list(rows.annotate(in_all=Window(Count("pk")))[:most])
    return found, found[0].in_all if found else 0
