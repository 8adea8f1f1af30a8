"""What is typed about buying and serving: orders, issues, meals, papers of suppliers, prices."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from canteen.forms.people import people_at
from canteen.models import (
    MealService,
    MealServiceLine,
    PriceEnquiry,
    PriceLine,
    SupplierEvaluation,
    SupplierLicence,
    SupplierProfile,
)
from canteen.supply import keeping, licensing, serving_out, shopping
from canteen.supply.day import MealPlan
from canteen.supply.diners import Diners
from logistics.duties import filing
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.fields import DateField, NumberField, plain_quantity
from logistics.forms import Form, ModelForm, Stepper, Tiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from logistics.stores.forms.lines import ItemField as StoreItemField
from logistics.stores.forms.lines import LinesForm, price, quantity
from logistics.stores.models import Store, Supplier

LATE = RecordForm.asked_back
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


class OrderForm(Form):
    """The shopping list, food by food: how much of it is bought, and of whom.

    Of whom, and at what price, is asked where nobody sells it yet; else it stands aside.
    """

    deliver_on = DateField(label=gettext_lazy("delivery on"))
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)
    layout = Layout(Row(Column("deliver_on"), Column("note")))

    def __init__(
        self, *args: Any, wanted: Sequence[shopping.Wanted], campus: Campus, by: Any, now: Any,
        **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.wanted, self.campus, self.by, self.now = list(wanted), campus, by, now
        self.names = dict(Supplier.objects.filter(is_active=True).values_list("pk", "name"))
        suppliers = [("", "—"), *self.names.items()]
        for one in self.wanted:
            self.add_row(one, suppliers)

    def add_row(self, one: shopping.Wanted, suppliers: Any) -> None:
        key = one.food.pk
        rows = {
            f"quantity_{key}": (quantity(_("To buy")), plain_quantity(one.to_buy)),
            f"supplier_{key}": (
                forms.ChoiceField(label=_("Supplier"), choices=suppliers, required=False),
                one.supplier or "",
            ),
            f"price_{key}": (
                price(_("Unit price (yuan)")),
                "" if one.price is None else f"{one.price.normalize():f}",
            ),
        }
        for name, (field, value) in rows.items():
            make_ready(field)
            self.fields[name] = field
            self.initial[name] = value

    def table(self) -> SafeString:
        return table([self.row(n, one) for n, one in enumerate(self.wanted, 1)], grows=False)

    def row(self, number: int, one: shopping.Wanted) -> Line:
        facts = [
            (pgettext("food", "Needed"), f"{plain_quantity(one.needed)} {one.unit}"),
            (pgettext("food", "In the store"), plain_quantity(one.left)),
        ]
        if one.coming:
            facts.append((_("On its way"), plain_quantity(one.coming)))
        much, who, paid = (
            self[f"{name}_{one.food.pk}"] for name in ("quantity", "supplier", "price")
        )
        if one.supplier not in self.names:
            return Line(number, [much, who, paid], title=str(one.food), facts=facts)
        facts.append((_("Supplier"), self.names[one.supplier]))
        return Line(
            number, [much], [who, paid], title=str(one.food), facts=facts, usual=[who, paid]
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        known = {str(s.pk): s for s in Supplier.objects.filter(is_active=True)}
        self.lines = []
        for one in self.wanted:
            much, who = data.get(f"quantity_{one.food.pk}"), data.get(f"supplier_{one.food.pk}")
            if not much:
                continue
            if not who:
                self.add_error(f"supplier_{one.food.pk}", _("Choose the supplier."))
                continue
            money = data.get(f"price_{one.food.pk}")
            self.lines.append(shopping.ToOrder(one.food, much, known[who], money))
        if not self.lines and not self.errors:
            self.add_error(None, _("Nothing is to be ordered."))
        return data

    def save(self) -> Any:
        data = self.cleaned_data
        self.orders = shopping.order(
            self.lines, campus=self.campus, deliver_on=data["deliver_on"], by=self.by,
            now=self.now, note=data["note"],
        )  # fmt: skip
        return self.orders[0]


class IssueForMealForm(RecordForm):
    """What goes out for a meal: as much as is still needed stands there."""

    kind_code = "issue"

    receiver = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("received by"))
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)
    layout = Layout(
        Row(Column("receiver"), Column("happened_at")), "note", *LATE,
    )  # fmt: skip

    def __init__(self, *args: Any, plan: MealPlan, store: Store, **given: Any) -> None:
        super().__init__(*args, **given)
        self.plan, self.store = plan, store
        self.foods = [line for line in plan.lines if line.item is not None]
        self.fields["receiver"].queryset = people_at([store.campus_id])
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        for line in self.foods:
            name = f"item_{line.food.pk}"
            field = quantity(_("Issue"))
            make_ready(field)
            self.fields[name] = field
            self.initial[name] = plain_quantity(min(line.to_issue, line.left))

    def table(self) -> SafeString:
        return table([self.row(n, line) for n, line in enumerate(self.foods, 1)], grows=False)

    def row(self, number: int, line: Any) -> Line:
        unit = line.item.unit
        facts = [
            (pgettext("food", "Needed"), f"{plain_quantity(line.needed or Decimal(0))} {unit}"),
            (pgettext("food", "Issued"), plain_quantity(line.issued)),
            (pgettext("food", "In the store"), plain_quantity(line.left)),
        ]
        return Line(number, [self[f"item_{line.food.pk}"]], title=str(line.food), facts=facts)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.store.campus)
        self.lines = [
            (line.item, much)
            for line in self.foods
            if line.item and (much := data.get(f"item_{line.food.pk}")) and much > 0
        ]
        if not self.lines and not self.errors:
            self.add_error(None, _("Nothing is to be issued."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        return serving_out.issue(
            self.store, self.lines, meal=self.plan.meal, audience=self.plan.audience,
            receiver=data["receiver"], by=self.by, now=self.now,
            happened_at=data["happened_at"], note=data["note"], late_reason=data["late_reason"],
        )  # fmt: skip


class ServeForm(PhotoForm):
    """The meal goes out: every class has its portions by the head count; exceptions are typed."""

    kind_code = MealService.kind_code

    is_hot = forms.ChoiceField(
        label=gettext_lazy("hot when it arrived"), choices=YES_NO, widget=Tiles, required=False
    )
    temperature_c = NumberField(
        label=gettext_lazy("temperature when served (℃)"), required=False, max_digits=4,
        decimal_places=1, min_value=0, max_value=100,
    )  # fmt: skip
    leftovers_kg = NumberField(
        label=gettext_lazy("leftovers (kg)"), required=False, max_digits=7, decimal_places=2,
        min_value=0, help_text=gettext_lazy("Weighed already; otherwise later"),
    )  # fmt: skip
    cause = forms.CharField(
        label=gettext_lazy("cause of the leftovers"), max_length=200, required=False
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)

    def __init__(
        self, *args: Any, campus: Campus, on: date, meal: str, classes: Sequence[Diners],
        is_lunch: bool, **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.campus, self.on, self.meal, self.classes = campus, on, meal, list(classes)
        for one in self.classes:
            self.fields[f"class_{one.school_class}"] = forms.IntegerField(
                label=_("%(class)s, %(n)s by the head count") % {"class": one.name, "n": one.count},
                min_value=0, max_value=999, widget=Stepper, required=False,
            )  # fmt: skip
            self.initial[f"class_{one.school_class}"] = one.count
        self.fields["is_hot"].required = is_lunch
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        names = [f"class_{one.school_class}" for one in self.classes]
        self.layout = Layout(
            "is_hot", *names, "temperature_c", Row(Column("leftovers_kg"), Column("cause")),
            "note", "photos", "happened_at", *LATE,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        return data

    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(
            campus=self.campus, happened_at=data["happened_at"], typed_at=data["typed_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip

    def save(self) -> Entry:
        data = self.cleaned_data
        hot = {"yes": True, "no": False}.get(data["is_hot"])
        service = MealService(
            entry=self.entry(), on=self.on, meal=self.meal, is_hot=hot,
            temperature_c=data["temperature_c"], note=data["note"],
        )  # fmt: skip
        service.new_lines = [
            MealServiceLine(
                school_class_id=one.school_class, planned=one.count, present=one.present,
                portions=data.get(f"class_{one.school_class}") or 0,
                delivered_at=data["happened_at"],
            )
            for one in self.classes
        ]  # fmt: skip
        filed = serving_out.serve(service, by=self.by, now=self.now, photos=self.attached())
        if data["leftovers_kg"] is not None:
            self.weigh()
        return filed

    def weigh(self) -> None:
        data = self.cleaned_data
        left = MealService(
            entry=self.entry(), on=self.on, meal=self.meal, leftovers_kg=data["leftovers_kg"],
            cause=data["cause"],
        )  # fmt: skip
        serving_out.weigh(left, by=self.by, now=self.now)


class LeftoversForm(PhotoForm):
    """What came back of a meal, weighed."""

    kind_code = MealService.kind_code

    leftovers_kg = NumberField(
        label=gettext_lazy("leftovers (kg)"), max_digits=7, decimal_places=2, min_value=0
    )
    cause = forms.CharField(
        label=gettext_lazy("cause of the leftovers"), max_length=200, required=False
    )
    layout = Layout("leftovers_kg", "cause", "photos", "happened_at", *LATE)

    def __init__(self, *args: Any, campus: Campus, on: date, meal: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campus, self.on, self.meal = campus, on, meal
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=self.campus, happened_at=data["happened_at"], typed_at=data["typed_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip
        left = MealService(
            entry=entry, on=self.on, meal=self.meal, leftovers_kg=data["leftovers_kg"],
            cause=data["cause"],
        )  # fmt: skip
        return serving_out.weigh(left, by=self.by, now=self.now, photos=self.attached())


def tiles_where_few(column: Any, **given: Any) -> Any:
    """The field of a column: dates as people type them, few choices as tiles."""
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return column.formfield(form_class=DateField, **given)
    field = column.formfield(**given)
    if isinstance(field, forms.TypedChoiceField):
        choices: Any = field.choices
        field.choices = [one for one in choices if one[0]]
        field.widget = Tiles(choices=field.choices)
    return field


class SupplierRecordForm(PhotoForm):
    """A record about one supplier: its columns, photos, when."""

    model: Any
    COLUMNS: Sequence[str] = ()

    campus = forms.ModelChoiceField(Campus.objects.none(), label=gettext_lazy("campus"))

    def __init__(self, *args: Any, supplier: Supplier, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.supplier = supplier
        self.fields.update(
            fields_for_model(self.model, fields=self.COLUMNS, formfield_callback=tiles_where_few)
        )
        self.fields["campus"].queryset = campuses
        if len(campuses) == 1:
            self.initial["campus"] = campuses[0].pk
            self.fields["campus"].widget = forms.HiddenInput()
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.layout = Layout(*self.COLUMNS, "photos", "campus", "happened_at", *LATE)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        return data

    def record(self) -> Any:
        data = self.cleaned_data
        entry = Entry(
            campus=data["campus"], happened_at=data["happened_at"], typed_at=data["typed_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip
        own = {name: data[name] for name in self.COLUMNS}
        return self.model(entry=entry, supplier=self.supplier, **own)


class LicenceForm(SupplierRecordForm):
    """A paper of a supplier, with its photo."""

    model = SupplierLicence
    kind_code = SupplierLicence.kind_code
    COLUMNS = ("paper", "number", "valid_from", "valid_to", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("It ends before it has begun."))
        return data

    def save(self) -> Entry:
        photos = self.attached()
        return filing.submit(self.record(), by=self.by, now=self.now, photos=photos)


class EvaluationForm(SupplierRecordForm):
    """The points of a supplier and what follows."""

    model = SupplierEvaluation
    kind_code = SupplierEvaluation.kind_code
    COLUMNS = (*SupplierEvaluation.POINTS, "verdict", "heard", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in SupplierEvaluation.POINTS:
            if (data.get(name) or 0) > SupplierEvaluation.MOST:
                self.add_error(name, _("Each part has at most 20 points."))
        return data

    def save(self) -> Entry:
        photos = self.attached()
        return licensing.evaluate(self.record(), by=self.by, now=self.now, photos=photos)


class ProfileForm(ModelForm):
    """What kind of seller it is, and who decided to buy there."""

    class Meta:
        model = SupplierProfile
        fields = ["source", "legal_person", "bank", "is_bulk", "decided_by"]


class EnquiryForm(LinesForm):
    """询价: what the food costs elsewhere; the price paid last is put beside it."""

    kind_code = PriceEnquiry.kind_code
    COLUMNS = {
        "item": StoreItemField,
        "quantity": lambda: price(gettext_lazy("price there (yuan)")),
    }

    occasion = forms.ChoiceField(
        label=pgettext_lazy("prices", "occasion"),
        choices=PriceEnquiry.Occasion.choices,
        widget=Tiles,
    )
    asked_at = forms.CharField(
        label=pgettext_lazy("prices", "asked at"), max_length=100,
        help_text=gettext_lazy("Market, shop or company"),
    )  # fmt: skip
    service = forms.CharField(
        label=gettext_lazy("service and attitude"), max_length=200, required=False
    )
    outcome = forms.CharField(
        label=pgettext_lazy("prices", "what follows"), max_length=200, required=False
    )
    layout = Layout(
        "occasion", "asked_at", Row(Column("service"), Column("outcome")),
        Row(Column("store"), Column("happened_at")), *LATE,
    )  # fmt: skip

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        del self.fields["note"]
        stores = list(self.fields["store"].queryset)
        if stores:
            self.initial.setdefault("store", stores[0])
        if len(stores) == 1:
            self.fields["store"].widget = forms.HiddenInput()

    def save(self) -> Entry:
        data = self.cleaned_data
        paid = keeping.last_paid(line["item"].pk for line in self.lines)
        entry = Entry(
            campus=data["store"].campus, happened_at=data["happened_at"],
            typed_at=data["typed_at"], late_reason=data["late_reason"],
        )  # fmt: skip
        names = ("occasion", "asked_at", "service", "outcome")
        sheet = PriceEnquiry(entry=entry, **{name: data[name] for name in names})
        sheet.new_lines = [
            PriceLine(
                item=line["item"], price=line["quantity"],
                ours=paid.get(line["item"].pk, (None, None))[1],
            )
            for line in self.lines
        ]  # fmt: skip
        return filing.submit(sheet, by=self.by, now=self.now)
