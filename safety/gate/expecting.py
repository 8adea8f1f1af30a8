"""Visits before they happen: announced by the host, or asked for by the gate while somebody waits."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import NoticeKind
from logistics.errors import Refused
from logistics.notices.telling import settle, tell
from safety.models import ExpectedVisit

ASKED, ANSWERED = "visitor_waits", "visitor_answered"

# Without the visitor's name: the page has it, and it goes from there after a year.
NOTICES = [
    NoticeKind(
        ASKED,
        gettext_lazy("A visitor waits at the gate"),
        gettext_lazy("The gate asks whether a visitor may come in: %(purpose)s"),
        urgent=True,
        leaves=True,
    ),
    NoticeKind(
        ANSWERED,
        gettext_lazy("Answer to the gate"),
        gettext_lazy("%(person)s has answered about the visitor who waits."),
        leaves=True,
    ),
]


@transaction.atomic
def announce(visit: ExpectedVisit, *, by: Any, now: datetime) -> ExpectedVisit:
    """The host expects somebody: agreed from the beginning."""
    visit.asked_by, visit.asked_at = by, now
    visit.host, visit.agreed_by, visit.agreed_at = by, by, now
    visit.save(force_insert=True)
    return visit


@transaction.atomic
def ask(visit: ExpectedVisit, *, by: Any, now: datetime) -> ExpectedVisit:
    """Somebody stands at the gate: the host is asked, and the gate goes on with the next."""
    if visit.host_id == by.pk:
        raise Refused(_("Nobody asks themselves. Choose whom the visitor wants to see."))
    visit.asked_by, visit.asked_at = by, now
    visit.save(force_insert=True)
    tell(
        [visit.host], ASKED, url=visit.get_absolute_url(), now=now, by=by, key=str(visit.pk),
        campus=visit.campus, purpose=str(visit.get_purpose_display()),
    )  # fmt: skip
    return visit


@transaction.atomic
def agree(visit: ExpectedVisit, *, by: Any, now: datetime) -> None:
    """The visitor may come in. Refused once it is answered."""
    answer(visit, by=by, now=now, agreed_at=now, agreed_by=by)


@transaction.atomic
def refuse(visit: ExpectedVisit, *, by: Any, now: datetime) -> None:
    answer(visit, by=by, now=now, refused_at=now)


def answer(visit: ExpectedVisit, *, by: Any, now: datetime, **said: Any) -> None:
    waiting = ExpectedVisit.objects.in_state("visit_waiting").filter(pk=visit.pk)
    if not waiting.update(**said):
        raise Refused(_("This was answered already."))
    visit.refresh_from_db()
    settle(ASKED, str(visit.pk), now=now)
    tell(
        [visit.asked_by], ANSWERED, url=visit.get_absolute_url(), now=now, by=by,
        key=str(visit.pk), campus=visit.campus, person=str(by),
    )  # fmt: skip


@transaction.atomic
def cancel(visit: ExpectedVisit, *, by: Any, now: datetime) -> None:
    """The visit will not take place; refused once the visitor is in."""
    rows = ExpectedVisit.objects.filter(pk=visit.pk, arrived=None, cancelled_at=None)
    if not rows.update(cancelled_at=now):
        raise Refused(_("This visit has come in or is cancelled already."))
    settle(ASKED, str(visit.pk), now=now)
