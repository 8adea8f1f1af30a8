"""A school week with a bit of everything, and what somebody does to its tables by hand."""

from datetime import date, timedelta

from django.db import connection

from logistics.duties import filing
from logistics.duties.models import Proof
from logistics.records import sealing
from logistics.records.models import Entry
from logistics.records.photos import Prepared, attach, file_of
from logistics.records.verifying import verify
from tests.duties.factories import make_duty, make_person, make_term, moment, owe, write_note

DAYS = [date(2026, 9, number) for number in (1, 2, 3, 4, 7)]
NOW = moment("2026-09-08 09:00")  # the day after the last of them
JPEG = b"\xff\xd8\xff"


def make_week():
    """Three notes on each of five days: some corrected, voided, reviewed, one with a photo."""
    writer, head = make_person(), make_person("director")
    tasks = owe(make_duty(), make_term())
    for number, day in enumerate(DAYS):
        task = next(task for task in tasks if task.day == day)
        notes = [
            write_note(task, f"{day} {hour:02}:00", by=writer, text=f"{day:%d} 日第 {hour} 次消毒")
            for hour in (9, 10, 11)
        ]
        later = moment(f"{day} 15:00")
        record = notes[0].content
        record.text = f"{day:%d} 日改为二十分钟"
        filing.correct(record, by=writer, now=later, reason="写错", seen=1)
        if number % 2:
            filing.void(Entry.objects.get(pk=notes[1].pk), by=head, now=later, reason="重复")
        else:
            filing.review(Entry.objects.get(pk=notes[2].pk), by=head, now=later)
    photographed(notes[2])


def photographed(entry):
    """A photo filed with the version that tells of it."""
    entry = Entry.objects.get(pk=entry.pk)
    photo = attach(
        Prepared(JPEG, JPEG, None), entry=entry, by=entry.entered_by, at=entry.entered_at
    )
    for name in (photo.file.name, photo.thumbnail.name):
        assert file_of(name)
    at = entry.entered_at + timedelta(minutes=5)
    filing.correct(entry.content, by=entry.entered_by, now=at, reason="补照片", seen=entry.version)
    return photo


def write(at, text="补"):
    """A note entered at a moment, whatever has been sealed by then."""
    writer = Entry.objects.first().entered_by
    task = Proof.objects.first().task
    return write_note(task, at, by=writer, text=text)


def broken(**asked):
    """The broken days with the names of the rows told."""
    report = verify(now=NOW, **asked)
    return {day: [row.row for row in rows] for day, rows, _count in report.days()}


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def unguard():
    with connection.cursor() as cursor:
        sealing.settle_constraints(cursor)
        for name, table, _sql in sealing.found(cursor):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")
