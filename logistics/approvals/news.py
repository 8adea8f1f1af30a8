"""Whom a request tells of what: those it waits for, and its asker."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from logistics.approvals.models import Approval, Step
from logistics.notices.telling import settle, tell

MUST_ACT = ("approval_asked", "approval_handed_on", "approval_added")


def must_act(
    approval: Approval, step: Step, kind: str, people: Iterable[Any], *, by: Any, now: datetime
) -> None:
    """Asked, handed on, or asked to sign as well: once each at a step."""
    say(approval, kind, people, key=f"{step.pk}", by=by, now=now)


def reminded(approval: Approval, step: Step, people: Iterable[Any], *, now: datetime) -> None:
    """Each reminder is news of its own."""
    key = reminder(step, approval.reminded_on)
    say(approval, "approval_reminded", people, key=key, by=approval.asked_by, now=now)


def reminder(step: Step, day: date | None) -> str:
    return f"{step.pk}:{day}"


def settled(
    approval: Approval, step: Step, *, now: datetime, people: Iterable[Any] | None = None
) -> None:
    """It waits no more: for nobody, or not for these people."""
    for kind in MUST_ACT:
        settle(kind, f"{step.pk}", now=now, people=people)
    if approval.reminded_on:
        settle("approval_reminded", reminder(step, approval.reminded_on), now=now, people=people)


def decided(approval: Approval, kind: str, *, by: Any, now: datetime, opinion: str) -> None:
    """The asker is told how it ended."""
    key = f"{approval.pk}.{approval.version}"
    say(approval, kind, [approval.asked_by], key=key, by=by, now=now, opinion=opinion)


def say(
    approval: Approval, kind: str, people: Iterable[Any], *, key: str, by: Any, now: datetime,
    **said: Any,
) -> None:  # fmt: skip
    tell(
        people,
        kind,
        url=approval.get_absolute_url(),
        now=now,
        by=by,
        key=key,
        campus=approval.campus,
        person=str(by),
        title=approval.title,
        **said,
    )
