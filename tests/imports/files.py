"""Sheets as people bring them."""

import csv
import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from logistics.contributions import imports
from logistics.imports import uploading


def workbook(*rows, change=None):
    """The bytes of an .xlsx with these rows; `change(book)` may spoil it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sheet(*rows, name="list.xlsx", change=None):
    return SimpleUploadedFile(name, workbook(*rows, change=change))


def csv_sheet(*rows, encoding="utf-8", name="list.csv"):
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return SimpleUploadedFile(name, written.getvalue().encode(encoding))


def with_entries(data, **entries):
    """The archive with further entries in it."""
    written = io.BytesIO(data)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_replaced(data, name, change):
    """The archive with one entry written otherwise."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == name else content)
    return written.getvalue()


def receive(code, file, by, now=None):
    return uploading.receive(file, imports()[code], by=by, now=now or timezone.now())


def look(code, *rows, by, now=None):
    """What a sheet of these rows would do."""
    now = now or timezone.now()
    return uploading.look(receive(code, sheet(*rows), by, now), by=by, now=now)


def bring(code, *rows, by, now=None):
    """A sheet of these rows, uploaded, looked at and confirmed."""
    return confirm(receive(code, sheet(*rows), by, now), by, now)


def confirm(upload, by, now=None):
    now = now or timezone.now()
    seen = uploading.look(upload, by=by, now=now).fingerprint
    return uploading.confirm(upload, by=by, now=now, seen=seen)


def said(found):
    """The problems of a look, as (line, heading, reason)."""
    return [(p.line, p.heading, p.reason) for p in found.problems]
