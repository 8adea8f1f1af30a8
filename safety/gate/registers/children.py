"""Children at the gate: who leaves early or comes late, and who may fetch whom."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from logistics.records.naming import NamesChildren
from logistics.records.registers import HAPPENED, PHOTOS, WithPhotos
from logistics.registers import Column, joined
from safety.gate.classes import VIEW as PICKUP
from safety.gate.registers.columns import TAIL, GateRegister
from safety.models import ChildLate, EarlyLeave, LeaveSlip, PickupAuthorization, PickupLog

OF_CLASS = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")
CLASS = Column("school_class", _("Class"), "entry.school_class", width=12, content=False)


class ChildRegister(NamesChildren, GateRegister):
    """A register that names children: who takes it on paper or as a file is written down."""

    permission = PICKUP
    filters: ClassVar[Sequence[str]] = OF_CLASS
    related: ClassVar[Sequence[str]] = ("child",)
    unread = ("child__identity_number", "child__note")


def person_fetching(record: Any) -> str:
    return joined(record.fetched_by, record.relation)


class EarlyLeaveRegister(ChildRegister):
    """早退、请假出校登记表."""

    code = "early-leaves"
    title = _("Register of children leaving early")
    kind = "early_leave"
    model = EarlyLeave
    related = ("child", "approved_by", "slip__entry")
    columns = (
        CLASS,
        Column("child", _("Child"), width=10),
        HAPPENED,
        Column("reason", _("Reason"), "get_reason_display", width=14),
        Column("approved_by", _("Agreed by"), width=10),
        Column("slip", _("Slip"), lambda r: r.slip.entry.number if r.slip else r.without_slip,
               width=18),
        Column("fetched_by", _("Fetched by"), person_fetching, width=16),
        Column("checked", _("Checked at the gate by"), "get_checked_display", width=14),
        Column("ended_at", _("Came back at"), width=17, content=False),
        Column("guard", _("Guard"), "entry.entered_by", width=10, content=False),
        *TAIL,
    )  # fmt: skip
    signatures = (_("Class teacher"), _("Guard"), _("Person in charge"))


class ChildLateRegister(ChildRegister):
    """儿童晚到登记表."""

    code = "late-children"
    title = _("Register of children who came late")
    kind = "child_late"
    model = ChildLate
    columns = (
        CLASS,
        Column("child", _("Child"), width=10),
        Column("came", _("Came at"), "entry.happened_at", width=17, content=False),
        Column("minutes", _("Minutes late"), width=8, number=True),
        Column("reason", _("Reason"), "get_reason_display", width=16),
        Column("note", _("Note"), width=24),
        Column("guard", _("Recorded by"), "entry.entered_by", width=10, content=False),
        *TAIL,
    )
    signatures = (_("Class teacher"), _("Guard"), _("Person in charge"))


class LeaveSlipRegister(ChildRegister):
    code = "leave-slips"
    title = _("Leave slips")
    kind = "leave_slip"
    model = LeaveSlip
    columns = (
        Column("on", _("Date"), width=11),
        CLASS,
        Column("child", _("Child"), width=10),
        Column("clock", _("Leaves at"), lambda r: f"{r.clock:%H:%M}" if r.clock else "", width=8),
        Column("reason", _("Reason"), "get_reason_display", width=14),
        Column("fetched_by", _("Fetched by"), person_fetching, width=16),
        Column("teacher", _("Signed by the class teacher"), "entry.entered_by", width=12,
               content=False),
        *TAIL,
    )  # fmt: skip


class AuthorizationRegister(WithPhotos, ChildRegister):
    """家长接送信息与代接授权."""

    code = "pickup-authorisations"
    title = _("Pick-up authorisations")
    kind = "pickup_authorization"
    model = PickupAuthorization
    columns = (
        CLASS,
        Column("child", _("Child"), width=10),
        Column("name", _("Who may fetch"), width=10),
        Column("relation", _("Relation"), width=8),
        Column("phone_end", _("Last four digits of the phone"), width=10),
        PHOTOS,
        Column("paper_end", _("Last four of the identity number"), width=10),
        Column("card", _("Pick-up card"), width=12),
        Column("valid_from", _("From"), width=11),
        Column("valid_until", _("Until"), width=11),
        Column("guardian", _("Guardian who signed"), width=10),
        Column("ended_at", _("Withdrawn at"), width=17, content=False),
        *TAIL,
    )
    signatures = (_("Guardian"), _("Class teacher"))


class PickupRegister(ChildRegister):
    """接送登记表: a row for each exception; a class without any has one row."""

    code = "pickups"
    title = _("Register of pick-ups")
    kind = "pickup_log"
    model = PickupLog
    columns = (
        CLASS,
        Column("child", _("Child"), width=10),
        HAPPENED,
        Column("fetched_by", _("Fetched by"), person_fetching, width=16),
        Column("is_substitute", _("Not on the list"),
               lambda r: r.is_substitute or None, width=9),
        Column("checked", _("How it was checked"), "get_checked_display", width=14),
        Column("teacher", _("Teacher"), "entry.entered_by", width=10, content=False),
        Column("minutes_late", _("Minutes late"), lambda r: r.minutes_late or None, width=9,
               number=True),
        *TAIL,
    )  # fmt: skip
    signatures = (_("Teacher"), _("Person in charge"))
    daily = True
