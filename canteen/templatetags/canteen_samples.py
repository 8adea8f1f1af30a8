"""What the sheet of samples shows beside its own lines: what is gone, who has looked."""

from typing import Any

from django import template

from canteen.models import DisposalLine, FoodSample, SampleCheck, SampleLine
from logistics.records.models import Entry

register = template.Library()


@register.filter
def lines_of_sheet(sheet: FoodSample) -> list[tuple[SampleLine, DisposalLine | None]]:
    """Each sample with the line of its disposal, if it is gone."""
    lines = list(
        sheet.lines.select_related("dish", "fridge", "sampled_by").defer(
            "sampled_by__identity_number"
        )
    )
    gone = DisposalLine.objects.filter(code__in=[line.code for line in lines])
    gone = gone.exclude(sheet__entry__status=Entry.Status.VOIDED).select_related("sheet__entry")
    by_code = {line.code: line for line in gone}
    return [(line, by_code.get(line.code)) for line in lines]


@register.filter
def checks_of_sheet(sheet: FoodSample) -> Any:
    checks = SampleCheck.objects.filter(sample=sheet).exclude(entry__status=Entry.Status.VOIDED)
    rows = checks.select_related("entry__entered_by").defer("entry__entered_by__identity_number")
    return rows.order_by("entry__happened_at", "pk")
