"""The class's day on the first page: the teacher's own class, the doctor's grid, the kitchen's counts."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from health import interface
from health.day import following
from health.day.rolls import classes_of
from health.models.checks import Segment
from logistics.access import Request, Role
from logistics.contributions import HomeCard
from logistics.school.models import Campus
from logistics.school.posts import term_of


def own_classes(request: Request, now: datetime) -> dict[str, Any]:
    """What is to be done in one's own class today."""
    on = timezone.localdate(now)
    posts = [post for post in request.user.posts_on(on) if post.school_class_id]
    term = term_of(request.user, on)
    own = {post.school_class for post in posts if post.role in (Role.TEACHER, Role.CARER)}
    now_own = [c for c in own if c.school_year == (term.school_year if term else on.year)]
    classes = sorted(now_own, key=lambda one: (one.campus_id, one.position, one.pk))
    found = following.brief_days(classes, on, term) if classes else []
    days = [day for day in found if day.is_open]
    # A carer begins with what is to be disinfected: one main button a page.
    leads = any(post.role == Role.TEACHER for post in posts)
    return {"days": days, "segment": segment_at(now), "leads": leads}


def days_of(person: Any, on: date) -> list[following.ClassDay]:
    """The day of the classes one has to do with."""
    term = term_of(person, on)
    classes = classes_of(person, on, term=term)
    return following.brief_days(classes, on, term)


def grid(request: Request, now: datetime) -> dict[str, Any]:
    """How far the day's checks are, and which class is next."""
    on = timezone.localdate(now)
    days = [day for day in days_of(request.user, on) if day.is_open]
    segment = segment_at(now)
    waiting = [day for day in days if day.state_of(segment) == following.UNCHECKED]
    return {
        "days": days,
        "checked": len(days) - len(waiting),
        "abnormal": sum(day.state_of(segment) == following.ABNORMAL for day in days),
        "next": waiting[0].school_class if waiting else None,
        "next_url": next_url(waiting, segment),
        "doses": sum(len(day.doses_due) for day in days),
    }


def counts(request: Request, now: datetime) -> dict[str, Any]:
    """How many eat today, as far as the classes are confirmed: counts, never names."""
    seen = Campus.objects.visible_to(request.user, "health.view_counts")
    rows = interface.head_counts(timezone.localdate(now), seen.values_list("pk", flat=True))
    classes = [row for row in rows if row.is_open]
    return {
        "classes": classes,
        "present": sum(row.present or 0 for row in classes),
        "waiting": sum(not row.is_confirmed for row in classes),
    }


def next_url(waiting: list[following.ClassDay], segment: str) -> str:
    if not waiting:
        return ""
    return reverse(f"health:check_{segment}", args=[waiting[0].school_class.pk])


def segment_at(now: datetime) -> str:
    return Segment.NOON if timezone.localtime(now).hour >= 12 else Segment.MORNING


HOME = [
    HomeCard(frozenset({Role.TEACHER, Role.CARER}), "health/_own_class_card.html", own_classes, 5),
    HomeCard(frozenset({Role.DOCTOR}), "health/_grid_card.html", grid, 5),
    HomeCard(frozenset({Role.COOK}), "health/_counts_card.html", counts, 40),
]
