"""体格测量登记, 视力、口腔、血红蛋白、听力登记: a row a child, in the columns of the norm."""

from collections.abc import Iterable, Sequence
from copy import copy
from itertools import pairwise
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from health.growth import sheets
from health.growth.feedback import words
from health.growth.screening import five_grade
from health.models import (
    GrowthLine,
    GrowthMeasurement,
    HearingLine,
    HearingTest,
    HemoglobinLine,
    HemoglobinTest,
    OralCheck,
    OralLine,
    VisionLine,
    VisionTest,
)
from logistics.records.models import Entry, Version
from logistics.records.naming import LinesNameChildren
from logistics.records.registers import EntryRegister, remark, state_of
from logistics.records.searching import EntrySearch
from logistics.registers import Column, Line, cell

PERMISSION = "health.view_child"
SHEET = tuple(
    f"sheet__entry__{name}" for name in ("campus", "school_class", "entered_by", "reviewed_by")
)


def day(line: Any) -> Any:
    return timezone.localdate(line.sheet.entry.happened_at)


def state(line: Any) -> str:
    return state_of(line.sheet)


def measurer(line: Any) -> str:
    return line.sheet.measurer or str(line.sheet.entry.entered_by)


def evaluation(line: GrowthLine) -> str:
    """By height, by weight, by build: level and state of each."""
    told = (
        (_("height"), line.height_level, line.height_status),
        (pgettext("of a child", "weight"), line.weight_level, line.weight_status),
        (_("build"), line.build_level, line.build_status),
    )
    parts = (f"{name} {words(level, status)}" for name, level, status in told if level or status)
    return "; ".join(parts)


def former_practice(line: GrowthLine) -> str:
    """The grade by the former practice: a fifth and more above the median."""
    over = line.over_median
    if over is None or over < 20:
        return ""
    grade = _("severe") if over >= 50 else _("moderate") if over >= 30 else _("mild")
    return f"{grade} ({over} %)"


DATE = Column("happened_at", gettext_lazy("Date"), day, width=11, content=False)
NUMBER = Column(
    "number", gettext_lazy("Number"), "sheet.entry.number", width=16, kept=True, content=False
)
STATE = Column("state", gettext_lazy("State"), state, width=14, kept=True, content=False)
CLASS = Column("school_class", gettext_lazy("Class"), "sheet.entry.school_class", width=10, content=False)  # fmt: skip
CAMPUS = Column("campus", gettext_lazy("Campus"), "sheet.entry.campus", width=12, hidden=True, content=False)  # fmt: skip
CHILD = Column("child", gettext_lazy("Child"), "child.name", width=10, content=False)
CHILD_NUMBER = Column("child_number", gettext_lazy("Number of the child"), "child.number", width=12, hidden=True, content=False)  # fmt: skip
SEX = Column("sex", gettext_lazy("Sex"), "get_sex_display", width=5, content=False)
MONTHS = Column(
    "months", gettext_lazy("Age"), unit=pgettext_lazy("unit of age", "months"), width=7, number=True
)
MEASURER = Column("measurer", gettext_lazy("Measured by"), measurer, width=10)
DOUBTS = Column(
    "doubts",
    gettext_lazy("Asked back and confirmed"),
    lambda line: sheets.doubt_words(line.doubts),
    width=18,
    hidden=True,
)
FIRST = (NUMBER, STATE, DATE, CLASS, CHILD, CHILD_NUMBER, SEX, MONTHS)
LAST = (MEASURER, DOUBTS, CAMPUS)


