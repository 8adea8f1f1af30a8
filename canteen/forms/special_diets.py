"""What is typed when the special menus of a month are looked back on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from canteen.menus import special_reviews
from canteen.models import Menu, SpecialDietLine, SpecialDietReview
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.fields import labelled
from logistics.forms import Tiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Campus


class SpecialReviewForm(PhotoForm):
    """Each group that has children or had a menu: how they got on, and what is done otherwise."""

    kind_code = SpecialDietReview.kind_code

    kitchen = forms.CharField(
        label=gettext_lazy("what was seen in the kitchen and the classes"), max_length=300
    )
    next_month = forms.CharField(
        label=gettext_lazy("what is done otherwise next month"), max_length=300, required=False
    )

    def __init__(
        self, *args: Any, campus: Campus, month: date, children: Mapping[str, int],
        weeks: Mapping[str, int], **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.campus, self.month, self.children, self.weeks = campus, month, children, weeks
        self.groups = [m for m in Menu.Special if children.get(m) or weeks.get(m)]
        for group in self.groups:
            for name, field in self.asked_of(group).items():
                make_ready(field)
                self.fields[f"{name}_{group}"] = field
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        rows = [Row(Column(f"result_{g}"), Column(f"note_{g}")) for g in self.groups]
        self.layout = Layout(
            *rows, "kitchen", "next_month", "photos", "happened_at", *RecordForm.asked_back
        )

    def asked_of(self, group: Any) -> dict[str, forms.Field]:
        told = {"n": self.children.get(group, 0), "weeks": self.weeks.get(group, 0)}
        words = gettext("%(n)s children, %(weeks)s weeks with a menu") % told
        return {
            "result": forms.ChoiceField(
                label=labelled(group.label, words), choices=SpecialDietLine.Result.choices,
                widget=Tiles,
            ),
            "note": forms.CharField(
                label=pgettext_lazy("special menus", "what was seen of them"), max_length=200, required=False
            ),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        worse = [g for g in self.groups if data.get(f"result_{g}") == SpecialDietLine.Result.WORSE]
        if worse and not data.get("next_month"):
            self.add_error(
                "next_month", gettext("A group got on worse: say what is done otherwise.")
            )
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=self.campus, happened_at=data["happened_at"], typed_at=data["typed_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip
        sheet = SpecialDietReview(
            entry=entry, month=self.month, kitchen=data["kitchen"], next_month=data["next_month"]
        )
        lines = [
            SpecialDietLine(
                menu=group, children=self.children.get(group, 0), weeks=self.weeks.get(group, 0),
                result=data[f"result_{group}"], note=data[f"note_{group}"],
            )
            for group in self.groups
        ]  # fmt: skip
        photos = self.attached()
        return special_reviews.review(sheet, lines, by=self.by, now=self.now, photos=photos)
