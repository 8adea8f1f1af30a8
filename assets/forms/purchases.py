"""What people type to buy: the request, the offers, the order, the acceptance, the invoice."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import transaction
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.buying import purchasing
from assets.forms.rows import Rows
from assets.models import (
    BudgetLine,
    Category,
    Channel,
    PurchaseLine,
    PurchaseRequest,
    RequisitionLine,
)
from logistics.duties.models import Task
from logistics.fields import DateField, NumberField
from logistics.forms import Form
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from logistics.school.posts import campuses_of
from logistics.stores.models import Item

CLASSES = reverse_lazy("assets:acceptance_class_options")
YUAN = gettext_lazy("yuan")
LATE = gettext_lazy("Entered after the day")


def words(label: Any, most: int = 80, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **given)


def number(label: Any, **given: Any) -> NumberField:
    return NumberField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=3, **given
    )


def price(label: Any, **given: Any) -> NumberField:
    return NumberField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=2, **given
    )


class ByWhom(Form):
    """A form that is filled in by somebody, now."""

    def __init__(self, *args: Any, by: Any, now: datetime, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.now, self.on = by, now, on


class PurchaseForm(Rows, ByWhom):
    """A purchase request. What was asked of the store stands in its rows already."""

    REQUIRED = ("unit", "quantity")
    ASIDE = ("specification", "destination", "needed_on")

    campus = forms.ModelChoiceField(
        Campus.objects.none(), label=gettext_lazy("campus"), empty_label=None
    )
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=200)
    category = forms.ChoiceField(label=gettext_lazy("category"), choices=Category.choices)
    channel = forms.ChoiceField(
        label=gettext_lazy("procurement channel"),
        choices=[("", gettext_lazy("as prescribed")), *Channel.choices],
        required=False,
    )
    channel_reason = words(gettext_lazy("reason for another channel"), 200)
    department = words(gettext_lazy("department"), 40)
    budget = forms.ModelChoiceField(
        BudgetLine.objects.none(), label=gettext_lazy("budget line"), required=False
    )
    over_budget_reason = words(gettext_lazy("reason for going over the budget"), 200)
    reason = forms.CharField(label=gettext_lazy("reason of the correction"), max_length=300)
    layout = Layout(
        "campus",
        "purpose",
        Row(Column("category"), Column("department")),
        Row(Column("channel"), Column("channel_reason")),
        Row(Column("budget"), Column("over_budget_reason")),
    )

    def __init__(
        self, *args: Any, known: list[dict[str, Any]], paper: PurchaseRequest | None = None,
        task: Task | None = None, **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.paper, self.task = paper, task
        campuses = campuses_of(self.by, self.on)
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=[c.pk for c in campuses])
        if len(campuses) == 1 or paper:
            self.fields["campus"].widget = forms.HiddenInput()
        lines = BudgetLine.objects.filter(year__in=(self.on.year, self.on.year + 1))
        ours = lines.filter(Q(campus=None) | Q(campus__in=[c.pk for c in campuses]))
        self.fields["budget"].queryset = ours.select_related("campus")
        self.start(campuses)
        if "reason" in self.fields:
            self.layout = Layout(self.layout, "reason")
        self.lay_rows(known, blank=1)

    def start(self, campuses: list[Campus]) -> None:
        if self.paper is None:
            del self.fields["reason"]
            asked = [c for c in campuses if self.task and c.pk == self.task.campus_id]
            self.initial.setdefault("campus", next(iter([*asked, *campuses]), None))
            self.initial.setdefault("department", self.by.department)
            return
        names = [n for n in PurchaseForm.base_fields if n not in ("campus", "reason")]
        self.initial |= {name: getattr(self.paper, name) for name in names}
        self.initial["campus"] = self.paper.entry.campus_id

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        hidden: dict[str, Any] = {"required": False, "widget": forms.HiddenInput}
        return {
            "name": words(_("Name of goods")),
            "quantity": number(_("Quantity")),
            "unit": words(_("Unit"), 10),
            "price": price(_("Unit price (yuan)")),
            "specification": words(_("Specification")),
            "destination": forms.ChoiceField(
                label=_("What becomes of it"), choices=PurchaseLine.Destination.choices,
                required=False,
            ),
            "needed_on": DateField(label=_("Needed on"), required=False),
            "item": forms.ModelChoiceField(Item.objects.all(), label="", **hidden),
            "origin": forms.ModelChoiceField(RequisitionLine.objects.all(), label="", **hidden),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["lines"] = self.clean_rows()
        if not said["lines"] and not self.errors:
            self.add_error(None, _("Write what is to be bought."))
        return said

    def line_of(self, row: dict[str, Any]) -> PurchaseLine:
        fields = ("name", "specification", "unit", "quantity", "needed_on", "item", "origin")
        return PurchaseLine(
            price=row["price"] or 0,
            destination=row["destination"] or PurchaseLine.Destination.STORE,
            **{name: row[name] for name in fields},
        )

    @transaction.atomic
    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        paper = self.paper or PurchaseRequest(
            entry=Entry(campus=said["campus"], happened_at=self.now)
        )
        for name in ("purpose", "category", "channel", "channel_reason", "department", "budget",
                     "over_budget_reason"):  # fmt: skip
            setattr(paper, name, said[name])
        paper.new_lines = [self.line_of(row) for row in said["lines"]]
        if self.paper:
            seen = paper.entry.version
            purchasing.change(paper, by=self.by, now=self.now, reason=said["reason"], seen=seen)
        else:
            purchasing.write(paper, by=self.by, now=self.now, task=self.task)
            self.ask_at_once(paper)
        return paper

    def ask_at_once(self, paper: PurchaseRequest) -> None:
        """Where nothing is missing, nobody has to press a second time."""
        if not list(purchasing.missing(paper, on=self.on)):
            purchasing.ask(paper, by=self.by, now=self.now)


class PaperForm(ByWhom):
    """A paper that belongs to a purchase request."""

    def __init__(self, *args: Any, request: PurchaseRequest, **given: Any) -> None:
        super().__init__(*args, **given)
        self.request = request

    def entry(self) -> Entry:
        return Entry(campus=self.request.entry.campus, happened_at=self.now)

    def people(self) -> Any:
        """Colleagues at the campus of the purchase."""
        return Person.objects.visible_to(self.by, "assets.request").employed(self.on)
