"""Measure pages while a backup is made and others write: `python -m benchmarks.backups`.

Takes the database of the environment (DATA_DIR or DATABASE_URL), best filled with
`manage.py demo --classes 36 --children 1200 --days 1000`; take a copy, for it writes notes there.
One process files fifty records a second throughout; a page is asked without and with a backup under
way, in turns. Prints the ratio of the 95th percentiles.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import django

from benchmarks.run import HOST, PORT, ask, cookie_of, server

WRITES, ROUNDS = 50, 2  # a second; with and without
DAYS = 730
PATH = "/tasks/"


def write_notes(seconds: float) -> None:
    """File records at an even pace; what falls behind is not caught up.

    They tell of the last two years, a few of each day: thousands of one day would each be weighed
    against all the others, which no school asks of anybody.
    """
    from django.utils import timezone

    from logistics.duties import filing
    from logistics.duties.models import WorkNote
    from logistics.records.models import Entry
    from logistics.school.models import Campus, Person

    campus, person = Campus.objects.first(), Person.objects.get(username="director")
    ends, done = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        started = time.monotonic()
        now = timezone.now()
        happened = now - timedelta(days=done % DAYS, minutes=1)
        entry = Entry(campus=campus, happened_at=happened, late_reason="Found in a drawer")
        filing.submit(WorkNote(entry=entry, text=f"Note {done}"), by=person, now=now)
        done += 1
        time.sleep(max(0, 1 / WRITES - (time.monotonic() - started)))


def times_while(cookie: str, running: subprocess.Popen | None, seconds: float) -> list[float]:
    """Times of one page, for so long or until the backup ends."""
    connection, times = http.client.HTTPConnection(HOST, PORT), []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends if running is None else running.poll() is None:
        times.append(ask(connection, PATH, cookie)[0])
        time.sleep(0.02)
    return times


def backup(folder: str, number: int) -> subprocess.Popen:
    path = Path(folder) / f"{number}.backup"
    return subprocess.Popen([sys.executable, "manage.py", "backup", str(path)])  # noqa: S603


def compare(cookie: str) -> None:
    without: list[float] = []
    beside: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            start = time.monotonic()
            beside += times_while(cookie, backup(folder, number), 0)
            took = time.monotonic() - start
            without += times_while(cookie, None, took)
            sys.stdout.write(f"backup {number + 1}: {took:.1f} s\n")
    alone, busy = (statistics.quantiles(times, n=20)[18] for times in (without, beside))
    sys.stdout.write(
        f"p95 without {alone * 1000:.1f} ms, beside a backup {busy * 1000:.1f} ms, "
        f"ratio {busy / alone:.2f} ({len(without)} and {len(beside)} pages)\n"
    )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.setdefault("HTTPS", "0")
    django.setup()
    if len(sys.argv) > 1:
        write_notes(float(sys.argv[1]))
        return
    cookie = cookie_of("director")
    with server():
        for _ in range(20):
            ask(http.client.HTTPConnection(HOST, PORT), PATH, cookie)
        before, start = records(), time.monotonic()
        writer = subprocess.Popen([sys.executable, "-m", "benchmarks.backups", "600"])
        try:
            time.sleep(2)
            compare(cookie)
        finally:
            writer.terminate()
        pace = (records() - before) / (time.monotonic() - start)
        sys.stdout.write(f"{pace:.0f} records a second were filed meanwhile\n")


def records() -> int:
    from logistics.duties.models import WorkNote

    return WorkNote.objects.count()


if __name__ == "__main__":
    main()
