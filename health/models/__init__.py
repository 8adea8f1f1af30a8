"""What the health station keeps."""

# The class's day.
from health.models.attendance import AbsenceTrace, Attendance, AttendanceLine
from health.models.checks import ClassRound, Finding, HealthObservation, MorningCheck
from health.models.days import OutdoorActivity, ParentContact, ShiftHandover
from health.models.medicine import MedicineGiven, MedicineRequest

__all__ = [
    "AbsenceTrace",
    "Attendance",
    "AttendanceLine",
    "ClassRound",
    "Finding",
    "HealthObservation",
    "MedicineGiven",
    "MedicineRequest",
    "MorningCheck",
    "OutdoorActivity",
    "ParentContact",
    "ShiftHandover",
]
