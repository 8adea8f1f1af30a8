"""What the term summary says of assets: what came, what went, what is left, in things and yuan."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import depreciation
from assets.cards.registers import AdditionRegister, ChangeRegister, FixedAssetLedger, yuan
from assets.models import Asset, AssetEvent
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import listed
from logistics.templatetags.house import money

VIEW = "assets.view_asset"
MOST_NAMED = 20


def events_of(asked: Asked) -> Any:
    reach = asked.person.reach(VIEW)
    seen = AssetEvent.objects.filter(reach.within(campus="asset__campus_id")).order_by()
    seen = seen.exclude(kind=AssetEvent.Kind.SPLIT)
    return seen.filter(asset__campus=asked.campus) if asked.campus else seen


def sums(events: Any, first: date, last: date) -> dict[str, Any]:
    rows = events.annotate(cents=depreciation.cents_of("value")).filter(
        happened_on__range=(first, last)
    )
    plus, minus = Q(quantity__gt=0) | Q(value__gt=0), Q(quantity__lt=0) | Q(value__lt=0)
    return rows.aggregate(
        came=Coalesce(Sum("quantity", filter=plus), 0),
        came_cents=Coalesce(Sum("cents", filter=plus), 0),
        went=Coalesce(Sum("quantity", filter=minus), 0),
        went_cents=Coalesce(Sum("cents", filter=minus), 0),
    )


def assets(asked: Asked) -> Iterator[Block]:
    """Added and reduced in the term; what there is now; the names of what came.

    The quantities stand at the foot of the books.
    """
    if not asked.person.has_perm(VIEW):
        return
    found = sums(events_of(asked), asked.term.starts_on, asked.term.ends_on)
    owned = Asset.objects.owned().visible_to(asked.person, VIEW)
    owned = owned.filter(campus=asked.campus) if asked.campus else owned
    now = depreciation.totals(owned, timezone.localdate(asked.now))
    yield Table(
        (_("Fixed assets"), _("Quantity"), _("Original value")),
        (
            (_("Added"), listed(asked, found["came"], ChangeRegister.code), money(yuan(found["came_cents"]))),
            (_("Reduced"), listed(asked, found["went"], ChangeRegister.code), money(yuan(found["went_cents"]))),
            (_("On the books now"), listed(asked, now["quantity"], FixedAssetLedger.code, period="ever"), money(now["value"])),
        ),
    )  # fmt: skip
    yield from named(asked)


def named(asked: Asked) -> Iterator[Block]:
    span = (asked.term.starts_on, asked.term.ends_on)
    booked = events_of(asked).filter(kind=AssetEvent.Kind.BOOKED, happened_on__range=span)
    rows = booked.values(*AdditionRegister.grouped).annotate(count=Sum("quantity"))
    found = list(rows.order_by("-count", "asset__name")[:MOST_NAMED])
    if not found:
        yield Text((_("Nothing was added this term."),))
        return
    yield Table(
        (_("Asset name"), _("Quantity")),
        tuple(
            (row["asset__name"], listed(asked, row["count"], AdditionRegister.code))
            for row in found
        ),
        _("What was added"),
    )


CHAPTERS = [Chapter(gettext_lazy("Fixed assets"), assets, 50)]
