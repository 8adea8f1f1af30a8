"""Looking into the sample fridge: time, quantity and label of what was kept of a meal."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.models import FoodSample, SampleCheck
from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.records.models import Entry


@transaction.atomic
def check(
    sheet: FoodSample,
    wrong: Sequence[str],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    note: str = "",
    late_reason: str = "",
    typed_at: datetime | None = None,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File what was seen. Nobody spot-checks what they wrote themselves; what is wrong is a finding."""
    if sheet.entry.entered_by_id == by.pk:
        raise Refused(_("Somebody else checks what you have written down."))
    entry = Entry(
        campus_id=sheet.campus_id,
        meal=sheet.meal,
        subject=f"sample:{sheet.pk}",
        happened_at=happened_at,
        late_reason=late_reason,
        typed_at=typed_at,
    )
    record = SampleCheck(entry=entry, sample=sheet, wrong=list(wrong), note=note)
    filed = filing.submit(record, by=by, now=now, photos=photos)
    if wrong:
        what = " · ".join(words for words in (record.one_line(), note) if words)
        righting.found(filed, what=what, by=by, now=now, key=f"sample:{sheet.pk}:check")
    return filed
