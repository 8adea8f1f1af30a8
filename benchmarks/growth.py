"""Measure growth: `python -m benchmarks.growth`.

Evaluating 1,200 children is compared with looking up their four bare rows of the tables, in
interleaved rounds. An import of 1,200 measurements, from the file to the last proof, is compared
with the library reading the sheet and `bulk_create` writing bare lines.
"""

import io
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from benchmarks import say
from benchmarks.apart import apart

COUNT, ROUNDS = 1_200, 5
MOST_SECONDS, MOST_IMPORTING = 0.5, 10.0
HEADINGS = ["学号", "姓名", "班级", "测量日期", "身高", "体重"]


def measured() -> list[tuple[str, int, Decimal, Decimal]]:
    """Boys and girls of all ages of a kindergarten."""
    return [
        (
            "boy" if n % 2 else "girl",
            30 + n % 50,
            Decimal(n % 250) / 10 + 90,
            Decimal(n % 90) / 10 + 13,
        )
        for n in range(COUNT)
    ]


def evaluated(children: list[tuple[str, int, Decimal, Decimal]]) -> None:
    from health.growth.judging import Basis, judge

    basis = Basis()
    for sex, months, height, weight in children:
        judge(sex, months, height_cm=height, weight_kg=weight, basis=basis)


def looked_up(children: list[tuple[str, int, Decimal, Decimal]]) -> None:
    """Nothing but finding the rows."""
    from health.growth.standards import BMI, BY_HEIGHT, HEIGHT, WEIGHT, curves

    for sex, months, height, _weight in children:
        for indicator in (HEIGHT, WEIGHT, BMI):
            curves()[indicator, sex].at(Decimal(months))
        curves()[BY_HEIGHT, sex].at(height)


def make_school() -> Any:
    from benchmarks.imports import make_school
    from logistics.school.models import Child, Enrolment, Person, Post, SchoolClass, Term

    make_school()
    doctor = Person.objects.create(name="Doctor", username="doctor")
    Post.objects.create(person=doctor, role="doctor", starts_on=date(2020, 1, 1))
    born = date.today() - timedelta(days=1700)  # noqa: DTZ011  any day of four years ago will do
    children = Child.objects.bulk_create(
        Child(number=f"B{n:05d}", name=f"孩子{n}", sex="boy" if n % 2 else "girl", birth_on=born)
        for n in range(COUNT)
    )
    classes, term = list(SchoolClass.objects.all()), Term.objects.get()
    Enrolment.objects.bulk_create(
        Enrolment(child=child, term=term, school_class=classes[n % len(classes)])
        for n, child in enumerate(children)
    )
    return doctor


def sheet() -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append(HEADINGS)
    today = date.today()  # noqa: DTZ011  the file is of today
    for n in range(COUNT):
        page.append([f"B{n:05d}", f"孩子{n}", "", today, 104 + n % 60 / 10, 16 + n % 30 / 10])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def imported(data: bytes, doctor: Any) -> None:
    """From the file to done, as a person does it: upload, preview, confirmation."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from health.models import GrowthLine
    from logistics.contributions import imports
    from logistics.imports import uploading

    now = timezone.now()
    file = SimpleUploadedFile("measured.xlsx", data)
    upload = uploading.receive(file, imports()["measurements"], by=doctor, now=now)
    seen = uploading.look(upload, by=doctor, now=now).fingerprint
    uploading.confirm(upload, by=doctor, now=now, seen=seen)
    if GrowthLine.objects.count() != COUNT:
        raise SystemExit("Not everything was imported.")


def bare(data: bytes, doctor: Any) -> None:
    """What the library and the database need for as many lines."""
    from django.utils import timezone
    from python_calamine import CalamineWorkbook

    from health.models import GrowthLine, GrowthMeasurement
    from logistics.records.models import Entry
    from logistics.school.models import Campus, Child

    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]
    children = {child.number: child for child in Child.objects.all()}
    now = timezone.now()
    entry = Entry.objects.create(
        kind="growth_measurement", number="BARE", campus=Campus.objects.get(), happened_at=now,
        entered_at=now, entered_by=doctor,
    )  # fmt: skip
    record = GrowthMeasurement.objects.create(entry=entry, expected=COUNT)
    GrowthLine.objects.bulk_create(
        GrowthLine(
            sheet=record, child=children[row[0]], sex="boy", months=50, height_cm=row[4],
            weight_kg=row[5],
        )
        for row in rows
    )  # fmt: skip


def clear() -> None:
    from django.db import connection

    from logistics.imports.models import Upload
    from logistics.records.sealing import lifted

    tables = ["duties_proof", "records_version", "health_growthline", "health_growthmeasurement"]
    with lifted(), connection.cursor() as cursor:
        for table in [*tables, "records_entry"]:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  the names stand above
    Upload.objects.all().delete()


def seconds(act: Callable[..., None], *given: Any) -> float:
    start = time.perf_counter()
    act(*given)
    return time.perf_counter() - start


def compare(title: str, one: Any, other: Any, most: float, before: Any = lambda: None) -> None:
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _round in range(ROUNDS):
        for name, act in (("ours", one), ("bare", other)):
            before()
            times[name].append(seconds(act))
    ours, bare = (statistics.median(times[name]) for name in ("ours", "bare"))
    say(f"{title}: {ours:.3f} s (allowed {most} s), bare {bare:.3f} s, ratio {ours / bare:.1f}")


def main() -> None:
    with apart():
        children = measured()
        evaluated(children)
        compare(
            f"evaluating {COUNT}", lambda: evaluated(children), lambda: looked_up(children),
            MOST_SECONDS,
        )  # fmt: skip
        doctor, data = make_school(), sheet()
        compare(
            f"importing {COUNT}", lambda: imported(data, doctor), lambda: bare(data, doctor),
            MOST_IMPORTING, clear,
        )  # fmt: skip


if __name__ == "__main__":
    main()
