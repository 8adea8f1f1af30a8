"""The carer's day with the children of the class that need more care."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from health.care import rolls
from health.models import SpecialCareCase, SpecialCareNote, SpecialCareNoteLine
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import SchoolClass


def cases_of(school_class: SchoolClass, on: date) -> list[SpecialCareCase]:
    """The cases open now and begun by that day, of the children in the class; each child once."""
    children = [child.pk for child in rolls.children_of(school_class, on)]
    begun = SpecialCareCase.objects.open().filter(entry__happened_at__lte=end_of(on))
    rows = begun.filter(child__in=children).select_related("child")
    rows = rows.defer("child__identity_number", "child__note")
    once = {case.child_id: case for case in rows.order_by("-entry__happened_at", "-pk")}
    return sorted(once.values(), key=lambda case: (case.child.pinyin, case.child_id))


def note_of(school_class: SchoolClass, on: date) -> SpecialCareNote | None:
    """The sheet of the class for a day, if there is one."""
    rows = SpecialCareNote.objects.standing().filter(
        entry__school_class=school_class, entry__happened_at__range=(start_of(on), end_of(on))
    )
    return rows.select_related("entry").first()


def lines_about(case: SpecialCareCase, *, until: date | None, most: int) -> list[Any]:
    """What the carers wrote of the child while the case was open, the newest first."""
    rows = SpecialCareNoteLine.objects.filter(child=case.child_id)
    rows = rows.exclude(sheet__entry__status=Entry.Status.VOIDED)
    begins = start_of(timezone.localdate(case.entry.happened_at))
    rows = rows.filter(sheet__entry__happened_at__gte=begins)
    if until:
        rows = rows.filter(sheet__entry__happened_at__lte=end_of(until))
    rows = rows.select_related("sheet__entry__entered_by")
    return list(rows.order_by("-sheet__entry__happened_at", "-pk")[:most])


@transaction.atomic
def note(
    school_class: SchoolClass,
    lines: Iterable[SpecialCareNoteLine],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File what was done for each child. Refuses a second sheet of the day; that is corrected.

    The class is locked meanwhile, so that of two who press at once one is told.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    if note_of(school_class, timezone.localdate(happened_at)):
        raise Refused(_("The sheet of this day is written already."))
    found = list(lines)
    sheet = SpecialCareNote(children=len(found))
    sheet.entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        happened_at=happened_at,
        late_reason=late_reason,
        is_zero=not found,
    )
    sheet.new_lines = found
    return filing.submit(sheet, by=by, now=now)
