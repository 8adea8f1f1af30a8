"""Designing a checklist: what has been used stands still, so a change is a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.errors import Refused
from safety.models import Checklist, ChecklistArea, ChecklistItem, ChecklistVersion

MOST_ITEMS = 200


@dataclass(frozen=True)
class Wanted:
    """A line as it is designed: under which heading, and the fields of its item."""

    area: str
    fields: dict[str, Any]


def new_code() -> str:
    return f"own-{token_hex(4)}"


@transaction.atomic
def found(checklist: Checklist, *, by: Any, now: datetime) -> Checklist:
    """A list of the school's own, with an empty first version."""
    checklist.code = checklist.code or new_code()
    checklist.save(force_insert=True)
    ChecklistVersion.objects.create(checklist=checklist, number=1, made_at=now, made_by=by)
    return checklist


@transaction.atomic
def revise(
    checklist: Checklist, lines: Sequence[Wanted], *, seen: int, by: Any, now: datetime
) -> ChecklistVersion:
    """Let the list say something else from now on.

    A version on which a round has begun stays as it is, and a new one is made. `seen` is the
    number of the version the person had before them.
    """
    if len(lines) > MOST_ITEMS:
        raise Refused(_("A checklist has at most %(most)s lines.") % {"most": MOST_ITEMS})
    newest = checklist.versions.select_for_update().order_by("-number").first()
    if newest is None or newest.number != seen:
        raise Refused(_("This checklist was changed meanwhile. Look at it again."))
    edition = newest if newest.frozen_at is None else next_after(newest)
    edition.made_at, edition.made_by = now, by
    edition.save()
    edition.areas.all().delete()
    lay(edition, lines)
    return edition


def next_after(newest: ChecklistVersion) -> ChecklistVersion:
    return ChecklistVersion(checklist_id=newest.checklist_id, number=newest.number + 1)


def lay(edition: ChecklistVersion, lines: Sequence[Wanted]) -> None:
    """The lines under their headings, in the order in which they were typed."""
    areas: list[ChecklistArea] = []
    items: list[tuple[ChecklistArea, Wanted]] = []
    for title, group in groupby(lines, key=lambda line: line.area):
        area = ChecklistArea(version=edition, title=title, position=len(areas) + 1)
        areas.append(area)
        items += [(area, line) for line in group]
    ChecklistArea.objects.bulk_create(areas)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(area=area, position=position, **line.fields)
        for position, (area, line) in enumerate(items, start=1)
    )


@transaction.atomic
def copy(source: Checklist, *, title: str, campus: Any, by: Any, now: datetime) -> Checklist:
    """A list of one's own that begins as another one is now."""
    fields = ("kind", "subject", "place_kinds", "is_single", "is_scored", "roles", "source")
    own = Checklist(**{name: getattr(source, name) for name in fields})
    own.title, own.about, own.campus = title, source.about, campus
    found(own, by=by, now=now)
    revise(own, lines_of(source), seen=1, by=by, now=now)
    return own


LINE = (
    "title", "answer", "unit", "low", "high", "options", "bad_options", "photo", "weight",
    "category",
)  # fmt: skip


def lines_of(checklist: Checklist) -> list[Wanted]:
    """The newest version of a list, line by line."""
    newest = checklist.versions.order_by("-number").first()
    items = ChecklistItem.objects.filter(area__version=newest).select_related("area")
    return [
        Wanted(item.area.title, {name: getattr(item, name) for name in LINE})
        for item in items.order_by("area__position", "area_id", "position", "pk")
    ]
