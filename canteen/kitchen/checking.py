"""The morning check of the kitchen staff, and whether a round over the fridges is whole."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from canteen.kitchen import keeping, rules
from canteen.kitchen.judging import Odd
from canteen.kitchen.roster import STANDINGS
from canteen.models import ColdStorageReading, Conclusion, FoodHandlerCheck, FoodHandlerLine
from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.models import Person
from logistics.school.rules import rule

UNFIT = "food_handler_unfit"
NOTICES = [
    NoticeKind(
        UNFIT,
        gettext_lazy("Not fit to work with food"),
        gettext_lazy("%(person)s may not work with food today: %(why)s"),
    ),
]
ROUND, PART = "cold:round", "cold:part"


def round_of(record: ColdStorageReading) -> str:
    """The duty asks for every fridge: a round that left one out proves nothing."""
    return ROUND if record.count >= record.owed else PART


def has_fever(line: FoodHandlerLine, on: date) -> bool:
    return line.degrees is not None and line.degrees >= rule(rules.FEVER, on=on)


def is_fit(line: FoodHandlerLine, on: date) -> bool:
    return line.has_cert and not line.symptoms and not has_fever(line, on)


def why_not(line: FoodHandlerLine, on: date) -> str:
    """For those who are told: that there is a symptom, not which, and how the certificate stands."""
    why = [_("a symptom was found")] if line.symptoms or has_fever(line, on) else []
    if not line.has_cert:
        standing = STANDINGS.get(line.cert, line.cert)
        why.append(_("health certificate %(standing)s") % {"standing": standing})
    return pgettext("between the parts of a list", ", ").join(why)


def unfit(record: FoodHandlerCheck, on: date) -> list[FoodHandlerLine]:
    """Who is here and must not work with food, whatever was concluded."""
    here = [line for line in record.new_lines or () if line.conclusion != Conclusion.OFF]
    return [line for line in here if not is_fit(line, on)]


@transaction.atomic
def check(
    record: FoodHandlerCheck,
    *,
    on: date,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File the check of a morning. Whoever is not fit is a finding, and the principal is told."""
    entry = keeping.keep(record, odd_of(record, on), by=by, now=now, photos=photos)
    for line in unfit(record, on):
        tell(
            heads_of(entry, on), UNFIT, url=entry.get_absolute_url(), now=now, by=by,
            key=f"{entry.pk}.{line.person_id}", campus=entry.campus,
            person=line.person.name, why=why_not(line, on),
        )  # fmt: skip
    return entry


def odd_of(record: FoodHandlerCheck, on: date) -> list[Odd]:
    """A finding for whoever is not fit; how many they are stands on the sheet."""
    bad = unfit(record, on)
    record.unfit = len(bad)
    return [Odd(sentence_of(line, on), key=f"handler:{line.person_id}") for line in bad]


def sentence_of(line: FoodHandlerLine, on: date) -> str:
    said = {"person": line.person.name, "why": why_not(line, on), "reason": line.override}
    if line.conclusion == Conclusion.WORKS:
        return _("%(person)s works with food all the same (%(why)s): %(reason)s") % said
    return _("%(person)s may not work with food: %(why)s") % said


def heads_of(entry: Entry, on: date) -> Any:
    """The principals of the campus."""
    here = Q(posts__campus=entry.campus_id) | Q(posts__campus=None)
    now = Q(posts__starts_on__lte=on) & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
    return Person.objects.filter(here & now & Q(posts__role=Role.PRINCIPAL)).distinct()
