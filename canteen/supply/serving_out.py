"""A meal goes out: issued from the store, portioned to the classes, what came back is weighed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.models import MealService, MealServiceLine, ServiceAct
from canteen.supply.rules import HOT
from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models.campuses import Meal
from logistics.school.rules import rule
from logistics.stores import issuing
from logistics.stores.issuing import Wanted
from logistics.stores.models import Item, Store


@transaction.atomic
def issue(
    store: Store,
    lines: Sequence[tuple[Item, Decimal]],
    *,
    meal: str,
    audience: str,
    receiver: Any,
    by: Any,
    now: datetime,
    happened_at: datetime,
    note: str = "",
    late_reason: str = "",
) -> Entry:
    """Issue food for a meal: first expiring first, nothing expired, as the stores do it.

    Refused as a whole: more than there is.
    """
    return issuing.issue(
        store,
        [Wanted(item, quantity) for item, quantity in lines],
        receiver=receiver,
        by=by,
        now=now,
        happened_at=happened_at,
        purpose=str(Meal(meal).label),
        note=note,
        late_reason=late_reason,
        meal=meal,
        subject=audience,
    )


@transaction.atomic
def serve(
    service: MealService, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File that a meal went to its classes; a cold lunch is a finding. Refused a second time."""
    lines: Sequence[MealServiceLine] = service.new_lines or ()
    service.diners = service.diners or sum(line.portions for line in lines)
    service.planned = service.planned or sum(line.planned for line in lines)
    tell_meal(service, ServiceAct.SERVED)
    refuse_twice(service)
    filed = filing.submit(service, by=by, now=now, photos=photos)
    if is_cold(service):
        what = _("%(meal)s was not hot when it arrived") % {"meal": service.one_line()}
        righting.found(filed, what=what, by=by, now=now)
    return filed


def refuse_twice(service: MealService) -> None:
    """The same meal does not go out twice; what was wrong is voided first."""
    same = MealService.objects.filter(
        on=service.on, meal=service.meal, audience=service.audience,
        entry__campus=service.entry.campus_id, entry__subject=ServiceAct.SERVED,
    )  # fmt: skip
    if other := same.exclude(entry__status=Entry.Status.VOIDED).select_related("entry").first():
        raise Refused(_("This meal is written down already: %(record)s") % {"record": other.entry})


@transaction.atomic
def weigh(
    service: MealService, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File what was left of a meal, in kilograms."""
    if service.leftovers_kg is None:
        raise Refused(_("Say how much was left."))
    tell_meal(service, ServiceAct.LEFTOVERS)
    service.new_lines = []
    return filing.submit(service, by=by, now=now, photos=photos)


def tell_meal(service: MealService, act: ServiceAct) -> None:
    service.entry.meal, service.entry.subject = service.meal, act.value


def is_cold(service: MealService) -> bool:
    if service.is_hot is False:
        return True
    least = rule(HOT, on=service.on)
    return service.temperature_c is not None and service.temperature_c < least


def served_on(on: date, campus: Any) -> dict[tuple[str, str, str], MealService]:
    """What was filed of a day's meals, by meal, audience and act."""
    rows = MealService.objects.filter(on=on, entry__campus=campus)
    standing = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry")
    return {(row.meal, row.audience, row.entry.subject): row for row in standing.order_by("entry")}
