"""A login from its beginning to its end: the session, what it remembers, and the list of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from logistics.accounts import locking, pins, standing
from logistics.accounts.devices import address_of, browser_of, masked_address
from logistics.accounts.models import Device, SignIn, Visit, Way
from logistics.accounts.standing import MARK, Mark, mark_of
from logistics.school.models import Person

BACKEND = "logistics.school.posts.PostBackend"
ENDED = "visit_ended"  # the login page then says why somebody is asked again


@transaction.atomic
def begin(
    request: HttpRequest,
    person: Person,
    *,
    way: str,
    now: datetime,
    kept: bool = False,
    factor: bool = False,
    first: bool = False,
    device: Device | None = None,
) -> Mark:
    """Let somebody in, under a new session id, and write down that they came."""
    request.session.pop(ENDED, None)
    login(request, person, backend=BACKEND)
    at = now.timestamp()
    mark = Mark(way, at, at, kept, factor, first, device.pk if device else None)
    request.session[MARK] = mark.plain()
    request.session.set_expiry(now + standing.longest(person.roles(), mark))
    request.session.save()
    Visit.objects.create(
        person=person,
        session_key=request.session.session_key or "",
        device=device,
        way=way,
        browser=browser_of(request)[:60],
        address=address_of(request) or "",
        began_at=now,
    )
    locking.note(
        request,
        person,
        way=way,
        result=SignIn.Result.IN,
        now=now,
        device=device.name if device else "",
    )
    if way != Way.PIN:
        pins.make_good(person)
    return mark


@transaction.atomic
def renew(request: Any) -> None:
    """Go on after the password was changed: under a new session id, the only one left."""
    update_session_auth_hash(request, request.user)
    if (mark := mark_of(request.session)) is None:
        return
    update(request, first=False)
    request.session.save()
    Visit.objects.create(
        person=request.user,
        session_key=request.session.session_key,
        device_id=mark.device,
        way=mark.way,
        browser=browser_of(request)[:60],
        address=address_of(request) or "",
        began_at=datetime.fromtimestamp(mark.began, UTC),
    )


def update(request: Any, **changes: Any) -> None:
    """Write into the mark of this session what has changed."""
    request.session[MARK] = request.session[MARK] | changes


def is_over(request: Any, now: datetime) -> bool:
    """Whether the session of somebody logged in has ended; otherwise it has been seen now."""
    mark = mark_of(request.session)
    if mark is None:
        return not standing.trusts_unmarked()
    if standing.is_over(request.user.roles(), mark, now):
        return True
    if now.timestamp() - mark.seen >= standing.NOTED_EVERY.total_seconds():
        update(request, seen=now.timestamp())
    return False


def end(request: HttpRequest) -> None:
    Visit.objects.filter(session_key=request.session.session_key or "").delete()
    logout(request)


def shown(request: Any) -> dict[str, Any]:
    """For the frame of every page: when it warns, and whether somebody else may take over."""
    roles, mark = request.user.roles(), mark_of(request.session)
    return {
        "seconds": int(standing.idle_time(roles, mark).total_seconds()) if mark else None,
        "is_by_pin": bool(mark and mark.is_by_pin),
        "may_use_pin": standing.may_use_pin(roles),
    }


# The list ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Open:
    """An open session as its owner sees it."""

    visit: Visit
    seen_at: datetime
    is_this: bool

    @property
    def address(self) -> str:
        return masked_address(self.visit.address)


def open_visits(request: Any, now: datetime) -> list[Open]:
    """Of the person: where they are logged in, the newest first."""
    visits = {v.session_key: v for v in request.user.visits.select_related("device")}
    sessions = Session.objects.filter(session_key__in=visits, expire_date__gt=now)
    seen = {row.session_key: seen_of(row.session_data) for row in sessions}
    found = [
        Open(visit, seen[key] or visit.began_at, key == request.session.session_key)
        for key, visit in visits.items()
        if key in seen
    ]
    return sorted(found, key=lambda row: (row.is_this, row.seen_at), reverse=True)


def seen_of(data: str) -> datetime | None:
    mark = mark_of(SessionStore().decode(data))
    return datetime.fromtimestamp(mark.seen, UTC) if mark else None


@transaction.atomic
def end_visits(visits: Iterable[Visit]) -> int:
    """End these sessions at once; says how many there were."""
    keys = [visit.session_key for visit in visits]
    Session.objects.filter(session_key__in=keys).delete()
    return Visit.objects.filter(session_key__in=keys).delete()[0]
