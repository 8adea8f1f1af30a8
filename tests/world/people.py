"""Who works at the school, what they log in with and hear; what is asked about a child's data."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from logistics.access import Role
from logistics.accounts.models import Device, Visit
from logistics.notices.models import Channel, Delivery, Notice
from logistics.school.models import Campus, Child, DataRequest, ErasureOrder, Hold
from tests.factories import make_person, make_post
from tests.world.terms import DAY

OF_A_CLASS = {Role.TEACHER, Role.CARER}


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
