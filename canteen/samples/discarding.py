"""Throwing samples away: no before the time or under hold, yet what has happened is written down."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.models import DisposalLine, FoodSample, SampleDisposal, SampleLine
from canteen.samples import sampling
from logistics.duties import filing, righting
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.registers import shown

Fault = DisposalLine.Fault


@transaction.atomic
def discard(
    samples: Sequence[SampleLine],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    reason: str = "",
    late_reason: str = "",
    typed_at: datetime | None = None,
) -> list[Entry]:
    """File that samples are gone, one record a meal. The samples come with sheet and entry.

    Without a `reason` it says no to what is not due or held; with one it has happened already, is
    kept as what it is, and becomes a finding. Refuses what is gone, and a time before it was taken.
    """
    moment = happened_at or now
    if not samples:
        raise Refused(_("There is no sample to discard."))
    held = lock(samples)
    refuse_nonsense(samples, moment)
    if not reason:
        refuse_kept(samples, moment)
    given = {"happened_at": moment, "late_reason": late_reason, "typed_at": typed_at}
    records = [record_of(held[pk], rows, reason, given) for pk, rows in by_sheet(samples).items()]
    for record in records:
        bring_forward(record.sample, moment)
    filed = filing.submit_together(records, by=by, now=now)
    for record in records:
        report(record, by=by, now=now)
    return filed


def lock(samples: Sequence[SampleLine]) -> dict[int, FoodSample]:
    """The sheets as they stand; of two who discard at once the later one sees what is gone."""
    keys = {sample.sheet_id for sample in samples}
    rows = FoodSample.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    return {sheet.pk: sheet for sheet in rows.select_related("entry", "campus")}


def by_sheet(samples: Sequence[SampleLine]) -> dict[int, list[SampleLine]]:
    groups: dict[int, list[SampleLine]] = defaultdict(list)
    for sample in samples:
        groups[sample.sheet_id].append(sample)
    return groups


def refuse_nonsense(samples: Sequence[SampleLine], moment: datetime) -> None:
    codes = [sample.code for sample in samples]
    there = set(
        SampleLine.objects.in_fridge().filter(code__in=codes).values_list("code", flat=True)
    )
    for sample in samples:
        if sample.code not in there:
            raise Refused(_("%(dish)s is discarded already.") % {"dish": sample.dish})
        if moment < sample.sampled_at:
            words = _("%(dish)s was not taken yet at that time.")
            raise Refused(words % {"dish": sample.dish})


def refuse_kept(samples: Sequence[SampleLine], moment: datetime) -> None:
    for sample in samples:
        if hold := sample.sheet.entry.hold:
            words = _("%(dish)s is kept for an incident: %(hold)s")
            raise Refused(words % {"dish": sample.dish, "hold": hold})
        if moment < sample.kept_until:
            words = _("%(dish)s is kept until %(until)s.")
            raise Refused(words % {"dish": sample.dish, "until": shown(sample.kept_until)})


def record_of(
    sheet: FoodSample, samples: Sequence[SampleLine], reason: str, given: dict[str, Any]
) -> SampleDisposal:
    lines = [gone(sample, sheet, given["happened_at"]) for sample in samples]
    early = any(line.faults for line in lines)
    entry = Entry(
        campus_id=sheet.campus_id, meal=sheet.meal, subject=subject_for(sheet, samples), **given
    )
    record = SampleDisposal(entry=entry, sample=sheet, reason=reason if early else "")
    record.new_lines = lines
    return record


def gone(sample: SampleLine, sheet: FoodSample, moment: datetime) -> DisposalLine:
    judged = {Fault.EARLY: moment < sample.kept_until, Fault.HELD: bool(sheet.entry.hold)}
    return DisposalLine(
        dish=sample.dish,
        code=sample.code,
        kept_until=sample.kept_until,
        faults=[fault.value for fault, is_so in judged.items() if is_so],
    )


def subject_for(sheet: FoodSample, samples: Collection[SampleLine]) -> str:
    """Only the disposal after which nothing of the meal is left fulfils the duty."""
    codes = [sample.code for sample in samples]
    left = SampleLine.objects.in_fridge().filter(sheet=sheet).exclude(code__in=codes)
    return f"{sampling.about(sheet)}:part" if left.exists() else sampling.about(sheet)


def bring_forward(sheet: FoodSample, moment: datetime) -> None:
    """What is gone early needs no throwing away later: its task opens with what has happened."""
    tasks = Task.objects.filter(
        proof=SampleDisposal.kind_code,
        subject=sampling.about(sheet),
        proved_at=None,
        opens_at__gt=moment,
    )
    tasks.update(opens_at=moment)


def report(record: SampleDisposal, *, by: Any, now: datetime) -> None:
    """What was thrown away before its time, or under hold, is a finding."""
    early = [line for line in record.new_lines or () if line.faults]
    if not early:
        return
    where = f"{record.sample.on:%Y-%m-%d} {record.sample.get_meal_display()}"
    which = sampling.listed(line.dish for line in early)
    is_held = any(Fault.HELD in line.faults for line in early)
    words = (
        _("Samples discarded under legal hold: %(which)s")
        if is_held
        else _("Samples discarded before their time: %(which)s")
    )
    righting.found(
        record.entry,
        what=f"{where} · {words % {'which': which}} · {record.reason}",
        by=by,
        now=now,
        key=f"sample:{record.sample.pk}:early",
    )
