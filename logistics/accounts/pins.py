"""Taking over a shared device: choose your name, type six digits, and what follows is yours."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.accounts import devices
from logistics.accounts.models import MOST_WRONG_PINS, Device, Pin
from logistics.accounts.passwords import is_row
from logistics.accounts.standing import PIN_ROLES
from logistics.school.models import Person, Post
from logistics.school.models.people import PersonQuerySet

LENGTH = 6


def valid_pin(pin: str, person: Person) -> None:
    """Six digits that are not the first anybody tries."""
    if not (len(pin) == LENGTH and pin.isascii() and pin.isdigit()):
        raise ValidationError(_("A PIN has six digits."))
    halves = pin[:3] == pin[3:] or len(set(pin)) <= 2
    if is_row(pin) or halves or (person.phone and pin in person.phone):
        raise ValidationError(_("This PIN is guessed first. Choose another one."))


@transaction.atomic
def set_pin(person: Person, pin: str, *, now: datetime) -> None:
    given = {"digest": make_password(pin), "wrong": 0, "set_at": now}
    Pin.objects.update_or_create(person=person, defaults=given)


def device_at(request: HttpRequest, now: datetime) -> Device | None:
    """The device that this browser is: a shared one, else the one somebody keeps."""
    return devices.shared_device(request, now) or devices.own_device(request, now)


def people_at(device: Device, now: datetime) -> PersonQuerySet:
    """Who may take this device over: who has a PIN and works there in roles without sensitive rights.

    The device one person keeps is taken over by that person only.
    """
    on = timezone.localdate(now)
    held = Post.objects.current(on)
    sensitive = held.exclude(role__in=PIN_ROLES)
    people = Person.objects.employed(on).filter(is_active=True, pin__isnull=False)
    people = people.exclude(pk__in=sensitive.values("person"))
    if device.person_id:
        return people.filter(pk=device.person_id, pk__in=held.values("person"))
    there = held.filter(Q(campus=None) | Q(campus=device.campus_id))
    return people.filter(pk__in=there.values("person"))


def is_right(person: Person, pin: str) -> bool:
    """A try is taken before it is looked at, so that no more than five are, however fast they come."""
    taken = Pin.objects.filter(person=person, wrong__lt=MOST_WRONG_PINS)
    if not taken.update(wrong=F("wrong") + 1):
        return False
    if not check_password(pin, Pin.objects.get(person=person).digest):
        return False
    make_good(person)
    return True


def make_good(person: Person) -> None:
    """The right PIN, or the password: the tries are counted anew."""
    Pin.objects.filter(person=person, wrong__gt=0).update(wrong=0)
