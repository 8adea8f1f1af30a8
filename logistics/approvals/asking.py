"""What the asker does: prepare, ask, remind, withdraw; and asking anew when the document changes."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.approvals import news
from logistics.approvals.models import Approval, Decision
from logistics.approvals.succeeding import succeed
from logistics.approvals.versions import Content, content_now, content_of
from logistics.approvals.walking import (
    begin,
    bring_to_end,
    current_step,
    hold,
    note,
    planned,
)
from logistics.contributions import approval_kinds
from logistics.errors import Refused
from logistics.records.keeping import next_numbers
from logistics.school.models import Campus, SchoolDay

PREFIX = "SP"  # 审批
A_WEEK = timedelta(days=7)


@transaction.atomic
def prepare(kind: str, document: Any, *, by: Any, now: datetime, reason: str = "") -> Approval:
    """A draft, or what this person asked about this document before, as long as nobody agreed."""
    mine = Approval.objects.of(kind, document).asked_by(by)
    approval = mine.filter(state__in=Approval.MAY_BE_ASKED).first()
    if approval is None:
        approval = draft(kind, document, by=by, now=now)
    approval.reason = reason
    approval.save(update_fields=["reason"])
    return approval


def draft(kind: str, document: Any, *, by: Any, now: datetime) -> Approval:
    declared, on = approval_kinds()[kind], timezone.localdate(now)
    content = content_of(declared, document, "")
    return Approval.objects.create(
        number=next_numbers(PREFIX, on.year)[0],
        kind=kind,
        object_id=document.pk,
        campus=declared.campus(document, on),
        title=content.title,
        amount=content.amount,
        asked_by=by,
    )


@transaction.atomic
def ask(kind: str, document: Any, *, by: Any, now: datetime, reason: str = "") -> Approval:
    """Put a document before those who decide. What was returned or withdrawn keeps its number."""
    return put(prepare(kind, document, by=by, now=now, reason=reason), by=by, now=now)


@transaction.atomic
def put(approval: Approval, *, by: Any, now: datetime) -> Approval:
    """Put a draft, or what was returned or withdrawn, before those who decide."""
    if approval.asked_by_id != by.pk:
        raise Refused(_("Only who asked may do this."))
    claim(approval, now=now)
    begin(approval, there(approval), now=now)
    return approval


def claim(approval: Approval, *, now: datetime) -> None:
    """From here on it is pending: of two people who ask at once one is told so."""
    asked = {"state": Approval.State.PENDING, "asked_at": now, "over_at": None}
    free = Approval.objects.filter(pk=approval.pk, state__in=Approval.MAY_BE_ASKED)
    try:
        with transaction.atomic():
            done = free.update(**asked, reminded_on=None)
    except IntegrityError as pending:
        raise Refused(_("This already waits for approval.")) from pending
    if not done:
        raise Refused(_("This already waits for approval, or is decided."))
    approval.refresh_from_db()


def there(approval: Approval) -> Content:
    content = content_now(approval)
    if content is None:
        raise Refused(_("“%(title)s” is no longer there.") % {"title": approval.title})
    return content


@transaction.atomic
def renew(approval: Approval, *, now: datetime) -> bool:
    """If the document has changed since, ask anew from the first step; says whether it was so."""
    hold(approval)
    content = content_now(approval)
    if content is None or content.digest == approval.digest:
        return False
    step = current_step(approval)
    step.closed_at = now
    step.save(update_fields=["closed_at"])
    news.settled(approval, step, now=now)
    begin(approval, content, now=now)
    return True


@transaction.atomic
def withdraw(approval: Approval, *, by: Any, now: datetime) -> None:
    """The asker takes it back; it may be asked again."""
    hold(approval)
    if approval.asked_by_id != by.pk:
        raise Refused(_("Only who asked may do this."))
    step = current_step(approval)
    note(approval, Decision.Act.WITHDRAW, step=step, by=by, now=now)
    bring_to_end(approval, step, Approval.State.WITHDRAWN, now=now)


@transaction.atomic
def remind(approval: Approval, *, by: Any, now: datetime) -> list[Any]:
    """Tell those it waits for once more, at most once a working day; whom that is."""
    hold(approval)
    if approval.asked_by_id != by.pk:
        raise Refused(_("Only who asked may do this."))
    day = working_day(approval.campus, timezone.localdate(now))
    if approval.reminded_on and approval.reminded_on >= day:
        raise Refused(_("They were reminded today. The next reminder goes out on a working day."))
    step = current_step(approval)
    succeed(approval, step, now=now)
    news.settled(approval, step, now=now)
    approval.reminded_on = day
    approval.save(update_fields=["reminded_on"])
    note(approval, Decision.Act.REMIND, step=step, by=by, now=now)
    people = [signer.person for signer in step.signers.open().select_related("person")]
    news.reminded(approval, step, people, now=now)
    return people


def working_day(campus: Campus | None, day: date) -> date:
    """The working day a day belongs to: at the weekend the Friday before; in vacation each its own."""
    days = SchoolDay.objects.filter(date__gt=day - A_WEEK, date__lte=day, kind__in=SchoolDay.OPEN)
    here = days.filter(campus=campus) if campus else days
    return here.order_by("-date").values_list("date", flat=True).first() or day


def going_to(kind: str, document: Any, *, by: Any, now: datetime) -> list[list[Any]]:
    """Before anything is asked: the people each step would wait for."""
    declared, on = approval_kinds()[kind], timezone.localdate(now)
    trial = Approval(kind=kind, object_id=document.pk, asked_by=by)
    trial.campus = declared.campus(document, on)
    found = planned(trial, content_of(declared, document, ""), now=now)
    return [[person for person, _role in asked.people] for _stop, asked in found]


def latest(kind: str, document: Any) -> Approval | None:
    """The last request about a document, pending or not."""
    rows = Approval.objects.of(kind, document).exclude(state=Approval.State.DRAFT)
    return rows.for_rows().first()


def is_current(approval: Approval) -> bool:
    """Whether the document still says what was asked."""
    content = content_now(approval)
    return content is not None and content.digest == approval.digest
