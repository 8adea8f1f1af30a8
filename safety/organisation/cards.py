"""The first page: the talk of the own class, what has no outcome, letters and plans that wait."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from logistics.access import Request, Role
from logistics.contributions import HomeCard
from logistics.counts import counted
from logistics.records.models import Entry
from logistics.school.calendar import is_open_on
from logistics.school.models import Term
from safety.models import ChildInjury, LetterRound, PledgeRound
from safety.organisation import answering, counting, preparing, teaching
from safety.organisation.attending import ORGANISE, SEE, TEACH, own_classes

FROM = 12  # o'clock: the talk is for the way home
FIGURES = "duties.view_compliance"


def own_class(request: Request, now: datetime) -> dict[str, Any]:
    """The talk not given yet, pledges that are missing, injuries without an outcome."""
    on = timezone.localdate(now)
    classes = own_classes(request.user, on)
    if not classes:
        return {"silent": [], "pledges": [], "open_injuries": 0}
    return {
        "silent": silent_classes(classes, now),
        "offered": teaching.offered(on)[:3],
        "pledges": missing_pledges(request.user),
        "open_injuries": open_injuries(request.user).count(),
    }


def silent_classes(classes: list[Any], now: datetime) -> list[Any]:
    """On an afternoon of school, the classes that have not had their talk."""
    on = timezone.localdate(now)
    if timezone.localtime(now).hour < FROM or not is_open_on(classes[0].campus, on):
        return []
    done = teaching.talks_of_day(classes, on)
    return [each for each in classes if not done[each.pk]]


def missing_pledges(person: Any) -> list[PledgeRound]:
    rows = PledgeRound.objects.visible_to(person, TEACH).open().with_progress()
    return list(rows.select_related("school_class")[:4])


def open_injuries(person: Any) -> Any:
    within = Entry.objects.filter(Entry.objects.within(person, SEE), kind=ChildInjury.kind_code)
    return ChildInjury.objects.open().filter(entry__in=within.values("pk"))


def leader(request: Request, now: datetime) -> dict[str, Any]:
    """Injuries to report, the rate of the term, letters not signed, plans not read."""
    on = timezone.localdate(now)
    within = Entry.objects.filter(Entry.objects.within(request.user, SEE))
    term = Term.objects.on(on)
    running = term if term and term.starts_on <= on else None
    rated = counting.rated(running, request.user, FIGURES, now=now) if running else {}
    known = counted(
        to_report=ChildInjury.objects.to_report().filter(entry__in=within.values("pk")),
        unsigned=unsigned_letters(request.user, on),
        unread=preparing.for_reader(request.user, on).unread_by(request.user),
        **rated,
    )
    return known | {"targets": [counting.accident_rate(known, on)] if running else []}


def unsigned_letters(person: Any, on: date) -> Any:
    rounds = LetterRound.objects.visible_to(person, ORGANISE).filter(valid_to__gte=on)
    return answering.unsigned(rounds)


HOME = [
    HomeCard(
        frozenset({Role.TEACHER, Role.CARER}), "safety/_own_class_safety.html", own_class, 30
    ),
    HomeCard(frozenset({Role.DIRECTOR, Role.PRINCIPAL}), "safety/_people_home.html", leader, 35),
    HomeCard(frozenset({Role.DOCTOR}), "safety/_own_class_safety.html", lambda request, now: {
        "silent": [], "pledges": [], "open_injuries": open_injuries(request.user).count(),
    }, 36),
]  # fmt: skip
