"""The power goes while a file is being written: all of it is there afterwards, or nothing."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from logistics.imports import uploading
from tests.imports.files import receive, sheet
from tests.test_concurrency import shared

__all__ = ["shared"]

COUNT = 200
TABLES = ["school_child", "school_enrolment", "school_guardian", "school_historicalchild"]
NOTHING, ALL = [0] * 4, [COUNT] * 4
# The first of the children, the first of what hangs on them, the last statement of all.
MOMENTS = ['INTO "school_child"', 'INTO "school_guardian"', 'SET "counts"']


@pytest.fixture
def waiting(shared, request):
    """A file that waits to be confirmed, in a database that another process can open."""
    if connection.vendor != "sqlite":
        pytest.skip("the file of the database is what is looked at")
    school = request.getfixturevalue("school")
    born = timezone.localdate() - timedelta(days=1500)
    rows = [[f"N{n}", f"Child {n}", "girl", born, "小一班", "王强"] for n in range(COUNT)]
    headings = ["Number", "Name", "Sex", "Date of birth", "Class", "Guardian's name"]
    upload = receive("children", sheet(headings, *rows), school.doctor)
    seen = uploading.look(upload, by=school.doctor, now=timezone.now()).fingerprint
    connection.close()
    return [str(upload.pk), str(school.doctor.pk), seen]


def database():
    return connection.settings_dict["NAME"]


def confirming(*given):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "logistics.settings",
        "DATABASE_URL": f"sqlite:///{database()}",
        "DATA_DIR": str(settings.MEDIA_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.imports.killed", *given],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(given, until=""):
    """Let it go on statement by statement; kill it where it is about to do what is named."""
    with confirming(*given) as process:
        for line in process.stdout:
            if until and until in line:
                process.kill()
                break
            process.stdin.write("\n")
            process.stdin.flush()
    return process.returncode


def counted():
    with sqlite3.connect(database()) as file:
        assert file.execute("PRAGMA quick_check").fetchone() == ("ok",)
        return [file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_writing_nothing_is_there_and_the_next_time_all(waiting, moment):
    code = run(waiting, until=moment)

    assert code == -9
    assert counted() == NOTHING
    assert run(waiting) == 0
    assert counted() == ALL


def test_without_the_transaction_a_kill_leaves_half(waiting):
    """The control: the kill does come in the middle."""
    code = run([*waiting, "unprotected"], until='INTO "school_guardian"')

    assert code == -9
    assert counted() == [COUNT, COUNT, 0, COUNT]
