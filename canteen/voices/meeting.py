"""A meeting of the diet committee filed; what was decided goes to somebody until a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.models import CommitteeMember, MealAttendee, MealMeeting
from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.records.models import Entry


@dataclass(frozen=True)
class Decision:
    """Something that was decided, and who does it until when."""

    what: str
    owner: Any = None
    due_on: date | None = None


def members_of(campus: Any) -> Any:
    rows = CommitteeMember.objects.filter(campus=campus, is_active=True)
    return rows.select_related("person").defer("person__identity_number")


@transaction.atomic
def meet(
    meeting: MealMeeting,
    *,
    came: Iterable[CommitteeMember],
    decisions: Sequence[Decision] = (),
    by: Any,
    now: datetime,
    photos: Sequence[Any] = (),
) -> Entry:
    """File a meeting with who of the committee came and who did not.

    Each decision is put right by its owner and checked by another.
    """
    there = {member.pk for member in came}
    if not there and not meeting.guests:
        raise Refused(_("Say who was there."))
    meeting.new_lines = [
        MealAttendee(side=member.side, name=str(member), was_there=member.pk in there)
        for member in members_of(meeting.entry.campus)
    ]
    entry = filing.submit(meeting, by=by, now=now, photos=photos)
    for number, decision in enumerate(decisions, start=1):
        righting.found(
            entry, what=decision.what, owner=decision.owner, due_on=decision.due_on, by=by,
            now=now, key=f"meal-meeting{entry.pk}:{number}",
        )  # fmt: skip
    return entry
