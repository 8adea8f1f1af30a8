"""What the term summary says of the kitchen's logs and of food safety."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.kitchen.logs import LOGS
from canteen.kitchen.registers import REGISTERS
from canteen.models import DailyFoodSafetyCheck, FoodHandlerCheck, MealAccompaniment, WasteDisposal
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.duties.models import Finding
from logistics.fields import plain_quantity
from logistics.records.counting import read, standing

BOOKS = {register.kind: register for register in REGISTERS}


def write(asked: Asked) -> Iterator[Block]:
    """How often each log was written, how often a figure was out of range, and what became of it."""
    of_term = read(asked).filter(kind__in=[kind for kind in BOOKS if kind])
    found = Finding.objects.filter(
        entry__in=of_term.order_by().values("pk"), withdrawn_at=None
    ).order_by()
    by_kind = dict(found.values_list("entry__kind").annotate(Count("pk")))
    rows = []
    for log in LOGS:
        model: Any = log.form.model
        kind = model.kind_code
        count = standing(asked, BOOKS[kind].code)
        rows.append((str(log.title), count, str(by_kind.get(kind, 0))))
    yield Table((_("Log"), _("Records"), _("Findings")), tuple(rows), _("Logs of the kitchen"))
    yield Text((said_of(of_term, found),))


def said_of(of_term: Any, found: Any) -> str:
    here = of_term.order_by().values("pk")
    daily = DailyFoodSafetyCheck.objects.filter(entry__in=here)
    zero = daily.filter(entry__is_zero=True).count()
    unfit = FoodHandlerCheck.objects.filter(entry__in=here).aggregate(n=Sum("unfit"))["n"]
    waste = WasteDisposal.objects.filter(entry__in=here).aggregate(kg=Sum("kg"))["kg"]
    meals = MealAccompaniment.objects.filter(entry__in=here).exclude(opinion="")
    opinions = meals.aggregate(all=Count("pk"), done=Count("pk", filter=~Q(reply="")))
    return _(
        "Daily checks: %(daily)s, %(zero)s of them without a finding. Kept away from food after the "
        "morning check: %(unfit)s times. Kitchen waste: %(kg)s kg. Opinions of parents at meals: "
        "%(opinions)s, %(answered)s of them answered. Findings: %(found)s, %(closed)s of them closed."
    ) % {
        "daily": daily.count(),
        "zero": zero,
        "unfit": unfit or 0,
        "kg": plain_quantity(waste or Decimal(0)),
        "opinions": opinions["all"],
        "answered": opinions["done"],
        "found": found.count(),
        "closed": found.exclude(closed_at=None).count(),
    }


CHAPTERS = [Chapter(gettext_lazy("Kitchen and food safety"), write, 55)]
