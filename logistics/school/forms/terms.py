"""Terms, single days written by hand, and the State Council's notice of a year nobody knows yet."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics import forms as house
from logistics.fields import DateField
from logistics.school import calendar, changes
from logistics.school.forms.offers import Form, ModelForm
from logistics.school.models import Campus, Holiday, SchoolDay, Term

AS_LAID_OUT = "reset"
WEEKDAYS = [
    ("", "—"),
    (1, gettext_lazy("Monday")),
    (2, gettext_lazy("Tuesday")),
    (3, gettext_lazy("Wednesday")),
    (4, gettext_lazy("Thursday")),
    (5, gettext_lazy("Friday")),
]


class TermForm(ModelForm):
    """A term; its days are laid out as soon as it is saved."""

    class Meta:
        model = Term
        fields = [
            "school_year",
            "half",
            "starts_on",
            "first_teaching_day",
            "last_teaching_day",
            "ends_on",
        ]
        field_classes = dict.fromkeys(
            ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on"), DateField
        )
        widgets = {"half": house.Tiles}

    def limit(self) -> None:
        self.fields["half"].choices = Term.Half.choices

    def save(self, commit: bool = True) -> Term:  # noqa: FBT001, FBT002  Django's signature
        term = super().save(commit)
        calendar.lay_out(term)
        changes.calendar_changed(term)
        return term


class OfTerm(Form):
    """What is written into the calendar of one term, at the campuses chosen."""

    campuses = forms.ModelMultipleChoiceField(
        Campus.objects.none(), label=gettext_lazy("Campuses"), widget=house.CheckTiles
    )

    def __init__(self, *args: Any, term: Term, **given: Any) -> None:
        self.term = term
        super().__init__(*args, **given)

    def limit(self) -> None:
        campuses = Campus.objects.filter(is_active=True).visible_to(self.by, self.permission)
        self.fields["campuses"].queryset = campuses
        self.initial.setdefault("campuses", [campus.pk for campus in campuses])

    def clean_range(self, first: str, last: str) -> None:
        """Both days lie in the term, in their order."""
        begin, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begin and end and end < begin:
            self.add_error(last, _("It cannot end before it starts."))
        for name in (first, last):
            self.check_day(name)

    def check_day(self, name: str) -> None:
        day = self.cleaned_data.get(name)
        if day and not self.term.starts_on <= day <= self.term.ends_on:
            self.add_error(
                name,
                _("The term lasts from %(from)s to %(to)s.")
                % {"from": date_format(self.term.starts_on), "to": date_format(self.term.ends_on)},
            )


class DaysForm(OfTerm):
    """What one day is, or several in a row."""

    first = DateField(label=gettext_lazy("From"))
    last = DateField(
        label=gettext_lazy("To"), required=False, help_text=gettext_lazy("Empty: one day")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[*SchoolDay.Kind.choices, (AS_LAID_OUT, gettext_lazy("as laid out"))],
    )
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=50)
    follows_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Timetable of"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=WEEKDAYS,
        help_text=gettext_lazy("For make-up days"),
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "last" in said and "first" in said:
            said["last"] = said["last"] or said["first"]
        self.clean_range("first", "last")
        if said.get("follows_weekday") and said.get("kind") not in SchoolDay.OPEN:
            self.add_error("follows_weekday", _("Only an open day follows a timetable."))
        return said

    def save(self) -> Term:
        said = self.cleaned_data
        days = (list(said["campuses"]), said["first"], said["last"])
        if said["kind"] == AS_LAID_OUT:
            calendar.reset_days(*days)
        else:
            words = {name: said[name] for name in ("kind", "name", "follows_weekday")}
            calendar.set_days(*days, **words)
        return self.term


class NoticeForm(OfTerm):
    """One holiday of the State Council's notice, with the weekends that are worked for it."""

    holiday = forms.ChoiceField(label=gettext_lazy("Holiday"), choices=Holiday.choices)
    first = DateField(label=gettext_lazy("First day off"))
    last = DateField(label=gettext_lazy("Last day off"))
    makeup_1 = DateField(label=gettext_lazy("Make-up day"), required=False)
    makeup_2 = DateField(label=gettext_lazy("Second make-up day"), required=False)

    def clean(self) -> dict[str, Any]:
        self.clean_range("first", "last")
        for name in ("makeup_1", "makeup_2"):
            self.check_day(name)
            self.check_makeup(name)
        return self.cleaned_data

    def check_makeup(self, name: str) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        day = self.cleaned_data.get(name)
        if day and first and last and first <= day <= last:
            self.add_error(name, _("A make-up day cannot be a day off."))

    def clean_last(self) -> Any:
        first, last = self.cleaned_data.get("first"), self.cleaned_data["last"]
        if first and last - first > timedelta(days=14):
            raise ValidationError(_("A public holiday lasts at most 14 days."))
        return last

    def save(self) -> Term:
        said = self.cleaned_data
        calendar.write_notice(
            list(said["campuses"]),
            said["holiday"],
            said["first"],
            said["last"],
            makeup_days=[said[n] for n in ("makeup_1", "makeup_2") if said[n]],
        )
        return self.term
