"""Two people import at the same moment: nothing twice, and whoever was later is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.imports.writing import write
from logistics.school.models import Child, Enrolment, Person
from tests.imports.files import receive, sheet
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]

COUNT = 20


@pytest.fixture
def school_of_all(shared, request):
    return request.getfixturevalue("school")


def upload_of(school):
    born = timezone.localdate() - timedelta(days=1500)
    rows = [[f"N{n}", f"Child {n}", "girl", born, "小一班"] for n in range(COUNT)]
    headings = ["Number", "Name", "Sex", "Date of birth", "Class"]
    return receive("children", sheet(headings, *rows), school.doctor)


def confirming(upload, by):
    now = timezone.now()
    seen = uploading.look(upload, by=by, now=now).fingerprint

    def act():
        mine = Upload.objects.get(pk=upload.pk)
        person = Person.objects.get(pk=by.pk)
        return uploading.confirm(mine, by=person, now=now, seen=seen)

    return act


def test_of_two_files_with_the_same_numbers_one_is_written_and_the_other_told(school_of_all):
    acts = [confirming(upload_of(school_of_all), school_of_all.doctor) for _ in range(3)]

    results = together(acts)

    assert refusals(results) == 2
    assert (Child.objects.count(), Enrolment.objects.count()) == (COUNT, COUNT)
    assert Child.history.count() == COUNT
    assert Upload.objects.filter(done_at=None).count() == 2


def test_one_file_confirmed_by_many_clicks_is_written_once_with_one_answer(school_of_all):
    act = confirming(upload_of(school_of_all), school_of_all.doctor)

    results = together([act] * 6)

    assert {(done.pk, done.counts["new"]) for done in results} == {(results[0].pk, COUNT)}
    assert Child.history.count() == COUNT


def test_without_looking_again_the_second_file_is_refused_by_the_database_alone(school_of_all):
    """The control: two files really do want the same rows."""
    looks = [
        uploading.look(upload_of(school_of_all), by=school_of_all.doctor, now=timezone.now())
        for _ in range(2)
    ]
    write(looks[0])

    with pytest.raises(IntegrityError):
        write(looks[1])
