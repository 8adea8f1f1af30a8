"""When children were examined last, and when their vaccination certificate was last seen."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from health.models import EntryExam, HealthExamLine, VaccinationLine
from logistics.records.models import Entry
from logistics.school.calendar import end_of

VOIDED = Entry.Status.VOIDED


def examined(children: Collection[int], on: date) -> dict[int, date]:
    """On entry or with the class, whichever came last."""
    lines = HealthExamLine.objects.filter(child__in=children, sheet__examined_on__lte=on)
    lines = lines.exclude(sheet__entry__status=VOIDED)
    there = lines.exclude(result=HealthExamLine.Result.ABSENT).order_by()
    entered = EntryExam.objects.filter(child__in=children, examined_on__lte=on)
    checked = entered.exclude(entry__status=VOIDED).order_by()
    found: dict[int, date] = {}
    of_class: Any = there.values_list("child").annotate(last=Max("sheet__examined_on"))
    on_entry: Any = checked.values_list("child").annotate(last=Max("examined_on"))
    for child, last in [*of_class, *on_entry]:
        found[child] = max(last, found.get(child, last))
    return found


def vaccinated(children: Collection[int], on: date) -> dict[int, date]:
    """When the certificate itself was before the doctor."""
    states = VaccinationLine.State
    lines = VaccinationLine.objects.filter(
        child__in=children,
        state__in=[states.COMPLETE, states.MISSING],
        sheet__entry__happened_at__lte=end_of(on),
    ).exclude(sheet__entry__status=VOIDED)
    rows = lines.order_by().values_list("child").annotate(last=Max("sheet__entry__happened_at"))
    return {child: timezone.localdate(last) for child, last in rows}
