"""Special care and common diseases as they are written down."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from health.care import caring, proposing
from health.conditions import Condition, Outcome
from health.forms.care_sheets import (
    AboutChildForm,
    CareForm,
    Measures,
    WithPhotos,
    attached,
    day,
    odd_measures,
    short,
    words,
)
from health.forms.exams import not_ahead
from health.models import CommonDiseaseCase, SpecialCareCase, SpecialCareVisit
from logistics.forms import CheckTiles, Form, Tiles
from logistics.records.models import Entry
from logistics.school.models import Allergy, Diet

ALLERGENS = [c for c in Allergy.Allergen.choices if c[0] != Allergy.Allergen.OTHER]
NO_OUTCOME = [("", _("the case goes on"))]


class SpecialCareForm(Measures, WithPhotos, AboutChildForm):
    """Why a child gets special care, and the plan; what the canteen must know goes there at once."""

    kind_code = SpecialCareCase.kind_code

    condition = forms.ChoiceField(label=_("reason"), choices=Condition.choices)
    source = forms.ChoiceField(
        label=_("known from"), choices=SpecialCareCase.Source.choices, widget=Tiles
    )
    detail = short(_("more exactly"))
    indicators = short(_("other indicators"), help_text=_("Haemoglobin, eyesight, blood pressure"))
    food = words(_("plan: food"))
    activity = words(_("plan: movement and outdoors"))
    nursing = words(_("plan: sleep, clothing and nursing"))
    allergens = forms.MultipleChoiceField(
        label=_("must not get"), required=False, choices=ALLERGENS, widget=CheckTiles,
        help_text=_("Stands in the child's file at once; the canteen checks its menus against it"),
    )  # fmt: skip
    diets = forms.MultipleChoiceField(
        label=_("eats otherwise"), required=False, choices=Diet.Kind.choices, widget=CheckTiles
    )
    told_on = day(_("guardians told on"))
    guardian = short(
        _("signed by the guardian"), 50, help_text=_("The name, once the paper is signed")
    )

    field_order = (
        "child", "condition", "source", "detail", "height_cm", "weight_kg", "indicators", "food",
        "activity", "nursing", "allergens", "diets", "told_on", "guardian", "photos",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if odd := odd_measures(data):
            self.ask_whether(" ".join(odd))
        if data.get("condition") == Condition.FOOD_ALLERGY and not (
            data.get("allergens") or data.get("detail")
        ):
            self.add_error("allergens", _("Say what the child must not get."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        names = (
            "child", "condition", "source", "detail", "height_cm", "weight_kg", "indicators",
            "food", "activity", "nursing", "told_on", "guardian",
        )  # fmt: skip
        case = SpecialCareCase(**{name: data[name] for name in names})
        return caring.open_case(
            case,
            diets=data["diets"],
            allergens=data["allergens"],
            photos=attached(self),
            **self.when,
        )


class DeclineForm(Form):
    """Why a proposal is not followed."""

    why = forms.CharField(
        label=_("why no case is opened"), max_length=200,
        help_text=_("It is proposed no more until something new is measured or diagnosed."),
    )  # fmt: skip

    def __init__(self, *args: Any, proposal: Any, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.proposal, self.by, self.now = proposal, by, now

    def save(self) -> Any:
        why = self.cleaned_data["why"]
        return proposing.decline(self.proposal, why=why, by=self.by, now=self.now)


class VisitForm(Measures, WithPhotos, CareForm):
    """The monthly visit: measured anew, judged, what is done next; an outcome closes the case."""

    kind_code = SpecialCareVisit.kind_code

    indicators = short(_("other indicators"))
    evaluation = short(_("evaluation"))
    food = words(_("measures: food"))
    activity = words(_("measures: movement and outdoors"))
    nursing = words(_("measures: nursing"))
    told_on = day(_("guardians told on"))
    guardian = short(
        _("signed by the guardian"), 50, help_text=_("The name, once the paper is signed")
    )
    outcome = forms.ChoiceField(
        label=_("outcome"), required=False, choices=[*NO_OUTCOME, *Outcome.choices]
    )
    diets_end = forms.BooleanField(
        label=_("The diet and allergies handed on with this case end with it"), required=False
    )

    field_order = (
        "height_cm", "weight_kg", "indicators", "evaluation", "food", "activity", "nursing",
        "told_on", "guardian", "photos", "outcome", "diets_end",
    )  # fmt: skip

    def __init__(self, *args: Any, case: SpecialCareCase, **given: Any) -> None:
        self.case = case
        super().__init__(*args, **given)

    def limit(self) -> None:
        if not (self.case.diets or self.case.allergens):
            del self.fields["diets_end"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.case.entry.campus)
        last = self.case.visits.exclude(height_cm=None).order_by("-entry__happened_at").first()
        before = last.height_cm if last else self.case.height_cm
        if odd := odd_measures(data, before):
            self.ask_whether(" ".join(odd))
        names = ("height_cm", "weight_kg", "indicators", "evaluation", "outcome")
        if not self.errors and not any(data.get(name) for name in names):
            self.add_error("evaluation", _("Write what was measured or seen."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        names = (
            "height_cm", "weight_kg", "indicators", "evaluation", "food", "activity", "nursing",
            "told_on", "guardian", "outcome",
        )  # fmt: skip
        visit = SpecialCareVisit(**{name: data[name] for name in names})
        return caring.visit(
            self.case,
            visit,
            diets_end=data.get("diets_end", False),
            photos=attached(self),
            **self.when,
        )


class DiseaseForm(AboutChildForm):
    """A diagnosis for the register of nutritional and common diseases."""

    kind_code = CommonDiseaseCase.kind_code

    condition = forms.ChoiceField(label=_("illness"), choices=Condition.choices)
    detail = short(_("more exactly"))
    diagnosed_on = day(_("diagnosed on"), required=True)
    diagnosed_by = short(_("diagnosed by"))
    treatment = words(_("intervention and treatment"))

    field_order = ("child", "condition", "detail", "diagnosed_on", "diagnosed_by", "treatment")

    def clean_diagnosed_on(self) -> Any:
        return not_ahead(self.cleaned_data["diagnosed_on"], self.now)

    def save(self) -> Entry:
        data = self.cleaned_data
        names = ("child", "condition", "detail", "diagnosed_on", "diagnosed_by", "treatment")
        case = CommonDiseaseCase(**{name: data[name] for name in names})
        return caring.register_disease(case, **self.when)


class DiseaseEndForm(Form):
    """How a common disease ended."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Outcome.choices, widget=Tiles)
    closed_on = day(_("closed on"), required=True)

    def __init__(
        self, *args: Any, case: CommonDiseaseCase, by: Any, now: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.case, self.by, self.now = case, by, now
        self.initial.setdefault("closed_on", timezone.localdate(now))

    def clean_closed_on(self) -> Any:
        return not_ahead(self.cleaned_data["closed_on"], self.now)

    def save(self) -> Entry:
        seen = self.case.entry.version
        return caring.close_disease(
            self.case, **self.cleaned_data, by=self.by, now=self.now, seen=seen
        )


class ListGoneThroughForm(CareForm):
    """The list of a class was gone through with the guardians, and nobody new is on it."""

    kind_code = SpecialCareCase.kind_code

    def __init__(self, *args: Any, school_class: Any, **given: Any) -> None:
        self.school_class = school_class
        super().__init__(*args, **given)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.school_class.campus)
        return data

    def save(self) -> Entry:
        return caring.list_gone_through(self.school_class, **self.when)
