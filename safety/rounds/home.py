"""What of the rounds stands on first pages, in inboxes, on labels and in the search."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource, SearchSource, Sticker
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Place
from logistics.search import Found, Hit, Search
from safety.models import Checklist, Publication, Round, RunningRound
from safety.models.checklists import subject_of
from safety.rounds.stops import INSPECT

VIEW = "safety.view"
CLOSING = "closing_room"
MOST_ROOMS = 3


def leader_card(request: Request, now: datetime) -> dict[str, Any]:
    """Today's rounds: how many, what was found, what is under way."""
    reach = request.user.reach(VIEW).within(campus="entry__campus_id")
    on = timezone.localdate(now)
    rounds = Round.objects.filter(
        reach, entry__happened_at__range=(start_of(on), end_of(on))
    ).exclude(entry__status=Entry.Status.VOIDED)
    counted = rounds.order_by().aggregate(
        rounds=Count("pk"), abnormal=Sum("abnormal"), unchecked=Sum("unchecked")
    )
    running = RunningRound.objects.visible_to(request.user, INSPECT).under_way()
    return {name: number or 0 for name, number in counted.items()} | {"running": running.count()}


def rooms_card(request: Request, now: datetime) -> dict[str, Any]:
    """My rooms, to be closed by one press when I leave; the last result that was put up."""
    checklist = Checklist.objects.in_use().filter(code=CLOSING).first()
    rooms = own_rooms(request.user, checklist, now) if checklist else []
    reach = request.user.reach("duties.view_task").within(campus="round__entry__campus_id")
    rows = Publication.objects.filter(reach).select_related("round__checklist")
    latest = rows.exclude(round__entry__status=Entry.Status.VOIDED).first()
    return {"checklist": checklist, "rooms": rooms, "latest": latest}


def own_rooms(person: Any, checklist: Checklist, now: datetime) -> list[Place]:
    """Those in one's custody or of one's class that were not closed today."""
    on = timezone.localdate(now)
    classes = [post.school_class_id for post in person.posts_on(on) if post.school_class_id]
    closed = Entry.objects.standing().filter(
        kind=checklist.kind,
        subject=subject_of(CLOSING),
        happened_at__range=(start_of(on), end_of(on)),
    )
    rows = Place.objects.in_use().filter(kind__in=checklist.place_kinds)
    rows = rows.filter(Q(custodian=person.pk) | Q(school_class__in=classes))
    rows = rows.exclude(pk__in=closed.exclude(place=None).values("place"))
    return list(rows.order_by("kind", "name")[:MOST_ROOMS])


HOME = [
    HomeCard(
        frozenset({Role.DIRECTOR, Role.PRINCIPAL}), "safety/_rounds_home.html", leader_card, 24
    ),
    HomeCard(frozenset({Role.TEACHER, Role.CARER}), "safety/_rooms_home.html", rooms_card, 30),
]


# What waits: a round that was begun and not brought to its end.


def waiting(person: Any, now: datetime) -> QuerySet[RunningRound]:
    rows = RunningRound.objects.under_way().filter(begun_by=person.pk)
    return rows.select_related("edition__checklist", "campus").order_by("begun_at", "pk")


def line(run: RunningRound, now: datetime) -> InboxLine:
    title = _("Round under way: %(checklist)s") % {"checklist": run}
    return InboxLine(title, run.get_absolute_url(), str(run.campus), at=run.begun_at)


INBOX = [
    InboxSource(
        code="rounds_under_way",
        title=gettext_lazy("Rounds under way"),
        waiting=waiting,
        line=line,
        leaves=True,
        order=36,
    )
]


# The label of a place, and the search.


def check_here(place: Any, person: Any) -> str:
    """The one list for this place, else those to choose from; empty where there is none."""
    if not place.is_active:
        return ""
    lists = fitting(place, person)
    if not lists:
        return ""
    if len(lists) == 1:
        query = {"list": lists[0].code, "place": place.pk}
        return f"{reverse('safety:round_new')}?{urlencode(query)}"
    return f"{reverse('safety:checklist_list')}?{urlencode({'place': place.pk})}"


def fitting(place: Any, person: Any) -> list[Checklist]:
    """The lists about places like this one that this person walks."""
    about = (Checklist.Subject.PLACE, Checklist.Subject.ASSET)
    rows = Checklist.objects.visible_to(person, INSPECT).in_use().filter(subject__in=about)
    roles = person.roles()
    return [one for one in rows if one.is_for(roles) and takes(one, place)]


def takes(checklist: Checklist, place: Any) -> bool:
    own = checklist.campus_id in (None, place.campus_id)
    return own and (not checklist.place_kinds or place.kind in checklist.place_kinds)


STICKERS = [Sticker(gettext_lazy("Check this place"), "clipboard-check", check_here, INSPECT, 15)]


def checklists(search: Search) -> Found:
    """Lists by their title, for whoever walks them."""
    rows = Checklist.objects.visible_to(search.person, INSPECT).in_use()
    roles = search.person.roles()
    found = [one for one in rows.filter(title__icontains=search.asked.name) if one.is_for(roles)]
    hits = (
        Hit(str(one), one.get_absolute_url(), str(one.get_kind_display()))
        for one in found[: search.most + 1]
    )
    return search.first(hits, reverse("safety:checklist_list"))


SEARCH = [SearchSource("checklists", gettext_lazy("Checklists"), checklists, INSPECT, 60)]
