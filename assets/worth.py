"""What is left of the worth of a thing: straight line, by the month, down to nothing (GAAP3)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assets.models import Asset

CENT = Decimal("0.01")


def months_used(asset: Asset, on: date) -> int:
    """The month in which it came counts, the month of the day does not."""
    came = asset.acquired_on
    return max((on.year - came.year) * 12 + on.month - came.month, 0)


def depreciation(asset: Asset, on: date) -> Decimal:
    """Written off until the month before, in yuan; nothing where the class is not depreciated."""
    if not asset.useful_months or asset.is_nominal:
        return Decimal("0.00")
    months = min(months_used(asset, on), asset.useful_months)
    return (asset.value * months / asset.useful_months).quantize(CENT, ROUND_HALF_UP)


def net(asset: Asset, on: date) -> Decimal:
    return asset.value - depreciation(asset, on)


def share(amount: Decimal, asset: Asset, quantity: int) -> Decimal:
    """The part of an amount that falls on so many things of a batch."""
    return (amount * quantity / asset.quantity).quantize(CENT, ROUND_HALF_UP)
