"""What the first pages of the doctor and of a class teacher say of care."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from health.care import medicines, rolls
from health.care.caring import VISIT_DAYS
from health.day.following import is_open, number_of
from health.day.rolls import children_in
from health.models import EntryExam, HealthEducation, SpecialCareCase, SpecialCareNote
from logistics.access import Request
from logistics.counts import counted
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import SchoolClass, Term
from logistics.school.rules import rule
from logistics.search import Found, Hit, Search
from logistics.stores.models import Balance


def doctor_card(request: Request, now: datetime) -> dict[str, Any]:
    """Visits due, children without an entry examination, medicines past their date."""
    on = timezone.localdate(now)
    return counted(
        visits_due=visits_due(request.user, now),
        without_exam=without_exam(request.user, on),
        expired=expired(request.user, on),
    )


def visits_due(person: Any, now: datetime) -> QuerySet[SpecialCareCase]:
    """Open cases that nobody has looked at within the days of the rule."""
    on = timezone.localdate(now)
    since = now - timedelta(days=int(rule(VISIT_DAYS, on=on)))
    entries = Entry.objects.visible_to(person, rolls.SEE).values("pk")
    cases = SpecialCareCase.objects.open().with_last_visit().filter(entry__in=entries)
    return cases.filter(seen_at__lte=since)


def without_exam(person: Any, on: Any) -> Any:
    examined = EntryExam.objects.exclude(entry__status=Entry.Status.VOIDED)
    children = rolls.attending(person, on)
    return children.exclude(pk__in=examined.filter(child__isnull=False).values("child"))


def expired(person: Any, on: Any) -> QuerySet[Balance]:
    rows = Balance.objects.there().filter(store__in=medicines.stores_of(person))
    return rows.filter(lot__expires_on__lt=on)


def teacher_card(request: Request, now: datetime) -> dict[str, Any]:
    """The own class, while it has had no health education this month."""
    on = timezone.localdate(now)
    own = {post.school_class_id for post in request.user.posts_on(on) if post.school_class_id}
    done = Entry.objects.standing().filter(
        kind=HealthEducation.kind_code,
        school_class__in=own,
        happened_at__gte=start_of(on.replace(day=1)),
    )
    classes = SchoolClass.objects.filter(pk__in=own).exclude(pk__in=done.values("school_class"))
    return {"classes": list(classes)} if own else {"classes": []}


def carer_card(request: Request, now: datetime) -> dict[str, Any]:
    """The own class that is open today and has children under special care; whether it is noted."""
    on = timezone.localdate(now)
    own = {post.school_class_id for post in request.user.posts_on(on) if post.school_class_id}
    if not own:
        return {"classes": []}
    term = Term.objects.on(on)
    of_class = children_in(term.pk if term else None, on, in_class())
    looked_after = of_class.filter(pk__in=SpecialCareCase.objects.open().values("child"))
    rows = SchoolClass.objects.filter(is_open(on), pk__in=own)
    rows = rows.annotate(cared=number_of(looked_after), is_noted=Exists(notes_on(on)))
    return {"classes": list(rows.filter(cared__gt=0).order_by("position", "pk"))}


def in_class() -> Q:
    return Q(school_class=OuterRef(OuterRef("pk")))


def notes_on(on: date) -> QuerySet[SpecialCareNote]:
    """The sheets of a day of the class outside."""
    rows = SpecialCareNote.objects.standing().filter(entry__school_class=OuterRef("pk"))
    return rows.filter(entry__happened_at__range=(start_of(on), end_of(on)))


# Search.


def find_files(search: Search) -> Found:
    """Health files by the name or number of the child."""
    children = rolls.attending(search.person, timezone.localdate(search.now))
    found = children.matching(search.asked.name)[: search.most + 1]
    hits = (
        Hit(child.name, reverse("health:health_file", args=[child.pk]), child.class_name or "")
        for child in found
    )
    return search.first(hits, "")
