"""Fields every trade uses: money, quantities, dates as people type them, what is kept secret."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

ENCRYPTED = "gAAAA"  # so begins what is encrypted


@lru_cache
def _vault(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _vault(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    return _vault(tuple(settings.FIELD_KEYS)).decrypt(token.encode("ascii")).decode()


def opened(said: Any) -> Any:
    """The same, through lists and fields, with what is encrypted in it in plain words."""
    if isinstance(said, dict):
        return {name: opened(value) for name, value in said.items()}
    if isinstance(said, list):
        return [opened(value) for value in said]
    if isinstance(said, str) and said.startswith(ENCRYPTED):
        with suppress(InvalidToken):  # a person may begin a word with these letters
            return decrypt(said)
    return said


_as_kept: ContextVar[bool] = ContextVar("as_kept", default=False)


@contextmanager
def as_kept() -> Iterator[None]:
    """Encrypted columns are read as they stand in the database, until the end of the block.

    For whoever compares them: what somebody put there from outside cannot be decrypted at all.
    """
    before = _as_kept.set(True)
    try:
        yield
    finally:
        _as_kept.reset(before)


class EncryptedTextField(models.TextField):
    """Text that nobody can read in the database file. It cannot be searched or sorted."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(str(value)) if value and not _as_kept.get() else value

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return decrypt(value) if value and not _as_kept.get() else value


class DaysBefore(models.Func):
    """So many days before the day of a column, worked out by the database.

    What is reminded of ahead is compared with today itself, as questions worded once have to be.
    """

    output_field = models.DateField()

    def __init__(self, column: str, days: int) -> None:
        super().__init__(models.F(column))
        self.days = days

    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        template = f"date(%(expressions)s, '-{self.days:d} days')"
        return super().as_sql(compiler, connection, template=template, **given)

    def as_postgresql(self, compiler: Any, connection: Any, **given: Any) -> Any:
        return super().as_sql(compiler, connection, template=f"(%(expressions)s - {self.days:d})")


class MoneyField(models.DecimalField):
    """Yuan, two decimal places."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2} | given)


class QuantityField(models.DecimalField):
    """A quantity, three decimal places; its unit stands beside it."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 3} | given)


def labelled(label: Any, words: Any) -> str:
    """A name and what is said of it, with the colon of the language between them."""
    return f"{label}{pgettext('between a label and its sentence', ': ')}{words}"


def plain_quantity(quantity: Decimal) -> str:
    """A quantity without idle zeros, as people write it: 3, 0.25."""
    return f"{quantity.normalize():f}" if quantity else "0"


LONGEST = 1000  # letters; no number, date or name is longer


def half_width(text: str) -> str:
    """Digits and signs as a Chinese keyboard gives them, made plain: ２０２６－１１ → 2026-11.

    A longer text stays as it is: putting thousands of accents in order would take minutes.
    """
    return (unicodedata.normalize("NFKC", text) if len(text) <= LONGEST else text).strip()


def whole_number(text: str) -> int | None:
    """A number that stands in an address; nothing for what no row could have."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def month_number(text: str) -> tuple[int, int] | None:
    """202611 as year and month."""
    if not (text.isdecimal() and len(text) == 6):
        return None
    year, month = int(text[:4]), int(text[4:])
    return (year, month) if EARLIEST < year < LATEST and 1 <= month <= 12 else None


EARLIEST, LATEST = 1900, 2200  # a school day lies between; far beyond, calendars end


def possible_day(day: date) -> None:
    if not EARLIEST < day.year < LATEST:
        raise ValidationError(_("This year cannot be right: %(year)s"), params={"year": day.year})


class DateField(forms.DateField):
    """Reads 2026-11-21, 20261121, 2026/11/21, 2026年11月21日 and, in the given year, 11.21."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [possible_day]

    def __init__(self, *, year: int | None = None, **given: Any) -> None:
        super().__init__(**given)
        self.year = year

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and (parts := self.parts(half_width(value))):
            value = "{:04d}-{:02d}-{:02d}".format(*parts)
        return super().to_python(value)

    def parts(self, text: str) -> tuple[int, int, int] | None:
        if match := re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text):
            year, month, day = match.groups()
            return int(year), int(month), int(day)
        if self.year and (match := re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})日?", text)):
            month, day = match.groups()
            return self.year, int(month), int(day)
        return None


class DateTimeField(forms.DateTimeField):
    """A moment in the school's own time, to the minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_validators = [possible_day]

    def to_python(self, value: Any) -> Any:
        return super().to_python(half_width(value) if isinstance(value, str) else value)


class NumberField(forms.DecimalField):
    """A number with its unit; full-width digits and spaces are fine."""

    def __init__(self, *, unit: str | Promise = "", **given: Any) -> None:
        super().__init__(**given)
        self.unit = unit
        self.widget.attrs |= {"inputmode": "decimal", "data-unit": unit}

    def to_python(self, value: Any) -> Any:
        plain = half_width(value).replace(" ", "") if isinstance(value, str) else value
        return super().to_python(plain)


class SeenVersion(forms.IntegerField):
    """The version that was on the screen when somebody began to type; it travels along unseen."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(label=_("Version on the screen"))


IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def valid_identity_number(value: str) -> None:
    """An 18-digit resident identity number with its check character (GB 11643-1999)."""
    text = half_width(value).upper()
    if not re.fullmatch(r"\d{17}[\dX]", text):
        raise ValidationError(_("An identity number has 18 characters."))
    rest = sum(int(d) * w for d, w in zip(text, IDENTITY_WEIGHTS, strict=False)) % 11
    if "10X98765432"[rest] != text[17]:
        raise ValidationError(_("The check character of the identity number does not fit."))


def valid_phone(value: str) -> None:
    """A mobile number, or a landline with its area code."""
    plain = half_width(value).replace(" ", "").replace("-", "")
    if not re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}|\d{7,8}", plain):
        raise ValidationError(
            _("This is not a telephone number: %(value)s"), params={"value": value}
        )
