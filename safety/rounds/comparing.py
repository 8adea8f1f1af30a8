"""Rounds that cannot be as they are told."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.rules import rule
from safety.models import ChecklistItem, Result, Round, RoundLine

SECONDS = "round_seconds_per_stop"
VOIDED = Entry.Status.VOIDED


def standing(first: date, last: date) -> Any:
    rows = Round.objects.filter(entry__happened_at__range=(start_of(first), end_of(last)))
    return rows.exclude(entry__status=VOIDED)


def faster_than_walking(first: date, last: date) -> Iterator[Clash]:
    """One person saw several places within less time than the way between them takes."""
    seconds = float(rule(SECONDS, on=last))
    rows = (
        RoundLine.objects.filter(sheet__in=standing(first, last).values("pk"), at__isnull=False)
        .exclude(about="")
        .order_by()
        .values("sheet", "by", "by__name")
        .annotate(stops=Count("about", distinct=True), began=Min("at"), ended=Max("at"))
        .filter(stops__gt=1)
    )
    quick = [row for row in rows if is_quick(row, seconds)]
    entries = Entry.objects.in_bulk([row["sheet"] for row in quick])
    for row in quick:
        entry = entries[row["sheet"]]
        minutes = max(1, round((row["ended"] - row["began"]).total_seconds() / 60))
        yield clash_of(
            entry, key=f"{entry.pk}.{row['by']}", person=row["by__name"],
            stops=str(row["stops"]), minutes=str(minutes),
        )  # fmt: skip


def is_quick(row: Mapping[str, Any], seconds: float) -> bool:
    """Saved all at once is not walked either, but it says nothing about the way: it is left alone."""
    took = row["ended"] - row["began"]
    return timedelta(0) < took < timedelta(seconds=seconds * (row["stops"] - 1))


def without_photo(first: date, last: date) -> Iterator[Clash]:
    """A photo was asked for, the record has none, and nobody said why."""
    wanted = RoundLine.objects.filter(
        sheet__in=standing(first, last).filter(no_photo="").values("pk"),
        item__photo=ChecklistItem.Photo.ABNORMAL,
        result=Result.ABNORMAL,
        sheet__entry__photos=None,
    )
    for entry in Entry.objects.filter(pk__in=wanted.values("sheet")).order_by("pk"):
        yield clash_of(entry, key=str(entry.pk))


def clash_of(entry: Entry, *, key: str, **said: str) -> Clash:
    on = timezone.localdate(entry.happened_at)
    return Clash(
        key=key,
        on=on,
        campus=entry.campus_id,
        entries=(entry.pk,),
        said={"record": entry.number, "day": f"{on}", **said},
    )


COMPARISONS = [
    Comparison(
        "round_faster_than_walking",
        _("Round faster than walking"),
        _("%(record)s: %(person)s saw %(stops)s places within %(minutes)s minutes."),
        _("Ask how the round was walked; void the record and walk it again if it was not."),
        faster_than_walking,
    ),
    Comparison(
        "round_without_photo",
        _("Finding without its photo"),
        _("%(record)s asks for a photo of what was found and has none."),
        _("Void the record and file it again with the photo."),
        without_photo,
    ),
]
