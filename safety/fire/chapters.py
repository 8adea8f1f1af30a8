"""What the term summary says of fire safety, drills and training."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import read, standing
from safety.models import EvacuationDrill, FireEquipment


def counted(asked: Asked, titles: dict[str, str]) -> tuple[tuple[str, Number], ...]:
    return tuple((title, standing(asked, code)) for code, title in titles.items())


def write(asked: Asked) -> Iterator[Block]:
    """How often what was done, how fast the school is out, how the equipment stands."""
    titles = {
        "fire-equipment-checks": _("Checks of fire equipment"),
        "fire-services": _("Services and tests of fire facilities"),
        "fire-reports": _("Monthly fire reports"),
        "drills": _("Evacuation drills"),
        "exercises": _("Emergency exercises"),
        "trainings": _("Staff trainings"),
        "hot-work": _("Permits for hot work"),
        "special-equipment-services": _("Services and inspections of special equipment"),
        "play-services": _("Looks, repairs and overhauls of play equipment"),
    }
    headings = (_("Kind"), _("Number"))
    yield Table(headings, counted(asked, titles), _("Fire safety and equipment"))
    drills = EvacuationDrill.objects.filter(entry__in=read(asked).order_by().values("pk"))
    yield from of_drills(drills.select_related("entry").order_by("entry__happened_at", "pk"))
    yield Text((equipment(asked),))


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


def equipment(asked: Asked) -> str:
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
