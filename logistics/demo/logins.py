"""How people got into the sample school: sign-ins of the last weeks, two shared devices, PINs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from logistics.access import Role
from logistics.accounts import devices
from logistics.accounts.locking import account_key
from logistics.accounts.models import Device, Pin, SignIn, Way
from logistics.accounts.pins import PIN_ROLES
from logistics.demo.school import Site
from logistics.school.models import Person

PIN = "274913"  # of everybody in the sample who may have one
WEEKS = timedelta(days=14)
SHARED = ("厨房平板", "门卫室电脑")
BROWSERS = {True: "WeChat · Android", False: "Chrome · Windows"}


@transaction.atomic
def write(site: Site) -> int:
    people = list(Person.objects.exclude(username=None).order_by("pk"))
    rng = site.wanted.random("logins")
    give_pins(people, site.wanted.now)
    register(site, people)
    return len(SignIn.objects.bulk_create(sign_ins(people, site.wanted.now, rng)))


def give_pins(people: list[Person], now: datetime) -> None:
    digest = make_password(PIN)
    able = [person for person in people if person.roles() and person.roles() <= PIN_ROLES]
    Pin.objects.bulk_create(Pin(person=person, digest=digest, set_at=now) for person in able)


def register(site: Site, people: list[Person]) -> None:
    """Nobody holds their tokens: on the screen they are only to be looked at."""
    director = next(person for person in people if person.username == Role.DIRECTOR)
    at = site.wanted.now - WEEKS
    Device.objects.bulk_create(
        Device(
            name=name,
            campus=site.campuses[0],
            digest=devices.digest(f"sample {name}"),
            registered_by=director,
            registered_at=at,
            expires_at=at + devices.SHARED_FOR,
        )
        for name in SHARED
    )


def sign_ins(people: list[Person], now: datetime, rng: Random) -> Iterator[SignIn]:
    """Every morning of a working day, now and then after a wrong try."""
    for days in range(WEEKS.days, 0, -1):
        morning = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
        if morning.weekday() >= 5:
            continue
        for person in people:
            at = morning + timedelta(minutes=rng.randrange(50))
            phone = person.roles() <= PIN_ROLES
            if rng.random() < 0.04:
                yield sign_in(person, at, SignIn.Result.WRONG, phone=phone, rng=rng)
            yield sign_in(person, at + timedelta(minutes=1), SignIn.Result.IN, phone=phone, rng=rng)


def sign_in(person: Person, at: datetime, result: str, *, phone: bool, rng: Random) -> SignIn:
    return SignIn(
        at=at,
        account=account_key(person.username or ""),
        person=person,
        way=Way.PASSWORD,
        result=result,
        browser=BROWSERS[phone],
        address=f"192.168.1.{rng.randrange(20, 60)}",
    )
