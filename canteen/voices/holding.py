"""A food incident: what could tell of it stays where it is, the leaders know, the authorities are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.menus.serving import served
from canteen.models import FoodIncident, IncidentReport, MenuDish
from canteen.voices.rules import HOLD_HOURS, REPORT_HOURS
from health import interface as health
from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.notices.telling import settle, tell
from logistics.records.models import Entry
from logistics.school.calendar import DAY
from logistics.school.models import Person, Post
from logistics.school.models.campuses import Meal
from logistics.school.rules import rule

# What an inquiry asks for first. By their codes: the parts that keep them need not be there.
HELD = ("food_sample", "goods_receipt", "tableware_disinfection")
HAPPENED = "food_incident"

NOTICES = [
    NoticeKind(
        HAPPENED,
        gettext_lazy("Food incident"),
        gettext_lazy("%(number)s: stop the food, help the ill, report until %(until)s"),
        urgent=True,
    )
]


def hours(code: str, incident: FoodIncident) -> timedelta:
    return timedelta(hours=float(rule(code, on=timezone.localdate(incident.entry.happened_at))))


def report_until(incident: FoodIncident) -> datetime:
    return incident.entry.happened_at + hours(REPORT_HOURS, incident)


@transaction.atomic
def file(incident: FoodIncident, *, by: Any, now: datetime, photos: Sequence[Any] = ()) -> Entry:
    """File an incident: hold what tells of it, tell the leaders, open what is to be done."""
    entry = filing.submit(incident, by=by, now=now, photos=photos)
    hold(incident)
    until = report_until(incident)
    on = timezone.localdate(now)
    tell(
        leaders(entry.campus_id, on), HAPPENED, url=incident.get_absolute_url(), now=now, by=by,
        key=str(entry.pk), campus=entry.campus, number=entry.number,
        until=f"{timezone.localtime(until):%m-%d %H:%M}",
    )  # fmt: skip
    principal = leaders(entry.campus_id, on, (Role.PRINCIPAL,)).first()
    found = {"by": by, "now": now, "due_on": timezone.localdate(until)}
    righting.found(
        entry, what=_("Report the food incident to market supervision, health and education"),
        owner=principal, key=f"incident{entry.pk}:report", **found,
    )  # fmt: skip
    stop = incident.suspected_food or incident.get_suspected_meal_display()
    righting.found(
        entry, what=_("Stop using, seal and keep: %(food)s") % {"food": stop or "—"},
        key=f"incident{entry.pk}:stop", **found,
    )  # fmt: skip
    return entry


def leaders(
    campus: int, on: date, roles: Sequence[str] = (
        Role.PRINCIPAL, Role.DIRECTOR, Role.DOCTOR, Role.FOOD_SAFETY_OFFICER,
    ),
) -> Any:  # fmt: skip
    posts = Post.objects.current(on).filter(Q(campus=None) | Q(campus=campus), role__in=roles)
    people = Person.objects.employed(on).filter(pk__in=posts.values("person"))
    return people.defer("identity_number").order_by("pk")


def span_of(incident: FoodIncident) -> tuple[datetime, datetime]:
    """From the hours before, also of the suspected meal, until it happened."""
    end = incident.entry.happened_at
    return end - hours(HOLD_HOURS, incident), end


def tells_of(incident: FoodIncident) -> Any:
    """The records an inquiry asks for, of the hours before at the campus."""
    first, last = span_of(incident)
    rows = Entry.objects.standing().filter(kind__in=HELD, campus_id=incident.entry.campus_id)
    return rows.filter(happened_at__gt=first, happened_at__lte=last)


def hold(incident: FoodIncident) -> int:
    """Nothing of it is voided or thrown away before the inquiry is over; says how many there are.

    What another incident holds already stays with that one.
    """
    free = tells_of(incident).filter(hold="")
    return int(free.update(hold=incident.entry.number))


def held_by(incident: FoodIncident) -> Any:
    rows = Entry.objects.filter(hold=incident.entry.number).select_related("entered_by")
    return rows.defer("entered_by__identity_number").order_by("happened_at", "pk")


@transaction.atomic
def report(
    said: IncidentReport,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File that somebody was told; the one that ends the inquiry sets free what was held."""
    incident = said.incident
    if incident.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This incident was voided. Look at it again."))
    if happened_at < incident.entry.happened_at:
        raise Refused(_("This lies before the incident itself."))
    if said.closes and not FoodIncident.objects.open().filter(pk=incident.pk).exists():
        raise Refused(_("Its inquiry is over already."))
    said.entry = Entry(
        campus_id=incident.entry.campus_id, happened_at=happened_at, late_reason=late_reason
    )
    entry = filing.submit(said, by=by, now=now)
    settle(HAPPENED, str(incident.pk), now=now)
    if said.closes:
        set_free(incident)
    else:
        hold(incident)  # what was entered late in the meantime
    return entry


def set_free(incident: FoodIncident) -> None:
    """Unless another open incident asks for the same."""
    Entry.objects.filter(hold=incident.entry.number).update(hold="")
    others = FoodIncident.objects.open().filter(entry__campus_id=incident.entry.campus_id)
    for other in others.exclude(pk=incident.pk).select_related("entry"):
        hold(other)


def voided(entry: Entry, *, by: Any, now: datetime) -> None:
    """An incident that was none holds nothing."""
    set_free(FoodIncident.objects.select_related("entry").get(pk=entry.pk))


def report_voided(entry: Entry, *, by: Any, now: datetime) -> None:
    """The inquiry is not over after all."""
    said = IncidentReport.objects.select_related("incident__entry").get(pk=entry.pk)
    if said.closes:
        hold(said.incident)


# Who ate what -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """What came to the table at one meal of a day."""

    on: date
    meal: str
    dishes: Sequence[MenuDish]

    @property
    def title(self) -> str:
        return str(Meal(self.meal).label) if self.meal in Meal.values else self.meal


def tables(incident: FoodIncident) -> Iterator[Table]:
    """Every meal of the days before, the last first."""
    for on in days_of(incident):
        rows = served(on, incident.entry.campus_id)
        for meal in reversed(list(dict.fromkeys(row.meal for row in rows))):
            yield Table(on, meal, [row for row in rows if row.meal == meal])


def days_of(incident: FoodIncident) -> list[date]:
    """Of the hours before and of the suspected meal, the last first."""
    first, last = (timezone.localdate(moment) for moment in span_of(incident))
    days = [last - n * DAY for n in range((last - first).days + 1)]
    return sorted({*days, incident.suspected_on}, reverse=True)


def eaters(incident: FoodIncident) -> list[health.ClassCount]:
    """How many of each class were there on the day of the suspected meal."""
    on = incident.suspected_on
    return health.child_days(on, on, [incident.entry.campus_id])
