"""Records that only a permission of their own opens: who merely may read records does not meet them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from health.day import attending
from health.day.rolls import read_roll
from logistics.contributions import kinds, kinds_apart
from logistics.duties import filing
from logistics.duties.models import WorkNote
from logistics.records import photos
from logistics.records.models import Entry
from tests.factories import make_child, make_class, make_person, make_term

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def junior(campus):
    term = make_term(
        starts_on=TODAY - 60 * DAY,
        first_teaching_day=TODAY - 55 * DAY,
        last_teaching_day=TODAY + 55 * DAY,
        ends_on=TODAY + 60 * DAY,
        school_year=TODAY.year if TODAY.month >= 8 else TODAY.year - 1,
    )
    school_class = make_class(campus=campus, name="Junior 1", school_year=term.school_year)
    make_child(school_class=school_class, term=term)
    return school_class


@pytest.fixture
def sheet(junior):
    """An attendance sheet, whose kind asks for a permission of its own."""
    writer = make_person(role="teacher", school_class=junior)
    return attending.confirm(read_roll(junior, TODAY), [], by=writer, now=NOW)


@pytest.fixture
def note(junior):
    """An ordinary record of the same class."""
    writer = make_person(role="carer", school_class=junior)
    entry = Entry(campus=junior.campus, school_class=junior, happened_at=NOW)
    return filing.submit(WorkNote(entry=entry, text="Swept"), by=writer, now=NOW)


@pytest.fixture
def photo(sheet):
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "JPEG")
    file = SimpleUploadedFile("child.jpg", written.getvalue())
    return photos.keep(file, entry=sheet, by=sheet.entered_by, at=NOW)


@pytest.fixture
def reader(enter):
    """Somebody who may read the records of the campus."""
    return enter("director")


@pytest.fixture
def doctor(enter):
    """Somebody who holds the permission of these records."""
    return enter("doctor")


def test_the_kind_asks_for_a_permission_of_its_own():
    assert kinds()["attendance"].reading == "health.view_day"
    assert "attendance" in kinds_apart()["health.view_day"]
    assert kinds()["work_note"].reading == ""


def test_it_is_opened_by_that_permission_alone(sheet, note, reader, doctor):
    answers = {
        who: [client.get(entry.get_absolute_url()).status_code for entry in (sheet, note)]
        for who, client in (("reader", reader), ("doctor", doctor))
    }

    assert answers == {"reader": [404, 200], "doctor": [200, 200]}


def test_a_teacher_opens_that_of_the_own_class_alone(sheet, junior, enter, campus):
    other = make_class(campus=campus, name="Junior 2", school_year=junior.school_year)

    own, colleague = enter("teacher", school_class=junior), enter("teacher", school_class=other)

    url = sheet.get_absolute_url()
    assert [client.get(url).status_code for client in (own, colleague)] == [200, 404]


def test_whoever_wrote_it_opens_it_still(sheet, enter):
    sheet.entered_by.posts.update(ends_on=TODAY - DAY)
    make_person()  # nobody in particular

    seen = Entry.objects.readable_by(sheet.entered_by)

    assert sheet in seen


@pytest.mark.parametrize("permission", ["records.view_record", "records.view_register"])
def test_no_list_holds_it_for_who_merely_may_read(sheet, note, reader, doctor, permission):
    listed = {
        who: set(Entry.objects.visible_to(client.person, permission)) & {sheet, note}
        for who, client in (("reader", reader), ("doctor", doctor))
    }

    assert listed == {"reader": {note}, "doctor": {sheet, note}}


def test_its_register_is_not_there_for_who_merely_may_read(sheet, reader, doctor):
    url = reverse("duties:register", args=["attendance"])

    assert [client.get(url).status_code for client in (reader, doctor)] == [404, 200]
    assert "Attendance register" not in reader.get(reverse("duties:register_list")).text
    assert sheet.number in doctor.get(url).text


def test_no_search_finds_it_for_who_merely_may_read(sheet, note, reader, doctor):
    found = {
        who: [
            entry.number
            in client.get(reverse("search"), {"q": entry.number}).text.split("<main")[1]
            and entry.get_absolute_url() in client.get(reverse("search"), {"q": entry.number}).text
            for entry in (sheet, note)
        ]
        for who, client in (("reader", reader), ("doctor", doctor))
    }

    assert found == {"reader": [False, True], "doctor": [True, True]}


@pytest.mark.parametrize("name", ["records:photo", "records:photo_small"])
def test_its_photos_are_shown_by_that_permission_alone(photo, reader, doctor, name):
    answers = [client.get(reverse(name, args=[photo.pk])) for client in (reader, doctor)]

    for answer in answers:
        answer.close()
    assert [answer.status_code for answer in answers] == [404, 200]


def test_nobody_reviews_or_voids_what_they_may_not_open(sheet, reader):
    answers = [
        reader.post(reverse(name, args=[sheet.pk]), {"reason": "x"}).status_code
        for name in ("duties:entry_review", "duties:entry_void")
    ]

    sheet.refresh_from_db()
    assert (answers, sheet.status) == ([404, 404], "submitted")
