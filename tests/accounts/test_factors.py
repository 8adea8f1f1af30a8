"""The second factor: whom it is asked of, each code once, ten codes on paper."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from logistics.accounts import factors
from logistics.accounts.models import Device, RecoveryCode, SecondFactor, SignIn
from logistics.notices.models import Notice
from tests.accounts.conftest import browser, code_at, is_in, log_in, with_factor
from tests.factories import make_post

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
STEP, MINUTE, DAY = timedelta(seconds=30), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def director(clock, somebody):
    person = somebody("director")
    person.secret = with_factor(person, NOW)
    return person


def give_code(client, code, **given):
    return client.post(reverse("accounts:code"), {"code": code} | given)


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        ("director", True), ("principal", True), ("accountant", True), ("admin", True),
        ("cook", False), ("teacher", False), ("doctor", False), ("storekeeper", False),
    ],
)  # fmt: skip
def test_it_is_set_up_at_the_first_login_by_those_who_may_change_much(clock, somebody, role, asked):
    client = browser()
    log_in(client, somebody(role))

    answer = client.get(reverse("me"))

    assert (answer.status_code == 302 and answer.url == reverse("accounts:factor")) is asked


def test_it_is_not_asked_for_where_it_is_switched_off(clock, somebody, settings):
    settings.SECOND_FACTOR = False
    client = browser()

    log_in(client, somebody("director"))

    assert is_in(client)


def set_up(client, now):
    page = client.get(reverse("accounts:factor"))
    secret = page.context["secret"].replace(" ", "")
    return page, client.post(reverse("accounts:factor"), {"code": code_at(secret, now)})


def test_setting_up_shows_a_drawing_and_the_key_and_ends_with_ten_codes(clock, somebody):
    person, client = somebody("director"), browser()
    log_in(client, person)

    page, codes = set_up(client, NOW)

    assert "<svg" in page.text
    assert page.context["key_url"].startswith("otpauth://totp/")
    assert len(codes.context["codes"]) == 10
    assert all(code in codes.text for code in codes.context["codes"])
    assert is_in(client)


def test_a_wrong_code_sets_nothing_up(clock, somebody):
    client = browser()
    log_in(client, somebody("director"))
    client.get(reverse("accounts:factor"))

    page = client.post(reverse("accounts:factor"), {"code": "000000"})

    assert "This code is not right" in page.text
    assert not SecondFactor.objects.exists()
    assert not is_in(client)


def test_password_and_code_let_in(director):
    client = browser()

    first = log_in(client, director, next="/me/")
    between = is_in(client)
    second = give_code(client, code_at(director.secret, NOW))

    assert first.url == reverse("accounts:code")
    assert between is False
    assert (second.url, is_in(client)) == ("/me/", True)
    assert SignIn.objects.get(result="in").way == "code"


def test_a_code_without_the_password_lets_nobody_in(director):
    client = browser()

    answer = give_code(client, code_at(director.secret, NOW))

    assert answer.url == reverse("login")
    assert not is_in(client)


def test_the_password_is_good_for_five_minutes_before_the_code(clock, director):
    client = browser()
    log_in(client, director)
    clock.shift(6 * MINUTE)

    answer = give_code(client, code_at(director.secret, NOW + 6 * MINUTE))

    assert answer.url == reverse("login")


def test_whoever_is_switched_off_between_password_and_code_stays_out(director):
    client = browser()
    log_in(client, director)
    director.is_active = False
    director.save()

    answer = give_code(client, code_at(director.secret, NOW))

    assert answer.url == reverse("login")


def test_a_password_that_is_replaced_between_password_and_code_is_no_good(director):
    client = browser()
    log_in(client, director)
    director.set_password("another-horse-8")
    director.save()

    answer = give_code(client, code_at(director.secret, NOW))

    assert answer.url == reverse("login")


def test_a_code_is_good_once(director):
    code, first, second = code_at(director.secret, NOW), browser(), browser()
    log_in(first, director)
    give_code(first, code)
    log_in(second, director)

    page = give_code(second, code)

    assert "was used already" in page.text
    assert (is_in(first), is_in(second)) == (True, False)


def test_an_older_code_than_the_last_is_no_good(director):
    first, second = browser(), browser()
    log_in(first, director)
    give_code(first, code_at(director.secret, NOW))
    log_in(second, director)

    give_code(second, code_at(director.secret, NOW - STEP))

    assert not is_in(second)


def test_the_same_code_at_the_same_moment_opens_once(director):
    factor = SecondFactor.objects.get()
    twin = SecondFactor.objects.get()
    code = code_at(director.secret, NOW)

    opened = [factors.is_right(one, code, now=NOW) for one in (factor, twin)]

    assert opened == [True, False]


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_one_step(director, steps, right):
    factor = SecondFactor.objects.get()

    assert factors.is_right(factor, code_at(director.secret, NOW + steps * STEP), now=NOW) is right


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "²²²²²²", "-12345"])
def test_what_is_no_code_is_wrong_and_nothing_breaks(director, code):
    assert factors.is_right(SecondFactor.objects.get(), code, now=NOW) is False


def test_guessed_codes_are_counted_like_passwords(director):
    client = browser()
    log_in(client, director)
    statuses = [give_code(client, f"00000{n}").status_code for n in range(6)]

    right = give_code(client, code_at(director.secret, NOW))
    elsewhere = log_in(browser(), director)

    assert statuses == [200, 200, 200, 200, 429, 429]
    assert right.status_code == elsewhere.status_code == 429
    assert SignIn.objects.filter(way="code", result="wrong").count() == 5


def test_giving_the_password_again_does_not_begin_the_count_of_codes_anew(director):
    statuses = []
    for n in range(6):
        client = browser()
        log_in(client, director)
        statuses.append(give_code(client, f"00000{n}").status_code)

    assert statuses[4:] == [429, 302]


def test_codes_are_in_no_log(director, caplog):
    from axes.models import AccessAttempt

    client = browser()
    log_in(client, director)
    give_code(client, "918273")

    kept = repr(list(SignIn.objects.values())) + repr(list(AccessAttempt.objects.values()))
    assert "918273" not in kept + caplog.text


def test_the_secret_is_not_readable_in_the_database(director):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_secondfactor")
        stored = repr(cursor.fetchall())

    assert director.secret not in stored


# Recovery.


def test_a_recovery_code_lets_in_once(director):
    codes = factors.new_codes(SecondFactor.objects.get())
    first, second = browser(), browser()
    log_in(first, director)
    give_code(first, codes[0].upper())
    log_in(second, director)

    give_code(second, codes[0])

    assert (is_in(first), is_in(second)) == (True, False)
    assert SignIn.objects.filter(way="recovery", result="in").count() == 1


def test_recovery_codes_are_kept_as_digests_and_replaced_as_a_whole(director):
    client = browser()
    old = factors.new_codes(SecondFactor.objects.get())
    log_in(client, director)
    give_code(client, code_at(director.secret, NOW))

    page = client.post(reverse("accounts:recovery"))

    stored = repr(list(RecoveryCode.objects.values()))
    new = page.context["codes"]
    assert RecoveryCode.objects.count() == 10
    assert not set(old) & set(new)
    assert not any(code.replace("-", "") in stored.replace("-", "") for code in new)
    assert factors.use_recovery(SecondFactor.objects.get(), old[0], now=NOW) is False


# The device that is excused.


def test_a_trusted_device_asks_for_the_password_only_for_thirty_days(clock, director):
    client = browser()
    log_in(client, director)
    give_code(client, code_at(director.secret, NOW), trust="on")
    client.post(reverse("logout"))

    again = log_in(client, director)
    inside = is_in(client)
    clock.shift(31 * DAY)
    later = log_in(client, director)

    assert (again.url, inside) == ("/", True)
    assert later.url == reverse("accounts:code")


def test_a_device_that_somebody_else_trusts_excuses_nobody(clock, director, somebody):
    client = browser()
    log_in(client, director)
    give_code(client, code_at(director.secret, NOW), trust="on")
    client.post(reverse("logout"))
    principal = somebody("principal")
    with_factor(principal, NOW)

    assert log_in(client, principal).url == reverse("accounts:code")


def test_a_trusted_device_does_not_excuse_from_the_password(clock, director):
    client = browser()
    log_in(client, director)
    give_code(client, code_at(director.secret, NOW), trust="on")
    client.post(reverse("logout"))

    log_in(client, director, "wrong-guess")

    assert not is_in(client)


# Changes on the way.


def test_whoever_becomes_director_sets_it_up_before_the_next_page(clock, somebody):
    person, client = somebody("cook"), browser()
    log_in(client, person)
    before = is_in(client)

    make_post(person=person, role="director")

    assert before
    assert client.get(reverse("home")).url == reverse("accounts:factor")


def test_whoever_becomes_director_again_is_asked_for_the_code_they_have(clock, somebody):
    person, client = somebody("cook"), browser()
    with_factor(person, NOW)
    log_in(client, person)
    make_post(person=person, role="director")

    answer = client.get(reverse("accounts:factor"))

    assert answer.url == reverse("login")
    assert not is_in(client)


def test_the_administrator_resets_it_and_that_is_kept(clock, director, enter, settings):
    settings.UNMARKED_SESSIONS = True
    admin, client = enter("admin"), browser()
    Device.objects.create(
        person=director, name="PC", digest="x", trusted=True, registered_by=director,
        registered_at=NOW, expires_at=NOW + DAY,
    )  # fmt: skip

    admin.post(reverse("accounts:factor_reset", args=[director.pk]))
    log_in(client, director)

    assert client.get(reverse("me")).url == reverse("accounts:factor")
    assert SignIn.objects.get(result="reset").by == admin.person
    assert not Device.objects.filter(trusted=True).exists()


def test_who_had_it_reset_is_told_by_whom_and_when(clock, director, enter, settings):
    settings.UNMARKED_SESSIONS = True
    admin = enter("admin")

    admin.post(reverse("accounts:factor_reset", args=[director.pk]))

    notice = Notice.objects.get(person=director)
    assert str(notice) == (
        "Admin reset your second factor at 2026-09-07 09:00."
        " If you did not ask for it, tell the administrator at once."
    )
    assert (notice.urgent, notice.by, notice.made_at) == (True, admin.person, NOW)


def test_the_director_resets_nobodys_second_factor(clock, director, enter, settings):
    settings.UNMARKED_SESSIONS = True

    answer = enter("director").post(reverse("accounts:factor_reset", args=[director.pk]))

    assert answer.status_code == 403
    assert SecondFactor.objects.exists()


def test_the_drawing_holds_the_account_and_nothing_of_the_password(director):
    address = factors.key_address(director, director.secret, "阳光幼儿园")

    assert re.fullmatch(
        r"otpauth://totp/[%\w]+director\?secret=[A-Z2-7]{32}&issuer=[%\w]+", address
    )
