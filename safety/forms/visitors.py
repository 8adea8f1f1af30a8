"""A visitor at the gate: four fields for a new one, none for one who is known or expected."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.errors import Refused
from logistics.fields import half_width
from logistics.forms import ModelForm, QuickSelect, Unfolding
from logistics.school.models import Campus
from safety.forms.gate import GateForm, field_of
from safety.gate import admitting, expecting
from safety.models import Consent, ExpectedVisit, Visitor, VisitorLog

MORE = (
    "paper_number", "company", "phone", "count", "plate", "carrying", "reason", "badge",
    "agreed_by", "consent", "happened_at",
)  # fmt: skip
ASKED = ("name", "purpose", "host", "paper", *MORE[:-1])
OF_KNOWN = ("name", "company", "phone", "paper", "paper_number", "purpose", "host", "plate")
OF_EXPECTED = (*OF_KNOWN, "reason", "count")


class VisitorForm(GateForm):
    """Name, purpose, whom, which paper: the rest is known, suggested or can be left out."""

    model = VisitorLog
    asked = ASKED
    people = ("host", "agreed_by")

    def __init__(
        self,
        *args: Any,
        known: Visitor | None = None,
        expected: ExpectedVisit | None = None,
        **given: Any,
    ) -> None:
        self.known, self.expected = known, expected
        super().__init__(*args, **given)

    def arrange(self) -> None:
        self.bring_along(self.known, OF_KNOWN)
        self.bring_along(self.expected, OF_EXPECTED)
        self.initial.setdefault("consent", Consent.PHONE)
        self.initial.setdefault("count", 1)
        if campus := self.initial.get("campus"):
            self.initial.setdefault("badge", admitting.next_badge(campus))
        field: Any = self.fields["consent"]
        field.choices = [c for c in Consent.choices if c[0] in (Consent.PHONE, Consent.NONE)]
        self.fields["host"].required = False
        self.fields["happened_at"].label = pgettext_lazy("the gate", "came in at")
        if self.expected:
            del self.fields["agreed_by"], self.fields["consent"]

    def bring_along(self, source: Any, names: Any) -> None:
        """What is known is filled in; what is secret stays stored, and is not shown."""
        if source is None:
            return
        for name in names:
            value = getattr(source, f"{name}_id" if name == "host" else name)
            if name in ("phone", "paper_number") and value:
                self.fields[name].help_text = _("Empty: it stays as it is")
            elif value:
                self.initial[name] = value

    def laid_out(self) -> list[Any]:
        more = [name for name in MORE if name in self.fields]
        is_open = bool(self.data) and any(self.data.get(name) for name in ("agreed_by", "reason"))
        return [
            "name", "purpose", "host", "paper",
            Unfolding(_("More: badge, number of the paper, vehicle, …"), *more, is_open=is_open),
            "campus",
        ]  # fmt: skip

    def clean_paper_number(self) -> str:
        return half_width(self.cleaned_data["paper_number"]).upper() or self.stored("paper_number")

    def clean_phone(self) -> str:
        return half_width(self.cleaned_data["phone"]).replace(" ", "") or self.stored("phone")

    def stored(self, name: str) -> str:
        source = self.expected or self.known
        return getattr(source, name) if source else ""

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.expected:
            data["consent"], data["agreed_by"] = Consent.EXPECTED, self.expected.agreed_by
        elif data.get("consent") == Consent.NONE:
            data["agreed_by"] = None
        else:
            data["agreed_by"] = data.get("agreed_by") or data.get("host")
            if data["agreed_by"] is None and "agreed_by" not in self.errors:
                sentence = _("Say whom the visitor wants to see, or who else agreed.")
                self.add_error("host", ValidationError(sentence))
        return super().clean()

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ASKED}

    def save(self) -> Any:
        if "ask" in self.data:
            return self.ask_host()
        if self.expected:
            return admitting.arrive(self.record, self.expected, by=self.by, now=self.now)
        return admitting.admit(self.record, by=self.by, now=self.now)

    def ask_host(self) -> ExpectedVisit:
        data = self.cleaned_data
        if data["host"] is None:
            raise Refused(_("Choose whom the visitor wants to see."))
        said = {name: data[name] for name in OF_EXPECTED}
        visit = ExpectedVisit(campus=data["campus"], on=self.on, **said)
        return expecting.ask(visit, by=self.by, now=self.now)


class ExpectedVisitForm(ModelForm):
    """Whom one expects, and when: the gate then asks nothing."""

    class Meta:
        model = ExpectedVisit
        fields = [
            "name", "on", "clock", "purpose", "count", "company", "phone", "plate", "reason",
            "campus",
        ]  # fmt: skip
        formfield_callback = field_of

    def __init__(self, *args: Any, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.layout = Layout(
            "name", "on", "clock", "purpose", "count",
            Unfolding(_("More: from where, vehicle, …"), "company", "phone", "plate", "reason"),
            "campus",
        )  # fmt: skip
        self.by, self.now = by, now
        self.on = timezone.localdate(now)
        campuses: Any = Campus.objects.visible_to(by, "safety.report").filter(is_active=True)
        field: Any = self.fields["campus"]
        field.queryset = campuses
        field.widget = QuickSelect(choices=field.choices)
        if len(campuses) == 1:
            field.widget = forms.HiddenInput()
        first = campuses.first()
        self.initial.setdefault("campus", first.pk if first else None)
        self.initial.setdefault("on", self.on)

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] < self.on:
            raise ValidationError(_("A visit is announced before it takes place."))
        return self.cleaned_data["on"]

    def save(self, commit: bool = True) -> ExpectedVisit:  # noqa: FBT001, FBT002  Django's signature
        return expecting.announce(self.instance, by=self.by, now=self.now)
