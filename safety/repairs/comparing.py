"""Records of repairs that cannot all be true, or that leave something unshown."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Photo
from logistics.school.calendar import end_of, start_of
from safety.models import RepairDone, RepairTicket

AT_ONCE = timedelta(minutes=2)


def span(first: date, last: date) -> tuple[Any, Any]:
    return start_of(first), end_of(last)


def clash(ticket: RepairTicket, on: Any, entries: tuple[int, ...], **said: str) -> Clash:
    return Clash(
        key=str(ticket.pk),
        on=timezone.localdate(on),
        campus=ticket.campus_id,
        entries=entries,
        said={"ticket": ticket.number} | said,
    )


def without_photo(first: date, last: date) -> Iterator[Clash]:
    """Dangerous, or repaired by others, and no picture of it as it is now."""
    shown = Photo.objects.filter(entry=OuterRef("pk"))
    rows = RepairDone.objects.filter(
        ~Exists(shown), entry__happened_at__range=span(first, last), ticket__is_dangerous=True
    )
    for done in rows.exclude(entry__status="voided").select_related("entry", "ticket"):
        yield clash(done.ticket, done.entry.happened_at, (done.pk, done.ticket.report_id))


def accepted_unseen(first: date, last: date) -> Iterator[Clash]:
    """Accepted within moments of being finished: hardly anybody can have looked at it."""
    rows = RepairTicket.objects.filter(
        accepted_at__range=span(first, last), accepted_at__lt=F("done_at") + AT_ONCE
    )
    for ticket in rows.select_related("acceptance"):
        entries = (ticket.acceptance.pk, ticket.report_id)
        yield clash(ticket, ticket.accepted_at, entries)


def hours_beyond_a_day(first: date, last: date) -> Iterator[Clash]:
    """More hours of work on one day than a person works."""
    rows = RepairDone.objects.filter(
        entry__happened_at__range=span(first, last), hours__gt=0, company=None
    ).exclude(entry__status="voided")
    worked: dict[Any, list[RepairDone]] = defaultdict(list)
    for done in rows.select_related("entry", "ticket").order_by("pk"):
        on = timezone.localdate(done.entry.happened_at)
        worked[done.entry.entered_by_id, on].append(done)
    for (by, on), found in worked.items():
        hours = sum((done.hours for done in found), Decimal(0))
        if hours > MOST_HOURS:
            yield Clash(
                key=f"{by}.{on}",
                on=on,
                campus=found[0].entry.campus_id,
                entries=tuple(done.pk for done in found),
                said={"hours": f"{hours.normalize():f}", "count": str(len(found))},
            )


MOST_HOURS = 14

COMPARISONS: list[Any] = [
    Comparison(
        "repair_without_photo",
        _("A dangerous fault was repaired without a photo"),
        _("%(ticket)s was dangerous, and nothing shows how it is now"),
        _("Look at the place again and keep a photo with the recheck of its hazard."),
        without_photo,
    ),
    Comparison(
        "repair_accepted_unseen",
        _("A repair was accepted at once"),
        _("%(ticket)s was accepted within two minutes of being finished"),
        _("Ask whoever accepted it whether they have looked at it."),
        accepted_unseen,
    ),
    Comparison(
        "repair_hours",
        _("More hours of repair than a day has"),
        _("%(count)s repairs of one day took one person %(hours)s hours"),
        _("Put the hours right with the next repair, or say who else worked."),
        hours_beyond_a_day,
    ),
]
