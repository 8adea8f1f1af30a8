"""Examinations filed: on entry, of a class, of the vaccination certificates, for a transfer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.care import rolls
from health.models import (
    EntryExam,
    HealthExam,
    HealthExamLine,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from logistics.contributions import RuleDefault
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Child, SchoolClass
from logistics.school.rules import rule

EXAM_VALID, CERT_VALID = "entry_exam_valid_days", "transfer_cert_valid_days"
RULES = [
    RuleDefault(
        EXAM_VALID,
        gettext_lazy("An entry examination is valid for"),
        "90",
        gettext_lazy("days"),
        gettext_lazy("Health care norm of 2012"),
    ),
    RuleDefault(
        CERT_VALID,
        gettext_lazy("A transfer health certificate is valid for"),
        "90",
        gettext_lazy("days"),
        gettext_lazy("Health care norm of 2012"),
    ),
]


@transaction.atomic
def file_entry_exam(
    exam: EntryExam,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    photos: Sequence[Any] = (),
) -> Entry:
    """File the form a child brought. Refuses an examination that lies after the day of checking."""
    if exam.child is None:
        raise Refused(_("Choose a child."))
    if exam.examined_on and exam.examined_on > timezone.localdate(happened_at):
        raise Refused(_("The examination lies after the day on which it was checked."))
    exam.entry = rolls.entry_about(exam.child, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(exam, by=by, now=now, photos=photos)


@transaction.atomic
def no_new_child(
    campus: Any, *, by: Any, now: datetime, happened_at: datetime, late_reason: str = ""
) -> Entry:
    """Nobody entered: that is written down as well."""
    entry = rolls.zero_entry(campus, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(EntryExam(entry=entry), by=by, now=now)


def is_outdated(exam: EntryExam, joined_on: date | None) -> bool:
    """Whether the examination was too old on the day the child came."""
    if exam.examined_on is None or joined_on is None:
        return False
    valid = timedelta(days=int(rule(EXAM_VALID, on=joined_on)))
    return exam.examined_on + valid < joined_on


@dataclass(frozen=True)
class Found:
    """What an examination said of one child."""

    child: Child
    result: str
    findings: str = ""
    advice: str = ""


@transaction.atomic
def file_health_exam(
    school_class: SchoolClass,
    found: Sequence[Found],
    *,
    examined_on: date,
    institution: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File the examination of a class. Refuses one without a child, and findings without a word."""
    if not found:
        raise Refused(_("No children are in this class."))
    results = [each.result for each in found]
    refuse_wordless(found)
    sheet = HealthExam(
        entry=rolls.entry_of_class(school_class, happened_at=happened_at, late_reason=late_reason),
        examined_on=examined_on,
        institution=institution,
        expected=len(found),
        examined=len(found) - results.count(HealthExamLine.Result.ABSENT),
        abnormal=results.count(HealthExamLine.Result.ABNORMAL),
    )
    sheet.new_lines = [
        HealthExamLine(
            child=each.child, result=each.result, findings=each.findings, advice=each.advice
        )
        for each in found
    ]
    return filing.submit(sheet, by=by, now=now)


def refuse_wordless(found: Sequence[Found]) -> None:
    for each in found:
        if each.result == HealthExamLine.Result.ABNORMAL and not each.findings:
            raise Refused(_("Write what was found of %(child)s.") % {"child": each.child})


@dataclass(frozen=True)
class Certificate:
    """What one child's vaccination certificate showed."""

    child: Child
    state: str
    missing: str = ""


@transaction.atomic
def check_vaccination(
    school_class: SchoolClass,
    seen: Sequence[Certificate],
    *,
    occasion: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    told_on: date | None = None,
    reported_to: str = "",
    reported_on: date | None = None,
) -> Entry:
    """File the look at the certificates; where doses lack, whom the school told of it."""
    if not seen:
        raise Refused(_("No children are in this class."))
    states = VaccinationLine.State
    told = {"told_on": told_on, "reported_to": reported_to, "reported_on": reported_on}
    lines = [
        VaccinationLine(
            child=each.child,
            state=each.state,
            missing=each.missing,
            **(told if each.state in (states.MISSING, states.NONE) else {}),
        )
        for each in seen
    ]
    sheet = VaccinationCheck(
        entry=rolls.entry_of_class(school_class, happened_at=happened_at, late_reason=late_reason),
        occasion=occasion,
    )
    count(sheet, lines)
    sheet.new_lines = lines
    return filing.submit(sheet, by=by, now=now)


def count(sheet: VaccinationCheck, lines: Sequence[VaccinationLine]) -> None:
    """The figures of a sheet, read off its lines."""
    states = [line.state for line in lines]
    known = VaccinationLine.State
    sheet.children = len(lines)
    sheet.missing = states.count(known.MISSING)
    sheet.checked = states.count(known.COMPLETE) + sheet.missing
    sheet.without = states.count(known.NONE)


@transaction.atomic
def follow_vaccination(
    line: VaccinationLine,
    *,
    made_up_on: date,
    seen_again_on: date,
    by: Any,
    now: datetime,
    seen: int,
) -> Entry:
    """The doses were given and the certificate was seen again: a new version of the sheet."""
    sheet = VaccinationCheck.objects.select_related("entry").get(pk=line.sheet_id)
    lines = list(sheet.lines.select_related("child"))
    for each in lines:
        if each.pk == line.pk:
            if not each.is_open:
                raise Refused(_("Nothing is missing here any more."))
            each.made_up_on, each.seen_again_on = made_up_on, seen_again_on
            each.full_clean(exclude=["sheet", "child"], validate_unique=False)
    for each in lines:
        each.pk = None
    sheet.new_lines = lines
    reason = _("Missing doses made up for")
    return filing.correct(sheet, by=by, now=now, reason=reason, seen=seen)


@transaction.atomic
def issue_transfer_cert(
    cert: TransferHealthCert,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """Write out what goes along; it is valid for the days of the rule."""
    if cert.child is None:
        raise Refused(_("Choose a child."))
    days = int(rule(CERT_VALID, on=cert.left_on))
    cert.valid_to = cert.left_on + timedelta(days=days)
    cert.entry = rolls.entry_about(cert.child, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(cert, by=by, now=now)
