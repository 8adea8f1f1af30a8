"""How long a login lasts, what ends it, and that nothing typed is lost by it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from logistics.accounts.models import Visit
from tests.accounts.conftest import PHONE, browser, is_in, log_in
from tests.factories import make_campus, make_post

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_a_login_gets_a_new_session_id(clock, somebody):
    client = browser()
    client.get(reverse("set_language"))
    client.post(reverse("set_language"), {"language": "en"})
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    log_in(client, somebody())

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


LASTS = [
    ("director", False, 30 * MINUTE),
    ("accountant", False, 15 * MINUTE),
    ("admin", False, 15 * MINUTE),
    ("cook", False, 30 * MINUTE),
    ("cook", True, 12 * HOUR),
    ("teacher", True, 12 * HOUR),
    ("storekeeper", True, 30 * MINUTE),
    ("accountant", True, 15 * MINUTE),
]


@pytest.mark.parametrize(("role", "keep", "idle"), LASTS)
def test_a_login_ends_when_nothing_is_done(clock, somebody, settings, role, keep, idle):
    settings.SECOND_FACTOR = False
    person = somebody(role)
    active, idler = browser(PHONE), browser(PHONE)
    for client in (active, idler):
        log_in(client, person, **({"keep": "on"} if keep else {}))
    clock.shift(idle - MINUTE)
    still = is_in(active)
    clock.shift(3 * MINUTE)

    assert (still, is_in(active), is_in(idler)) == (True, True, False)


def test_a_computer_is_never_kept_logged_in(clock, somebody):
    client = browser()
    log_in(client, somebody(), keep="on")

    clock.shift(32 * MINUTE)

    assert not is_in(client)


def work_on(client, clock, hours):
    """Somebody who does something every quarter of an hour."""
    for _ in range(hours * 4):
        clock.shift(15 * MINUTE)
        client.get(reverse("me"))


def test_a_login_ends_after_twelve_hours_of_work(clock, somebody):
    client = browser()
    log_in(client, somebody())
    work_on(client, clock, 11)
    before = is_in(client)

    work_on(client, clock, 1)

    assert (before, is_in(client)) == (True, False)


def test_a_kept_phone_ends_after_thirty_days(clock, somebody):
    client = browser(PHONE)
    log_in(client, somebody(), keep="on")
    for _ in range(59):
        clock.shift(12 * HOUR)
        client.get(reverse("me"))
    before = is_in(client)

    clock.shift(12 * HOUR)

    assert (before, is_in(client)) == (True, False)


def test_whoever_becomes_accountant_is_forgotten_as_soon_as_one(clock, somebody):
    person, client = somebody(), browser(PHONE)
    log_in(client, person, keep="on")
    make_post(person=person, role="accountant")

    clock.shift(17 * MINUTE)

    assert not is_in(client)


def test_whoever_is_logged_out_by_the_clock_is_told_and_what_was_typed_waits(clock, somebody):
    person, client = somebody(), browser()
    log_in(client, person)
    url = reverse("duties:note_new")
    writer = client.get(url).context["typed_by"]
    clock.shift(40 * MINUTE)

    answer = client.post(url, {"text": "Typed for half an hour", "typed_by": writer})
    asked = client.get(answer.url)
    log_in(client, person)

    assert answer.url == f"{reverse('login')}?next={url}"
    assert "what was typed is still there" in asked.text
    assert "Typed for half an hour" in client.get(url).text


def test_a_page_asked_for_too_late_says_why_there_is_a_login(clock, somebody):
    client = browser()
    log_in(client, somebody())
    clock.shift(40 * MINUTE)

    page = client.get(reverse("me"), follow=True)

    assert "The login has ended" in page.text


def test_a_session_is_written_once_a_minute_and_asks_for_nothing_more(
    clock, somebody, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browser()
    log_in(client, somebody())
    client.get(reverse("me"))
    clock.shift(30 * timedelta(seconds=1))
    with CaptureQueriesContext(connection) as soon:
        client.get(reverse("me"))
    clock.shift(MINUTE)
    with CaptureQueriesContext(connection) as later:
        client.get(reverse("me"))

    written = [q["sql"] for q in soon if q["sql"].startswith(("UPDATE", "INSERT"))]
    seen = [q["sql"] for q in later if q["sql"].startswith(("UPDATE", "INSERT"))]
    assert written == []
    assert len(seen) == 1
    assert not any("accounts_" in query["sql"] for query in (*soon, *later))


def test_continue_keeps_the_session_open(clock, somebody):
    client = browser()
    log_in(client, somebody())
    clock.shift(29 * MINUTE)

    answer = client.post(reverse("accounts:go_on"))
    clock.shift(29 * MINUTE)

    assert (answer.status_code, is_in(client)) == (204, True)


def test_every_page_says_when_to_warn(clock, somebody):
    client = browser()
    log_in(client, somebody())

    page = client.get(reverse("home")).text

    assert 'data-seconds="1800"' in page


def test_logging_out_kills_the_session_and_empties_the_browser(clock, somebody):
    client = browser()
    log_in(client, somebody())
    key = client.session.session_key

    answer = client.post(reverse("logout"))
    client.cookies["sessionid"] = key

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(client)
    assert not Visit.objects.exists()


def test_pages_are_not_stored_by_the_browser(clock, somebody):
    client = browser()
    log_in(client, somebody())

    stored = {client.get(reverse(name)).headers["Cache-Control"] for name in ("home", "me")}

    assert stored == {"private, no-store"}


# Rights that change under an open session.


def test_a_login_that_is_switched_off_ends_at_the_next_request(clock, somebody):
    person, client = somebody(), browser()
    log_in(client, person)

    person.is_active = False
    person.save()

    assert not is_in(client)


def test_a_post_that_ended_ends_the_session(clock, somebody):
    person, client = somebody(), browser()
    log_in(client, person)

    person.posts.update(ends_on=date(2026, 9, 6))

    assert not is_in(client)


def test_a_demoted_director_keeps_the_session_and_loses_the_rights(clock, somebody, settings):
    settings.SECOND_FACTOR = False
    person, client = somebody("director"), browser()
    log_in(client, person)
    before = client.get(reverse("duties:duty_new")).status_code

    person.posts.update(role="cook")

    assert (before, client.get(reverse("duties:duty_new")).status_code) == (200, 403)


def test_whoever_moves_to_another_campus_no_longer_reaches_this_one(
    clock, somebody, settings, campus
):
    settings.SECOND_FACTOR = False
    person, client = somebody("director"), browser()
    colleague = somebody("cook")
    log_in(client, person)
    before = client.get(colleague.get_absolute_url()).status_code

    person.posts.update(campus=make_campus())

    assert (before, client.get(colleague.get_absolute_url()).status_code) == (200, 404)


def test_a_session_that_no_login_made_opens_nothing(clock, somebody):
    client = browser()
    client.force_login(somebody(), backend="logistics.school.posts.PostBackend")

    assert not is_in(client)


# My devices and sessions.


def test_the_list_shows_where_i_am_logged_in(clock, somebody):
    person = somebody()
    here, there = browser(address="192.168.7.20"), browser(PHONE, address="10.3.2.1")
    for client in (there, here):
        log_in(client, person)
    log_in(browser(), somebody("guard"))

    page = here.get(reverse("accounts:visit_list"))

    shown = [(row.visit.browser, row.address, row.is_this) for row in page.context["visits"]]
    assert shown == [
        ("Chrome · Windows", "192.168.*.*", True),
        ("Chrome · Android", "10.3.*.*", False),
    ]
    assert "192.168.7.20" not in page.text


def test_a_session_is_ended_from_another(clock, somebody):
    person = somebody()
    here, there = browser(), browser(PHONE)
    for client in (here, there):
        log_in(client, person)
    visit = Visit.objects.get(session_key=there.session.session_key)

    here.post(reverse("accounts:visit_end", args=[visit.pk]))

    assert [is_in(client) for client in (here, there)] == [True, False]


def test_all_others_are_ended_at_once(clock, somebody):
    person = somebody()
    clients = [browser() for _ in range(4)]
    for client in clients:
        log_in(client, person)

    clients[0].post(reverse("accounts:others_end"))

    assert [is_in(client) for client in clients] == [True, False, False, False]


def test_nobody_ends_the_session_of_somebody_else(clock, somebody):
    theirs, mine = browser(), browser()
    log_in(theirs, somebody("guard"))
    visit = Visit.objects.get()
    log_in(mine, somebody())

    answer = mine.post(reverse("accounts:visit_end", args=[visit.pk]))

    assert (answer.status_code, is_in(theirs)) == (404, True)


def test_the_list_asks_as_many_queries_for_three_sessions_as_for_one(clock, somebody):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person, here, asked = somebody(), browser(), []
    log_in(here, person)
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            here.get(reverse("accounts:visit_list"))
        asked.append(len(queries))
        log_in(browser(), person)

    assert asked[0] == asked[2] <= 12


# The way in.


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_a_login_leads_nowhere_else(clock, somebody, target):
    client = browser()

    answer = client.post(
        f"{reverse('login')}?next={target}",
        {"username": somebody().username, "password": "correct-horse-7", "next": target},
    )

    assert answer.url == "/"


def test_a_login_leads_to_the_page_that_was_wanted(clock, somebody):
    answer = log_in(browser(), somebody(), next="/me/")

    assert answer.url == "/me/"


def test_the_administration_has_no_login_of_its_own(clock, somebody):
    wanted = reverse("admin:index")

    answers = [
        browser().get(f"{reverse('admin:login')}?next={wanted}"),
        browser().post(
            reverse("admin:login"),
            {"username": somebody("admin").username, "password": "correct-horse-7"},
        ),
    ]

    assert [a.url for a in answers] == [f"{reverse('login')}?next={wanted}"] * 2


def test_what_is_over_is_swept_away(clock, somebody):
    from logistics.accounts.tasks import forget

    client = browser()
    log_in(client, somebody())
    forget(NOW + HOUR)
    kept = (Session.objects.count(), Visit.objects.count())

    forget(NOW + DAY)

    assert (kept, Session.objects.count(), Visit.objects.count()) == ((1, 1), 0, 0)
