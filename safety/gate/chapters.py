"""What the term summary says of the gate."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter, registers
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.gate.board import VIEW
from safety.models import GuardPatrol, GuardShift, ShiftGuard

COUNTED = (
    ("visitor", gettext_lazy("Visitors"), "visitors"),
    ("vehicle", gettext_lazy("Vehicles"), "vehicles"),
    ("early_leave", gettext_lazy("Children who left early"), "early-leaves"),
    ("pickup_log", gettext_lazy("Pick-ups written down"), "pickups"),
    ("exit_slip", gettext_lazy("Exit slips"), "exit-slips"),
    ("guard_patrol", gettext_lazy("Patrols"), "guard-patrols"),
    ("guard_shift", gettext_lazy("Guard shifts handed over"), "guard-shifts"),
    ("gate_duty", gettext_lazy("Duties at the gate"), "gate-duties"),
    ("duty_log", gettext_lazy("Duty logs"), "duty-logs"),
    ("gate_incident", gettext_lazy("Events at the gate"), "gate-incidents"),
    ("video_access_log", gettext_lazy("Viewings of camera footage"), "video-access"),
)


def entries_of(asked: Asked) -> Any:
    last = min(end_of(asked.term.ends_on), asked.now)
    reach = asked.person.reach(VIEW).within(campus="campus_id")
    rows = Entry.objects.standing().filter(
        reach, happened_at__range=(start_of(asked.term.starts_on), last)
    )
    return rows.filter(campus=asked.campus) if asked.campus else rows


def write(asked: Asked) -> Iterator[Block]:
    """What was counted at the gate, patrols point by point, guards on post in time."""
    entries = entries_of(asked)
    wanted = [kind for kind, _title, _register in COUNTED]
    found = entries.filter(kind__in=wanted).order_by().values("kind").annotate(n=Count("pk"))
    counts = {row["kind"]: row["n"] for row in found}
    if not counts:
        yield Text((_("Nothing was written down at the gate this term."),))
        return
    rows = [
        (str(title), Number(counts[kind], address(register, asked)))
        for kind, title, register in COUNTED
        if kind in counts
    ]
    yield Table((_("Kind"), _("Number")), tuple(rows), _("At the gate"))
    yield Text(tuple(sentences(entries)))


def sentences(entries: Any) -> Iterator[str]:
    patrols = GuardPatrol.objects.filter(entry__in=entries.order_by().values("pk"))
    points = patrols.aggregate(all=Sum("points"), reached=Sum("reached"))
    if points["all"]:
        yield _("Of %(all)s points of the patrols %(reached)s were reached.") % points
    shifts = GuardShift.objects.filter(entry__in=entries.order_by().values("pk"))
    late = ShiftGuard.objects.filter(sheet__in=shifts, minutes_late__gt=0).count()
    if shifts.exists():
        yield _("Guards came late on post %(late)s times.") % {"late": late}


def address(register: str, asked: Asked) -> str:
    if not asked.person.has_perm(registers()[register].permission):
        return ""
    query = urlencode({"first": asked.term.starts_on, "last": asked.term.ends_on})
    return f"{reverse('duties:register', args=[register])}?{query}"


CHAPTERS = [Chapter(gettext_lazy("The gate"), write, order=72)]
