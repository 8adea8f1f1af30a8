"""Forms that offer only what the person may reach: another campus is no choice at all."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, QuerySet, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from logistics import forms as house
from logistics.fields import whole_number
from logistics.school.models import Campus, Person, Place, SchoolClass
from logistics.school.posts import campuses_of
from logistics.school.weeks import school_year

MOST_IN_A_LIST = 60


def search_when_many(field: Any, options: str) -> None:
    """Beyond what a person reads through, a box to type into instead of a list."""
    rows = field.queryset
    if rows.count() > MOST_IN_A_LIST:
        field.widget = house.Combobox(
            reverse(options),
            labelled=lambda pk: str(rows.filter(pk=whole_number(str(pk))).first() or ""),
        )


class Offers:
    """Mixed into a form: `by` is who fills it in, `on` the day."""

    fields: dict[str, Any]
    instance: Any
    permission = "school.arrange"

    def __init__(self, *args: Any, by: Person, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.on = by, on
        self.limit()

    def limit(self) -> None:
        """Narrow the choices of the form."""

    def offer(self, name: str, rows: QuerySet) -> None:
        """Offer these rows, and what is chosen already, be it no choice any more."""
        chosen = getattr(getattr(self, "instance", None), f"{name}_id", None)
        if chosen:
            rows = rows.model.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk=chosen))
        self.fields[name].queryset = rows

    def offer_campuses(self, name: str = "campus") -> None:
        """Their campuses; "all of them" is for those whose post is for all of them."""
        self.offer(name, Campus.objects.filter(is_active=True).visible_to(self.by, self.permission))
        if not self.by.reach(self.permission).everywhere:
            self.fields[name].required = True
        elif not self.fields[name].required:
            self.fields[name].empty_label = gettext("All campuses")

    def offer_classes(self, name: str = "school_class") -> None:
        classes = SchoolClass.objects.visible_to(self.by, self.permission)
        current = classes.filter(school_year__gte=school_year(self.on))
        self.offer(name, current)
        self.fields[name].queryset = self.fields[name].queryset.select_related("campus")

    def offer_people(self, name: str) -> None:
        people = Person.objects.visible_to(self.by, self.permission)
        self.offer(name, people.employed(self.on))
        search_when_many(self.fields[name], "school:person_options")

    def offer_places(self, name: str) -> None:
        self.offer(name, Place.objects.in_use().visible_to(self.by, self.permission))
        search_when_many(self.fields[name], "school:place_options")


class SearchForm(Offers, house.Form):
    """What a list is searched by. The rows are in reach already, whatever is chosen."""

    def offer_sites(self) -> None:
        sites = [(campus.pk, campus.name) for campus in campuses_of(self.by, self.on)]
        self.fields["campus"].choices = [("", gettext("every campus")), *sites]


def campus_filter() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Campus"), required=False, coerce=int, empty_value=None
    )


class Form(Offers, house.Form):
    """A form about the school that is no row of its own."""


class RowForm(house.ModelForm):
    """A form of one row, whose refusals stand beside the field they are about."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            for refusal in error.error_dict.pop(NON_FIELD_ERRORS, []):
                super().add_error(self.field_of(refusal), refusal)
        elif field is None and isinstance(error, ValidationError):
            field = self.field_of(error)
        super().add_error(field, error)

    def field_of(self, refusal: ValidationError) -> str | None:
        """The last field of the constraint that speaks so, if the form has it."""
        for constraint in self._meta.model._meta.constraints:
            if constraint.get_violation_error_message() in refusal.messages:
                named = [name for name in fields_of(constraint) if name in self.fields]
                return named[-1] if named else None
        return None


class ModelForm(Offers, RowForm):
    """A form of one row that offers what the person may reach."""


def fields_of(constraint: models.BaseConstraint) -> list[str]:
    if isinstance(constraint, UniqueConstraint):
        named = (e.name for e in constraint.expressions if isinstance(e, F))
        return [*constraint.fields, *named]
    if isinstance(constraint, CheckConstraint):
        return names_in(constraint.condition)
    return []


def names_in(condition: Any) -> list[str]:
    """The columns a condition compares; what stands right of the sign comes first."""
    names = []
    for part in condition.children:
        if isinstance(part, Q):
            names += names_in(part)
        else:
            lookup, value = part
            names += [value.name] if isinstance(value, F) else []
            names.append(lookup.split("__")[0])
    return names


class ClassChoice(forms.ModelChoiceField):
    """Classes have the same names at every campus and in every year."""

    def label_from_instance(self, school_class: SchoolClass) -> str:
        return f"{school_class.campus} {school_class} ({school_class.school_year})"
