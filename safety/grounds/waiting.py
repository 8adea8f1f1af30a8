"""What of cleaning and companies waits, stands at home, or cannot be true."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import Clash, Comparison, HomeCard
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.rules import rule
from safety.grounds import sweeping
from safety.grounds.companies import ENDING
from safety.models import Cleaning, PostLine, ServiceContract

MANAGE = "safety.manage"


def ending(person: Any, on: date) -> QuerySet[ServiceContract]:
    """Contracts that end soon and are followed by no other of the same company and service."""
    later = ServiceContract.objects.filter(
        service=OuterRef("service"), supplier=OuterRef("supplier"),
        ends_on__gt=OuterRef("ends_on"),
    )  # fmt: skip
    rows = (
        ServiceContract.objects.visible_to(person, MANAGE)
        .ending(on, int(rule(ENDING, on=on)))
        .filter(~Exists(later))
    )
    return rows.for_rows().order_by("ends_on", "pk")


def home(request: Any, now: datetime) -> dict[str, Any]:
    """The cleaning one owes now."""
    return {"cleaning_owed": list(sweeping.owed_now(request.user, now)[:6])}


def companies_home(request: Any, now: datetime) -> dict[str, Any]:
    """Contracts to be spoken of before they end."""
    return {"contracts_ending": list(ending(request.user, timezone.localdate(now))[:5])}


HOME = [
    HomeCard(frozenset({Role.DIRECTOR}), "safety/_companies_home.html", companies_home, 60),
    HomeCard(
        frozenset({Role.CLEANER, Role.CARER, Role.TEACHER, Role.GUARD}),
        "safety/_cleaning_home.html",
        home,
        14,
    ),
]


def clean_here(place: Any, person: Any) -> str:
    return f"{reverse('safety:cleaning_new')}?place={place.pk}" if place.is_active else ""


def twice_at_once(first: date, last: date) -> Iterator[Clash]:
    """One person cleaned places of two campuses at the same minute."""
    span = (start_of(first), end_of(last))
    other = Cleaning.objects.filter(
        entry__entered_by=OuterRef("entry__entered_by"),
        entry__happened_at=OuterRef("entry__happened_at"),
    ).exclude(entry__campus=OuterRef("entry__campus"))
    rows = Cleaning.objects.filter(Exists(other), entry__happened_at__range=span)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry__entered_by")
    for row in rows.order_by("pk"):
        yield clash_of(row.entry, str(row.entry.entered_by))


def more_than_owed(first: date, last: date) -> Iterator[Clash]:
    """More than twice as many people of a company on post as it owes."""
    rows = PostLine.objects.filter(
        sheet__entry__happened_at__range=(start_of(first), end_of(last)), owed__gt=0,
        present__gt=F("owed") * 2,
    ).exclude(sheet__entry__status=Entry.Status.VOIDED)  # fmt: skip
    for row in rows.select_related("sheet__entry", "contract__supplier").order_by("pk"):
        yield clash_of(row.sheet.entry, str(row.contract), f"{row.pk}")


def clash_of(entry: Entry, who: str, more: str = "") -> Clash:
    return Clash(
        key=f"{entry.pk}.{more}",
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk,),
        said={"record": entry.number, "who": who},
    )


COMPARISONS = [
    Comparison(
        "cleaned_at_two_campuses",
        _("Cleaning at two campuses at once"),
        _("%(who)s cleaned at two campuses at the same minute, by %(record)s"),
        _("Void the record whose time is wrong and write it again with the right time."),
        twice_at_once,
    ),
    Comparison(
        "more_on_post_than_owed",
        _("More people on post than the contract asks for"),
        _("%(who)s had more than twice as many people on post as it owes, by %(record)s"),
        _("Void the sheet and count again, or change the number in the contract."),
        more_than_owed,
    ),
]
