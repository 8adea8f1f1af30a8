from assets.models.assets import Asset, AssetEvent, Booking
from assets.models.classes import AssetClass
from assets.models.standards import EquipmentStandard

__all__ = ["Asset", "AssetClass", "AssetEvent", "Booking", "EquipmentStandard"]
from assets.models.stocktakes import (
    AssetStocktake,
    AssetStocktakeLine,
    RoomStocktake,
    RoomStocktakeLine,
    Round,
    RoundLine,
    Sighting,
    Stray,
)

__all__ = [
    "Asset",
    "AssetClass",
    "AssetEvent",
    "AssetStocktake",
    "AssetStocktakeLine",
    "Booking",
    "RoomStocktake",
    "RoomStocktakeLine",
    "Round",
    "RoundLine",
    "Sighting",
    "Stray",
]
