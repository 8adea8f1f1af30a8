"""From the file to the rows: confirmed once, all or nothing, unreadable, and gone after a day."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from logistics.errors import Refused
from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.imports.tasks import sweep_uploads
from logistics.school.models import Child, Enrolment, Guardian
from tests.factories import make_child
from tests.imports.files import bring, confirm, csv_sheet, look, receive, sheet

HEADINGS = ["Number", "Name", "Sex", "Date of birth", "Class", "Guardian's name"]
BORN = timezone.localdate() - timedelta(days=1500)


def rows(count=3, **first):
    """A class list; `first` changes cells of its first row, by the number of the column."""
    made = [[f"N{n}", f"Child {n}", "girl", BORN, "小一班", "王强"] for n in range(count)]
    for place, value in first.items():
        made[0][int(place[1:])] = value
    return [HEADINGS, *made]


def fingerprint(upload, by):
    return uploading.look(upload, by=by, now=timezone.now()).fingerprint


def test_nothing_is_written_before_it_is_confirmed(school):
    found = look("children", *rows(), by=school.doctor)

    assert found.counts == {"new": 3, "changed": 0, "same": 0, "wrong": 0, "asked": 0}
    assert not Child.objects.exists()


def test_with_one_error_nothing_at_all_is_written(school):
    upload = receive("children", sheet(*rows(c2="?")), school.doctor)

    with pytest.raises(Refused, match="nothing was written"):
        confirm(upload, school.doctor)

    upload.refresh_from_db()
    assert not Child.objects.exists()
    assert (upload.done_at, bool(upload.content)) == (None, True)


def test_confirmed_twice_it_is_written_once_with_the_same_answer(school):
    upload = receive("children", sheet(*rows()), school.doctor)
    seen = fingerprint(upload, school.doctor)

    answers = [
        uploading.confirm(upload, by=school.doctor, now=timezone.now(), seen=seen) for _ in range(3)
    ]

    assert {(a.done_at, a.counts["new"]) for a in answers} == {(answers[0].done_at, 3)}
    assert (Child.objects.count(), Guardian.objects.count(), Enrolment.objects.count()) == (3, 3, 3)
    assert Child.history.count() == 3


def test_the_same_file_again_changes_nothing(school):
    bring("children", *rows(), by=school.doctor)

    done = bring("children", *rows(), by=school.doctor)

    assert (done.counts["new"], done.counts["changed"], done.counts["same"]) == (0, 0, 3)
    assert Child.history.count() == 3


def test_what_changed_between_preview_and_confirmation_is_shown_again(school):
    upload = receive("children", sheet(*rows()), school.doctor)
    seen = fingerprint(upload, school.doctor)
    make_child(number="N1", school_class=school.junior, term=school.term)

    with pytest.raises(Refused, match="changed in the meantime"):
        uploading.confirm(upload, by=school.doctor, now=timezone.now(), seen=seen)

    assert Child.objects.count() == 1
    assert confirm(upload, school.doctor).counts["new"] == 2


def test_a_value_that_changed_in_the_meantime_is_not_overwritten_unseen(school):
    make_child(number="N0", name="Old", school_class=school.junior, term=school.term)
    upload = receive("children", sheet(["Number", "Name"], ["N0", "New"]), school.doctor)
    seen = fingerprint(upload, school.doctor)
    Child.objects.update(name="Newer")

    with pytest.raises(Refused, match="changed in the meantime"):
        uploading.confirm(upload, by=school.doctor, now=timezone.now(), seen=seen)

    assert Child.objects.get().name == "Newer"


def test_a_right_lost_between_preview_and_confirmation_is_lost(school):
    upload = receive("children", sheet(*rows()), school.doctor)
    seen = fingerprint(upload, school.doctor)
    school.doctor.posts.update(campus=school.west)
    moved = type(school.doctor).objects.get(pk=school.doctor.pk)

    with pytest.raises(Refused):
        uploading.confirm(upload, by=moved, now=timezone.now(), seen=seen)

    assert not Child.objects.exists()


def test_what_the_database_refuses_at_the_last_moment_is_said_and_nothing_is_written(school):
    """Somebody else's row appears after the look, as on a database that lets two write at once."""
    upload = receive("children", sheet(*rows()), school.doctor)
    seen = fingerprint(upload, school.doctor)

    def meddle(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "school_child"') and not meddled:
            meddled.append(sql)
            make_child(number="N2")
        return execute(sql, params, many, context)

    meddled = []
    with (
        connection.execute_wrapper(meddle),
        pytest.raises(Refused, match="Somebody else"),
        transaction.atomic(),
    ):
        uploading.confirm(upload, by=school.doctor, now=timezone.now(), seen=seen)

    assert len(meddled) == 1
    assert not Child.objects.filter(name__startswith="Child 0").exists()


def test_a_waiting_file_is_unreadable_and_lies_nowhere_but_in_the_database(school):
    before = set(Path(settings.MEDIA_ROOT).rglob("*"))
    receive("children", sheet(*rows(c1="仲小妮")), school.doctor)

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM imports_upload")
        [stored] = cursor.fetchone()
    assert "仲小妮" not in stored
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == before


def test_what_is_imported_is_not_kept_as_a_file(school):
    done = bring("children", *rows(), by=school.doctor)

    assert done.content == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.update(content="x")


def test_files_are_swept_after_a_day_and_not_before(school):
    now = timezone.now()
    for hours in (23, 25):
        receive("children", sheet(*rows()), school.doctor, now - timedelta(hours=hours))

    sweep_uploads()

    assert [now - kept.uploaded_at for kept in Upload.objects.all()] == [timedelta(hours=23)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_is_as_good_as_a_workbook(school, encoding):
    cells = [[str(cell) for cell in row] for row in rows(c1="仲小妮")]
    upload = receive("children", csv_sheet(*cells, encoding=encoding), school.doctor)

    confirm(upload, school.doctor)

    assert Child.objects.get(number="N0").name == "仲小妮"


NAMES = [
    "../../etc/passwd.xlsx",
    "..\\..\\boot.xlsx",
    "a\x00b.xlsx",
    "CON.xlsx",
    "\u202egnp.xlsx",
    "😀'\"<b>.xlsx",
    "line\nbreak.xlsx",
    "名" * 300 + ".xlsx",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:12]))
def test_a_file_may_have_any_name_and_goes_nowhere_by_it(school, name):
    file = SimpleUploadedFile("list.xlsx", sheet(*rows()).read())
    file._name = name  # as a program sends it, past what a browser and Django take out

    upload = receive("children", file, school.doctor)

    assert len(upload.name) <= 100
    assert upload.name.endswith(".xlsx")
    assert not set(upload.name) & set("/\x00\n\u202e")


@pytest.mark.parametrize("name", ["list.xlsm", "list.ods", "list.pdf", "list", "list.xlsx.exe", ""])
def test_other_kinds_of_files_are_refused_with_the_cure(school, name):
    file = sheet(*rows())
    file._name = name

    with pytest.raises(Refused, match=r"Save the sheet as \.xlsx"):
        receive("children", file, school.doctor)


def test_a_sheet_without_rows_is_refused(school):
    with pytest.raises(Refused, match="no row"):
        receive("children", sheet(HEADINGS), school.doctor)


def test_answers_are_kept_only_where_questions_can_be(school):
    upload = receive("children", sheet(*rows()), school.doctor)

    uploading.answer(upload, {"2.name": "7", "csrfmiddlewaretoken": "x", "2.name; drop": "y"})

    upload.refresh_from_db()
    assert upload.answers == {"2.name": "7"}
