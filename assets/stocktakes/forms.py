"""What people type while assets are counted: what is counted, what a label says, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assets.models import Round, RoundLine, Stray
from assets.models.stocktakes import Occasion
from assets.stocktakes import closing, opening, scanning
from logistics.access import roles_with
from logistics.forms import Form, Tiles, make_ready
from logistics.school.models import Campus, Person, Place, Post, SchoolClass
from logistics.school.weeks import school_year

REASONS = "reasons"
HANDLINGS = "handlings"


class RoundForm(Form):
    """What is counted, on which occasion, and who supervises it."""

    fields: dict[str, Any]

    campus = forms.ModelChoiceField(Campus.objects.none(), label=gettext_lazy("campus"))
    occasion = forms.ChoiceField(
        label=gettext_lazy("occasion"), choices=Occasion, widget=Tiles, initial=Occasion.SPOT
    )
    led_by = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("supervised by"),
        help_text=gettext_lazy("Signs the result and does not count alone"),
    )
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        label=gettext_lazy("only these rooms"),
        required=False,
        help_text=gettext_lazy("Choose none to count the whole campus"),
    )
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=gettext_lazy("only this class"), required=False
    )
    custodian = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("only of this custodian"), required=False
    )
    counters = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=gettext_lazy("people who help to count"),
        required=False,
        help_text=gettext_lazy("They may scan in this stocktake, whatever their post"),
    )

    layout = Layout(
        "campus", "occasion", "led_by", "places", "school_class", "custodian", "counters"
    )

    def __init__(self, *args: Any, by: Person, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        on = timezone.localdate(now)
        campuses = Campus.objects.filter(is_active=True).visible_to(by, "assets.count")
        posts = Post.objects.current(on)
        people = Person.objects.employed(on).visible_to(by, "assets.count")
        leaders = posts.filter(role__in=roles_with("assets.view_asset")).values("person")
        classes = SchoolClass.objects.filter(campus__in=campuses, school_year=school_year(on))
        offered = {
            "campus": campuses,
            "led_by": people.filter(pk__in=leaders),
            "places": Place.objects.in_use().filter(campus__in=campuses).select_related("campus"),
            "school_class": classes.select_related("campus"),
            "custodian": people,
            "counters": people.filter(pk__in=posts.values("person")),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows
        if len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial.setdefault("campus", campuses[0].pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        campus = data.get("campus")
        if campus and any(place.campus_id != campus.pk for place in data.get("places") or ()):
            self.add_error("places", _("This place belongs to another campus."))
        if campus and (group := data.get("school_class")) and group.campus_id != campus.pk:
            self.add_error("school_class", _("This class is at another campus."))
        return data

    def save(self) -> Round:
        data = dict(self.cleaned_data)
        return opening.begin(data.pop("campus"), by=self.by, now=self.now, **data)


class ScanForm(forms.Form):
    """One scan: a code, the room it was read in, and of several things how many there are."""

    code = forms.CharField(max_length=300)
    round = forms.IntegerField(required=False)
    place = forms.IntegerField(required=False)
    quantity = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def clean_code(self) -> str:
        return scanning.code_in(self.cleaned_data["code"])


class StrayForm(Form):
    """A thing without a label that nobody looked for."""

    fields: dict[str, Any]

    name = forms.CharField(label=gettext_lazy("what it is"), max_length=80)
    quantity = forms.IntegerField(
        label=gettext_lazy("quantity"), min_value=1, max_value=1_000_000, initial=1
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=pgettext_lazy("of a thing", "room"), required=False
    )

    def __init__(
        self, *args: Any, round_: Round, by: Person, now: datetime, key: str, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.round, self.by, self.now, self.key = round_, by, now, key
        self.fields["place"].queryset = Place.objects.in_use().filter(campus=round_.campus_id)

    def save(self) -> Stray:
        data = dict(self.cleaned_data)
        return scanning.note_stray(
            self.round, data.pop("name"), by=self.by, now=self.now, key=self.key, **data
        )


class ReasonsForm(Form):
    """The reason of each difference of a page, and what is done about it."""

    def __init__(self, *args: Any, rows: Sequence[RoundLine | Stray], **given: Any) -> None:
        super().__init__(*args, **given)
        self.lines = {f"{type(row).__name__[0].lower()}{row.pk}": row for row in rows}
        for key, row in self.lines.items():
            self.add(f"r_{key}", _("reason: %(lot)s") % {"lot": about(row)}, row.reason, REASONS)
            said = _("handling: %(lot)s") % {"lot": about(row)}
            self.add(f"h_{key}", said, row.handling, HANDLINGS)

    def add(self, name: str, label: str, said: str, options: str) -> None:
        field = forms.CharField(label=label, max_length=200, required=False, initial=said)
        field.widget.attrs |= {"list": options, "aria-label": label}
        make_ready(field)
        self.fields[name] = field

    def rows(self) -> list[tuple[RoundLine | Stray, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"r_{key}"], self[f"h_{key}"]) for key, row in self.lines.items()]

    def save(self) -> None:
        for key, row in self.lines.items():
            reason, handling = self.cleaned_data[f"r_{key}"], self.cleaned_data[f"h_{key}"]
            if (reason, handling) != (row.reason, row.handling):
                closing.explain(row, reason=reason, handling=handling)


def about(row: RoundLine | Stray) -> str:
    return str(row.asset if isinstance(row, RoundLine) else row)
