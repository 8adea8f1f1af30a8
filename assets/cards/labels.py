"""QR labels of assets: what a phone opens, what is offered there, what becomes of a lost one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import changing
from assets.models import Asset, AssetEvent
from logistics.contributions import Words, stickers
from logistics.labels import Label, qr_code
from logistics.school.models.campuses import new_code


@dataclass(frozen=True)
class Act:
    """Something that can be done with an asset, offered to whoever opens it or scans its label.

    `url(asset)` is the page on which it is done; empty: not with this one.
    """

    title: Words
    icon: str
    url: Callable[[Asset], str]
    permission: str
    order: int = 50


def card_of(asset: Asset) -> str:
    return asset.get_absolute_url()


def move_of(asset: Asset) -> str:
    return f"{reverse('assets:asset_move')}?asset={asset.pk}" if asset.is_owned else ""


def borrow_of(asset: Asset) -> str:
    is_free = asset.state in (Asset.State.IN_USE, Asset.State.IDLE)
    return f"{reverse('assets:loan_new')}?asset={asset.pk}" if is_free else ""


def damage_of(asset: Asset) -> str:
    return f"{reverse('assets:damage_new')}?asset={asset.pk}" if asset.is_owned else ""


def disposal_of(asset: Asset) -> str:
    is_here = asset.is_owned and asset.state != Asset.State.LENT
    return f"{reverse('assets:disposal_new')}?asset={asset.pk}" if is_here else ""


# Each part of the trade adds its own line.
ACTS = [
    Act(gettext_lazy("Open the card"), "card-text", card_of, "assets.view_asset", 10),
    Act(gettext_lazy("Move it"), "arrow-left-right", move_of, "assets.change_asset", 20),
    Act(gettext_lazy("Borrow"), "box-arrow-right", borrow_of, "assets.request", 30),
    Act(gettext_lazy("New damage case"), "hammer", damage_of, "assets.change_asset", 40),
    Act(gettext_lazy("Apply for a disposal"), "trash3", disposal_of, "assets.change_asset", 50),
]


def acts_for(asset: Asset, person: Any) -> list[dict[str, Any]]:
    """What this person may do with it, in order: the permission has to reach its campus."""
    offered = (
        {"title": act.title, "icon": act.icon, "url": act.url(asset)}
        for act in sorted(ACTS, key=lambda act: act.order)
        if reaches(person, act.permission, asset)
    )
    return [*(act for act in offered if act["url"]), *of_other_trades(asset, person)]


def of_other_trades(asset: Asset, person: Any) -> list[dict[str, Any]]:
    """What the other trades offer with a thing: report that it is broken."""
    return [
        {"title": sticker.title, "icon": sticker.icon, "url": sticker.thing(asset.pk, person)}
        for sticker in stickers()
        if sticker.thing and (not sticker.permission or reaches(person, sticker.permission, asset))
    ]


def reaches(person: Any, permission: str, asset: Asset) -> bool:
    reach = person.reach(permission)
    return reach.everywhere or asset.campus_id in reach.sites


def labels_of(assets: Iterable[Asset], site: str) -> list[Label]:
    return [
        Label(
            name=asset.name,
            campus=asset.number,
            code=asset.code,
            qr=qr_code(site + reverse("asset_label", args=[asset.code])),
        )
        for asset in assets
    ]


@transaction.atomic
def give_new_code(asset: Asset, *, by: Any, now: datetime) -> None:
    """The label is lost: whoever finds it learns that it is out of use."""
    changing.change(
        asset,
        AssetEvent.Kind.CHANGED,
        on=timezone.localdate(now),
        by=by,
        now=now,
        note=_("A new label: the old one is lost"),
        code=new_code(),
    )


def formerly_of(assets: Any, code: str) -> Asset | None:
    """Which of these assets once had the code."""
    return assets.filter(pk__in=Asset.history.filter(code=code).values("id")).first()
