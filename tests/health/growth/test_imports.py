"""A sheet of measurements: who each row is about, what is asked, and what is written."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from health.models import GrowthLine, GrowthMeasurement
from logistics.contributions import imports
from logistics.imports import uploading
from logistics.school.models import Child, Enrolment
from tests.factories import make_child, make_class, make_term
from tests.health.growth.factories import make_school

pytestmark = pytest.mark.django_db
HEADINGS = ["学号", "姓名", "班级", "测量日期", "身高(cm)", "体重(kg)", "右眼视力", "左眼视力"]


@pytest.fixture
def doctor(enter):
    return enter("doctor").person


@pytest.fixture
def today(db):
    return timezone.localdate()


def upload(person, rows):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append([*row, *[None] * (len(HEADINGS) - len(row))])
    written = io.BytesIO()
    book.save(written)
    file = SimpleUploadedFile("measured.xlsx", written.getvalue())
    return uploading.receive(file, imports()["measurements"], by=person, now=timezone.now())


def look(sent, person):
    return uploading.look(sent, by=person, now=timezone.now())


def confirm(sent, person):
    seen = look(sent, person).fingerprint
    return uploading.confirm(sent, by=person, now=timezone.now(), seen=seen)


def reasons(check):
    return [problem.reason for problem in check.problems]


def test_rows_become_a_sheet_of_each_class_and_day(campus, doctor, today):
    term, _class, [girl, boy] = make_school(campus, today=today)
    other = make_class(campus=campus, name="Junior 2", school_year=term.school_year)
    third = make_child(school_class=other, term=term, birth_on=girl.birth_on)
    rows = [(child.number, child.name, "", today, 104.5, 16.8) for child in (girl, boy, third)]

    confirm(upload(doctor, rows), doctor)

    sheets = GrowthMeasurement.objects.order_by("entry__school_class__name")
    assert [sheet.one_line() for sheet in sheets] == ["Junior 1 2/2", "Junior 2 1/1"]
    line = GrowthLine.objects.get(child=girl)
    assert (line.height_cm, line.weight_kg) == (Decimal("104.5"), Decimal("16.8"))
    assert (line.height_status, line.sheet.entry.entered_by) == ("normal", doctor)


def test_the_same_file_once_more_changes_nothing(campus, doctor, today):
    _term, _class, [girl] = make_school(campus, children=1, today=today)
    rows = [(girl.number, girl.name, "", today, 104.5, 16.8, 0.8, 0.8)]
    confirm(upload(doctor, rows), doctor)

    again = upload(doctor, rows)

    assert look(again, doctor).counts["same"] == 1
    confirm(again, doctor)
    assert GrowthMeasurement.objects.count() == 1


def test_a_child_is_known_by_name_and_class(campus, doctor, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)

    confirm(upload(doctor, [("", girl.name, school_class.name, today, 104.5, 16.8)]), doctor)

    assert GrowthLine.objects.get().child == girl


def test_a_name_of_two_children_is_asked(campus, doctor, today):
    _term, school_class, [girl, twin] = make_school(campus, today=today)
    Child.objects.update(name="王小雨")
    sent = upload(doctor, [("", "王小雨", school_class.name, today, 104.5, 16.8)])

    [question] = look(sent, doctor).questions
    uploading.answer(sent, {question.place: str(twin.pk)})
    sent.refresh_from_db()
    confirm(sent, doctor)

    assert {key for key, _words in question.options} == {str(girl.pk), str(twin.pk)}
    assert GrowthLine.objects.get().child == twin


def test_the_number_goes_before_the_name(campus, doctor, today):
    _term, _class, [_girl, twin] = make_school(campus, today=today)
    Child.objects.update(name="王小雨")

    confirm(upload(doctor, [(twin.number, "王小雨", "", today, 104.5, 16.8)]), doctor)

    assert GrowthLine.objects.get().child == twin


def test_number_and_name_of_two_children_are_refused(campus, doctor, today):
    _term, _class, [girl, boy] = make_school(campus, today=today)

    check = look(upload(doctor, [(girl.number, boy.name, "", today, 104.5, 16.8)]), doctor)

    assert reasons(check) == ["belongs to another number"]


def test_who_is_not_there_is_not_added(campus, doctor, today):
    make_school(campus, today=today)

    check = look(upload(doctor, [("N-0", "Nobody", "", today, 104.5, 16.8)]), doctor)

    assert reasons(check) == ["no child of this number or name"]


def test_mixed_units_are_asked_and_taken_as_answered(campus, doctor, today):
    _term, _class, [girl] = make_school(campus, children=1, today=today)
    sent = upload(doctor, [(girl.number, "", "", today, "1.045", 33.6)])

    [question] = look(sent, doctor).questions
    options = dict(question.options)
    uploading.answer(sent, {question.place: "104.5/16.8"})
    sent.refresh_from_db()
    confirm(sent, doctor)

    assert "104.5/16.8" in options
    line = GrowthLine.objects.get()
    assert (line.height_cm, line.weight_kg, line.doubts) == (
        Decimal("104.5"), Decimal("16.8"), "unit",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "reason"), [(1, "lies in the future"), (-4000, "lies before the date of birth")]
)
def test_a_day_that_cannot_be_is_refused(campus, doctor, today, days, reason):
    _term, _class, [girl] = make_school(campus, children=1, today=today)
    on = today + timedelta(days=days)

    check = look(upload(doctor, [(girl.number, "", "", on, 104.5, 16.8)]), doctor)

    assert reasons(check) == [reason]


def test_without_a_day_nothing_is_written(campus, doctor, today):
    _term, _class, [girl] = make_school(campus, children=1, today=today)

    check = look(upload(doctor, [(girl.number, "", "", "", 104.5, 16.8)]), doctor)

    assert reasons(check) == ["is empty"]


def test_a_child_measured_otherwise_that_day_is_left_to_a_correction(campus, doctor, today):
    _term, _class, [girl] = make_school(campus, children=1, today=today)
    confirm(upload(doctor, [(girl.number, "", "", today, 104.5, 16.8)]), doctor)

    check = look(upload(doctor, [(girl.number, "", "", today, 104.7, 16.8)]), doctor)

    assert "has been measured that day already" in reasons(check)[0]


def test_a_child_without_a_class_is_refused(campus, doctor, today):
    _term, _class, [girl] = make_school(campus, children=1, today=today)
    Enrolment.objects.update(term=make_old_term(today))

    check = look(upload(doctor, [(girl.number, "", "", today, 104.5, 16.8)]), doctor)

    assert reasons(check) == ["is in no class this term"]


def make_old_term(today):
    first = today - timedelta(days=400)
    days = [first + timedelta(days=n) for n in (0, 7, 90, 97)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    return make_term(school_year=2000, **dict(zip(names, days, strict=True)))


def test_a_child_of_another_campus_cannot_be_measured(doctor, today):
    child = make_child()

    check = look(upload(doctor, [(child.number, "", "", today, 104.5, 16.8)]), doctor)

    assert reasons(check) == ["cannot be used here"]
