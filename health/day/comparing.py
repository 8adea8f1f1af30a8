"""What is compared within the class's day: what cannot all be true, and what was written in one go."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from health.models import Attendance, AttendanceLine, Finding, MorningCheck
from health.models.attendance import Mark
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.rules import rule


def batch_days(sheets: Iterable[Any]) -> set[date]:
    """The days whose sheets were entered late, several days of a class at once."""
    together: dict[tuple[int, date, int], set[date]] = defaultdict(set)
    for sheet in sheets:
        entry = sheet.entry
        if entry.is_late:
            entered_on = timezone.localdate(entry.entered_at)
            together[sheet.school_class_id, entered_on, entry.entered_by_id].add(sheet.on)
    return {
        on
        for (_class, entered_on, _by), days in together.items()
        if len(days) >= int(rule("health_batch_days", on=entered_on))
        for on in days
    }


def standing(model: Any, first: date, last: date) -> Any:
    rows = model.objects.standing().filter(on__range=(first, last))
    return rows.select_related("entry", "school_class").order_by("on", "pk")


def entered_in_one_go(first: date, last: date) -> Iterator[Clash]:
    """A week of sheets of one class written on one day by one person."""
    for model in (Attendance, MorningCheck):
        groups: dict[tuple[int, date, int], list[Any]] = defaultdict(list)
        rows = standing(model, first, last).filter(entry__is_late=True)
        for sheet in rows:
            entered_on = timezone.localdate(sheet.entry.entered_at)
            groups[sheet.school_class_id, entered_on, sheet.entry.entered_by_id].append(sheet)
        for (pk, entered_on, by), sheets in groups.items():
            if len({s.on for s in sheets}) >= int(rule("health_batch_days", on=entered_on)):
                yield batch(f"{model.kind_code}.{pk}.{entered_on}.{by}", sheets, entered_on)


def batch(key: str, sheets: list[Any], entered_on: date) -> Clash:
    first = sheets[0]
    return Clash(
        key=key,
        on=first.on,
        campus=first.entry.campus_id,
        entries=tuple(sheet.entry_id for sheet in sheets),
        said={
            "class": str(first.school_class),
            "count": str(len({s.on for s in sheets})),
            "day": str(entered_on),
        },
    )


def counted_without_check(first: date, last: date) -> Iterator[Clash]:
    """Children counted as present whom nobody has checked that morning."""
    checked = set(
        MorningCheck.objects.standing()
        .filter(on__range=(first, last), segment="morning")
        .values_list("school_class", "on")
    )
    for sheet in standing(Attendance, first, last).filter(present__gt=0):
        if (sheet.school_class_id, sheet.on) not in checked:
            yield about(sheet, f"{sheet.entry_id}")


def about(sheet: Any, key: str, *others: int) -> Clash:
    return Clash(
        key=key,
        on=sheet.on,
        campus=sheet.entry.campus_id,
        entries=(sheet.entry_id, *others),
        said={"class": str(sheet.school_class), "day": str(sheet.on)},
    )


def checked_though_absent(first: date, last: date) -> Iterator[Clash]:
    """A finding on a child that was away by the attendance of the day."""
    findings = Finding.objects.filter(on__range=(first, last), is_checked=True)
    findings = findings.exclude(sheet__entry__status=Entry.Status.VOIDED)
    findings = findings.select_related("sheet__entry", "sheet__school_class")
    found = {(f.child_id, f.on): f for f in findings.defer("complaint", "analysis")}
    lines = AttendanceLine.objects.filter(on__range=(first, last)).exclude(mark=Mark.PRESENT)
    lines = lines.exclude(sheet__entry__status=Entry.Status.VOIDED)
    for child, on, sheet in lines.values_list("child", "on", "sheet"):
        if finding := found.get((child, on)):
            yield about(finding.sheet, f"{sheet}.{finding.sheet_id}.{child}", sheet)


def in_two_classes(first: date, last: date) -> Iterator[Clash]:
    """A child on the sheets of two classes on one day."""
    lines = AttendanceLine.objects.filter(on__range=(first, last))
    lines = lines.exclude(sheet__entry__status=Entry.Status.VOIDED)
    both = {"one": Min("sheet"), "other": Max("sheet")}
    twice = lines.values("child", "on").annotate(n=Count("pk"), **both).filter(n__gt=1)
    pairs = list(twice.order_by("on", "child").values_list("child", "on", "one", "other"))
    sheets = Attendance.objects.select_related("entry", "school_class").in_bulk(
        [one for _child, _on, one, _other in pairs]
    )
    for child, on, one, other in pairs:
        yield about(sheets[one], f"{child}.{on}", other)


COMPARISONS = [
    Comparison(
        "day_in_one_go",
        _("Several days of a class entered at once"),
        _("%(count)s days of %(class)s were entered on %(day)s"),
        _("Explain from what they were written; take the attendance each morning."),
        entered_in_one_go,
    ),
    Comparison(
        "attendance_without_check",
        _("Attendance without a morning check"),
        _("%(class)s was counted on %(day)s and not checked"),
        _("Enter the check late if it took place, and say why; otherwise explain."),
        counted_without_check,
    ),
    Comparison(
        "checked_though_absent",
        _("Checked though absent"),
        _("A child of %(class)s has a finding on %(day)s and was away by the attendance"),
        _("Correct whichever of the two is wrong."),
        checked_though_absent,
    ),
    Comparison(
        "child_in_two_classes",
        _("A child on the sheets of two classes"),
        _("A child of %(class)s stands on %(day)s on the sheet of another class too"),
        _("Correct the sheet of the class in which the child was not."),
        in_two_classes,
    ),
]
