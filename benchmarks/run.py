"""Measure the pages against the bare page: `python -m benchmarks.run`.

Takes the database of the environment (DATA_DIR or DATABASE_URL), best filled with
`manage.py demo --classes 36 --children 1200 --days 1000`. Starts the server with two workers, asks
each page in twelve interleaved rounds over one kept connection, and prints ratios of medians.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import django

from benchmarks import say

HOST = "127.0.0.1"
with socket.create_server((HOST, 0)) as found:  # free, so that two benchmarks never ask one server
    PORT = found.getsockname()[1]
ROUNDS, ASKED = 12, 5
CLIENTS, EACH = 8, 10


@contextmanager
def server() -> Iterator[None]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2",
        "--blocking-threads", "1", "--host", HOST, "--port", str(PORT), "--log-level", "warning",
        "benchmarks.application:application",
    ]  # fmt: skip
    running = subprocess.Popen(command)  # noqa: S603  our own server
    try:
        wait_until_ready()
        yield
    finally:
        running.terminate()
        running.wait()


def wait_until_ready() -> None:
    for _ in range(200):
        try:
            if ask(http.client.HTTPConnection(HOST, PORT), "/status/ready", "")[1] == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server does not answer.")


def ask(connection: http.client.HTTPConnection, path: str, cookie: str) -> tuple[float, int, int]:
    """Seconds, status and size of one answer."""
    start = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-hans"})
    answer = connection.getresponse()
    body = answer.read()
    return time.perf_counter() - start, answer.status, len(body)


def cookie_of(username: str) -> str:
    """The session of somebody who is logged in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from logistics.school.models import Person

    person = Person.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "logistics.school.posts.PostBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@dataclass(frozen=True)
class Page:
    """What is measured: an address, the most it may cost in bare pages and in questions, and who asks
    for it, if anybody."""

    path: str
    most: float
    username: str = "director"
    queries: int = 12


def pages() -> dict[str, Page]:
    from django.utils import timezone

    from logistics.approvals.models import Approval
    from logistics.duties.models import Duty, Task
    from logistics.school.models import Term

    today = timezone.localdate()
    term = Term.objects.on(today)
    task = Task.objects.filter(term=term, due_at__date__lte=today).order_by("-due_at").first()
    count = Task.objects.filter(term=term).count()
    last = -(-count // 50)
    month = f"{today - timedelta(days=today.day):%Y%m}"
    approval = Approval.objects.exclude(state=Approval.State.DRAFT).first()
    return {
        "bare page": Page("/bare/", 1.0),
        "task list, open now": Page("/tasks/", 1.8),
        "task list, a whole term": Page(f"/tasks/?term={term.pk}", 1.8),
        "task list, its last page": Page(f"/tasks/?term={term.pk}&page={last}", 1.8 * 1.3),
        "one task": Page(f"/tasks/{task.pk}/", 1.5),
        "form of a note": Page(f"/records/notes/new/?task={task.pk}", 1.5),
        "form of a duty": Page(f"/duties/{Duty.objects.active().first().pk}/edit/", 1.5),
        "register of notes": Page("/registers/work-notes/", 1.8),
        "home of the director": Page("/", 2.5),
        "inbox": Page("/todo/", 1.8),
        "approval card": Page(f"/approvals/{approval.pk}/", 1.5, "principal"),
        "system status": Page("/status/", 1.8, "admin"),
        "search by initials": Page("/search/?q=zs", 1.8),
        "search by a word": Page("/search/?q=%E6%A3%80%E6%9F%A5", 1.8),
        "search, nothing found": Page("/search/?q=zzqx", 1.8),
        "calendar, month": Page(f"/calendar/month/?on={today}", 2.5),
        "compliance, a month": Page(f"/compliance/?month={month}", 2.5),
        "compliance, a term by month": Page("/compliance/?by=month", 2.5),
    }


def measure(paths: dict[str, Page], cookies: dict[str, str]) -> dict[str, list[float]]:
    """Times of every page, the pages taking turns."""
    connection = http.client.HTTPConnection(HOST, PORT)
    for page in paths.values():
        for _ in range(4):  # both workers compile the template
            status = ask(connection, page.path, cookies[page.username])[1]
            if status != 200:
                sys.exit(f"{page.path} answers {status}")
    times: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, page in paths.items():
            cookie = cookies[page.username]
            times[name] += [ask(connection, page.path, cookie)[0] for _ in range(ASKED)]
    return times


def compare(found: dict[str, Page]) -> None:
    """Ask the pages in turns beside the bare one, and print what each costs; an arrow: too much."""
    from logistics.upkeep.weighing import weigh_tables

    weigh_tables()  # as the worker does every few hours
    counts = {name: queries(page) for name, page in found.items()}
    people = {page.username for page in found.values()} - {""}
    with server():
        times = measure(found, {"": ""} | {name: cookie_of(name) for name in people})
    base = statistics.median(times["bare page"])
    say("| page | who | median | × bare | allowed | queries |\n|---|---|---|---|---|---|")
    for name, page in found.items():
        middle = statistics.median(times[name])
        mark = " ←" if middle / base > page.most or counts[name] > page.queries else ""
        say(
            f"| {name} | {page.username or 'nobody'} | {middle * 1000:.1f} ms "
            f"| {middle / base:.2f} | {page.most:.1f} | {counts[name]} |{mark}"
        )


def throughput(cookie: str, path: str) -> float:
    """Answers a second with eight clients."""

    def client(_number: int) -> None:
        connection = http.client.HTTPConnection(HOST, PORT)
        for _ in range(EACH):
            ask(connection, path, cookie)

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return CLIENTS * EACH / (time.perf_counter() - start)


def queries(page: Page) -> int:
    """Database queries of one page, without session and person."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from logistics.school.models import Person

    client = Client(SERVER_NAME=HOST)
    if page.username:
        person = Person.objects.get(username=page.username)
        client.force_login(person, backend="logistics.school.posts.PostBackend")
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.path)
    told = ("django_session", "SAVEPOINT", '"school_post"')
    return sum(
        1
        for query in captured
        if not any(word in query["sql"] for word in told)
        and '"school_person"."id" =' not in query["sql"]
    )


def report() -> list[str]:
    paths = pages()
    cookies = {page.username: cookie_of(page.username) for page in paths.values()}
    counts = {name: queries(page) for name, page in paths.items()}
    with server():
        times = measure(paths, cookies)
        speed = {n: throughput(cookies[page.username], page.path) for n, page in paths.items()}
    base = statistics.median(times["bare page"])
    lines = ["| page | median | × bare | allowed | p95 / p50 | throughput / bare | queries |"]
    lines.append("|---|---|---|---|---|---|---|")
    for name, page in paths.items():
        middle = statistics.median(times[name])
        high = statistics.quantiles(times[name], n=20)[18]
        lines.append(
            f"| {name} | {middle * 1000:.1f} ms | {middle / base:.2f} | {page.most:.1f} "
            f"| {high / middle:.2f} | {speed[name] / speed['bare page']:.2f} | {counts[name]} |"
        )
    return lines


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.setdefault("HTTPS", "0")
    django.setup()
    sys.stdout.write("\n".join(report()) + "\n")


if __name__ == "__main__":
    main()
