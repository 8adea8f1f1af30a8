from health.models.alerts import Alert, AlertLevel, Consequence
from health.models.cases import InfectiousCase, ReturnCheck
from health.models.diseases import Disease, DiseaseColumn, Threshold
from health.models.epidemics import (
    EpidemicReport,
    IsolationRoomUse,
    OutbreakNotice,
    TerminalDisinfection,
)

__all__ = [
    "Alert",
    "AlertLevel",
    "Consequence",
    "Disease",
    "DiseaseColumn",
    "EpidemicReport",
    "InfectiousCase",
    "IsolationRoomUse",
    "OutbreakNotice",
    "ReturnCheck",
    "TerminalDisinfection",
    "Threshold",
]
