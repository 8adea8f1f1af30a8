"""A child's days in its file, and gone when the years are over: the counts stay."""

import pytest

from health.day import children_data
from health.models import AttendanceLine, Finding, MedicineRequest
from logistics.contributions import child_data
from logistics.records.models import Erasure, Version
from logistics.school.files_of_child import as_json
from tests.factories import make_person
from tests.health.day import (
    NOW,
    WEDNESDAY,
    attend,
    check,
    feverish,
    give,
    make_request,
    moment,
    sick,
)

PARTS = ("day_sheets", "day_records", "medicine")
SECRETS = ("Mumps of the neighbour", "Looked pale", "Cough syrup")


@pytest.fixture
def known(junior, children, teacher, doctor):
    """A child of whom the day's records tell something."""
    child = children[0]
    attend(junior, [sick(child, disease="mumps", note=SECRETS[0])], by=teacher)
    check(junior, [feverish(child, analysis=SECRETS[1])], by=doctor, segment="noon",
          now=moment(clock="14:20"))  # fmt: skip
    give(make_request(child, junior, by=teacher), by=teacher, checked_by=doctor)
    return child


def erase(child, by):
    for code in PARTS:
        child_data()[code].erase(child, now=moment(clock="17:00"), by=by, basis="keep_child_day")


def told(child):
    parts = {child_data()[code]: list(child_data()[code].rows(child)) for code in PARTS}
    return as_json(child, parts, now=NOW)


def test_the_file_of_a_child_tells_its_days(known):
    text = told(known)

    assert [secret for secret in SECRETS if secret not in text] == []


def test_what_was_written_goes_and_the_counts_stay(known, children):
    erase(known, make_person())

    line = AttendanceLine.objects.get(child=known)
    assert (line.mark, line.disease, line.note, line.symptoms) == ("sick", "", "", "")
    assert (line.sheet.infectious, line.sheet.present) == (1, 2)
    assert Finding.objects.get(child=known).analysis == ""
    assert MedicineRequest.objects.get().medicine == ""
    assert [secret for secret in SECRETS if secret in told(known)] == []


def test_what_was_said_before_is_emptied_in_every_version(known):
    before = Version.objects.filter(act="submit").count()

    erase(known, make_person())

    assert Erasure.objects.count() == before == 4
    assert all(v.said == {} for v in Version.objects.filter(erasure__isnull=False))


def test_the_sheet_of_the_others_is_left_as_it_was(known, children):
    erase(known, make_person())

    others = AttendanceLine.objects.exclude(child=known)
    assert sorted(others.values_list("child", "mark")) == [
        (child.pk, "present") for child in children[1:]
    ]
    assert AttendanceLine.objects.filter(on=WEDNESDAY).count() == 3


def test_every_word_kept_of_a_child_is_named_for_deletion():
    for model, words in children_data.WORDS.items():
        columns = {field.name for field in model._meta.concrete_fields}
        assert set(words) <= columns
        secret = {
            field.name
            for field in model._meta.concrete_fields
            if type(field).__name__ == "EncryptedTextField"
        }
        assert secret <= set(words)