class MeasurementRegister(LinesNameChildren, EntryRegister):
    """A register with a row for each child on the sheets of one kind. A row opens its sheet."""

    trade = "health"
    permission = PERMISSION
    orientation = "landscape"
    filters = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")
    searched = ("child__name", "child__pinyin", "child__initials", "child__number")
    line_model: ClassVar[Any]

    def rows(self, person: Any, search: EntrySearch) -> QuerySet:
        entries = super().rows(person, search)
        rows = self.line_model._default_manager.filter(sheet__in=entries.order_by().values("pk"))
        oldest = search.is_valid() and search.said("order") == "oldest"
        time = F("sheet__entry__happened_at")
        return rows.order_by(time.asc() if oldest else time.desc(), "sheet", "position", "pk")

    def containing(self, words: str) -> Q:
        """The sheets on which the child stands; a number finds its own sheet."""
        found = Q()
        for column in self.searched:
            found |= Q(**{f"{column}__icontains": words})
        sheets_found = self.line_model._default_manager.filter(found).values("sheet")
        return Q(number__icontains=words) | Q(pk__in=sheets_found)

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        keys = list(rows)
        known = self.line_model._default_manager.select_related(*SHEET, "child").in_bulk(keys)
        found = [known[key] for key in keys]
        past = Past(found) if history else None
        return [self.told(line, columns, past) for line in found]

    def told(self, line: Any, columns: Sequence[Column], past: "Past | None") -> Line:
        told = Line(line.sheet_id, [cell(column, line) for column in columns])
        if past is not None:
            past.tell(told, line, columns)
        if line.sheet.entry.status == Entry.Status.VOIDED:
            told.strike(columns)
        return told


class Past:
    """What corrected sheets said of each child before, read for many lines at once."""

    def __init__(self, lines: Sequence[Any]) -> None:
        changed = {line.sheet_id for line in lines if line.sheet.entry.version > 1}
        versions = Version.objects.filter(entry__in=changed).select_related("by")
        self.versions: dict[int, list[Version]] = {}
        for version in versions.order_by("entry_id", "number"):
            self.versions.setdefault(version.entry_id, []).append(version)

    def tell(self, told: Line, line: Any, columns: Sequence[Column]) -> None:
        versions = self.versions.get(line.sheet_id, [])
        told.remark([remark(version) for version in versions[1:]], columns, STATE.name)
        texts = [said for version in versions[:-1] if (said := self.texts(version, line, columns))]
        for before, after in pairwise([*texts, [said.text for said in told.cells]]):
            for place, column in enumerate(columns):
                if column.content and before[place] and before[place] != after[place]:
                    told.cells[place].former.append(before[place])

    def texts(self, version: Version, line: Any, columns: Sequence[Column]) -> list[str]:
        """The row as that version had it; nothing if the child did not stand there."""
        said = next(
            (each for each in version.said.get("lines", ()) if each["child_id"] == line.child_id),
            None,
        )
        if said is None:
            return []
        before = copy(line)
        for field in line._meta.concrete_fields:
            if field.attname in said and not field.is_relation:
                setattr(before, field.attname, field.to_python(said[field.attname]))
        return [cell(column, before).text for column in columns]


class GrowthRegister(MeasurementRegister):
    """体格测量登记."""

    code = "growth-measurements"
    title = gettext_lazy("Register of growth measurements")
    kind = "growth_measurement"
    model = GrowthMeasurement
    line_model = GrowthLine
    columns = (
        *FIRST,
        Column("height_cm", gettext_lazy("Height"), unit="cm", width=8, number=True),
        Column("weight_kg", pgettext_lazy("of a child", "Weight"), unit="kg", width=8, number=True),
        Column("bmi", gettext_lazy("BMI"), width=6, number=True),
        Column("evaluation", gettext_lazy("Evaluation by the standard"), evaluation, width=30),
        Column("standard", gettext_lazy("Standard"), width=14, hidden=True),
        Column("sources", gettext_lazy("Tables and rows"), width=18, hidden=True),
        Column("former", gettext_lazy("Former practice"), former_practice, width=12, hidden=True),
        Column("right_eye", gettext_lazy("Right eye"), width=7, number=True, hidden=True),
        Column("left_eye", gettext_lazy("Left eye"), width=7, number=True, hidden=True),
        *LAST,
    )
    legend = gettext_lazy(
        "Weight each quarter, height each half-year. Age in completed months; BMI and the "
        "evaluation are worked out: under seven by WS/T 423-2022, from then on by WS/T 586-2018, "
        "456-2014 and 612-2018. A result is a screening aid, not a diagnosis."
    )


