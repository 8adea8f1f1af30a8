"""Measure safety at the size of the load set: `python -m benchmarks.safety`.

Makes the sample school in a temporary folder and lays three school years of safety straight into
its tables (`benchmarks.safety_load`). Pages are asked in interleaved rounds beside the bare page,
each by whoever uses it; saving a round of 60 things is counted. `--keep PATH` keeps the school
there for the next time.
"""

import io
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import say
from benchmarks.apart import filled

LIST, CARD, BOARD = 1.8, 1.5, 2.5
THINGS, FAILED = 60, 10
NOBODY = ""  # whoever scans the label at the door


def make() -> None:
    from django.core.management import call_command

    from benchmarks import safety_load

    start = time.perf_counter()
    call_command("demo", "--days", "30", stdout=io.StringIO())
    rows = safety_load.fill()
    say(f"{rows} rows, made in {time.perf_counter() - start:.0f} s")


def pages() -> dict[str, Any]:
    from benchmarks.run import Page

    wanted = {"bare page": ("/bare/", 1.0, "director")}
    wanted |= lists() | cards() | boards()
    return {name: Page(path, most, who) for name, (path, most, who) in wanted.items()}


def lists() -> dict[str, tuple[str, float, str]]:
    last = -(-count_of("RepairTicket") // 50)
    pages_of = {"hazards": -(-count_of("Hazard") // 50)}
    return {
        "tickets, to sort": ("/safety/repairs/", LIST, "director"),
        "tickets, open": ("/safety/repairs/?view=open", LIST, "director"),
        "tickets, all": ("/safety/repairs/?view=all", LIST, "director"),
        "tickets, last page": (f"/safety/repairs/?view=all&page={last}", LIST, "director"),
        "tickets, by words": ("/safety/repairs/?view=all&q=%E9%97%A8%E9%94%81", LIST, "director"),
        "tickets of a repairer": ("/safety/repairs/", LIST, "repairer"),
        "tickets of a teacher": ("/safety/repairs/?view=mine", LIST, "teacher"),
        "hazards, open": ("/safety/hazards/", LIST, "director"),
        "hazards, all": ("/safety/hazards/?view=all", LIST, "director"),
        "hazards, last page": (
            f"/safety/hazards/?view=all&page={pages_of['hazards']}", LIST, "director",
        ),
        "checklists": ("/safety/checklists/", LIST, "principal"),
        "published results": ("/safety/results/", LIST, "teacher"),
        "register of inspections": ("/registers/inspections/", LIST, "director"),
        "register of visitors": ("/registers/visitors/", LIST, "director"),
        "register of vehicles": ("/registers/vehicles/", LIST, "director"),
        "register of keys": ("/registers/key-loans/", LIST, "director"),
        "register of hazards": ("/registers/hazards/", LIST, "director"),
        "register of repairs": ("/registers/repairs/", LIST, "director"),
        "expected visits": ("/safety/visits/", LIST, "guard"),
        "known visitors, typing": ("/safety/gate/visitors/known/?q=zw", LIST, "guard"),
        "fire equipment": ("/safety/fire/equipment/", LIST, "director"),
    }  # fmt: skip


def cards() -> dict[str, tuple[str, float, str]]:
    from logistics.school.models import Place
    from safety.models import GuardPatrol, Hazard, Inspection, RepairTicket, VisitorLog

    ticket = RepairTicket.objects.filter(accepted_at__isnull=False).latest("pk")
    fresh = RepairTicket.objects.filter(repairer=None).latest("pk")
    open_hazard = Hazard.objects.filter(finding__closed_at=None).latest("pk")
    place = Place.objects.filter(is_active=True).order_by("pk")[0]
    one, several = begun_rounds()
    return {
        "ticket, done": (f"/safety/repairs/{ticket.pk}/", CARD, "director"),
        "ticket, to take": (f"/safety/repairs/{fresh.pk}/", CARD, "repairer"),
        "report of a fault": (f"/safety/repairs/new/?place={place.pk}", CARD, "teacher"),
        "report without a login": (f"/safety/r/{place.code}/", CARD, NOBODY),
        "hazard": (f"/safety/hazards/{open_hazard.pk}/", CARD, "director"),
        "report of a hazard": ("/safety/hazards/new/", CARD, "teacher"),
        "grading a hazard": (f"/safety/hazards/{open_hazard.pk}/grade/", CARD, "director"),
        "beginning a round": ("/safety/rounds/new/?list=load-one", CARD, "principal"),
        "run screen, 60 things": (f"/safety/runs/{one}/", CARD, "principal"),
        "run screen, 6 places": (f"/safety/runs/{several}/", CARD, "principal"),
        "end of a round": (f"/safety/runs/{one}/finish/", CARD, "principal"),
        "record of a round": (f"/records/{newest(Inspection)}/", CARD, "director"),
        "record of a visitor": (f"/records/{newest(VisitorLog)}/", CARD, "guard"),
        "record of a patrol": (f"/records/{newest(GuardPatrol)}/", CARD, "guard"),
        "form of a visitor": ("/safety/gate/visitors/new/", CARD, "guard"),
        "form of a vehicle": ("/safety/gate/vehicles/new/", CARD, "guard"),
        "form of a key": ("/safety/gate/keys/give-out/", CARD, "guard"),
        "handover of a shift": ("/safety/gate/shifts/new/", CARD, "guard"),
    }


def boards() -> dict[str, tuple[str, float, str]]:
    homes = ("director", "principal", "repairer", "guard", "teacher")
    return {
        **{f"home of the {who}": ("/", BOARD, who) for who in homes},
        "gate, inside now": ("/safety/gate/", BOARD, "guard"),
        "gate, for the director": ("/safety/gate/", BOARD, "director"),
        "summary of the rounds": ("/safety/rounds/summary/", BOARD, "director"),
        "hazards of a month": ("/safety/hazards/month/", BOARD, "director"),
        "repairs of a month": ("/safety/repairs/month/", BOARD, "director"),
        "fire safety": ("/safety/fire/", BOARD, "director"),
    }


def count_of(model: str) -> int:
    from django.apps import apps

    return int(apps.get_model("safety", model)._default_manager.count())


def newest(model: Any) -> int:
    return int(model.objects.latest("pk").pk)


def make_list(code: str, areas: int, **given: Any) -> Any:
    """A list of our own with as many things as the run screen may have."""
    from safety.models import Checklist, ChecklistArea, ChecklistItem, ChecklistVersion

    usual = {"title": code, "kind": "inspection", "source": "weekly"}
    checklist, is_new = Checklist.objects.get_or_create(code=code, defaults=usual | given)
    if is_new:
        edition = ChecklistVersion.objects.create(checklist=checklist, number=1)
        for number in range(areas):
            area = ChecklistArea.objects.create(version=edition, title=f"区域{number}")
            ChecklistItem.objects.bulk_create(
                ChecklistItem(area=area, title=f"项目{number}-{n}", position=n) for n in range(10)
            )
    return checklist


def begun_rounds() -> tuple[int, int]:
    """A round of 60 things at one stop, and one of six places with ten things each."""
    one, several = make_list("load-one", 6), make_list("load-six", 1, subject="place")
    first, second = begin(one), begin(several, 6)
    answer(first.stops.get(), 0)
    return first.pk, second.pk


def begin(checklist: Any, stops: int = 1, *, who: str = "principal") -> Any:
    from django.utils import timezone

    from logistics.school.models import Campus, Person
    from safety.rounds import walking
    from safety.rounds.stops import offered

    by, now = Person.objects.get(username=who), timezone.now()
    campus = Campus.objects.order_by("pk")[0]
    here = offered(checklist, campus, by, on=timezone.localdate(now))[:stops]
    return walking.begin(checklist, campus, here, by=by, now=now)


def answer(stop: Any, failed: int, *, who: str = "principal") -> None:
    from django.utils import timezone

    from logistics.school.models import Person
    from safety.rounds import progress, walking

    items = list(progress.items_of(stop.run.edition))
    said = [
        walking.Said(item, "abnormal" if number < failed else "normal")
        for number, item in enumerate(items)
    ]
    walking.answer(stop, said, by=Person.objects.get(username=who), now=timezone.now())


def count_saving() -> None:
    """What it takes to keep the answers of a round and to submit it, with and without failures."""
    from django.db import transaction
    from django.utils import timezone

    from logistics.contributions import kinds
    from logistics.records.keeping import next_numbers
    from logistics.school.models import Person
    from safety.models import RunningRound
    from safety.rounds import progress, submitting

    checklist, by, now = make_list("load-one", 6), Person.objects.get(username="director"), None
    for code in ("inspection", "hazard"):  # the first number of a year costs more
        next_numbers(kinds()[code].prefix, timezone.localdate().year)
    for failed in (0, 1, FAILED, 2 * FAILED):
        with transaction.atomic():
            RunningRound.objects.under_way().update(ended_at=timezone.now())
            run = begin(checklist, who="director")
            stop, now = run.stops.get(), timezone.now()
            kept = asked(lambda: answer(stop, failed, who="director"))  # noqa: B023
            closing = submitting.Closing(happened_at=now)
            run.refresh_from_db(fields=["revision"])
            seen = progress.read(run)
            filed = asked(lambda: submitting.submit(seen, closing, by=by, now=now))  # noqa: B023
            transaction.set_rollback(True)
        say(f"{THINGS} things, {failed} not in order: kept in {kept}, submitted in {filed} queries")


def asked(act: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    if "--show" in sys.argv:
        for query in captured:
            say(f"    {query['sql'][:200]}")
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


def measure() -> None:
    from benchmarks.run import compare

    compare(pages())
    count_saving()


def main() -> None:
    with filled(make):
        measure()


if __name__ == "__main__":
    main()
