"""What the health file of a child says of its days: attendance of the term, medicine asked for."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from health.asking import Question, newest_first, word_of
from health.day import statistics
from health.day.following import number_of
from health.files import Part, Row, Section
from health.models import AttendanceLine, MedicineGiven, MedicineRequest
from health.models.attendance import ABSENT, Mark
from logistics.records.models import Entry
from logistics.school.models import Term

VOIDED = Entry.Status.VOIDED


def of_the_term(child: int, on: date, until: datetime) -> QuerySet[Any]:
    """How often each mark stands on the sheets since the term began."""
    begun = Term.objects.filter(starts_on__lte=on).order_by("-starts_on").values("starts_on")
    lines = AttendanceLine.objects.filter(child=child, on__lte=on, on__gte=Subquery(begun[:1]))
    lines = lines.exclude(sheet__entry__status=VOIDED).order_by()
    return lines.values("mark").annotate(
        days=Count("pk"), late=Count("late_at"), left=Count("left_at")
    )


def tell_attendance(child: Any, marks: list[Any]) -> Section:
    """The days of the term by their marks; a day on which nobody opened the class is not counted."""
    title = _("Attendance of the term")
    if not marks:
        return Section("attendance", title)
    counts = Counter({row.mark: row.days for row in marks})
    present, days = counts[Mark.PRESENT], counts.total()
    facts: list[tuple[Any, Any]] = [
        (_("Days recorded"), days),
        (_("Days present"), f"{present} ({statistics.share(present, days)} %)"),
    ]
    facts += [(mark.label, counts[mark]) for mark in ABSENT if counts[mark]]
    late, left = (sum(getattr(row, name) for row in marks) for name in ("late", "left"))
    told = ((_("came late"), late), (_("left early"), left))
    facts += [(words, count) for words, count in told if count]
    return Section("attendance", title, facts)


attendance = Part(
    [Question(of_the_term, ("mark", "days", "late", "left"))],
    tell_attendance,
)


def requests(child: int, on: date, until: datetime) -> QuerySet[Any]:
    """With the number of doses given."""
    doses = MedicineGiven.objects.filter(request=OuterRef("pk")).exclude(entry__status=VOIDED)
    return MedicineRequest.objects.standing().filter(child=child).annotate(given=number_of(doses))


def tell_medicine(child: Any, asked: list[Any]) -> Section:
    """What the guardians asked to be given, how often it was, and what became of the rest."""
    rows = [
        Row(
            (
                f"{request.first_on:%Y-%m-%d} ～ {request.last_on:%Y-%m-%d}",
                request.medicine,
                f"{request.dose} · {request.times}",
                request.given or 0,
                word_of(MedicineRequest, "left_over", request.left_over),
            ),
            Entry(pk=request.entry_id).get_absolute_url(),
        )
        for request in newest_first(asked, "first_on", "entry_id")
    ]
    headings = (
        _("From – until"),
        _("Medicine"),
        _("Dose and time"),
        _("Doses given"),
        _("What is left"),
    )
    return Section("medicine", _("Medicine asked for"), (), headings, rows)


medicine = Part(
    [
        Question(
            requests,
            ("entry_id", "first_on", "last_on", "medicine", "dose", "times", "given", "left_over"),
        )
    ],
    tell_medicine,
)
