"""The log: every line with the number of its request, no line with anything about a person."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from logistics.school.models import Child, Person
from logistics.upkeep import logs
from tests import conftest
from tests.factories import make_child, make_class, make_guardian, make_term

NAMES = ["欧阳娜娜", "买买提·艾力", "诸葛小明"]
NUMBERS = ["110101202201011234", "13912345678", "11010120220101123X"]
PASSWORD = "Blue-Kettle-93"


@pytest.fixture
def lines(caplog):
    """What the log would hold, as its formatter writes it."""
    caplog.set_level(logging.INFO)
    formatter = logs.Lines()

    def read() -> list[dict]:
        return [json.loads(formatter.format(record)) for record in caplog.records]

    return read


def broken_page(monkeypatch, error: Exception) -> None:
    """Let the page “me” fail with an error."""
    from logistics import views

    def fail(*_args, **_given):
        raise error

    monkeypatch.setattr(views, "TemplateResponse", fail)


def test_an_error_page_has_the_number_that_its_line_in_the_log_has(enter, lines, monkeypatch):
    client = enter("cook")
    client.raise_request_exception = False
    broken_page(monkeypatch, LookupError("no such thing"))

    page = client.get(reverse("me"))

    [line] = [line for line in lines() if line["logger"] == "django.request"]
    assert page.status_code == 500
    assert line["request"] == page.headers["X-Request-ID"]
    assert f"No. {line['request']}" in page.text
    assert (line["path"], line["person"]) == (reverse("me"), client.person.pk)
    assert line["error"]["type"] == "LookupError"
    assert any("views.py" in place for place in line["error"]["at"])


def test_an_error_page_shows_nothing_of_the_inside(enter, monkeypatch):
    client = enter("cook")
    client.raise_request_exception = False
    broken_page(monkeypatch, LookupError("SELECT secret FROM /srv/houqin"))

    page = client.get(reverse("me")).text

    assert "SELECT" not in page
    assert "/srv" not in page
    assert "Traceback" not in page


def test_the_address_stands_in_the_log_without_its_query(enter, lines):
    enter("cook").get("/nowhere/?q=欧阳娜娜&phone=13912345678")

    [line] = [line for line in lines() if line["logger"] == "django.request"]
    assert line["path"] == "/nowhere/"


@pytest.mark.parametrize(
    "text",
    [
        "Key (username)=(wang.fang) already exists\nDETAIL: Key (username)=(wang.fang)",
        f"invalid literal for int(): '{PASSWORD}'",
        f"password={PASSWORD}&x=1",
        f"login refused: {{'password': '{PASSWORD}'}}",
        *NAMES,
        *NUMBERS,
        "wang.fang@example.cn",
    ],
)
def test_nothing_about_a_person_stays_in_a_message(text):
    said = logs.plain(f"before {text}")

    told = [PASSWORD, "wang.fang@", "DETAIL", *NAMES, *NUMBERS]
    assert said.startswith("before")
    assert not [word for word in told if word in said]


def test_the_keys_of_the_house_stay_out_of_the_log(settings):
    settings.BACKUP_KEY = "correct-horse"

    said = logs.plain(f"{settings.SECRET_KEY * 2} {settings.FIELD_KEYS[0]} correct-horse")

    assert said == "…… … …" if len(settings.SECRET_KEY) >= logs.SHORTEST else "…" in said
    assert settings.FIELD_KEYS[0] not in said
    assert "correct-horse" not in said


def test_after_many_pages_the_log_names_nobody(enter, lines, monkeypatch):
    term = make_term()
    school_class = make_class()
    client = enter("admin", at=None)
    for name, number in zip(NAMES, NUMBERS, strict=True):
        child = make_child(school_class=school_class, term=term, name=name, identity_number=number)
        make_guardian(child=child, name=name, phone="13912345678")
    drive(client)
    drive(Client(raise_request_exception=False))
    broken_page(monkeypatch, ValueError(f"{NAMES[0]} {NUMBERS[0]} {PASSWORD!r}"))
    client.raise_request_exception = False
    client.post(reverse("me"), {"password": PASSWORD, "name": NAMES[0]})

    written = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines())

    assert len(lines()) > 5
    assert not [told for told in [*NAMES, *NUMBERS, PASSWORD, "13912345678"] if told in written]
    assert Child.objects.filter(name__in=NAMES).count() == 3


@pytest.mark.parametrize(
    "said",
    [
        "child 11010120220101123X",
        "call 13912345678",
        "allergic to kiwi skin",
        "password=Blue",
        "欧阳娜娜 is ill",
    ],
)
def test_a_run_in_which_a_page_logs_something_of_a_person_fails(said):
    scanner = conftest.Scanner()

    scanner.handle(logging.makeLogRecord({"name": "logistics.school.views", "msg": said}))

    assert scanner.found


def test_a_run_in_which_the_log_is_written_plain_fails(monkeypatch):
    scanner = conftest.Scanner()
    monkeypatch.setattr(logs, "PERSONAL", [])

    scanner.handle(logging.makeLogRecord({"name": "django", "msg": f"wrong: {NUMBERS[2]}"}))

    assert scanner.found


def test_a_number_of_something_else_is_no_secret():
    scanner = conftest.Scanner()

    scanner.handle(logging.makeLogRecord({"name": "logistics.x", "msg": "task 12, 2026-11-21"}))

    assert (scanner.count, scanner.found) == (1, [])


def drive(client: Client) -> None:
    """Open and send what people open and send, the wrong way too."""
    children = [child.get_absolute_url() for child in Child.objects.all()]
    wrong = [f"/{NAMES[0]}/", f"/school/children/{NUMBERS[0]}/", f"/?q={NAMES[1]}"]
    login = {"username": NAMES[0], "password": PASSWORD}
    for url in [*children, *wrong, "/", reverse("school:child_list"), reverse("upkeep:status")]:
        client.get(url)
        client.post(url, {"name": NAMES[2], "identity_number": NUMBERS[0], **login})
    client.post(reverse("login"), login)


def test_a_line_without_a_request_is_a_line(lines):
    logging.getLogger("huey").warning("done")

    assert lines()[-1]["message"] == "done"
    assert "request" not in lines()[-1]


def test_the_log_asks_the_database_nothing(enter, lines, django_assert_num_queries):
    client = enter("cook")
    client.get("/nowhere/")

    with django_assert_num_queries(0):
        lines()

    assert Person.objects.filter(pk=client.person.pk).exists()


@override_settings(DEBUG=False)
def test_every_answer_carries_a_number_of_its_own(client):
    first, second = (client.get(reverse("status_live")) for _ in range(2))

    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert connection.vendor in {"sqlite", "postgresql"}
