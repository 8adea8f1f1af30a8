"""What the sheet of samples shows beside its own lines: what is gone, who has looked."""

from typing import Any

from django import template
from django.db.models import OuterRef, Subquery

from canteen.models import FoodSample, SampleCheck
from canteen.models.samples import thrown_away
from logistics.records.models import Entry

register = template.Library()


@register.filter
def lines_of_sheet(sheet: FoodSample) -> Any:
    """Each sample; `gone` is the key of its disposal and `gone_at` when, if it is gone. One query."""
    disposals = thrown_away(OuterRef("code"))
    lines = sheet.lines.annotate(
        gone=Subquery(disposals.values("sheet")[:1]),
        gone_at=Subquery(disposals.values("sheet__entry__happened_at")[:1]),
    )
    lines = lines.select_related("dish", "fridge", "sampled_by")
    return lines.defer("sampled_by__identity_number")


@register.filter
def checks_of_sheet(sheet: FoodSample) -> Any:
    checks = SampleCheck.objects.filter(sample=sheet).exclude(entry__status=Entry.Status.VOIDED)
    rows = checks.select_related("entry__entered_by").defer("entry__entered_by__identity_number")
    return rows.order_by("entry__happened_at", "pk")
