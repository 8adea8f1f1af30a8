"""A small school of two campuses with one thing of every kind at each, around a given day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from logistics.access import Role
from logistics.accounts.models import Device, Visit
from logistics.approvals import asking
from logistics.approvals.models import Route
from logistics.contradictions.models import Contradiction
from logistics.contributions import imports
from logistics.duties import approving, filing, making
from logistics.duties.models import Duty, Plan, PlanLine, RotaTurn, WorkNote
from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.notices.models import Channel, Delivery, Notice
from logistics.records import seals
from logistics.records.models import Entry, Photo
from logistics.school.calendar import lay_out
from logistics.school.models import (
    Campus,
    Child,
    ClassClosure,
    DataRequest,
    ErasureOrder,
    Hold,
    School,
    Term,
    WorkLine,
    ZoneAssignment,
)
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_guardian,
    make_person,
    make_place,
    make_post,
)

DAY = timedelta(days=1)
OF_A_CLASS = {Role.TEACHER, Role.CARER}


@dataclass
class World:
    """Who acts, at which campus; and by their names the things of either campus."""

    term: Term
    here: Campus
    there: Campus
    people: dict[str, Any]
    own: dict[str, Any]
    others: dict[str, Any]


def make_term(today: date) -> Term:
    """A term in whose middle the day lies; its days are laid out."""
    given = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, given, strict=True)))
    lay_out(term)
    return term


def make_upload(person: Any, now: datetime) -> Upload:
    """A sheet of places that somebody has uploaded and not confirmed."""
    file = SimpleUploadedFile("places.csv", b"Name,Kind\nHall,office\n")
    return uploading.receive(file, imports()["places"], by=person, now=now)


def make_last_term(today: date) -> Term:
    given = [today - n * DAY for n in (200, 193, 100, 90)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    return Term.objects.create(school_year=2000, half=2, **dict(zip(names, given, strict=True)))


def make_world(now: datetime, names: tuple[str, str] = ("East", "West")) -> World:
    today = timezone.localdate(now)
    School.objects.create(name="Sunshine")
    make_last_term(today)
    here, there = (make_campus(name=name) for name in names)
    term = make_term(today)
    own, others = furnish(here, term, now), furnish(there, term, now)
    seals.seal_days(now=now + DAY)
    people = actors(here, there, own, today)
    ask(own, people["carer"], now)
    ask(others, others["person"], now)
    own["upload"] = make_upload(people["director"], now)
    others["upload"] = make_upload(people["neighbour"], now)
    return World(term, here, there, people, own, others)


def ask(things: dict[str, Any], by: Any, now: datetime) -> None:
    """A request that waits at a campus, and a route of its own."""
    task = things["line"].tasks.get()
    asked = {"by": by, "now": now, "reason": "The class was out"}
    things["approval"] = asking.ask(approving.TASK_EXCUSE, task, **asked)
    things["route"] = Route.objects.create(kind=approving.PLAN_REVIEW, campus=things["campus"])
    things["route"].steps.create(position=1, role=Role.PRINCIPAL)


def actors(here: Campus, there: Campus, own: dict[str, Any], today: date) -> dict[str, Any]:
    """One person for each role at the first campus, and some who are special."""
    people = {}
    for role in Role.values:
        school_class = own["class"] if role in OF_A_CLASS else None
        people[role] = make_person(
            role=role,
            campus=here,
            school_class=school_class,
            username=role,
            name=f"Colleague {role}",
        )
    people["head"] = make_person(role=Role.DIRECTOR, username="head", name="Colleague head")
    people["office"] = make_person(role=Role.ADMIN, username="office", name="Colleague office")
    people["neighbour"] = make_person(role=Role.DIRECTOR, campus=there, username="neighbour")
    people["left"] = make_person(username="left")
    ended = {"starts_on": today - 30 * DAY, "ends_on": today - DAY}
    make_post(person=people["left"], role=Role.DIRECTOR, campus=here, **ended)
    people["locked"] = make_person(
        role=Role.DIRECTOR, campus=here, username="locked", is_active=False
    )
    return people


def furnish(campus: Campus, term: Term, now: datetime) -> dict[str, Any]:
    """One thing of every kind at a campus."""
    today = timezone.localdate(now)
    school_class = make_class(campus=campus, school_year=term.school_year, name=f"{campus} class")
    place = make_place(campus=campus, name=f"{campus} room")
    child = make_child(school_class=school_class, term=term, name=f"{campus} child")
    person = make_person(role=Role.CARER, campus=campus, school_class=school_class)
    duty = make_duty(campus, title=f"{campus} duty", role=Role.CARER, scope="class")
    rota = make_duty(campus, title=f"{campus} rota", rhythm="rota", role=Role.GUARD)
    event = make_duty(campus, title=f"{campus} event", rhythm="event", role=Role.DOCTOR, hours=2)
    turn = RotaTurn.objects.create(
        duty=rota, person=person, starts_on=today, ends_on=today + 6 * DAY
    )
    making.make_tasks(term, duties=[duty, rota])
    plan = Plan.objects.create(title=f"{campus} plan", owner=person, term=term, kind="personal")
    line = PlanLine.objects.create(
        plan=plan, text=f"{campus} line", term=term, due_on=today, person=person, campus=campus
    )
    making.make_line_task(line)
    task = duty.tasks.filter(due_at__gt=now).earliest("due_at")
    entry = write_note(campus, person, now, school_class=school_class)
    return {
        "campus": campus, "class": school_class, "place": place, "child": child, "person": person,
        "post": person.posts.get(), "guardian": make_guardian(child=child), "duty": duty,
        "event": event, "rota": rota, "turn": turn, "plan": plan, "line": line, "task": task,
        "entry": entry, "contradiction": make_contradiction(entry, now), "photo": make_photo(entry),
        **of_the_child(child, person, now),
        "closure": ClassClosure.objects.create(
            school_class=school_class, starts_on=today + 20 * DAY, ends_on=today + 21 * DAY,
            reason="Paint",
        ),
        "zone": ZoneAssignment.objects.create(term=term, place=place, person=person),
        **tell_something(campus, person, now),
        **log_in_somewhere(campus, person, now),
        "work_line": WorkLine.objects.create(
            title=f"{campus} water", campus=campus, person=person, school_year=term.school_year
        ),
    }  # fmt: skip


def tell_something(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """News that could not be sent by the mail of a campus."""
    notice = Notice.objects.create(
        person=person, kind="task_assigned", key="1", url="/", campus=campus, made_at=now
    )
    channel = Channel.objects.create(title=f"{campus} mail", kind="mail", campus=campus)
    delivery = Delivery.objects.create(
        channel=channel, notice=notice, person=person, made_at=now, next_at=now, failed_at=now
    )
    return {"notice": notice, "channel": channel, "delivery": delivery}


def log_in_somewhere(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A shared device of the campus; and what somebody keeps a login on, with that login."""
    known = {"registered_by": person, "registered_at": now, "expires_at": now + DAY}
    kept = Device.objects.create(person=person, name="Phone", digest=f"own {campus}", **known)
    visit = Visit.objects.create(
        person=person, session_key=f"of {campus}", device=kept, way="password", began_at=now
    )
    shared = Device.objects.create(
        campus=campus, name=f"{campus} tablet", digest=f"{campus}", **known
    )
    return {"device": shared, "kept": kept, "visit": visit}


