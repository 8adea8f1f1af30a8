"""What is made of stocktakes: what waits, what must hold, what contradicts, what the term shows."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import (
    Asked,
    Chapter,
    Clash,
    Comparison,
    Finding,
    InboxLine,
    InboxSource,
)
from logistics.documents import Block, Table, Text
from logistics.fields import QuantityField
from logistics.records.counting import read, standing
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.stores.models import Count, Counting, Movement, Stocktake, StocktakeLine
from logistics.templatetags.house import money

KIND = Stocktake.kind_code
MOST = 5  # examples of one kind


# What waits.


def waiting(person: Any, now: datetime) -> QuerySet[Count]:
    """To be counted by the keeper; to be explained and posted by whoever supervises."""
    counting = Q(state=Count.State.COUNTING, store__keeper=person.pk)
    explaining = Q(state=Count.State.EXPLAINING, led_by=person.pk)
    rows = Count.objects.filter(counting | explaining)
    return rows.select_related("store", "led_by").order_by("frozen_at", "pk")


def line(count: Count, now: datetime) -> InboxLine:
    verb = _("Count %(store)s") if count.is_counting else _("Explain and post: %(store)s")
    return InboxLine(
        title=verb % {"store": count.store},
        url=count.get_absolute_url(),
        facts=str(count.get_occasion_display()),
        at=count.frozen_at,
    )


COUNTS = InboxSource(
    code="counts",
    title=gettext_lazy("Stocktakes of the stores"),
    waiting=waiting,
    line=line,
    everything="stores:count_list",
    leaves=True,
    order=40,
)


# What must hold.


def counts_apart(now: datetime) -> Iterator[Finding]:
    """Each line of a posted stocktake moved its difference, and nothing else."""
    moved = (
        Movement.objects.filter(
            entry=OuterRef("sheet"), lot=OuterRef("lot"), reverses=None, line=OuterRef("position")
        )
        .order_by()
        .values("lot")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    posted = Coalesce(Subquery(moved, output_field=QuantityField()), Decimal(0))
    lines = StocktakeLine.objects.annotate(posted=posted).select_related("sheet__entry")
    wrong = [x for x in lines.iterator() if round(x.posted, 3) != x.counted - x.expected]
    numbers = list(dict.fromkeys(line.sheet.entry.number for line in wrong))
    if numbers:
        yield Finding(
            _("The movements of these stocktakes are not their differences: %(rows)s")
            % {"rows": ", ".join(numbers[:MOST])},
            _("Restore the missing rows from a backup."),
        )


# What contradicts.


def counted_alone(first: date, last: date) -> Iterator[Clash]:
    """One person counted all of it and supervised it, or keeps the store with nobody beside."""
    sheets = Stocktake.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last)),
    ).exclude(entry__status=Entry.Status.VOIDED)
    for sheet in sheets.select_related("entry", "store", "supervised_by"):
        counters = set(
            Counting.objects.filter(line__count__stocktake=sheet.pk).values_list("by", flat=True)
        )
        if len(counters) != 1:
            continue
        [counter] = counters
        alone = sheet.supervised_by_id in {None, counter}
        if alone or sheet.supervised_by_id == sheet.store.keeper_id:
            yield Clash(
                key=str(sheet.pk),
                on=timezone.localdate(sheet.entry.happened_at),
                campus=sheet.entry.campus_id,
                entries=(sheet.pk,),
                said={"record": sheet.entry.number, "store": str(sheet.store)},
            )


COMPARISONS = [
    Comparison(
        "stocktake_alone",
        gettext_lazy("A stocktake without a second person"),
        gettext_lazy("%(record)s of %(store)s was counted and supervised by one person"),
        gettext_lazy("Count once more with somebody who does not keep the store."),
        counted_alone,
    ),
]


# What the term shows.


def of_the_term(asked: Asked) -> Iterator[Block]:
    """Each store: how often it was counted, how many lines differed and what they were worth."""
    entries = read(asked).filter(kind=KIND)
    rows = (
        StocktakeLine.objects.filter(sheet__in=entries.order_by().values("pk"))
        .order_by()
        .values("sheet__store", "sheet__store__name", "sheet__store__campus__name")
        .annotate(
            sheets=CountOf("sheet", distinct=True),
            lines=CountOf("pk"),
            different=CountOf("pk", filter=~Q(counted=F("expected"))),
            surplus=Sum("amount", filter=Q(amount__gt=0), default=Decimal(0)),
            shortage=Sum("amount", filter=Q(amount__lt=0), default=Decimal(0)),
        )
        .order_by("sheet__store__campus__name", "sheet__store__name")
    )
    table = tuple(
        (
            f"{row['sheet__store__campus__name']} {row['sheet__store__name']}",
            str(row["sheets"]),
            str(row["lines"]),
            str(row["different"]),
            money(row["surplus"]),
            money(row["shortage"]),
        )
        for row in rows
    )
    if not table:
        yield Text((_("No store was counted this term."),))
        return
    headings = (
        _("Store"), _("Stocktakes"), _("Lines"), _("Differences"), _("Surplus"), _("Shortage"),
    )  # fmt: skip
    yield Table(headings, table, _("Stocktakes of the stores"))
    yield Text((_("Lines counted: "), standing(asked, "stocktakes")))


CHAPTERS = [Chapter(gettext_lazy("Stocktakes of the stores"), of_the_term, 52)]
