"""Records of disinfection that cannot all be true."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from health.models import Attendance, Disinfection, OutdoorActivity, UvLampLog
from logistics.contributions import Clash, Comparison
from logistics.duties.models import Proof, RoomUse
from logistics.duties.models.duties import ClosedDay
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import ClassClosure, Place, SchoolDay
from logistics.school.rules import rule

VOIDED = Entry.Status.VOIDED
FROM, UNTIL, NAP_FROM, NAP_UNTIL = (
    "children_from", "children_until", "nap_from", "nap_until",
)  # fmt: skip


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment)


def on_closed_days(first: date, last: date) -> Iterator[Clash]:
    """Nobody was there to disinfect: the school was closed, or the class stayed at home.

    What is owed on closed days too, as before term begins, is left alone.
    """
    day = OuterRef("entry__happened_at__date")
    closed = SchoolDay.objects.filter(campus=OuterRef("entry__campus"), date=day)
    away = ClassClosure.objects.filter(
        school_class=OuterRef("entry__school_class"), starts_on__lte=day, ends_on__gte=day
    )
    owed = Proof.objects.filter(entry=OuterRef("entry"), task__duty__on_closed=ClosedDay.KEEP)
    rows = standing(first, last).filter(
        Exists(closed.exclude(kind__in=SchoolDay.OPEN)) | Exists(away), ~Exists(owed)
    )
    for record in rows:
        yield clash_of(record.entry, key=str(record.pk), item=str(record.get_item_display()))


def standing(first: date, last: date) -> Any:
    rows = Disinfection.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(entry__status=VOIDED)
    return rows.select_related("entry", "entry__school_class").order_by("entry__happened_at", "pk")


def logs(first: date, last: date) -> Any:
    rows = UvLampLog.objects.standing().filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    )
    return rows.select_related("entry", "lamp__place").order_by("lamp", "entry__happened_at", "pk")


def clash_of(entry: Entry, *more: Entry, key: str, **said: str) -> Clash:
    return Clash(
        key=key,
        on=day_of(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk, *(each.pk for each in more)),
        said={"record": entry.number, "day": f"{day_of(entry.happened_at)}", **said},
    )


def with_children(first: date, last: date) -> Iterator[Clash]:
    """A lamp burned in a class's room in the hours in which children are in it.

    Not where nobody of the class was counted that day, or all were outdoors meanwhile.
    """
    hours = {code: float(rule(code, on=last)) for code in (FROM, UNTIL, NAP_FROM, NAP_UNTIL)}
    rows = logs(first, last).filter(lamp__place__school_class__isnull=False)
    closed, present = closures(first, last), counted(first, last)
    outdoors = away_outdoors(first, last)
    for log in rows.filter(~Exists(closed_day(OuterRef("entry__happened_at__date")))):
        day = day_of(log.entry.happened_at)
        here = (log.lamp.place.school_class_id or 0, day)
        if here in closed or present.get(here) == 0 or is_within(log, outdoors[here]):
            continue
        if overlap(log, busy(log.lamp.place.kind, hours)):
            said = {"lamp": str(log.lamp), "count": str(present.get(here, "—"))}
            yield clash_of(log.entry, key=str(log.pk), **said)
    yield from used_meanwhile(first, last)


def counted(first: date, last: date) -> dict[tuple[int, date], int]:
    """How many of each class were there on each day, where its attendance was taken."""
    rows = Attendance.objects.standing().filter(on__range=(first, last)).order_by()
    return {(pk, on): n for pk, on, n in rows.values_list("school_class", "on", "present")}


def away_outdoors(first: date, last: date) -> dict[tuple[int, date], list[OutdoorActivity]]:
    rows = OutdoorActivity.objects.filter(on__range=(first, last)).exclude(entry__status=VOIDED)
    found: dict[tuple[int, date], list[OutdoorActivity]] = defaultdict(list)
    for row in rows.select_related("entry"):
        found[row.entry.school_class_id or 0, row.on].append(row)
    return found


def is_within(log: UvLampLog, outdoors: Iterable[OutdoorActivity]) -> bool:
    """Whether the class was outdoors all the while."""
    begin = timezone.localtime(log.entry.happened_at).time()
    end = timezone.localtime(log.ended_at).time()
    return any(row.starts_at <= begin and end <= row.ends_at for row in outdoors)


def closed_day(day: Any) -> Any:
    rows = SchoolDay.objects.filter(campus=OuterRef("entry__campus"), date=day)
    return rows.exclude(kind__in=SchoolDay.OPEN)


def closures(first: date, last: date) -> set[tuple[int, date]]:
    rows = ClassClosure.objects.filter(starts_on__lte=last, ends_on__gte=first)
    return {
        (row.school_class_id, row.starts_on + timedelta(days=n))
        for row in rows
        for n in range((row.ends_on - row.starts_on).days + 1)
    }


def busy(kind: str, hours: dict[str, float]) -> list[tuple[float, float]]:
    """From when until when children are in a room of this kind, in hours of the day."""
    if kind == Place.Kind.NAP_ROOM:
        return [(hours[NAP_FROM], hours[NAP_UNTIL])]
    return [(hours[FROM], hours[NAP_FROM]), (hours[NAP_UNTIL], hours[UNTIL])]


def overlap(log: UvLampLog, spans: Iterable[tuple[float, float]]) -> bool:
    begin, end = hour_of(log.entry.happened_at), hour_of(log.ended_at)
    return any(begin < until and end > since for since, until in spans)


def hour_of(moment: datetime) -> float:
    local = timezone.localtime(moment)
    return local.hour + local.minute / 60


def used_meanwhile(first: date, last: date) -> Iterator[Clash]:
    """A lamp burned in a special room while its use was registered."""
    uses = RoomUse.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last)), until__isnull=False
    ).exclude(entry__status=VOIDED)
    rooms: dict[int, list[RoomUse]] = defaultdict(list)
    for use in uses.select_related("entry"):
        rooms[use.entry.place_id or 0].append(use)
    for log in logs(first, last).filter(lamp__place__in=list(rooms)):
        for use in rooms[log.lamp.place_id]:
            ended = use.until or use.entry.happened_at
            if log.entry.happened_at < ended and log.ended_at > use.entry.happened_at:
                key = f"{log.pk}.{use.pk}"
                yield clash_of(log.entry, use.entry, key=key, lamp=str(log.lamp), count="—")


def beyond_the_day(first: date, last: date) -> Iterator[Clash]:
    """One lamp burned twice at once: more hours than the day has."""
    before: UvLampLog | None = None
    for log in logs(first, last):
        if before and before.lamp_id == log.lamp_id and log.entry.happened_at < before.ended_at:
            key = f"{before.pk}.{log.pk}"
            yield clash_of(log.entry, before.entry, key=key, lamp=str(log.lamp))
        if before is None or before.lamp_id != log.lamp_id or log.ended_at > before.ended_at:
            before = log


def before_it_was_mixed(first: date, last: date) -> Iterator[Clash]:
    """What was used had not been mixed yet, or was no longer to be used."""
    began = F("entry__happened_at")
    wrong = Q(preparation__entry__happened_at__gt=began) | Q(preparation__good_until__lt=began)
    rows = standing(first, last).filter(wrong, departure="")
    for record in rows.select_related("preparation__entry"):
        made = record.preparation.entry
        yield clash_of(record.entry, made, key=f"{record.pk}.{made.pk}", made=made.number)


COMPARISONS = [
    Comparison(
        "disinfection_on_closed_day",
        _("Disinfection on a closed day"),
        _("%(record)s says that %(item)s was done on %(day)s, when nobody was there"),
        _(
            "Correct the time if the day is wrong, or set the day as open in the calendar if the "
            "school was open."
        ),
        on_closed_days,
    ),
    Comparison(
        "lamp_with_children",
        _("A lamp that burned while children were there"),
        _(
            "%(lamp)s burned by %(record)s on %(day)s at a time when children are in the room; "
            "counted as present that day: %(count)s"
        ),
        _(
            "Correct the time if it is wrong. If the room was empty, write down where the class was. "
            "If children were inside, write down the incident at once."
        ),
        with_children,
    ),
    Comparison(
        "lamp_beyond_the_day",
        _("A lamp with more hours than the day has"),
        _("%(lamp)s burned twice at once on %(day)s, by %(record)s"),
        _("Void the record that was written twice, or correct its time."),
        beyond_the_day,
    ),
    Comparison(
        "disinfectant_out_of_time",
        _("A disinfectant used before it was mixed or after its time"),
        _("%(record)s of %(day)s used %(made)s outside its time"),
        _("Correct the time of the disinfection or of the mixing."),
        before_it_was_mixed,
    ),
]
