"""Health education, letters to the parents and the carers' timetable as they are written."""

import re
from datetime import date, time
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.care import educating, rolls, timetables
from health.care.timetables import Stretch
from health.forms.care_sheets import (
    CareForm,
    WithPhotos,
    attached,
    offer_the_only_one,
    short,
    words,
)
from health.models import DayPlan, HealthEducation, ParentLetter
from logistics.fields import DateField, half_width
from logistics.forms import Form, Tiles
from logistics.records.models import Entry
from logistics.school import consents
from logistics.school.forms.offers import ClassChoice, ModelForm
from logistics.school.models import Campus, SchoolClass

WRITE, ARRANGE = "health.write_day", "health.arrange"
MOST_NAMED = 8  # children named beside a field


class EducationForm(WithPhotos, CareForm):
    """What was taught to whom; who looks after one class writes of that class."""

    kind_code = HealthEducation.kind_code

    school_class = ClassChoice(SchoolClass.objects.none(), label=_("class"), required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"), required=False)
    form = forms.ChoiceField(
        label=pgettext_lazy("education", "form"), choices=HealthEducation.Form.choices
    )
    audience = forms.ChoiceField(
        label=pgettext_lazy("health education", "for whom"),
        choices=HealthEducation.Audience.choices,
        widget=Tiles,
    )
    age_group = forms.ChoiceField(
        label=_("age group"), choices=HealthEducation.Age.choices, required=False, widget=Tiles
    )
    field = forms.ChoiceField(label=_("about"), choices=HealthEducation.Field.choices, widget=Tiles)
    topic = short(_("topic"), required=True)
    content = words(_("content"), rows=3)
    where_held = short(_("where"), 60)
    people = forms.IntegerField(
        label=_("number of people"), required=False, min_value=1, max_value=5000
    )
    speaker = short(_("speaker"), 50)
    speaker_from = short(
        _("speaker comes from"), 80, help_text=_("Of a lecture by the child-health doctor")
    )
    has_media = forms.BooleanField(label=_("with pictures, film or objects"), required=False)
    feedback = words(_("what came back"))
    field_order = (
        "school_class", "campus", "form", "audience", "age_group", "field", "topic", "content",
        "where_held", "people", "speaker", "speaker_from", "has_media", "feedback", "photos",
    )  # fmt: skip

    def __init__(self, *args: Any, classes: Any, campuses: Any, **given: Any) -> None:
        self.classes, self.campuses = classes, campuses
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.fields["photos"].label = _("photos")
        self.fields["school_class"].queryset = self.classes
        self.fields["campus"].queryset = self.campuses
        if not self.campuses:
            self.fields["school_class"].required = True
            del self.fields["campus"], self.fields["age_group"]
            offer_the_only_one(self, "school_class")
        else:
            self.fields["school_class"].empty_label = _("of no single class")
            offer_the_only_one(self, "campus")
            self.initial.setdefault("age_group", HealthEducation.Age.ALL)
        if self.classes:
            self.initial.setdefault("form", HealthEducation.Form.ACTIVITY)
        if not self.is_bound and (school_class := self.class_known()):
            self.fields["photos"].help_text = unphotographed(
                school_class, timezone.localdate(self.now)
            )

    def class_known(self) -> SchoolClass | None:
        """The class of the address, else the only one."""
        asked = self.initial.get("school_class")
        if isinstance(asked, int):
            return self.classes.filter(pk=asked).first()
        return asked

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        school_class = data.get("school_class")
        campus = school_class.campus if school_class else data.get("campus")
        if campus is None:
            self.add_error("campus" if "campus" in self.fields else "school_class",
                           gettext("Choose a class or a campus."))  # fmt: skip
        else:
            self.judge(campus)
        data["at"] = campus
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=data["at"],
            school_class=data["school_class"],
            happened_at=data["happened_at"],
            late_reason=data["late_reason"],
        )
        names = (
            "form", "audience", "field", "topic", "content", "where_held", "people", "speaker",
            "speaker_from", "has_media", "feedback",
        )  # fmt: skip
        held = HealthEducation(entry=entry, **{name: data[name] for name in names})
        held.age_group = data.get("age_group") or HealthEducation.Age.ALL
        return educating.hold(held, by=self.by, now=self.now, photos=attached(self))


