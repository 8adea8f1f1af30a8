from logistics.records.models.entries import Entry, NumberSeries, Record, RecordLine, Version
from logistics.records.models.photos import Photo
from logistics.records.models.seals import Erasure, Review, Seal
from logistics.records.models.settings import RegisterSetting
from logistics.records.models.signatures import Signature, Signer

__all__ = [
    "Entry",
    "Erasure",
    "NumberSeries",
    "Photo",
    "Record",
    "RecordLine",
    "RegisterSetting",
    "Review",
    "Seal",
    "Signature",
    "Signer",
    "Version",
]
