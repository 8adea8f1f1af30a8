"""Vehicles, deliveries, keys, calls, late colleagues, events, camera footage, exit slips."""

from datetime import time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.forms import ModelForm, QuickSelect, Unfolding
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import Campus, Place
from logistics.stores.models import Supplier
from safety.forms.gate import GateForm, TimeField
from safety.gate import lending_keys, slips
from safety.gate.leaders import leaders_of
from safety.hazards.opening import open_hazard
from safety.models import (
    Delivery,
    ExitSlip,
    GateIncident,
    GateKey,
    GuardEquipment,
    KeyLoan,
    LateArrival,
    PhoneCall,
    VehicleLog,
    VideoAccess,
)

WORK_BEGINS = time(8, 0)


class VehicleForm(GateForm):
    model = VehicleLog
    asked = ("plate", "sort", "driver", "paper", "people", "cargo", "company", "is_checked")

    def arrange(self) -> None:
        self.fields["happened_at"].label = pgettext_lazy("the gate", "came in at")
        self.initial.setdefault("people", 1)
        self.initial.setdefault("is_checked", True)

    def clean_plate(self) -> str:
        return self.cleaned_data["plate"].replace(" ", "").replace("·", "").upper()

    def laid_out(self) -> list[Any]:
        more = ("people", "cargo", "company", "is_checked", "happened_at")
        return ["plate", "sort", "driver", "paper",
                Unfolding(_("More: load, people, …"), *more), "campus"]  # fmt: skip


class DeliveryForm(GateForm):
    """Goods, parcels, letters and newspapers, until they are handed over."""

    model = Delivery
    asked = ("sort", "receiver", "department", "count", "what", "sender", "supplier")
    people = ("receiver",)

    def arrange(self) -> None:
        self.initial.setdefault("count", 1)
        self.fields["happened_at"].label = _("arrived at")
        field: Any = self.fields["supplier"]
        field.queryset = Supplier.objects.filter(is_active=True)

    def laid_out(self) -> list[Any]:
        more = ("what", "sender", "supplier", "happened_at")
        return ["sort", "receiver", "department", "count",
                Unfolding(_("More: what it is, from whom, …"), *more), "campus"]  # fmt: skip


class KeyLoanForm(GateForm):
    model = KeyLoan
    asked = ("key", "person", "outsider", "purpose")
    people = ("person",)

    def arrange(self) -> None:
        self.fields["happened_at"].label = _("given out at")
        field: Any = self.fields["key"]
        out = KeyLoan.objects.open().values("key")
        seen = GateKey.objects.visible_to(self.by, self.permission).in_use()
        field.queryset = seen.exclude(pk__in=out)
        field.widget = QuickSelect(choices=field.choices)

    def clean(self) -> dict[str, Any]:
        if key := self.cleaned_data.get("key"):
            self.cleaned_data["campus"] = key.campus
        return super().clean()

    def save(self) -> Entry:
        return lending_keys.lend(self.record, by=self.by, now=self.now)


class PhoneCallForm(GateForm):
    model = PhoneCall
    asked = ("caller", "content", "receiver", "phone")
    people = ("receiver",)


class LateArrivalForm(GateForm):
    """Who came late: how late is counted."""

    model = LateArrival
    asked = ("person", "starts_at", "reason")
    people = ("person",)

    starts_at = TimeField(label=_("work begins at"))

    def arrange(self) -> None:
        self.fields["happened_at"].label = _("came at")
        last = LateArrival.objects.order_by("-pk").values_list("starts_at", flat=True).first()
        self.initial.setdefault("starts_at", last or WORK_BEGINS)

    def make(self) -> LateArrival:
        data = self.cleaned_data
        came = timezone.localtime(data["happened_at"])
        begins = at(came.date(), f"{data['starts_at']:%H:%M}")
        minutes = int((data["happened_at"] - begins).total_seconds() // 60)
        return LateArrival(entry=self.entry(), minutes=max(minutes, 0), **self.said())


class IncidentForm(GateForm):
    """What had to be dealt with; what has to be put right becomes a hazard."""

    model = GateIncident
    asked = ("what", "measure", "police_called", "told")
    people = ("told",)
    with_photos = True

    def arrange(self) -> None:
        self.fields["hazard"] = forms.BooleanField(
            label=_("Something has to be put right"), required=False
        )

    def laid_out(self) -> list[Any]:
        return ["what", "measure", "police_called", "told", "hazard", "photos", "happened_at",
                "campus"]  # fmt: skip

    def save(self) -> Entry:
        entry = super().save()
        if self.cleaned_data["hazard"]:
            open_hazard(
                entry, what=self.record.what, category="security", source="special", by=self.by,
                now=self.now,
            )  # fmt: skip
        return entry


class VideoAccessForm(GateForm):
    """Every viewing, every copy: who asks, why, which camera, from when to when, who agreed."""

    model = VideoAccess
    asked = ("unit", "name", "reason", "camera", "from_at", "until_at", "content", "way",
             "approved_by", "operator")  # fmt: skip
    people = ("operator",)
    permission = "safety.keep_gate"

    def arrange(self) -> None:
        field: Any = self.fields["approved_by"]
        field.queryset = leaders_of(self.by, self.permission, self.on)
        field.widget = QuickSelect(choices=field.choices)
        self.initial.setdefault("operator", self.by.pk)

    def save(self) -> Entry:
        return slips.register_viewing(self.record, by=self.by, now=self.now)


class ExitSlipForm(GateForm):
    """Three fields: who or what, why, who agrees."""

    model = ExitSlip
    asked = ("sort", "reason", "leader", "what", "back_by")
    permission = "safety.report"

    def arrange(self) -> None:
        field: Any = self.fields["leader"]
        field.queryset = leaders_of(self.by, self.permission, self.on).exclude(pk=self.by.pk)
        field.widget = QuickSelect(choices=field.choices)
        self.initial.setdefault("sort", ExitSlip.Sort.PERSON)
        self.fields["happened_at"].label = pgettext_lazy("exit slip", "written at")

    def make(self) -> ExitSlip:
        return ExitSlip(entry=self.entry(), person=self.by, **self.said())

    def save(self) -> Entry:
        return slips.ask(self.record, by=self.by, now=self.now)


class AtCampus(ModelForm):
    """Something the gate keeps, at one of the campuses in reach."""

    permission = "safety.keep_gate"

    def __init__(self, *args: Any, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        campuses: Any = Campus.objects.visible_to(by, self.permission).filter(is_active=True)
        self.offer("campus", campuses)
        if "place" in self.fields:
            places = Place.objects.in_use().visible_to(by, self.permission)
            self.offer("place", places.select_related("campus"))
        if len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial.setdefault("campus", campuses[0].pk)

    def offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
        field.widget = QuickSelect(choices=field.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place, campus = data.get("place"), data.get("campus")
        if place and campus and place.campus_id != campus.pk:
            self.add_error("place", _("This place belongs to another campus."))
        return data


class GateKeyForm(AtCampus):
    class Meta:
        model = GateKey
        fields = ["label", "place", "count", "campus", "is_active"]


class GuardEquipmentForm(AtCampus):
    class Meta:
        model = GuardEquipment
        fields = ["name", "wanted", "count", "expires_on", "place", "note", "campus", "is_active"]
