"""What reporters, repairers and directors are told of a ticket; and who they are."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.access import roles_with
from logistics.contributions import NoticeKind
from logistics.notices import telling
from logistics.school.models import Person, Post
from safety.models import RepairTicket, Urgency

NEW, NEW_URGENT, ASSIGNED, ON_ITS_WAY, WAITS = (
    "repair_new", "repair_new_urgent", "repair_assigned", "repair_taken", "repair_waits"
)  # fmt: skip
TO_ACCEPT, NOT_RIGHT, ACCEPTED, BACK, ENDED = (
    "repair_to_accept", "repair_not_right", "repair_accepted", "repair_returned", "repair_ended"
)  # fmt: skip
HANDED_BACK, JOINED, AGREED, REFUSED = (
    "repair_handed_back", "repair_joined", "repair_money_agreed", "repair_money_refused"
)  # fmt: skip

KINDS = [
    NoticeKind(NEW, _("Reported for repair"), _("%(place)s: %(what)s"), leaves=True),
    NoticeKind(
        NEW_URGENT,
        _("Urgent repair"),
        _("%(place)s: %(what)s. Somebody may get hurt."),
        urgent=True,
        leaves=True,
    ),
    NoticeKind(
        ASSIGNED, _("To be repaired"), _("%(place)s: %(what)s, until %(day)s"), leaves=True
    ),
    NoticeKind(
        ON_ITS_WAY, _("Your repair is in hand"), _("%(who)s repairs “%(what)s”."), leaves=True
    ),
    NoticeKind(WAITS, _("Your repair has to wait"), _("“%(what)s” %(why)s."), leaves=True),
    NoticeKind(
        TO_ACCEPT,
        _("Repaired: please look at it"),
        _("“%(what)s” is repaired. Look at it and sign."),
        leaves=True,
    ),
    NoticeKind(NOT_RIGHT, _("Not right yet"), _("“%(what)s” is not right yet: %(why)s"), leaves=True),
    NoticeKind(ACCEPTED, _("Repair accepted"), _("%(who)s has accepted “%(what)s”."), leaves=True),
    NoticeKind(
        BACK, _("Your report is returned"), _("“%(what)s”: %(why)s. Answer, or withdraw it."),
        leaves=True,
    ),
    NoticeKind(ENDED, _("Your report is closed"), _("“%(what)s”: %(why)s"), leaves=True),
    NoticeKind(
        HANDED_BACK, _("A repair is handed back"), _("“%(what)s”: %(why)s"), leaves=True
    ),
    NoticeKind(
        JOINED,
        _("Reported twice"),
        _("“%(what)s” goes on as %(number)s."),
        leaves=True,
    ),
    NoticeKind(
        AGREED, _("The cost is agreed to"), _("“%(what)s” may go on."), leaves=True
    ),
    NoticeKind(
        REFUSED, _("The cost is not agreed to"), _("“%(what)s”: %(why)s"), leaves=True
    ),
]  # fmt: skip


def holders(permission: str, campus: Any, *, now: date) -> list[Person]:
    """Who may do something at a campus, by post, on a day."""
    here = Q(campus=campus) | Q(campus=None)
    posts = Post.objects.current(now).filter(
        here, role__in=roles_with(permission), person__is_active=True
    )
    people = {post.person_id: post.person for post in posts.select_related("person")}
    return [people[key] for key in sorted(people)]


def tell(
    ticket: RepairTicket,
    kind: str,
    people: Iterable[Any],
    *,
    by: Any,
    now: datetime,
    key: str = "",
    **said: str,
) -> None:
    telling.tell(
        [person for person in people if person],
        kind,
        url=ticket.get_absolute_url(),
        now=now,
        by=by,
        key=key or f"{ticket.pk}.{ticket.version}",
        campus=ticket.campus,
        what=ticket.title,
        **said,
    )


def managing(ticket: RepairTicket, now: datetime) -> list[Person]:
    return holders("safety.manage", ticket.campus, now=timezone.localdate(now))


def repairing(ticket: RepairTicket, now: datetime) -> list[Person]:
    """Those of the campus who repair; where nobody does, those who answer for it."""
    people = holders("safety.repair", ticket.campus, now=timezone.localdate(now))
    return people or managing(ticket, now)


def concerned(ticket: RepairTicket) -> list[Any]:
    """Whoever reported it, and whoever reported the same."""
    doubles = ticket.duplicates.select_related("reporter")
    return [ticket.reporter, *(double.reporter for double in doubles)]


def reported(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    kind = NEW_URGENT if ticket.urgency == Urgency.EXTRA else NEW
    tell(ticket, kind, repairing(ticket, now), by=by, now=now, place=ticket.where)


def assigned(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    settled(ticket, now=now)
    told = {"place": ticket.where, "day": ticket.due_on.isoformat()}
    tell(ticket, ASSIGNED, [ticket.repairer], by=by, now=now, **told)


def taken(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    settled(ticket, now=now)
    tell(ticket, ON_ITS_WAY, concerned(ticket), by=by, now=now, who=ticket.who_repairs)


def settled(ticket: RepairTicket, *, now: datetime) -> None:
    """Somebody has it: the others need not look at it any more."""
    for version in range(1, ticket.version + 1):
        for kind in (NEW, NEW_URGENT):
            telling.settle(kind, f"{ticket.pk}.{version}", now=now)


def held_up(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    why = str(ticket.get_waiting_display())
    tell(ticket, WAITS, concerned(ticket), by=by, now=now, why=why)


def handed_back(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    tell(ticket, HANDED_BACK, managing(ticket, now), by=by, now=now, why=why)


def to_accept(ticket: RepairTicket, people: Iterable[Person], *, by: Any, now: datetime) -> None:
    tell(ticket, TO_ACCEPT, people, by=by, now=now)


def not_right(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    people = [ticket.repairer] if ticket.repairer else managing(ticket, now)
    tell(ticket, NOT_RIGHT, people, by=by, now=now, why=why)


def accepted(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    others = [person for person in concerned(ticket)[1:] if person]
    tell(ticket, ACCEPTED, [ticket.repairer, *others], by=by, now=now, who=str(by))


def closed_unanswered(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    tell(ticket, ENDED, concerned(ticket), by=by, now=now, why=ticket.why)


def returned(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    settled(ticket, now=now)
    tell(ticket, BACK, concerned(ticket), by=by, now=now, why=ticket.why)


def dropped(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    tell(ticket, ENDED, concerned(ticket), by=by, now=now, why=ticket.why)


def joined(ticket: RepairTicket, main: RepairTicket, *, by: Any, now: datetime) -> None:
    settled(ticket, now=now)
    tell(ticket, JOINED, concerned(ticket), by=by, now=now, number=main.number)


def money_agreed(ticket: RepairTicket, *, by: Any, now: datetime) -> None:
    tell(ticket, AGREED, [ticket.repairer, ticket.assigned_by], by=by, now=now)


def money_refused(ticket: RepairTicket, *, why: str, by: Any, now: datetime) -> None:
    tell(ticket, REFUSED, [ticket.repairer, ticket.assigned_by], by=by, now=now, why=why)
