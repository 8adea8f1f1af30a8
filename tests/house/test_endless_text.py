"""Whatever reads what people type reads a text of any length in time that grows with it evenly."""

import time
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from logistics import ical, search, typed
from logistics.accounts import factors, locking, passwords, pins
from logistics.approvals.forms import ReturnForm
from logistics.duties import finding, planning
from logistics.duties.forms.fields import ListField, clock, iso_day
from logistics.duties.forms.tasks import TaskSearch
from logistics.errors import Refused
from logistics.fields import (
    DateField,
    DateTimeField,
    NumberField,
    month_number,
    valid_identity_number,
    valid_phone,
    whole_number,
)
from logistics.imports import columns, uploading, words
from logistics.imports.columns import Wrong
from logistics.notices.forms import ConnectForm
from logistics.notices.models import Channel
from logistics.records import seals
from logistics.school import files_of_child, names
from logistics.school.forgetting import Forgotten
from logistics.school.models import Person, School
from logistics.upkeep import logs
from tests.factories import make_person

NOW = datetime(2026, 9, 7, tzinfo=UTC)
SHORT, LONG = 10_000, 100_000
FREE = 0.1  # seconds; a fifth of what a page may cost

# Each ends in what it is not, so that whoever guessed has to go all the way back.
TEXTS = {
    "digits": "1",
    "wide digits": "１",
    "letters": "a",
    "Chinese": "单",
    "one mark": "́",
    "marks in turn": "̧́",
    "spaces": " ",
    "wide spaces": "\u3000",
    "lines": "\n",
    "ends of lines": "\r\n",
    "unseen": "\u202e",
    "commas": "、",
    "separators": "; ",
    "dates": "2026-",
    "months": "9月 ",
    "days": "1 日前",
    "hours": "08:30;",
    "quotes": "'",
    "pairs of quotes": "'a\"",
    "addresses": "a@",
    "a mail without its host": "a.",
    "secrets": "password",
    "details": "\nDETAIL",
    "signs": "%s",
    "brackets": "([",
    "slashes": "/",
    "dots": ".a",
    "names": "李·",
    "a number of a record": "LY-2026-",
}


def reads_cell(column):
    """As a sheet's cell: tidied, then read."""
    return lambda text: column.read(words.tidy(text), None)


def cell(kind, **given):
    return reads_cell(kind(name="x", heading="x", **given))


FORGOTTEN = Forgotten(frozenset({"李小明", "K2019", "13812345678"}), "X", None, NOW, "")
READERS = {
    "a date": DateField().clean,
    "a date of the year": DateField(year=2026).clean,
    "a moment": DateTimeField().clean,
    "a number": NumberField().clean,
    "an amount": NumberField(max_digits=14, decimal_places=2).clean,
    "an identity number": valid_identity_number,
    "a telephone number": valid_phone,
    "a number in an address": whole_number,
    "a month in an address": month_number,
    "a list of hours": ListField(reads=clock).clean,
    "a list of days": ListField(reads=iso_day).clean,
    "what is looked for": lambda text: search.Asked.typed(text).words,
    "a name looked for": lambda text: search.Asked.typed(text).name,
    "the number of a record": lambda text: finding.numbered(search.Asked.typed(text), NOW),
    "the search of tasks": lambda text: TaskSearch({"q": text, "month": text}).is_valid(),
    "a line of a plan": lambda text: planning.hard_date(text, 2026, 9),
    "the key of a form": lambda text: typed.key_of({"form_key": text}),
    "the reason of a return": lambda text: ReturnForm(
        {"phrase": "other", "opinion": text}, act=None, phrases=()
    ).is_valid(),
    "a cell": words.tidy,
    "a word in a sheet": words.folded,
    "a heading": words.folded_heading,
    "a text in a sheet": cell(columns.Text),
    "a code in a sheet": cell(columns.Code),
    "a telephone in a sheet": cell(columns.Phone),
    "an identity in a sheet": cell(columns.Identity),
    "a day in a sheet": cell(columns.Day),
    "a number in a sheet": cell(columns.Number),
    "words in a sheet": lambda text: columns.BETWEEN.split(text),
    "the name of a file": lambda text: uploading.shortened(words.tidy(text)),
    "an answer to a question": lambda text: uploading.PLACE.fullmatch(text),
    "the ending of a file": files_of_child.safe_end,
    "a code of a phone": lambda text: factors.step_of("JBSWY3DPEHPK3PXP", text, now=NOW),
    "a recovery code": factors.digest,
    "a login name": locking.account_key,
    "a row of a password": passwords.is_row,
    "a day as a password": passwords.is_day,
    "a webhook": lambda text: ConnectForm(
        {"address": f"https://{text}", "secret": text}, channel=Channel(kind="feishu")
    ).is_valid(),
    "a name spoken": names.sound,
    "a name by its initials": names.initials,
    "a text that is to forget": FORGOTTEN.cleaned,
    "a title in a calendar": lambda text: ical.folded(ical.escaped(text)),
    "a line of the log": logs.plain,
}  # fmt: skip


def seconds(read, text):
    start = time.process_time()
    with suppress(ValidationError, Refused, Wrong, ValueError):
        read(text)
    return time.process_time() - start


def is_even(read, short, long):
    """Whether ten times the text takes at most fifteen times as long, in the best of three runs.

    What the machine does besides only ever adds; what takes next to nothing is not compared.
    """
    for _ in range(3):
        took = seconds(read, short)
        if took * 1000 < FREE:  # even its cube would be free
            return True
        if took <= FREE and seconds(read, long) <= max(15 * took, FREE):
            return True
    return False


def too_slow(read):
    """The texts that are not read in even time."""
    seconds(read, "1")  # whatever is made at the first call
    texts = {
        name: [piece * (length // len(piece)) + "?" for length in (SHORT, LONG)]
        for name, piece in TEXTS.items()
    }
    return {name for name, (short, long) in texts.items() if not is_even(read, short, long)}


@pytest.mark.parametrize("name", READERS)
def test_ten_times_the_text_takes_at_most_fifteen_times_the_time(name):
    assert too_slow(READERS[name]) == set()


def test_a_reader_that_goes_back_is_found():
    """The control: accents in turn, which Python puts in order one by one."""
    found = too_slow(lambda text: unicodedata.normalize("NFKC", text[: len(text) // 4]))

    assert found == {"marks in turn"}


def test_a_password_is_judged_in_even_time(campus):
    School.objects.create(name="阳光幼儿园")
    person = make_person(name="欧阳小明", username="xiaoming", phone="13812345678")

    assert too_slow(lambda text: validate_password(text, person)) == set()


def test_a_pin_is_judged_in_even_time(campus):
    person = make_person()

    assert too_slow(lambda text: pins.valid_pin(text, person)) == set()


def test_a_code_of_a_seal_is_looked_for_in_even_time(db):
    assert too_slow(seals.find) == set()


def test_a_name_with_many_readings_is_spelled_at_once(campus):
    """Each of these characters is read in two ways: of fifty that makes 2 to the 50 spellings."""
    person = Person(name="重" * 50)

    person.spell()

    assert len(person.initials.split()) <= names.MOST_READINGS
