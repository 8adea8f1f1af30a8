"""What health keeps, by noun."""

from health.models.day_work import DayPlan, DayPlanLine
from health.models.education import HealthEducation, ParentLetter
from health.models.exams import (
    EntryExam,
    HealthExam,
    HealthExamLine,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from health.models.medicines import ClinicDrugLine, ClinicDrugStock
from health.models.special_care import CommonDiseaseCase, SpecialCareCase, SpecialCareVisit
from health.models.staff_health import StaffHealthCert, StaffHealthSheet

__all__ = [
    "ClinicDrugLine",
    "ClinicDrugStock",
    "CommonDiseaseCase",
    "DayPlan",
    "DayPlanLine",
    "EntryExam",
    "HealthEducation",
    "HealthExam",
    "HealthExamLine",
    "ParentLetter",
    "SpecialCareCase",
    "SpecialCareVisit",
    "StaffHealthCert",
    "StaffHealthSheet",
    "TransferHealthCert",
    "VaccinationCheck",
    "VaccinationLine",
]
