"""Guessing passwords: how often, from where, and what is told about it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import hashers
from django.urls import reverse

from logistics.accounts.models import SignIn
from tests.accounts.conftest import PASSWORD, browser, is_in, log_in

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def evaluated():
    return SignIn.objects.filter(result="wrong").count()


def guess(person, times, *, address="10.0.0.1"):
    return [log_in(browser(address=address), person, f"guess-{n}") for n in range(times)]


def test_five_wrong_passwords_at_one_address_wait_fifteen_minutes(clock, somebody):
    person = somebody()
    answers = guess(person, 5)

    before = log_in(browser(), person)
    clock.shift(14 * MINUTE)
    during = log_in(browser(), person)
    clock.shift(2 * MINUTE)
    after = log_in(browser(), person)

    assert [a.status_code for a in answers] == [200, 200, 200, 200, 429]
    assert [a.status_code for a in (before, during, after)] == [429, 429, 302]
    assert "Wait 15 minutes" in before.text


def test_knocking_on_during_the_wait_does_not_prolong_it(clock, somebody):
    person = somebody()
    guess(person, 5)
    for _ in range(14):
        clock.shift(MINUTE)
        guess(person, 3)

    clock.shift(2 * MINUTE)

    assert log_in(browser(), person).status_code == 302


def test_the_rest_of_the_school_behind_the_same_address_still_logs_in(clock, somebody):
    guess(somebody(), 30)
    others = [somebody("guard", username=f"guard{n}") for n in range(5)]

    answers = [log_in(browser(), other).status_code for other in others]

    assert answers == [302] * 5


@pytest.mark.once
def test_a_thousand_guesses_from_one_address_are_evaluated_five_times(clock, somebody):
    guess(somebody(), 1000)

    assert evaluated() == 5


@pytest.mark.once
def test_a_thousand_guesses_from_a_thousand_addresses_are_evaluated_twenty_times(clock, somebody):
    person = somebody()
    for n in range(1000):
        guess(person, 1, address=f"10.1.{n // 250}.{n % 250}")

    assert evaluated() == 20


@pytest.mark.once
def test_a_thousand_patient_guesses_are_hardly_more(clock, somebody):
    """One every half minute for eight hours, each from somewhere else: the waits double."""
    person = somebody()
    for n in range(1000):
        clock.shift(MINUTE / 2)
        guess(person, 1, address=f"10.1.{n // 250}.{n % 250}")

    assert 20 < evaluated() <= 25


def test_the_wait_of_an_account_doubles_and_says_how_long_it_is(clock, somebody):
    person = somebody()
    for n in range(20):
        guess(person, 1, address=f"10.1.0.{n}")
    first = log_in(browser(), person)
    clock.shift(16 * MINUTE)
    guess(person, 1, address="10.1.0.99")

    second = log_in(browser(), person)

    assert (first["Retry-After"], second["Retry-After"]) == ("900", "1800")
    assert "Wait 30 minutes" in second.text


def test_a_stranger_does_not_lock_out_a_browser_that_was_in_before(clock, somebody):
    person, own = somebody(), browser(address="10.9.0.1")
    log_in(own, person)
    own.post(reverse("logout"))
    for n in range(40):
        guess(person, 1, address=f"10.1.0.{n}")

    elsewhere = log_in(browser(address="10.9.0.2"), person)
    again = log_in(own, person)

    assert (elsewhere.status_code, again.status_code) == (429, 302)


def test_the_right_password_begins_the_count_anew(clock, somebody):
    person = somebody()
    guess(person, 4)
    log_in(browser(), person)

    answers = guess(person, 4)

    assert [a.status_code for a in answers] == [200] * 4


def plain(answer):
    """The page without the token and what was typed."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.text)
    return re.sub(r'(name="username"\s+value=")[^"]*', r"\1", body)


def headers(answer):
    """All but the number of the request and the length, in which the typed name is counted."""
    told = dict(answer.headers)
    return {name: told[name] for name in told if name not in {"X-Request-ID", "Content-Length"}}


