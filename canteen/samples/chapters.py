"""What the term summary says of food samples."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import SampleLine
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import of_term, standing
from logistics.records.models import Entry

REGISTERS = {
    "food_sample": "food-samples",
    "food_sample_disposal": "food-sample-disposals",
    "food_sample_check": "food-sample-checks",
    "catering_delivery": "catering-deliveries",
}


def entries(asked: Asked) -> Any:
    seen = Entry.objects.standing().visible_to(asked.person, "canteen.view")
    return of_term(asked, seen.filter(kind__in=REGISTERS))


def write(asked: Asked) -> Iterator[Block]:
    """How many meals were sampled, discarded and looked over; how many samples were not right."""
    found = entries(asked)
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    titles = {
        "food_sample": _("Meals sampled"),
        "food_sample_disposal": _("Disposals of samples"),
        "food_sample_check": _("Spot checks of samples"),
        "catering_delivery": _("Deliveries of meals"),
    }
    rows = tuple(
        (title, standing(asked, REGISTERS[kind]))
        for kind, title in titles.items()
        if kind != "catering_delivery" or counts.get(kind)
    )
    yield Table((_("Kind"), _("Number")), rows, _("Food samples"))
    lines = SampleLine.objects.filter(sheet__entry__in=found.order_by().values("pk"))
    said = lines.aggregate(all=Count("pk"), wrong=Count("pk", filter=~Q(faults=[])))
    words = _("Of %(all)s samples %(wrong)s were not in order; each is followed up.")
    yield Text((words % said,))


CHAPTERS = [Chapter(gettext_lazy("Food samples"), write, 62)]
