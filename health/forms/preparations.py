"""Mixing a disinfectant: the label is typed, the quantity of product is worked out."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from health.hygiene import diluting
from health.models import DisinfectantPreparation
from health.models.disinfection import plain
from health.models.preparations import LABEL_UNITS, PRODUCT_UNITS, Form
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.duties.models import Task
from logistics.fields import DateField, NumberField
from logistics.forms import Tiles
from logistics.records.models import Entry
from logistics.school.models import SchoolClass

GOOD_FOR = timedelta(hours=24)  # made-up chlorine loses its strength within a day
LAST = ("product", "batch", "expires_on", "form", "content", "strength", "total_ml", "purpose")


class PreparationForm(RecordForm):
    """What stood on the bottle last time is proposed; the label of a new one is read anew."""

    product = forms.CharField(label=_("product"), max_length=60)
    form = forms.ChoiceField(label=_("it comes as"), choices=Form.choices, widget=Tiles)
    content = NumberField(
        label=_("strength on the label"),
        max_digits=7,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=_("Available chlorine: per cent, or milligrams in one tablet"),
    )
    strength = forms.IntegerField(
        label=_("strength wanted (mg/L)"),
        min_value=1,
        max_value=20_000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Surfaces and toys 100–250, towels 250–400, cloths 400, toilets 400–700"),
    )
    total_ml = forms.IntegerField(
        label=_("total (ml)"),
        min_value=1,
        max_value=500_000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label=_("class"))
    purpose = forms.CharField(label=_("used for"), max_length=80, required=False)
    batch = forms.CharField(label=_("batch number"), max_length=40, required=False)
    expires_on = DateField(label=_("product good until"), required=False)
    departure = forms.CharField(label=_("why otherwise than usual"), max_length=200, required=False)

    kind_code = DisinfectantPreparation.kind_code
    layout = Layout(
        "product",
        "form",
        Row(Column("content"), Column("strength"), Column("total_ml")),
        "departure",
        "school_class",
        "purpose",
        Row(Column("batch"), Column("expires_on")),
        "happened_at",
        "late_reason",
        "closed_day_is_right",
        "typed_at",
    )

    def __init__(
        self,
        *args: Any,
        classes: Any,
        task: Task | None = None,
        last: DisinfectantPreparation | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.fields["happened_at"].label = _("mixed at")
        self.fields["school_class"].queryset = classes
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if task and task.school_class_id:
            self.initial["school_class"] = task.school_class_id
        elif len(classes) == 1:
            self.initial.setdefault("school_class", classes[0].pk)
        proposed = {name: getattr(last, name) for name in LAST} if last else {}
        self.initial = {"form": Form.LIQUID, **proposed, **self.initial}
        if not self.is_bound or not self.data.get("departure"):
            self.fields["departure"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if school_class := said.get("school_class"):
            self.judge(school_class.campus)
        if not self.errors and not said["departure"] and (odd := self.departures(said)):
            self.ask_back("departure", [*odd, _("If it is right, say why.")])
        return said

    def departures(self, said: dict[str, Any]) -> list[str]:
        form, content = Form(said["form"]), said["content"]
        unit = {"content": plain(content), "unit": LABEL_UNITS[form]}
        odd = []
        if not diluting.is_plausible(form, content):
            odd.append(gettext("Is %(content)s %(unit)s what the label says?") % unit)
        if diluting.is_too_weak(form, content=content, strength=said["strength"]):
            odd.append(gettext("The product itself is weaker than what is wanted."))
        expires = said.get("expires_on")
        if expires and expires < timezone.localdate(said["happened_at"]):
            odd.append(gettext("The product was past its date."))
        return odd

    def save(self) -> Entry:
        said = self.cleaned_data
        school_class = said["school_class"]
        entry = Entry(
            campus=school_class.campus,
            school_class=school_class,
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        record = prepared(said, said["happened_at"])
        record.entry = entry
        return filing.submit(record, by=self.by, now=self.now)


def prepared(said: dict[str, Any], at: datetime) -> DisinfectantPreparation:
    """The record of what was said, with the quantity worked out; its entry is added by the caller."""
    form = Form(said["form"])
    names = ("product", "batch", "expires_on", "strength", "total_ml", "purpose", "departure")
    return DisinfectantPreparation(
        form=form,
        content=said["content"],
        needed=diluting.needed(
            form, content=said["content"], strength=said["strength"], total_ml=said["total_ml"]
        ),
        good_until=at + GOOD_FOR,
        **{name: said[name] for name in names},
    )


class DilutionForm(forms.Form):
    """The helper beside the form: how much product it takes, before anything is mixed."""

    form = forms.ChoiceField(choices=Form.choices)
    content = NumberField(min_value=Decimal("0.01"), max_digits=7, decimal_places=2)
    strength = forms.IntegerField(min_value=1, max_value=20_000)
    total_ml = forms.IntegerField(min_value=1, max_value=500_000)

    def answer(self) -> str:
        """A sentence with the quantity; nothing while something is missing."""
        if not self.is_valid():
            return ""
        said = self.cleaned_data
        form = Form(said["form"])
        amount = diluting.needed(
            form, content=said["content"], strength=said["strength"], total_ml=said["total_ml"]
        )
        return gettext("%(amount)s %(unit)s of the product, water up to %(total)s ml") % {
            "amount": amount,
            "unit": PRODUCT_UNITS[form],
            "total": said["total_ml"],
        }
