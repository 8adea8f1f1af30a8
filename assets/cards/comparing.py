"""What is compared between a card and its history."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from assets.models import Asset, AssetEvent
from logistics.contributions import Clash, Comparison

# What only happens to a thing that is there.
USED = (
    AssetEvent.Kind.MOVED,
    AssetEvent.Kind.HANDED_OVER,
    AssetEvent.Kind.LENT,
    AssetEvent.Kind.COUNTED,
    AssetEvent.Kind.REPAIRED,
    AssetEvent.Kind.USED,
)


def at_another_campus(first: date, last: date) -> Iterator[Clash]:
    """The card belongs to one campus, its place to another; told on the last day looked at."""
    rows = Asset.objects.owned().exclude(place=None).exclude(place__campus=F("campus"))
    for asset in rows.select_related("place", "campus").order_by("pk"):
        yield Clash(
            key=str(asset.pk),
            on=last,
            campus=asset.campus_id,
            entries=(asset.booking_id,) if asset.booking_id else (),
            said={"asset": str(asset), "place": str(asset.place), "campus": str(asset.campus)},
        )


def used_after_disposal(first: date, last: date) -> Iterator[Clash]:
    rows = AssetEvent.objects.filter(
        kind__in=USED,
        happened_on__range=(first, last),
        asset__disposed_on__lt=F("happened_on"),
    )
    for event in rows.select_related("asset").order_by("pk"):
        yield Clash(
            key=str(event.pk),
            on=event.happened_on,
            campus=event.asset.campus_id,
            entries=(event.entry_id,) if event.entry_id else (),
            said={"asset": str(event.asset), "day": str(event.asset.disposed_on)},
        )


COMPARISONS = [
    Comparison(
        "asset_at_another_campus",
        _("An asset at another campus"),
        _("%(asset)s belongs to %(campus)s and stands at %(place)s, which does not"),
        _("Move it back, or ask for a transfer."),
        at_another_campus,
    ),
    Comparison(
        "asset_used_after_disposal",
        _("An asset used after its disposal"),
        _("%(asset)s was disposed of on %(day)s and used after that"),
        _("Void the disposal if the thing is still there; otherwise correct what was recorded."),
        used_after_disposal,
    ),
]
