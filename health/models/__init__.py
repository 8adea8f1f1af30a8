"""What health keeps, by noun."""

from health.models.cleanliness import (
    ClassHygieneLog,
    HygieneInspection,
    InspectionFinding,
    subject_of,
)
from health.models.day_work import DayPlan, DayPlanLine
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
from health.models.education import HealthEducation, ParentLetter
from health.models.epidemics import HeightenedDisinfection
from health.models.exams import (
    EntryExam,
    HealthExam,
    HealthExamLine,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from health.models.lamps import LampTube, UvLamp, UvLampLog
from health.models.measurements import (
    SHEETS,
    Anaemia,
    ChildLine,
    ClassSheet,
    GrowthLevel,
    GrowthLine,
    GrowthMeasurement,
    GrowthStatus,
    HearingLine,
    HearingTest,
    HemoglobinLine,
    HemoglobinTest,
    Occasion,
    OralCheck,
    OralLine,
    Passed,
    VisionLine,
    VisionTest,
)
from health.models.medicines import ClinicDrugLine, ClinicDrugStock
from health.models.pests import BaitPoint, Pest, PestControl, PestReading
from health.models.preparations import DisinfectantPreparation
from health.models.special_care import CommonDiseaseCase, SpecialCareCase, SpecialCareVisit
from health.models.staff_health import StaffHealthCert, StaffHealthSheet
from health.models.water import DrinkingWaterService

__all__ = [
    "SHEETS",
    "Agent",
    "Anaemia",
    "BaitPoint",
    "ChildLine",
    "ClassHygieneLog",
    "ClassSheet",
    "ClinicDrugLine",
    "ClinicDrugStock",
    "CommonDiseaseCase",
    "DayPlan",
    "DayPlanLine",
    "DisinfectantPreparation",
    "Disinfection",
    "DisinfectionMethod",
    "DisinfectionRun",
    "DrinkingWaterService",
    "EntryExam",
    "GrowthLevel",
    "GrowthLine",
    "GrowthMeasurement",
    "GrowthStatus",
    "HealthEducation",
    "HealthExam",
    "HealthExamLine",
    "HearingLine",
    "HearingTest",
    "HeightenedDisinfection",
    "HemoglobinLine",
    "HemoglobinTest",
    "HygieneInspection",
    "InspectionFinding",
    "Item",
    "LampTube",
    "Method",
    "Occasion",
    "OralCheck",
    "OralLine",
    "ParentLetter",
    "Passed",
    "Pest",
    "PestControl",
    "PestReading",
    "SentBack",
    "SpecialCareCase",
    "SpecialCareVisit",
    "StaffHealthCert",
    "StaffHealthSheet",
    "TransferHealthCert",
    "UvLamp",
    "UvLampLog",
    "VaccinationCheck",
    "VaccinationLine",
    "VisionLine",
    "VisionTest",
    "item_of",
    "subject_of",
]
