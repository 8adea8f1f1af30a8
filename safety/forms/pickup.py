"""Who may fetch a child, who did, and which child leaves before the day is over."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.duties import filing
from logistics.fields import half_width
from logistics.forms import QuickSelect, Tiles, Unfolding
from logistics.records.models import Entry
from logistics.school.models import Child
from safety.forms.gate import GateForm
from safety.gate import coming_late, letting_go
from safety.gate.classes import children_of, class_of, late_by
from safety.gate.leaders import leaders_of
from safety.models import (
    Checked,
    ChildLate,
    EarlyLeave,
    LeaveSlip,
    PickupAuthorization,
    PickupLog,
)


class ChildChoice(forms.ModelChoiceField):
    """A child within reach, with its class."""

    widget = QuickSelect

    def label_from_instance(self, child: Any) -> str:
        return f"{child.class_name} · {child.name}"


class ChildForm(GateForm):
    """A record about one child: its class and campus are known."""

    permission = "safety.give_slip"
    with_child: ClassVar[bool] = True

    def __init__(self, *args: Any, child: Child | None = None, **given: Any) -> None:
        self.child = child
        super().__init__(*args, **given)

    def offer_campus(self, campus: Any) -> None:
        """Not asked: it is that of the child's class."""
        rows = children_of(self.by, self.on, self.permission)
        if self.child:
            rows = rows.filter(pk=self.child.pk)
            self.initial["child"] = self.child.pk
        self.fields["child"] = ChildChoice(
            rows,
            label=_("child"),
            required=self.is_child_asked(),
            widget=forms.HiddenInput if self.child else QuickSelect,
        )

    def is_child_asked(self) -> bool:
        return True

    def laid_out(self) -> list[Any]:
        rest = ["photos"] if self.with_photos else []
        return ["child", *[n for n in self.asked if n != "child"], *rest, "happened_at"]

    def clean(self) -> dict[str, Any]:
        if child := self.cleaned_data.get("child"):
            self.school_class = class_of(child, self.on)
            if self.school_class is None:
                self.add_error("child", _("This child is in no class today."))
            else:
                self.cleaned_data["campus"] = self.school_class.campus
        return super().clean()

    def entry(self, **more: Any) -> Entry:
        child = self.cleaned_data.get("child")
        about = {"subject": f"child:{child.pk}"} if child else {}
        return super().entry(school_class=self.school_class, **about, **more)


NOT_LISTED = "other"


