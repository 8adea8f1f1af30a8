"""The guards' forms: handing over, patrols, who stands at the gate, duty logs, the roster."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.duties import signing
from logistics.fields import DateField
from logistics.forms import CheckTiles, Form, QuickSelect, Tiles
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import DAY, dates
from logistics.school.models import Campus, Place, SchoolDay
from safety.forms.gate import GateForm, choose_person, staff_of
from safety.forms.passing import AtCampus
from safety.gate import guarding, patrolling
from safety.gate.leaders import leaders_of
from safety.models import (
    AtGate,
    DutyLog,
    GateDuty,
    GateLock,
    GuardPatrol,
    GuardShift,
    Lock,
    PatrolKind,
    PatrolPoint,
    PatrolRun,
    Slot,
)

LONGEST_ROSTER = 200


class ShiftForm(GateForm):
    """Handing over: what happened, four things looked at, who takes over."""

    model = GuardShift
    asked = ("shift", "taken_by", "alarm_ok", "cameras_ok", "equipment_ok", "keys_ok", "text")
    people = ("taken_by",)

    def arrange(self) -> None:
        self.fields["happened_at"].label = _("handed over at")
        shift, _starts_at = guarding.shift_at(self.now - guarding.HALF_A_SHIFT)
        self.initial.setdefault("shift", shift)
        self.fields["text"].help_text = _("Empty: nothing to report")
        for name in ("alarm_ok", "cameras_ok", "equipment_ok", "keys_ok"):
            self.initial.setdefault(name, True)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = [
            n for n in ("alarm_ok", "cameras_ok", "equipment_ok", "keys_ok") if not data.get(n)
        ]
        if found and not data.get("text"):
            self.add_error("text", _("Say what is not in order."))
        return super().clean()

    def make(self) -> GuardShift:
        starts_at = self.cleaned_data["happened_at"] - 2 * guarding.HALF_A_SHIFT
        return GuardShift(entry=self.entry(), starts_at=starts_at, **self.said())

    def save(self) -> Entry:
        return guarding.hand_over(self.record, by=self.by, now=self.now)


class GateLockForm(GateForm):
    model = GateLock
    asked = ("act", "note")


class PatrolForm(Form):
    """Which patrol, and with whom."""

    about = forms.ChoiceField(label=_("patrol"), choices=PatrolKind.choices, widget=Tiles)
    companion = forms.ModelChoiceField(
        Campus.objects.none(), label=pgettext_lazy("on a patrol", "together with"), required=False
    )
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"), widget=QuickSelect)

    def __init__(self, *args: Any, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        on = timezone.localdate(now)
        campuses = Campus.objects.visible_to(by, "safety.inspect").filter(is_active=True)
        field: Any = self.fields["campus"]
        field.queryset = campuses
        if len(campuses) == 1:
            field.widget = forms.HiddenInput()
        first = campuses.first()
        self.initial.setdefault("campus", first.pk if first else None)
        staff = staff_of(by, "safety.inspect", on).exclude(pk=by.pk)
        choose_person(self.fields["companion"], staff, url="safety:colleague_options")

    def save(self) -> PatrolRun:
        data = self.cleaned_data
        return patrolling.begin(
            data["campus"], data["about"], by=self.by, now=self.now, companion=data["companion"]
        )


class MarkForm(Form):
    """One point: its lock, and what is not as it should be."""

    lock = forms.ChoiceField(label=_("lock"), choices=Lock.choices, widget=Tiles)
    text = forms.CharField(
        label=_("what was found"), max_length=200, required=False,
        help_text=_("Empty: all normal"),
    )  # fmt: skip
    typed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, run: PatrolRun, place: Place, now: datetime, by_code: bool, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.run, self.place, self.now, self.by_code = run, place, now, by_code
        self.initial.setdefault("lock", Lock.LOCKED if run.about == PatrolKind.NIGHT else Lock.NONE)

    def save(self) -> PatrolRun:
        patrolling.mark(self.run, self.place, now=self.now, by_code=self.by_code,
                        **self.cleaned_data)  # fmt: skip
        return self.run


class FinishForm(GateForm):
    """The end of a patrol: a note and photos, both optional."""

    model = GuardPatrol

    asked = ("text",)
    with_photos = True
    permission = "safety.inspect"

    def __init__(self, *args: Any, run: PatrolRun, **given: Any) -> None:
        self.run = run
        super().__init__(*args, **given | {"campus": run.campus})

    def arrange(self) -> None:
        self.fields["happened_at"].widget = forms.HiddenInput()

    def check(self) -> None:
        """The record is made of what was marked."""

    def save(self) -> Entry:
        return patrolling.finish(
            self.run, by=self.by, now=self.now, text=self.cleaned_data["text"],
            photos=self.attached(),
        )  # fmt: skip


class GateDutyForm(GateForm):
    """I stood at the gate: one press, and what happened if anything did."""

    model = GateDuty
    asked = ("note",)
    permission = "safety.inspect"

    def arrange(self) -> None:
        self.fields["about"] = forms.ChoiceField(
            label=_("at the gate as"), choices=AtGate.choices, widget=Tiles
        )
        leads = self.by.has_perm("safety.organise")
        self.initial.setdefault("about", AtGate.LEADER if leads else AtGate.TEACHER)
        self.fields["note"].help_text = _("Empty: nothing to report")

    def laid_out(self) -> list[Any]:
        return ["about", "note", "happened_at", "campus"]

    def entry(self, **more: Any) -> Entry:
        said = self.cleaned_data
        return super().entry(subject=said["about"], is_zero=not said["note"], **more)


class DutyLogForm(GateForm):
    """A day or night on duty: from when to when, what happened, who takes over."""

    model = DutyLog
    asked = ("leader", "starts_at", "until", "text", "taken_by")
    permission = "safety.inspect"

    def arrange(self) -> None:
        leaders: Any = self.fields["leader"]
        leaders.queryset = leaders_of(self.by, self.permission, self.on)
        leaders.widget = QuickSelect(choices=leaders.choices)
        staff = staff_of(self.by, self.permission, self.on).exclude(pk=self.by.pk)
        choose_person(self.fields["taken_by"], staff, url="safety:colleague_options")
        here = timezone.localtime(self.now).replace(minute=0, second=0, microsecond=0)
        self.initial.setdefault("starts_at", here - timedelta(hours=8))
        self.initial.setdefault("until", here)
        self.fields["happened_at"].widget = forms.HiddenInput()

    def save(self) -> Entry:
        entry = super().save()
        if taker := self.record.taken_by:
            people = [(Capacity.HANDED_OVER, self.by), (Capacity.TAKEN_OVER, taker)]
            signing.ask(entry, people, now=self.now)
            signing.sign(entry, Capacity.HANDED_OVER, by=self.by, now=self.now, seen=1)
        return entry


class PatrolPointForm(AtCampus):
    """A place on the way of the patrol."""

    permission = "safety.design"

    class Meta:
        model = PatrolPoint
        fields = ["place", "position", "look_at", "has_lock", "at_night_only", "campus",
                  "is_active"]  # fmt: skip


class RosterForm(Form):
    """Who takes turns, from when to when, for what."""

    slot = forms.ChoiceField(label=_("turn"), choices=Slot.choices, widget=QuickSelect)
    first = DateField(label=_("from"))
    last = DateField(label=_("to"))
    days = forms.ChoiceField(
        label=_("on which days"),
        choices=[
            ("all", _("every day")),
            ("open", _("on school days")),
            ("closed", _("on days off")),
        ],
        widget=Tiles,
        initial="open",
    )
    a_day = forms.IntegerField(label=_("people a day"), min_value=1, max_value=9, initial=1)
    people = forms.ModelMultipleChoiceField(
        Campus.objects.none(), label=_("in this order"), widget=CheckTiles
    )
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"), widget=QuickSelect)

    def __init__(self, *args: Any, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        on = timezone.localdate(now)
        campuses = Campus.objects.visible_to(by, "safety.organise").filter(is_active=True)
        field: Any = self.fields["campus"]
        field.queryset = campuses
        if len(campuses) == 1:
            field.widget = forms.HiddenInput()
        first = campuses.first()
        self.initial.setdefault("campus", first.pk if first else None)
        people: Any = self.fields["people"]
        people.queryset = staff_of(by, "safety.organise", on)
        self.initial.setdefault("first", on)
        self.initial.setdefault("last", on + 27 * DAY)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and not 0 <= (last - first).days <= LONGEST_ROSTER:
            self.add_error("last", ValidationError(_("A roster is at most 200 days long.")))
        return data

    def save(self) -> int:
        data = self.cleaned_data
        span = dates(data["first"], data["last"])
        if data["days"] != "all":
            rows = SchoolDay.objects.filter(
                campus=data["campus"], date__in=span, kind__in=SchoolDay.OPEN
            )
            is_open = set(rows.values_list("date", flat=True))
            span = [day for day in span if (day in is_open) == (data["days"] == "open")]
        return guarding.fill_roster(
            data["campus"], span, data["slot"], list(data["people"]), a_day=data["a_day"]
        )
