"""Health certificates of the staff as they are handed in: a line for each who has to renew."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from health.care import staffing
from health.care.staffing import Handed, Held
from health.forms.care_sheets import LinesForm, day, offer_the_only_one, short
from health.forms.exams import not_ahead
from health.models import StaffHealthSheet
from logistics.records.models import Entry
from logistics.school.models import Campus


class StaffCertsForm(LinesForm):
    """One day of examination for all; a number for each certificate that came, the rest empty.

    Without any number it is the monthly look at who has to renew.
    """

    kind_code = StaffHealthSheet.kind_code
    COLUMNS: ClassVar = {
        "number": lambda: short(_("number of the certificate"), 40),
        "unfit": lambda: forms.BooleanField(label=_("unfit"), required=False),
        "day": lambda: day(_("examined on another day")),
    }
    ASIDE = ("unfit", "day")

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    checked_on = day(_("examined on"))
    issued_by = short(_("issued by"))

    def limit(self) -> None:
        super().limit()
        field: Any = self.fields["campus"]
        field.queryset = Campus.objects.visible_to(self.by, staffing.KEEP).filter(is_active=True)
        offer_the_only_one(self, "campus")

    def key_of(self, thing: Held) -> int:
        return thing.person.pk

    def title_of(self, thing: Held) -> str:
        return str(thing.person)

    def facts_of(self, thing: Held) -> Sequence[tuple[str, str]]:
        until = f"{thing.cert.valid_to:%Y-%m-%d}" if thing.cert else ""
        return ((str(thing.standing.label), until),)

    def clean_checked_on(self) -> Any:
        return not_ahead(self.cleaned_data["checked_on"], self.now)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        for held in self.handed():
            said = self.said(held)
            if not (said["day"] or data.get("checked_on")):
                self.add_error("checked_on", gettext("Say when they were examined."))
                break
        return data

    def handed(self) -> list[Held]:
        """Those of whom something was written."""
        said = [(held, self.said(held)) for held in self.things]
        return [held for held, words in said if words["number"] or words["unfit"]]

    def save(self) -> Entry:
        handed = [self.cert_of(held) for held in self.handed()]
        return staffing.file_certs(self.cleaned_data["campus"], handed, **self.when)

    def cert_of(self, held: Held) -> Handed:
        data, said = self.cleaned_data, self.said(held)
        checked_on = said["day"] or data["checked_on"]
        return Handed(
            held.person,
            said["number"] or "",
            checked_on,
            staffing.one_year_on(checked_on),
            is_fit=not said["unfit"],
            issued_by=data["issued_by"],
        )
