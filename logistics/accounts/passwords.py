"""Passwords: which are refused, and the first one, which goes over on paper and is soon changed."""

import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from logistics.access import overseen_by, permissions_of
from logistics.accounts.models import Account, Device, Pin, Visit
from logistics.accounts.standing import FACTOR_ROLES
from logistics.errors import Refused
from logistics.school.models import Person, School
from logistics.school.models.people import PersonQuerySet
from logistics.school.names import initials, sound

FIRST_GOOD_FOR = timedelta(days=7)
# Without letters and digits that look alike on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 10
COMMON = Path(__file__).with_name("common_passwords.txt")
# What a school's name shares with every other: it says nothing, and neither does it help to guess.
KIND_WORDS = r"幼儿园|中心|小学|学校|实验|附属|分园|校区"
LEAST_OF_ITS_OWN = 4  # letters beside the names, below which a password is only a name


# What is refused ---------------------------------------------------------------------------------


@cache
def common() -> frozenset[str]:
    return frozenset(COMMON.read_text("utf-8").split())


class ChineseFavourites:
    """The passwords that lists of Chinese leaks begin with, and days as people write them."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.strip().lower()
        if plain in common() or is_row(plain) or is_day(plain):
            raise ValidationError(
                _("Many people use this password, so it is guessed first."), code="password_common"
            )

    def get_help_text(self) -> str:
        return _("None that many people use, such as 123456789 or a birthday.")


def is_row(text: str) -> bool:
    """Two characters in turn, or a row up or down: 11111111, 12121212, abcdefgh, 987654321."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return len(set(text)) <= 2 or steps in ({1}, {-1})


def is_day(text: str) -> bool:
    """19900521, also with signs between."""
    digits = re.sub(r"[-./]", "", text)
    if not re.fullmatch(r"(19|20)\d{6}", digits):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


class NotANameFromHere:
    """Not the school, the product or the person, be it with digits behind."""

    def validate(self, password: str, user: Any = None) -> None:
        own = password.lower()
        names = sorted(set(names_from_here(user)), key=len, reverse=True)
        named = [name for name in names if name in own]
        for name in named:
            own = own.replace(name, "")
        if named and len(re.sub(r"[\W\d_]", "", own)) < LEAST_OF_ITS_OWN:
            raise ValidationError(
                _("This is made of the name of the school or of the person, and easily guessed."),
                code="password_name",
            )

    def get_help_text(self) -> str:
        return _("Not the name of the school, and not one's own name, account or telephone.")


def names_from_here(user: Any) -> Iterator[str]:
    yield from ("houqin", "后勤", "admin", "password")
    yield from spelled(School.current().name, of_person=False)
    if user is not None:
        yield from spelled(user.name, of_person=True)
        told = (user.username, user.phone, user.phone[-8:], user.phone[:7], user.number)
        yield from (word.lower() for word in told if word and len(word) >= 3)


def spelled(name: str, *, of_person: bool) -> Iterator[str]:
    """As it is written, in pinyin and by its initials; the school's also without its kind."""
    for form in {name, re.sub(KIND_WORDS, "", name)}:
        letters = sound(form, of_person=of_person).split()
        short = initials(form, of_person=of_person).split()[:1]
        for word in (form.lower(), "".join(letters), "".join(reversed(letters)), *short):
            if len(word) >= (2 if re.search(r"[\u3400-\u9fff]", word) else 3):
                yield word


# The first one -----------------------------------------------------------------------------------


def new_password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def may_give(by: Person, person: Person) -> bool:
    return covers(by, person.roles())


def covers(by: Person, roles: set[str]) -> bool:
    """Nobody lets others in to more than they may do themselves or have to oversee; the
    administrator gives all. What is overseen is the work in a class, and opens nothing to the giver."""
    if by.has_perm("school.admin"):
        return True
    own = by.roles()
    mine = permissions_of(own) | overseen_by(own)
    return not roles & FACTOR_ROLES and permissions_of(roles) <= mine


def taken_names() -> set[str]:
    return {
        name.casefold()
        for name in Person.objects.exclude(username=None).values_list("username", flat=True)
    }


def suggest_name(person: Person, taken: Iterable[str]) -> str:
    """The pinyin of the name, with a number behind if somebody has it already: liming2."""
    plain = re.sub(r"[^a-z0-9]", "", person.pinyin.lower())[:40] or f"user{person.pk}"
    taken, number, name = set(taken), 1, plain
    while name in taken:
        number += 1
        name = f"{plain}{number}"
    return name


@transaction.atomic
def give(person: Person, *, username: str, may_log_in: bool = True, now: datetime) -> str:
    """A first password, said once. Sessions, kept devices and the PIN end with the old one."""
    person.username, person.is_active = username, may_log_in
    password = put_first(person)
    note_given([person], now)
    return password


@transaction.atomic
def give_many(people: PersonQuerySet, *, now: datetime) -> list[tuple[Person, str]]:
    """First passwords for people who have no login yet, for slips of paper."""
    taken, given = taken_names(), []
    for person in people.without_login():
        person.username = person.username or suggest_name(person, taken)
        taken.add(person.username)
        given.append((person, put_first(person)))
    note_given([person for person, _password in given], now)
    return given


def put_first(person: Person) -> str:
    password = new_password()
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(update_fields=["username", "is_active", "password"])
    except IntegrityError as taken:
        raise Refused(_("Somebody else has this login name.")) from taken
    return password


def note_given(people: list[Person], now: datetime) -> None:
    until = now + FIRST_GOOD_FOR
    Account.objects.bulk_create(
        [Account(person=person, first_password_until=until) for person in people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["first_password_until"],
    )
    end_everywhere(people)
    Pin.objects.filter(person__in=people).delete()


@transaction.atomic
def change(person: Person, password: str) -> None:
    """A password of the person's own. Every session ends; the one it was chosen in is renewed."""
    person.set_password(password)
    person.save(update_fields=["password"])
    Account.objects.filter(person=person).update(first_password_until=None)
    end_everywhere([person])


def end_everywhere(people: list[Person]) -> None:
    visits = Visit.objects.filter(person__in=people)
    Session.objects.filter(session_key__in=visits.values("session_key")).delete()
    visits.delete()
    Device.objects.filter(person__in=people).delete()
