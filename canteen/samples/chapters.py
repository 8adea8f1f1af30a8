"""What the term summary says of food samples."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import SampleLine
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

REGISTERS = {
    "food_sample": "food-samples",
    "food_sample_disposal": "food-sample-disposals",
    "food_sample_check": "food-sample-checks",
    "catering_delivery": "catering-deliveries",
}


def entries(asked: Asked) -> Any:
    span = (start_of(asked.term.starts_on), end_of(asked.term.ends_on))
    rows = Entry.objects.standing().visible_to(asked.person, "canteen.view")
    rows = rows.filter(happened_at__range=span, kind__in=REGISTERS)
    return rows.filter(campus=asked.campus) if asked.campus else rows


def listed(asked: Asked, register: str, value: int) -> Number:
    query = {"first": asked.term.starts_on, "last": asked.term.ends_on}
    if asked.campus:
        query["campus"] = asked.campus.pk
    return Number(value, f"{reverse('duties:register', args=[register])}?{urlencode(query)}")


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
        (title, listed(asked, REGISTERS[kind], counts.get(kind, 0)))
        for kind, title in titles.items()
        if kind != "catering_delivery" or counts.get(kind)
    )
    yield Table((_("Kind"), _("Number")), rows, _("Food samples"))
    lines = SampleLine.objects.filter(sheet__entry__in=found.order_by().values("pk"))
    said = lines.aggregate(all=Count("pk"), wrong=Count("pk", filter=~Q(faults=[])))
    words = _("Of %(all)s samples %(wrong)s were not in order; each is followed up.")
    yield Text((words % said,))


CHAPTERS = [Chapter(gettext_lazy("Food samples"), write, 62)]
