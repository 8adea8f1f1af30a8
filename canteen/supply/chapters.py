"""What the term summary says of buying food and serving it."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import GoodsReceipt, GoodsReceiptLine, MealService, ServiceAct
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import read, standing


def write_buying(asked: Asked) -> Iterator[Block]:
    """Deliveries by supplier, what was refused, what was not in order."""
    here = read(asked).filter(kind="goods_receipt").order_by()
    sheets = GoodsReceipt.objects.filter(entry__in=here.values("pk"))
    lines = GoodsReceiptLine.objects.filter(sheet__in=sheets.values("pk")).order_by()
    sums = lines.values_list("sheet__supplier__name").annotate(
        Count("sheet", distinct=True), Sum("amount")
    )
    rows = tuple(
        (name, str(count), f"{amount or Decimal(0):,.2f}")
        for name, count, amount in sorted(sums, key=lambda row: -(row[2] or 0))
    )
    if not rows:
        yield Text((_("No food was received in this term."),))
        return
    total = (_("All"), str(sheets.count()), "")
    heads = (_("Supplier"), _("Deliveries"), _("Accepted (yuan)"))
    yield Table(heads, (*rows, total), _("Food received in the term"))
    refused = lines.filter(rejected__gt=0).count()
    odd = sheets.exclude(flags=[]).count()
    words = _(". Lines refused: %(n)s. Deliveries not in order: %(odd)s.")
    lines_of = standing(asked, "food-receipts")
    yield Text((_("Lines of the deliveries: "), lines_of, words % {"n": refused, "odd": odd}))


def write_serving(asked: Asked) -> Iterator[Block]:
    """Meals and portions, leftovers."""
    here = read(asked).filter(kind="meal_service").order_by()
    services = MealService.objects.filter(entry__in=here.values("pk"))
    meals = services.filter(entry__subject=ServiceAct.SERVED)
    left = services.filter(entry__subject=ServiceAct.LEFTOVERS)
    said = meals.aggregate(n=Count("pk"), portions=Sum("diners"))
    kilos = left.aggregate(all=Sum("leftovers_kg"))["all"]
    yield Text(
        (
            _("Meals delivered: %(n)s, portions: %(portions)s, leftovers weighed: %(kg)s kg.")
            % {
                "n": said["n"],
                "portions": said["portions"] or 0,
                "kg": f"{Decimal(kilos or 0):.1f}",
            },
        )
    )


CHAPTERS = [
    Chapter(gettext_lazy("Food received"), write_buying, 61),
    Chapter(gettext_lazy("Meals delivered"), write_serving, 62),
]
