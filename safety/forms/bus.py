"""The school bus as people type it: files, lines, riders, services; and the ends of a ride."""

from functools import partial
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.duties import filing
from logistics.duties.forms.filed import LATE, FiledForm, KeptForm, field_of
from logistics.fields import whole_number
from logistics.forms import CheckTiles, Combobox, Form
from logistics.records.models import Entry
from logistics.school.models import Child, Enrolment, Term
from safety.bus import arriving, listing, papers, riding
from safety.models import (
    BusCheck,
    BusCrew,
    BusPaperCheck,
    BusPassengerList,
    BusRider,
    BusRoute,
    BusRun,
    BusSeat,
    BusService,
    BusStop,
    BusTrip,
    SchoolBus,
)

RUN = "safety.run_bus"


class BusForm(KeptForm):
    CODES: ClassVar = {"fittings": SchoolBus.Fitting.choices}

    class Meta:
        model = SchoolBus
        fields = ["campus", "plate", "seats", "owner", "permit_number", "permit_until",
                  "insurance_until", "inspected_until", "letter_filed_on", "fittings",
                  "retired_on", "permit_returned_on"]  # fmt: skip
        formfield_callback = field_of

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.instance.pk is None:
            del self.fields["retired_on"], self.fields["permit_returned_on"]


class CrewForm(KeptForm):
    class Meta:
        model = BusCrew
        fields = ["campus", "person", "job", "born_on", "licence_since", "licence_until",
                  "is_endorsed", "reviewed_until", "fit_until", "cleared_on", "trained_on",
                  "ended_on"]  # fmt: skip
        formfield_callback = field_of


class RouteForm(KeptForm):
    class Meta:
        model = BusRoute
        fields = ["campus", "name", "bus", "driver", "attendant", "is_active"]
        formfield_callback = field_of

    def offer(self, name: str, field: Any) -> None:
        super().offer(name, field)
        if name in ("driver", "attendant"):
            people = field.queryset.filter(job=name, ended_on=None)
            field.queryset = people.select_related("person")
        if name == "bus":
            field.queryset = field.queryset.filter(retired_on=None)


