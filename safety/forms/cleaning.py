"""Cleaning as people write it down: what is owed ticked, other places chosen, one press."""

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.duties.models import Task
from logistics.forms import CheckTiles
from logistics.school.calendar import after_school_days
from logistics.school.models import Campus, Place, Term, ZoneAssignment
from logistics.school.posts import campuses_of
from logistics.school.rules import rule
from safety.grounds import sweeping
from safety.grounds.sweeping import Swept
from safety.hazards.opening import DAYS
from safety.models import Cleaning, Work

NEAR_DAYS = 14  # places cleaned of late are offered as tiles
MOST_NEAR = 12


class CleaningForm(PhotoForm):
    """The tasks due now are ticked already: whatever was not done is taken out."""

    tasks = forms.MultipleChoiceField(
        label=pgettext_lazy("cleaning", "owed now"), widget=CheckTiles, required=False
    )
    places = forms.MultipleChoiceField(label=_("also cleaned"), widget=CheckTiles, required=False)
    other = forms.ModelChoiceField(Place.objects.none(), label=_("another place"), required=False)
    work = forms.ChoiceField(
        label=pgettext_lazy("cleaning", "what was done there"), choices=Work.choices,
        initial=Work.SMALL,
    )  # fmt: skip
    note = forms.CharField(label=_("note"), max_length=200, required=False)
    fault = forms.CharField(
        label=_("what is not in order"), max_length=300, required=False,
        help_text=_("Goes to whoever answers for the place"),
    )  # fmt: skip

    kind_code = Cleaning.kind_code
    ORDER = (
        "tasks", "places", "other", "work", "photos", "note", "fault", "happened_at",
        *RecordForm.asked_back,
    )  # fmt: skip

    def __init__(self, *args: Any, places: Any, asked: Task | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.owed = {str(task.pk): task for task in self.tasks_owed(asked)}
        near = places.filter(pk__in=near_places(self.by, self.now))[:MOST_NEAR]
        self.near = {str(place.pk): place for place in near}
        self.fields["tasks"].choices = [(pk, said(task)) for pk, task in self.owed.items()]
        self.fields["places"].choices = [(pk, str(place)) for pk, place in self.near.items()]
        self.fields["other"].queryset = places
        self.initial.setdefault("tasks", [str(asked.pk)] if asked else list(self.owed))
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        for name in ("tasks", "places"):
            if not self.fields[name].choices:
                del self.fields[name]
        self.layout = Layout(*(name for name in self.ORDER if name in self.fields))

    def tasks_owed(self, asked: Task | None) -> list[Task]:
        owed = list(sweeping.owed_now(self.by, self.now)[:30])
        return [asked, *(task for task in owed if task != asked)] if asked else owed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = self.chosen(data)
        if not chosen:
            self.add_error(None, _("Choose at least one place."))
        if campus := self.campus_of(chosen):
            self.judge(campus)
        return data

    def chosen(self, data: dict[str, Any]) -> list[Swept]:
        home = campuses_of(self.by, timezone.localdate(self.now))[0].pk
        tasks = [Swept.for_task(self.owed[pk], home) for pk in data.get("tasks", ())]
        places = [self.near[pk] for pk in data.get("places", ())]
        if data.get("other"):
            places.append(data["other"])
        work = Work(data.get("work") or Work.SMALL)
        return [*tasks, *(Swept.at(place, work) for place in places)]

    def campus_of(self, chosen: list[Swept]) -> Any:
        return Campus.objects.filter(pk__in=[one.campus_id for one in chosen]).first()

    def save(self) -> str:
        data = self.cleaned_data
        filed = sweeping.write_down(
            self.chosen(data), happened_at=data["happened_at"], by=self.by, now=self.now,
            note=data["note"], late_reason=data["late_reason"], typed_at=data["typed_at"],
            photos=self.attached(),
        )  # fmt: skip
        if data["fault"]:
            self.tell_of_fault(filed[0])
        n = len(filed)
        return ngettext("%(n)s place", "%(n)s places", n) % {"n": n}

    def tell_of_fault(self, entry: Any) -> None:
        on = timezone.localdate(self.now)
        due_on = after_school_days(entry.campus, on, int(rule(DAYS, on=on)))
        sweeping.find_fault(
            entry, what=self.cleaned_data["fault"], by=self.by, now=self.now, due_on=due_on
        )


def said(task: Task) -> str:
    """The place, else the class, else what is owed; with the time by which it is due."""
    where = task.place or task.school_class or task.campus
    clock = f"{timezone.localtime(task.due_at):%H:%M}"
    return f"{where} · {sweeping.work_of(task.subject).label} {clock}"


def near_places(person: Any, now: Any) -> set[int]:
    """One's zones of this term, and where one has cleaned of late."""
    on = timezone.localdate(now)
    mine = ZoneAssignment.objects.filter(term=Term.objects.on(on), person=person)
    late = Cleaning.objects.filter(
        entry__entered_by=person, entry__happened_at__gte=now - timedelta(days=NEAR_DAYS)
    )
    zones = set(mine.values_list("place", flat=True))
    return zones | set(late.exclude(entry__place=None).values_list("entry__place", flat=True))
