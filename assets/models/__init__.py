from assets.models.assets import Asset, AssetEvent, Booking
from assets.models.classes import AssetClass

__all__ = ["Asset", "AssetClass", "AssetEvent", "Booking"]
