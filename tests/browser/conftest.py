"""Two screens of one Chromium, a phone and a desk, both of them strict."""

import os
import shutil
from pathlib import Path
from threading import RLock
from urllib.parse import urlsplit

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for elsewhere stays here.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
OWN_SCHEMES = {"about", "blob", "data"}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "The browser tests need Chromium: apt install chromium, or set CHROMIUM"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop would forbid the database
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


TURN = RLock()


class InTurn(ThreadedWSGIServer):
    """One request after the other: all of them share the test's connection to a database in memory.

    Two threads on one connection wait for each other without end where one holds the database and
    needs Python (a function in SQL) while the other holds Python and needs the database.
    """

    def set_app(self, application):
        def in_turn(environ, start_response):
            with TURN:
                return application(environ, start_response)

        super().set_app(in_turn)


@pytest.fixture(scope="session", autouse=True)
def requests_in_turn():
    from django.test.testcases import LiveServerThread

    LiveServerThread.server_class = InTurn


@pytest.fixture(autouse=True)
def test_in_turn(request):
    """What the test itself asks waits for the page that is being made."""
    from django.db import connection

    def wait(execute, *asked):
        with TURN:
            return execute(*asked)

    with connection.execute_wrapper(wait):
        yield


@pytest.fixture(autouse=True)
def password_alone(settings):
    """These are stories of the work; how a code is asked for, tests/accounts tells."""
    settings.SECOND_FACTOR = False


@pytest.fixture
def complaints():
    """What the pages complained of. A test that provokes one takes it out again."""
    return []


@pytest.fixture
def open_screen(chromium, live_server, complaints):
    """A screen that keeps every broken script, refused file and request to another host."""
    contexts = []

    def open_screen(**screen):
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **screen
        )
        context.set_default_timeout(10_000)
        # The first page of a test is made from nothing, beside whatever else the machine does.
        context.set_default_navigation_timeout(60_000)
        context.on("request", lambda request: stay_here(request.url))
        context.on("console", lambda message: listen(message))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    def stay_here(address):
        parts = urlsplit(address)
        if parts.scheme not in OWN_SCHEMES and parts.netloc != urlsplit(live_server.url).netloc:
            complaints.append(f"asked another host: {address}")

    def listen(message):
        if message.type == "error":
            complaints.append(f"{message.text} {message.location['url']}")

    yield open_screen
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(open_screen):
    return open_screen(**PHONE)


@pytest.fixture
def desktop(open_screen):
    return open_screen(**DESKTOP)
