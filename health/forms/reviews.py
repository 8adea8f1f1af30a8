"""Analyses, notes of special care and care in cold weather, as they are written down."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.care import analysing, noting
from health.models import (
    ColdWeatherCare,
    HealthAnalysis,
    SpecialCareCase,
    SpecialCareNote,
    SpecialCareNoteLine,
)
from health.models.care_notes import Care
from health.models.cold import subject_of
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.fields import NumberField
from logistics.forms import CheckTiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry
from logistics.school.models import Campus, SchoolClass

LATE = ("happened_at", "late_reason", "closed_day_is_right")
LONGEST_NOTE = 200


class Reviewed(RecordForm):
    """When it happened is now, unless it is said otherwise."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    @property
    def when(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "by": self.by,
            "now": self.now,
            "happened_at": said["happened_at"],
            "late_reason": said["late_reason"],
        }


def words(label: Any, help_text: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, max_length=2000, widget=area, help_text=help_text)


class AnalysisForm(Reviewed):
    """What the figures above mean, and what is done; the figures are nobody's to type."""

    analysis = words(_("analysis"), _("What stands out, where, compared with the month before"))
    measures = words(pgettext_lazy("health analysis", "measures"), _("Who does what until when"))

    kind_code = HealthAnalysis.kind_code
    layout = Layout("analysis", "measures", *LATE)

    def __init__(self, *args: Any, sheet: HealthAnalysis, home: Campus, **given: Any) -> None:
        super().__init__(*args, **given)
        self.sheet, self.home = sheet, home

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.home)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        self.sheet.analysis, self.sheet.measures = said["analysis"], said["measures"]
        return analysing.analyse(self.sheet, home=self.home, **self.when)


class CareNoteForm(Reviewed):
    """One line a child: tap what was done; minutes and a remark only where they say something."""

    kind_code = SpecialCareNote.kind_code
    layout = Layout(*LATE)

    def __init__(
        self,
        *args: Any,
        school_class: SchoolClass,
        cases: list[SpecialCareCase],
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.school_class, self.cases = school_class, cases
        for case in cases:
            self.add_child(case.child_id or 0)

    def add_child(self, pk: int) -> None:
        self.fields[f"done-{pk}"] = forms.MultipleChoiceField(
            label=_("done"), choices=Care.choices, required=False, widget=CheckTiles
        )
        self.fields[f"done-{pk}"].part = "cares"
        self.fields[f"minutes-{pk}"] = forms.IntegerField(
            label=pgettext_lazy("special care", "minutes outdoors"),
            required=False,
            min_value=0,
            max_value=600,
            widget=forms.NumberInput({"inputmode": "numeric"}),
        )
        self.fields[f"told-{pk}"] = forms.BooleanField(label=_("parents told"), required=False)
        self.fields[f"note-{pk}"] = forms.CharField(
            label=_("remark"), max_length=LONGEST_NOTE, required=False
        )

    def lines(self) -> SafeString:
        for field in self.fields.values():
            make_ready(field)
        return table([self.line(n, case) for n, case in enumerate(self.cases, 1)], grows=False)

    def line(self, number: int, case: SpecialCareCase) -> Line:
        """The child with what the plan asks for; never why it is on the list."""
        pk = case.child_id
        plan = [
            (_("Food"), case.food),
            (_("Movement"), case.activity),
            (_("Nursing"), case.nursing),
        ]
        return Line(
            number,
            [self[f"done-{pk}"], self[f"told-{pk}"]],
            aside=[self[f"minutes-{pk}"], self[f"note-{pk}"]],
            title=str(case.child),
            facts=[(str(name), said) for name, said in plan if said],
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.school_class.campus)
        for case in self.cases:
            if not any(said.get(f"{name}-{case.child_id}") for name in ("done", "note")):
                self.add_error(
                    f"done-{case.child_id}", _("Tap what was done, or write why nothing was.")
                )
        return said

    def save(self) -> Entry:
        lines = [self.line_of(case.child_id or 0) for case in self.cases]
        return noting.note(self.school_class, lines, **self.when)

    def line_of(self, pk: int) -> SpecialCareNoteLine:
        said = self.cleaned_data
        return SpecialCareNoteLine(
            child_id=pk,
            done=said[f"done-{pk}"],
            outdoor_minutes=said[f"minutes-{pk}"],
            is_told=said[f"told-{pk}"],
            note=said[f"note-{pk}"],
        )


class ColdForm(Reviewed):
    """All in order by one press of save: what is not is taken away, with what is done about it."""

    done = forms.MultipleChoiceField(label=_("in order"), required=False, widget=CheckTiles)
    exceptions = forms.CharField(
        label=_("not in order, and what is done about it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outside = NumberField(
        label=_("temperature outdoors"), unit="℃", required=False, max_digits=4, decimal_places=1
    )
    inside = NumberField(
        label=_("temperature indoors"), unit="℃", required=False, max_digits=4, decimal_places=1
    )

    kind_code = ColdWeatherCare.kind_code
    layout = Layout("done", "exceptions", Row(Column("outside"), Column("inside")), *LATE)

    def __init__(
        self,
        *args: Any,
        about: str,
        campus: Campus,
        school_class: SchoolClass | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.about, self.campus, self.school_class = about, campus, school_class
        self.fields["done"].choices = ColdWeatherCare.ITEMS[about]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.campus)
        everything = {code for code, _words in ColdWeatherCare.ITEMS[self.about]}
        if everything - set(said.get("done", ())) and not said.get("exceptions"):
            self.add_error("exceptions", _("Say what is not in order and what is done about it."))
        for name, (low, high) in {"outside": (-60, 50), "inside": (-30, 50)}.items():
            value = said.get(name)
            if value is not None and not low <= value <= high:
                self.add_error(name, _("No thermometer shows this."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=self.campus,
            school_class=self.school_class,
            subject=subject_of(self.about),
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        names = ("done", "exceptions", "outside", "inside")
        record = ColdWeatherCare(
            entry=entry, about=self.about, **{name: said[name] for name in names}
        )
        return filing.submit(record, by=self.by, now=self.now)
