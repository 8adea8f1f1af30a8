"""An injury registered, followed until it has an outcome, and reported upward."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices.telling import settle, tell
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import REPORTED, ChildInjury, InjuryFollowUp, InjuryReport
from safety.organisation.attending import holders

SEVERE = "injury_severe"

NOTICES = [
    NoticeKind(
        SEVERE,
        gettext_lazy("An injury to be reported"),
        gettext_lazy("%(number)s, %(class)s: look at it and report it to the authority"),
        urgent=True,
    )
]


@transaction.atomic
def register(
    injury: ChildInjury,
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Any] = (),
    danger: str = "",
) -> Entry:
    """File an injury. What was dangerous at its place becomes a hazard; a severe one is told at once."""
    refuse_told_before(injury.told_at, injury.entry.happened_at)
    entry = filing.submit(injury, by=by, now=now, photos=photos)
    if danger:
        open_hazard(entry, what=danger, category="facility", source="special", by=by, now=now)
    tell_leaders(injury, by=by, now=now)
    return entry


def tell_leaders(injury: ChildInjury, *, by: Any, now: datetime) -> None:
    """The leaders of the campus, in words that name no child."""
    if injury.severity not in REPORTED:
        return
    entry = injury.entry
    leaders = holders((Role.PRINCIPAL, Role.DIRECTOR), entry.campus_id, timezone.localdate(now))
    tell(
        leaders, SEVERE, url=injury.get_absolute_url(), now=now, by=by, key=str(entry.pk),
        campus=entry.campus, number=entry.number, **{"class": str(entry.school_class)},
    )  # fmt: skip


@transaction.atomic
def correct(injury: ChildInjury, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """Let the form say something else, as a new version."""
    refuse_told_before(injury.told_at, injury.entry.happened_at)
    entry = filing.correct(injury, by=by, now=now, reason=reason, seen=seen)
    tell_leaders(injury, by=by, now=now)
    return entry


@transaction.atomic
def follow(
    said: InjuryFollowUp,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    photos: Sequence[Any] = (),
) -> Entry:
    """File how the child is now; with an outcome nobody is asked after it any more."""
    injury = said.injury
    refuse_before(injury, happened_at)
    refuse_told_before(said.told_at, injury.entry.happened_at)
    said.entry = later(injury, happened_at, late_reason)
    return filing.submit(said, by=by, now=now, photos=photos)


@transaction.atomic
def report(
    said: InjuryReport,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File that an authority was told."""
    refuse_before(said.injury, happened_at)
    said.entry = later(said.injury, happened_at, late_reason)
    entry = filing.submit(said, by=by, now=now)
    settle(SEVERE, str(said.injury.pk), now=now)
    return entry


def later(injury: ChildInjury, happened_at: datetime, late_reason: str) -> Entry:
    """The head of a record about an injury, in the class of the injury."""
    about = injury.entry
    return Entry(
        campus_id=about.campus_id,
        school_class_id=about.school_class_id,
        subject=about.subject,
        happened_at=happened_at,
        late_reason=late_reason,
    )


def refuse_before(injury: ChildInjury, happened_at: datetime) -> None:
    if injury.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This injury was voided. Look at it again."))
    if happened_at < injury.entry.happened_at:
        raise Refused(_("This lies before the injury itself."))


def refuse_told_before(told_at: datetime | None, happened_at: datetime) -> None:
    if told_at and told_at < happened_at:
        raise Refused(_("The parents cannot be told before it happened."))
