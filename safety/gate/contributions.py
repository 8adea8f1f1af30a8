"""What this part adds to the whole. The gate: who comes, who goes, who is on guard."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.contributions import (
    HelpTopic,
    Kind,
    MenuEntry,
    Sealed,
    SearchSource,
    Sticker,
)
from safety.gate import (
    chapters,
    child_data,
    coming_late,
    comparing,
    expecting,
    finding,
    home,
    registers,
    rules,
    waiting,
)
from safety.gate.board import VIEW
from safety.gate.classes import VIEW as PICKUP
from safety.models import AtGate, PatrolKind

STAFF = "safety.inspect"


def kind(code: str, title: Any, model: str, form: str, prefix: str, **given: Any) -> Kind:
    """A kind of the gate: read by the guards and by whoever answers for the gate."""
    usual = {"trade": "safety", "reading": VIEW, "shown": "safety/_gate_record.html"}
    return Kind(code, title, f"safety.{model}", f"safety:{form}", prefix, **usual | given)


def point_here(place: Any, person: Any) -> str:
    """Only where the patrol passes."""
    point = getattr(place, "patrol_point", None)
    url = reverse("safety:patrol_mark", args=[place.pk])
    return f"{url}?code=1" if point and point.is_active else ""


KINDS: list[Any] = [
    kind("visitor", _("Visitor"), "VisitorLog", "visitor_new", "LF", keep_years=1),
    kind("vehicle", _("Vehicle"), "VehicleLog", "vehicle_new", "CLJ", keep_years=1),
    kind("gate_delivery", _("Delivery or post"), "Delivery", "delivery_new", "SJ"),
    kind("key_loan", _("Key given out"), "KeyLoan", "key_loan_new", "YSJ"),
    kind("phone_call", _("Telephone call"), "PhoneCall", "phone_call_new", "LD"),
    kind("late_arrival", _("Late arrival"), "LateArrival", "late_arrival_new", "CD"),
    kind("gate_incident", _("Event at the gate"), "GateIncident", "gate_incident_new", "TF"),
    kind("gate_lock", _("Gate opened or locked"), "GateLock", "gate_lock_new", "KG"),
    kind("exit_slip", _("Exit slip"), "ExitSlip", "exit_slip_new", "CM"),
    kind("video_access_log", _("Viewing of camera footage"), "VideoAccess", "video_access_new", "LXC"),
    kind("leave_slip", _("Leave slip"), "LeaveSlip", "leave_slip_new", "PT", reading=PICKUP),
    kind("child_late", _("Late arrival of a child"), "ChildLate", "child_late_new", "EWD",
         reading=PICKUP),
    kind("early_leave", _("Early leave"), "EarlyLeave", "early_leave_new", "ZT", reading=PICKUP),
    kind(
        "pickup_authorization", _("Pick-up authorisation"), "PickupAuthorization",
        "authorization_new", "JS", reading=PICKUP,
    ),
    kind("pickup_log", _("Pick-up"), "PickupLog", "pickup_log_new", "JSJ", reading=PICKUP),
    kind(
        "guard_shift", _("Guard shift"), "GuardShift", "guard_shift_new", "BA", late_hours=24,
        shown="safety/_shift_record.html",
    ),
    kind(
        "guard_patrol", _("Patrol"), "GuardPatrol", "patrol_new", "XL",
        subjects=tuple(PatrolKind.choices), shown="safety/_patrol_record.html",
    ),
    kind("gate_duty", _("Duty at the gate"), "GateDuty", "gate_duty_new", "HX",
         subjects=tuple(AtGate.choices)),
    kind("duty_log", _("Duty log"), "DutyLog", "duty_log_new", "ZBJ", late_hours=24),
]  # fmt: skip
MENU: list[Any] = [
    MenuEntry("safety", _("Gate"), "safety:gate", "door-open", VIEW, 30),
    MenuEntry("safety", _("Pick-up"), "safety:pickup_list", "people", PICKUP, 32),
    MenuEntry("safety", _("Expected visits"), "safety:visit_list", "calendar2-check",
              "safety.report", 34),
    MenuEntry("safety", _("Exit slip"), "safety:exit_slip_new", "box-arrow-right",
              "safety.report", 36),
    MenuEntry("safety", _("Roster"), "safety:roster", "calendar3-week", STAFF, 38),
    MenuEntry("safety", _("I was at the gate"), "safety:gate_duty_new", "shield-check", STAFF, 39),
    MenuEntry("safety", _("Duty log"), "safety:duty_log_new", "journal-check", STAFF, 40),
    MenuEntry("safety", _("Visitors whose time is over"), "safety:visitor_forgetting", "eraser",
              "school.protect_data", 90),
]  # fmt: skip
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic(
        "gate", _("Gate"),
        ("safety:gate", "safety:visitor", "safety:visit", "safety:vehicle", "safety:delivery",
         "safety:key", "safety:phone", "safety:late_arrival", "safety:exit_slip",
         "safety:video_access", "safety:stay", "safety:guard", "safety:closing_today"),
    ),
    HelpTopic(
        "pickup", _("Pick-up"),
        ("safety:pickup", "safety:leave_slip", "safety:early_leave", "safety:child_late", "safety:authorization",
         "safety:new_children"),
    ),
    HelpTopic(
        "patrols", _("Patrols and the roster"),
        ("safety:patrol", "safety:roster", "safety:duty_log"),
    ),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = [SearchSource("visitors", _("Visitors"), finding.visitors, VIEW, 45)]
STICKERS: list[Any] = [
    Sticker(_("Patrol point reached"), "signpost-split", point_here, STAFF, 12),
]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = [*expecting.NOTICES, *coming_late.NOTICES]
INBOX: list[Any] = waiting.INBOX
CHILD_DATA: list[Any] = child_data.CHILD_DATA
APPROVALS: list[Any] = []
SEALED: list[Any] = [
    Sealed(
        "safety.GateStep",
        ("entry_id", "act", "happened_at", "person_id", "is_lacking", "by_id", "at"),
        stamp="stamp",
    ),
    Sealed("safety.PaperReading", ("entry_id", "by_id", "at"), stamp="stamp"),
]
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "D032": AtGate.LEADER,
    "D034": AtGate.TEACHER,
    "D033": PatrolKind.TEAM,
    "D037": PatrolKind.NIGHT,
    "X191": PatrolKind.DAY,
}
