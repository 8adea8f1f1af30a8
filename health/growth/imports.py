"""Heights, weights and eyesight from a sheet: every row a child there is, filed class by class."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from health.growth import checking, evaluating, measuring
from health.growth.checking import Doubt, Unreadable
from health.models import GrowthLine, GrowthMeasurement
from logistics.duties import filing
from logistics.imports.checking import Change, Row
from logistics.imports.columns import NOTHING, Code, Day, Text
from logistics.imports.declaring import Import, Part
from logistics.school.imports.shared import term_of
from logistics.school.models import Child, Enrolment, SchoolClass

MORNING = time(9)
CAME = "came"  # where a row keeps what it will write


class MeasurementPart(Part):
    """What each row has measured: read, compared with the last time, filed as sheets of classes."""

    enrolled: dict[int, SchoolClass]
    there: dict[tuple[int, date], GrowthLine]
    before: dict[int, checking.Before]
    days: dict[date, measuring.Day]

    def load(self, rows: Sequence[Row]) -> None:
        children = [row.thing.pk for row in rows]
        enrolments = Enrolment.objects.filter(term=term_of(self.scene), child__in=children)
        self.enrolled = {
            e.child_id: e.school_class for e in enrolments.select_related("school_class__campus")
        }
        lines = evaluating.standing(GrowthLine).filter(child__in=children)
        self.there = {
            (line.child_id, evaluating.day_of(line)): line
            for line in lines.select_related("sheet__entry").order_by("pk")
        }
        self.before = {}
        for (child, day), line in sorted(self.there.items(), key=lambda item: item[0][1]):
            self.before[child] = checking.Before(day, line.height_cm, line.weight_kg)
        self.days = {}

    def look(self, row: Row) -> None:
        on: Any = row.values.get("measured_on")
        if not self.may_stand(row, on):
            return
        try:
            height = checking.read_height(row.values.get("height", ""))
            weight = checking.read_weight(row.values.get("weight", ""))
            eyes = [checking.read_vision(row.values.get(n, "")) for n in ("right", "left")]
            if height is None and weight is None and eyes == [None, None]:
                return
            doubt = self.doubt(row, on, height, weight)
        except Unreadable as wrong:
            row.refuse("height", str(wrong), _("Measure again, or put the number right"))
            return
        said = (
            height and checking.rounded(height.value),
            weight and checking.rounded(weight.value),
        )
        codes: tuple[str, ...] = ()
        if doubt is not None:
            choice = doubt.chosen(self.scene.answers.get(row.place("height"), ""))
            if choice is None:
                row.ask("height", [(each.token, asked(doubt, each)) for each in doubt.choices])
                return
            said, codes = (choice.height_cm, choice.weight_kg), choice.codes
        self.keep(row, on, said, eyes, codes)

    def may_stand(self, row: Row, on: date | None) -> bool:
        if on is None:
            row.refuse("measured_on", _("is empty"), _("Say on which day it was measured"))
        elif on > self.scene.on:
            row.refuse(
                "measured_on", _("lies in the future"), _("A record tells what has happened")
            )
        elif on < row.thing.birth_on:
            row.refuse("measured_on", _("lies before the date of birth"), _("Check the day"))
        elif row.thing.pk not in self.enrolled:
            row.refuse(
                "number", _("is in no class this term"), _("Put the child into a class first")
            )
        else:
            return True
        return False

    def day(self, on: date) -> measuring.Day:
        if on not in self.days:
            self.days[on] = measuring.Day.of(on)
        return self.days[on]

    def doubt(self, row: Row, on: date, height: Any, weight: Any) -> Doubt | None:
        before = self.before.get(row.thing.pk)
        if before and before.on >= on:
            before = None
        subject = measuring.subject_of(row.thing, on, before)
        if height is None and weight is None:
            return None
        return self.day(on).checker.look(subject, height, weight)

    def keep(self, row: Row, on: date, said: Any, eyes: Any, codes: tuple[str, ...]) -> None:
        """Note what would be written; the same once more changes nothing."""
        line = measuring.growth_line(
            row.thing,
            self.day(on),
            height_cm=said[0],
            weight_kg=said[1],
            right_eye=eyes[0],
            left_eye=eyes[1],
            doubts=codes,
        )
        there = self.there.get((row.thing.pk, on))
        names = ("height_cm", "weight_kg", "right_eye", "left_eye")
        if there and all(getattr(there, name) == getattr(line, name) for name in names):
            return
        if there:
            sheet = there.sheet.entry.number
            row.refuse(
                "measured_on",
                _("has been measured that day already (%(sheet)s)") % {"sheet": sheet},
                _("Correct that record, or leave this row out"),
            )
            return
        row.related[CAME] = line
        row.values["kept"] = tuple(map(str, (*said, *eyes)))
        words = checking.words_of(*said)
        row.changes["height"] = Change(row.heading("height"), NOTHING, words)

    # Writing -------------------------------------------------------------------------------------

    def write(self, rows: Sequence[Row]) -> None:
        """A sheet for each class and day."""
        sheets: dict[tuple[int, date], list[GrowthLine]] = {}
        for row in rows:
            key = (self.enrolled[row.thing.pk].pk, row.values["measured_on"])
            sheets.setdefault(key, []).append(row.related[CAME])
        classes = {each.pk: each for each in self.enrolled.values()}
        counts = self.counts()
        filing.submit_many(
            [
                self.sheet(classes[key], on, lines, counts.get(key, 0))
                for (key, on), lines in sheets.items()
            ]
        )

    def counts(self) -> dict[int, int]:
        """How many children each class has, of which the sheet may know only some."""
        there: dict[int, int] = {}
        enrolments = Enrolment.objects.filter(
            term=term_of(self.scene), school_class__in={c.pk for c in self.enrolled.values()}
        )
        attending = Child.objects.attending(self.scene.on)
        for key in enrolments.filter(child__in=attending).values_list("school_class", flat=True):
            there[key] = there.get(key, 0) + 1
        return there

    def sheet(
        self, school_class: SchoolClass, on: date, lines: Sequence[GrowthLine], count: int
    ) -> GrowthMeasurement:
        morning = timezone.make_aware(datetime.combine(on, MORNING))
        sheet = measuring.sheet_of(
            GrowthMeasurement,
            school_class,
            lines,
            happened_at=min(morning, self.scene.now),
            expected=count,
            late_reason=_("Import"),
        )
        sheet.entry.entered_by, sheet.entry.entered_at = self.scene.by, self.scene.now
        return sheet


def asked(doubt: Doubt, choice: checking.Choice) -> str:
    """The reading, and what is odd about the number as it was typed."""
    return _("%(words)s is right (%(why)s)") % {
        "words": choice.words,
        "why": " ".join(doubt.sentences),
    }


class MeasurementImport(Import):
    code = "measurements"
    title = gettext_lazy("Measurements")
    purpose = gettext_lazy("Height, weight and eyesight of a class or the whole school.")
    model = Child
    permission = "health.keep"
    page = "health:growth_list"
    key = ("number",)
    recognised_by = ("name", "class_name")
    parts = (MeasurementPart,)
    notes = (
        gettext_lazy(
            "A child is known by its number; without one by name and class. Where two fit, you are "
            "asked."
        ),
        gettext_lazy(
            "Height in cm, weight in kg; 1.12 m, 37 jin and 18500 g are understood. What is hardly "
            "possible is asked back."
        ),
        gettext_lazy("Each class and day becomes one record, marked as imported."),
    )
    columns = (
        Code(
            "number", gettext_lazy("Number"), required=True, own=False, example="2026001",
            also=("学号", "学籍号", "儿童编号", "幼儿编号", "学生编号"),
            help=gettext_lazy("May be empty where name and class say who it is"),
        ),
        Text(
            "name", pgettext_lazy("of a person", "Name"), own=False, example="王小雨",
            also=("幼儿姓名", "儿童姓名", "学生姓名"),
        ),
        Text(
            "class_name", gettext_lazy("Class"), own=False, example="小一班",
            also=("班别", "所在班级", "班级名称"),
        ),
        Day(
            "measured_on", gettext_lazy("Measured on"), own=False, example="2026-09-10",
            also=("测量日期", "检查日期", "体检日期", "日期"),
        ),
        Text(
            "height", gettext_lazy("Height"), own=False, most=20, example="110.5",
            also=("身高(cm)", "身高（cm）", "身长", "身高cm", "身高厘米"),
        ),
        Text(
            "weight", pgettext_lazy("of a child", "Weight"), own=False, most=20, example="18.5",
            also=("体重(kg)", "体重（kg）", "体重kg", "体重公斤"),
        ),
        Text(
            "right", gettext_lazy("Right eye"), own=False, most=10, example="0.8",
            also=("右眼视力", "视力右", "裸眼视力右"),
        ),
        Text(
            "left", gettext_lazy("Left eye"), own=False, most=10, example="0.8",
            also=("左眼视力", "视力左", "裸眼视力左"),
        ),
    )  # fmt: skip

    def reachable(self, scene: Any) -> Any:
        children = Child.objects.visible_to(scene.by, self.permission).attending(scene.on)
        return children.with_class(term_of(scene)).defer("identity_number", "note")

    def apart(self, thing: Any) -> str:
        school_class = getattr(thing, "class_name", "") or ""
        return f"{thing.name} · {thing.number} · {school_class} · {thing.birth_on:%Y-%m-%d}"

    def prepare(self, row: Row) -> None:
        """Nobody is added by measuring."""
        if (
            row.is_new
            and not row.is_in_doubt
            and any(row.values.get(n) for n in ("number", "name"))
        ):
            row.refuse(
                "number",
                _("no child of this number or name"),
                _("Check the spelling, or add the child first"),
            )

    def check(self, rows: Sequence[Row]) -> None:
        for row in rows:
            name = row.values.get("name")
            if name and row.thing.name != name:
                row.refuse(
                    "name", _("belongs to another number"), _("Check number and name of this row")
                )
