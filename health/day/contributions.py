"""What this part adds to the whole. The class's day: attendance, checks, medicine, the tracing of who is absent."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from health.day import waiting
from health.day.cards import HOME as CARDS
from health.day.chapters import CHAPTERS as ALL_CHAPTERS
from health.day.checking import subject_of
from health.day.children_data import CHILD_DATA as ALL_CHILD_DATA
from health.day.comparing import COMPARISONS as ALL_COMPARISONS
from health.day.registers import REGISTERS as ALL_REGISTERS
from health.day.rolls import VIEW
from health.day.rules import RULES as ALL_RULES
from health.models.checks import Segment
from logistics.contributions import HelpTopic, Kind, MenuEntry


def kind(code: str, title: Any, model: str, form: str, prefix: str, **given: Any) -> Kind:
    """A kind of the class's day: what it tells is opened to those who see the class's day."""
    usual = {"trade": "health", "reading": VIEW}
    return Kind(code, title, f"health.{model}", f"health:{form}", prefix, **usual | given)


KINDS: list[Any] = [
    kind(
        "attendance", _("Attendance"), "Attendance", "attendance_new", "CQ",
        shown="health/_attendance.html", correct="health:sheet_correct",
    ),
    kind(
        "morning_check", _("Morning or noon check"), "MorningCheck", "check_new", "CJ",
        subjects=tuple((subject_of(segment), segment.label) for segment in Segment),
        shown="health/_check.html", correct="health:sheet_correct",
    ),
    kind(
        "health_observation", _("All-day observation"), "HealthObservation", "observation_new", "GC",
        shown="health/_day_record.html",
    ),
    kind(
        "class_round", _("Round through a class"), "ClassRound", "round_new", "XS",
        shown="health/_day_record.html",
    ),
    kind(
        "absence_trace", _("Traced absence"), "AbsenceTrace", "trace_new", "ZZ",
        shown="health/_day_record.html",
    ),
    kind(
        "parent_contact", _("Contact with parents"), "ParentContact", "contact_new", "LX",
        late_hours=24, shown="health/_day_record.html",
    ),
    kind(
        "guardian_commission", _("Medicine request"), "MedicineRequest", "medicine_new", "WT",
        shown="health/_day_record.html",
    ),
    kind(
        "medication_record", _("Medicine given"), "MedicineGiven", "medicine_given_new", "FY",
        shown="health/_medicine_given.html",
    ),
    kind(
        "shift_handover", _("Handover of a shift"), "ShiftHandover", "handover_new", "JB",
        shown="health/_day_record.html",
    ),
    kind(
        "outdoor_activity_log", _("Outdoor activity"), "OutdoorActivity", "outdoor_new", "HW",
        shown="health/_day_record.html", reading="",
    ),
]  # fmt: skip
MENU: list[Any] = [
    MenuEntry("health", _("Today's classes"), "health:day_grid", "grid-3x3-gap", VIEW, 1),
    MenuEntry("health", _("Absent children"), "health:absence_list", "person-dash", VIEW, 2),
    MenuEntry("health", _("Medicine"), "health:medicine_list", "capsule", VIEW, 3),
    MenuEntry(
        "health", _("Head counts"), "health:head_count_list", "people", "health.view_counts", 4
    ),
]
REGISTERS: list[Any] = ALL_REGISTERS
HOME: list[Any] = CARDS
RULES: list[Any] = ALL_RULES
HELP: list[Any] = [
    HelpTopic(
        "day", _("Attendance and checks"),
        ("health:day", "health:class", "health:attendance", "health:check", "health:observation",
         "health:round", "health:absence", "health:trace", "health:contact", "health:handover",
         "health:outdoor", "health:head_count", "health:sheet"),
    ),
    HelpTopic("medicine", _("Medicine"), ("health:medicine",)),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = []
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS: list[Any] = ALL_COMPARISONS
CHAPTERS: list[Any] = ALL_CHAPTERS
NOTICES: list[Any] = []
INBOX: list[Any] = waiting.INBOX
CHILD_DATA: list[Any] = ALL_CHILD_DATA

# The catalogue's duties that only a check of one part of the day proves.
ABOUT = {"D003": subject_of(Segment.MORNING), "X252": subject_of(Segment.NOON)}
