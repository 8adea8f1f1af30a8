"""What is compared between duties and the records that prove them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.duties.models import Proof, Recheck, Rectification
from logistics.duties.models.duties import ClosedDay
from logistics.records.models import Entry, Photo
from logistics.school.calendar import end_of, start_of
from logistics.school.models import ClassClosure, SchoolDay


def proofs_in(first: date, last: date) -> QuerySet[Proof]:
    span = (start_of(first), end_of(last))
    rows = Proof.objects.filter(entry__happened_at__range=span)
    return rows.select_related("entry", "task__duty", "task__line").order_by("pk")


def clash(proof: Any) -> Clash:
    entry = proof.entry
    return Clash(
        key=f"{proof.task_id}.{entry.pk}",
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk,),
        task=proof.task_id,
        said={"record": entry.number, "task": str(proof.task)[:100]},
    )


def on_closed_days(first: date, last: date) -> Iterator[Clash]:
    """What is owed on school days only, said to be done on a day on which nobody was there."""
    happened_on = OuterRef("entry__happened_at__date")
    closed = SchoolDay.objects.filter(campus=OuterRef("entry__campus"), date=happened_on).exclude(
        kind__in=SchoolDay.OPEN
    )
    away = ClassClosure.objects.filter(
        school_class=OuterRef("entry__school_class"),
        starts_on__lte=happened_on,
        ends_on__gte=happened_on,
    )
    rows = proofs_in(first, last).filter(
        Exists(closed) | Exists(away),
        task__duty__on_closed=ClosedDay.SKIP,
    )
    return (clash(proof) for proof in rows)


def excused_and_proved(first: date, last: date) -> Iterator[Clash]:
    """Excused as not done, and yet there is a record from before the excuse."""
    rows = proofs_in(first, last).filter(
        task__excused_at__isnull=False, entry__entered_at__lt=F("task__excused_at")
    )
    return (clash(proof) for proof in rows)


def checks_in(first: date, last: date) -> QuerySet[Recheck]:
    """Rechecks that closed a finding."""
    span = (start_of(first), end_of(last))
    rows = Recheck.objects.filter(passed=True, entry__happened_at__range=span)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).filter(
        finding__closed_at=F("entry__happened_at")
    )
    return rows.select_related("entry", "finding").order_by("pk")


def closed_out_of_order(first: date, last: date) -> Iterator[Clash]:
    """Checked again before it was put right, or put right before anybody had found it."""
    wrong = Q(finding__closed_at__lt=F("finding__put_right_at")) | Q(
        finding__put_right_at__lt=F("finding__found_at")
    )
    return (clash_of_check(check) for check in checks_in(first, last).filter(wrong))


def closed_unseen(first: date, last: date) -> Iterator[Clash]:
    """A photo shows what was wrong, and none that it was put right."""
    done = Rectification.objects.filter(finding=OuterRef("finding"), entry__photos__isnull=False)
    shown = Photo.objects.filter(entry=OuterRef("finding__entry"))
    rows = checks_in(first, last).filter(Exists(shown), ~Exists(done), entry__photos=None)
    return (clash_of_check(check) for check in rows)


def clash_of_check(check: Recheck) -> Clash:
    entry, found = check.entry, check.finding
    return Clash(
        key=f"{entry.pk}",
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk, found.entry_id),
        said={"record": entry.number, "what": found.what[:100]},
    )


COMPARISONS = [
    Comparison(
        "finding_out_of_order",
        _("A finding closed before it was put right"),
        _("“%(what)s” was put right or checked again, by %(record)s, before it could have been"),
        _("Void the record whose time is wrong and write it again with the right time."),
        closed_out_of_order,
    ),
    Comparison(
        "finding_closed_unseen",
        _("A finding closed without a photo"),
        _("“%(what)s” was closed by %(record)s, and no photo shows that it was put right"),
        _("Look at the place again and add a record with a photo, or explain why there is none."),
        closed_unseen,
    ),
    Comparison(
        "proved_on_closed_day",
        _("A duty proved on a closed day"),
        _("“%(task)s” is proved by %(record)s on a day on which the school was closed"),
        _(
            "Correct when it happened if the day is wrong, or set the day as open in the calendar"
            " if the school was open."
        ),
        on_closed_days,
    ),
    Comparison(
        "excused_and_proved",
        _("A task both excused and proved"),
        _("“%(task)s” was excused although %(record)s had been entered before"),
        _("Void the record if it is not true; otherwise explain why the task was excused."),
        excused_and_proved,
    ),
]
