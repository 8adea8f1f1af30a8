"""Registering cases, their returns and what is done around them: what must happen together."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.illness import attending, watching
from health.models import InfectiousCase, OutbreakNotice, ReturnCheck
from health.models.epidemics import EpidemicReport, IsolationRoomUse
from logistics.contributions import RuleDefault
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Child, SchoolClass, Term

CHLORINE_MIN = "terminal_chlorine_min"
RULES = [
    RuleDefault(
        CHLORINE_MIN,
        gettext_lazy("Terminal disinfection with available chlorine of at least"),
        "500",
        "mg/L",
        gettext_lazy("Guides of the disease control centres"),
    ),
]


def class_on(child: Child, day: date) -> SchoolClass | None:
    """The class a child is in on a day."""
    rows = SchoolClass.objects.filter(
        enrolments__child=child, enrolments__term=Term.objects.on(day)
    )
    return rows.select_related("campus").first()


def complete(case: InfectiousCase) -> None:
    """What the disease says of the isolation and the observation, where the doctor said nothing."""
    disease = case.disease
    if case.isolation_until is None:
        case.isolation_until = disease.isolated_until(case.onset_on, case.counts_from_on)
    if case.observed_from is None and case.observed_until is None and disease.observation_days:
        case.observed_from = case.last_contact_on
        case.observed_until = case.last_contact_on + timedelta(days=disease.observation_days)


def refuse_twice(case: InfectiousCase) -> None:
    same = InfectiousCase.objects.standing().filter(
        child=case.child, disease=case.disease, onset_on=case.onset_on
    )
    if other := same.exclude(pk=case.pk).select_related("entry").first():
        raise Refused(_("This case is registered already: %(record)s") % {"record": other.entry})


@transaction.atomic
def register(
    case: InfectiousCase, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File a case; its duties are opened, and whether it makes a cluster is looked at once."""
    refuse_twice(case)
    complete(case)
    entry = filing.submit(case, by=by, now=now, photos=photos)
    attending.attend_case(case)
    watching.look(now=now)
    return entry


@transaction.atomic
def correct(case: InfectiousCase, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """Another isolation moves the day of the return; another onset may make a cluster."""
    refuse_twice(case)
    complete(case)
    entry = filing.correct(case, by=by, now=now, reason=reason, seen=seen)
    attending.put_off_return(case)
    watching.look(now=now)
    return entry


@transaction.atomic
def check_return(
    check: ReturnCheck, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File the return. Without a proof it is kept and flagged, and the check stays owed."""
    refuse_impossible_return(check)
    if ReturnCheck.objects.standing().filter(case=check.case).exists():
        raise Refused(_("The return is written down already. Correct it instead."))
    check.entry.subject = subject_of(check)
    return filing.submit(check, by=by, now=now, photos=photos)


@transaction.atomic
def correct_return(check: ReturnCheck, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """A proof brought later: from then on the check is proved."""
    refuse_impossible_return(check)
    check.entry.subject = subject_of(check)
    return filing.correct(check, by=by, now=now, reason=reason, seen=seen)


def subject_of(check: ReturnCheck) -> str:
    """Only what was proved proves the task."""
    return check.case.subject if check.is_proved else ""


def refuse_impossible_return(check: ReturnCheck) -> None:
    case = check.case
    if check.returned_on < case.onset_on:
        raise Refused(_("The child cannot return before it fell ill."))
    if case.diagnosed_on and check.returned_on < case.diagnosed_on:
        raise Refused(_("The child cannot return before the diagnosis."))
    if check.issued_on and check.issued_on < case.onset_on:
        raise Refused(_("The certificate cannot be older than the illness."))


@transaction.atomic
def isolate(use: IsolationRoomUse, *, by: Any, now: datetime) -> Entry:
    """A child waits in the isolation room; its symptoms count for clusters."""
    entry = filing.submit(use, by=by, now=now)
    watching.look(now=now)
    return entry


@transaction.atomic
def correct_isolation(
    use: IsolationRoomUse, *, by: Any, now: datetime, reason: str, seen: int
) -> Entry:
    """When the child left, or other symptoms: the same count follows."""
    entry = filing.correct(use, by=by, now=now, reason=reason, seen=seen)
    watching.look(now=now)
    return entry


@transaction.atomic
def report(sheet: EpidemicReport, *, by: Any, now: datetime) -> Entry:
    """The report of an alert proves the report of that alert; another one that of single cases."""
    if sheet.found_at > sheet.entry.happened_at:
        raise Refused(_("It cannot be reported before it was found."))
    if sheet.alert:
        sheet.entry.subject = attending.subject_of(sheet.alert)
    return filing.submit(sheet, by=by, now=now)


@transaction.atomic
def inform(notice: OutbreakNotice, *, by: Any, now: datetime) -> Entry:
    notice.entry.campus_id = notice.alert.campus_id
    notice.entry.school_class_id = notice.alert.school_class_id
    notice.entry.subject = attending.subject_of(notice.alert)
    return filing.submit(notice, by=by, now=now)


def is_early(check: ReturnCheck) -> bool:
    """Back before its isolation was over."""
    until = check.case.isolation_until
    return until is not None and check.returned_on <= until
