"""Measuring a class: who is in it, what was found last time, the sheet and its judged lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from health.growth import screening, thresholds
from health.growth.checking import Before, Checker, Subject
from health.growth.judging import Growth, completed_months
from health.models import (
    ChildLine,
    ClassSheet,
    GrowthLine,
    HearingLine,
    HemoglobinLine,
    Occasion,
    OralLine,
    VisionLine,
)
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Child, SchoolClass, Term

AROUND = timedelta(weeks=6)
SHOWN = ("pk", "number", "name", "pinyin", "initials", "sex", "birth_on", "joined_on", "left_on")


@dataclass(frozen=True)
class Day:
    """What holds on the day of a measurement: its figures and the family of standards."""

    on: date
    figures: thresholds.Figures
    at_school: bool

    @classmethod
    def of(cls, on: date) -> "Day":
        return cls(on, thresholds.figures(on), thresholds.is_primary())

    @property
    def checker(self) -> Checker:
        return Checker(self.figures, self.at_school)


def children_of(school_class: SchoolClass, on: date) -> list[Child]:
    """Who is in a class on a day, in the order of the register."""
    term = Term.objects.on(on)
    there = Child.objects.filter(enrolments__school_class=school_class, enrolments__term=term)
    return list(there.attending(on).only(*SHOWN).order_by("pinyin", "pk"))


def class_of(child: Child, on: date) -> SchoolClass | None:
    """The class a child is in on a day, else the next one, else the last; in one question."""
    rows = child.enrolments.select_related("school_class", "term").order_by("term__starts_on")
    known = list(rows)
    ahead = (row.school_class for row in known if row.term.ends_on >= on)
    return next(ahead, known[-1].school_class if known else None)


def occasion_on(on: date) -> str:
    """What a measurement on this day is for: the first and the last six weeks of teaching."""
    term = Term.objects.on(on)
    if term is None:
        return Occasion.OTHER
    if on <= term.first_teaching_day + AROUND:
        return Occasion.TERM_START
    return Occasion.TERM_END if on >= term.last_teaching_day - AROUND else Occasion.QUARTER


def months_of(child: Child, on: date) -> int:
    """Refuses a day before the birth."""
    months = completed_months(child.birth_on, on)
    if months < 0:
        raise Refused(_("This day lies before the date of birth."))
    return months


def subject_of(child: Child, on: date, before: Before | None, posture: str = "") -> Subject:
    lying = {"lying": True, "standing": False}.get(posture)
    return Subject(child.sex, months_of(child, on), on, before, lying)


# The lines ---------------------------------------------------------------------------------------


def about(child: Child, day: Day) -> dict[str, Any]:
    """What every line says of its child."""
    return {"child": child, "sex": child.sex, "months": months_of(child, day.on)}


def growth_line(
    child: Child,
    day: Day,
    *,
    height_cm: Decimal | None,
    weight_kg: Decimal | None,
    right_eye: Decimal | None = None,
    left_eye: Decimal | None = None,
    posture: str = "",
    doubts: Sequence[str] = (),
) -> GrowthLine:
    subject = subject_of(child, day.on, None, posture)
    growth = day.checker.judge(subject, height_cm, weight_kg)
    return GrowthLine(
        **about(child, day),
        height_cm=height_cm,
        weight_kg=weight_kg,
        posture=posture,
        right_eye=right_eye,
        left_eye=left_eye,
        is_low=screening.is_low(right_eye, left_eye, subject.months, day.figures),
        doubts=" ".join(doubts),
        **said_of(growth),
    )


def said_of(growth: Growth) -> dict[str, Any]:
    """What the standards say, as the line keeps it."""
    said: dict[str, Any] = {
        "standard": growth.standard if growth.found else "",
        "bmi": growth.bmi,
        "over_median": growth.over_median,
        "sources": "; ".join(judged.source for judged in growth.found.values()),
    }
    for name in ("height", "weight", "build"):
        judged = getattr(growth, name)
        said[f"{name}_level"] = judged.level if judged else ""
        said[f"{name}_status"] = judged.status if judged else ""
    return said


def vision_line(
    child: Child,
    day: Day,
    *,
    right_eye: Decimal | None,
    left_eye: Decimal | None,
    right_sphere: Decimal | None = None,
    left_sphere: Decimal | None = None,
    is_corrected: bool = False,
) -> VisionLine:
    said = about(child, day)
    return VisionLine(
        **said,
        right_eye=right_eye,
        left_eye=left_eye,
        right_sphere=right_sphere,
        left_sphere=left_sphere,
        is_corrected=is_corrected,
        is_low=screening.is_low(right_eye, left_eye, said["months"], day.figures),
    )


def hemoglobin_line(
    child: Child, day: Day, *, hemoglobin: Decimal, doubts: Sequence[str] = ()
) -> HemoglobinLine:
    said = about(child, day)
    grade = screening.anaemia(
        hemoglobin,
        said["months"],
        altitude_m=altitude(day),
        at_school=day.at_school,
        figures=day.figures,
    )
    return HemoglobinLine(**said, hemoglobin=hemoglobin, anaemia=grade, doubts=" ".join(doubts))


def altitude(day: Day) -> int:
    return int(day.figures["altitude_m"])


def oral_line(
    child: Child,
    day: Day,
    *,
    teeth: int | None,
    decayed: int | None,
    filled: int | None,
    is_treated: bool = False,
) -> OralLine:
    """Caries are decayed teeth, filled or not; what is only filled counts as well."""
    known = decayed is not None or filled is not None
    return OralLine(
        **about(child, day),
        teeth=teeth,
        decayed=decayed,
        filled=filled,
        has_caries=bool((decayed or 0) + (filled or 0)) if known else None,
        is_treated=is_treated,
    )


def hearing_line(
    child: Child, day: Day, *, right_ear: str, left_ear: str, is_treated: bool = False
) -> HearingLine:
    ears = [ear for ear in (right_ear, left_ear) if ear]
    return HearingLine(
        **about(child, day),
        right_ear=right_ear,
        left_ear=left_ear,
        is_failed="failed" in ears if ears else None,
        is_treated=is_treated,
    )


# The sheet ---------------------------------------------------------------------------------------


def sheet_of(
    model: type[ClassSheet],
    school_class: SchoolClass,
    lines: Sequence[ChildLine],
    *,
    happened_at: datetime,
    expected: int,
    late_reason: str = "",
    **said: Any,
) -> Any:
    """An unsaved sheet of a class, to be filed."""
    entry = Entry(
        campus_id=school_class.campus_id,
        school_class=school_class,
        happened_at=happened_at,
        late_reason=late_reason,
    )
    sheet = model(entry=entry, expected=max(expected, len(lines)), **said)
    sheet.new_lines = list(lines)
    return sheet


@transaction.atomic
def file(sheet: ClassSheet, *, by: Any, now: datetime) -> Entry:
    """File the sheet of a class. Refuses one on which nobody was measured."""
    if not sheet.new_lines:
        raise Refused(_("Enter at least one child."))
    return filing.submit(sheet, by=by, now=now)


@transaction.atomic
def correct(
    sheet: ClassSheet,
    lines: Sequence[ChildLine],
    *,
    by: Any,
    now: datetime,
    reason: str,
    seen: int,
) -> Entry:
    """Say what was found otherwise: a new version of the whole sheet."""
    if not lines:
        raise Refused(_("Enter at least one child."))
    sheet.new_lines = list(lines)
    sheet.expected = max(sheet.expected, len(lines))
    return filing.correct(sheet, by=by, now=now, reason=reason, seen=seen)
