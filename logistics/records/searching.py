"""Searching a register: when, where, who, in which state, and words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet, Value
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from logistics.contributions import Words, trades
from logistics.fields import DateField
from logistics.forms import Form, make_ready
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus, SchoolClass, Term

DAY = timedelta(days=1)
ALL = ("", gettext_lazy("all"))
DAYS = ("period", "first", "last")


def named(path: str, words: str) -> Q:
    """A person whose name, or the sound of it, contains the words."""
    found = Q()
    for column in ("name", "pinyin", "initials"):
        found |= Q(**{f"{path}__{column}__icontains": words})
    return found


def month_before(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - DAY).replace(day=1)


def month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def month_words(day: date) -> str:
    # Translators: a month, as it heads a sheet: 2026年11月
    return _("%(year)d-%(month)02d") % {"year": day.year, "month": day.month}


class Period(models.TextChoices):
    WEEK = "week", gettext_lazy("this week")
    MONTH = "month", gettext_lazy("this month")
    LAST_MONTH = "last_month", gettext_lazy("last month")
    TERM = "term", gettext_lazy("this term")
    EVER = "ever", pgettext_lazy("period", "all")


class PeriodSearch(Form):
    """The days a page is about. Days typed in go before the choice."""

    period = forms.ChoiceField(
        label=gettext_lazy("Period"),
        required=False,
        choices=[("", gettext_lazy("from … to …")), *Period.choices],
    )
    first = DateField(label=gettext_lazy("From"), required=False)
    last = DateField(label=gettext_lazy("To"), required=False)

    def __init__(
        self, data: QueryDict, *, person: Any, now: datetime, permission: str, only: Sequence[str]
    ) -> None:
        self.person, self.now, self.permission = person, now, permission
        self.today = timezone.localdate(now)
        data = data.copy()
        if data.get("first") or data.get("last"):
            data["period"] = ""
        elif not data.get("period"):
            data["period"] = self.default_period()
        super().__init__(data)
        for name in set(self.fields) - {*DAYS, *only}:
            del self.fields[name]
        for field in self.fields.values():
            make_ready(field)

    def default_period(self) -> str:
        return Period.MONTH

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The end lies before the beginning."))
        return said

    def offer_trades(self) -> None:
        if "trade" in self.fields:
            self.fields["trade"].choices = [ALL, *trades().items()]

    def offer(self, **offered: QuerySet) -> None:
        """Let the person choose among rows, of all these fields in one query."""
        named = [
            rows.order_by()
            .annotate(field=Value(name))
            .values_list("field", "pk", "name", "position")
            for name, rows in offered.items()
            if name in self.fields
        ]
        choices: dict[str, list[tuple[int | str, Words]]] = {name: [ALL] for name in offered}
        if named:
            for name, pk, words, _position in named[0].union(*named[1:]).order_by("position", "pk"):
                choices[name].append((pk, words))
        for name in offered.keys() & self.fields.keys():
            self.fields[name].choices = choices[name]

    def campuses(self) -> QuerySet[Campus]:
        """Only those the person may see."""
        return Campus.objects.visible_to(self.person, self.permission).filter(is_active=True)

    BAR = ("period", "campus", "school_class", "state", "q")  # the rest waits under "more"

    def bar(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BAR if name in self.fields]

    def more(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.BAR]

    def said(self, name: str) -> Any:
        """What was typed into a field, if the register has it."""
        return self.cleaned_data.get(name) or ""

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first and last day asked for. Where no term is known, "this term" is the month."""
        first, last = self.said("first") or date.min, self.said("last")
        if last or first != date.min:
            return first, last or max(self.today, first)
        return self.span_of(self.said("period"))

    def span_of(self, period: str) -> tuple[date, date]:
        if period == Period.EVER:
            return date.min, self.today
        if period == Period.WEEK:
            monday = self.today - timedelta(days=self.today.weekday())
            return monday, monday + 6 * DAY
        if period == Period.TERM and (term := Term.objects.on(self.today)):
            return term.starts_on, term.ends_on
        last_month = period == Period.LAST_MONTH
        first = month_before(self.today) if last_month else self.today.replace(day=1)
        return first, month_end(first)

    def period_words(self) -> str:
        """The period as it stands in the heading of a sheet."""
        first, last = self.span
        if first.day == 1 and last == month_end(first):
            return month_words(first)
        if first == date.min:
            return _("until %(day)s") % {"day": last}
        return f"{first} ～ {last}"

    def filters(self) -> dict[str, str]:
        """What each filter in force says, besides the period and the order, by its name."""
        said = {}
        for name, field in self.fields.items():
            if name not in (*DAYS, "order") and (value := self.said(name)):
                choices = {str(code): word for code, word in getattr(field, "choices", ())}
                words = {"label": field.label, "value": choices.get(value, value)}
                said[name] = _("%(label)s: %(value)s") % words
        return said

    def heading(self) -> str:
        """The filter as it stands in the heading of a sheet, beside the period."""
        return pgettext("between the parts of a list", "; ").join(self.filters().values())


class EntrySearch(PeriodSearch):
    """Finds records. The words and the trade are looked for by the register itself."""

    STATES = {
        "late": Q(is_late=True),
        "zero": Q(is_zero=True),
        "corrected": Q(version__gt=1) & ~Q(status=Entry.Status.VOIDED),
        "unreviewed": Q(status=Entry.Status.SUBMITTED),
        "voided": Q(status=Entry.Status.VOIDED),
        "standing": ~Q(status=Entry.Status.VOIDED),
    }

    campus = forms.ChoiceField(label=gettext_lazy("Campus"), required=False)
    school_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=60)
    person = forms.CharField(label=gettext_lazy("Recorded by"), required=False, max_length=50)
    trade = forms.ChoiceField(label=gettext_lazy("Trade"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ALL,
            ("late", gettext_lazy("late entries")),
            ("zero", gettext_lazy("nothing to report")),
            ("corrected", gettext_lazy("corrected")),
            ("unreviewed", gettext_lazy("not reviewed yet")),
            ("voided", gettext_lazy("voided")),
            ("standing", gettext_lazy("not voided")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, widget=forms.HiddenInput
    )  # of the late entry, to the letter; comes by a link
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=60)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("newest first")), ("oldest", gettext_lazy("oldest first"))],
        widget=forms.HiddenInput,  # chosen at the head of the column
    )

    def __init__(self, data: QueryDict, **given: Any) -> None:
        super().__init__(data, **given)
        self.offer_trades()
        year = self.today.year if self.today.month >= 8 else self.today.year - 1
        classes = SchoolClass.objects.visible_to(self.person, self.permission)
        self.offer(campus=self.campuses(), school_class=classes.in_year(year))

    def apply(self, entries: QuerySet) -> QuerySet:
        first, last = self.span
        if first != date.min:
            entries = entries.filter(happened_at__gte=start_of(first))
        entries = entries.filter(happened_at__lte=end_of(last))
        for name in ("campus", "school_class"):
            if chosen := self.said(name):
                entries = entries.filter(**{f"{name}_id": chosen})
        if words := self.said("place"):
            entries = entries.filter(place__name__icontains=words)
        if words := self.said("person"):
            entries = entries.filter(named("entered_by", words))
        if reason := self.said("reason"):
            entries = entries.filter(late_reason=reason)
        if state := self.said("state"):
            entries = entries.filter(self.STATES[state])
        return self.ordered(entries)

    def ordered(self, entries: QuerySet) -> QuerySet:
        if self.said("order") == "oldest":
            return entries.order_by("happened_at", "pk")
        return entries.order_by("-happened_at", "-pk")
