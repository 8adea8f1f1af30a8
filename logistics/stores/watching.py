"""Too little left: told once for each time it falls below the minimum."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.access import roles_with
from logistics.contributions import NoticeKind, RuleDefault
from logistics.fields import plain_quantity
from logistics.notices import telling
from logistics.school.models import Person, Post
from logistics.school.rules import rule
from logistics.stores.models import Balance, Item, Shelf, Store
from logistics.stores.models.goods import KEEP, Stock

LOW, EXPIRING = "stock_low", "stock_expiring"
DAYS_AHEAD = "stock_expiry_days"
RULES = [
    RuleDefault(
        DAYS_AHEAD,
        _("Goods that expire are named so long before"),
        "30",
        _("days"),
        _("The school's own habit; goods near their date are used first"),
    ),
]
KINDS = [
    NoticeKind(
        LOW,
        _("Stock is low"),
        _("Only %(left)s %(unit)s of %(item)s are left in %(store)s."),
        leaves=True,
    ),
    NoticeKind(
        EXPIRING,
        _("Goods expire soon"),
        _("%(left)s %(unit)s of %(item)s in %(store)s expire on %(day)s."),
        leaves=True,
    ),
]


def look(pairs: Iterable[tuple[Store, Item]], *, now: datetime) -> None:
    """Compare what is left with the minimum of each shelf, and tell the keepers of a crossing."""
    for store, item in sorted(set(pairs), key=lambda pair: (pair[0].pk, pair[1].pk)):
        shelf = Shelf.objects.filter(store=store, item=item, minimum__isnull=False).first()
        if shelf is None:
            continue
        left = Balance.objects.filter(store=store, item=item).aggregate(all=Sum("quantity"))["all"]
        crossing = Shelf.objects.filter(pk=shelf.pk)
        if shelf.minimum is None or (left or 0) >= shelf.minimum:
            crossing.filter(low_since__isnull=False).update(low_since=None)
        elif crossing.filter(low_since=None).update(low_since=now):
            tell(store, item, left or Decimal(0), now=now)


def tell(store: Store, item: Item, left: Decimal, *, now: datetime) -> None:
    people = keepers(store, on=timezone.localdate(now))
    said = {"left": plain_quantity(left), "unit": item.unit, "item": str(item), "store": str(store)}
    url = item.get_absolute_url()
    telling.tell(people, LOW, url=url, now=now, campus=store.campus, **said)


def tell_expiring(*, now: datetime) -> int:
    """What expires within the days of the rule is told to the keepers, once for each lot."""
    on = timezone.localdate(now)
    near = Balance.objects.there().filter(lot__expires_on__range=(on, soon(on)))
    told = 0
    for balance in near.select_related("store__campus", "store__keeper", "lot__item"):
        store, lot = balance.store, balance.lot
        said = {
            "left": plain_quantity(balance.quantity),
            "unit": lot.item.unit,
            "item": str(lot.item),
            "store": str(store),
            "day": f"{lot.expires_on:%Y-%m-%d}",
        }
        told += len(
            telling.tell(
                keepers(store, on=on),
                EXPIRING,
                url=lot.item.get_absolute_url(),
                now=now,
                key=f"{store.pk}.{lot.pk}",
                campus=store.campus,
                **said,
            )
        )
    return told


def keepers(store: Store, *, on: date) -> list[Person]:
    """The person who keeps the store, else everybody whose post lets them keep it."""
    if store.keeper:
        return [store.keeper]
    roles = roles_with(KEEP[Stock(store.kind)])
    here = Q(campus=store.campus_id) | Q(campus=None)
    posts = Post.objects.current(on).filter(here, role__in=roles).select_related("person")
    return list({post.person_id: post.person for post in posts}.values())


def soon(on: date) -> date:
    """Until when what expires is said to expire soon."""
    return on + timedelta(days=int(rule(DAYS_AHEAD, on=on)))
