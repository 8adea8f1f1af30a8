"""Pledges of the parents: asked of a class, ticked as they come back, handed in when they are there."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import ParentPledge, PledgeMark, PledgeRound
from safety.organisation.attending import children_of


def pledge_subject(sort: str) -> str:
    return f"pledge:{sort}"


@transaction.atomic
def begin(
    pledges: PledgeRound, *, children: Iterable[Any] = (), by: Any, now: datetime
) -> PledgeRound:
    """Ask the parents of these children, or of the whole class."""
    asked = list(children) or list(children_of([pledges.school_class_id], timezone.localdate(now)))
    if not asked:
        raise Refused(_("There is no child in this class."))
    pledges.campus_id = pledges.school_class.campus_id
    pledges.began_by, pledges.began_at = by, now
    try:
        with transaction.atomic():
            pledges.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("This class has these pledges for the term already.")) from twice
    PledgeMark.objects.bulk_create(PledgeMark(round=pledges, child=child) for child in asked)
    return pledges


@transaction.atomic
def mark(
    pledges: PledgeRound, signed: Collection[int], *, on: date, by: Any, now: datetime
) -> Entry | None:
    """Say which parents have signed by now. When all have, the pledges are handed in by themselves."""
    pledges = locked(pledges)
    marks = pledges.marks.all()
    marks.filter(child__in=signed, signed_on=None).update(signed_on=on, noted_by=by)
    marks.exclude(child__in=signed).update(signed_on=None, noted_by=None)
    if marks.filter(signed_on=None).exists():
        return None
    return file(pledges, by=by, now=now)


@transaction.atomic
def hand_in(pledges: PledgeRound, *, reason: str, by: Any, now: datetime) -> Entry:
    """Hand in with some missing, and say why."""
    return file(locked(pledges), by=by, now=now, reason=reason)


def locked(pledges: PledgeRound) -> PledgeRound:
    """As it stands now; what was handed in is changed no more."""
    rows = PledgeRound.objects.select_for_update(of=("self",)).select_related(
        "school_class__campus"
    )
    pledges = rows.get(pk=pledges.pk)
    if pledges.record_id:
        raise Refused(_("These pledges are handed in already."))
    return pledges


def file(pledges: PledgeRound, *, by: Any, now: datetime, reason: str = "") -> Entry:
    asked = pledges.marks.count()
    signed = pledges.marks.filter(signed_on__isnull=False).count()
    if signed < asked and not reason:
        raise Refused(_("Say why some are missing."))
    school_class = pledges.school_class
    entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        subject=pledge_subject(pledges.sort),
        happened_at=now,
    )
    sheet = ParentPledge(
        entry=entry, sort=pledges.sort, asked=asked, signed=signed,
        missing_reason=reason[:200] if signed < asked else "",
    )  # fmt: skip
    pledges.record = filing.submit(sheet, by=by, now=now)
    pledges.save(update_fields=["record"])
    return pledges.record
