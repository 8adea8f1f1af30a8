"""What is said of the meals: observed in the classes, told by somebody, asked in a survey."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from canteen.models import ComplaintAnswer, MealComplaint, MealObservation, MealSurvey
from canteen.voices.rules import ANSWER_HOURS
from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.rules import rule


@transaction.atomic
def observe(seen: MealObservation, *, by: Any, now: datetime, photos: Sequence[Any] = ()) -> Entry:
    """File an observation. A cold meal, or one hardly eaten, is put right by somebody."""
    entry = filing.submit(seen, by=by, now=now, photos=photos)
    if seen.is_bad:
        said = [str(seen.entry.school_class or ""), seen.get_eaten_display()]
        said.append(seen.get_warmth_display())
        said += [str(part) for part in (seen.dish, seen.said) if part]
        what = _("Seen at the meal: %(what)s") % {"what": "、".join(part for part in said if part)}
        righting.found(entry, what=what, by=by, now=now, key=f"meal-seen{entry.pk}")
    return entry


@transaction.atomic
def hear(told: MealComplaint, *, by: Any, now: datetime, photos: Sequence[Any] = ()) -> Entry:
    """File an opinion; until its hour somebody answers it."""
    hours = float(rule(ANSWER_HOURS, on=timezone.localdate(told.entry.happened_at)))
    told.due_at = told.entry.happened_at + timedelta(hours=hours)
    return filing.submit(told, by=by, now=now, photos=photos)


@transaction.atomic
def answer(
    said: ComplaintAnswer,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File what was done and answered. Refuses an answer before the opinion."""
    told = said.complaint
    if told.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This opinion was voided. Look at it again."))
    if happened_at < told.entry.happened_at:
        raise Refused(_("This lies before the opinion itself."))
    said.entry = Entry(
        campus_id=told.entry.campus_id, happened_at=happened_at, late_reason=late_reason
    )
    return filing.submit(said, by=by, now=now)


@transaction.atomic
def survey(asked: MealSurvey, questions: Sequence[Any], *, by: Any, now: datetime) -> Entry:
    """File a survey; what it says should be otherwise is put right by somebody."""
    asked.new_lines = list(questions)
    entry = filing.submit(asked, by=by, now=now)
    if asked.to_right:
        righting.found(entry, what=asked.to_right, by=by, now=now, key=f"meal-survey{entry.pk}")
    return entry
