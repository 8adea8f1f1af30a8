"""What waits: licences that end, opinions of parents without an answer; who is reminded."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.kitchen import rules
from canteen.models import FoodLicence, KitchenVisit, MealAccompaniment
from logistics.access import roles_with
from logistics.contributions import InboxLine, InboxSource, NoticeKind
from logistics.fields import DaysBefore
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.calendar import end_of
from logistics.school.models import Person
from logistics.school.rules import rule
from logistics.search import Found, Hit, Search

CHECK, REPLY, VIEW = "canteen.check", "canteen.arrange", "canteen.view"
ENDING = "food_licence_ending"
STEPS = (90, 30, 7)  # days before the end at which people are told again
AHEAD = 90  # days: what waits in the inbox
NOTICES = [
    NoticeKind(
        ENDING,
        gettext_lazy("Licence of the canteen to be renewed"),
        gettext_lazy("%(licence)s is valid until %(day)s. Have it renewed in time."),
        leaves=True,
    ),
]


def soon(on: date) -> date:
    return on + timedelta(days=int(rule(rules.REMIND, on=on)))


def reached(person: Any, permission: str) -> Q:
    return person.reach(permission).within(campus="entry__campus_id")


def licences(person: Any, now: datetime) -> QuerySet[FoodLicence]:
    """Those that end within three months, the first first."""
    rows = FoodLicence.objects.current().filter(reached(person, CHECK))
    ahead = rows.annotate(remind_on=DaysBefore("valid_to", AHEAD))
    due = ahead.filter(remind_on__lte=timezone.localdate(now))
    return due.select_related("entry__campus").order_by("valid_to", "pk")


def lapsed(now: datetime) -> Q:
    return Q(valid_to__lt=timezone.localdate(now))


def licence_line(licence: FoodLicence, now: datetime) -> InboxLine:
    late = licence.valid_to < timezone.localdate(now)
    return InboxLine(
        _("Renew: %(licence)s") % {"licence": licence.get_sort_display()},
        reverse("canteen:licence_list"),
        _("Valid until %(day)s") % {"day": licence.valid_to},
        state="late" if late else "due",
        is_late=late,
        at=end_of(licence.valid_to),
    )


def opinions(person: Any, now: datetime) -> QuerySet[MealAccompaniment]:
    """Said by parents at the meal, and not answered yet."""
    rows = MealAccompaniment.objects.filter(reached(person, REPLY), reply="").exclude(opinion="")
    rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    return rows.select_related("entry__campus").order_by("reply_by", "pk")


def unanswered(now: datetime) -> Q:
    return Q(reply_by__lt=timezone.localdate(now))


def opinion_line(meal: MealAccompaniment, now: datetime) -> InboxLine:
    due: Any = meal.reply_by
    late = due is not None and due < timezone.localdate(now)
    return InboxLine(
        _("Answer the parents: %(opinion)s") % {"opinion": meal.opinion[:60]},
        reverse("canteen:accompaniment_reply", args=[meal.pk]),
        str(meal.entry.campus),
        state="late" if late else "due",
        is_late=late,
        at=end_of(due) if due else None,
    )


INBOX = [
    InboxSource(
        code="food_licences",
        title=gettext_lazy("Licences of the canteen to renew"),
        waiting=licences,
        late=lapsed,
        line=licence_line,
        everything="canteen:licence_list",
        leaves=True,
        order=58,
    ),
    InboxSource(
        code="meal_opinions",
        title=gettext_lazy("Opinions of parents to answer"),
        waiting=opinions,
        late=unanswered,
        line=opinion_line,
        everything="canteen:opinion_list",
        order=46,
    ),
]


def tell_ending(*, now: datetime) -> int:
    """Who answers for food safety is told 90, 30 and 7 days before a licence ends, and when it has."""
    on = timezone.localdate(now)
    told = 0
    for licence in FoodLicence.objects.ending(soon(on)).select_related("entry__campus"):
        left = (licence.valid_to - on).days
        step = min((days for days in STEPS if left <= days), default=STEPS[0]) if left >= 0 else -1
        told += len(
            tell(
                in_charge(licence.entry.campus, on),
                ENDING,
                url=reverse("canteen:licence_list"),
                now=now,
                key=f"{licence.pk}.{licence.valid_to}.{step}",
                campus=licence.entry.campus,
                licence=licence.get_sort_display(),
                day=f"{licence.valid_to:%Y-%m-%d}",
            )
        )
    return told


def in_charge(campus: Any, on: date) -> QuerySet[Any]:
    """Who checks the kitchen of a campus."""
    now = Q(posts__starts_on__lte=on) & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
    here = Q(posts__campus=campus) | Q(posts__campus=None)
    held = Q(posts__role__in=roles_with(CHECK))
    return Person.objects.filter(now & here & held).distinct()


def searched(search: Search) -> Found:
    """Visitors to the kitchen and licences, by their words."""
    words, most = search.asked.name, search.most + 1
    visits = KitchenVisit.objects.filter(
        reached(search.person, VIEW),
        Q(name__icontains=words) | Q(firm__icontains=words) | Q(purpose__icontains=words),
    ).exclude(entry__status=Entry.Status.VOIDED)
    held = FoodLicence.objects.standing().filter(
        reached(search.person, VIEW),
        Q(number__icontains=words) | Q(holder__icontains=words) | Q(issued_by__icontains=words),
    )
    hits = [
        *(
            Hit(one.one_line(), reverse("canteen:visit_list"), f"{one.entry.happened_at:%Y-%m-%d}")
            for one in visits.select_related("entry").order_by("-pk")[:most]
        ),
        *(
            Hit(one.one_line(), reverse("canteen:licence_list"))
            for one in held.select_related("entry").order_by("-pk")[:most]
        ),
    ]
    return search.first(hits, reverse("canteen:visit_list"))
