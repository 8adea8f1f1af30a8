"""How a finding stands, read off the records that are not voided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.duties.models.findings import Finding, Recheck, Rectification, Sighting
from logistics.records.models import Entry

MOVES = (Rectification, Recheck)


def settle(finding: Finding, *, now: datetime) -> None:
    """Read the state off the records again, in the order in which they were entered.

    A check that came before anything was put right says nothing; one that failed opens it again.
    One that passed closes it unless whoever checked has put it right too or answers for it.
    """
    finding.put_right_at = finding.put_right_by_id = None
    finding.closed_at = finding.closed_by_id = None
    hands: set[int] = set()  # who has put it right since it was last open
    for move in moves_of(finding):
        take(finding, move, hands)
    finding.withdrawn_at = None if is_founded(finding) else finding.withdrawn_at or now
    finding.save()


def moves_of(finding: Finding) -> list[Any]:
    """Rectifications and rechecks that stand, the first entered first."""
    found: list[Any] = []
    for model in MOVES:
        rows = model._default_manager.filter(finding=finding).select_related("entry")
        found += [row for row in rows if row.entry.status != Entry.Status.VOIDED]
    return sorted(found, key=lambda row: row.pk)


def take(finding: Finding, move: Any, hands: set[int]) -> None:
    entry = move.entry
    if isinstance(move, Rectification):
        finding.put_right_at, finding.put_right_by_id = entry.happened_at, entry.entered_by_id
        hands.add(entry.entered_by_id)
    elif finding.put_right_at is None or finding.closed_at:
        return
    elif not move.passed:
        finding.put_right_at = finding.put_right_by_id = None
        hands.clear()
    elif entry.entered_by_id not in hands | {finding.owner_id}:
        finding.closed_at, finding.closed_by_id = entry.happened_at, entry.entered_by_id


def put_right_with(person: Any) -> Exists:
    """Whether somebody had a hand in what a finding waits to be checked again for."""
    failed = Recheck.objects.filter(
        finding=OuterRef("finding"), pk__gt=OuterRef("pk"), passed=False
    )
    own = Rectification.objects.filter(finding=OuterRef("pk"), entry__entered_by=person.pk)
    own = own.exclude(entry__status=Entry.Status.VOIDED)
    return Exists(own.filter(~Exists(failed.exclude(entry__status=Entry.Status.VOIDED))))


def has_put_right(finding: Finding, person: Any) -> bool:
    """The same of one finding: alone or beside others, since it was last open."""
    return Finding.objects.filter(put_right_with(person), pk=finding.pk).exists()


def is_founded(finding: Finding) -> bool:
    """Whether any record that found it stands."""
    return Entry.objects.standing().filter(pk__in=found_by(finding)).exists()


def found_by(finding: Finding) -> set[int]:
    """The records that found it. Asked by themselves: with an OR a database reads all records."""
    return {finding.entry_id, *finding.sightings.values_list("entry_id", flat=True)}


def resettle(entry: Entry, *, now: datetime) -> None:
    """A record was voided: what it found, put right or checked again stands otherwise."""
    found = Finding.objects.order_by().filter(entry=entry).values_list("pk")
    others = (
        model._default_manager.order_by().filter(entry=entry).values_list("finding")
        for model in (Sighting, *MOVES)
    )
    keys = [key for (key,) in found.union(*others)]
    for finding in Finding.objects.filter(pk__in=keys).select_for_update().order_by("pk"):
        settle(finding, now=now)


@dataclass(frozen=True)
class Step:
    """One record on the way of a finding, as its page shows it."""

    entry: Entry
    title: str
    text: str = ""
    tone: str = "neutral"


def steps_of(finding: Finding) -> list[Step]:
    """Every record on its way, the voided ones too, in the order in which they were entered."""
    moves: dict[int, Any] = {}
    for model in MOVES:
        moves |= {row.pk: row for row in model._default_manager.filter(finding=finding)}
    entries = Entry.objects.filter(pk__in=found_by(finding) | moves.keys())
    entries = entries.select_related("entered_by", "place")
    rows = entries.defer("entered_by__identity_number").prefetch_related("photos")
    return [step_of(finding, row, moves.get(row.pk)) for row in rows.order_by("pk")]


def step_of(finding: Finding, entry: Entry, move: Any) -> Step:
    match move:
        case Rectification():
            return Step(entry, _("Was put right"), move.done, "info")
        case Recheck(passed=True):
            return Step(entry, _("Checked again: it is right"), move.seen, "ok")
        case Recheck():
            return Step(entry, _("Checked again: not right yet"), move.seen, "danger")
    title = pgettext("a finding", "Found") if entry.pk == finding.entry_id else _("Found again")
    return Step(entry, title, f"{entry.declared.title} {entry.number}", "warn")
