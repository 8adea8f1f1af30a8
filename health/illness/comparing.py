"""Records of illness that cannot all be true."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from health.day import showing
from health.models import EpidemicReport, InfectiousCase, ReturnCheck
from health.signs import Presence
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

# Who tells which of these children were there between two days: one line for each part that knows.
PRESENCES: list[Callable[[Iterable[int], date, date], Iterable[Presence]]] = [showing.presences]


def returned_without_proof(first: date, last: date) -> Iterator[Clash]:
    """Back in its class, and nobody has seen that it is well."""
    rows = ReturnCheck.objects.standing().filter(
        returned_on__range=(first, last), proof=ReturnCheck.Proof.NONE
    )
    for check in rows.select_related("entry", "case__entry"):
        yield Clash(
            key=str(check.pk),
            on=check.returned_on,
            campus=check.entry.campus_id,
            entries=(check.pk, check.case_id),
            said={"record": check.entry.number, "case": check.case.entry.number},
        )


def returned_early(first: date, last: date) -> Iterator[Clash]:
    """Back before its own isolation was over, on a statement alone."""
    rows = ReturnCheck.objects.standing().filter(
        returned_on__range=(first, last),
        returned_on__lt=F("case__isolation_until"),
        proof=ReturnCheck.Proof.STATEMENT,
    )
    for check in rows.select_related("entry", "case__entry"):
        yield Clash(
            key=str(check.pk),
            on=check.returned_on,
            campus=check.entry.campus_id,
            entries=(check.pk, check.case_id),
            said={"case": check.case.entry.number, "day": str(check.case.isolation_until)},
        )


def present_while_isolated(first: date, last: date) -> Iterator[Clash]:
    """Marked present on a day on which its case says it was isolated."""
    cases = InfectiousCase.objects.standing().with_return().filter(onset_on__lte=last)
    cases = cases.exclude(isolation_until__lt=first).select_related("entry")
    away = [case for case in cases if case.left_on]
    if not away:
        return
    children = {case.child_id for case in away}
    seen = [presence for source in PRESENCES for presence in source(children, first, last)]
    for case in away:
        for presence in seen:
            if presence.child == case.child_id and is_away(case, presence.on):
                yield Clash(
                    key=f"{case.pk}.{presence.entry}",
                    on=presence.on,
                    campus=case.entry.campus_id,
                    entries=(case.pk, presence.entry),
                    said={"case": case.entry.number, "day": presence.on.isoformat()},
                )


def is_away(case: InfectiousCase, day: date) -> bool:
    """After the day on which it left, until it returned or its isolation was over."""
    back: date | None = getattr(case, "returned_on", None)
    if case.left_on is None or day <= case.left_on or (back and day >= back):
        return False
    return case.isolation_until is None or day <= case.isolation_until


def reported_too_few(first: date, last: date) -> Iterator[Clash]:
    """A report that names fewer cases than were registered at its alert's place by then."""
    rows = EpidemicReport.objects.exclude(entry__status=Entry.Status.VOIDED).filter(
        entry__happened_at__range=(start_of(first), end_of(last)), alert__disease__isnull=False
    )
    for report in rows.select_related("entry", "alert"):
        known = registered_by(report)
        if report.case_count < known:
            yield Clash(
                key=str(report.pk),
                on=timezone.localdate(report.entry.happened_at),
                campus=report.entry.campus_id,
                entries=(report.pk,),
                said={
                    "record": report.entry.number,
                    "told": str(report.case_count),
                    "known": str(known),
                },
            )


def registered_by(report: EpidemicReport) -> int:
    """The cases of the alert's class or campus that were entered when the report was made."""
    alert = report.alert
    if alert is None or alert.scope == "floor":
        return 0
    cases = InfectiousCase.objects.standing().filter(
        disease=alert.disease,
        onset_on__gte=alert.first_on,
        entry__campus=alert.campus_id,
        entry__entered_at__lte=report.entry.happened_at,
    )
    if alert.school_class_id:
        cases = cases.filter(entry__school_class=alert.school_class_id)
    return cases.values("child").distinct().count()


COMPARISONS = [
    Comparison(
        "returned_without_proof",
        _("Returned without proof"),
        _("%(record)s: the child of %(case)s is back without a proof"),
        _("Ask for the certificate and add it to the check of the return."),
        returned_without_proof,
    ),
    Comparison(
        "returned_before_isolation_over",
        _("Returned before the isolation was over"),
        _("The child of %(case)s is back, though isolated until %(day)s"),
        _("Correct the isolation after the doctor's word, or the day of the return."),
        returned_early,
    ),
    Comparison(
        "present_while_isolated",
        _("Present though isolated"),
        _("The child of %(case)s was marked present on %(day)s, while isolated"),
        _("Correct the attendance, or write down the return with its proof."),
        present_while_isolated,
    ),
    Comparison(
        "epidemic_report_too_few",
        _("Fewer cases reported than registered"),
        _("%(record)s reports %(told)s cases, the register had %(known)s"),
        _("Report the further cases, or void the case that was none."),
        reported_too_few,
    ),
]
