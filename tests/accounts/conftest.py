"""A browser, somebody with a password, and codes as an authenticator would show them."""

from base64 import b32decode

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from logistics.accounts import factors
from logistics.accounts.models import SecondFactor
from logistics.school.models import School
from tests.factories import make_person

PASSWORD = "correct-horse-7"
PC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def strict(settings, db):
    """As on a real site: no session counts that no login has made."""
    settings.UNMARKED_SESSIONS = False
    School.objects.create(name="阳光幼儿园")
    cache.clear()


@pytest.fixture
def somebody(campus):
    """`somebody("cook")`: a person with a role, an account of that name and the usual password."""

    def make(role="cook", *, at=campus, **given):
        usual = {"username": role, "name": f"Colleague {role}"}
        person = make_person(role=role, campus=at, **usual | given)
        person.set_password(PASSWORD)
        person.save()
        return person

    return make


def browser(agent=PC, address="10.0.0.1"):
    return Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)


def log_in(client, person, password=PASSWORD, **given):
    name = person if isinstance(person, str) else person.username
    return client.post(reverse("login"), {"username": name, "password": password} | given)


def is_in(client):
    """Whether the next request is answered."""
    return client.get(reverse("me")).status_code == 200


def code_at(secret, now):
    clock = TOTP(b32decode(secret))
    clock.time = now.timestamp()
    return f"{clock.token():06d}"


def with_factor(person, now):
    """Somebody whose phone was set up an hour ago."""
    secret = factors.new_secret()
    SecondFactor.objects.create(person=person, secret=secret, confirmed_at=now)
    return secret
