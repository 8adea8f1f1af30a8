"""What people type about duties: what is owed, whose turn it is, what has set one off."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.contributions import kinds, trades
from logistics.duties import arranging, filing, making
from logistics.duties.forms.fields import ListField, NumbersField, clock, iso_day
from logistics.duties.models import Duty, Rhythm, RotaTurn, Task
from logistics.duties.models.duties import WORK_NOTE
from logistics.fields import DateField, DateTimeField
from logistics.forms import Form, ModelForm
from logistics.records.models import Entry
from logistics.school.forms.offers import search_when_many
from logistics.school.models import Campus, Person, Place, SchoolClass

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
ANCHORS = [
    ("", _("every public holiday")),
    ("new_year", _("New Year")),
    ("spring_festival", _("Spring Festival")),
    ("qingming", _("Qingming")),
    ("labour_day", _("Labour Day")),
    ("dragon_boat", _("Dragon Boat Festival")),
    ("mid_autumn", _("Mid-Autumn Festival")),
    ("national_day", _("National Day")),
    ("womens_day", _("Women's Day")),
    ("arbor_day", _("Arbor Day")),
    ("childrens_day", _("Children's Day")),
    ("teachers_day", _("Teachers' Day")),
]


class DutyForm(ModelForm):
    """A duty: what, who, where, how often, proved by what."""

    times = ListField(reads=clock, label=_("due at"), help_text=_("for example 08:30; 16:00"))
    dates = ListField(reads=iso_day, label=_("dates"), help_text=_("for example 2026-11-21"))
    weekdays = NumbersField(label=_("weekdays"), choices=WEEKDAYS)
    months = NumbersField(label=_("in months"), choices=list(MONTHS.items()))
    season = NumbersField(label=_("only in these months"), choices=list(MONTHS.items()))
    trade = forms.ChoiceField(label=_("trade"))
    proof = forms.ChoiceField(label=_("proved by"))
    about = forms.ChoiceField(
        label=_("only records about"),
        required=False,
        help_text=_("Empty: any record of this kind proves it"),
    )
    anchor = forms.ChoiceField(label=_("holiday"), choices=ANCHORS, required=False)
    place_kind = forms.ChoiceField(
        label=_("kind of place"), required=False, choices=[("", "---------"), *Place.Kind.choices]
    )
    trigger = forms.ChoiceField(label=_("begins with a record of"), required=False)

    NEEDS: ClassVar[dict[str, str]] = {
        Rhythm.WEEKS: "interval",
        Rhythm.EVERY_MONTHS: "interval",
        Rhythm.MONTHS: "months",
        Rhythm.DATED: "dates",
        Rhythm.EVENT: "hours",
    }

    class Meta:
        model = Duty
        fields = [
            "title", "title_en", "trade", "basis", "role", "person", "partner", "scope", "campus",
            "place_kind", "rhythm", "times", "weekdays", "interval", "months", "dates", "anchor",
            "days", "hours", "trigger", "season", "on_closed", "proof", "about", "count", "starts_on",
            "ends_on", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now = now
        codes = {code: kind.title for code, kind in kinds().items()}
        if self.instance.proof not in codes:
            codes[self.instance.proof] = gettext("%(note)s (until its own register exists)") % {
                "note": kinds()[WORK_NOTE].title
            }
        self.fields["trade"].choices = list(trades().items())
        self.fields["proof"].choices = list(codes.items())
        self.fields["about"].choices = [("", "---------"), *subjects()]
        self.fields["trigger"].choices = [("", "---------"), *codes.items()]
        self.fields["campus"].queryset = Campus.objects.visible_to(person, "duties.arrange")
        self.fields["campus"].required = not person.reaches_all("duties.arrange")
        self.fields["person"].queryset = Person.objects.visible_to(person, "duties.arrange")
        search_when_many(self.fields["person"], "school:person_options")
        for name in ("starts_on", "ends_on"):
            self.fields[name] = DateField(label=self.fields[name].label, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = self.NEEDS.get(data.get("rhythm", ""))
        if needed and not data.get(needed):
            self.add_error(needed, _("This rhythm needs it."))
        if data.get("is_active") and data.get("rhythm") == Rhythm.UNSET:
            self.add_error("rhythm", _("Choose how often it is owed."))
        kind = kinds().get(data.get("proof", ""))
        if data.get("about") and data["about"] not in dict(kind.subjects if kind else ()):
            self.add_error("about", _("Such a record is never about this."))
        if data.get("scope") == "place" and not data.get("place_kind"):
            self.add_error("place_kind", _("Say for which places."))
        return data

    def save(self, commit: bool = True) -> Duty:  # noqa: FBT001, FBT002  Django's own signature
        duty = super().save(commit=commit)
        making.remake(duty, now=self.now)
        return duty


def subjects() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What records may be about, under the kinds of the records."""
    return [(kind.title, list(kind.subjects)) for kind in kinds().values() if kind.subjects]


class TurnForm(ModelForm):
    starts_on = DateField(label=_("from"))
    ends_on = DateField(label=_("to"))

    class Meta:
        model = RotaTurn
        fields = ["person", "starts_on", "ends_on"]

    def __init__(self, *args: Any, people: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now = now
        self.fields["person"].queryset = people
        search_when_many(self.fields["person"], "school:person_options")

    def save(self, commit: bool = True) -> RotaTurn:  # noqa: FBT001, FBT002  Django's signature
        turn = super().save(commit=commit)
        making.remake(turn.duty, now=self.now)
        return turn


class HappenedForm(Form):
    """Something has happened that sets off a duty."""

    at = DateTimeField(label=_("when it happened"))
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("class"), required=False
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"), required=False)

    def __init__(self, *args: Any, duty: Duty, campuses: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.duty, self.now = duty, now
        self.initial.setdefault("at", now.replace(second=0, microsecond=0))
        here = Q(pk=duty.campus_id) if duty.campus_id else Q()
        self.fields["campus"].queryset = campuses.filter(here)
        self.fields["school_class"].queryset = SchoolClass.objects.filter(campus__in=campuses)
        self.fields["place"].queryset = Place.objects.in_use().filter(campus__in=campuses)

    def clean_at(self) -> datetime:
        at = self.cleaned_data["at"]
        if at > self.now + filing.CLOCKS_DIFFER:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (found := data.get("school_class")) and found.campus != data.get("campus"):
            self.add_error("school_class", _("This class is at another campus."))
        if (found := data.get("place")) and found.campus != data.get("campus"):
            self.add_error("place", _("This place belongs to another campus."))
        return data

    def save(self) -> Task:
        data = self.cleaned_data
        scope = Entry(campus=data["campus"], school_class=data["school_class"], place=data["place"])
        key = f"h{data['at']:%Y%m%d%H%M}.{scope.campus_id}.{scope.school_class_id or 0}"
        return arranging.happen(self.duty, at=data["at"], scope=scope, key=key)
