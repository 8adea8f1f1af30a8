"""What the list of fire equipment is searched by."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics import forms as house
from safety.models import Family
from safety.models.equipment import FireEquipmentQuerySet


class EquipmentSearch(house.Form):
    """By family, by what is the matter with it, by number or place."""

    family = forms.ChoiceField(
        label=_("family"), required=False, choices=[("", _("all")), *Family.choices]
    )
    state = forms.ChoiceField(
        label=_("state"),
        required=False,
        choices=[
            ("", _("in use")),
            ("broken", _("out of order")),
            ("due", _("falls due")),
            ("unchecked", _("not checked this month")),
            ("retired", _("out of use")),
        ],
    )
    q = forms.CharField(label=_("number or place"), max_length=40, required=False)

    def __init__(self, *args: Any, on: date, soon: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.on, self.soon = on, soon

    def apply(self, things: FireEquipmentQuerySet) -> FireEquipmentQuerySet:
        said = self.cleaned_data if self.is_valid() else {}
        if family := said.get("family"):
            things = things.of_family(family)
        if words := said.get("q"):
            named = Q(number__icontains=words) | Q(place__name__icontains=words)
            things = things.filter(named | Q(spot__icontains=words))
        return self.in_state(things, said.get("state", ""))

    def in_state(self, things: FireEquipmentQuerySet, state: str) -> FireEquipmentQuerySet:
        if state == "retired":
            return things.exclude(retired_on=None)
        things = things.in_use()
        if state == "broken":
            return things.broken()
        if state == "due":
            return things.due_until(self.soon)
        if state == "unchecked":
            return things.unchecked_since(self.on.replace(day=1), self.on)
        return things
