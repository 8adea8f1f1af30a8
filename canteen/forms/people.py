"""Who may be named on a paper of the canteen: everybody who works at the campus."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from logistics.school.models import Person


def people_at(campuses: Any) -> Any:
    """Who works at these campuses, or for the whole school, today."""
    here = Q(posts__campus__in=campuses) | Q(posts__campus=None)
    employed = Person.objects.employed(timezone.localdate()).filter(here, posts__isnull=False)
    return employed.distinct().order_by("pinyin", "pk")


class PersonField(forms.ChoiceField):
    """One of some people. Several boxes of a form offer the same ones, read once (`offer`)."""

    people: Mapping[str, Person] = {}

    def clean(self, value: Any) -> Any:
        return self.people.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Person) else value


def offer(fields: Sequence[Any], people: Any) -> None:
    """Let each of these boxes offer these people."""
    known = {str(person.pk): person for person in people}
    choices = [("", "—"), *((key, str(person)) for key, person in known.items())]
    for field in fields:
        field.people = known
        field.choices = choices
