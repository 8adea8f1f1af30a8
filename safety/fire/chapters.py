"""What the term summary says of fire safety, drills and training."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter, registers
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.models import EvacuationDrill, FireEquipment

REGISTERS = {
    "fire_equipment_check": "fire-equipment-checks",
    "fire_facility_service": "fire-services",
    "fire_report": "fire-reports",
    "drill": "drills",
    "exercise": "exercises",
    "training": "trainings",
    "hot_work": "hot-work",
    "special_equipment": "special-equipment-services",
    "play_service": "play-services",
}


def entries(asked: Asked) -> Any:
    span = (start_of(asked.term.starts_on), end_of(asked.term.ends_on))
    rows = Entry.objects.standing().visible_to(asked.person, "records.view_register")
    rows = rows.filter(happened_at__range=span)
    return rows.filter(campus=asked.campus) if asked.campus else rows


def listed(asked: Asked, register: str, value: int) -> Number:
    if not asked.person.has_perm(registers()[register].permission):
        return Number(value)
    query = {"first": asked.term.starts_on, "last": asked.term.ends_on}
    if asked.campus:
        query["campus"] = asked.campus.pk
    return Number(value, f"{reverse('duties:register', args=[register])}?{urlencode(query)}")


def counted(asked: Asked, titles: dict[str, str], books: dict[str, str]) -> Iterator[Any]:
    rows = entries(asked).filter(kind__in=books).order_by().values_list("kind")
    counts = dict(rows.annotate(Count("pk")))
    for kind, title in titles.items():
        yield title, listed(asked, books[kind], counts.get(kind, 0))


def write(asked: Asked) -> Iterator[Block]:
    """How often what was done, how fast the school is out, how the equipment stands."""
    titles = {
        "fire_equipment_check": _("Checks of fire equipment"),
        "fire_facility_service": _("Services and tests of fire facilities"),
        "fire_report": _("Monthly fire reports"),
        "drill": _("Evacuation drills"),
        "exercise": _("Emergency exercises"),
        "training": _("Staff trainings"),
        "hot_work": _("Permits for hot work"),
        "special_equipment": _("Services and inspections of special equipment"),
        "play_service": _("Looks, repairs and overhauls of play equipment"),
    }
    headings = (_("Kind"), _("Number"))
    yield Table(headings, tuple(counted(asked, titles, REGISTERS)), _("Fire safety and equipment"))
    drills = EvacuationDrill.objects.filter(entry__in=entries(asked).values("pk"))
    yield from of_drills(drills.select_related("entry").order_by("entry__happened_at", "pk"))
    yield Text((standing(asked),))


def of_drills(drills: Any) -> Iterator[Block]:
    rows = tuple(
        (
            f"{d.entry.happened_at:%Y-%m-%d} {d.get_type_display()}",
            d.time_said,
            str(d.target_seconds),
        )
        for d in drills
    )
    if rows:
        yield Table((_("Drill"), _("Time used"), _("Target (s)")), rows, _("Evacuation drills"))


def standing(asked: Asked) -> str:
    on = timezone.localdate(asked.now)
    things = FireEquipment.objects.visible_to(asked.person, "safety.view_fire").in_use()
    if asked.campus:
        things = things.filter(campus=asked.campus)
    broken = things.broken().count()
    said = {"all": things.count(), "broken": broken, "due": things.due_until(on).count()}
    return (
        _("Fire equipment in use: %(all)s, out of order: %(broken)s, past service or age: %(due)s.")
        % said
    )


CHAPTERS = [Chapter(gettext_lazy("Fire safety, drills and equipment"), write, 54)]
