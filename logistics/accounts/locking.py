"""Guessing is slow: five wrong tries of an account at one address wait fifteen minutes (axes does
that), and over all addresses each try after the twentieth waits twice as long as the one before.

Nobody is locked out for good by a stranger: a browser from which the account was opened before
waits only for its own mistakes, and the administrator lifts the rest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from logistics.accounts.devices import address_of, browser_of, opened_before
from logistics.accounts.models import SignIn, Way
from logistics.school.models import Person

FREE_TRIES = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=8)
REMEMBERED = timedelta(days=1)
RELIEF = {SignIn.Result.IN, SignIn.Result.UNLOCKED}


def account_key(name: str) -> str:
    """Stands for an account in every count, whether there is such an account or not."""
    return salted_hmac("accounts.account", name.strip().casefold()).hexdigest()[:32]


def axes_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    return account_key((credentials or {}).get("username") or "")


class Handler(AxesDatabaseHandler):
    """Axes, with a doubling wait for an account over all addresses, and a log of who tried."""

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        account = axes_name(request, credentials)
        until = waits_until(account, timezone.now())
        if until and account not in opened_before(request):
            request.waits_until = until  # type: ignore[attr-defined]  # for the page that says so
            return True
        return False

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **given: Any
    ) -> None:
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **given)
        if request is None or was_locked:
            return  # nothing was evaluated
        now_locked = request.axes_locked_out
        note_failure(request, credentials, SignIn.Result.WRONG)
        if now_locked:
            note_failure(request, credentials, SignIn.Result.LOCKED)


def note_failure(request: HttpRequest, credentials: dict[str, Any], result: str) -> None:
    """Of an account that exists and of one that does not, with the same work."""
    name = credentials.get("username") or ""
    person = Person.objects.filter(username=name).first()
    way = credentials.get("way", Way.PASSWORD)
    note(request, person, name=name, way=way, result=result, now=timezone.now())


def note(
    request: HttpRequest,
    person: Person | None,
    *,
    way: str,
    result: str,
    now: datetime,
    name: str = "",
    device: str = "",
    by: Person | None = None,
) -> None:
    """Keep that somebody came in or was refused. `name`: what was typed, where nobody has it."""
    SignIn.objects.create(
        at=now,
        account=account_key((person and person.username) or name),
        person=person,
        way=way,
        result=result,
        browser=browser_of(request)[:60],
        address=address_of(request) or "",
        device=device,
        by=by,
    )


def waits_until(account: str, now: datetime) -> datetime | None:
    """Until when this account is tried no more, from wherever; none if it may be tried."""
    recent = SignIn.objects.filter(account=account, at__gt=now - REMEMBERED)
    newest = recent.exclude(way=Way.PIN).values_list("result", "at")[: FREE_TRIES * 3]
    tries = takewhile(lambda row: row[0] not in RELIEF, newest)
    wrong = [at for result, at in tries if result == SignIn.Result.WRONG]
    if len(wrong) < FREE_TRIES:
        return None
    until = wrong[0] + min(FIRST_WAIT * 2 ** (len(wrong) - FREE_TRIES), LONGEST_WAIT)
    return until if until > now else None


def answer(
    request: HttpRequest, _response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What is shown instead of the login page; the same of accounts that do not exist."""
    wait = settings.AXES_COOLOFF_TIME
    if until := getattr(request, "waits_until", None):
        wait = until - timezone.now()
    context = {"minutes": max(1, -(-wait // timedelta(minutes=1)))}
    page = TemplateResponse(request, "errors/locked.html", context, status=429)
    page.headers["Retry-After"] = str(int(wait.total_seconds()))
    return page.render()


# What the administrator sees and lifts ------------------------------------------------------------


@dataclass(frozen=True)
class Locked:
    """An account that is waiting: until when, and at which addresses (none: everywhere)."""

    person: Person
    until: datetime
    addresses: list[str]


def locked_accounts(people: QuerySet[Person], now: datetime) -> list[Locked]:
    """Of these people, the longest wait first."""
    keys = {account_key(p.username): p for p in people if p.username}
    at_one = locked_at_addresses(now)
    found = []
    for account in tried_lately(now) | set(at_one):
        everywhere = waits_until(account, now)
        here = at_one.get(account, {})
        if account in keys and (everywhere or here):
            until = everywhere or max(here.values())
            found.append(Locked(keys[account], until, [] if everywhere else sorted(here)))
    return sorted(found, key=lambda row: row.until, reverse=True)


def tried_lately(now: datetime) -> set[str]:
    recent = SignIn.objects.filter(at__gt=now - REMEMBERED, result=SignIn.Result.WRONG)
    counted = recent.order_by().values("account").annotate(n=Sum(1)).filter(n__gte=FREE_TRIES)
    return set(counted.values_list("account", flat=True))


def locked_at_addresses(now: datetime) -> dict[str, dict[str, datetime]]:
    since = now - settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(attempt_time__gt=since).order_by()
    rows = rows.values_list("username", "ip_address").annotate(
        n=Sum("failures_since_start"), last=Max("attempt_time")
    )
    found: dict[str, dict[str, datetime]] = {}
    for account, address, tries, last in rows:
        if tries >= settings.AXES_FAILURE_LIMIT:
            found.setdefault(account, {})[address or "?"] = last + settings.AXES_COOLOFF_TIME
    return found


@transaction.atomic
def unlock(person: Person, *, request: HttpRequest, by: Person, now: datetime) -> None:
    """Let the account be tried again at once; it is kept who did so."""
    AccessAttempt.objects.filter(username=account_key(person.username or "")).delete()
    note(request, person, way=Way.PASSWORD, result=SignIn.Result.UNLOCKED, now=now, by=by)
