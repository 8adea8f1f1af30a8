"""What people type of a repair plan and of upkeep: lines with their cost, and things by the piece."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics import lines
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.duties.models import Finding, Task
from logistics.fields import DateField, NumberField
from logistics.forms import Form, PhotosField, Tiles, make_ready
from logistics.lines import Line
from logistics.records.models import Entry
from logistics.school.models import Campus, Person, Place
from logistics.stores.models import Supplier
from safety.forms.repairs import WithPhotos
from safety.models import (
    Maintenance,
    MaintenanceLine,
    RepairCategory,
    RepairPlan,
    RepairPlanLine,
    RepairTicket,
    TradeRepairer,
)
from safety.repairs import counted, planning


class PlanForm(Form):
    """The plan with what waits to be repaired: tick what goes in, enter what it costs, add the rest."""

    title = forms.CharField(label=gettext_lazy("title"), max_length=100)
    occasion = forms.ChoiceField(
        label=pgettext_lazy("repair plan", "occasion"), choices=RepairPlan.Occasion.choices,
        widget=Tiles,
    )  # fmt: skip
    first_on = DateField(label=gettext_lazy("from"))
    last_on = DateField(label=gettext_lazy("to"))
    budget = NumberField(
        label=gettext_lazy("budget"), unit=gettext_lazy("yuan"), required=False, max_digits=12,
        decimal_places=2, min_value=Decimal(0),
    )  # fmt: skip
    more = forms.CharField(
        label=gettext_lazy("further things, one a line"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("For example: desk 12 pcs. A cost may follow after ¥."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False)

    layout = Layout(
        "title", "occasion", Row(Column("first_on"), Column("last_on")), "budget", "more", "note"
    )

    def __init__(self, *args: Any, campus: Campus, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campus, self.by, self.now = campus, by, now
        self.tickets = {f"t{ticket.pk}": ticket for ticket in planning.tickets_for(campus)}
        self.findings = {f"f{finding.pk}": finding for finding in planning.findings_for(campus)}
        for key, ticket in self.tickets.items():
            self.add_line(key, ticket)
        for key, finding in self.findings.items():
            self.add_line(key, finding)

    def add_line(self, key: str, row: RepairTicket | Finding) -> None:
        known = row.estimate if isinstance(row, RepairTicket) else None
        takes = forms.BooleanField(label=_("goes in"), required=False)
        cost = NumberField(
            label=_("cost"), unit=_("yuan"), required=False, max_digits=10, decimal_places=2,
            min_value=Decimal(0),
        )  # fmt: skip
        for name, field in ((f"in_{key}", takes), (f"cost_{key}", cost)):
            make_ready(field)
            self.fields[name] = field
        self.initial.setdefault(f"cost_{key}", known)

    def gathered(self) -> Iterator[Line]:
        """Each ticket and each hazard with its two fields."""
        rows = {**self.tickets, **self.findings}
        for number, (key, row) in enumerate(rows.items(), start=1):
            facts = [(_("Where"), str(row.place or self.campus))]
            if isinstance(row, RepairTicket):
                facts.append((_("Number"), row.number))
            yield Line(
                number, [self[f"in_{key}"], self[f"cost_{key}"]],
                title=row.title if isinstance(row, RepairTicket) else row.what, facts=facts,
            )  # fmt: skip

    def table(self) -> SafeString:
        return lines.table(list(self.gathered()), grows=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The end lies before the beginning."))
        said["lines"] = [*self.chosen(said), *self.added(said)]
        if not said["lines"] and not self.errors:
            self.add_error("more", _("Nothing stands in the plan yet."))
        return said

    def chosen(self, said: dict[str, Any]) -> Iterator[RepairPlanLine]:
        for key, ticket in self.tickets.items():
            if said.get(f"in_{key}"):
                yield RepairPlanLine(
                    what=ticket.title, category=ticket.category, place=ticket.place,
                    cost=said.get(f"cost_{key}"), ticket=ticket, finding=ticket.finding,
                )  # fmt: skip
        for key, finding in self.findings.items():
            if said.get(f"in_{key}"):
                yield RepairPlanLine(
                    what=finding.what[:200], place=finding.place, cost=said.get(f"cost_{key}"),
                    finding=finding,
                )  # fmt: skip

    def added(self, said: dict[str, Any]) -> Iterator[RepairPlanLine]:
        for text in (said.get("more") or "").splitlines():
            words, _sign, price = text.replace("￥", "¥").partition("¥")
            for each in counted.read(words):
                yield RepairPlanLine(
                    what=each.thing, quantity=each.quantity, unit=each.unit, cost=amount(price)
                )

    def save(self) -> RepairPlan:
        said = self.cleaned_data
        plan = RepairPlan(
            entry=Entry(campus=self.campus, happened_at=self.now),
            **{name: said[name] for name in ("title", "occasion", "first_on", "last_on")},
            budget=said["budget"],
            note=said["note"],
        )
        planning.write(plan, said["lines"], by=self.by, now=self.now)
        return plan


def amount(text: str) -> Decimal | None:
    """What follows the ¥; nothing if that is no number."""
    plain = text.replace(",", "").strip()
    parts = plain.split(".")
    is_number = len(parts) <= 2 and all(part.isdecimal() for part in parts) and len(plain) <= 12
    return Decimal(plain).quantize(Decimal("0.01")) if is_number else None


class MaintenanceForm(WithPhotos, RecordForm):
    """Upkeep or the repair of many things: what, by the piece, where; one thing a line."""

    pieces = forms.CharField(
        label=gettext_lazy("things and how many, one a line"),
        max_length=4000,
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "autofocus": True,
                "placeholder": gettext_lazy("fans cleaned 14 pcs\ncapacitors replaced 8 pcs"),
            }
        ),
    )
    occasion = forms.ChoiceField(
        label=pgettext_lazy("maintenance", "occasion"), choices=Maintenance.Occasion.choices
    )
    photos = PhotosField(label=gettext_lazy("photos"), required=False)
    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("place"), required=False
    )
    work = forms.CharField(label=gettext_lazy("what was done"), max_length=300, required=False)
    company = forms.ModelChoiceField(
        Supplier.objects.none(), label=gettext_lazy("company, if it was one"), required=False
    )
    plan = forms.ModelChoiceField(
        RepairPlan.objects.none(), label=gettext_lazy("belongs to the plan"), required=False
    )
    cost = NumberField(
        label=gettext_lazy("cost"), unit=gettext_lazy("yuan"), required=False, max_digits=10,
        decimal_places=2, min_value=Decimal(0),
    )  # fmt: skip
    campus = forms.ModelChoiceField(Campus.objects.none(), label=gettext_lazy("campus"))

    kind_code = Maintenance.kind_code
    layout = Layout(
        "pieces", "occasion", "photos", "place", "happened_at", "work",
        Row(Column("company"), Column("cost")), "plan", "campus", "late_reason",
        "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(self, *args: Any, campuses: Any, task: Task | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.task = task
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.fields["campus"].queryset = campuses
        self.fields["place"].queryset = Place.objects.in_use().filter(campus__in=campuses)
        self.fields["company"].queryset = Supplier.objects.filter(is_active=True)
        plans = RepairPlan.objects.standing().filter(entry__campus__in=campuses)
        self.fields["plan"].queryset = plans.order_by("-first_on", "pk")
        if len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial["campus"] = campuses[0]
        if task:
            self.fix_scope(task)

    def fix_scope(self, task: Task) -> None:
        """A task knows its campus, place and occasion."""
        if task.campus_id:
            self.initial["campus"] = task.campus_id
        if task.place_id:
            self.initial["place"] = task.place_id
        if task.subject in Maintenance.Occasion.values:
            self.initial["occasion"] = task.subject

    def clean_pieces(self) -> list[counted.Counted]:
        found = counted.read(self.cleaned_data["pieces"])
        if not found:
            raise forms.ValidationError(_("Write what was maintained, and how many."))
        if len(found) > counted.MOST:
            raise forms.ValidationError(_("At most 100 things go on one sheet."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if campus := said.get("campus"):
            if said.get("place") and said["place"].campus_id != campus.pk:
                self.add_error("place", _("This place belongs to another campus."))
            self.judge(campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=said["campus"], place=said["place"], subject=said["occasion"],
            school_class=self.task.school_class if self.task else None,
            happened_at=said["happened_at"], typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )  # fmt: skip
        record = Maintenance(
            entry=entry, occasion=said["occasion"], work=said["work"], company=said["company"],
            plan=said["plan"], cost=said["cost"] or Decimal(0),
        )  # fmt: skip
        record.new_lines = [
            MaintenanceLine(
                position=number, thing=each.thing, quantity=each.quantity, unit=each.unit
            )
            for number, each in enumerate(said["pieces"], start=1)
        ]
        return filing.submit(record, by=self.by, now=self.now, photos=self.attached())


class TradeRepairersForm(Form):
    """Who repairs what at a campus; a trade without a name is sorted by the office each time."""

    def __init__(self, *args: Any, campus: Campus, people: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campus = campus
        named = TradeRepairer.objects.filter(campus=campus)
        self.initial = {row.category: row.person_id for row in named} | dict(self.initial)
        for code, label in RepairCategory.choices:
            self.fields[code] = forms.ModelChoiceField(
                Person.objects.filter(pk__in=people), label=label, required=False
            )

    def save(self) -> Campus:
        for code in RepairCategory.values:
            rows = TradeRepairer.objects.filter(campus=self.campus, category=code)
            if person := self.cleaned_data[code]:
                TradeRepairer.objects.update_or_create(
                    campus=self.campus, category=code, defaults={"person": person}
                )
            else:
                rows.delete()
        return self.campus
