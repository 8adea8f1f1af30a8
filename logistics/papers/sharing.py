"""Laying packs before an inspector, until a day; and what is opened to them by that."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from logistics.access import Role
from logistics.errors import Refused
from logistics.papers.models import FilePack, PackShare, Paper
from logistics.papers.models.papers import PaperQuerySet
from logistics.school.models import Person, Post


@transaction.atomic
def share(
    pack: FilePack, *, person: Any, until: date, by: Any, now: datetime, on: date
) -> PackShare:
    """Lay the pack before an inspector; a second time moves the day. Refuses a day that is over."""
    if until < on:
        raise Refused(_("This day is over. Choose a later one."))
    if not inspectors(on).filter(pk=person.pk).exists():
        raise Refused(_("%(person)s is no inspector on this day.") % {"person": person})
    said = {"until": until, "shared_by": by, "shared_at": now}
    shared, _made = PackShare.objects.update_or_create(pack=pack, person=person, defaults=said)
    return shared


def inspectors(on: date) -> QuerySet[Person]:
    """Who holds the role today: its days are on the post."""
    held = Post.objects.current(on).filter(role=Role.INSPECTOR).values("person")
    return Person.objects.filter(pk__in=held, is_active=True).order_by("pinyin", "pk")


def papers_open_to(person: Any, on: date) -> PaperQuerySet:
    """What the person may read, and of packs laid before them what is not for keepers alone."""
    shares = PackShare.objects.filter(person_id=person.pk, until__gte=on).select_related("pack")
    opened = Q(pk__in=Paper.objects.visible_to(person).values("pk"))
    for shared in shares:
        opened |= in_pack(shared.pack)
    return Paper.objects.filter(opened)


def in_pack(pack: FilePack) -> Q:
    if not pack.holds(FilePack.Part.PAPERS):
        return Q(pk__in=())
    held = Q(trade__in=pack.trades) & ~Q(audience=Paper.Audience.OFFICE)
    return held & (Q(campus=None) | Q(campus=pack.campus_id)) if pack.campus_id else held