def of_the_child(child: Child, person: Any, now: datetime) -> dict[str, Any]:
    """What is asked about a child's data, what holds them, and an order to delete them."""
    today = timezone.localdate(now)
    return {
        "request": DataRequest.objects.create(
            child=child, kind="copy", guardian="A parent", received_on=today,
            due_on=today + 15 * DAY, recorded_by=person,
        ),
        "hold": Hold.objects.create(child=child, reason="A fall", by=person, at=now),
        "order": ErasureOrder.objects.create(
            child=child, parts=" guardians ", ordered_by=person, ordered_at=now
        ),
    }  # fmt: skip


def make_duty(campus: Campus, **given: Any) -> Duty:
    usual = {"trade": "health", "rhythm": "daily", "scope": "campus", "on_closed": "keep"}
    return Duty.objects.create(**usual | {"campus": campus} | given)


def write_note(campus: Campus, by: Any, now: datetime, **scope: Any) -> Entry:
    entry = Entry(campus=campus, happened_at=now - timedelta(minutes=1), **scope)
    entry.late_reason = "just before midnight"  # dropped unless the minute was yesterday's
    return filing.submit(WorkNote(entry=entry, text=f"{campus} note"), by=by, now=now)


def make_contradiction(entry: Entry, now: datetime) -> Contradiction:
    said = {"record": entry.number}
    return Contradiction.objects.create(
        comparison="clocks_apart",
        key=str(entry.pk),
        campus=entry.campus,
        on=timezone.localdate(now),
        said=said,
        found_at=now,
    )


def make_photo(entry: Entry) -> Photo:
    """The row of a photo; its files lie where the tests keep theirs."""
    from logistics.records.photos import Prepared, attach, file_of

    jpeg = b"\xff\xd8\xff"
    photo = attach(
        Prepared(jpeg, jpeg, None), entry=entry, by=entry.entered_by, at=entry.entered_at
    )
    for name in (photo.file.name, photo.thumbnail.name):
        file_of(name)  # puts it in place if nothing has been committed
    return photo
