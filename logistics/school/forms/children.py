"""Children, who is called for them, what they must not get, and the class they are in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics import forms as house
from logistics.fields import DateField, half_width
from logistics.school import enrolling
from logistics.school.forms.offers import ClassChoice, Form, ModelForm, RowForm, SearchForm
from logistics.school.models import Allergy, Child, Diet, Enrolment, Guardian, SchoolClass, Term
from logistics.school.models.classes import ChildQuerySet

OLDEST = 20  # years


class ChildSearch(SearchForm):
    permission = "school.view_child"

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": gettext_lazy(
                    "Name, pinyin, initials, number, last 4 digits of a phone"
                ),
            }
        ),
    )
    school_class = ClassChoice(
        SchoolClass.objects.none(),
        label=gettext_lazy("Class"),
        required=False,
        empty_label=gettext_lazy("every class"),
    )
    left = forms.BooleanField(label=gettext_lazy("Also those who left"), required=False)

    def __init__(self, *args: Any, term: Term | None, **given: Any) -> None:
        self.term = term
        super().__init__(*args, **given)

    def limit(self) -> None:
        classes = SchoolClass.objects.visible_to(self.by, self.permission).select_related("campus")
        if self.term:
            classes = classes.in_year(self.term.school_year)
        self.fields["school_class"].queryset = classes

    def apply(self, children: ChildQuerySet) -> ChildQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        children = children.matching(wanted.get("q", ""))
        if wanted.get("school_class"):
            there = Enrolment.objects.filter(school_class=wanted["school_class"], term=self.term)
            children = children.filter(pk__in=there.values("child"))
        return children if wanted.get("left") else children.attending(self.on)


class ChildForm(ModelForm):
    """A child; a new one is put into a class at once, for nobody would find it otherwise."""

    permission = "school.change_child"

    school_class = ClassChoice(SchoolClass.objects.none(), label=gettext_lazy("Class"))

    class Meta:
        model = Child
        fields = [
            "number",
            "name",
            "sex",
            "birth_on",
            "identity_number",
            "joined_on",
            "left_on",
            "note",
        ]
        field_classes = {"birth_on": DateField, "joined_on": DateField, "left_on": DateField}
        widgets = {
            "sex": house.Tiles,
            "identity_number": forms.TextInput,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, term: Term | None, **given: Any) -> None:
        self.term = term
        super().__init__(*args, **given)
        self.keep_back("identity_number")
        self.fields["sex"].choices = Child.Sex.choices

    def limit(self) -> None:
        if self.instance.pk or self.term is None:
            del self.fields["school_class"]
        else:
            self.offer_classes()
            self.initial.setdefault("joined_on", self.on)

    def clean_identity_number(self) -> str:
        typed = half_width(self.cleaned_data["identity_number"]).upper()
        return typed or self.instance.identity_number

    def clean_birth_on(self) -> date:
        birth_on = self.cleaned_data["birth_on"]
        if not 0 < (self.on - birth_on).days < OLDEST * 366:
            raise ValidationError(
                _("A child is between 0 and %(age)s years old.") % {"age": OLDEST}
            )
        return birth_on

    def save(self, commit: bool = True) -> Child:  # noqa: FBT001, FBT002  Django's signature
        child = super().save(commit)
        if self.term and "school_class" in self.fields:
            enrolling.enrol(child, self.term, self.cleaned_data["school_class"])
        return child


class EnrolmentForm(Form):
    """The class of a child in one term."""

    permission = "school.change_child"

    term = forms.ModelChoiceField(Term.objects.all(), label=gettext_lazy("Term"))
    school_class = ClassChoice(SchoolClass.objects.none(), label=gettext_lazy("Class"))

    def __init__(self, *args: Any, child: Child, **given: Any) -> None:
        self.child = child
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.offer_classes()

    def clean(self) -> dict[str, Any]:
        term, school_class = (self.cleaned_data.get(n) for n in ("term", "school_class"))
        if term and school_class and term.school_year != school_class.school_year:
            self.add_error("school_class", _("This class is of another school year."))
        return self.cleaned_data

    def save(self) -> Child:
        enrolling.enrol(self.child, self.cleaned_data["term"], self.cleaned_data["school_class"])
        return self.child


class GuardianForm(RowForm):
    class Meta:
        model = Guardian
        fields = ["name", "relation", "phone", "is_first"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.keep_back("phone")

    def clean_phone(self) -> str:
        return half_width(self.cleaned_data["phone"]) or self.instance.phone


class HealthForm(RowForm):
    """Allergies and diets, ticked from the lists that menus are checked against."""

    allergens = forms.MultipleChoiceField(
        label=gettext_lazy("Allergies"),
        required=False,
        choices=[c for c in Allergy.Allergen.choices if c[0] != Allergy.Allergen.OTHER],
        widget=house.CheckTiles,
    )
    other = forms.CharField(label=gettext_lazy("Other allergy"), required=False, max_length=200)
    diets = forms.MultipleChoiceField(
        label=gettext_lazy("Diets"),
        required=False,
        choices=Diet.Kind.choices,
        widget=house.CheckTiles,
    )

    class Meta:
        model = Child
        fields: list[str] = []

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        allergies = list(self.instance.allergies.all())
        self.initial.update(
            allergens=[a.allergen for a in allergies if a.allergen != "other"],
            other="; ".join(a.note for a in allergies if a.allergen == "other"),
            diets=[diet.kind for diet in self.instance.diets.all()],
        )

    def save(self, commit: bool = True) -> Child:  # noqa: FBT001, FBT002  Django's signature
        enrolling.note_health(
            self.instance,
            allergens=set(self.cleaned_data["allergens"]),
            other=self.cleaned_data["other"],
            diets=set(self.cleaned_data["diets"]),
        )
        return self.instance