def unphotographed(school_class: SchoolClass, on: date) -> str:
    """Who of the class is not to be photographed, in a sentence; nothing if all may be."""
    children = {child.pk: child.name for child in rolls.children_of(school_class, on)}
    without = consents.without(children, "photos", on)
    if not without:
        return ""
    if len(without) > MOST_NAMED:
        words = {"n": len(without), "all": len(children)}
        return gettext("Without consent to photos: %(n)s of %(all)s children of the class") % words
    named = pgettext("between the parts of a list", "; ").join(children[pk] for pk in without)
    return gettext("Without consent to photos: %(children)s") % {"children": named}


class FeedbackForm(Form):
    """What the children and the parents said of it."""

    feedback = words(_("what came back"), required=True, rows=3)

    def __init__(self, *args: Any, held: HealthEducation, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.held, self.by, self.now = held, by, now
        self.initial.setdefault("feedback", held.feedback)

    def save(self) -> Entry:
        seen = self.held.entry.version
        return educating.add_feedback(
            self.held, self.cleaned_data["feedback"], by=self.by, now=self.now, seen=seen
        )


class LetterForm(ModelForm):
    """A letter to all parents of a campus or class; no child is named in it."""

    permission = ARRANGE

    class Meta:
        model = ParentLetter
        fields = ["occasion", "campus", "school_class", "on", "title", "text"]
        field_classes = {"school_class": ClassChoice, "on": DateField}
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, now: Any, **given: Any) -> None:
        self.now = now
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.offer_campuses()
        self.offer_classes()
        self.fields["school_class"].empty_label = gettext("every class of the campus")
        offer_the_only_one(self, "campus")
        self.initial.setdefault("on", self.on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        campus, school_class = data.get("campus"), data.get("school_class")
        if campus and school_class and school_class.campus_id != campus.pk:
            self.add_error("school_class", gettext("This class belongs to another campus."))
        return data

    def save(self, commit: bool = True) -> ParentLetter:  # noqa: FBT001, FBT002  Django's signature
        self.instance.by, self.instance.made_at = self.by, self.now
        return super().save(commit)


LINE = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]+\s*(\d{1,2})[:：](\d{2})\s*(.+)")
MOST_LINES = 60


class StretchesField(forms.CharField):
    """The day as people type it: a line each, from – to, the work, after a bar the children's day."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 14}), max_length=8000, **given)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(each) for each in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Stretch]:
        lines = [line for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(gettext("At most %(most)s lines.") % {"most": MOST_LINES})
        return [self.read(number, line) for number, line in enumerate(lines, start=1)]

    def read(self, number: int, line: str) -> Stretch:
        match = LINE.fullmatch(half_width(line))
        if not match:
            raise ValidationError(
                gettext("Line %(number)s is not understood: write 07:30-08:00 and the work.")
                % {"number": number}
            )
        first, last = clock(number, *match.group(1, 2)), clock(number, *match.group(3, 4))
        if last <= first:
            raise ValidationError(
                gettext("Line %(number)s: the end lies before the beginning.") % {"number": number}
            )
        work, _bar, children = match[5].partition("|")
        return Stretch(first, last, work.strip()[:200], children.strip()[:100])


def clock(number: int, hours: str, minutes: str) -> time:
    try:
        return time(int(hours), int(minutes))
    except ValueError as wrong:
        raise ValidationError(
            gettext("Line %(number)s: there is no such time.") % {"number": number}
        ) from wrong


class DayPlanForm(ModelForm):
    """The timetable of a post, typed or pasted line by line."""

    permission = ARRANGE

    stretches = StretchesField(
        label=_("the day"),
        help_text=_("A line each: 07:30-08:00 work | what the children do"),
    )

    class Meta:
        model = DayPlan
        fields = ["campus", "term", "post", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 5})}

    def limit(self) -> None:
        self.offer_campuses()
        offer_the_only_one(self, "campus")
        self.order_fields(["campus", "term", "post", "stretches", "note"])
        if self.instance.pk:
            self.initial["stretches"] = [Stretch.of(line) for line in self.instance.lines.all()]

    def clean_stretches(self) -> list[Stretch]:
        lines = sorted(self.cleaned_data["stretches"], key=lambda each: each.starts_at)
        for before, after in pairwise(lines):
            if after.starts_at < before.ends_at:
                raise ValidationError(
                    gettext("%(one)s and %(other)s overlap.") % {"one": before, "other": after}
                )
        return lines

    def save(self, commit: bool = True) -> DayPlan:  # noqa: FBT001, FBT002  Django's signature
        plan = super().save(commit=False)
        return timetables.write(plan, self.cleaned_data["stretches"])
