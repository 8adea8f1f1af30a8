"""What of samples stands on the cook's first page, and what waits to be discarded."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import FoodSample, SampleLine
from canteen.samples import board
from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.school.models import Campus

TAKE = "canteen.cook"


def card(request: Request, now: datetime) -> dict[str, Any]:
    """The meal whose samples come next with its deadline, and how many samples may go."""
    campuses = list(Campus.objects.visible_to(request.user, TAKE).filter(is_active=True))
    meals = board.meals_of(campuses, timezone.localdate(now), now)
    open_meals = [each for each in meals if each.owed and (each.sheet is None or each.missing)]
    open_meals.sort(key=lambda each: (each.due_at is None, each.due_at or now))
    due = SampleLine.objects.in_fridge().due(now).filter(sheet__campus__in=campuses)
    return {
        "meals": open_meals[:3],
        "due": due.filter(sheet__entry__hold="").count(),
        "several": len(campuses) > 1,
    }


HOME = [
    HomeCard(
        frozenset({Role.COOK, Role.FOOD_SAFETY_OFFICER}), "canteen/_samples_home.html", card, 12
    )
]


def waiting(person: Any, now: datetime) -> QuerySet[FoodSample]:
    """The meals of which samples may be discarded, the oldest first."""
    rows = FoodSample.objects.visible_to(person, TAKE).with_due(now)
    return rows.select_related("entry", "campus").order_by("on", "pk")


def late(now: datetime) -> Q:
    """Not thrown away on the day on which they might have been."""
    lines = SampleLine.objects.filter(
        sheet=OuterRef("pk"), kept_until__date__lt=timezone.localdate(now)
    )
    return Q(Exists(lines))


def line(sheet: FoodSample, now: datetime) -> InboxLine:
    words = _("Discard the samples: %(meal)s") % {
        "meal": f"{sheet.on:%Y-%m-%d} {sheet.get_meal_display()}"
    }
    url = f"{reverse('canteen:sample_discard')}?campus={sheet.campus_id}"
    return InboxLine(words, url, str(sheet.campus))


INBOX = [
    InboxSource(
        code="food_samples_due",
        title=gettext_lazy("Samples to discard"),
        waiting=waiting,
        late=late,
        line=line,
        everything="canteen:sample_discard",
        leaves=True,
        order=30,
    )
]
