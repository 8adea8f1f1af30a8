"""Hazards as people report, search and grade them, and report a major one upwards."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.duties.models import WorkNote
from logistics.fields import DateField, NumberField, SeenVersion, month_number, whole_number
from logistics.forms import Form, Tiles
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of, whole_month
from logistics.school.models import Campus, Person, Place
from safety.hazards import counting, grading, opening
from safety.models import Basis, Category, Hazard, HazardReport, Level, Origin
from safety.models.hazards import HazardQuerySet

ALL = ("", _("all"))
NEW = "new"


class HazardForm(PhotoForm):
    """Where, what, a photo: the rest is filled in already or asked of whoever grades it."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"))
    what = forms.CharField(
        label=pgettext_lazy("a hazard", "what is dangerous"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    same_as = forms.ChoiceField(
        label=_("is it one of these, which are open already?"), required=False, widget=Tiles
    )
    spot = forms.CharField(label=_("where exactly"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("category"), choices=Category.choices)
    source = forms.ChoiceField(
        label=pgettext_lazy("a hazard", "found by"), choices=Origin.choices, initial=Origin.DAILY
    )
    interim = forms.CharField(
        label=_("closed off meanwhile"), max_length=300, required=False,
        help_text=_("Taken out of use, fenced off, watched"),
    )  # fmt: skip

    kind_code = Hazard.kind_code
    layout = Layout(
        "place", "what", "same_as", "photos", Row(Column("category"), Column("source")),
        "spot", "interim", "happened_at", *RecordForm.asked_back,
    )  # fmt: skip

    def __init__(self, *args: Any, places: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["place"].queryset = places
        self.fields["photos"].label = _("photos of how it was found")
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.initial.setdefault("category", Category.FACILITY)
        self.offer_open_ones(self.open_here())

    def open_here(self) -> list[Hazard]:
        """What is dangerous at the chosen place already."""
        chosen = self.data.get("place") if self.is_bound else self.initial.get("place")
        pk = getattr(chosen, "pk", chosen)
        if not pk:
            return []
        here = self.fields["place"].queryset.filter(pk=whole_number(str(pk)) or 0)
        rows = Hazard.objects.standing().unsettled().filter(finding__place__in=here.values("pk"))
        return list(rows.select_related("finding").order_by("-pk")[:5])

    def offer_open_ones(self, known: list[Hazard]) -> None:
        if not known:
            self.fields["same_as"].widget = forms.HiddenInput()
            return
        new = (NEW, pgettext_lazy("a hazard", "No, another one"))
        self.fields["same_as"].choices = [new, *((str(row.pk), row.what) for row in known)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if place := said.get("place"):
            self.judge(place.campus)
            if self.fields["same_as"].choices and not said.get("same_as"):
                self.add_error(
                    "same_as", _("Say whether it is one of these, so that it is kept once.")
                )
        return said

    def save(self) -> Hazard:
        said = self.cleaned_data
        if said["same_as"] not in ("", NEW):
            return self.see_again(Hazard.objects.get(pk=said["same_as"]))
        hazard = Hazard(
            entry=self.entry(), what=said["what"], spot=said["spot"],
            category=said["category"], source=said["source"], interim=said["interim"],
        )  # fmt: skip
        return opening.report(hazard, by=self.by, now=self.now, photos=self.attached())

    def see_again(self, hazard: Hazard) -> Hazard:
        note = WorkNote(entry=self.entry(), text=self.cleaned_data["what"])
        note.entry.late_reason = note.entry.late_reason or gettext("Seen earlier")
        opening.see_again(hazard, note, by=self.by, now=self.now, photos=self.attached())
        return hazard

    def entry(self) -> Entry:
        said = self.cleaned_data
        return Entry(
            campus=said["place"].campus, place=said["place"], happened_at=said["happened_at"],
            typed_at=said["typed_at"], late_reason=said["late_reason"],
        )  # fmt: skip


class GradeForm(Form):
    """How bad it is and the five things: three for an ordinary hazard, all for a major one."""

    level = forms.ChoiceField(
        label=pgettext_lazy("of a hazard", "level"), choices=Level.choices, widget=Tiles
    )
    basis = forms.ChoiceField(
        label=_("why it is major"), choices=[*BLANK_CHOICE_DASH, *Basis.choices], required=False
    )
    basis_note = forms.CharField(
        label=_("in the words of the criteria"), max_length=200, required=False
    )
    measure = forms.CharField(
        label=_("measure"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    responsible = forms.ModelChoiceField(Person.objects.none(), label=_("responsible"))
    deadline = DateField(label=_("deadline"))
    interim = forms.CharField(
        label=_("closed off meanwhile"), max_length=300, required=False,
        help_text=_("Taken out of use, fenced off, watched"),
    )  # fmt: skip
    contingency = forms.CharField(
        label=_("if it happens meanwhile"), max_length=300, required=False
    )
    fund = NumberField(
        label=_("money set aside (yuan)"), unit=_("yuan"), max_digits=14, decimal_places=2,
        min_value=0, required=False, help_text=_("0 if it costs nothing"),
    )  # fmt: skip
    seen = SeenVersion()

    layout = Layout(
        "level", "measure", Row(Column("responsible"), Column("deadline")),
        "basis", "basis_note", "interim", "contingency", "fund", "seen",
    )  # fmt: skip

    SAID = ("level", "basis", "basis_note", "measure", "deadline", "interim", "contingency", "fund")
    OF_MAJOR = ("basis", "interim", "contingency", "fund")

    def __init__(self, *args: Any, hazard: Hazard, by: Any, now: Any, **given: Any) -> None:
        start = {name: getattr(hazard, name) for name in self.SAID}
        start |= {"responsible": hazard.responsible, "seen": hazard.entry.version}
        super().__init__(*args, **given | {"initial": start | given.get("initial", {})})
        self.hazard, self.by, self.now = hazard, by, now
        people = Person.objects.employed(timezone.localdate(now))
        self.fields["responsible"].queryset = people.visible_to(by, "school.view_person")

    def clean_deadline(self) -> date:
        deadline = self.cleaned_data["deadline"]
        if deadline < timezone.localdate(self.hazard.entry.happened_at):
            raise ValidationError(_("It cannot be put right before it was found."))
        return deadline

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("level") == Level.MAJOR:
            for name in self.OF_MAJOR:
                if name not in self.errors and said.get(name) in ("", None):
                    self.add_error(name, _("A major hazard needs this too."))
        else:
            said["basis"] = said["basis_note"] = ""
        return said

    def save(self) -> Hazard:
        said = self.cleaned_data
        for name in (*self.SAID, "responsible"):
            setattr(self.hazard, name, said[name])
        grading.grade(self.hazard, by=self.by, now=self.now, seen=said["seen"])
        return self.hazard


class HazardReportForm(PhotoForm):
    """To whom a major hazard was reported, and what they said."""

    reported_to = forms.CharField(label=_("reported to"), max_length=100)
    how = forms.ChoiceField(
        label=_("how it was reported"), choices=HazardReport.How.choices, widget=Tiles,
        initial=HazardReport.How.PHONE,
    )  # fmt: skip
    answer = forms.CharField(
        label=_("what they said"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    kind_code = HazardReport.kind_code
    layout = Layout("reported_to", "how", "answer", "photos", "happened_at", *RecordForm.asked_back)

    def __init__(self, *args: Any, hazard: Hazard, **given: Any) -> None:
        super().__init__(*args, **given)
        self.hazard = hazard
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.hazard.entry.campus)
        return said

    def save(self) -> Hazard:
        said, hazard = self.cleaned_data, self.hazard
        entry = Entry(
            campus_id=hazard.entry.campus_id, place_id=hazard.entry.place_id,
            subject=grading.righting.about(hazard.finding), happened_at=said["happened_at"],
            typed_at=said["typed_at"], late_reason=said["late_reason"],
        )  # fmt: skip
        report = HazardReport(
            entry=entry, hazard=hazard, reported_to=said["reported_to"], how=said["how"],
            answer=said["answer"],
        )  # fmt: skip
        grading.report_upwards(report, by=self.by, now=self.now, photos=self.attached())
        return hazard


class HazardSearch(Form):
    """By level, category, month and words."""

    level = forms.ChoiceField(label=pgettext_lazy("of a hazard", "level"), required=False)
    category = forms.ChoiceField(label=_("category"), required=False)
    q = forms.CharField(label=_("search"), max_length=60, required=False)
    late = forms.BooleanField(label=_("only overdue"), required=False)
    month = forms.CharField(required=False, widget=forms.HiddenInput)

    UNGRADED = "none"

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        ungraded = (self.UNGRADED, pgettext_lazy("a hazard", "not graded yet"))
        self.fields["level"].choices = [ALL, *Level.choices, ungraded]
        self.fields["category"].choices = [ALL, *Category.choices]

    def apply(self, hazards: HazardQuerySet, *, on: date) -> HazardQuerySet:
        if not self.is_valid():
            return hazards.none()
        said = self.cleaned_data
        if said["level"]:
            level = "" if said["level"] == self.UNGRADED else said["level"]
            hazards = hazards.filter(level=level)
        if said["category"]:
            hazards = hazards.filter(category=said["category"])
        if said["q"]:
            hazards = hazards.saying(said["q"])
        if month := month_number(said["month"]):
            hazards = in_month(hazards, *month)
        return hazards.overdue(on) if said["late"] else hazards


def in_month(hazards: HazardQuerySet, year: int, month: int) -> HazardQuerySet:
    first, last = whole_month(year, month)
    return hazards.filter(entry__happened_at__range=(start_of(first), end_of(last)))


class SummaryForm(Form):
    """What follows from the month's figures; these are read off, not typed."""

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    note = forms.CharField(
        label=_("what follows from it"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, campuses: list[Campus], month: date, by: Any, now: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.month, self.by, self.now = month, by, now
        keys = [campus.pk for campus in campuses]
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=keys)
        if len(keys) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial["campus"] = keys[0]

    def save(self) -> Entry:
        said = self.cleaned_data
        return counting.summarise(
            said["campus"], self.month, note=said["note"], by=self.by, now=self.now
        )
