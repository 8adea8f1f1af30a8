"""The class's daily sheet and the doctor's inspections: only what is not known already is asked."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from health.hygiene import disinfecting, grid, inspecting
from health.models import ClassHygieneLog, HygieneInspection, InspectionFinding, subject_of
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.forms import CheckTiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry
from logistics.school.models import Campus

ALL = "all"
LATE = ("late_reason", "closed_day_is_right", "typed_at")


class ClassSheetForm(RecordForm):
    """What has a record of its own stands above; the rest is ticked, or all of it by one press."""

    done = forms.MultipleChoiceField(
        label=_("done beside these"), required=False, widget=CheckTiles
    )
    morning_minutes = forms.IntegerField(
        label=_("windows open in the morning (minutes)"),
        required=False,
        min_value=1,
        max_value=720,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    afternoon_minutes = forms.IntegerField(
        label=_("windows open in the afternoon (minutes)"),
        required=False,
        min_value=1,
        max_value=720,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    disinfectant = forms.CharField(
        label=_("disinfectant and strength"), max_length=80, required=False
    )
    exceptions = forms.CharField(label=_("not done, and why"), max_length=300, required=False)

    kind_code = ClassHygieneLog.kind_code

    def __init__(self, *args: Any, school_class: Any, known: grid.Day, **given: Any) -> None:
        super().__init__(*args, **given)
        self.school_class = school_class
        columns = [c for c in grid.columns_for(school_class) if c in grid.TICKED]
        self.open = [column for column in columns if column.code not in known.marks]
        self.fields["done"].choices = [(c.code, c.heading) for c in self.open]
        for name, code in (
            ("morning_minutes", "airing_morning"),
            ("afternoon_minutes", "airing_afternoon"),
        ):
            if code in known.marks:
                del self.fields[name]
        minutes = [name for name in ("morning_minutes", "afternoon_minutes") if name in self.fields]
        rest = ("disinfectant", "exceptions", "happened_at", *LATE)
        self.layout = Layout("done", Row(*(Column(name) for name in minutes)), *rest)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.initial.setdefault("disinfectant", ", ".join(known.disinfectants))

    @property
    def is_all(self) -> bool:
        return ALL in self.data

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.school_class.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        daily = [column.code for column in self.open if not column.every]
        done = list(dict.fromkeys([*said["done"], *daily])) if self.is_all else said["done"]
        entry = Entry(
            campus=self.school_class.campus,
            school_class=self.school_class,
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        log = ClassHygieneLog(
            entry=entry,
            done=done,
            morning_minutes=said.get("morning_minutes"),
            afternoon_minutes=said.get("afternoon_minutes"),
            disinfectant=said["disinfectant"],
            exceptions=said["exceptions"],
        )
        filed = filing.submit(log, by=self.by, now=self.now)
        disinfecting.settle(filed, now=self.now)
        return filed


class InspectionForm(RecordForm):
    """Words only where something is not in order; without any all was."""

    summary = forms.CharField(label=_("result"), max_length=300, required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))

    kind_code = HygieneInspection.kind_code
    layout = Layout("summary", "campus", "happened_at", *LATE)

    def __init__(
        self, *args: Any, about: str, campuses: Any, school_class: Any = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.about, self.school_class = about, school_class
        self.points = inspecting.POINTS.get(about, ())
        for point in self.points:
            self.add_point(point)
        self.fields["campus"].queryset = campuses
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if school_class:
            self.initial["campus"] = school_class.campus_id
        elif len(campuses) == 1:
            self.initial["campus"] = campuses[0].pk
        if school_class or len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()

    def add_point(self, point: inspecting.Point) -> None:
        for name, label in (("found", _("not in order")), ("measure", _("measure"))):
            field: Any = forms.CharField(label=label, max_length=200, required=False)
            field.part = name
            make_ready(field)
            self.fields[f"{name}-{point.code}"] = field

    def lines(self) -> Any:
        """The points one below the other; words stand only where something was found."""
        rows = [
            Line(n, self.bound(point), title=str(point.title))
            for n, point in enumerate(self.points, start=1)
        ]
        return table(rows, grows=False)

    def bound(self, point: inspecting.Point) -> list[forms.BoundField]:
        return [self[f"{name}-{point.code}"] for name in ("found", "measure")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if campus := said.get("campus"):
            if self.school_class and self.school_class.campus_id != campus.pk:
                self.add_error("campus", _("This class is at another campus."))
            self.judge(campus)
        for point in self.points:
            found, measure = (said.get(f"{name}-{point.code}") for name in ("found", "measure"))
            if found and not measure:
                self.add_error(f"measure-{point.code}", _("Say what is done about it."))
            if measure and not found:
                self.add_error(f"found-{point.code}", _("Say what is not in order."))
        return said

    def findings(self) -> list[InspectionFinding]:
        said = self.cleaned_data
        return [
            InspectionFinding(
                what=point.code,
                found=said[f"found-{point.code}"],
                measure=said[f"measure-{point.code}"],
            )
            for point in self.points
            if said[f"found-{point.code}"]
        ]

    def save(self) -> Entry:
        said, findings = self.cleaned_data, self.findings()
        entry = Entry(
            campus=said["campus"],
            school_class=self.school_class,
            subject=subject_of(self.about),
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
            is_zero=not findings,
        )
        record = HygieneInspection(entry=entry, about=self.about, summary=said["summary"])
        record.new_lines = findings
        return filing.submit(record, by=self.by, now=self.now)
