"""What this part adds to the whole. Examinations, special care, health education and the staff's certificates."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from health import schedule
from health.care import (
    caring,
    chapters,
    child_data,
    comparing,
    examining,
    home,
    registers,
    staffing,
)
from health.models import ColdWeatherCare, HealthAnalysis
from health.models.analyses import subject_of as analysis_of
from health.models.cold import subject_of as cold_of
from logistics.access import Role
from logistics.contributions import HelpTopic, HomeCard, Kind, MenuEntry, SearchSource

CHILD, STAFF = "health.view_child", "health.view_staff"

KINDS = [
    Kind(
        code="entry_exam", title=_("Entry examination"), model="health.EntryExam",
        form="health:entry_exam_new", prefix="RTJ", trade="health", late_hours=72,
        shown="health/_entry_exam.html", reading=CHILD,
    ),
    Kind(
        code="health_exam", title=_("Yearly examination"), model="health.HealthExam",
        form="health:health_exam_list", prefix="NTJ", trade="health", late_hours=336,
        shown="health/_health_exam.html", reading=CHILD,
    ),
    Kind(
        code="vaccination_check", title=_("Check of vaccination certificates"),
        model="health.VaccinationCheck", form="health:vaccination_of_task", prefix="JZZ",
        trade="health", late_hours=72, shown="health/_vaccination_check.html", reading=CHILD,
    ),
    Kind(
        code="transfer_health_cert", title=_("Transfer health certificate"),
        model="health.TransferHealthCert", form="health:transfer_cert_new", prefix="ZYZ",
        trade="health", late_hours=72, shown="health/_transfer_cert.html", reading=CHILD,
    ),
    Kind(
        code="common_disease_case", title=_("Nutritional or common disease"),
        model="health.CommonDiseaseCase", form="health:disease_new", prefix="CJB",
        trade="health", late_hours=72, shown="health/_disease.html", reading=CHILD,
    ),
    Kind(
        code="special_care_case", title=_("Case of special care"),
        model="health.SpecialCareCase", form="health:special_care_of_task", prefix="ZAL",
        trade="health", late_hours=72, shown="health/_special_case.html", reading=CHILD,
    ),
    Kind(
        code="special_care_visit", title=_("Visit of special care"),
        model="health.SpecialCareVisit", form="health:special_care_list", prefix="ZAF",
        trade="health", late_hours=72, shown="health/_special_visit.html", reading=CHILD,
    ),
    Kind(
        code="staff_health_cert", title=_("Health certificates of staff"),
        model="health.StaffHealthSheet", form="health:staff_cert_new", prefix="JKZ",
        trade="health", late_hours=168, shown="health/_staff_certs.html", reading=STAFF,
    ),
    Kind(
        code="health_education", title=_("Health education"), model="health.HealthEducation",
        form="health:education_new", prefix="JKJ", trade="health", late_hours=72,
        shown="health/_education.html",
    ),
    Kind(
        code="clinic_drug_stock", title=_("Check of the medicines"),
        model="health.ClinicDrugStock", form="health:drug_check_new", prefix="YPQ",
        trade="health", late_hours=24, shown="health/_drug_check.html",
    ),
    Kind(
        code="health_analysis", title=_("Health analysis"), model="health.HealthAnalysis",
        form="health:analysis_new", prefix="FX", trade="health", late_hours=168,
        shown="health/_analysis.html",
        subjects=tuple((analysis_of(about), about.label) for about in HealthAnalysis.About),
    ),
    Kind(
        code="special_care_note", title=_("Note of special care"),
        model="health.SpecialCareNote", form="health:care_note_of_task", prefix="TZ",
        trade="health", shown="health/_care_note.html", reading=CHILD,
    ),
    Kind(
        code="cold_weather_care", title=_("Care in cold weather"),
        model="health.ColdWeatherCare", form="health:cold_new", prefix="FH", trade="health",
        shown="health/_cold.html",
        subjects=tuple((cold_of(about), about.label) for about in ColdWeatherCare.About),
    ),
]  # fmt: skip
MENU = [
    MenuEntry("health", _("Examinations"), "health:schedule_list", "clipboard2-pulse", CHILD, 60),
    MenuEntry("health", _("Special care"), "health:special_care_list", "heart-pulse", CHILD, 62),
    MenuEntry("health", _("Health files"), "health:health_file_list", "folder2-open", CHILD, 64),
    MenuEntry(
        "health", _("Health certificates"), "health:staff_cert_list", "person-badge", STAFF, 66
    ),
    MenuEntry(
        "health", _("Medicines"), "health:drug_list", "capsule", "stores.keep_medicine", 68
    ),
    MenuEntry(
        "health", _("Health education"), "health:education_list", "mortarboard",
        "health.view_counts", 70,
    ),
    MenuEntry(
        "health", _("Carers' day"), "health:day_plan_list", "clock-history", "health.disinfect", 72
    ),
    MenuEntry(
        "health", _("Health registers"), "health:ledger_set", "journals", "health.view_hygiene", 74
    ),
    MenuEntry("health", _("Analyses"), "health:analysis_new", "bar-chart", "health.keep", 76),
    MenuEntry(
        "health", _("Special care today"), "health:care_note_of_task", "bandaid",
        "health.write_day", 61,
    ),
]  # fmt: skip
REGISTERS = registers.REGISTERS
HOME = [
    HomeCard(frozenset({Role.DOCTOR}), "health/_care_home.html", home.doctor_card, 30),
    HomeCard(frozenset({Role.CARER}), "health/_care_note_home.html", home.carer_card, 6),
    HomeCard(frozenset({Role.TEACHER}), "health/_education_home.html", home.teacher_card, 45),
]
RULES = [
    *examining.RULES,
    *caring.RULES,
    *staffing.RULES,
    *schedule.RULES,
    *child_data.RULES,
]
HELP = [
    HelpTopic(
        "examinations", _("Examinations and vaccination certificates"),
        ("health:schedule", "health:entry_exam", "health:health_exam", "health:vaccination",
         "health:transfer"),
    ),
    HelpTopic(
        "special_care", _("Special care and health files"),
        ("health:special", "health:disease", "health:health_file"),
    ),
    HelpTopic(
        "reviews", _("Analyses, care notes and cold weather"),
        ("health:analysis", "health:care_note", "health:cold"),
    ),
    HelpTopic(
        "staff_health", _("Health certificates and medicines"), ("health:staff", "health:drug")
    ),
    HelpTopic(
        "education", _("Health education and the carers' day"),
        ("health:education", "health:letter", "health:day_plan", "health:ledger"),
    ),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH = [SearchSource("health_files", _("Health files"), home.find_files, CHILD, 37)]
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS = comparing.COMPARISONS
CHAPTERS = chapters.CHAPTERS
NOTICES = staffing.NOTICES
INBOX = staffing.INBOX
CHILD_DATA = child_data.CHILD_DATA

# The catalogue's duties that only one of these proves.
ABOUT = {
    "X276": analysis_of(HealthAnalysis.About.ATTENDANCE),
    "X277": analysis_of(HealthAnalysis.About.EXAMS),
    "X278": analysis_of(HealthAnalysis.About.ILLNESS),
    "X440": analysis_of(HealthAnalysis.About.CHECKS),
    "M036": cold_of(ColdWeatherCare.About.CLOTHING),
    "M040": cold_of(ColdWeatherCare.About.PROTECTION),
}
