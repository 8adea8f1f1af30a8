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

# What a check was of: the duty of the season asks for both.
SAMPLES, SAMPLES_AND_STORE = "check:samples", "check:samples_and_store"


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
    store: Sequence[str] | None = None,
) -> Entry:
    """File what was seen. `store`: what is wrong with the records of the store; None: not looked at.

    Nobody spot-checks what they wrote themselves; what is wrong is a finding.
    """
    if sheet.entry.entered_by_id == by.pk:
        raise Refused(_("Somebody else checks what you have written down."))
    entry = Entry(
        campus_id=sheet.campus_id,
        meal=sheet.meal,
        subject=SAMPLES if store is None else SAMPLES_AND_STORE,
        happened_at=happened_at,
        late_reason=late_reason,
        typed_at=typed_at,
    )
    record = SampleCheck(
        entry=entry,
        sample=sheet,
        wrong=list(wrong),
        note=note,
        store_seen=store is not None,
        store_wrong=list(store or ()),
    )
    filed = filing.submit(record, by=by, now=now, photos=photos)
    if wrong or store:
        what = " · ".join(words for words in (record.one_line(), note) if words)
        righting.found(filed, what=what, by=by, now=now, key=f"sample:{sheet.pk}:check")
    return filed
