"""Lending to children by the list of their class."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy

from assets.custody import class_lending
from assets.forms.loans import USUAL_DAYS
from assets.forms.sheets import SheetForm, labelled
from assets.models import Asset
from logistics.fields import DateField
from logistics.forms import CheckTiles, Combobox
from logistics.records.models import Entry
from logistics.school.models import Child, SchoolClass


class ClassLendForm(SheetForm):
    """One thing of which each child ticked gets one."""

    kind_code = "loan"

    asset = forms.ModelChoiceField(
        Asset.objects.none(),
        label=gettext_lazy("what is lent"),
        help_text=gettext_lazy(
            "For use at school: what you look after, and what belongs to your class. What is to "
            "go home you borrow yourself first, and the leader agrees to it."
        ),
    )
    children = forms.ModelMultipleChoiceField(
        Child.objects.none(), label=gettext_lazy("children who get one"), widget=CheckTiles
    )
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=100)
    due_on = DateField(label=gettext_lazy("back by"))

    def __init__(self, *args: Any, school_class: SchoolClass, **given: Any) -> None:
        self.school_class = school_class
        super().__init__(*args, **given)

    def limit(self) -> None:
        on = timezone.localdate(self.now)
        assets = class_lending.lendable_by(self.by).filter(campus=self.school_class.campus_id)
        self.fields["asset"].queryset = assets
        self.fields["asset"].widget = Combobox(
            reverse_lazy("assets:loan_class_options"), labelled=labelled(assets)
        )
        there = class_lending.children_of(self.school_class, on)
        children = Child.objects.filter(pk__in=[child.pk for child in there])
        self.fields["children"].queryset = children.defer("identity_number", "note").order_by(
            "pinyin", "pk"
        )
        self.initial.setdefault("due_on", on + timedelta(days=USUAL_DAYS))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.school_class.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        return class_lending.lend(
            data["asset"],
            list(data["children"]),
            self.school_class,
            due_on=data["due_on"],
            purpose=data["purpose"],
            **self.when,
        )
