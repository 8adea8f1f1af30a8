"""Checking the property of a class or room against the register: what is there, what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.cards import changing
from assets.models import (
    Asset,
    AssetEvent,
    ClassProperty,
    ClassPropertyLine,
    Condition,
    Loan,
)
from logistics.access import Role
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Campus, Person, Place, Post, SchoolClass


@dataclass(frozen=True)
class Scope:
    """What one list is about: a class with all its rooms, or one room."""

    campus: Campus
    rooms: tuple[Place, ...]
    school_class: SchoolClass | None = None

    @classmethod
    def of_class(cls, school_class: SchoolClass) -> Self:
        rooms = Place.objects.in_use().filter(school_class=school_class).order_by("kind", "name")
        return cls(school_class.campus, tuple(rooms.select_related("custodian")), school_class)

    @classmethod
    def of_place(cls, place: Place) -> Self:
        return cls(place.campus, (place,))

    @property
    def place(self) -> Place | None:
        """The room, if it is about one alone."""
        return self.rooms[0] if len(self.rooms) == 1 else None

    @property
    def whole_class(self) -> SchoolClass | None:
        """The class of whose rooms none is left out."""
        if self.school_class or self.place is None or self.place.school_class is None:
            return self.school_class
        others = Place.objects.in_use().filter(school_class=self.place.school_class_id)
        return None if others.exclude(pk=self.place.pk).exists() else self.place.school_class

    def __str__(self) -> str:
        return str(self.school_class or self.place or self.campus)

    def assets(self) -> QuerySet[Asset]:
        """All that the register has here, but what is lent as a whole."""
        here = Asset.objects.owned().filter(place__in=[room.pk for room in self.rooms])
        rows = here.exclude(state=Asset.State.LENT).select_related("place", "custodian")
        return rows.order_by("place", "name", "number")

    def answered_for_by(self, on: date) -> tuple[str, Person] | None:
        """Who signs for it, and as what: the class teacher, or the custodian of the room."""
        if self.school_class is not None:
            return class_teacher(self.school_class, on)
        custodian = self.place.custodian if self.place else None
        return (Capacity.CUSTODIAN, custodian) if custodian else None


def class_teacher(school_class: SchoolClass, on: date) -> tuple[str, Person] | None:
    """The first who holds the post; the others of the class answer together with them."""
    posts = Post.objects.current(on).filter(role=Role.TEACHER, school_class=school_class)
    post = posts.select_related("person").order_by("starts_on", "pk").first()
    return (Capacity.CLASS_TEACHER, post.person) if post else None


@dataclass(frozen=True)
class Seen:
    """How much of a card is there, and in which condition."""

    asset: Asset
    found: int
    condition: str = Condition.GOOD
    remark: str = ""


def lent_of(assets: Sequence[Asset]) -> dict[int, int]:
    """How many things of each batch are lent, by the key of the card."""
    rows = Loan.objects.open().filter(asset__in=[asset.pk for asset in assets])
    return dict(rows.order_by().values_list("asset").annotate(Sum("quantity")))


@transaction.atomic
def check(
    scope: Scope,
    seen: Sequence[Seen],
    *,
    occasion: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """File the list as it was found; whoever answers for it is asked to sign where that is due.

    A card of the list that is not in `seen` counts as all there. What is missing or was found
    elsewhere is told in the history of its card; no card moves by a check.
    """
    on = timezone.localdate(happened_at)
    answers = scope.answered_for_by(on)
    if occasion in ClassProperty.SIGNED and answers is None:
        raise Refused(_("Nobody answers for %(where)s. Name who does first.") % {"where": scope})
    sheet = ClassProperty(
        entry=entry_of(scope, happened_at, late_reason),
        occasion=occasion,
        answers=answers[1] if answers else None,
        note=note,
    )
    sheet.new_lines = lines_of(scope, seen)
    sheet.entry.is_zero = not sheet.new_lines
    sum_up(sheet)
    entry = filing.submit(sheet, by=by, now=now)
    tell_cards(sheet, on=on, by=by, now=now)
    if occasion in ClassProperty.SIGNED and answers:
        signing.ask(entry, [answers], now=now)
    return entry


def entry_of(scope: Scope, happened_at: datetime, late_reason: str) -> Entry:
    """A class in one room is both: its list proves what is owed for either."""
    return Entry(
        campus=scope.campus,
        school_class=scope.whole_class,
        place=scope.place,
        happened_at=happened_at,
        late_reason=late_reason,
    )


def lines_of(scope: Scope, seen: Sequence[Seen]) -> list[ClassPropertyLine]:
    said = {each.asset.pk: each for each in seen}
    listed = list(scope.assets())
    lent = lent_of(listed)
    lines = [
        line_of(
            asset, asset.place, asset.quantity - lent.get(asset.pk, 0), said.pop(asset.pk, None)
        )
        for asset in listed
    ]
    return lines + [besides(scope, each) for each in said.values() if each.found]


def line_of(
    asset: Asset, place: Place | None, expected: int, seen: Seen | None
) -> ClassPropertyLine:
    seen = seen or Seen(asset, expected)
    return ClassPropertyLine(
        asset=asset,
        place=place,
        custodian=asset.custodian,
        expected=expected,
        found=seen.found,
        condition=seen.condition,
        remark=seen.remark,
    )


def besides(scope: Scope, seen: Seen) -> ClassPropertyLine:
    """Found here although the register has it in another room."""
    if seen.asset.campus_id != scope.campus.pk:
        raise Refused(_("%(asset)s belongs to another campus.") % {"asset": seen.asset})
    if not scope.rooms:
        raise Refused(_("%(where)s has no room yet.") % {"where": scope})
    return line_of(seen.asset, scope.rooms[0], 0, seen)


def sum_up(sheet: ClassProperty) -> None:
    lines = sheet.new_lines or []
    sheet.expected = sum(line.expected for line in lines)
    sheet.found = sum(min(line.found, line.expected) for line in lines)
    sheet.missing = sum(line.missing for line in lines)
    sheet.damaged = sum(line.condition == Condition.DAMAGED for line in lines)


def tell_cards(sheet: ClassProperty, *, on: date, by: Any, now: datetime) -> None:
    for line in sheet.new_lines or []:
        if line.missing:
            note = _("%(count)s not found in %(place)s") % {
                "count": line.missing,
                "place": line.place,
            }
            kind = AssetEvent.Kind.MISSING
            told: dict[str, Any] = {
                "on": on,
                "by": by,
                "now": now,
                "entry": sheet.entry,
                "note": note[:200],
            }
            changing.change(line.asset, kind, **told)


# What the results page reads.


def latest(sheets: QuerySet[ClassProperty]) -> dict[tuple[int | None, int | None], ClassProperty]:
    """The last standing list of each class and room, by their keys."""
    standing = sheets.exclude(entry__status=Entry.Status.VOIDED)
    rows = standing.select_related("entry__school_class", "entry__place", "answers")
    found = {}
    for sheet in rows.order_by("entry__happened_at", "pk"):
        entry = sheet.entry
        place = None if entry.school_class_id else entry.place_id
        found[entry.school_class_id, place] = sheet
    return found


def odd_lines(sheets: Sequence[ClassProperty]) -> QuerySet[ClassPropertyLine]:
    """What was missing, damaged or found besides, in these lists."""
    rows = ClassPropertyLine.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    odd = Q(found__lt=F("expected")) | Q(condition=Condition.DAMAGED) | Q(expected=0)
    return rows.filter(odd).select_related("asset", "place", "custodian")
