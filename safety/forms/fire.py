"""Fire equipment and what is watched beside it, as people type it."""

from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.duties import filing
from logistics.duties.forms.filed import LATE, FiledForm, KeptForm, field_of, people_at
from logistics.duties.forms.records import PhotoForm
from logistics.fields import labelled
from logistics.forms import CheckTiles, Form, Tiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry
from safety.fire import ageing, checking, drilling, hot_working, playing, reporting, servicing
from safety.fire.checking import Seen
from safety.models import (
    ChargingPlace,
    DrillClass,
    ElectricBike,
    EvacuationDrill,
    FireEquipment,
    FireEquipmentCheck,
    FireFacilityService,
    FireReport,
    FireResponsibility,
    FireServiceLine,
    HotWorkEnd,
    HotWorkPermit,
    PlayEquipment,
    PlayService,
    SpecialEquipment,
    SpecialEquipmentCheck,
    StaffTraining,
    TrainingLine,
)
from safety.models.fire_checks import POINTS, Point, first_of

NOT_REACHED, FOUND = "not_reached", "found"


# Files ----------------------------------------------------------------------------------------


class EquipmentForm(KeptForm):
    """One thing: what it is, where it hangs, how old it is. The dates due are worked out."""

    class Meta:
        model = FireEquipment
        fields = ["campus", "number", "type", "model", "quantity", "place", "spot", "produced_on",
                  "filled_on", "firm", "valid_until", "removed_on"]  # fmt: skip
        formfield_callback = field_of

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.instance.pk is None:
            del self.fields["removed_on"]

    def save(self, *_args: Any, **_given: Any) -> FireEquipment:
        return ageing.keep(super().save(commit=False), on=timezone.localdate())


class SpecialForm(KeptForm):
    class Meta:
        model = SpecialEquipment
        fields = ["campus", "name", "category", "registration", "place", "firm", "inspected_on",
                  "next_inspection_on", "operators", "operator_until", "retired_on"]  # fmt: skip
        formfield_callback = field_of


class PlayForm(KeptForm):
    class Meta:
        model = PlayEquipment
        fields = ["campus", "number", "name", "category", "place", "custodian", "asset_code",
                  "maker", "installed_on", "years", "ages", "overhaul_on", "retired_on"]  # fmt: skip
        formfield_callback = field_of


class ChargingForm(KeptForm):
    CODES: ClassVar = {"safeguards": ChargingPlace.Safeguard.choices}

    class Meta:
        model = ChargingPlace
        fields = ["campus", "name", "place", "sockets", "safeguards", "custodian", "hours",
                  "retired_on"]  # fmt: skip
        formfield_callback = field_of


class BikeForm(KeptForm):
    class Meta:
        model = ElectricBike
        fields = ["campus", "person", "plate", "charges_here", "ended_on"]
        formfield_callback = field_of


class ResponsibilityForm(KeptForm):
    class Meta:
        model = FireResponsibility
        fields = ["campus", "level", "place", "is_key", "person", "tasks", "starts_on", "ends_on"]
        formfield_callback = field_of


# The check ------------------------------------------------------------------------------------


