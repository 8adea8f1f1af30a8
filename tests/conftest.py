"""What every test may ask for, and what every run must not have logged."""

import logging
import os
import re
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation

from logistics.school.models import Campus, Person, Post
from logistics.upkeep.logs import Lines

# What the tests plant of people, and what any of it would look like.
PLANTED = (
    *("correct-horse-7", "a-long-enough-password", "Blue-Kettle-93", "plain-password"),
    *("kiwi skin", "afraid of the dark", "上官母亲", "欧阳小宝贝", "欧阳娜娜"),
)
SECRET = re.compile(
    rf"{'|'.join(map(re.escape, PLANTED))}"
    r"|(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?![\dXx])"  # identity numbers and telephones
    r"|(?:sessionid|csrftoken|password)[\"']?[=:]\s*[\"']?\w"
)
OURS = ("logistics", "assets", "canteen", "safety", "health")


class Scanner(logging.Handler):
    """Reads what the log of a school would hold; of our own lines also what the log would hide."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self.count, self.found = 0, []

    def emit(self, record: logging.LogRecord) -> None:
        said = [self.format(record)]
        if record.name.partition(".")[0] in OURS:
            said.append(record.getMessage())
        self.count += 1
        self.found += [f"{record.name}: {line}" for line in said if SECRET.search(line)]


@pytest.fixture(scope="session", autouse=True)
def clean_log():
    """Through the whole run, whoever is logged in and whatever fails: nothing of anybody."""
    scanner = Scanner()
    logging.getLogger().addHandler(scanner)
    yield scanner
    logging.getLogger().removeHandler(scanner)
    assert scanner.found == []


@pytest.fixture(autouse=True)
def language():
    """A page asked for in Chinese leaves the thread in Chinese: each test starts where it would alone."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def long_form():
    """Whether the soak is run: as often as it takes to be sure."""
    return os.environ.get("SOAK") == "1"


@pytest.fixture
def campus(db):
    return Campus.objects.create(name="Main campus")


@pytest.fixture
def enter(campus):
    """Log in as somebody who holds a role at the main campus: `enter("cook")`."""

    def log_in(role, *, at=campus, school_class=None, person=None):
        if person is None:
            person = Person.objects.create(
                username=f"{role}-{Person.objects.count()}", name=role.title()
            )
            Post.objects.create(
                person=person,
                role=role,
                campus=at,
                school_class=school_class,
                starts_on=date(2020, 1, 1),
            )
        client = Client()
        client.force_login(person, backend="logistics.school.posts.PostBackend")
        client.person = person
        return client

    return log_in


@pytest.fixture
def on_postgresql():
    return connection.vendor == "postgresql"


# What a test has if it asks the database the tests run on.
ASKS = {"db", "transactional_db"}


def pytest_collection_modifyitems(config, items):
    """What takes long comes first, so that no worker waits for another at the end.

    On PostgreSQL only what asks it: the rest says the same there and runs on SQLite.
    """
    items.sort(key=lambda item: not comes_first(item))
    if connection.vendor != "postgresql":
        return
    asking = [item for item in items if asks_database(item)]
    left_out = [item for item in items if not asks_database(item)]
    config.hook.pytest_deselected(items=left_out)
    config.left_out = len(left_out)
    items[:] = asking


def comes_first(item):
    """Those that ask no database of this process: the order of the others is of importance."""
    asks = ASKS & set(item.fixturenames) or item.get_closest_marker("django_db")
    return item.get_closest_marker("soak") is not None and not asks


def asks_database(item):
    if item.get_closest_marker("once"):
        return False
    return bool(ASKS & set(item.fixturenames)) or item.get_closest_marker("django_db") is not None


def pytest_terminal_summary(terminalreporter, config):
    if left_out := getattr(config, "left_out", 0):
        terminalreporter.write_line(
            f"{left_out} tests that say the same on any database were left out: they run on SQLite."
        )
