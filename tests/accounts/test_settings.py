"""What a real site is set to, read as its process reads it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASKED = [
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY",
    "LANGUAGE_COOKIE_SECURE",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_REFERRER_POLICY",
    "SECURE_HSTS_SECONDS",
    "SECOND_FACTOR",
    "UNMARKED_SESSIONS",
    "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_PATH",
]


@pytest.fixture
def set_to(tmp_path):
    """The settings under an environment."""

    def read(**given):
        kept = {k: v for k, v in os.environ.items() if k not in {"DEBUG", "DEMO", "HTTPS"}}
        script = (
            "import json; from logistics import settings as s;"
            f"from django.conf import global_settings as g; print(json.dumps("
            f"{{n: getattr(s, n, getattr(g, n, None)) for n in {ASKED!r}}}))"
        )
        environment = kept | {"DATA_DIR": str(tmp_path), "SECRET_KEY": "x"} | given
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        return json.loads(ran.stdout)

    return read


def test_a_real_site_has_cookies_of_its_own_host_and_asks_for_the_second_factor(set_to):
    said = set_to()

    assert said == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECOND_FACTOR": True,
        "UNMARKED_SESSIONS": False,
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
    }


def test_a_trial_asks_for_no_second_factor(set_to):
    said = set_to(DEMO="1", HTTPS="0")

    assert (said["SECOND_FACTOR"], said["SESSION_COOKIE_NAME"]) == (False, "sessionid")


def test_every_page_says_how_it_may_be_used(client, db):
    headers = client.get("/login/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in headers["Content-Security-Policy"]
