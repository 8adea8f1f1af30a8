"""Pests, bait and drinking water, as those who look after the grounds write them down."""

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from health.models import BaitPoint, DrinkingWaterService, Pest, PestControl, PestReading
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.fields import DateField
from logistics.forms import CheckTiles, ModelForm, QuickSelect, Tiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry
from logistics.school.models import Campus

LATE = ("late_reason", "closed_day_is_right", "typed_at")
READINGS = 8
NUMBERS = ("traps", "positive", "caught")


class PestForm(RecordForm):
    """What was done against what; of a monitoring the traps, spot by spot."""

    act = forms.ChoiceField(label=_("what was done"), choices=PestControl.Act.choices, widget=Tiles)
    pests = forms.MultipleChoiceField(label=_("against"), choices=Pest.choices, widget=CheckTiles)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    area = forms.CharField(label=_("area"), max_length=80, required=False)
    agent = forms.CharField(label=_("method or agent"), max_length=80, required=False)
    firm = forms.CharField(label=_("firm"), max_length=80, required=False)
    worker = forms.CharField(label=_("carried out by"), max_length=40, required=False)
    effect = forms.CharField(label=_("effect"), max_length=200, required=False)

    kind_code = PestControl.kind_code
    layout = Layout(
        "act", "pests", "campus", "area", "agent", "firm", "worker", "effect", "happened_at", *LATE
    )

    def __init__(self, *args: Any, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["campus"].queryset = campuses
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if len(campuses) == 1:
            self.initial["campus"] = campuses[0].pk
            self.fields["campus"].widget = forms.HiddenInput()
        for number in range(READINGS):
            self.add_reading(number)

    def add_reading(self, number: int) -> None:
        against = [("", "---------"), *Pest.choices]
        self.fields[f"spot-{number}"] = forms.CharField(
            label=_("spot"), max_length=60, required=False
        )
        self.fields[f"pest-{number}"] = forms.ChoiceField(
            label=_("against"), choices=against, required=False, widget=QuickSelect
        )
        labels = (_("traps set"), _("traps with a catch"), _("animals caught"))
        for name, label in zip(NUMBERS, labels, strict=True):
            self.fields[f"{name}-{number}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=9999,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )

    def bound(self, number: int) -> list[BoundField]:
        return [self[f"{name}-{number}"] for name in ("spot", "pest", *NUMBERS)]

    def lines(self) -> Any:
        for field in self.fields.values():
            make_ready(field)
        return table([Line(n + 1, self.bound(n)) for n in range(READINGS)], grows=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if campus := said.get("campus"):
            self.judge(campus)
        counted = [number for number in range(READINGS) if said.get(f"spot-{number}")]
        for number in counted:
            self.judge_reading(number, said)
        if said.get("act") == PestControl.Act.MONITORING and not counted and not self.errors:
            self.add_error("spot-0", _("Write down at least one spot with its traps."))
        return said

    def judge_reading(self, number: int, said: dict[str, Any]) -> None:
        traps, positive, caught = (said.get(f"{name}-{number}") for name in NUMBERS)
        if not said.get(f"pest-{number}"):
            self.add_error(f"pest-{number}", _("Say against what."))
        if not traps:
            self.add_error(f"traps-{number}", _("Say how many traps were set."))
        elif (positive or 0) > traps:
            self.add_error(f"positive-{number}", _("No more traps have a catch than were set."))
        elif (caught or 0) < (positive or 0):
            self.add_error(f"caught-{number}", _("A trap with a catch has caught at least one."))

    def readings(self) -> list[PestReading]:
        said = self.cleaned_data
        return [
            PestReading(
                spot=said[f"spot-{number}"],
                pest=said[f"pest-{number}"],
                **{name: said.get(f"{name}-{number}") or 0 for name in NUMBERS},
            )
            for number in range(READINGS)
            if said.get(f"spot-{number}")
        ]

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=said["campus"],
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        names = ("act", "pests", "area", "agent", "firm", "worker", "effect")
        record = PestControl(entry=entry, **{name: said[name] for name in names})
        record.new_lines = self.readings()
        return filing.submit(record, by=self.by, now=self.now)


class WaterForm(RecordForm):
    """One device or tank: what was done, by whom, with what result."""

    device = forms.CharField(label=_("device or tank"), max_length=80)
    act = forms.ChoiceField(
        label=_("what was done"), choices=DrinkingWaterService.Act.choices, widget=Tiles
    )
    result = forms.ChoiceField(
        label=_("result"), choices=DrinkingWaterService.Result.choices, widget=Tiles
    )
    finding = forms.CharField(
        label=_("figures and measure"),
        max_length=200,
        required=False,
        help_text=_("What was measured; if it does not meet the standard, what is done"),
    )
    firm = forms.CharField(label=_("carried out by"), max_length=80, required=False)
    licence = forms.CharField(
        label=_("hygiene licence or report number"), max_length=60, required=False
    )
    next_on = DateField(label=_("due again on"), required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))

    kind_code = DrinkingWaterService.kind_code
    layout = Layout(
        "device", "act", "result", "finding", "firm", "licence", "next_on", "campus",
        "happened_at", *LATE,
    )  # fmt: skip

    def __init__(self, *args: Any, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["campus"].queryset = campuses
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if len(campuses) == 1:
            self.initial["campus"] = campuses[0].pk
            self.fields["campus"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if campus := said.get("campus"):
            self.judge(campus)
        if said.get("result") == DrinkingWaterService.Result.BAD and not said.get("finding"):
            self.add_error("finding", _("Say what was found and what is done about it."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=said["campus"],
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        names = ("device", "act", "firm", "result", "finding", "licence", "next_on")
        record = DrinkingWaterService(entry=entry, **{name: said[name] for name in names})
        return filing.submit(record, by=self.by, now=self.now)


class BaitForm(ModelForm):
    """A spot where poison or a trap lies."""

    set_on = DateField(label=_("laid on"))
    removed_on = DateField(label=_("removed on"), required=False)

    class Meta:
        model = BaitPoint
        fields = ["campus", "number", "spot", "pest", "agent", "is_covered", "set_on", "removed_on"]

    def __init__(self, *args: Any, campuses: Any, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["campus"].queryset = campuses
        self.initial.setdefault("set_on", on)
        if self.instance.pk is None:
            del self.fields["removed_on"]
        if len(campuses) == 1:
            self.initial["campus"] = campuses[0].pk