@pytest.fixture
def kinds_of_account(somebody):
    """Names of accounts: one that is good, none at all, switched off, without a post, without a password."""
    somebody("cook")
    somebody("guard", username="off", is_active=False)
    left = somebody("carer", username="left")
    left.posts.update(
        ends_on=datetime(2026, 1, 1, tzinfo=UTC).date(),
        starts_on=datetime(2025, 1, 1, tzinfo=UTC).date(),
    )
    empty = somebody("carer", username="empty")
    empty.set_unusable_password()
    empty.save()
    return ["cook", "nobody", "off", "left", "empty"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nobody_learns_which_accounts_there_are(clock, kinds_of_account, language, settings):
    told = {}
    for name in kinds_of_account:
        client = browser(address="10.0.0.7")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answers = [log_in(client, name, "wrong-guess") for _ in range(6)]
        told[name] = [(a.status_code, plain(a), headers(a)) for a in answers]

    assert len({str(answers) for answers in told.values()}) == 1


def test_the_right_password_of_a_closed_account_is_told_nothing_else(clock, kinds_of_account):
    answers = [log_in(browser(), name) for name in ("nobody", "off", "left")]

    assert len({(a.status_code, plain(a)) for a in answers}) == 1


def test_as_many_hashes_are_computed_for_an_account_that_does_not_exist(
    clock, kinds_of_account, monkeypatch
):
    counted = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *a, **b: counted.append(1) or real(*a, **b)
    )
    work = {}
    for name in kinds_of_account:
        counted.clear()
        log_in(browser(), name, "wrong-guess")
        work[name] = len(counted)

    assert work == dict.fromkeys(kinds_of_account, 1)


def test_as_many_queries_are_asked_for_an_account_that_does_not_exist(
    clock, kinds_of_account, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = {}
    for name in kinds_of_account:
        with CaptureQueriesContext(connection) as queries:
            log_in(browser(), name, "wrong-guess")
        asked[name] = len(queries)

    assert len(set(asked.values())) == 1


def test_the_administrator_sees_who_is_locked_and_unlocks(clock, somebody, enter, settings):
    settings.UNMARKED_SESSIONS = True
    person = somebody()
    guess(person, 5)
    client = enter("admin")
    page = client.get(reverse("accounts:locked_list")).text

    client.post(reverse("accounts:unlock", args=[person.pk]))

    assert person.name in page
    assert "10.0.0.1" in page
    assert person.name not in client.get(reverse("accounts:locked_list"), follow=True).text.split(
        "</nav>"
    )[-1].replace(f"{person.name} may log in again", "")
    assert log_in(browser(), person).status_code == 302
    assert SignIn.objects.get(result="unlocked").by == client.person


def test_unlocking_lifts_the_wait_over_all_addresses_too(clock, somebody, enter, settings):
    settings.UNMARKED_SESSIONS = True
    person = somebody()
    for n in range(25):
        guess(person, 1, address=f"10.1.0.{n}")
    client = enter("admin")
    listed = person.name in client.get(reverse("accounts:locked_list")).text

    client.post(reverse("accounts:unlock", args=[person.pk]))

    assert listed
    assert log_in(browser(), person).status_code == 302


def test_neither_passwords_nor_what_was_typed_as_the_account_are_kept(clock, somebody, caplog):
    from axes.models import AccessAttempt

    log_in(browser(), somebody(), "guessed-secret-1")
    log_in(browser(), "guessed-secret-2", "x")

    kept = repr(list(SignIn.objects.values())) + repr(list(AccessAttempt.objects.values()))
    assert "guessed-secret" not in kept + caplog.text


def test_behind_our_proxy_the_address_is_what_the_proxy_added(clock, somebody, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    person = somebody()
    for n in range(5):
        client = browser(address="127.0.0.1")
        client.post(
            reverse("login"),
            {"username": person.username, "password": f"guess-{n}"},
            headers={"X-Forwarded-For": f"1.2.3.{n}, 10.5.5.5"},
        )

    assert set(SignIn.objects.values_list("address", flat=True)) == {"10.5.5.5"}


def test_it_is_kept_who_came_in_by_what_and_from_where(clock, somebody):
    person = somebody()

    log_in(browser(), person)

    row = SignIn.objects.get()
    told = (row.person, row.way, row.result, row.browser, row.address, row.at)
    assert told == (person, "password", "in", "Chrome · Windows", "10.0.0.1", NOW)


def test_the_list_of_sign_ins_asks_as_many_queries_for_three_as_for_one(
    clock, somebody, enter, settings, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settings.UNMARKED_SESSIONS = True
    client, asked = enter("admin"), []
    client.get(reverse("accounts:sign_in_list"))  # what is worded once has been
    for n in range(3):
        log_in(browser(), somebody(username=f"cook{n}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accounts:sign_in_list"))
        asked.append(len(queries))

    assert asked[0] == asked[2] <= 12


def test_after_half_a_year_it_is_forgotten_who_came_in(clock, somebody):
    from logistics.accounts.tasks import forget

    log_in(browser(), somebody())
    forget(NOW + timedelta(days=179))
    kept = SignIn.objects.count()

    forget(NOW + timedelta(days=181))

    assert (kept, SignIn.objects.count()) == (1, 0)


def test_an_account_works_after_all_this(clock, somebody):
    client = browser()

    log_in(client, somebody(), PASSWORD)

    assert is_in(client)
