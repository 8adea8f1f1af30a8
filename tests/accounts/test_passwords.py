"""Which passwords are refused, and the first one that goes over on paper."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from logistics.accounts import passwords
from logistics.accounts.models import Account
from logistics.accounts.standing import PIN_ROLES
from logistics.school.models import Person
from tests.accounts.conftest import PASSWORD, PHONE, browser, is_in, log_in
from tests.factories import make_person

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
READING_CHILDREN = ("health:day_grid", "health:medicine_list", "health:health_file_list")


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def keeper(enter, settings):
    """Somebody of a role who keeps the logins of others."""

    def make(role):
        settings.UNMARKED_SESSIONS = True
        return enter(role)

    return make


@pytest.fixture
def liming(db):
    return Person(name="李明", pinyin="li ming", username="lm2020", phone="13812345678")


@pytest.mark.parametrize(
    "password",
    [
        "1234567",  # too short
        "password1",  # of the list of the world
        "5201314a",  # of the list of China
        "a123456789",
        "woaini1314",
        "1qaz2wsx",
        "88888888",  # one, two in turn, rows
        "12121212",
        "abcdefgh",
        "19900521",  # a birthday
        "1990-05-21",
        "yangguang2026",  # the school, in pinyin, written, by its initials
        "Yangguang.123",
        "阳光幼儿园2026",
        "yangguangyoueryuan",
        "liming2026",  # the person, in both orders, the account, the telephone
        "mingli888",
        "李明123456",
        "lm2020lm2020",
        "13812345678",
        "houqin2026",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(liming, password):
    with pytest.raises(ValidationError):
        validate_password(password, liming)


@pytest.mark.parametrize(
    "password",
    [
        "kfgrwtzb",  # eight letters without digits
        "73914862",  # eight digits without letters
        "correct horse",  # with a space
        "雨后的操场有彩虹",
        "yangguang-blau-zebra",  # a name, and enough beside it
        "x" * 3 + "kfgrwtzb-" * 10,  # far beyond 64
    ],
)
def test_a_long_enough_password_needs_no_special_signs(liming, password):
    validate_password(password, liming)


def test_the_most_used_passwords_of_china_are_all_refused():
    refused = passwords.common()

    assert len(refused) > 400
    assert {"123456789", "5201314a", "qq123456", "woaini520"} <= refused


# The first password.


def give(client, person, **given):
    usual = {"username": person.username or "anna", "is_active": "on"}
    page = client.post(reverse("accounts:login_give", args=[person.pk]), usual | given)
    [(_person, password)] = page.context["slips"]
    return page, password


def test_a_first_password_is_shown_once_and_opens_only_the_choice_of_another(clock, keeper, campus):
    person, admin = make_person(role="cook", campus=campus, name="Anna"), keeper("admin")
    page, password = give(admin, person)
    client = browser()

    answer = log_in(client, "anna", password)
    elsewhere = [client.get(reverse(name)) for name in ("home", "me", "duties:task_list")]

    assert password in page.text
    assert password not in admin.get(reverse("accounts:login_give", args=[person.pk])).text
    assert answer.status_code == 302
    assert {a.url for a in elsewhere} == {reverse("password_change")}
    assert "first password" in client.get(reverse("password_change")).text


def change(client, current, new, again=None):
    typed = {"current": current, "new": new, "again": again or new}
    return client.post(reverse("password_change"), typed)


def test_after_the_choice_everything_is_open_and_the_slip_is_worthless(clock, keeper, campus):
    person = make_person(role="cook", campus=campus)
    _page, password = give(keeper("admin"), person)
    client = browser()
    log_in(client, "anna", password)

    change(client, password, "blue-zebra-rain")

    assert is_in(client)
    assert log_in(browser(), "anna", password).status_code == 200
    assert log_in(browser(), "anna", "blue-zebra-rain").status_code == 302


def test_the_first_password_cannot_be_kept_by_choosing_it_again(clock, keeper, campus):
    person = make_person(role="cook", campus=campus)
    _page, password = give(keeper("admin"), person)
    client = browser()
    log_in(client, "anna", password)

    page = change(client, password, password)

    assert "Choose another one" in page.text
    assert Account.objects.get().first_password_until is not None


def test_a_first_password_is_good_for_seven_days(clock, keeper, campus):
    person = make_person(role="cook", campus=campus)
    _page, password = give(keeper("admin"), person)
    clock.shift(7 * DAY - timedelta(minutes=1))
    in_time = log_in(browser(), "anna", password)
    clock.shift(timedelta(minutes=2))

    too_late = log_in(browser(), "anna", password)

    assert (in_time.status_code, too_late.status_code) == (302, 200)
    assert "seven days" in too_late.text


def test_a_new_first_password_ends_the_old_one_and_every_session(clock, keeper, somebody):
    person, client = somebody(), browser()
    log_in(client, person)

    give(keeper("admin"), person)

    assert not is_in(client)
    assert log_in(browser(), person).status_code == 200


def test_new_people_are_given_first_passwords_together(clock, keeper, campus):
    people = [make_person(role="teacher", campus=campus, name=name) for name in ("李明", "黎明")]
    make_person(role="cook", campus=campus, username="lingdang")
    client = keeper("admin")

    page = client.post(reverse("accounts:login_list"), {"people": [p.pk for p in people]})

    given = {person.username: password for person, password in page.context["slips"]}
    assert set(given) == {"liming", "liming2"}
    assert all(password in page.text for password in given.values())
    assert {log_in(browser(), *pair).url for pair in given.items()} == {"/"}


def test_people_whose_login_names_came_in_a_list_are_given_their_passwords_with_the_others(
    clock, keeper, campus
):
    person = make_person(role="teacher", campus=campus, username="t2026001")
    Person.objects.filter(pk=person.pk).update(password=make_password(None))

    page = keeper("admin").post(reverse("accounts:login_list"), {"people": [person.pk]})

    [(given, password)] = page.context["slips"]
    assert given.username == "t2026001"
    assert log_in(browser(), "t2026001", password).url == "/"


def test_a_name_that_is_taken_is_not_suggested(db):
    person = make_person(name="王芳")

    assert passwords.suggest_name(person, {"wangfang", "wangfang2"}) == "wangfang3"


def test_a_login_name_that_differs_only_by_capitals_is_refused(clock, keeper, somebody, campus):
    somebody("cook", username="anna")
    other = make_person(role="cook", campus=campus)

    page = keeper("admin").post(
        reverse("accounts:login_give", args=[other.pk]), {"username": "Anna", "is_active": "on"}
    )

    assert "Somebody else has this login name" in page.text


@pytest.mark.parametrize(
    ("role", "status"),
    [("cook", 200), ("teacher", 200), ("doctor", 403), ("accountant", 403), ("admin", 403)],
)
def test_the_director_gives_no_login_that_may_do_more_than_the_director(
    keeper, somebody, role, status
):
    person = somebody(role)

    answer = keeper("director").get(reverse("accounts:login_give", args=[person.pk]))

    assert answer.status_code == status


@pytest.mark.parametrize("role", sorted(PIN_ROLES | {"food_safety_officer", "storekeeper"}))
def test_the_director_lets_in_whoever_works_in_the_house_and_reads_no_child_for_it(
    clock, keeper, somebody, role
):
    client, person = keeper("director"), somebody(role)

    give(client, person, username="new-colleague")
    read = [client.get(reverse(name)).status_code for name in READING_CHILDREN]

    person.refresh_from_db()
    assert person.username == "new-colleague"
    assert read == [403] * len(READING_CHILDREN)


def test_people_with_sensitive_posts_are_not_offered_to_the_director(keeper, campus):
    cook, doctor = (make_person(role=role, campus=campus) for role in ("cook", "doctor"))

    page = keeper("director").get(reverse("accounts:login_list"))

    assert set(page.context["form"].fields["people"].queryset) == {cook}
    assert doctor.name not in page.text


def test_nobody_posts_their_way_to_a_person_who_was_not_offered(keeper, campus):
    doctor = make_person(role="doctor", campus=campus)

    keeper("director").post(reverse("accounts:login_list"), {"people": [doctor.pk]})

    doctor.refresh_from_db()
    assert doctor.username is None


# One's own.


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(clock, somebody):
    person = somebody()
    here, there, phone = browser(), browser(), browser(PHONE)
    for client in (here, there):
        log_in(client, person)
    log_in(phone, person, keep="on")
    before = here.session.session_key

    change(here, PASSWORD, "blue-zebra-rain")

    assert [is_in(client) for client in (here, there, phone)] == [True, False, False]
    assert here.session.session_key != before
    assert person.devices.count() == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("wrong-one", "blue-zebra-rain"), "not the password that is good now"),
        ((PASSWORD, "blue-zebra-rain", "blue-zebra-snow"), "not the same"),
        ((PASSWORD, "5201314a"), "Many people use this password"),
        ((PASSWORD, "yangguang2026"), "made of the name of the school"),
    ],
)
def test_a_password_that_will_not_do_is_said_beside_its_field(clock, somebody, typed, sentence):
    client = browser()
    log_in(client, somebody())

    page = change(client, *typed)

    assert sentence in page.text
    assert not any(password in page.text for password in typed)
    assert log_in(browser(), "cook").status_code == 302


def test_passwords_can_be_pasted_and_filled_in_by_a_manager(clock, somebody):
    page = browser().get(reverse("login")).text
    client = browser()
    log_in(client, somebody())
    change_page = client.get(reverse("password_change")).text

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert change_page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page + change_page
