"""What the classes of the sample school are given at the beginning of the term."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assets.buying import distributing
from assets.models import Distribution, DistributionItem
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.school.calendar import DAY, at
from logistics.school.models import Enrolment
from logistics.stores import receiving
from logistics.stores.models import Item, ItemGroup, Store
from logistics.stores.receiving import Arrived

GOODS = (("被褥三件套", "套", "168"), ("书包", "个", "45"))
USUAL = 400  # of each comes, and more for a campus that has more children


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Bedding and bags: all classes have theirs before the first day, but for one that is short."""
    campus, first = site.campuses[0], site.term.first_teaching_day
    store = Store.objects.filter(campus=campus, kind="supplies").first()
    if store is None or first > site.wanted.today or first - 4 * DAY < site.wanted.begins_on:
        return 0
    keeper, day = staff.holders(Role.STOREKEEPER, 0)[0], at(first - 3 * DAY, "09:00")
    items = [item_of(*row) for row in GOODS]
    count = max(
        USUAL, Enrolment.objects.filter(term=site.term, school_class__campus=campus).count()
    )
    arrived = [Arrived(item, Decimal(count), item.price or Decimal(0)) for item in items]
    receiving.receive(store, arrived, by=keeper, now=day, happened_at=day)
    made = Distribution.objects.create(
        term=site.term, campus=campus, kind=Distribution.Kind.BEDDING, title="新学期被褥与书包",
        store=store, due_on=first, made_by=keeper, made_at=day,
    )  # fmt: skip
    DistributionItem.objects.bulk_create(
        DistributionItem(distribution=made, item=item, per="child", quantity=1) for item in items
    )
    on = timezone.localdate(day)
    shares = [share for share in distributing.share_out(made, on=on) if share.heads]
    for number, share in enumerate(shares):
        lines = list(share.lines.all())
        short = number == len(shares) - 1
        given = {line.pk: line.needed - (2 if short and line is lines[-1] else 0) for line in lines}
        receivers = distributing.receivers(share, on=on)
        if receivers:
            moment = day + (number + 1) * DAY / 48
            distributing.hand_out(share, given, receiver=receivers[0], by=keeper, now=moment)
    return made.shares.count()


def item_of(name: str, unit: str, price: str) -> Item:
    group, _made = ItemGroup.objects.get_or_create(name="儿童用品", defaults={"kind": "supplies"})
    item = Item(
        number=f"ET{len(name):03d}", name=name, unit=unit, group=group, price=Decimal(price)
    )
    item.spell()
    item.save()
    return item
