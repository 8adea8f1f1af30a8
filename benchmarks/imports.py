"""Measure an import against reading and inserting the same rows bare: `python -m benchmarks.imports`.

Makes a database of its own in a temporary folder, brings a sheet of children with their classes
and guardians in interleaved rounds, and prints the ratio of the medians. Bare is what nobody can
do without: the library reads the sheet, then `bulk_create` writes the rows and their history.
"""

import argparse
import io
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from benchmarks.apart import apart

ROUNDS = 5
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "子涵欣怡梓轩雨泽宇浩然诗琪思源嘉懿一诺可馨俊熙沐辰若曦安然明哲佳琪"
HEADINGS = [
    "Number", "Name", "Sex", "Date of birth", "Class", "Identity number", "Joined on",
    "Guardian's name", "Guardian's relation", "Guardian's phone", "Note",
]  # fmt: skip


def children(count: int) -> list[list[Any]]:
    return [
        [
            f"B{n:05d}",
            SURNAMES[n % 30] + GIVEN[n * 7 % 31] + GIVEN[n * 11 % 29],
            "boy" if n % 2 else "girl",
            BORN + timedelta(days=n % 365),
            f"{n % 36 + 1}班",
            identity(n),
            date(2026, 9, 1),
            SURNAMES[n % 30] + GIVEN[n % 31],
            "father",
            f"1380000{n % 10000:04d}",
            "-" if n % 9 else "爱哭",
        ]
        for n in range(count)
    ]


BORN = date.today() - timedelta(days=1900)  # noqa: DTZ011  any day of four years ago will do


def identity(number: int) -> str:
    """With its check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    digits = f"110105202205{number % 28 + 1:02d}{number % 1000:03d}"
    return (
        digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
    )


def sheet_of(rows: list[list[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADINGS, *rows]:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def make_school() -> Any:
    from django.utils import timezone

    from logistics.school.models import Campus, Person, Post, SchoolClass, Term
    from logistics.school.weeks import school_year

    today = timezone.localdate()
    year = school_year(today)
    campus = Campus.objects.create(name="Main")
    Term.objects.create(
        school_year=year, half=1, starts_on=today - timedelta(days=50),
        first_teaching_day=today - timedelta(days=45),
        last_teaching_day=today + timedelta(days=45), ends_on=today + timedelta(days=50),
    )  # fmt: skip
    for n in range(36):
        SchoolClass.objects.create(
            campus=campus, school_year=year, name=f"{n + 1}班", grade="junior"
        )
    office = Person.objects.create(name="Office", username="office")
    Post.objects.create(person=office, role="admin", starts_on=date(2020, 1, 1))
    return office


def clear() -> None:
    from logistics.imports.models import Upload
    from logistics.school.models import Child, Enrolment, Guardian

    for model in (Guardian, Enrolment, Child, Child.history.model, Enrolment.history.model, Upload):
        model.objects.all().delete()


def bare(data: bytes, office: Any) -> None:
    """What the library and the database need."""
    from django.db import transaction
    from django.utils import timezone
    from python_calamine import CalamineWorkbook
    from simple_history.utils import bulk_create_with_history

    from logistics.school.models import Child, Enrolment, Guardian, SchoolClass, Term

    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]
    term, classes = Term.objects.get(), {c.name: c for c in SchoolClass.objects.all()}
    by = {"default_user": office, "default_date": timezone.now()}
    with transaction.atomic():
        names = ("number", "name", "sex", "birth_on", "identity_number", "joined_on", "note")
        cells = [(*row[:4], *row[5:7], row[10]) for row in rows]
        new = [Child(**dict(zip(names, cell, strict=True))) for cell in cells]
        bulk_create_with_history(new, Child, **by)
        enrolments = [
            Enrolment(child=child, term=term, school_class=classes[row[4]])
            for child, row in zip(new, rows, strict=True)
        ]
        bulk_create_with_history(enrolments, Enrolment, **by)
        Guardian.objects.bulk_create(
            Guardian(child=child, name=row[7], relation=row[8], phone=row[9], phone_end=row[9][-4:])
            for child, row in zip(new, rows, strict=True)
        )


def imported(data: bytes, office: Any) -> None:
    """From the file to done, as a person does it: upload, preview, confirmation."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from logistics.contributions import imports
    from logistics.imports import uploading
    from logistics.school.models import Person

    by, now = Person.objects.get(pk=office.pk), timezone.now()
    file = SimpleUploadedFile("list.xlsx", data)
    upload = uploading.receive(file, imports()["children"], by=by, now=now)
    seen = uploading.look(upload, by=by, now=now).fingerprint
    done = uploading.confirm(upload, by=by, now=now, seen=seen)
    if not done.counts["new"]:
        raise SystemExit("Nothing was imported.")


def seconds(act: Callable[[bytes, Any], None], data: bytes, office: Any) -> float:
    clear()
    start = time.perf_counter()
    act(data, office)
    return time.perf_counter() - start


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--children", type=int, default=1200)
    count = asked.parse_args().children
    with apart():
        office, data = make_school(), sheet_of(children(count))
        times: dict[Callable[[bytes, Any], None], list[float]] = {bare: [], imported: []}
        for act in times:  # once to load what is loaded once
            seconds(act, data, office)
        for _ in range(ROUNDS):
            for act, taken in times.items():
                taken.append(seconds(act, data, office))
        report(count, statistics.median(times[bare]), statistics.median(times[imported]))


def report(count: int, plain: float, whole: float) -> None:
    print(f"{count} children: bare {plain:.2f} s, import {whole:.2f} s, ratio {whole / plain:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
