"""Meetings and the safety group filed; what was decided goes to somebody until a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import Attendee, GroupMember, SafetyGroup, SafetyMeeting


@dataclass(frozen=True)
class Decision:
    """Something that was decided, and who does it until when."""

    what: str
    owner: Any = None
    due_on: date | None = None


def meeting_subject(about: str) -> str:
    return f"meeting:{about}"


@transaction.atomic
def meet(
    meeting: SafetyMeeting,
    *,
    came: Iterable[Any],
    missing: Iterable[Any] = (),
    decisions: Sequence[Decision] = (),
    by: Any,
    now: datetime,
    photos: Sequence[Any] = (),
) -> Entry:
    """File a meeting. Each decision is put right by its owner and checked by another."""
    came = list(came)
    if not came and not meeting.guests:
        raise Refused(_("Say who was there."))
    people = [(person, True) for person in came]
    people += [(person, False) for person in missing if person not in came]
    meeting.new_lines = [Attendee(person=p, was_there=there) for p, there in people]
    meeting.entry.subject = meeting_subject(meeting.about)
    entry = filing.submit(meeting, by=by, now=now, photos=photos)
    for number, decision in enumerate(decisions, start=1):
        righting.found(
            entry, what=decision.what, owner=decision.owner, due_on=decision.due_on, by=by,
            now=now, key=f"meeting{entry.pk}:{number}",
        )  # fmt: skip
    return entry


@transaction.atomic
def form_group(
    group: SafetyGroup, members: Sequence[GroupMember], *, by: Any, now: datetime
) -> Entry:
    """File who is in the safety group of a year; it has one leader."""
    leaders = [member for member in members if member.seat == GroupMember.Position.LEADER]
    if len(leaders) != 1:
        raise Refused(_("The group has one leader, this has %(count)s.") % {"count": len(leaders)})
    if len({member.person_id for member in members}) < len(members):
        raise Refused(_("Somebody stands in the group twice."))
    group.new_lines = members
    return filing.submit(group, by=by, now=now)


def group_of(year: int, campus: int | None = None) -> SafetyGroup | None:
    """The group of a year as it was filed last."""
    rows = SafetyGroup.objects.filter(school_year=year).exclude(entry__status=Entry.Status.VOIDED)
    if campus is not None:
        rows = rows.filter(entry__campus=campus)
    return rows.select_related("entry").order_by("-entry__happened_at", "-pk").first()
