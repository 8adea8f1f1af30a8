# Disinfection and hygiene.
from health.models.cleanliness import (
    ClassHygieneLog,
    HygieneInspection,
    InspectionFinding,
    subject_of,
)
from health.models.disinfection import (
    Agent,
    Disinfection,
    DisinfectionMethod,
    DisinfectionRun,
    Item,
    Method,
    SentBack,
    item_of,
)
from health.models.epidemics import HeightenedDisinfection
from health.models.lamps import LampTube, UvLamp, UvLampLog
from health.models.pests import BaitPoint, Pest, PestControl, PestReading
from health.models.preparations import DisinfectantPreparation
from health.models.water import DrinkingWaterService

__all__ = [
    "Agent",
    "BaitPoint",
    "ClassHygieneLog",
    "DisinfectantPreparation",
    "Disinfection",
    "DisinfectionMethod",
    "DisinfectionRun",
    "DrinkingWaterService",
    "HeightenedDisinfection",
    "HygieneInspection",
    "InspectionFinding",
    "Item",
    "LampTube",
    "Method",
    "Pest",
    "PestControl",
    "PestReading",
    "SentBack",
    "UvLamp",
    "UvLampLog",
    "item_of",
    "subject_of",
]
