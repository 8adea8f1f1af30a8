"""Who and what passes the gate: visitors, vehicles, deliveries, keys, calls, slips, footage."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.registers import BY, HAPPENED
from logistics.registers import Column, joined, shown
from logistics.school.masks import masked_identity
from safety.gate.registers.columns import TAIL, GateRegister, with_signatures
from safety.models import (
    Consent,
    Delivery,
    ExitSlip,
    GateIncident,
    GateLock,
    KeyLoan,
    LateArrival,
    Paper,
    PhoneCall,
    Purpose,
    VehicleLog,
    VideoAccess,
)
from safety.models.visitors import VisitorLog


def paper_of(visit: VisitorLog) -> str:
    return joined(Paper(visit.paper).label, masked_identity(visit.paper_number))


def consent_of(visit: VisitorLog) -> str:
    if visit.consent == Consent.NONE:
        return joined(visit.host, Consent(visit.consent).label)
    agreed = visit.agreed_by if visit.agreed_by_id != visit.host_id else ""
    return joined(visit.host, agreed, Consent(visit.consent).label)


def purpose_of(visit: VisitorLog) -> str:
    return joined(Purpose(visit.purpose).label, visit.reason)


class VisitorRegister(GateRegister):
    """来访人员登记表."""

    code = "visitors"
    title = _("Register of visitors")
    kind = "visitor"
    model = VisitorLog
    related = ("host", "agreed_by")
    searched = ("name", "company", "plate", "badge")
    keep_years = 1
    columns = (
        Column("on", _("Date"), lambda v: shown(v.entry.happened_at)[:10], width=11, content=False),
        Column("name", pgettext_lazy("of a person", "Name"), width=12),
        Column("paper", _("Paper and number"), paper_of, width=20),
        Column("company", _("From where"), width=16),
        Column("purpose", pgettext_lazy("of a visit", "Purpose"), purpose_of, width=16),
        Column("host", _("Person visited, and consent"), consent_of, width=18),
        Column("count", _("People"), width=7, number=True, total=True),
        Column("plate", _("Number plate"), width=11),
        Column("carrying", _("Things carried in"), width=14),
        Column("badge", _("Badge"), width=8),
        Column("came", _("Came in"), "entry.happened_at", width=17, content=False),
        Column("ended_at", _("Left at"), width=17, content=False),
        Column("guard", _("Guard"), "entry.entered_by", width=10, content=False),
        *TAIL,
    )
    signatures = (_("Guard"), _("Reviewed by"), _("Person in charge"))
    unread = ("phone",)
    legend = _(
        "Papers are looked at, the person visited agrees before anybody enters, the badge is worn "
        "inside. Names and numbers are deleted after the year."
    )


class VehicleRegister(GateRegister):
    code = "vehicles"
    title = _("Register of vehicles")
    kind = "vehicle"
    model = VehicleLog
    searched = ("plate", "driver", "company", "cargo")
    keep_years = 1
    columns = (
        HAPPENED,
        Column("plate", _("Number plate"), width=12),
        Column("sort", _("Vehicle"), "get_sort_display", width=12),
        Column("driver", _("Driver"), width=12),
        Column("paper", _("Paper shown"), "get_paper_display", width=12),
        Column("people", _("People"), width=7, number=True),
        Column("cargo", _("Load"), width=16),
        Column("is_checked", _("Looked at"), width=9),
        Column("ended_at", _("Left at"), width=17, content=False),
        Column("guard", _("Guard"), "entry.entered_by", width=10, content=False),
        *TAIL,
    )
    signatures = (_("Guard"), _("Reviewed by"), _("Person in charge"))


class DeliveryRegister(GateRegister):
    code = "gate-deliveries"
    title = _("Deliveries and post")
    kind = "gate_delivery"
    model = Delivery
    related = ("receiver", "supplier")
    searched = ("sender", "what", "department")
    columns = (
        HAPPENED,
        Column("sort", _("What came"), "get_sort_display", width=10),
        Column("count", _("How many"), width=8, number=True),
        Column("what", pgettext_lazy("a delivery", "What it is"), width=18),
        Column("sender", _("From whom"), lambda d: joined(d.supplier, d.sender), width=18),
        Column(
            "receiver",
            pgettext_lazy("a delivery", "For whom"),
            lambda d: joined(d.receiver, d.department),
            width=14,
        ),
        Column("ended_at", _("Handed over at"), width=17, content=False),
        BY,
        *TAIL,
    )


class KeyLoanRegister(GateRegister):
    code = "key-loans"
    title = _("Keys given out")
    kind = "key_loan"
    model = KeyLoan
    related = ("key", "person")
    searched = ("key__label", "outsider", "purpose")
    columns = (
        HAPPENED,
        Column("key", pgettext_lazy("of a door", "Key"), width=16),
        Column("person", _("Given to"), lambda k: joined(k.person, k.outsider), width=14),
        Column("purpose", _("What for"), width=20),
        Column("ended_at", _("Came back at"), width=17, content=False),
        BY,
        *TAIL,
    )


class PhoneCallRegister(GateRegister):
    code = "phone-calls"
    title = _("Telephone calls")
    kind = "phone_call"
    model = PhoneCall
    related = ("receiver",)
    searched = ("caller", "content")
    columns = (
        HAPPENED,
        Column("caller", _("Who called"), width=14),
        Column("content", _("About what"), width=40),
        Column("receiver", _("Passed on to"), width=12),
        BY,
        *TAIL,
    )


class LateArrivalRegister(GateRegister):
    code = "late-arrivals"
    title = _("Late arrivals of staff")
    kind = "late_arrival"
    model = LateArrival
    related = ("person",)
    searched = ("person__name", "reason")
    columns = (
        HAPPENED,
        Column("person", pgettext_lazy("of a person", "Name"), width=12),
        Column("starts_at", _("Work begins at"), lambda r: f"{r.starts_at:%H:%M}", width=10),
        Column("minutes", _("Minutes late"), width=9, number=True, total=True),
        Column("reason", _("Reason"), width=24),
        BY,
        *TAIL,
    )


class IncidentRegister(GateRegister):
    code = "gate-incidents"
    title = _("Events at the gate")
    kind = "gate_incident"
    model = GateIncident
    related = ("told",)
    searched = ("what", "measure")
    columns = (
        HAPPENED,
        Column("what", pgettext_lazy("at the gate", "What happened"), width=32),
        Column("measure", _("What was done"), width=32),
        Column("police_called", _("Police called"), width=9),
        Column("told", _("Reported to"), width=12),
        BY,
        *TAIL,
    )


class GateLockRegister(GateRegister):
    code = "gate-locks"
    title = _("Gate opened and locked")
    kind = "gate_lock"
    model = GateLock
    searched = ("note",)
    daily = True
    columns = (
        HAPPENED,
        Column("act", _("Gate"), "get_act_display", width=14),
        Column("note", _("Note"), width=30),
        BY,
        *TAIL,
    )


class ExitSlipRegister(GateRegister):
    """出门条登记."""

    code = "exit-slips"
    title = _("Exit slips")
    kind = "exit_slip"
    model = ExitSlip
    related = ("person", "leader")
    searched = ("person__name", "what", "reason")
    columns = (
        HAPPENED,
        Column("person", _("Who"), width=10),
        Column("what", _("Which goods"), width=20),
        Column("reason", _("Reason"), width=20),
        Column("leader", _("Agreed by"), width=10),
        Column("signed", _("Signed at"), width=17, content=False),
        Column("passed_at", _("Went out at"), width=17, content=False),
        Column("ended_at", _("Came back at"), width=17, content=False),
        *TAIL,
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        return with_signatures(super().records(keys), "leader")


class VideoAccessRegister(GateRegister):
    """监控录像查阅调取登记表."""

    code = "video-access"
    title = _("Viewings of camera footage")
    kind = "video_access_log"
    model = VideoAccess
    related = ("approved_by", "operator")
    searched = ("unit", "name", "reason", "camera", "content")
    columns = (
        HAPPENED,
        Column("unit", _("Unit that asks"), width=16),
        Column("name", pgettext_lazy("of a person", "Name"), width=10),
        Column("reason", _("Reason"), width=20),
        Column("camera", _("Camera"), width=14),
        Column("span", _("Footage from, until"),
               lambda v: f"{shown(v.from_at)} ～ {shown(v.until_at)}", width=22),
        Column("content", _("What it shows"), width=22),
        Column("way", _("Viewed or copied"), "get_way_display", width=9),
        Column("approved_by", _("Agreed by"), width=10),
        Column("operator", _("Operated by"), width=10),
        Column("ended_at", _("Returned or destroyed at"), width=17, content=False),
        *TAIL,
    )  # fmt: skip
    signatures = (_("Operated by"), _("Agreed by"))
