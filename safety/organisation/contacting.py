"""Contacts with the police and others; what they found dangerous becomes a hazard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from logistics.duties import filing
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import OutsideContact


@transaction.atomic
def speak(
    contact: OutsideContact,
    *,
    by: Any,
    now: datetime,
    hazard: str = "",
    photos: Sequence[Any] = (),
) -> Entry:
    """File a contact; a hazard they named is opened with it."""
    entry = filing.submit(contact, by=by, now=now, photos=photos)
    if hazard:
        open_hazard(entry, what=hazard, category="security", source="authority", by=by, now=now)
    return entry
