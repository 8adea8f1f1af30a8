"""Hot work: asked for, signed by who answers and by who watches, closed when nothing glows."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Person
from logistics.school.rules import rule
from safety.fire import rules
from safety.hazards.opening import open_hazard
from safety.models import HotWorkEnd, HotWorkPermit


def approvers(campus: Any, by: Any, on: date) -> list[Any]:
    """Who permits it: the director, or the principal where the director asks."""
    held = Q(posts__starts_on__lte=on) & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
    here = Q(posts__campus=None) | Q(posts__campus=campus)
    for role in ("director", "principal"):
        found = Person.objects.filter(held, here, posts__role=role).exclude(pk=by.pk)
        if people := list(found.order_by("pk").distinct()[:1]):
            return people
    return []


@transaction.atomic
def ask(
    record: HotWorkPermit, *, by: Any, now: datetime, on: date, photos: Sequence[Callable] = ()
) -> Entry:
    """File the permit and ask for both signatures. Who does the work or asks never permits it."""
    people = [each for each in approvers(record.entry.campus, by, on) if each != record.watcher]
    if not people:
        raise Refused(_("Nobody is there who could permit this: name a director first."))
    filed = filing.submit(record, by=by, now=now, photos=photos)
    signing.ask(
        filed,
        [(Capacity.LEADER, people[0]), (Capacity.SUPERVISED, record.watcher)],
        now=now,
    )
    return filed


@transaction.atomic
def end(
    record: HotWorkEnd, *, by: Any, now: datetime, on: date, photos: Sequence[Callable] = ()
) -> Entry:
    """File how it ended. Work that began unsigned, or was not watched on, is a hazard by law."""
    permit = locked(record.permit)
    known = HotWorkEnd.objects.filter(permit=permit).exclude(entry__status=Entry.Status.VOIDED)
    if known.exists():
        raise Refused(_("The end of this work is recorded already."))
    record.entry.place_id, record.entry.subject = permit.entry.place_id, f"hot_work:{permit.pk}"
    filed = filing.submit(record, by=by, now=now, photos=photos)
    for what in wrong_with(record, on):
        open_hazard(
            filed, what=what, category="fire", source="daily", by=by, now=now,
            key=f"hot:{permit.pk}", place=permit.entry.place,
        )  # fmt: skip
    return filed


def locked(permit: HotWorkPermit) -> HotWorkPermit:
    """Of two who close it at once the later one sees what the first did."""
    Entry.objects.select_for_update().get(pk=permit.pk)
    return permit


def wrong_with(record: HotWorkEnd, on: date) -> list[str]:
    permit = record.permit
    said = []
    signed = [mark.at for mark in permit.entry.signatures.all()]
    unsigned = not signing.is_signed(permit.entry)
    if unsigned or any(moment > record.began_at for moment in signed):
        said.append(_("Hot work began before it was permitted: %(what)s") % {"what": permit.what})
    watch = timedelta(minutes=int(rule(rules.WATCH, on=on)))
    ended = record.entry.happened_at
    if record.watched_until < ended + watch or not record.is_safe:
        said.append(_("Hot work was not watched long enough: %(what)s") % {"what": permit.what})
    return said
