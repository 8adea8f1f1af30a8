"""Measure health at the size of the load set: `python -m benchmarks.health`.

Makes a sample school of 36 classes and 1,200 children in a temporary folder and lays three school
years of its days straight into the tables, about 1.3 million rows. Pages are asked in interleaved
rounds beside the bare page; saving a class is compared with a view that inserts as many rows in one
go. Import and evaluation of measurements are measured by `benchmarks.growth`. Making takes longer
than measuring: `--keep PATH` keeps the school there for the next time.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from benchmarks import say
from benchmarks.apart import filled
from benchmarks.shelf import Shelf

CLASSES, CHILDREN, DAYS = 36, 1_200, 1_000
AWAY, ROUNDS = 0.04, 12
MOST_SAVING, MOST_MONTH = 2.5, 1.0


def make_school() -> Any:
    """The school with its people and terms, what is owed this term, and the files of the children."""
    from django.utils import timezone, translation

    from logistics import demo
    from logistics.demo import care
    from logistics.duties import making

    wanted = demo.Wanted(now=timezone.now(), days=DAYS, classes=CLASSES, children=CHILDREN)
    with translation.override("zh-hans"):
        site, staff = demo.settle_in(wanted, lambda _words: None)
        making.make_tasks(site.term)
        care.write(site, staff)
    return site


def fill(site: Any) -> None:
    """Every open day of every class; of the last one no attendance is taken."""
    from django.db import transaction

    from logistics.school.calendar import calendar_of
    from logistics.school.models import Person
    from logistics.upkeep.weighing import weigh_tables

    shelf, chance = Shelf(Person.objects.get(username="doctor")), Random(1)  # noqa: S311
    last = calendar_of(site.term, site.campuses[0]).open_between(
        site.term.first_teaching_day, site.wanted.today
    )[-1]
    for term in site.terms:
        for campus in site.campuses:
            classes = seats(term, campus)
            days = calendar_of(term, campus).open_between(site.wanted.begins_on, last)
            with transaction.atomic():
                for on in days:
                    for school_class, children in classes.items():
                        write_day(shelf, school_class, on, children, chance, last)
                    shelf.clear_when_full()
                shelf.clear()
    settle()
    weigh_tables()
    say(f"{shelf.count} rows of the classes' days")


def settle() -> None:
    """What was owed is proved by what was written, as if it had been filed."""
    from logistics.duties import proving
    from logistics.duties.models import Task

    series = list(Task.objects.order_by().values_list("series", flat=True).distinct())
    for start in range(0, len(series), 200):
        proving.settle(series[start : start + 200])


def seats(term: Any, campus: Any) -> dict[Any, list[int]]:
    from logistics.school.models import Enrolment

    rows = Enrolment.objects.filter(term=term, school_class__campus=campus)
    classes: dict[Any, list[int]] = defaultdict(list)
    for row in rows.select_related("school_class").order_by("school_class", "child"):
        classes[row.school_class].append(row.child_id)
    return classes


def write_day(
    shelf: Shelf, school_class: Any, on: date, children: list[int], chance: Random, last: date
) -> None:
    """What a class writes on a day, by its carer, its teacher and the doctor."""
    away = {pk for pk in children if chance.random() < AWAY}
    if on < last:
        put_attendance(shelf, school_class, on, children, away)
        put_traces(shelf, school_class, on, away)
    put_checks(shelf, school_class, on, children, away)
    put_records(shelf, school_class, on)
    if on == last and children:
        put_medicine(shelf, school_class, on, children[0])


def put_attendance(
    shelf: Shelf, school_class: Any, on: date, children: list[int], away: set[int]
) -> None:
    from health.models import Attendance, AttendanceLine
    from logistics.school.calendar import at

    key = shelf.entry_of("attendance", school_class, at(on, "09:00"))
    shelf.put(
        Attendance(
            entry_id=key, school_class=school_class, on=on, expected=len(children),
            present=len(children) - len(away), personal=len(away),
        )
    )  # fmt: skip
    for position, child in enumerate(children, start=1):
        mark = "personal" if child in away else "present"
        shelf.put(AttendanceLine(sheet_id=key, position=position, child_id=child, on=on, mark=mark))


def put_checks(
    shelf: Shelf, school_class: Any, on: date, children: list[int], away: set[int]
) -> None:
    from health.models import Finding, MorningCheck
    from logistics.school.calendar import at

    there = [child for child in children if child not in away]
    watched = there[on.toordinal() % len(there)] if there else None
    for segment, clock in (("morning", "08:20"), ("noon", "14:15")):
        key = shelf.entry_of(
            "morning_check", school_class, at(on, clock), subject=f"check:{segment}"
        )
        shelf.put(
            MorningCheck(
                entry_id=key, school_class=school_class, on=on, segment=segment,
                expected=len(children), present=len(there), checked=len(there),
                abnormal=watched is not None,
            )
        )  # fmt: skip
        for child in away:
            shelf.put(Finding(sheet_id=key, child_id=child, on=on, is_checked=False))
        if watched:
            shelf.put(
                Finding(sheet_id=key, child_id=watched, on=on, symptoms="cough", handling="observe")
            )


def put_traces(shelf: Shelf, school_class: Any, on: date, away: set[int]) -> None:
    from health.models import AbsenceTrace
    from logistics.school.calendar import at

    asked_after: list[int | None] = [*away] or [None]
    for child in asked_after:
        key = shelf.entry_of("absence_trace", school_class, at(on, "10:00"), is_zero=child is None)
        shelf.put(AbsenceTrace(entry_id=key, on=on, child_id=child))


def put_records(shelf: Shelf, school_class: Any, on: date) -> None:
    from health.models import ClassHygieneLog, ClassRound, HealthObservation
    from logistics.school.calendar import at

    for model, clock in ((HealthObservation, "16:20"), (ClassRound, "10:30")):
        key = shelf.entry_of(model.kind_code, school_class, at(on, clock), is_zero=True)
        shelf.put(model(entry_id=key, on=on))
    key = shelf.entry_of("class_hygiene_log", school_class, at(on, "17:00"))
    shelf.put(ClassHygieneLog(entry_id=key, done=[]))


def put_medicine(shelf: Shelf, school_class: Any, on: date, child: int) -> None:
    from health.models import MedicineRequest
    from logistics.school.calendar import DAY, at

    shelf.put(
        MedicineRequest(
            entry_id=shelf.entry_of("guardian_commission", school_class, at(on, "08:10")),
            child_id=child, medicine="小儿止咳糖浆", dose="5 ml", times="11:40", cause="咳嗽",
            quantity="1 盒", expires_on=on + 180 * DAY, first_on=on, last_on=on, guardian="家长",
            signed="paper", paper="带药委托夹", usage="oral", is_prescribed=True,
        )
    )  # fmt: skip


def pages(school_class: Any, child: int, on: date) -> dict[str, Any]:
    from benchmarks.run import Page

    def page(path: str, most: float) -> Any:
        return Page(path, most, "doctor")

    of_class = f"/health/classes/{school_class.pk}"
    return {
        "bare page": page("/bare/", 1.0),
        "class, the day": page(f"{of_class}/day/?day={on}", 1.5),
        "class, attendance": page(f"{of_class}/attendance/?day={on}", 1.5),
        "class, morning check": page(f"{of_class}/morning-check/?day={on}", 1.5),
        "file of a child": page(f"/health/files/{child}/", 1.5),
        "grid of the doctor": page(f"/health/day/?day={on}", 2.0),
    }


def months(school_class: Any, on: date) -> dict[str, tuple[str, str]]:
    """Pages of a month, which may take a second, and who asks for them."""
    return {
        "month of a class": ("doctor", f"/health/classes/{school_class.pk}/month/?month={on:%Y%m}"),
        "attendance of a month": (
            "principal", f"/registers/attendance-statistics/?period={on:%Y%m}",
        ),
        "infectious diseases of a year": ("principal", "/health/incidence/"),
    }  # fmt: skip


def measure_months(paths: dict[str, tuple[str, str]]) -> None:
    for name, (username, path) in paths.items():
        client = client_of(username)
        taken = [seconds(client.get, path) for _ in range(5)]
        say(f"{name}: {statistics.median(taken):.2f} s (allowed {MOST_MONTH} s)")


def measure_saving(client: Any, classes: dict[Any, list[int]], on: date) -> None:
    """Each class is saved once, and each time as many bare rows."""
    from health.models import Attendance
    from logistics.school.models import Child

    bare_sheet = Attendance.objects.order_by("pk")[0]
    others = Child.objects.exclude(pk__in=bare_sheet.lines.values("child"))
    spare = list(others.values_list("pk", flat=True))
    ours, bare, size = [], [], 0
    for school_class, children in list(classes.items())[:ROUNDS]:
        path = f"/health/classes/{school_class.pk}/attendance/?day={on}"
        said = {"child": children[0], f"c{children[0]}-mark": "personal", "late_reason": "补录"}
        ours.append(seconds(client.post, path, said))
        given = {"child": [spare.pop() for _ in children]}
        bare.append(seconds(client.post, f"/bare/rows/{bare_sheet.pk}/", given))
        size = max(size, len(children))
    one, other = statistics.median(ours), statistics.median(bare)
    say(
        f"saving a class, up to {size} children: {one * 1000:.1f} ms, bare rows "
        f"{other * 1000:.1f} ms, ratio {one / other:.1f} (allowed {MOST_SAVING})"
    )


def count_saving(classes: dict[Any, list[int]], on: date) -> None:
    """The queries of saving alone: record, lines, version and proofs, nothing of the page."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from health.day import attending
    from health.day.rolls import read_roll
    from logistics.contributions import kinds
    from logistics.records.keeping import next_numbers
    from logistics.school.calendar import at
    from logistics.school.models import Person

    roll, by = read_roll(next(iter(classes)), on), Person.objects.get(username="doctor")
    one = attending.Said(roll.children[0].pk, "personal")
    now = at(on, "09:30")
    for code in ("attendance", "absence_trace"):  # the first number of a year costs more
        next_numbers(kinds()[code].prefix, on.year)
    roll.school_class.campus  # noqa: B018  asked for beforehand, as a page does
    verbs: dict[str, Callable[[], Any]] = {
        "attendance, somebody away": lambda: attending.confirm(roll, [one], by=by, now=now),
        "attendance, nobody away": lambda: attending.confirm(roll, [], by=by, now=now),
    }
    for name, verb in verbs.items():
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            verb()
            transaction.set_rollback(True)
        asked = [query for query in captured if "SAVEPOINT" not in query["sql"]]
        say(f"{name}: {len(asked)} queries")


