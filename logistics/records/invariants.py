"""What must hold of the records; `manage.py doctor` asks it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import Finding, Kind, kinds, sealed_tables
from logistics.records import sealing
from logistics.records.models import Entry, NumberSeries, Photo, Seal, Version
from logistics.records.photos import WAITING, is_fresh
from logistics.records.seals import Chain, by_day
from logistics.records.verifying import verify
from logistics.school.calendar import DAY

MOST = 5  # examples of one kind
CLOCKS_DIFFER = timedelta(minutes=5)


def broken_seals(now: datetime) -> Iterator[Finding]:
    """Everything `verify_seals` finds."""
    cure = _("Run manage.py verify_seals, compare with a backup and with the printed sheets.")
    for day, rows, count in verify(now=now).days()[:MOST]:
        told = {"day": day or "—", "row": rows[0], "count": count}
        yield Finding(_("%(day)s: %(row)s Broken rows: %(count)s") % told, cure)


def days_unsealed(now: datetime) -> Iterator[Finding]:
    """The worker seals every hour what ended: only yesterday may wait, for a moment."""
    waiting = [d for d in by_day(Chain.read(), now) if d < timezone.localdate(now) - DAY]
    if waiting:
        told = {"count": len(waiting), "day": min(waiting)}
        yield Finding(
            _("%(count)s ended days have no seal yet, the first is %(day)s.") % told,
            _("See whether the background worker runs: manage.py run_huey."),
        )


def unguarded_tables(now: datetime) -> Iterator[Finding]:
    """Each table that only grows has the triggers that refuse the rest."""
    with connection.cursor() as cursor:
        guarded = {table for _name, table, _sql in sealing.found(cursor)}
    tables = [table.rows.model._meta.db_table for table in sealed_tables().values()]
    for table in {*tables, Seal._meta.db_table} - guarded:
        yield Finding(
            _("The table %(table)s no longer refuses changes.") % {"table": table},
            _("Put its triggers back: they stand in the migrations named append_only."),
        )


def contents_apart(now: datetime) -> Iterator[Finding]:
    """Each record has its content, and each content its record."""
    known = kinds()
    cure = _("Restore the missing rows from a backup.")
    strange = Entry.objects.exclude(kind__in=known)
    if numbers := list(strange.values_list("number", flat=True)[:MOST]):
        yield Finding(
            _("No app declares the kind of these records: %(rows)s") % {"rows": ", ".join(numbers)},
            _("Install the app they come from again."),
        )
    for kind in known.values():
        contents = kind.record_model._base_manager
        entries = Entry.objects.filter(kind=kind.code)
        of_the_table = Entry.objects.filter(kind__in=sharing(kind))
        empty = entries.exclude(pk__in=contents.values("pk")).values_list("number", flat=True)
        if numbers := list(empty[:MOST]):
            yield Finding(
                _("Records without their content: %(rows)s") % {"rows": ", ".join(numbers)}, cure
            )
        if keys := list(
            contents.exclude(pk__in=of_the_table.values("pk")).values_list("pk", flat=True)
        ):
            told = {"kind": kind.title, "count": len(keys)}
            yield Finding(_("%(kind)s: %(count)s contents without their record") % told, cure)


def sharing(kind: Kind) -> list[str]:
    """The kinds whose contents stand in the same table, this one among them."""
    table = kind.record_model._meta.db_table
    return [other.code for other in kinds().values() if other.record_model._meta.db_table == table]


def versions_apart(now: datetime) -> Iterator[Finding]:
    """The versions of a record are 1 to n, and the record stands at n."""
    counted = Entry.objects.annotate(kept=Count("versions"), last=Max("versions__number"))
    wrong = counted.filter(Q(last=None) | ~Q(last=F("version")) | ~Q(kept=F("version")))
    if numbers := list(wrong.values_list("number", flat=True)[:MOST]):
        yield Finding(
            _("The versions of these records have gaps: %(rows)s") % {"rows": ", ".join(numbers)},
            _("Restore the missing versions from a backup."),
        )


def series_apart(now: datetime) -> Iterator[Finding]:
    """A series stands at the highest number given out, and none of its numbers is missing."""
    series = {(s.prefix, s.year): s.last for s in NumberSeries.objects.all()}
    for kind in kinds().values():
        for year, (highest, count) in numbers_of(kind).items():
            last = series.get((kind.prefix, year), 0)
            told = {"series": f"{kind.prefix}-{year}", "last": highest, "count": last - count}
            if last < highest:
                yield Finding(
                    _("The series %(series)s is behind its records: %(last)s is taken.") % told,
                    _("Set its last number to that one, or the next record is refused."),
                )
            elif count < last:
                yield Finding(
                    _("%(count)s numbers of the series %(series)s have no record.") % told,
                    _("Run manage.py verify_seals: records may have been deleted."),
                )


def numbers_of(kind: Kind) -> dict[int, tuple[int, int]]:
    """The highest number of each year, and how many there are."""
    found: dict[int, tuple[int, int]] = {}
    numbers = Entry.objects.filter(kind=kind.code).values_list("number", flat=True)
    for number in numbers.iterator():
        _prefix, year, last = number.rsplit("-", 2)
        highest, count = found.get(int(year), (0, 0))
        found[int(year)] = max(highest, int(last)), count + 1
    return found


def photos_apart(now: datetime) -> Iterator[Finding]:
    """Each photo has its two files, and each file its photo."""
    rows = Photo.objects.values_list("entry__number", "file", "thumbnail")
    known, gone = set(), []
    for number, *names in rows.iterator():
        known.update(names)
        paths = [Path(default_storage.path(name)) for name in names]
        if not all(p.exists() or p.with_name(p.name + WAITING).exists() for p in paths):
            gone.append(number)
    if gone:
        yield Finding(
            _("Photos without their file: %(rows)s") % {"rows": ", ".join(gone[:MOST])},
            _("Restore the folder media/photos from a backup."),
        )
    strays = [path.name for path in stray_files(known, now)]
    if strays:
        yield Finding(
            _("%(count)s files are no photo of any record.") % {"count": len(strays)},
            _("The background worker removes them within the hour: see whether it runs."),
        )


def stray_files(known: set[str], now: datetime) -> Iterator[Path]:
    for path in Path(default_storage.path("photos")).glob("*"):
        if f"photos/{path.name.removesuffix(WAITING)}" not in known and not is_fresh(path, now):
            yield path


def clock_behind(now: datetime) -> Iterator[Finding]:
    """Nothing was entered after now, unless the clock has been set back since."""
    last = Version.objects.aggregate(last=Max("at"))["last"]
    if last and last > now + CLOCKS_DIFFER:
        told = {"last": f"{timezone.localtime(last):%Y-%m-%d %H:%M}"}
        yield Finding(
            _("The last record was entered at %(last)s, which is still to come.") % told,
            _("Set the clock of the server right, best by the network."),
        )
