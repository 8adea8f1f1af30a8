"""What the term summary says of illness: numbers, no names."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.illness.incidence import days_of, incidence
from health.models import Alert, Consequence, DiseaseColumn
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.school.models import Campus

NUMBERS = "health.view_statistics"


def campuses_of(asked: Asked) -> Any:
    campuses = Campus.objects.visible_to(asked.person, NUMBERS).filter(is_active=True)
    return campuses.filter(pk=asked.campus.pk) if asked.campus else campuses


def write(asked: Asked) -> Iterator[Block]:
    """Cases by disease beside the term before, the rate, the alerts and what of them was proved."""
    if not asked.person.has_perm(NUMBERS):
        return
    campuses = campuses_of(asked).values("pk")
    now = incidence(campuses, *days_of(asked.term, timezone.localdate(asked.now)))
    before = asked.before and incidence(campuses, asked.before.starts_on, asked.before.ends_on)
    link, back = address(asked.term), address(asked.before) if asked.before else ""
    rows = [
        (str(label), Number(count, link), Number(before.cases[place], back) if before else "—")
        for place, (label, count) in enumerate(zip(DiseaseColumn.labels, now.cases, strict=True))
        if count or (before and before.cases[place])
    ]
    total = (_("Total"), Number(now.total, link), Number(before.total, back) if before else "—")
    yield Table(
        (_("Disease"), _("This term"), _("The term before")), (*rows, total),
        _("Infectious diseases"),
    )  # fmt: skip
    yield Text((_("Rate of the term: %(rate)s %%.") % {"rate": now.rate or 0},))
    yield Text(alerts_of(asked))


def address(term: Any) -> str:
    return f"{reverse('health:incidence')}?{urlencode({'term': term.pk})}"


def alerts_of(asked: Asked) -> tuple[str | Number, ...]:
    span = (asked.term.starts_on, asked.term.ends_on)
    alerts = Alert.objects.filter(campus__in=campuses_of(asked), reached_on__range=span)
    owed = Consequence.objects.filter(alert__in=alerts.values("pk")).aggregate(
        owed=Count("task", distinct=True),
        proved=Count("task", distinct=True, filter=Q(task__proved_at__isnull=False)),
    )
    return (
        _("Clusters: "),
        Number(alerts.count(), f"{reverse('health:alert_list')}?view=all&term={asked.term.pk}"),
        _("; of their %(owed)s duties %(proved)s are proved.") % owed,
    )


CHAPTERS = [Chapter(gettext_lazy("Infectious diseases"), write, order=72)]
