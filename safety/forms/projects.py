"""What people type of a project: its card, its items, the scheme, supervision and acceptance."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.fields import DateField, NumberField, plain_quantity
from logistics.forms import Form, ModelForm, PhotosField, Stepper, Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from logistics.stores.models import Supplier
from safety.forms.repairs import WithPhotos
from safety.models import (
    Project,
    ProjectItem,
    RestoredRoom,
    WorksAcceptance,
    WorksSupervision,
)
from safety.repairs import counted, works

Verdict = WorksSupervision.Verdict


class ProjectForm(ModelForm):
    """The card of a project; its items stand below it, one a line."""

    bureau_approved_on = DateField(label=gettext_lazy("approved by the bureau on"), required=False)
    begins_on = DateField(label=gettext_lazy("planned from"), required=False)
    ends_on = DateField(label=gettext_lazy("planned until"), required=False)
    items = forms.CharField(
        label=gettext_lazy("what and how many, one a line; rooms after @, the year after #"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("For example: computers 52 pcs @ grade 1 # 2026"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    layout = Layout(
        "name", "kind", Row(Column("year"), Column("campus")), "scope", "items",
        Row(Column("budget"), Column("funding")), Row(Column("begins_on"), Column("ends_on")),
        "owner", "needs_tender", Row(Column("report_reference"), Column("bureau_reference")),
        Row(Column("bureau_approved_on"), Column("tender_reference")),
        Row(Column("company"), Column("contract_price")),
    )  # fmt: skip

    class Meta:
        model = Project
        fields = [
            "name", "kind", "year", "campus", "scope", "budget", "funding", "begins_on", "ends_on",
            "owner", "needs_tender", "report_reference", "bureau_reference", "bureau_approved_on",
            "tender_reference", "company", "contract_price",
        ]  # fmt: skip

    def __init__(self, *args: Any, campuses: Any, people: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["campus"].queryset = campuses
        self.fields["owner"].queryset = Person.objects.filter(pk__in=people)
        self.fields["company"].queryset = Supplier.objects.filter(is_active=True)
        if self.instance.pk:
            self.fields["campus"].disabled = True
            self.initial["items"] = "\n".join(as_line(item) for item in self.instance.items.all())
        elif len(campuses) == 1:
            self.initial.setdefault("campus", campuses[0])

    def save(self, commit: bool = True) -> Project:  # noqa: FBT001, FBT002  as Django calls it
        project: Project = super().save(commit)
        keep_items(project, self.cleaned_data["items"])
        return project


def as_line(item: ProjectItem) -> str:
    words = f"{item.what} {plain_quantity(item.quantity)} {item.unit}".strip()
    rooms = f" @ {item.rooms}" if item.rooms else ""
    return words + rooms + (f" # {item.year}" if item.year else "")


def keep_items(project: Project, text: str) -> None:
    """As they are written now; what was done keeps its day while its line stays."""
    done = {str(item): item.done_on for item in project.items.all()}
    rows = [item for line in text.splitlines() for item in items_in(project, line)]
    project.items.all().delete()
    for item in rows:
        item.done_on = done.get(str(item))
    ProjectItem.objects.bulk_create(rows)


def items_in(project: Project, line: str) -> list[ProjectItem]:
    line, _sign, year = line.partition("#")
    words, _sign, rooms = line.partition("@")
    digits = re.search(r"\d{4}", year)
    return [
        ProjectItem(
            project=project, what=each.thing, quantity=each.quantity, unit=each.unit,
            rooms=rooms.strip()[:80], year=int(digits.group()) if digits else None,
        )
        for each in counted.read(words)
    ]  # fmt: skip


class OfProjectForm(WithPhotos):
    """A step of one project."""

    photos = PhotosField(label=gettext_lazy("photos"), required=False)

    def __init__(self, *args: Any, project: Project, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.project, self.by, self.now = project, by, now
        self.prepare()

    def prepare(self) -> None:
        """What a form adds for its project."""


class SchemeForm(OfProjectForm):
    scheme = forms.CharField(
        label=gettext_lazy("scheme: what is built, how and when"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    safety = forms.CharField(
        label=gettext_lazy("how children and staff stay safe meanwhile"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("scheme", "safety", "photos")

    def save(self) -> Entry:
        said = self.cleaned_data
        return works.make_scheme(
            self.project, scheme=said["scheme"], safety=said["safety"], by=self.by, now=self.now,
            photos=self.attached(),
        )  # fmt: skip


class StartForm(Form):
    on = DateField(label=gettext_lazy("begun on"))

    def __init__(self, *args: Any, project: Project, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.project, self.by, self.now = project, by, now
        self.initial.setdefault("on", timezone.localdate(now))

    def save(self) -> Project:
        works.start(self.project, on=self.cleaned_data["on"], by=self.by, now=self.now)
        return self.project


class SuperviseForm(OfProjectForm):
    quality = forms.ChoiceField(
        label=gettext_lazy("quality"), choices=Verdict.choices, widget=Tiles
    )
    safety = forms.ChoiceField(
        label=pgettext_lazy("of works", "safety"), choices=Verdict.choices, widget=Tiles
    )
    progress = NumberField(
        label=gettext_lazy("progress"), unit="%", required=False, max_digits=3, decimal_places=0,
        min_value=0, max_value=100, widget=Stepper(attrs={"step": "5"}),
    )  # fmt: skip
    seen = forms.CharField(
        label=gettext_lazy("what was seen"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("quality", "safety", "photos", "progress", "seen")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if Verdict.WRONG in (said.get("quality"), said.get("safety")) and not said.get("seen"):
            self.add_error("seen", _("Say what is not right."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        record = WorksSupervision(
            project=self.project, quality=said["quality"], safety=said["safety"],
            progress=said["progress"], seen=said["seen"],
        )  # fmt: skip
        return works.supervise(record, by=self.by, now=self.now, photos=self.attached())


class AcceptWorksForm(OfProjectForm):
    """The verdict, the warranty, and each room: is the furniture back, is it clean and usable."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("conclusion"), choices=WorksAcceptance.Conclusion.choices, widget=Tiles
    )
    defects = forms.CharField(
        label=gettext_lazy("defects"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    warranty_until = DateField(label=gettext_lazy("warranty until"), required=False)
    final_cost = NumberField(
        label=gettext_lazy("final cost"), unit=gettext_lazy("yuan"), required=False, max_digits=12,
        decimal_places=2, min_value=Decimal(0),
    )  # fmt: skip
    field_order = ("conclusion", "defects", "photos", "warranty_until", "final_cost")

    def prepare(self) -> None:
        """The rooms named on the card, each with its two questions."""
        named = [room for item in self.project.items.all() for room in rooms_in(item.rooms)]
        self.rooms = list(dict.fromkeys(named)) or [str(self.project.campus)]
        for number, room in enumerate(self.rooms):
            back = _("%(room)s: furniture is back") % {"room": room}
            clean = _("%(room)s: clean and usable") % {"room": room}
            self.fields[f"back_{number}"] = forms.BooleanField(label=back, required=False)
            self.fields[f"clean_{number}"] = forms.BooleanField(label=clean, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        passed = WorksAcceptance.Conclusion.PASSED
        if said.get("conclusion") not in (None, passed) and not said.get("defects"):
            self.add_error("defects", _("Name the defects."))
        until: date | None = said.get("warranty_until")
        if until and until < timezone.localdate(self.now):
            self.add_error("warranty_until", _("This day is over."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        names = ("conclusion", "defects", "warranty_until", "final_cost")
        record = WorksAcceptance(project=self.project, **{name: said[name] for name in names})
        rooms = [
            RestoredRoom(
                position=number, room=room[:80], is_back=said[f"back_{number}"],
                is_clean=said[f"clean_{number}"],
            )
            for number, room in enumerate(self.rooms)
        ]  # fmt: skip
        return works.accept(record, rooms, by=self.by, now=self.now, photos=self.attached())


def rooms_in(text: str) -> list[str]:
    return [room for room in re.split(r"[、,，;；]+\s*", text.strip()) if room]


class GiveUpForm(Form):
    why = forms.CharField(label=gettext_lazy("reason"), max_length=200)

    def __init__(self, *args: Any, project: Project, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.project, self.by, self.now = project, by, now

    def save(self) -> Project:
        works.give_up(self.project, why=self.cleaned_data["why"], by=self.by, now=self.now)
        return self.project


class ProjectSearch(Form):
    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("all")), *Project.Kind.choices],
    )

    def apply(self, projects: Any) -> Any:
        if not self.is_valid():
            return projects.none()
        said = self.cleaned_data
        for name in ("year", "kind"):
            if said[name]:
                projects = projects.filter(**{name: said[name]})
        return projects.filter(name__icontains=said["q"].strip())


def campuses_of(person: Any, permission: str) -> Any:
    return Campus.objects.visible_to(person, permission).filter(is_active=True)
