"""How people search tasks, and give them to somebody."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import trades
from logistics.duties import arranging
from logistics.duties.models import Duty, PlanLine, State, Task
from logistics.fields import DateField, DateTimeField, month_number
from logistics.forms import CheckTiles, Form, make_ready
from logistics.school.calendar import whole_month
from logistics.school.models import Person, Term

LARGEST_KEY = 2**63 - 1


class TaskSearch(Form):
    """How tasks are found; every part of it stands in the address."""

    q = forms.CharField(label=_("search"), required=False)
    state = forms.MultipleChoiceField(
        label=_("state"), choices=State, required=False, widget=CheckTiles
    )
    mine = forms.BooleanField(label=_("only mine"), required=False)
    day = DateField(label=_("day"), required=False)
    month = forms.RegexField(r"^\d{6}$", label=_("month"), required=False)
    term = forms.ModelChoiceField(Term.objects.all(), label=_("term"), required=False)
    trade = forms.ChoiceField(label=_("trade"), required=False)
    role = forms.ChoiceField(label=_("role"), required=False)
    school_class = forms.IntegerField(required=False, max_value=LARGEST_KEY)
    place = forms.IntegerField(required=False, max_value=LARGEST_KEY)
    campus = forms.IntegerField(required=False, max_value=LARGEST_KEY)
    duty = forms.IntegerField(required=False, max_value=LARGEST_KEY)
    person = forms.IntegerField(required=False, max_value=LARGEST_KEY)
    proof = forms.CharField(required=False)
    bundle = forms.CharField(required=False)
    # The rows behind a number of the compliance page: of no duty or class; due until its moment.
    without = forms.ChoiceField(
        required=False,
        choices=[("duty", _("Lines of the plan")), ("school_class", _("Not of a class"))],
    )
    until = DateTimeField(required=False)

    EXACT = {
        "term": "term",
        "trade": "trade",
        "role": "role",
        "school_class": "school_class_id",
        "place": "place_id",
        "campus": "campus_id",
        "duty": "duty_id",
        "person": "person_id",
        "proof": "proof",
        "bundle": "duty__bundle",
    }

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"].choices = [("", _("all")), *trades().items()]
        self.fields["role"].choices = [("", _("all")), *Role.choices]
        for name in ("trade", "role"):
            make_ready(self.fields[name])

    def apply(self, tasks: Any, *, person: Any, now: datetime) -> Any:
        self.is_valid()
        data = self.cleaned_data
        for name, column in self.EXACT.items():
            if data.get(name):
                tasks = tasks.filter(**{column: data[name]})
        if data.get("without"):
            tasks = tasks.filter(**{data["without"]: None})
        if data.get("state"):
            tasks = tasks.in_state(data["state"], now)
        if data.get("mine"):
            tasks = tasks.owed_by(person)
        return self.saying(self.in_time(tasks))

    def in_time(self, tasks: Any) -> Any:
        data = self.cleaned_data
        if data.get("until"):
            tasks = tasks.filter(due_at__lte=data["until"])
        if data.get("day"):
            tasks = tasks.due_on(data["day"])
        if month := month_number(data.get("month") or ""):
            tasks = tasks.due_between(*whole_month(*month))
        return tasks

    def saying(self, tasks: Any) -> Any:
        words = self.cleaned_data.get("q")
        if not words:
            return tasks
        duties = Duty.objects.filter(title__icontains=words).values("pk")
        lines = PlanLine.objects.filter(text__icontains=words).values("pk")
        return tasks.filter(duty__in=duties) | tasks.filter(line__in=lines)


class AssignForm(Form):
    """Give a task to one person, or split it among several."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("responsible"), widget=CheckTiles
    )

    def __init__(
        self, *args: Any, task: Task, people: Any, by: Any, now: datetime, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.task, self.by, self.now = task, by, now
        self.fields["people"].queryset = people

    def save(self) -> Task:
        people = list(self.cleaned_data["people"])
        if len(people) == 1:
            arranging.assign(self.task, person=people[0], by=self.by, now=self.now)
        else:
            arranging.split(self.task, people=people, by=self.by, now=self.now)
        return self.task