class SeenForm(Form):
    """What is said of one thing that was touched on the list."""

    result = forms.ChoiceField(
        label=_("result"),
        widget=Tiles,
        initial=FOUND,
        choices=[
            (FOUND, _("not in order")),
            (NOT_REACHED, pgettext_lazy("a thing", "not reached")),
        ],
    )
    faults = forms.MultipleChoiceField(
        label=_("not in order"), choices=Point.choices, widget=CheckTiles, required=False
    )
    note = forms.CharField(label=_("what was found"), max_length=200, required=False)

    def __init__(self, *args: Any, thing: FireEquipment, **given: Any) -> None:
        super().__init__(*args, **given | {"prefix": f"t{thing.pk}"})
        self.thing = thing
        offered: Any = self.fields["faults"]
        offered.choices = [(each.value, each.label) for each in POINTS[thing.family]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("result") == FOUND and not said.get("faults"):
            self.add_error("faults", _("Say what is not in order, or untick the thing."))
        return said

    def first_error(self) -> str:
        return next((str(error) for errors in self.errors.values() for error in errors), "")

    def seen(self) -> Seen:
        said = self.cleaned_data
        if said["result"] == NOT_REACHED:
            return Seen(self.thing.pk, is_reached=False)
        return Seen(self.thing.pk, said["faults"], said["note"])


class CheckForm(PhotoForm):
    """A family at a campus or building: one press if all is in order, else by touching."""

    thing = forms.MultipleChoiceField(label=_("equipment"), required=False)

    kind_code = FireEquipmentCheck.kind_code

    def __init__(
        self, *args: Any, campus: Any, family: str, place: Any, things: list[Any], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.campus, self.family, self.place, self.things = campus, family, place, things
        self.fields["thing"].choices = [(str(each.pk), str(each)) for each in things]
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.lines = self.lines_for(args[0] if args else None)

    def lines_for(self, data: Any) -> list[SeenForm]:
        if not hasattr(data, "getlist"):
            return []
        ticked = set(data.getlist("thing"))
        return [SeenForm(data, thing=each) for each in self.things if str(each.pk) in ticked]

    def restore(self, data: Any) -> None:
        super().restore(data)
        self.lines = self.lines_for(data)

    @property
    def groups(self) -> list[tuple[Any, list[tuple[FireEquipment, bool]]]]:
        """The things by place, in the order in which one walks; with whether they are ticked."""
        ticked = {line.thing.pk for line in self.lines}
        found: dict[Any, list[tuple[FireEquipment, bool]]] = {}
        for each in self.things:
            found.setdefault(each.place, []).append((each, each.pk in ticked))
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for line in self.lines:
            if not line.is_valid():
                self.add_error(None, labelled(line.thing, line.first_error()))
        self.judge(self.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=self.campus, place=self.place, happened_at=said["happened_at"],
            typed_at=said["typed_at"], late_reason=said["late_reason"],
        )  # fmt: skip
        seen = [line.seen() for line in self.lines]
        return checking.check(
            entry, self.family, self.things, seen, by=self.by, now=self.now, photos=self.attached()
        )


class ServiceForm(FiledForm):
    """What a firm serviced or tested; the things it serviced get their new dates."""

    model = FireFacilityService
    kind_code = FireFacilityService.kind_code
    COLUMNS = ("facility", "firm", "what", "conclusion", "measure", "report_number", "next_on")

    def __init__(self, *args: Any, things: Any, **given: Any) -> None:
        self.things = list(things)
        super().__init__(*args, **given)
        for each in self.things:
            self.add_act(each)

    def add_act(self, thing: FireEquipment) -> None:
        field: Any = forms.ChoiceField(
            label=_("what was done"),
            required=False,
            choices=[("", _("nothing")), *FireServiceLine.Act.choices],
        )
        make_ready(field)
        field.part = "act"
        self.fields[self.key(thing)] = field

    def key(self, thing: FireEquipment) -> str:
        return f"act-{thing.pk}"

    def lines(self) -> Any:
        for field in self.fields.values():
            make_ready(field)
        rows = [
            Line(n, [self[self.key(each)]], title=str(each), facts=self.facts(each))
            for n, each in enumerate(self.things, start=1)
        ]
        return table(rows, grows=False)

    def facts(self, thing: FireEquipment) -> list[tuple[str, str]]:
        due = [thing.service_due_on, thing.scrap_due_on]
        titles = [gettext("service"), gettext("replace")]
        said = [(t, f"{day:%Y-%m-%d}") for t, day in zip(titles, due, strict=True) if day]
        return [("", thing.where), *said]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("conclusion") == "bad" and not said.get("measure"):
            self.add_error("measure", _("What is not qualified says what is done about it."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        acts = {each.pk: said[self.key(each)] for each in self.things if said[self.key(each)]}
        return servicing.serve(self.record(), acts, **self.filed)


class SpecialCheckForm(FiledForm):
    model = SpecialEquipmentCheck
    kind_code = SpecialEquipmentCheck.kind_code
    COLUMNS = ("equipment", "act", "firm", "what", "passed", "report_number", "next_on")

    def narrow(self) -> None:
        super().narrow()
        offered: Any = self.fields["equipment"]
        offered.queryset = SpecialEquipment.objects.in_use().filter(campus__in=self.campuses)
        del self.fields["campus"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if equipment := said.get("equipment"):
            said["campus"], said["place"] = equipment.campus, equipment.place
            self.judge(equipment.campus)
        return said

    def save(self) -> Entry:
        return servicing.look_after(self.record(), **self.filed)


class PlayServiceForm(FiledForm):
    model = PlayService
    kind_code = PlayService.kind_code
    COLUMNS = ("act", "what", "firm", "next_on")
    CODES: ClassVar = {"faults": PlayService.Part.choices}

    def __init__(self, *args: Any, equipment: PlayEquipment, **given: Any) -> None:
        self.equipment = equipment
        super().__init__(*args, **given)
        del self.fields["campus"]
        faults: Any = self.fields["faults"]
        faults.help_text = _("Touch nothing where every part is in order")
        self.layout = Layout(
            "act", "faults", "what", "firm", "next_on", "photos", "happened_at", *LATE
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["campus"], said["place"] = self.equipment.campus, self.equipment.place
        self.judge(self.equipment.campus)
        if said.get("faults") and not said.get("what"):
            self.add_error("what", _("Say what was found and what was done."))
        return said

    def save(self) -> Entry:
        record = self.record()
        record.equipment = self.equipment
        return playing.look_after(record, **self.filed)


# Drills and training --------------------------------------------------------------------------


class DrillForm(FiledForm):
    """From the signal to the last class, with a line for each class of the campus."""

    model = EvacuationDrill
    kind_code = EvacuationDrill.kind_code
    COLUMNS = ("type", "plan", "done_at", "commander", "route", "assembly", "staff_owed",
               "staff_there", "problems", "measures")  # fmt: skip

    def __init__(self, *args: Any, campus: Any, classes: list[Any], **given: Any) -> None:
        self.at, self.classes = campus, classes
        super().__init__(*args, **given)
        del self.fields["campus"]
        for each in classes:
            self.add_class(each)
        self.with_seconds()
        problems: Any = self.fields["problems"]
        problems.help_text = _("One a line: each becomes something to be put right")
        self.layout = Layout(
            "type", "happened_at", "done_at", "plan", "commander", "route", "assembly",
            "staff_owed", "staff_there", "problems", "measures", "photos", *LATE,
        )  # fmt: skip

    def with_seconds(self) -> None:
        """A drill is timed to the second."""
        moment = "%Y-%m-%dT%H:%M:%S"
        for name in ("happened_at", "done_at"):
            self.fields[name].widget = forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": "1"}, format=moment
            )
        self.fields["happened_at"].label = _("signal at")
        people: Any = self.fields["commander"]
        people.queryset = people_at(self.campuses)
        self.initial.setdefault("commander", self.by.pk)

    def add_class(self, school_class: Any) -> None:
        parts: dict[str, forms.Field] = {
            "owed": forms.IntegerField(label=_("owed"), min_value=0, max_value=999),
            "there": forms.IntegerField(
                label=pgettext_lazy("at a drill", "counted"), min_value=0, max_value=999
            ),
            "seconds": forms.IntegerField(
                label=_("after (s)"), min_value=0, max_value=9999, required=False
            ),
            "note": forms.CharField(
                label=_("who was not there, and why"), max_length=100, required=False
            ),
        }
        for name, made in parts.items():
            field: Any = made
            if name != "note":
                field.widget.attrs["inputmode"] = "numeric"
            make_ready(field)
            field.part = name
            self.fields[f"{name}-{school_class.pk}"] = field
        for name in ("owed", "there"):
            self.initial.setdefault(f"{name}-{school_class.pk}", school_class.child_count)

    def bound(self, school_class: Any) -> list[forms.BoundField]:
        return [self[f"{name}-{school_class.pk}"] for name in ("owed", "there", "seconds", "note")]

    def lines(self) -> Any:
        rows = [
            Line(n, self.bound(each), title=str(each))
            for n, each in enumerate(self.classes, start=1)
        ]
        return table(rows, grows=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["campus"] = self.at
        self.judge(self.at)
        for each in self.classes:
            self.judge_class(each.pk, said)
        begun, done = said.get("happened_at"), said.get("done_at")
        if begun and done and done <= begun:
            self.add_error("done_at", _("Everybody was assembled after the signal was given."))
        return said

    def judge_class(self, pk: int, said: dict[str, Any]) -> None:
        owed, there = said.get(f"owed-{pk}"), said.get(f"there-{pk}")
        if owed != there and None not in (owed, there) and not said.get(f"note-{pk}"):
            self.add_error(f"note-{pk}", _("Say who was not there, and why."))

    def class_lines(self) -> list[DrillClass]:
        said = self.cleaned_data
        return [
            DrillClass(
                school_class=each,
                owed=said[f"owed-{each.pk}"],
                there=said[f"there-{each.pk}"],
                seconds=said[f"seconds-{each.pk}"],
                note=said[f"note-{each.pk}"],
            )
            for each in self.classes
            if said[f"owed-{each.pk}"] or said[f"there-{each.pk}"]
        ]

    def save(self) -> Entry:
        kind = drilling.record_for(self.cleaned_data["type"])
        typed = self.record()
        own = {name: getattr(typed, name) for name in self.COLUMNS}
        return drilling.drill(kind(entry=typed.entry, **own), self.class_lines(), **self.filed)


class TrainingForm(FiledForm):
    """What was taught, and who was there: everybody, but those who are touched."""

    model = StaffTraining
    kind_code = StaffTraining.kind_code
    COLUMNS = ("topic", "title", "trainer", "minutes", "content", "result", "others")

    away = forms.MultipleChoiceField(
        label=_("who was not there"),
        widget=CheckTiles,
        required=False,
        help_text=_("Touch only who is to be taught later"),
    )

    def __init__(self, *args: Any, people: list[Any], **given: Any) -> None:
        self.people = people
        super().__init__(*args, **given)
        offered: Any = self.fields["away"]
        offered.choices = [(str(each.pk), each.name) for each in people]
        self.initial.setdefault("others", 0)

    def beside(self) -> tuple[str, ...]:
        return ("away",)

    def save(self) -> Entry:
        record = self.record()
        away = set(self.cleaned_data["away"])
        record.new_lines = [
            TrainingLine(person=each, is_there=str(each.pk) not in away) for each in self.people
        ]
        record.entry.subject = f"training:{record.topic}"
        return filing.submit(record, **self.filed)


# The month and hot work -----------------------------------------------------------------------


class ReportForm(FiledForm):
    """Words beside the figures that are read off the records."""

    model = FireReport
    kind_code = FireReport.kind_code
    COLUMNS = ("month", "situation", "measures")

    def clean_month(self) -> Any:
        return first_of(self.cleaned_data["month"])

    def save(self) -> Entry:
        on = timezone.localdate(self.now)
        return reporting.report(self.record(), on=on, **self.filed)


class HotWorkForm(FiledForm):
    """Before anything burns: what, where, when, by whom, who watches, what was made safe."""

    model = HotWorkPermit
    kind_code = HotWorkPermit.kind_code
    COLUMNS = ("work", "what", "starts_at", "ends_at", "firm", "worker", "certificate", "watcher")
    CODES: ClassVar = {"measures": HotWorkPermit.Measure.choices}
    asks_place = True

    def narrow(self) -> None:
        super().narrow()
        people: Any = self.fields["watcher"]
        people.queryset = people_at(self.campuses)
        self.initial.setdefault("starts_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end lies before the beginning."))
        lacking = [label for code, label in HotWorkPermit.Measure.choices
                   if code not in said.get("measures", [])]  # fmt: skip
        if lacking:
            sentence = gettext("Hot work waits until everything is made safe: %(lacking)s")
            self.add_error("measures", sentence % {"lacking": ", ".join(map(str, lacking))})
        return said

    def save(self) -> Entry:
        on = timezone.localdate(self.now)
        return hot_working.ask(self.record(), on=on, **self.filed)


class HotWorkEndForm(FiledForm):
    model = HotWorkEnd
    kind_code = HotWorkEnd.kind_code
    COLUMNS = ("began_at", "watched_until", "is_safe", "note")

    def __init__(self, *args: Any, permit: HotWorkPermit, **given: Any) -> None:
        self.permit = permit
        super().__init__(*args, **given)
        del self.fields["campus"]
        self.fields["happened_at"].label = _("work ended at")
        self.initial.setdefault("began_at", permit.starts_at)
        self.initial.setdefault("watched_until", self.now.replace(second=0, microsecond=0))
        self.layout = Layout(
            "began_at", "happened_at", "watched_until", "is_safe", "note", "photos", *LATE
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["campus"] = self.permit.entry.campus
        self.judge(said["campus"])
        self.judge_hours(said.get("began_at"), said.get("happened_at"), said.get("watched_until"))
        return said

    def judge_hours(
        self, began: datetime | None, ended: datetime | None, watched: datetime | None
    ) -> None:
        if began and ended and ended < began:
            self.add_error("happened_at", _("The end lies before the beginning."))
        if ended and watched and watched < ended:
            self.add_error("watched_until", _("Somebody watches on after the work has ended."))

    def save(self) -> Entry:
        record = self.record()
        record.permit = self.permit
        return hot_working.end(record, on=timezone.localdate(self.now), **self.filed)
