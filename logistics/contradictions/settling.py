"""Who looks into a contradiction, and what they found. The records are put right elsewhere."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.contradictions.models import Contradiction
from logistics.errors import Refused
from logistics.notices.telling import settle as settle_news
from logistics.notices.telling import tell

ASSIGNED = "contradiction_assigned"


@transaction.atomic
def assign(contradiction: Contradiction, *, to: Any, by: Any, now: datetime) -> None:
    """Ask somebody to look into it; they are told. Refuses what is settled or gone."""
    open_now = Contradiction.objects.unsettled().filter(pk=contradiction.pk)
    if not open_now.update(assigned_to=to, assigned_by=by, assigned_at=now):
        raise Refused(_("This is settled already. Look at it again."))
    contradiction.refresh_from_db()
    key = f"{contradiction.pk}"
    settle_news(ASSIGNED, key, now=now)
    tell(
        [to],
        ASSIGNED,
        url=contradiction.get_absolute_url(),
        now=now,
        by=by,
        key=f"{key}.{to.pk}",
        campus=contradiction.campus,
        title=contradiction.declared.title,
    )


@transaction.atomic
def settle(contradiction: Contradiction, *, by: Any, now: datetime, explanation: str) -> None:
    """Say why the records are right as they are.

    Refuses an empty explanation, what is settled already, and whoever wrote all of the records:
    that would be a signature under one's own excuse.
    """
    if not explanation.strip():
        raise Refused(_("Say why the records are right as they are."))
    writers = set(contradiction.entries.values_list("entered_by", flat=True))
    if writers == {by.pk}:
        raise Refused(_("These are your own records. Somebody else settles it."))
    open_now = Contradiction.objects.unsettled().filter(pk=contradiction.pk)
    said = {"settled_by": by, "settled_at": now, "explanation": explanation.strip()[:300]}
    if not open_now.update(**said):
        raise Refused(_("This is settled already. Look at it again."))
    contradiction.refresh_from_db()
