from logistics.duties.models.addresses import CalendarAddress
from logistics.duties.models.duties import Duty, Rhythm, RotaTurn, Scope
from logistics.duties.models.findings import (
    Finding,
    FindingState,
    Recheck,
    Rectification,
    Sighting,
)
from logistics.duties.models.notes import WorkNote
from logistics.duties.models.plans import Plan, PlanLine
from logistics.duties.models.rooms import RoomUse
from logistics.duties.models.tasks import FollowUp, Proof, State, Task

__all__ = [
    "CalendarAddress",
    "Duty",
    "Finding",
    "FindingState",
    "FollowUp",
    "Plan",
    "PlanLine",
    "Proof",
    "Recheck",
    "Rectification",
    "Rhythm",
    "RoomUse",
    "RotaTurn",
    "Scope",
    "Sighting",
    "State",
    "Task",
    "WorkNote",
]
