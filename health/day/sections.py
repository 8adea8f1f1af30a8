"""What the health file of a child says of its days: attendance of the term, medicine asked for."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, Subquery
from django.utils.translation import gettext_lazy as _

from health.day import statistics
from health.files import Row, Section
from health.models import AttendanceLine, MedicineRequest
from health.models.attendance import ABSENT, Mark
from logistics.records.models import Entry
from logistics.school.models import Term

VOIDED = Entry.Status.VOIDED


def attendance(child: Any, on: date) -> Section:
    """The days of the term by their marks; a day on which nobody opened the class is not counted."""
    counts = counted(child, on)
    days = counts.pop("days")
    title = _("Attendance of the term")
    if not days:
        return Section("attendance", title)
    rate = statistics.share(counts["present"], days)
    facts: list[tuple[Any, Any]] = [
        (_("Days recorded"), days),
        (_("Days present"), f"{counts['present']} ({rate} %)"),
    ]
    facts += [(mark.label, counts[mark]) for mark in ABSENT if counts[mark]]
    told = ((_("came late"), counts["late"]), (_("left early"), counts["left"]))
    facts += [(words, count) for words, count in told if count]
    return Section("attendance", title, facts)


def counted(child: Any, on: date) -> dict[str, int]:
    """How often each mark stands on the sheets since the term began."""
    begun = Term.objects.filter(starts_on__lte=on).order_by("-starts_on").values("starts_on")
    lines = AttendanceLine.objects.filter(child=child, on__lte=on, on__gte=Subquery(begun[:1]))
    marks = {mark.value: Count("pk", filter=Q(mark=mark)) for mark in Mark}
    return lines.exclude(sheet__entry__status=VOIDED).aggregate(
        days=Count("pk"),
        late=Count("pk", filter=Q(late_at__isnull=False)),
        left=Count("pk", filter=Q(left_at__isnull=False)),
        **marks,
    )


def medicine(child: Any, on: date) -> Section:
    """What the guardians asked to be given, how often it was, and what became of the rest."""
    given = Count("doses", filter=~Q(doses__entry__status=VOIDED))
    requests = MedicineRequest.objects.standing().filter(child=child).annotate(given=given)
    rows = [
        Row(
            (
                f"{request.first_on:%Y-%m-%d} ～ {request.last_on:%Y-%m-%d}",
                request.medicine,
                f"{request.dose} · {request.times}",
                request.given,
                request.get_left_over_display(),
            ),
            request.entry.get_absolute_url(),
        )
        for request in requests.select_related("entry").order_by("-first_on", "-pk")
    ]
    headings = (
        _("From – until"),
        _("Medicine"),
        _("Dose and time"),
        _("Doses given"),
        _("What is left"),
    )
    return Section("medicine", _("Medicine asked for"), (), headings, rows)
