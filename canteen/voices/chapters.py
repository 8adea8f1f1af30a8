"""What the term summary says of committee, observations, opinions, surveys and incidents."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import MealComplaint, MealSurvey
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Listing, Number, Table
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.templatetags.house import percent

SEE = "records.view_register"


def standing(asked: Asked, kind: str) -> Any:
    span = (start_of(asked.term.starts_on), end_of(asked.term.ends_on))
    entries = Entry.objects.standing().filter(kind=kind, happened_at__range=span)
    entries = entries.filter(Entry.objects.within(asked.person, SEE))
    return entries.filter(campus=asked.campus) if asked.campus else entries


def register(code: str, asked: Asked) -> str:
    query = {"first": asked.term.starts_on, "last": asked.term.ends_on}
    return f"{reverse('duties:register', args=[code])}?{urlencode(query)}"


def write(asked: Asked) -> Iterator[Block]:
    """How often was met, looked and heard; what is not answered; how content they are."""
    rows = [
        (_("Meetings of the diet committee"), "meal_committee_meeting", "meal-committee-meetings"),
        (_("Meal observations"), "meal_observation", "meal-observations"),
        (_("Opinions on the meals"), "meal_complaint", "meal-complaints"),
        (_("Surveys on the meals"), "meal_survey", "meal-surveys"),
        (_("Food incidents"), "food_incident", "food-incidents"),
    ]
    told = [
        (title, Number(standing(asked, kind).count(), register(code, asked)))
        for title, kind, code in rows
    ]
    complaints = standing(asked, "meal_complaint")
    unanswered = MealComplaint.objects.open().filter(entry__in=complaints.values("pk")).count()
    told.append((_("Opinions not answered"), Number(unanswered, reverse("canteen:complaint_list"))))
    yield Table((_("What"), _("Records")), tuple(told))
    surveys = MealSurvey.objects.filter(entry__in=standing(asked, "meal_survey").values("pk"))
    said = tuple(
        f"{survey.get_asked_display()} {percent(survey.score)}{_(', ')}{survey.conclusion[:120]}"
        for survey in surveys.prefetch_related("lines").order_by("pk")[:10]
    )
    if said:
        yield Listing(said)


CHAPTERS = [Chapter(gettext_lazy("What is said of the meals"), write, order=67)]
