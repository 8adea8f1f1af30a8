"""What is written wrongly or cannot be true: asked back, refused only if impossible, and told apart."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from health.day import comparing, medicating
from health.models import AttendanceLine, Finding, MedicineRequest
from logistics.records.models import Photo
from logistics.school import consents
from logistics.school.models import Child, Enrolment
from tests.factories import make_child, make_person
from tests.health.day import (
    FRIDAY,
    MONDAY,
    NOW,
    WEDNESDAY,
    attend,
    check,
    feverish,
    give,
    make_full_class,
    make_request,
    sick,
)

TOKEN = 'name="photos-aside" value="'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def as_doctor(client, doctor):
    client.force_login(doctor)
    with time_machine.travel(NOW, tick=False):
        yield client


@pytest.fixture
def twins(junior, term):
    """Of one name, born on one day."""
    given = {"school_class": junior, "term": term, "name": "Wang An", "birth_on": "2022-05-04"}
    return [make_child(**given), make_child(**given)]


def picture():
    written = BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "JPEG")
    return SimpleUploadedFile("throat.jpg", written.getvalue(), "image/jpeg")


def consent_to_photos(child, act):
    given = {"guardian": "Mother Chen", "on": MONDAY, "how": "form", "now": NOW}
    return consents.record(child, {"photos": act}, by=make_person(), **given)


def set_aside(page):
    return [part.partition('"')[0] for part in page.text.split(TOKEN)[1:]]


def test_the_photo_of_a_check_that_is_asked_back_is_kept(as_doctor, junior, children):
    child = children[0].pk
    url = reverse("health:check_morning", args=[junior.pk])
    consent_to_photos(children[0], "given")
    sent = {"child": [child], f"c{child}-temperature": "45.0", f"c{child}-handling": "isolate"}

    asked = as_doctor.post(url, sent | {"photos": picture()})
    again = as_doctor.post(url, sent | {"photos-aside": set_aside(asked)})
    confirmed = {f"c{child}-odd_is_right": "on", "photos-aside": set_aside(again)}
    as_doctor.post(url, sent | confirmed)

    assert (asked.status_code, again.status_code) == (200, 200)
    assert Finding.objects.get().is_odd
    assert Photo.objects.get().entry == Finding.objects.get().sheet.entry


def test_a_child_nobody_agreed_for_is_photographed_only_if_it_cannot_be_recognised(
    as_doctor, junior, children
):
    child = children[0].pk
    url = reverse("health:check_morning", args=[junior.pk])
    sent = {"child": [child], f"c{child}-symptoms": ["rash"], f"c{child}-handling": "observe"}

    line = as_doctor.get(reverse("health:check_line", args=[child])).text
    asked = as_doctor.post(url, sent | {"photos": picture()})
    kept = {"photos-aside": set_aside(asked), f"c{child}-is_unseen": "on"}
    before = Photo.objects.count()
    as_doctor.post(url, sent | kept)

    assert "no consent to photos" in line
    assert "The guardians have not agreed to photos" in asked.text
    assert (before, Photo.objects.count(), Finding.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize(("last", "saved"), [("given", 1), ("withdrawn", 0)])
def test_consent_is_asked_of_the_child_at_hand_and_may_be_taken_back(
    as_doctor, junior, children, last, saved
):
    rash, other = children[0], children[1]
    consent_to_photos(other, "given")
    consent_to_photos(rash, "given")
    if last == "withdrawn":
        consent_to_photos(rash, "withdrawn")
    url = reverse("health:check_morning", args=[junior.pk])
    sent = {
        "child": [rash.pk], f"c{rash.pk}-symptoms": ["rash"], f"c{rash.pk}-handling": "observe",
    }  # fmt: skip

    as_doctor.post(url, sent | {"photos": picture()})

    assert Photo.objects.count() == saved


def test_a_photo_that_is_unticked_goes_and_a_made_up_one_is_none(as_doctor, junior, children):
    child = children[0].pk
    url = reverse("health:check_morning", args=[junior.pk])
    sent = {"child": [child], f"c{child}-temperature": "38.1", f"c{child}-handling": "isolate"}

    as_doctor.post(url, sent | {"photos-aside": ["photos/../secret", ""]})

    assert Finding.objects.count() == 1
    assert Photo.objects.count() == 0


def test_the_signed_request_is_kept_while_old_medicine_is_asked_back(as_doctor, children):
    sent = {
        "child": children[0].pk, "medicine": "Syrup", "dose": "5 ml", "times": "11:30",
        "usage": "oral", "cause": "Cough", "is_prescribed": "yes", "quantity": "1",
        "expires_on": "2026-11-01", "first_on": "2026-11-18", "last_on": "2026-11-18",
        "guardian": "Mother", "signed": "photo", "happened_at": "2026-11-18T08:30",
    }  # fmt: skip
    url = reverse("health:medicine_new")

    asked = as_doctor.post(url, sent | {"photos": picture()})
    as_doctor.post(url, sent | {"past_is_right": "on", "photos-aside": set_aside(asked)})

    assert "past its time" in asked.text
    assert Photo.objects.get().entry == MedicineRequest.objects.get().entry


def test_a_birthday_in_the_future_is_refused(as_doctor, junior, children):
    url = reverse("school:child_edit", args=[children[0].pk])

    page = as_doctor.post(url, {"name": "Wang An", "birth_on": "2026-11-19"})

    assert "birth_on" in page.context["form"].errors
    assert not Child.objects.filter(birth_on="2026-11-19").exists()


def test_a_child_on_the_sheets_of_two_classes_is_a_contradiction(
    junior, children, teacher, doctor, campus, term
):
    other, _none = make_full_class(campus, term, 1, name="Middle 2")
    sheets = [attend(junior, by=teacher)]
    Enrolment.objects.filter(child=children[0]).update(school_class=other)
    sheets.append(attend(other, by=doctor))

    [clash] = comparing.in_two_classes(MONDAY, FRIDAY)

    assert (clash.on, clash.key) == (WEDNESDAY, f"{children[0].pk}.{WEDNESDAY}")
    assert clash.entries == tuple(sheet.pk for sheet in sheets)


def test_what_is_said_of_one_twin_is_not_said_of_the_other(junior, twins, teacher, doctor):
    ill, well = twins

    attend(junior, [sick(ill)], by=teacher)
    check(junior, [feverish(well)], by=doctor)

    marks = dict(AttendanceLine.objects.filter(child__in=twins).values_list("child", "mark"))
    assert marks == {ill.pk: "sick", well.pk: "present"}
    assert Finding.objects.get(is_checked=True).child == well


def test_the_medicine_of_one_twin_is_still_due_when_the_other_has_had_it(
    junior, twins, teacher, doctor
):
    first, _second = (make_request(twin, junior, by=teacher, times="11:30") for twin in twins)

    give(first, by=teacher, checked_by=doctor)

    due = [dose for dose in medicating.doses([junior], WEDNESDAY) if not dose.is_settled]
    assert [dose.request.child for dose in due] == [twins[1]]
