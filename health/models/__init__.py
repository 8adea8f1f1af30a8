"""What health keeps, by noun."""

from health.models.alerts import Alert, AlertLevel, Consequence
from health.models.analyses import HealthAnalysis
from health.models.attendance import AbsenceTrace, Attendance, AttendanceLine
from health.models.care_notes import Care, SpecialCareNote, SpecialCareNoteLine
from health.models.cases import InfectiousCase, ReturnCheck
from health.models.checks import ClassRound, Finding, HealthObservation, MorningCheck
from health.models.cleanliness import (
    ClassHygieneLog,
    HygieneInspection,
    InspectionFinding,
    subject_of,
)
from health.models.cold import ColdWeatherCare
from health.models.day_work import DayPlan, DayPlanLine
from health.models.days import OutdoorActivity, ParentContact, ShiftHandover
from health.models.diseases import Disease, DiseaseColumn, Threshold
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
from health.models.epidemics import (
    EpidemicReport,
    IsolationRoomUse,
    OutbreakNotice,
    TerminalDisinfection,
)
from health.models.exams import (
    EntryExam,
    HealthExam,
    HealthExamLine,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from health.models.heightening import HeightenedDisinfection
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
from health.models.medicine import MedicineGiven, MedicineRequest
from health.models.medicines import ClinicDrugLine, ClinicDrugStock
from health.models.pests import BaitPoint, Pest, PestControl, PestReading
from health.models.preparations import DisinfectantPreparation
from health.models.special_care import (
    CommonDiseaseCase,
    DeclinedProposal,
    SpecialCareCase,
    SpecialCareVisit,
)
from health.models.staff_health import StaffHealthCert, StaffHealthSheet
from health.models.water import DrinkingWaterService

__all__ = [
    "SHEETS",
    "AbsenceTrace",
    "Agent",
    "Alert",
    "AlertLevel",
    "Anaemia",
    "Attendance",
    "AttendanceLine",
    "BaitPoint",
    "Care",
    "ChildLine",
    "ClassHygieneLog",
    "ClassRound",
    "ClassSheet",
    "ClinicDrugLine",
    "ClinicDrugStock",
    "ColdWeatherCare",
    "CommonDiseaseCase",
    "Consequence",
    "DayPlan",
    "DayPlanLine",
    "DeclinedProposal",
    "Disease",
    "DiseaseColumn",
    "DisinfectantPreparation",
    "Disinfection",
    "DisinfectionMethod",
    "DisinfectionRun",
    "DrinkingWaterService",
    "EntryExam",
    "EpidemicReport",
    "Finding",
    "GrowthLevel",
    "GrowthLine",
    "GrowthMeasurement",
    "GrowthStatus",
    "HealthAnalysis",
    "HealthEducation",
    "HealthExam",
    "HealthExamLine",
    "HealthObservation",
    "HearingLine",
    "HearingTest",
    "HeightenedDisinfection",
    "HemoglobinLine",
    "HemoglobinTest",
    "HygieneInspection",
    "InfectiousCase",
    "InspectionFinding",
    "IsolationRoomUse",
    "Item",
    "LampTube",
    "MedicineGiven",
    "MedicineRequest",
    "Method",
    "MorningCheck",
    "Occasion",
    "OralCheck",
    "OralLine",
    "OutbreakNotice",
    "OutdoorActivity",
    "ParentContact",
    "ParentLetter",
    "Passed",
    "Pest",
    "PestControl",
    "PestReading",
    "ReturnCheck",
    "SentBack",
    "ShiftHandover",
    "SpecialCareCase",
    "SpecialCareNote",
    "SpecialCareNoteLine",
    "SpecialCareVisit",
    "StaffHealthCert",
    "StaffHealthSheet",
    "TerminalDisinfection",
    "Threshold",
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
