"""What the term summary says of nutrition: the figures of the term, and the analyses written."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from canteen.nutrition import showing
from canteen.nutrition.analysing import Asked as Days
from canteen.nutrition.analysing import analyse
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import standing
from logistics.school.models import Campus

SEE = "records.view_register"
SHOWN = 9  # nutrients before sodium and fibre


def write(asked: Asked) -> Iterator[Block]:
    kitchens = [asked.campus] if asked.campus else kitchens_of(asked)
    for campus in kitchens:
        last = min(asked.term.ends_on, timezone.localdate(asked.now))
        if last >= asked.term.starts_on:
            yield from of_kitchen(campus, Days(campus, asked.term.starts_on, last))
    words = pgettext("term summary", "Nutrition analyses written: ")
    yield Text((words, standing(asked, "nutrition-analyses")))


def kitchens_of(asked: Asked) -> list[Campus]:
    return list(Campus.objects.visible_to(asked.person, SEE).filter(is_active=True))


def of_kitchen(campus: Campus, days: Days) -> Iterator[Block]:
    found = analyse(days)
    if found.is_empty:
        return
    query = {"campus": campus.pk, "basis": days.basis, "first": days.first, "last": days.last}
    url = f"{reverse('canteen:nutrition')}?{urlencode(query)}"
    yield Text((f"{campus}{_(': ')}{showing.sentence(found)}",))
    yield Table(
        (_("Nutrient"), _("Each child a day"), _("Of the reference (%)"), _("Judgement")),
        tuple(
            (
                f"{row.title} ({row.unit})",
                Number(showing.figure(row.value, row.code), url),
                "—" if row.percent is None else f"{row.measured}",
                str(row.verdict.label),
            )
            for row in found.nutrients[:SHOWN]
        ),
        _("Nutrition by the menu"),
    )


CHAPTERS = [Chapter(gettext_lazy("Nutrition analysis"), write, order=52)]