class StopForm(KeptForm):
    class Meta:
        model = BusStop
        fields = ["position", "name", "morning_at", "afternoon_at", "is_active"]
        formfield_callback = field_of

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in ("morning_at", "afternoon_at"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RiderForm(KeptForm):
    """A child of the campus, found by typing; its class is the one it is in now."""

    class Meta:
        model = BusRider
        fields = ["child", "stop", "rides_to_school", "rides_home", "met_by", "consent_on",
                  "starts_on", "ends_on"]  # fmt: skip
        formfield_callback = field_of

    def __init__(self, *args: Any, route: BusRoute, by: Any, **given: Any) -> None:
        self.route, self.by = route, by
        super().__init__(*args, **given)
        self.initial.setdefault("starts_on", timezone.localdate())
        if self.instance.pk:
            del self.fields["child"]
            self.layout = Layout(*self.fields)

    def offer(self, name: str, field: Any) -> None:
        if name == "stop":
            field.queryset = BusStop.objects.filter(route=self.route, is_active=True)
        elif name == "child":
            seen = Child.objects.visible_to(self.by, RUN).defer("identity_number", "note")
            field.queryset = seen.filter(
                enrolments__school_class__campus=self.route.campus
            ).distinct()
            field.widget = Combobox(
                reverse_lazy("safety:bus_child_options"), labelled=partial(named, seen)
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        child = said.get("child") or (self.instance.child if self.instance.pk else None)
        if child is not None:
            term = Term.objects.on(timezone.localdate())
            enrolled = Enrolment.objects.filter(child=child, term=term).first()
            if enrolled is not None:
                self.instance.school_class = enrolled.school_class
            elif not self.instance.school_class_id:
                self.add_error("child", _("This child is in no class this term."))
        return said


def named(seen: Any, pk: Any) -> str:
    return str(seen.filter(pk=whole_number(str(pk))).first() or "")


# Records --------------------------------------------------------------------------------------


class BusServiceForm(FiledForm):
    model = BusService
    kind_code = BusService.kind_code
    COLUMNS = ("bus", "act", "firm", "what", "km", "passed", "valid_until")

    def narrow(self) -> None:
        super().narrow()
        offered: Any = self.fields["bus"]
        offered.queryset = SchoolBus.objects.in_use().filter(campus__in=self.campuses)
        del self.fields["campus"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if bus := said.get("bus"):
            said["campus"] = bus.campus
            self.judge(bus.campus)
        if (
            said.get("act") in BusService.PAPERS
            and said.get("passed")
            and not said.get("valid_until")
        ):
            self.add_error("valid_until", _("Say until when it is valid now."))
        return said

    def save(self) -> Entry:
        return papers.serve(self.record(), **self.filed)


class PaperCheckForm(FiledForm):
    """The papers stand above the form; what is not valid says what is done."""

    model = BusPaperCheck
    kind_code = BusPaperCheck.kind_code
    COLUMNS = ("note",)

    def __init__(self, *args: Any, about: str, **given: Any) -> None:
        self.about = about
        super().__init__(*args, **given)
        del self.fields["photos"]
        self.layout = Layout("campus", "note", "happened_at", *LATE)

    def rows(self, campus: Any) -> list[dict[str, Any]]:
        on = timezone.localdate(self.now)
        if self.about == BusPaperCheck.Subject.BUS:
            return papers.standing(SchoolBus.objects.in_use().filter(campus=campus), on)
        people = BusCrew.objects.filter(campus=campus, ended_on=None).select_related("person")
        return papers.standing_crew(people, on)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if campus := said.get("campus"):
            self.stood = self.rows(campus)
            if any(row["wrong"] for row in self.stood) and not said.get("note"):
                self.add_error("note", _("Not every paper is valid: say what is done about it."))
        return said

    def save(self) -> Entry:
        record = self.record()
        record.about = self.about
        return papers.check(record, self.stood, by=self.by, now=self.now)


class ListForm(FiledForm):
    """File who rides the line now; photos of the consents may go with it."""

    model = BusPassengerList
    kind_code = BusPassengerList.kind_code

    def __init__(self, *args: Any, route: BusRoute, **given: Any) -> None:
        self.route = route
        super().__init__(*args, **given)
        for name in ("campus", "happened_at", "closed_day_is_right"):
            del self.fields[name]
        self.layout = Layout("photos", "late_reason")

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    def save(self) -> Entry:
        return listing.file_list(self.route, **self.filed)


# The ride -------------------------------------------------------------------------------------


class BeginForm(Form):
    """Touch only what is not in order: without any the bus may set out."""

    faults = forms.MultipleChoiceField(
        label=_("not in order"),
        choices=BusCheck.Part.choices,
        widget=CheckTiles,
        required=False,
        help_text=_("Touch nothing where everything is in order"),
    )
    note = forms.CharField(label=_("what was found and done"), max_length=200, required=False)
    bus = forms.ModelChoiceField(SchoolBus.objects.none(), label=_("school bus"))
    driver = forms.ModelChoiceField(BusCrew.objects.none(), label=_("driver"))
    attendant = forms.ModelChoiceField(BusCrew.objects.none(), label=_("attendant"))

    def __init__(
        self, *args: Any, route: BusRoute, direction: str, now: Any, by: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.route, self.direction, self.now, self.by = route, direction, now, by
        here: Any = self.fields
        here["bus"].queryset = SchoolBus.objects.in_use().filter(campus=route.campus)
        crew = BusCrew.objects.filter(campus=route.campus, ended_on=None).select_related("person")
        for job in BusCrew.Job:
            here[job.value].queryset = crew.filter(job=job)
            self.initial.setdefault(job.value, getattr(route, f"{job.value}_id"))
        self.initial.setdefault("bus", route.bus_id)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("faults") and not said.get("note"):
            self.add_error("note", _("Say what was found and what was done."))
        return said

    def save(self) -> BusRun:
        return riding.begin(
            self.route, self.direction, by=self.by, now=self.now, **self.cleaned_data
        )


class FinishForm(FiledForm):
    """Through the whole bus to the last seat: a photo, and what else happened."""

    model = BusTrip
    kind_code = BusTrip.kind_code
    COLUMNS = ("note",)

    left_aboard_is_right = forms.BooleanField(
        label=_("The bus was searched: nobody is aboard. File it with the difference"),
        required=False,
    )

    def __init__(self, *args: Any, run: BusRun, **given: Any) -> None:
        self.run = run
        super().__init__(*args, **given)
        for name in ("campus", "happened_at", "closed_day_is_right"):
            del self.fields[name]
        if not self.data.get("left_aboard_is_right"):
            self.fields["left_aboard_is_right"].widget = forms.HiddenInput()
        self.fields["photos"].label = _("photo of the empty bus, from the last row")
        self.layout = Layout("photos", "note", "left_aboard_is_right", "late_reason")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        late = self.now > filing.late_after(self.kind_code, self.run.departed_at)
        if late and not said.get("late_reason"):
            self.ask_back("late_reason", _("This is entered late. Say why."))
        aboard = self.run.seats.filter(on_at__isnull=False, off_at=None).count()
        if aboard and not said.get("left_aboard_is_right"):
            sentence = _("%(n)s children boarded and are not marked as off. Look for them now.")
            self.ask_back("left_aboard_is_right", sentence % {"n": aboard})
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        return riding.finish(
            self.run, note=said["note"], late_reason=said["late_reason"], **self.filed
        )


class ArrivalForm(Form):
    """Everybody of the bus is in class; touch whoever is not."""

    missing = forms.MultipleChoiceField(label=_("not in class"), widget=CheckTiles, required=False)

    def __init__(
        self, *args: Any, run: BusRun, school_class: Any, now: Any, by: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.run, self.school_class, self.now, self.by = run, school_class, now, by
        self.seats: list[BusSeat] = arriving.seats_of(run, school_class)
        offered: Any = self.fields["missing"]
        offered.choices = [(str(seat.child_id), seat.child.name) for seat in self.seats]

    def save(self) -> Entry:
        missing = [int(key) for key in self.cleaned_data["missing"]]
        return arriving.confirm(self.run, self.school_class, missing, by=self.by, now=self.now)