class VisionRegister(MeasurementRegister):
    """视力登记."""

    code = "vision-tests"
    title = gettext_lazy("Register of vision tests")
    kind = "vision_test"
    model = VisionTest
    line_model = VisionLine
    columns = (
        *FIRST,
        Column("right_eye", gettext_lazy("Right eye"), width=7, number=True),
        Column("left_eye", gettext_lazy("Left eye"), width=7, number=True),
        Column(
            "right_five", gettext_lazy("Right eye, five grades"),
            lambda line: five_grade(line.right_eye), width=8, number=True,
        ),
        Column(
            "left_five", gettext_lazy("Left eye, five grades"),
            lambda line: five_grade(line.left_eye), width=8, number=True,
        ),
        Column("right_sphere", gettext_lazy("Refraction right"), unit="D", width=8, number=True),
        Column("left_sphere", gettext_lazy("Refraction left"), unit="D", width=8, number=True),
        Column("result", gettext_lazy("Evaluation"), sheets.sight, width=10),
        Column("is_corrected", gettext_lazy("Glasses or treatment"), width=8),
        *LAST,
    )  # fmt: skip
    legend = gettext_lazy(
        "Without glasses. Low vision: at four up to 0.6, from five on up to 0.8, or two lines "
        "between the eyes; tested again after two to four weeks, then sent to hospital."
    )


class OralRegister(MeasurementRegister):
    """口腔检查登记."""

    code = "oral-checks"
    title = gettext_lazy("Register of oral checks")
    kind = "oral_check"
    model = OralCheck
    line_model = OralLine
    columns = (
        *FIRST,
        Column("teeth", gettext_lazy("Teeth"), width=7, number=True),
        Column("decayed", gettext_lazy("Decayed teeth"), width=7, number=True),
        Column("filled", gettext_lazy("Filled teeth"), width=7, number=True),
        Column("is_treated", gettext_lazy("Treated"), width=7),
        *LAST,
    )


class HemoglobinRegister(MeasurementRegister):
    """血红蛋白登记."""

    code = "hemoglobin-tests"
    title = gettext_lazy("Register of haemoglobin tests")
    kind = "hemoglobin_test"
    model = HemoglobinTest
    line_model = HemoglobinLine
    columns = (
        *FIRST,
        Column("hemoglobin", gettext_lazy("Haemoglobin"), unit="g/L", width=9, number=True),
        Column("anaemia", gettext_lazy("Anaemia"), "get_anaemia_display", width=10),
        Column("altitude", gettext_lazy("Altitude"), "sheet.altitude_m", unit="m", width=8,
               number=True, hidden=True),
        *LAST,
    )  # fmt: skip
    legend = gettext_lazy(
        "Anaemia under 110 g/L in kindergarten; mild from 90, moderate from 60, severe below. At "
        "altitude about 4 % for each 1,000 m are taken off first."
    )


class HearingRegister(MeasurementRegister):
    """听力筛查登记."""

    code = "hearing-tests"
    title = gettext_lazy("Register of hearing tests")
    kind = "hearing_test"
    model = HearingTest
    line_model = HearingLine
    columns = (
        *FIRST,
        Column("right_ear", gettext_lazy("Right ear"), "get_right_ear_display", width=9),
        Column("left_ear", gettext_lazy("Left ear"), "get_left_ear_display", width=9),
        Column("is_treated", gettext_lazy("Treated"), width=7),
        *LAST,
    )


REGISTERS = [
    GrowthRegister, VisionRegister, OralRegister, HemoglobinRegister, HearingRegister,
]  # fmt: skip
