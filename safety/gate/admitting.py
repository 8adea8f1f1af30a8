"""Letting a visitor in: filed once the host agreed, and remembered for the next time."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import Consent, ExpectedVisit, Visitor, VisitorLog
from safety.models.visitors import VisitState

REMEMBERED = ("company", "phone", "paper", "paper_number", "purpose", "host", "plate")


@transaction.atomic
def admit(visit: VisitorLog, *, by: Any, now: datetime, photos: Any = ()) -> Entry:
    """File a visit that begins now, or began a while ago. Nobody asked is said, never hidden."""
    if visit.consent == Consent.NONE:
        visit.agreed_by = visit.agreed_at = None
    elif visit.agreed_at is None:
        visit.agreed_at = visit.entry.happened_at
    entry = filing.submit(visit, by=by, now=now, photos=photos)
    remember(visit)
    return entry


@transaction.atomic
def arrive(visit: VisitorLog, expected: ExpectedVisit, *, by: Any, now: datetime) -> Entry:
    """An expected visitor comes in; refused before the host agreed, and a second time."""
    held = ExpectedVisit.objects.select_for_update().get(pk=expected.pk)
    if held.state != VisitState.AGREED:
        raise Refused(_("This visit is not agreed to, or has come in already."))
    by_host = held.asked_by_id == held.agreed_by_id
    visit.consent = Consent.EXPECTED if by_host else Consent.SYSTEM
    visit.agreed_by, visit.agreed_at = held.agreed_by, held.agreed_at
    entry = admit(visit, by=by, now=now)
    held.arrived = entry
    held.save(update_fields=["arrived"])
    return entry


def remember(visit: VisitorLog) -> None:
    """Keep what the next visit need not ask again; of two gates at once the later one counts."""
    campus, at = visit.entry.campus, visit.entry.happened_at
    known = Visitor(campus=campus, name=visit.name, last_at=at, visits=1)
    for name in REMEMBERED:
        setattr(known, name, getattr(visit, name))
    known.phone = known.phone or phone_before(known)
    try:
        with transaction.atomic():
            met = one_like(known)
            known.pk, known.visits = (met.pk, met.visits + 1) if met else (None, 1)
            known.save()
    except IntegrityError:
        Visitor.objects.filter(campus=campus, name=visit.name, company=visit.company).update(
            last_at=at
        )


def phone_before(known: Visitor) -> str:
    """A known visitor is not asked for the number again."""
    met = Visitor.objects.filter(campus=known.campus, name=known.name, company=known.company)
    return next((row.phone for row in met.order_by("-last_at")[:1]), "")


def one_like(known: Visitor) -> Visitor | None:
    rows = Visitor.objects.select_for_update().filter(
        campus=known.campus, name=known.name, company=known.company
    )
    return rows.filter(phone_end=known.phone[-4:]).first()


def next_badge(campus: Any) -> str:
    """The lowest number no visitor inside is wearing."""
    worn = VisitorLog.objects.open().filter(entry__campus=campus).exclude(badge="")
    taken = set(worn.values_list("badge", flat=True))
    return next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)
