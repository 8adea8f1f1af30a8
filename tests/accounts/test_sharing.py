"""Shared devices: one tablet, several people, six digits each, and never anybody with the keys."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from logistics.accounts import pins
from logistics.accounts.models import Device, Pin, SignIn, Visit
from logistics.records.models import Entry
from tests.accounts.conftest import PASSWORD, PHONE, browser, is_in, log_in
from tests.factories import make_campus, make_post, make_term

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PIN = "274913"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def tablet(clock, somebody, campus, settings):
    """The tablet of the kitchen, registered by the director and left to those who work there."""
    settings.SECOND_FACTOR = False
    client = browser(PHONE)
    log_in(client, somebody("director"))
    named = {"name": "Kitchen tablet", "campus": campus.pk}
    client.post(reverse("accounts:device_new"), named)
    client.post(reverse("logout"))
    return client


@pytest.fixture
def with_pin(somebody):
    def make(role="cook", **given):
        person = somebody(role, **given)
        pins.set_pin(person, PIN, now=NOW)
        return person

    return make


def take_over(client, person, pin=PIN, **given):
    return client.post(reverse("accounts:take_over", args=[person.pk]), {"pin": pin} | given)


def offered(client):
    page = client.get(reverse("accounts:chooser"))
    return {person.name for person in page.context["people"]}


def test_a_registered_device_asks_who_it_is(tablet, with_pin):
    cook = with_pin()

    page = tablet.get(reverse("home"), follow=True)

    assert page.request["PATH_INFO"] == reverse("accounts:chooser")
    assert cook.name in page.text
    assert "Kitchen tablet" in page.text


def test_six_digits_let_in_and_what_is_written_is_of_that_person(tablet, with_pin, campus):
    make_term()
    note = {"text": "Pots washed", "happened_at": "2026-09-07T08:59", "campus": campus.pk}
    cook, carer = with_pin(), with_pin("carer")
    written = []
    for person in (cook, carer):
        take_over(tablet, person)
        tablet.post(reverse("duties:note_new"), note | {"closed_day_is_right": "on"})
        written.append(Entry.objects.latest("pk").entered_by)
        tablet.post(reverse("logout"))

    assert written == [cook, carer]


def test_taking_over_needs_no_logging_out_and_gets_a_new_session(tablet, with_pin):
    cook, guard = with_pin(), with_pin("guard")
    take_over(tablet, cook)
    before = tablet.session.session_key

    take_over(tablet, guard)

    assert tablet.session["_auth_user_id"] == str(guard.pk)
    assert tablet.session.session_key != before
    assert Visit.objects.get().person == guard


def test_only_who_works_there_with_a_pin_and_no_sensitive_right_is_offered(
    tablet, with_pin, somebody
):
    names = {with_pin(role, username=f"{role}1").name for role in pins.PIN_ROLES}
    somebody("cook", username="without", name="Without PIN")
    with_pin("cook", username="elsewhere", name="Elsewhere", at=make_campus())
    with_pin("cook", username="off", name="Switched off", is_active=False)
    gone = with_pin("cook", username="gone", name="Gone")
    gone.posts.update(ends_on=date(2026, 9, 6))
    for role in ("director", "principal", "accountant", "admin", "doctor", "storekeeper"):
        with_pin(role, username=f"{role}2")
    both = with_pin("cook", username="both", name="Cook and doctor")
    make_post(person=both, role="doctor", campus=None)

    assert offered(tablet) == names


def test_who_is_not_offered_does_not_get_in_with_the_right_pin(tablet, with_pin):
    accountant = with_pin("accountant")

    answer = take_over(tablet, accountant)

    assert answer.status_code == 404
    assert not is_in(tablet)


def test_elsewhere_there_is_nothing_to_take_over(clock, with_pin):
    cook, client = with_pin(), browser()

    answers = [client.get(reverse("accounts:chooser")), take_over(client, cook)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_made_up_token_is_no_registration(clock, with_pin):
    client = browser()
    client.cookies["shared"] = "made-up"

    assert take_over(client, with_pin()).status_code == 404


def test_after_five_wrong_pins_the_pin_is_off_until_the_password_was_given(tablet, with_pin):
    cook = with_pin()
    pages = [take_over(tablet, cook, f"11112{n}") for n in range(5)]
    right = take_over(tablet, cook)
    shown = tablet.get(reverse("accounts:chooser")).text

    log_in(browser(), cook)
    after = take_over(tablet, cook)

    assert "The PIN is off" in pages[-1].text
    assert (right.status_code, after.status_code) == (200, 302)
    assert "PIN is off" in shown


def test_the_right_pin_begins_the_count_anew(tablet, with_pin):
    cook = with_pin()
    for _ in range(3):
        for n in range(4):
            take_over(tablet, cook, f"11112{n}")
        take_over(tablet, cook)
        tablet.post(reverse("logout"))

    assert Pin.objects.get(person=cook).wrong == 0


def test_no_more_than_five_pins_are_looked_at_however_they_come(tablet, with_pin, monkeypatch):
    cook, looked = with_pin(), []
    monkeypatch.setattr(pins, "check_password", lambda *a: looked.append(1) or False)

    for n in range(20):
        take_over(tablet, cook, f"11112{n % 10}")

    assert len(looked) == 5


def test_a_session_by_pin_ends_after_ten_minutes_back_at_the_chooser(tablet, with_pin):
    cook = with_pin()
    tablet_time = time_machine.travel(NOW + 12 * MINUTE, tick=False)
    take_over(tablet, cook)

    with tablet_time:
        page = tablet.get(reverse("me"), follow=True)

    assert page.request["PATH_INFO"] == reverse("accounts:chooser")
    assert "The login has ended" in page.text


def test_whoever_gets_a_sensitive_post_loses_the_open_session_by_pin(tablet, with_pin):
    cook = with_pin()
    take_over(tablet, cook)
    before = is_in(tablet)

    make_post(person=cook, role="accountant")

    assert (before, is_in(tablet)) == (True, False)


@pytest.mark.parametrize("name", ["password_change", "accounts:pin", "accounts:factor"])
def test_by_pin_nobody_changes_how_they_get_in(tablet, with_pin, name):
    take_over(tablet, with_pin())

    answer = tablet.get(reverse(name))

    assert answer.status_code == 409
    assert "Log in with the password" in answer.text


def test_on_a_shared_device_each_page_offers_the_change_of_person(tablet, with_pin):
    take_over(tablet, with_pin())

    assert "Change person" in tablet.get(reverse("home")).text


def test_a_revoked_device_is_a_stranger_at_once(tablet, with_pin, enter, settings):
    cook = with_pin()
    take_over(tablet, cook)
    settings.UNMARKED_SESSIONS = True
    director = enter("director")

    director.post(reverse("accounts:device_revoke", args=[Device.objects.get().pk]))

    assert not is_in(tablet)
    assert take_over(tablet, cook).status_code == 404


def test_a_registration_is_good_for_a_year(tablet, with_pin):
    cook = with_pin()

    with time_machine.travel(NOW + 366 * DAY, tick=False):
        answer = take_over(tablet, cook)

    assert answer.status_code == 404


def test_a_director_registers_devices_of_the_own_campus_only(clock, enter, settings):
    settings.UNMARKED_SESSIONS = True
    elsewhere = make_campus()

    enter("director").post(
        reverse("accounts:device_new"), {"name": "Tablet", "campus": elsewhere.pk}
    )

    assert not Device.objects.exists()


def test_the_token_is_kept_only_as_a_digest(tablet):
    token = tablet.cookies["shared"].value

    assert token not in repr(list(Device.objects.values()))
    assert tablet.cookies["shared"]["httponly"]


def test_the_pin_is_kept_only_as_a_digest_and_noted_nowhere(tablet, with_pin, caplog):
    take_over(tablet, with_pin())

    stored = repr(list(Pin.objects.values())) + repr(list(SignIn.objects.values()))
    assert PIN not in stored + caplog.text
    assert SignIn.objects.filter(way="pin", result="in", device="Kitchen tablet").count() == 1


def test_the_password_still_lets_in_on_a_shared_device(tablet, with_pin, somebody):
    with_pin()
    form = tablet.get(f"{reverse('login')}?password=1")

    log_in(tablet, somebody("storekeeper"))

    assert form.status_code == 200
    assert is_in(tablet)


def test_a_taken_over_device_leads_nowhere_else(tablet, with_pin):
    answer = take_over(tablet, with_pin(), next="https://evil.example/")

    assert answer.url == "/"


# One's own PIN and one's own phone.


def set_pin(client, pin, *, again=None, current=PASSWORD):
    return client.post(
        reverse("accounts:pin"), {"current": current, "pin": pin, "again": again or pin}
    )


def test_a_pin_is_set_with_the_password(clock, somebody):
    person, client = somebody(), browser()
    log_in(client, person)

    wrong = set_pin(client, PIN, current="guess")
    set_pin(client, PIN)

    assert "not the password" in wrong.text
    assert pins.is_right(person, PIN)


@pytest.mark.parametrize(
    "pin", ["123456", "654321", "000000", "121212", "123123", "27491", "27491a", "345678"]
)
def test_a_pin_that_is_tried_first_is_refused(clock, somebody, pin):
    client = browser()
    log_in(client, somebody(phone="13812345678"))

    set_pin(client, pin)

    assert not Pin.objects.exists()


def test_full_width_digits_are_digits(clock, somebody):
    person, client = somebody(), browser()
    log_in(client, person)

    set_pin(client, "２７４９１３")

    assert pins.is_right(person, PIN)


def test_a_pin_is_not_for_sensitive_posts(clock, somebody):
    client = browser()
    log_in(client, somebody("storekeeper"))

    assert client.get(reverse("accounts:pin")).status_code == 403


def test_a_kept_phone_opens_by_its_owners_pin_after_a_night(clock, with_pin):
    cook, other, phone = with_pin(), with_pin("guard"), browser(PHONE)
    log_in(phone, cook, keep="on")

    with time_machine.travel(NOW + timedelta(hours=14), tick=False):
        asked = phone.get(reverse("home"), follow=True)
        people = offered(phone)
        refused = take_over(phone, other)
        take_over(phone, cook)
        back = is_in(phone)

    assert asked.request["PATH_INFO"] == reverse("accounts:chooser")
    assert (people, refused.status_code, back) == ({cook.name}, 404, True)


def test_a_forgotten_phone_is_logged_out_and_asks_for_the_password(clock, with_pin):
    cook, phone, here = with_pin(), browser(PHONE), browser()
    log_in(phone, cook, keep="on")
    log_in(here, cook)

    here.post(reverse("accounts:device_forget", args=[Device.objects.get().pk]))

    assert not is_in(phone)
    assert phone.get(reverse("login")).status_code == 200


def test_both_languages_are_offered_where_the_person_is_chosen(tablet, with_pin):
    with_pin()

    page = tablet.get(reverse("accounts:chooser")).text

    assert "简体中文" in page
    assert "English" in page
