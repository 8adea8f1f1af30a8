"""What the term summary says of the gate."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import read, standing
from safety.models import GuardPatrol, GuardShift, ShiftGuard

COUNTED = (
    (gettext_lazy("Visitors"), "visitors"),
    (gettext_lazy("Vehicles"), "vehicles"),
    (gettext_lazy("Children who left early"), "early-leaves"),
    (gettext_lazy("Pick-ups written down"), "pickups"),
    (gettext_lazy("Exit slips"), "exit-slips"),
    (gettext_lazy("Patrols"), "guard-patrols"),
    (gettext_lazy("Guard shifts handed over"), "guard-shifts"),
    (gettext_lazy("Duties at the gate"), "gate-duties"),
    (gettext_lazy("Duty logs"), "duty-logs"),
    (gettext_lazy("Events at the gate"), "gate-incidents"),
    (gettext_lazy("Viewings of camera footage"), "video-access"),
)


def write(asked: Asked) -> Iterator[Block]:
    """What was counted at the gate, patrols point by point, guards on post in time."""
    counted = [(str(title), standing(asked, code)) for title, code in COUNTED]
    rows = tuple(row for row in counted if row[1].value)
    if not rows:
        yield Text((_("Nothing was written down at the gate this term."),))
        return
    yield Table((_("Kind"), _("Number")), rows, _("At the gate"))
    if said := tuple(sentences(read(asked))):
        yield Text(said)


def sentences(entries: Any) -> Iterator[str]:
    patrols = GuardPatrol.objects.filter(entry__in=entries.order_by().values("pk"))
    points = patrols.aggregate(all=Sum("points"), reached=Sum("reached"))
    if points["all"]:
        yield _("Of %(all)s points of the patrols %(reached)s were reached.") % points
    shifts = GuardShift.objects.filter(entry__in=entries.order_by().values("pk"))
    late = ShiftGuard.objects.filter(sheet__in=shifts, minutes_late__gt=0).count()
    if shifts.exists():
        yield _("Guards came late on post %(late)s times.") % {"late": late}


CHAPTERS = [Chapter(gettext_lazy("The gate"), write, order=72)]
