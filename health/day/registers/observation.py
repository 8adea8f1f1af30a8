"""What was seen of the children: the checks of the class and the all-day observation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from health.day.registers.columns import CLASS, DAY, NAME, DayRegister, coded, symptoms
from health.models import Finding, HealthObservation, MorningCheck
from health.models.checks import Sign
from logistics.records.models import Entry
from logistics.records.naming import named
from logistics.records.registers import NUMBER, STATE, remarks_on
from logistics.registers import Column, Line, cell, joined


@dataclass
class Observed:
    """A row of 表1: a child with a finding, or a class with none."""

    entry: Entry
    on: date
    segment: str
    child: Any = None
    complaint: str = ""
    temperature: Any = None
    handling: str = ""
    observation: str = ""
    observed_at: datetime | None = None
    follow_up: str = ""
    outcome: str = ""
    brought: str = ""
    counts: str = ""

    @property
    def pk(self) -> int:
        return self.entry.pk


def of_check(check: MorningCheck) -> Iterator[Observed]:
    """A row for each child with a finding; a class where all were well has one row."""
    counts = gettext("%(expected)s / %(present)s / %(checked)s / %(abnormal)s") % {
        "expected": check.expected,
        "present": check.present,
        "checked": check.checked,
        "abnormal": check.abnormal,
    }
    findings = [line for line in check.lines.all() if line.is_checked]
    segment = check.get_segment_display()
    for finding in findings:
        yield of_finding(check, finding, segment, counts)
    if not findings:
        yield Observed(
            check.entry, check.on, segment, complaint=gettext("nothing found"), counts=counts
        )


def of_finding(check: MorningCheck, finding: Finding, segment: str, counts: str) -> Observed:
    brought = [gettext("medicine")] if finding.medicine_brought else []
    return Observed(
        check.entry,
        check.on,
        segment,
        child=finding.child,
        complaint=joined(finding.complaint, coded(Sign, finding.signs), symptoms(finding)),
        temperature=finding.temperature,
        handling=finding.get_handling_display(),
        follow_up=finding.analysis,
        brought=joined(*brought, finding.dangerous_object),
        counts=counts,
    )


def of_observation(seen: HealthObservation) -> Iterator[Observed]:
    aspects = coded(HealthObservation.Aspect, seen.aspects)
    words = joined(symptoms(seen), aspects, seen.observation)
    yield Observed(
        seen.entry,
        seen.on,
        gettext("all-day observation"),
        child=seen.child,
        temperature=seen.temperature,
        handling=seen.get_handling_display(),
        observation=words or gettext("nothing found"),
        observed_at=seen.entry.happened_at,
        follow_up=seen.follow_up,
        outcome=seen.get_outcome_display(),
    )


class ObservationRegister(DayRegister):
    """表1 晨午检及全日健康观察记录表: a row a child with findings, one row for a class without."""

    code = "health-observations"
    title = _("Register of morning and noon checks and all-day observation")
    kind = "morning_check"
    model = MorningCheck
    orientation = "landscape"
    columns = (
        DAY,
        CLASS,
        NAME,
        Column("segment", _("Segment"), width=10),
        Column("complaint", _("What the parents say, and check"), width=24),
        Column("temperature", _("Temperature"), unit="℃", width=8, number=True),
        Column("handling", _("Handling"), width=12),
        Column("observation", _("All-day observation"), width=22),
        Column("observed_at", _("Observed at"), width=17),
        Column("follow_up", _("Follow-up"), width=16),
        Column("outcome", _("Outcome"), width=9),
        Column("brought", _("Medicine, dangerous objects"), width=14),
        Column("counts", _("Should be there / present / checked / with findings"), width=14),
        Column("by", _("Checked by"), "entry.entered_by", width=10, content=False),
        STATE,
        NUMBER,
    )
    signatures = (_("Checked by"), _("Reviewed by"), _("Person in charge"))
    legend = _(
        "Ask, look, touch, check. Only children with findings have a row of their own; a class in "
        "which nothing was found has one row."
    )

    def rows(self, person: Any, search: Any) -> QuerySet[Entry]:
        if not search.is_valid():
            return Entry.objects.none()
        kinds = (MorningCheck.kind_code, HealthObservation.kind_code)
        seen = Entry.objects.visible_to(person, self.permission).filter(kind__in=kinds)
        entries = search.apply(seen)
        words = search.said("q")
        return entries.filter(self.containing(words)) if words else entries

    def children(self, rows: QuerySet) -> Iterable[int]:
        entries = rows.order_by().values("pk")
        checked = named(Finding.objects.filter(sheet__in=entries), "child")
        seen = named(HealthObservation.objects.filter(pk__in=entries), "child")
        return {*checked, *seen}

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        keys = list(rows)
        remarks = remarks_on(keys) if history else {}
        found = self.of_entries(keys)
        return [self.told(row, columns, remarks) for key in keys for row in found.get(key, ())]

    def of_entries(self, keys: list[int]) -> dict[int, list[Observed]]:
        related = ("entry__campus", "entry__school_class", "entry__entered_by")
        checks = MorningCheck.objects.filter(pk__in=keys).select_related(*related)
        checks = checks.prefetch_related("lines__child")
        seen = HealthObservation.objects.filter(pk__in=keys).select_related("child", *related)
        return {check.pk: list(of_check(check)) for check in checks} | {
            each.pk: list(of_observation(each)) for each in seen
        }

    def told(self, row: Observed, columns: Sequence[Column], remarks: dict[int, Any]) -> Line:
        line = Line(row.pk, [cell(column, row) for column in columns])
        line.remark(remarks.get(row.pk, []), columns, STATE.name)
        if row.entry.status == Entry.Status.VOIDED:
            line.strike(columns)
        return line