class LeaveSlipForm(ChildForm):
    """The class teacher lets a child go: the reason a tile, and so is whoever may fetch it."""

    model = LeaveSlip
    asked = ("reason", "fetched_by", "relation", "clock", "on", "comes_back")

    def arrange(self) -> None:
        self.initial.setdefault("on", self.on)
        self.fields["happened_at"].widget = forms.HiddenInput()
        self.listed = self.who_may_fetch()
        if self.listed:
            names = [(key, f"{one.name} · {one.relation}") for key, one in self.listed.items()]
            self.fields["listed"] = forms.ChoiceField(
                label=_("who fetches the child"),
                choices=[*names, (NOT_LISTED, _("somebody else"))],
                widget=Tiles,
            )
            self.fields["fetched_by"].required = self.fields["relation"].required = False

    def who_may_fetch(self) -> dict[str, PickupAuthorization]:
        """Whom the guardians have allowed to, once it is known which child goes."""
        if self.child is None:
            return {}
        rows = PickupAuthorization.objects.valid(self.on).filter(child=self.child)
        return {str(one.pk): one for one in rows.defer("phone", "guardian").order_by("pk")[:8]}

    def laid_out(self) -> list[Any]:
        who: list[Any] = ["fetched_by", "relation"]
        if self.listed:
            who = ["listed", Unfolding(_("Somebody who is not on the list"), *who)]
        more = Unfolding(_("More: another day, comes back"), "on", "comes_back")
        return ["child", "reason", *who, "clock", more, "happened_at"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if one := self.listed.get(data.get("listed", "")):
            data["fetched_by"], data["relation"] = one.name, one.relation
        elif data.get("listed") == NOT_LISTED:
            for name in ("fetched_by", "relation"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return super().clean()

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] < self.on:
            raise ValidationError(_("This day is over."))
        return self.cleaned_data["on"]

    def make(self) -> LeaveSlip:
        return LeaveSlip(entry=self.entry(), child=self.cleaned_data["child"], **self.said())

    def save(self) -> Entry:
        return letting_go.give_slip(self.record, by=self.by, now=self.now)


class EarlyLeaveForm(ChildForm):
    """The gate lets a child go: with its slip only the check is asked."""

    model = EarlyLeave
    permission = "safety.keep_gate"
    asked = ("reason", "fetched_by", "relation", "checked", "approved_by", "without_slip")

    def __init__(self, *args: Any, slip: LeaveSlip | None = None, **given: Any) -> None:
        self.slip = slip
        super().__init__(*args, **given)

    def arrange(self) -> None:
        self.fields["happened_at"].label = pgettext_lazy("a child", "left at")
        if self.slip:
            known = {"reason": self.slip.reason, "relation": self.slip.relation}
            self.initial.update(known, fetched_by=self.slip.fetched_by)
            for name in ("approved_by", "without_slip", "reason"):
                del self.fields[name]
            return
        field: Any = self.fields["approved_by"]
        field.queryset = staff_who_agree(self.by, self.on)
        field.widget = QuickSelect(choices=field.choices)
        self.fields["without_slip"].required = True

    def laid_out(self) -> list[Any]:
        names = ["child", "checked", "fetched_by", "relation"]
        if not self.slip:
            names += ["reason", "approved_by", "without_slip"]
        return [*names, "happened_at"]

    def make(self) -> EarlyLeave:
        data = self.cleaned_data
        said = {name: data[name] for name in ("fetched_by", "relation", "checked")}
        if self.slip:
            said |= {"slip": self.slip, "reason": self.slip.reason,
                     "approved_by": self.slip.entry.entered_by}  # fmt: skip
        else:
            said |= {name: data[name] for name in ("reason", "approved_by", "without_slip")}
        return EarlyLeave(entry=self.entry(), child=data["child"], **said)

    def save(self) -> Entry:
        return letting_go.let_go(self.record, by=self.by, now=self.now)


def staff_who_agree(by: Any, on: Any) -> Any:
    """Who may let a child go without a slip: the leaders, whom the gate has called."""
    return leaders_of(by, "safety.keep_gate", on)


class ChildLateForm(ChildForm):
    """A child came late: who, why, and when if it was not just now."""

    model = ChildLate
    permission = "safety.view_pickup"
    asked = ("reason", "note")

    def arrange(self) -> None:
        self.fields["happened_at"].label = _("came at")

    def laid_out(self) -> list[Any]:
        more = Unfolding(_("More: another time, a note"), "happened_at", "note")
        return ["child", "reason", more]

    def make(self) -> ChildLate:
        data = self.cleaned_data
        at = data["happened_at"]
        return ChildLate(
            entry=self.entry(),
            child=data["child"],
            on=timezone.localdate(at),
            minutes=coming_late.minutes_late(at),
            **self.said(),
        )

    def save(self) -> Entry:
        return coming_late.note(self.record, by=self.by, now=self.now)


class AuthorizationForm(ChildForm):
    """Whom a guardian allows to fetch a child; a photo only if that person agrees."""

    model = PickupAuthorization
    asked = (
        "name", "relation", "phone", "paper_end", "card", "valid_from", "valid_until", "guardian",
        "signed", "paper", "photo_agreed",
    )  # fmt: skip
    with_photos = True

    def arrange(self) -> None:
        self.initial.setdefault("valid_from", self.on)
        self.fields["happened_at"].widget = forms.HiddenInput()
        self.fields["photos"].label = _("photo of the person, photo of the signed letter")

    def clean_paper_end(self) -> str:
        said = half_width(self.cleaned_data["paper_end"]).upper()
        if said and len(said) != 4:
            raise ValidationError(_("Only the last four: more is not kept."))
        return said

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        sent = data.get("photos")
        if data.get("signed") == PickupAuthorization.Signed.PHOTO and not sent:
            self.add_error("photos", _("Take a photo of the signed letter."))
        if sent and data.get("signed") != "photo" and not data.get("photo_agreed"):
            self.add_error("photo_agreed", _("A photo is kept only of whoever agrees to it."))
        return super().clean()

    def make(self) -> PickupAuthorization:
        said = self.said()
        return PickupAuthorization(entry=self.entry(), child=self.cleaned_data["child"], **said)


class PickupForm(ChildForm):
    """A child that was fetched by somebody else, or late."""

    model = PickupLog
    permission = "safety.view_pickup"
    asked = ("fetched_by", "relation", "is_substitute", "checked", "note")

    def arrange(self) -> None:
        self.fields["happened_at"].label = pgettext_lazy("a child", "fetched at")
        self.fields["fetched_by"].required = True
        field: Any = self.fields["checked"]
        field.choices, field.required = Checked.choices, False

    def make(self) -> PickupLog:
        data = self.cleaned_data
        at = data["happened_at"]
        return PickupLog(
            entry=self.entry(),
            child=data["child"],
            on=timezone.localdate(at),
            minutes_late=late_by(at),
            **self.said(),
        )

    def save(self) -> Entry:
        return filing.submit(self.record, by=self.by, now=self.now)
