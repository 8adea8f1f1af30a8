"""What the term summary says of committee, observations, opinions, surveys and incidents."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import MealComplaint, MealSurvey
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Listing, Number, Table
from logistics.records.counting import read, standing
from logistics.school.models import Campus
from logistics.templatetags.house import percent

VIEW = "canteen.view"


def write(asked: Asked) -> Iterator[Block]:
    """How often was met, looked and heard; what is not answered; how content they are."""
    rows = [
        (_("Meetings of the diet committee"), "meal-committee-meetings"),
        (_("Meal observations"), "meal-observations"),
        (_("Opinions on the meals"), "meal-complaints"),
        (_("Surveys on the meals"), "meal-surveys"),
        (_("Food incidents"), "food-incidents"),
    ]
    told = [(title, standing(asked, code)) for title, code in rows]
    if asked.person.has_perm(VIEW):
        told.append((_("Opinions not answered now"), unanswered(asked)))
    yield Table((_("What"), _("Records")), tuple(told))
    here = read(asked).filter(kind="meal_survey").order_by()
    surveys = MealSurvey.objects.filter(entry__in=here.values("pk"))
    said = tuple(
        f"{survey.get_asked_display()} {percent(survey.score)}{_(', ')}{survey.conclusion[:120]}"
        for survey in surveys.prefetch_related("lines").order_by("pk")[:10]
    )
    if said:
        yield Listing(said)


def unanswered(asked: Asked) -> Number:
    """Of whatever term: as many as the list of opinions shows at first."""
    campuses = Campus.objects.visible_to(asked.person, VIEW)
    campuses = campuses.filter(pk=asked.campus.pk) if asked.campus else campuses
    rows = MealComplaint.objects.open().filter(entry__campus__in=campuses.values("pk"))
    return Number(rows.count(), reverse("canteen:complaint_list"))


CHAPTERS = [Chapter(gettext_lazy("What is said of the meals"), write, order=67)]
