"""A robot and a mail server to talk to, and moments of one school day."""

from datetime import datetime

import pytest
from django.utils import timezone

from tests.notices.servers import PostServer, RobotServer, running


@pytest.fixture
def robot(settings):
    server = RobotServer()
    thread = running(server)
    settings.WEBHOOK_HOSTS = {server.host}
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def post(settings):
    server = PostServer()
    thread = running(server)
    host, port = server.server_address
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = ""
    settings.DEFAULT_FROM_EMAIL = "Houqin <houqin@school.example>"
    settings.SITE_URL = "https://houqin.school.example"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def at():
    """A moment of Monday, 7 September 2026, in the school's own time: `at("08:30")`."""

    def moment(clock, day="2026-09-07"):
        return timezone.make_aware(datetime.fromisoformat(f"{day} {clock}"))

    return moment
