"""Dates, times, numbers and secrets as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.fields import (
    DateField,
    DateTimeField,
    NumberField,
    decrypt,
    encrypt,
    half_width,
    month_number,
    valid_identity_number,
    valid_phone,
    whole_number,
)
from tests.factories import make_person


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-21",
        "20261121",
        "2026/11/21",
        "2026.11.21",
        "2026年11月21日",
        "２０２６－１１－２１",
        " 2026-11-21 ",
        "２０２６年１１月２１日",
    ],
)
def test_a_date_is_read_as_it_is_typed(typed):
    assert DateField().clean(typed) == date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["11.21", "11/21", "11月21日", "１１．２１"])
def test_a_date_without_its_year_is_read_in_the_given_one(typed):
    assert DateField(year=2026).clean(typed) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "1899-12-31",
        "tomorrow",
        "2026-13-01",
        "11.21",
        "²",
    ],
)
def test_what_is_no_day_of_a_school_is_refused(typed):
    with pytest.raises(ValidationError):
        DateField().clean(typed)


def test_a_moment_is_one_of_the_schools_own_time():
    moment = DateTimeField().clean("２０２６-11-21 08:30")

    assert timezone.localtime(moment).isoformat() == "2026-11-21T08:30:00+08:00"


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-11-21T25:00", "x"])
def test_what_is_no_moment_of_a_school_is_refused(typed):
    with pytest.raises(ValidationError):
        DateTimeField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12.5", "12.5"), ("１２．５", "12.5"), (" 1 250 ", "1250"), ("-3", "-3"), ("３", "3")],
)
def test_a_number_is_read_as_it_is_typed(typed, number):
    assert NumberField(unit="g").clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["NaN", "Infinity", "-inf", "1e999999999", "twelve", "1,2,3", "½"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        NumberField(max_digits=14, decimal_places=3).clean(typed)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_but_never_breaks(typed):
    for field in (DateField(year=2026), DateTimeField(), NumberField(max_digits=14)):
        with suppress(ValidationError):
            field.clean(typed)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("-1", None),
        ("", None),
        ("1.5", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_a_number_in_an_address(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("202611", (2026, 11)),
        ("202613", None),
        ("202600", None),
        ("000001", None),
        ("999912", None),
        ("2026-11", None),
        ("", None),
    ],
)
def test_a_month_in_an_address(text, month):
    assert month_number(text) == month


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_an_identity_number_with_its_check_character_is_right(number):
    assert valid_identity_number(number) is None


@pytest.mark.parametrize("number", ["110105194912310021", "1101051949123100", "11010519491231002Y"])
def test_a_mistyped_identity_number_is_refused(number):
    with pytest.raises(ValidationError):
        valid_identity_number(number)


@pytest.mark.parametrize(
    "number", ["13812345678", "138 1234 5678", "010-12345678", "１３８１２３４５６７８"]
)
def test_telephone_numbers_are_taken_as_they_are_written(number):
    assert valid_phone(number) is None


@pytest.mark.parametrize("number", ["123", "12812345678", "1381234567890", "phone"])
def test_what_is_no_telephone_number_is_refused(number):
    with pytest.raises(ValidationError):
        valid_phone(number)


def test_half_width_makes_plain_what_a_chinese_keyboard_gives():
    assert half_width("　２０２６：０８　") == "2026:08"


# Secrets.


def test_what_is_encrypted_reads_back_and_never_looks_the_same():
    once, twice = encrypt("小明对花生过敏"), encrypt("小明对花生过敏")

    assert decrypt(once) == decrypt(twice) == "小明对花生过敏"
    assert once != twice


def test_a_new_key_in_front_still_reads_what_the_old_one_wrote(settings):
    old = encrypt("secret")

    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

    assert decrypt(old) == "secret"


def test_without_its_key_nothing_is_read(settings):
    token = encrypt("secret")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        decrypt(token)


def test_an_identity_number_is_not_in_the_database(db):
    person = make_person(identity_number="11010519491231002X")

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM school_person WHERE id = %s", [person.pk])
        [stored] = cursor.fetchone()

    person.refresh_from_db()
    assert "110105" not in stored
    assert person.identity_number == "11010519491231002X"
