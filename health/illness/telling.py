"""Who hears of an alert: the doctor and the heads of the campus. No name, no disease leaves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from health.models import Alert
from logistics.access import Role
from logistics.contributions import NoticeKind
from logistics.notices import telling
from logistics.school.models import Person, Post

ALERT = "illness_alert"
ROLES = (Role.DOCTOR, Role.DIRECTOR, Role.PRINCIPAL)
NOTICES = [
    NoticeKind(
        ALERT,
        _("Cluster of illness"),
        _("%(where)s: %(count)s children ill in %(days)s days. Report it and see what is owed."),
        urgent=True,
    ),
]


def heads_of(campus: int, now: datetime) -> list[Person]:
    posts = Post.objects.current(timezone.localdate(now)).filter(role__in=ROLES)
    here = posts.filter(Q(campus=campus) | Q(campus=None)).select_related("person")
    return list({post.person_id: post.person for post in here}.values())


def raised(alert: Alert, levels: Iterable[Any], *, now: datetime) -> None:
    first = min(levels, key=lambda rule: (rule.window_days, rule.case_count))
    telling.tell(
        heads_of(alert.campus_id, now),
        ALERT,
        url=alert.get_absolute_url(),
        now=now,
        key=str(alert.pk),
        campus=alert.campus,
        where=alert.where,
        count=first.case_count,
        days=first.window_days,
    )


def settled(alert: Alert, *, now: datetime) -> None:
    telling.settle(ALERT, str(alert.pk), now=now)
