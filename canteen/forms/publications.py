"""What the school has put up for everybody, as it is written down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models import Publication
from canteen.models.menu_records import subject_of
from logistics.duties import filing
from logistics.duties.forms.records import PhotoForm
from logistics.fields import DateField
from logistics.forms import CheckTiles
from logistics.records.models import Entry
from logistics.school.models import Campus


class PublicationForm(PhotoForm):
    """What was put up, where, until when; a photo of it on the wall."""

    kind_code = Publication.kind_code
    about = forms.ChoiceField(
        label=pgettext_lazy("publication", "about"), choices=Publication.About.choices
    )
    title = forms.CharField(label=_("title"), max_length=100)
    where_seen = forms.MultipleChoiceField(
        label=_("where it can be seen"), choices=Publication.Where.choices, widget=CheckTiles
    )
    until_on = DateField(label=pgettext_lazy("a publication", "until"), required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    field_order = (
        "about", "title", "where_seen", "until_on", "photos", "happened_at", "campus",
        "late_reason", "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(self, *args: Any, campuses: Any, about: str = "", **given: Any) -> None:
        super().__init__(*args, **given)
        field: Any = self.fields["campus"]
        field.queryset = campuses
        if len(campuses) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("campus", campuses[0].pk)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.initial.setdefault("where_seen", [Publication.Where.BOARD])
        if about in Publication.About.values:
            self.initial.setdefault("about", about)
            self.initial.setdefault("title", str(Publication.About(about).label))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if campus := said.get("campus"):
            self.judge(campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=said["campus"],
            happened_at=said["happened_at"],
            late_reason=said["late_reason"],
            typed_at=said.get("typed_at"),
            subject=subject_of(self.kind_code, said["about"]),
        )
        names = ("about", "title", "where_seen", "until_on")
        record = Publication(entry=entry, **{name: said[name] for name in names})
        return filing.submit(record, by=self.by, now=self.now, photos=self.attached())
