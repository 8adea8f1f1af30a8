from assets.models.assets import Asset, AssetEvent, Booking
from assets.models.classes import AssetClass
from assets.models.standards import EquipmentStandard

__all__ = ["Asset", "AssetClass", "AssetEvent", "Booking", "EquipmentStandard"]
