"""What the term summary says of the stores: by group, what came, what went, what is there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.school.calendar import end_of, start_of
from logistics.stores import stock
from logistics.stores.ledger import cents
from logistics.stores.models import Movement


def stores(asked: Asked) -> Iterator[Block]:
    """A group a row, in yuan."""
    rows = list(by_group(asked))
    if not rows:
        yield Text((_("Nothing was received or issued this term."),))
        return
    issued = sum((row["out"] for row in rows), Decimal(0))
    yield Text((_("Goods issued this term, in yuan: "), f"{issued:,.2f}"))
    yield Table(
        (_("Group"), _("Received (yuan)"), _("Issued (yuan)"), _("There at the end (yuan)")),
        tuple(
            (
                row["name"],
                f"{row['in']:,.2f}",
                f"{row['out']:,.2f}",
                f"{row['left']:,.2f}",
            )
            for row in rows
        ),
        _("Supplies by group"),
    )


def by_group(asked: Asked) -> Iterator[dict[str, Any]]:
    moved = Movement.objects.visible_to(asked.person, stock.VIEW)
    if asked.campus:
        moved = moved.filter(store__campus=asked.campus)
    last = min(end_of(asked.term.ends_on), asked.now)
    moved = moved.filter(happened_at__lte=last)
    within = Q(happened_at__gte=start_of(asked.term.starts_on))
    names = ("item__group", "item__group__name")
    sums = (
        moved.order_by()
        .values(*names)
        .annotate(
            came=Sum("amount", filter=within & Q(kind__in=Movement.COMING)),
            went=Sum("amount", filter=within & ~Q(kind__in=Movement.COMING)),
            left=Sum("amount"),
        )
    )
    for row in sums.order_by("item__group__kind", "item__group__position", "item__group"):
        yield {
            "name": row["item__group__name"],
            "in": cents(row["came"]),
            "out": -cents(row["went"]),
            "left": cents(row["left"]),
        }


CHAPTERS = [Chapter(gettext_lazy("Supplies: what came and what was issued"), stores, 55)]
