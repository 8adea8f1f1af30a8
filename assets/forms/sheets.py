"""What the forms of custody share: cards by their numbers, people and rooms within reach."""

import re
from datetime import datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from assets.models import Asset
from logistics.duties.forms.records import RecordForm
from logistics.fields import half_width, whole_number
from logistics.forms import Combobox
from logistics.school.forms.offers import MOST_IN_A_LIST
from logistics.school.models import Person, Place

KEEP = "assets.change_asset"
MOST = 200  # cards on one sheet
LATE = ("happened_at", "late_reason", "closed_day_is_right")


class CardsField(forms.CharField):
    """Cards by their numbers, or the codes of their labels, typed or scanned one after another."""

    def __init__(self, *, assets: QuerySet[Asset] | None = None, **given: Any) -> None:
        given.setdefault("label", _("asset numbers"))
        given.setdefault("help_text", _("One or several, with a space or a new line between"))
        given.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(**given)
        self.assets = assets

    def clean(self, value: Any) -> list[Asset]:
        text = half_width(super().clean(value))
        named = list(dict.fromkeys(part for part in re.split(r"[\s,;、，；]+", text) if part))
        if len(named) > MOST:
            raise ValidationError(
                _("At most %(most)s cards go on one sheet."), params={"most": MOST}
            )
        found = self.found(named)
        if unknown := [name for name in named if name.upper() not in found]:
            names = pgettext("between the parts of a list", ", ").join(unknown[:10])
            raise ValidationError(_("There is no such card: %(names)s"), params={"names": names})
        return list(dict.fromkeys(found[name.upper()] for name in named))

    def found(self, named: list[str]) -> dict[str, Asset]:
        """The cards by what they may be named by."""
        if self.assets is None or not named:
            return {}
        codes = [name.upper() for name in named]
        rows: Any = self.assets.filter(Q(number__in=[*named, *codes]) | Q(code__in=codes))
        cards = list(rows.for_rows())
        return {a.number.upper(): a for a in cards} | {a.code: a for a in cards}


class PersonChoice(forms.ModelChoiceField):
    """One person; a form that asks for several looks each up by their key alone."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        key = whole_number(str(getattr(value, "pk", value)))
        rows: Any = self.queryset
        found = list(rows.filter(pk=key)) if key is not None else []
        if not found:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found[0]


class SheetForm(RecordForm):
    """A record about cards; a person looks after those of some campuses."""

    def __init__(self, *args: Any, now: datetime, by: Any, **given: Any) -> None:
        super().__init__(*args, now=now, by=by, **given)
        self.initial.setdefault("happened_at", now.replace(second=0, microsecond=0))
        self.limit()
        own = [name for name in self.fields if name not in (*LATE, "typed_at")]
        self.layout = Layout(*own, *LATE)

    def limit(self) -> None:
        """Narrow the choices of the form."""

    def cards(self) -> QuerySet[Asset]:
        return Asset.objects.owned().visible_to(self.by, KEEP)

    def offer_people(self, *names: str) -> None:
        people = staff(self.by, self.now)
        many = people.count() > MOST_IN_A_LIST
        for name in names:
            self.fields[name].queryset = people
            if many:
                self.fields[name].widget = Combobox(
                    reverse_lazy("assets:people_options"), labelled=labelled(people)
                )

    def offer_places(self, name: str, places: QuerySet[Place]) -> None:
        self.fields[name].queryset = places
        if places.count() > MOST_IN_A_LIST:
            self.fields[name].widget = Combobox(
                reverse_lazy("school:place_options"), labelled=labelled(places)
            )

    @property
    def when(self) -> dict[str, Any]:
        """Who files it, and when it happened, as the verbs ask."""
        data = self.cleaned_data
        return {
            "by": self.by,
            "now": self.now,
            "happened_at": data["happened_at"],
            "late_reason": data["late_reason"],
        }


def staff(person: Any, now: datetime) -> Any:
    """Who works where this person looks after the goods."""
    people = Person.objects.visible_to(person, KEEP)
    return people.employed(timezone.localdate(now)).order_by("pinyin", "pk")


def labelled(rows: QuerySet[Any]) -> Any:
    def words(pk: Any) -> str:
        return str(rows.filter(pk=whole_number(str(pk))).first() or "")

    return words


def campus_of(cards: list[Asset], form: Any, field: str) -> Any:
    """The campus of the cards chosen; told beside the field if they are of several."""
    campuses = {asset.campus for asset in cards}
    if len(campuses) > 1:
        form.add_error(field, gettext("Things of one campus go on one sheet."))
        return None
    return next(iter(campuses), None)
