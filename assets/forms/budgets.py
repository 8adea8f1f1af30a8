"""What people type about money and plans."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.buying import budgeting, planning
from assets.forms.purchases import ByWhom, number, price, words
from assets.forms.requests import ItemField
from assets.forms.rows import Rows
from assets.models import BudgetLine, PurchasePlan, PurchasePlanLine
from logistics.fields import DateTimeField
from logistics.records.models import Entry
from logistics.school.forms.offers import ModelForm
from logistics.school.models import Campus, Term
from logistics.school.posts import campuses_of


class BudgetLineForm(ModelForm):
    permission = "assets.account"

    class Meta:
        model = BudgetLine
        fields = ["year", "campus", "name", "source", "planned", "note"]

    def limit(self) -> None:
        sites = [campus.pk for campus in campuses_of(self.by, self.on)]
        self.offer("campus", Campus.objects.filter(pk__in=sites))
        self.initial.setdefault("year", self.on.year)


class BudgetSubmitForm(ByWhom):
    """File the budget of a year as it stands."""

    year = forms.IntegerField(label=gettext_lazy("year"), min_value=2000, max_value=2199)
    campus = forms.ModelChoiceField(
        Campus.objects.none(), label=gettext_lazy("campus"), empty_label=None
    )
    note = words(gettext_lazy("note"), 200)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        sites = campuses_of(self.by, self.on)
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=[c.pk for c in sites])
        self.initial.setdefault("year", self.on.year)

    def save(self) -> Entry:
        said = self.cleaned_data
        return budgeting.submit(
            said["year"], said["campus"], by=self.by, now=self.now, note=said["note"]
        )


class PlanNewForm(ByWhom):
    """For which term and campus a purchase plan is proposed."""

    term = forms.ModelChoiceField(Term.objects.all(), label=gettext_lazy("term"))
    campus = forms.ModelChoiceField(
        Campus.objects.none(), label=gettext_lazy("campus"), empty_label=None
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        sites = campuses_of(self.by, self.on)
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=[c.pk for c in sites])
        self.fields["term"].queryset = Term.objects.filter(ends_on__gte=self.on)
        self.initial.setdefault("term", Term.objects.on(self.on))

    def save(self) -> PurchasePlan:
        said = self.cleaned_data
        return planning.propose(said["term"], said["campus"], by=self.by, now=self.now)


class PlanForm(Rows, ByWhom):
    """The lines of a plan as they are to be bought; further goods may be added."""

    KEY = "item"
    ASIDE = ("note",)

    def __init__(self, *args: Any, plan: PurchasePlan, **given: Any) -> None:
        super().__init__(*args, **given)
        self.plan = plan
        columns = ("used", "in_stock", "proposed", "quantity", "price", "note")
        known = [
            {"label": str(line.item), "line": line, "item": line.item_id}
            | {c: getattr(line, c) for c in columns}
            for line in plan.lines.select_related("item")
        ]
        self.lay_rows(known, blank=1)

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        row = {
            "item": ItemField(label=_("Name of goods"), required=False),
            "used": number(_("Used last year"), disabled=True),
            "in_stock": number(_("In stock"), disabled=True),
            "proposed": number(_("Proposed"), disabled=True),
            "quantity": number(_("To be bought")),
            "price": price(_("Unit price (yuan)")),
            "note": words(_("Note"), 100),
        }
        if "line" in known:
            row["item"].disabled = True
        return row

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["rows"] = self.clean_rows()
        items = [row["item"] for row in said["rows"]]
        if len(items) != len(set(items)):
            self.add_error(None, _("This item stands in the plan already."))
        return said

    @transaction.atomic
    def save(self) -> PurchasePlan:
        for row in self.cleaned_data["rows"]:
            number_ = row["row"]
            known = self.known[number_].get("line") if number_ < len(self.known) else None
            line = known or PurchasePlanLine(plan=self.plan, item=row["item"])
            line.quantity = row["quantity"] or Decimal(0)
            line.price, line.note = row["price"] or Decimal(0), row["note"]
            line.save()
        return self.plan


class PlanAgreeForm(ByWhom):
    """The group has looked at the list together."""

    happened_at = DateTimeField(label=gettext_lazy("when it happened"))
    present = forms.CharField(label=gettext_lazy("who was present"), max_length=300)
    decision = forms.CharField(
        label=gettext_lazy("what was decided"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plan: PurchasePlan, **given: Any) -> None:
        super().__init__(*args, **given)
        self.plan = plan
        self.initial.setdefault("happened_at", self.now)

    def save(self) -> PurchasePlan:
        planning.agree(self.plan, by=self.by, now=self.now, **self.cleaned_data)
        return self.plan
