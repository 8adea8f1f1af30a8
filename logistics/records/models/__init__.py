from logistics.records.models.entries import Entry, NumberSeries, Record, Version
from logistics.records.models.photos import Photo
from logistics.records.models.seals import Erasure, Review, Seal
from logistics.records.models.settings import RegisterSetting

__all__ = [
    "Entry",
    "Erasure",
    "NumberSeries",
    "Photo",
    "Record",
    "RegisterSetting",
    "Review",
    "Seal",
    "Version",
]
