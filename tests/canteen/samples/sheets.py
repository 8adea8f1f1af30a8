"""What the tests of samples share: a lunch of any day, what is discarded, what a cook types."""

from datetime import timedelta

from django.urls import reverse

from canteen.models import MenuDish, SampleLine
from canteen.samples import discarding
from logistics.duties.models import Finding
from tests.canteen.kitchen import LUNCH, NOON, WEDNESDAY

HOUR = timedelta(hours=1)
TWO_DAYS = timedelta(hours=48)
LATER = NOON + TWO_DAYS


def findings():
    return sorted(Finding.objects.values_list("what", flat=True))


def lines():
    return list(SampleLine.objects.order_by("position"))


def lunch_again(on):
    """The dishes of the Wednesday once more, on another day of the menu."""
    menu = MenuDish.objects.first().menu
    dishes = [row.dish for row in menu.dishes.filter(dish__is_sampled=True, on=WEDNESDAY)]
    MenuDish.objects.bulk_create(
        MenuDish(menu=menu, on=on, meal=LUNCH, dish=dish) for dish in dishes
    )
    return dishes


def discard(by, *, now=LATER, of=None, **given):
    rows = SampleLine.objects.select_related("sheet__entry", "dish")
    chosen = [line for line in rows if of is None or str(line.dish) in of]
    return discarding.discard(chosen, by=by, now=now, **given)


def typed(campus, dishes, **said):
    rows = {f"d{dish.pk}-weight_g": "130" for dish in dishes}
    return rows | {"happened_at": "2026-11-18T11:40", "storage": "chilled"} | said


def url_of_lunch(campus, on=WEDNESDAY):
    return f"{reverse('canteen:sample_take')}?campus={campus.pk}&day={on}&meal=lunch"
