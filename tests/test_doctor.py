"""The doctor finds each planted fault, says what helps, and finds nothing in a healthy school."""

import json
import os
import shutil
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from logistics import invariants, words
from logistics.demo.removal import remove
from logistics.duties.models import Proof, Task, WorkNote
from logistics.management.commands.doctor import examine
from logistics.models import Draft
from logistics.records import sealing
from logistics.records.models import Entry, NumberSeries, Seal, Version
from logistics.school.calendar import at
from logistics.school.models import Campus, Child, Enrolment, Person, Post, SchoolClass, SchoolDay
from tests.records.week import photographed

FRIDAY = date(2026, 11, 20)
NOW = at(FRIDAY, "15:00")
SMALL = ("--classes", "2", "--children", "20", "--days", "20", "--today", "2026-11-20")
DAY = timedelta(days=1)
# They look at this computer and at the sources, and have tests of their own below.
OF_THE_HOUSE = {"keys", "data", "disk", "words"}


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("demo", *SMALL, stdout=StringIO())
        yield
        remove()


@pytest.fixture
def school(made_once, db):
    """The sample school of a Friday afternoon; what a test does to it is taken back at once."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def unguard():
    with connection.cursor() as cursor:
        sealing.settle_constraints(cursor)
        for name, table, _sql in sealing.found(cursor):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def findings(now=NOW, only=None):
    return [
        (check.code, str(finding.sentence))
        for check, finding in examine(now, only=only)
        if check.code not in OF_THE_HOUSE or only
    ]


def test_a_healthy_school_has_no_finding(school):
    assert findings() == []


# Faults of the records.


def entry(**wanted):
    usual = {"kind": "work_note", "status": "submitted", "version": 1}
    return Entry.objects.filter(**usual | wanted).earliest("pk")


def edit_a_version():
    unguard()
    raw("UPDATE records_version SET reason = 'x' WHERE entry_id = %s", entry().pk)


def delete_a_version():
    unguard()
    raw("DELETE FROM records_version WHERE entry_id = %s", entry().pk)


def delete_a_seal():
    unguard()
    raw("DELETE FROM records_seal WHERE number = 2")


def edit_a_content():
    WorkNote.objects.filter(pk=entry().pk).update(text="x")


def make_an_entry_late():
    Entry.objects.filter(pk=entry(is_late=False).pk).update(is_late=True, late_reason="x")


def review_without_a_review():
    reviewer = Person.objects.get(username="director")
    chosen = Entry.objects.exclude(entered_by=reviewer).filter(status="submitted").earliest("pk")
    changes = {"status": "reviewed", "reviewed_by": reviewer, "reviewed_at": NOW}
    Entry.objects.filter(pk=chosen.pk).update(**changes)


def void_without_a_version():
    Entry.objects.filter(pk=entry(proofs=None).pk).update(status="voided")


def leave_days_unsealed():
    unguard()
    Seal.objects.filter(number__gt=3).delete()


def drop_a_trigger():
    name = "append_only_seal" + ("_update" if connection.vendor == "sqlite" else "")
    on_table = "" if connection.vendor == "sqlite" else " ON records_seal"
    raw(f"DROP TRIGGER {name}{on_table}")
    if connection.vendor == "sqlite":
        raw("DROP TRIGGER append_only_seal_delete")


def lose_a_content():
    raw("DELETE FROM duties_worknote WHERE entry_id = %s", entry().pk)


def lose_an_entry():
    raw("DELETE FROM records_entry WHERE id = %s", entry().pk)


def invent_a_kind():
    Entry.objects.filter(pk=entry().pk).update(kind="invented")


def skip_a_version():
    Entry.objects.filter(pk=entry().pk).update(version=3)


def set_a_series_back():
    NumberSeries.objects.filter(prefix="GZ", year=2026).update(last=F("last") - 1)


def set_a_series_ahead():
    NumberSeries.objects.filter(prefix="GZ", year=2026).update(last=F("last") + 1)


def a_photo():
    writer = entry().entered_by
    chosen = Entry.objects.filter(entered_by=writer, status="submitted").earliest("pk")
    return photographed(chosen)


def lose_a_file():
    photo = a_photo()
    Path(photo.file.path).unlink()


def lose_a_thumbnail():
    photo = a_photo()
    Path(photo.thumbnail.path).unlink()


def leave_a_file():
    path = Path(default_storage.path("photos/stray.jpg"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    old = (NOW - DAY).timestamp()
    os.utime(path, (old, old))


def enter_in_the_future():
    unguard()
    Version.objects.filter(pk=Version.objects.latest("pk").pk).update(at=NOW + DAY)


# Faults of tasks.


def void_what_proves():
    Entry.objects.filter(pk=entry(proofs__isnull=False).pk).update(status="voided")


def prove_with_another_kind():
    Task.objects.filter(pk=Proof.objects.earliest("pk").task_id).update(proof="sample")


def prove_before_it_opened():
    proof = Proof.objects.select_related("entry").earliest("pk")
    Entry.objects.filter(pk=proof.entry_id).update(happened_at=NOW - 400 * DAY)


def lose_a_proof():
    Proof.objects.filter(task__proved_at__isnull=False).earliest("pk").delete()


def forget_that_it_is_proved():
    Task.objects.filter(pk=Proof.objects.earliest("pk").task_id).update(proved_at=None)


def call_late_in_time():
    Task.objects.filter(proved_late=True).update(proved_late=False)


# Faults of people and classes.


def end_the_posts_of_a_login():
    Post.objects.filter(person__username="guard").update(ends_on=FRIDAY - DAY)


def let_a_former_colleague_in():
    Person.objects.filter(username="cook").update(ends_on=FRIDAY - DAY)


def leave_without_an_administrator():
    Post.objects.filter(role="admin").update(ends_on=FRIDAY - DAY)


def name_a_class_elsewhere():
    post = Post.objects.exclude(school_class=None).filter(ends_on=None).earliest("pk")
    other = Campus.objects.create(name="分园")
    Post.objects.filter(pk=post.pk).update(campus=other)


def end_a_post_soon():
    Post.objects.filter(person__username="doctor").update(ends_on=FRIDAY + 5 * DAY)


def enrol_in_last_year():
    enrolment = Enrolment.objects.latest("pk")
    other = SchoolClass.objects.exclude(school_year=enrolment.term.school_year).earliest("pk")
    Enrolment.objects.filter(pk=enrolment.pk).update(school_class=other)


def enrol_who_has_left():
    child = Enrolment.objects.latest("pk").child
    Child.objects.filter(pk=child.pk).update(joined_on=None, left_on=date(2020, 1, 1))


def lose_a_school_day():
    SchoolDay.objects.get(date=FRIDAY, campus=Campus.objects.earliest("pk")).delete()


# Faults of the house.


def forget_a_draft():
    draft = Draft.objects.create(person=Person.objects.first(), path="/x/", text="x")
    Draft.objects.filter(pk=draft.pk).update(saved_at=NOW - 40 * DAY)


def unapply_a_migration():
    raw("DELETE FROM django_migrations WHERE app = 'records' AND name = '0008_responsible'")


def point_at_nobody():
    raw("UPDATE duties_followup SET by_id = 987654")


FAULTS = {
    edit_a_version: "seals",
    delete_a_version: "versions",
    delete_a_seal: "seals",
    edit_a_content: "seals",
    make_an_entry_late: "seals",
    review_without_a_review: "seals",
    void_without_a_version: "seals",
    leave_days_unsealed: "sealing",
    drop_a_trigger: "append_only",
    lose_a_content: "contents",
    lose_an_entry: "contents",
    invent_a_kind: "contents",
    skip_a_version: "versions",
    set_a_series_back: "number_series",
    set_a_series_ahead: "number_series",
    lose_a_file: "photos",
    lose_a_thumbnail: "photos",
    leave_a_file: "photos",
    enter_in_the_future: "clock",
    void_what_proves: "proofs",
    prove_with_another_kind: "proofs",
    prove_before_it_opened: "proofs",
    lose_a_proof: "tasks",
    forget_that_it_is_proved: "tasks",
    call_late_in_time: "tasks",
    end_the_posts_of_a_login: "logins",
    let_a_former_colleague_in: "logins",
    leave_without_an_administrator: "logins",
    name_a_class_elsewhere: "posts",
    end_a_post_soon: "posts",
    enrol_in_last_year: "enrolments",
    enrol_who_has_left: "enrolments",
    lose_a_school_day: "school_days",
    forget_a_draft: "drafts",
    unapply_a_migration: "migrations",
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found_and_has_its_cure(school, plant):
    plant()

    found = [finding for _check, finding in examine(NOW, only=[FAULTS[plant]])]

    assert found
    assert all(str(finding.sentence) and str(finding.cure) for finding in found)


def test_a_reference_to_nothing_is_found(school):
    """PostgreSQL lets none arise."""
    if connection.vendor != "sqlite":
        return
    point_at_nobody()

    assert findings(only=["references"])


# The computer itself.


def test_keys_that_others_can_read_are_found(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    settings.KEYS_DIR.mkdir(mode=0o700)
    key = settings.KEYS_DIR / "seal"
    key.touch(mode=0o600)
    closed = findings(only=["keys"])

    key.chmod(0o644)

    assert closed == []
    assert [str(key) in sentence for _code, sentence in findings(only=["keys"])] == [True]


@pytest.mark.parametrize("missing", [{"SEAL_KEY": ""}, {"FIELD_KEYS": [""]}])
def test_a_missing_key_is_found(settings, tmp_path, missing):
    settings.KEYS_DIR = tmp_path
    tmp_path.chmod(0o700)
    for name, value in missing.items():
        setattr(settings, name, value)

    [(_code, sentence)] = findings(only=["keys"])

    assert "is missing" in sentence


def test_a_data_folder_that_is_gone_is_found(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"

    [(_code, sentence)] = findings(only=["data"])

    assert "cannot be written" in sentence


def test_a_database_file_that_all_can_read_is_found(tmp_path):
    file = tmp_path / "logistics.sqlite3"
    file.touch(mode=0o644)
    found = []

    for mode in (0o750, 0o755):
        tmp_path.chmod(mode)
        found.append(len(list(invariants.open_to_all([file, tmp_path / "none"]))))

    assert found == [0, 1]


@pytest.mark.parametrize(("free", "count"), [(50, 0), (10, 1), (2, 1)])
def test_a_full_disk_is_found(monkeypatch, free, count):
    usage = type(shutil.disk_usage("/"))(100, 100 - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)

    assert len(findings(only=["disk"])) == count


def test_a_missing_translation_is_found(monkeypatch, tmp_path):
    monkeypatch.setattr(words, "ROOT", tmp_path)

    [(_code, sentence)] = findings(only=["words"])

    assert "locale" in sentence


# The command.


def doctor(*asked):
    said = StringIO()
    try:
        call_command("doctor", *asked, stdout=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def test_the_command_ends_well_where_nothing_is_wrong(db):
    code, said = doctor("--only", "proofs", "tasks")

    assert (code, said) == (0, "Everything is as it should be.\n")


def test_the_command_says_what_helps(school):
    void_what_proves()

    code, said = doctor("--only", "proofs")
    _code, told = doctor("--only", "proofs", "--json")

    [finding] = json.loads(told)
    assert code == 1
    assert finding["check"] == "proofs"
    assert finding["sentence"] in said
    assert finding["cure"] in said
