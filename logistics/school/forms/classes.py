"""Classes, the days they stay at home, and the children they take over from another term."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.fields import DateField
from logistics.school import changes, enrolling
from logistics.school.forms.offers import ClassChoice, Form, ModelForm, SearchForm, campus_filter
from logistics.school.models import ClassClosure, SchoolClass, Term
from logistics.school.models.classes import SchoolClassQuerySet
from logistics.school.weeks import school_year

YEARS_BACK = 6


class ClassSearch(SearchForm):
    school_year = forms.TypedChoiceField(
        label=gettext_lazy("School year"), required=False, coerce=int, empty_value=None
    )
    campus = campus_filter()

    def limit(self) -> None:
        self.offer_sites()
        now = school_year(self.on)
        years = range(now + 1, now - YEARS_BACK, -1)
        self.fields["school_year"].choices = [("", "—"), *((y, f"{y}—{y + 1}") for y in years)]

    def apply(self, classes: SchoolClassQuerySet) -> SchoolClassQuerySet:
        self.is_valid()
        campus = self.cleaned_data.get("campus")
        classes = classes.in_year(self.cleaned_data.get("school_year") or school_year(self.on))
        return classes.filter(campus=campus) if campus else classes


class ClassForm(ModelForm):
    class Meta:
        model = SchoolClass
        fields = ["campus", "school_year", "name", "grade", "position"]
        help_texts = {"position": gettext_lazy("Lists follow this number")}

    def limit(self) -> None:
        self.offer_campuses()
        # Its posts, rooms and records belong to the campus and the year.
        for name in ("campus", "school_year"):
            self.fields[name].disabled = bool(self.instance.pk)

    def save(self, commit: bool = True) -> SchoolClass:  # noqa: FBT001, FBT002  Django's signature
        school_class = super().save(commit)
        changes.school_changed(self.on)
        return school_class


class ClosureForm(ModelForm):
    class Meta:
        model = ClassClosure
        fields = ["starts_on", "ends_on", "reason"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    def clean(self) -> dict[str, Any] | None:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and first <= last:
            if not Term.objects.overlapping(first, last).exists():
                raise ValidationError(_("These days lie in no term."))
            others = self.instance.school_class.closures.exclude(pk=self.instance.pk)
            if others.filter(starts_on__lte=last, ends_on__gte=first).exists():
                raise ValidationError(_("The class is already closed on some of these days."))
        return super().clean()

    def save(self, commit: bool = True) -> ClassClosure:  # noqa: FBT001, FBT002  Django's signature
        closure = super().save(commit)
        changes.days_changed(closure.starts_on, closure.ends_on)
        return closure


class EnrolClassForm(Form):
    """Take over the children of a class as it was in the term before."""

    as_in = ClassChoice(SchoolClass.objects.none(), label=gettext_lazy("Children who were in"))

    def __init__(
        self, *args: Any, school_class: SchoolClass, term: Term, before: Term, **given: Any
    ) -> None:
        self.school_class, self.term, self.before = school_class, term, before
        super().__init__(*args, **given)

    def limit(self) -> None:
        classes = SchoolClass.objects.visible_to(self.by, self.permission)
        there = classes.filter(enrolments__term=self.before).distinct().select_related("campus")
        self.fields["as_in"].queryset = there
        self.initial.setdefault("as_in", self.namesake(there))

    def namesake(self, there: SchoolClassQuerySet) -> SchoolClass | None:
        return there.filter(campus=self.school_class.campus, name=self.school_class.name).first()

    def save(self) -> SchoolClass:
        enrolling.enrol_class(
            self.school_class,
            self.term,
            as_in=self.cleaned_data["as_in"],
            before=self.before,
            on=self.on,
        )
        return self.school_class
