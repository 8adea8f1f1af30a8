"""The browser at the other end: its address, what it is in words, and whether it is known."""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from logistics.accounts.models import Device, Visit
from logistics.school.models import Campus, Person

SHARED_FOR, OWN_FOR = timedelta(days=365), timedelta(days=30)
KNOWN_FOR = timedelta(days=180)
PREFIX = "__Host-" if settings.HTTPS else ""  # such a cookie comes from this very host
SHARED, OWN, KNOWN = f"{PREFIX}shared", f"{PREFIX}own", f"{PREFIX}known"
MOST_KNOWN = 20

# The first that fits; WeChat is named before the browser it is made of.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Edg": "Edge",
    "Firefox|FxiOS": "Firefox",
    "HuaweiBrowser": "Huawei",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS|OpenHarmony": "HarmonyOS",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
PHONE = re.compile("Mobile|Android|iPhone|iPad|HarmonyOS|OpenHarmony")


def address_of(request: HttpRequest) -> str | None:
    """The address a request came from. Behind our own proxy it is what that proxy added last."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        told = request.headers.get("X-Forwarded-For", told).split(",")[-1]
    try:
        return str(ip_address(told.strip()))
    except ValueError:
        return None


def masked_address(address: str) -> str:
    """192.168.*.*"""
    sign = ":" if ":" in address else "."
    return sign.join([*address.split(sign)[:2], "*", "*"]) if address else ""


def browser_of(request: HttpRequest) -> str:
    """Chrome · Windows"""
    agent = request.headers.get("User-Agent", "")
    found = [
        next((word for signs, word in words.items() if re.search(signs, agent)), "")
        for words in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(word for word in found if word) or _("unknown browser")


def is_phone(request: HttpRequest) -> bool:
    return bool(PHONE.search(request.headers.get("User-Agent", "")))


# Known devices ----------------------------------------------------------------------------------


def digest(token: str) -> str:
    """The token is random and long: nothing slow is needed to hide it."""
    return sha256(token.encode()).hexdigest()


def shared_device(request: HttpRequest, now: datetime) -> Device | None:
    """The shared device this browser is registered as."""
    return known_by(request, SHARED, now)


def own_device(request: HttpRequest, now: datetime) -> Device | None:
    """What one person keeps a login on, if this browser is that."""
    return known_by(request, OWN, now)


def known_by(request: HttpRequest, cookie: str, now: datetime) -> Device | None:
    token = request.COOKIES.get(cookie)
    if not token:
        return None
    devices = Device.objects.good(now).filter(person__isnull=cookie == SHARED)
    return devices.select_related("campus", "person").filter(digest=digest(token)).first()


@transaction.atomic
def register(name: str, campus: Campus, *, by: Person, now: datetime) -> tuple[Device, str]:
    """Make this browser a shared device of a campus. The token goes into its cookie, once."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        name=name,
        campus=campus,
        digest=digest(token),
        registered_by=by,
        registered_at=now,
        expires_at=now + SHARED_FOR,
    )
    return device, token


@transaction.atomic
def keep(
    person: Person, name: str, *, trusted: bool, now: datetime, instead_of: Device | None
) -> tuple[Device, str]:
    """Remember a person's own device for thirty days; `trusted`: it is not asked for a code."""
    if instead_of and instead_of.person_id == person.pk:
        instead_of.delete()
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        person=person,
        name=name[:50],
        digest=digest(token),
        trusted=trusted,
        registered_by=person,
        registered_at=now,
        expires_at=now + OWN_FOR,
    )
    return device, token


@transaction.atomic
def revoke(device: Device) -> None:
    """The device is known no more, and whoever is logged in on it is not."""
    keys = list(device.visits.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Visit.objects.filter(session_key__in=keys).delete()
    device.delete()


def set_cookie(response: HttpResponse, name: str, value: str, age: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(age.total_seconds()),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


# Browsers from which an account was opened before ------------------------------------------------


def opened_before(request: HttpRequest) -> list[str]:
    """The accounts that were opened from this browser, by their digests."""
    try:
        return list(signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KNOWN_FOR))
    except signing.BadSignature:
        return []


def remember_opened(request: HttpRequest, response: HttpResponse, account: str) -> None:
    accounts = [account, *(a for a in opened_before(request) if a != account)][:MOST_KNOWN]
    set_cookie(response, KNOWN, signing.dumps(accounts, salt=KNOWN), KNOWN_FOR)
