"""What is made of stocktakes of assets: what waits, what must hold, contradicts, and sums up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.models import AssetEvent, AssetStocktake, RoomStocktake, Round, RoundLine
from assets.models.stocktakes import AssetSheet, Result
from logistics.contributions import (
    Asked,
    Chapter,
    Clash,
    Comparison,
    Finding,
    InboxLine,
    InboxSource,
)
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import read
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

SHEETS: tuple[type[AssetSheet], ...] = (AssetStocktake, RoomStocktake)
MOST = 5  # examples of one kind


# What waits.


def waiting(person: Any, now: datetime) -> QuerySet[Round]:
    """To be counted by those who were named, to be explained by whoever opened or leads it."""
    counting = Q(state=Round.State.COUNTING) & (Q(opened_by=person.pk) | Q(led_by=person.pk))
    helping = Q(state=Round.State.COUNTING, counters=person.pk)
    explaining = Q(state=Round.State.EXPLAINING, opened_by=person.pk)
    mine = Round.objects.filter(counting | helping | explaining).order_by().values("pk")
    rows = Round.objects.filter(pk__in=mine).select_related("campus", "school_class", "custodian")
    return rows.prefetch_related("places").order_by("frozen_at", "pk")


def line(round_: Round, now: datetime) -> InboxLine:
    verb = _("Count %(store)s") if round_.is_counting else _("Explain and ask: %(store)s")
    return InboxLine(
        title=verb % {"store": round_.scope},
        url=round_.get_absolute_url(),
        facts=str(round_.get_occasion_display()),
        at=round_.frozen_at,
    )


ROUNDS = InboxSource(
    code="rounds",
    title=gettext_lazy("Stocktakes of assets"),
    waiting=waiting,
    line=line,
    everything="assets:stocktake_list",
    leaves=True,
    order=41,
)


# What must hold.


def rounds_apart(now: datetime) -> Iterator[Finding]:
    """A posted sheet has written on as many cards as it says were found and were missing."""
    kinds = AssetEvent.Kind
    wrong = []
    for sheets in SHEETS:
        for sheet in sheets._default_manager.select_related("entry").iterator():
            told = Counter(sheet.entry.asset_events.values_list("kind", flat=True))
            seen, missing = sheet.found + sheet.moved, sheet.missing
            if (told[kinds.COUNTED], told[kinds.MISSING]) != (seen, missing):
                wrong.append(sheet.entry.number)
    if wrong:
        yield Finding(
            _("The events of these stocktakes are not what they found: %(rows)s")
            % {"rows": ", ".join(wrong[:MOST])},
            _("Restore the missing rows from a backup."),
        )


# What contradicts.


def supervised_by_the_counter(first: date, last: date) -> Iterator[Clash]:
    """One person scanned everything and supervised it."""
    posted = Round.objects.filter(
        stocktake__happened_at__range=(start_of(first), end_of(last))
    ).exclude(stocktake__status=Entry.Status.VOIDED)
    for round_ in posted.select_related("stocktake"):
        seen = RoundLine.objects.filter(round=round_).exclude(found_by=None)
        if set(seen.values_list("found_by", flat=True)) == {round_.led_by_id}:
            entry: Any = round_.stocktake
            yield Clash(
                key=str(entry.pk),
                on=timezone.localdate(entry.happened_at),
                campus=entry.campus_id,
                entries=(entry.pk,),
                said={"record": entry.number},
            )


def in_two_rooms(first: date, last: date) -> Iterator[Clash]:
    """One thing that was seen in two rooms during one stocktake."""
    lines = RoundLine.objects.filter(
        quantity=1,
        round__stocktake__happened_at__range=(start_of(first), end_of(last)),
    ).exclude(round__stocktake__status=Entry.Status.VOIDED)
    for row in lines.select_related("asset", "round__stocktake").prefetch_related(
        "sightings__place"
    ):
        seen = [sighting for sighting in row.sightings.all() if sighting.quantity]
        if len(seen) > 1:
            entry: Any = row.round.stocktake
            yield Clash(
                key=f"{entry.pk}.{row.pk}",
                on=timezone.localdate(entry.happened_at),
                campus=entry.campus_id,
                entries=(entry.pk,),
                said={
                    "record": entry.number,
                    "asset": str(row.asset),
                    "places": _(", ").join(str(sighting.place) for sighting in seen),
                },
            )


COMPARISONS = [
    Comparison(
        "asset_stocktake_alone",
        gettext_lazy("A stocktake of assets without a second person"),
        gettext_lazy("%(record)s was counted and supervised by one person"),
        gettext_lazy("Count once more with somebody beside."),
        supervised_by_the_counter,
    ),
    Comparison(
        "asset_in_two_rooms",
        gettext_lazy("One thing in two rooms"),
        gettext_lazy("%(asset)s was seen in %(places)s during %(record)s"),
        gettext_lazy("See where it is, and put its card right."),
        in_two_rooms,
    ),
]


# What the term shows.


def sheets_of(kind: Any, keys: Sequence[int]) -> Iterable[AssetSheet]:
    """The sheets of one kind among these records, with their lines."""
    rows = kind._default_manager.filter(pk__in=keys).select_related("entry")
    return rows.prefetch_related("lines__custodian")


def of_the_term(asked: Asked) -> Iterator[Block]:
    """Each posted stocktake with its four lists, and what each custodian could not show."""
    entries = read(asked).filter(kind__in=[sheet.kind_code for sheet in SHEETS])
    keys = list(entries.order_by("happened_at").values_list("pk", flat=True))
    sheets = [sheet for kind in SHEETS for sheet in sheets_of(kind, keys)]
    if not sheets:
        yield Text((_("No stocktake of assets was posted this term."),))
        return
    sheets.sort(key=lambda sheet: sheet.entry.happened_at)
    headings = (_("Sheet"), _("Scope"), *(str(result.label).capitalize() for result in Result))
    yield Table(
        headings,
        tuple(
            (
                Number(sheet.entry.number, sheet.entry.get_absolute_url()),
                sheet.one_line(),
                *(str(getattr(sheet, result.value)) for result in Result),
            )
            for sheet in sheets
        ),
        _("Stocktakes of assets"),
    )
    yield from losses(sheets)


def losses(sheets: list[Any]) -> Iterator[Block]:
    """By custodian: it counts when their work is judged."""
    counted: Counter[str] = Counter()
    for sheet in sheets:
        for row in sheet.lines.all():
            if row.result == Result.MISSING:
                counted[str(row.custodian or _("nobody"))] += row.expected - row.counted
    if counted:
        yield Table(
            (_("Custodian"), _("Things missing")),
            tuple((name, str(count)) for name, count in counted.most_common()),
            _("Missing, by custodian"),
        )


CHAPTERS = [Chapter(gettext_lazy("Stocktakes of assets"), of_the_term, 53)]