def seconds(act: Callable[..., Any], *given: Any) -> float:
    start = time.perf_counter()
    answer = act(*given)
    passed = time.perf_counter() - start
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{given[0]} answers {answer.status_code}")
    return passed


def client_of(username: str) -> Any:
    from django.test import Client

    from logistics.school.models import Person

    client = Client(headers={"host": "127.0.0.1"})
    person = Person.objects.get(username=username)
    client.force_login(person, backend="logistics.school.posts.PostBackend")
    return client


def make() -> None:
    start = time.perf_counter()
    fill(make_school())
    say(f"made in {time.perf_counter() - start:.0f} s")


def measure() -> None:
    """On the last day of which the checks are written and the attendance is not."""
    from benchmarks.run import compare
    from health.models import MorningCheck
    from logistics.school.models import Campus, Term

    on = MorningCheck.objects.latest("on").on
    classes = seats(Term.objects.on(on), Campus.objects.order_by("pk")[0])
    largest = max(classes, key=lambda school_class: len(classes[school_class]))
    compare(pages(largest, classes[largest][0], on))
    measure_months(months(largest, on))
    count_saving(classes, on)
    measure_saving(client_of("doctor"), classes, on)


def main() -> None:
    with filled(make):
        measure()


if __name__ == "__main__":
    main()
