"""The registers of the gate, in the columns of the official forms."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Signature
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    PHOTOS,
    STATE,
    EntryRegister,
    WithPhotos,
)
from logistics.registers import Column, shown
from logistics.school.masks import masked_identity
from safety.gate.board import VIEW
from safety.gate.classes import VIEW as PICKUP
from safety.models import (
    AtGate,
    ChildLate,
    Consent,
    Delivery,
    DutyLog,
    EarlyLeave,
    ExitSlip,
    GateDuty,
    GateIncident,
    GateLock,
    GuardPatrol,
    GuardShift,
    KeyLoan,
    LateArrival,
    LeaveSlip,
    Paper,
    PatrolKind,
    PhoneCall,
    PickupAuthorization,
    PickupLog,
    Purpose,
    VehicleLog,
    VideoAccess,
)
from safety.models.visitors import VisitorLog

PARTS = "between the parts of a list"
FILTERS = ("period", "campus", "person", "state", "reason", "q", "order")
OF_CLASS = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")
CLASS = Column("school_class", _("Class"), "entry.school_class", width=12, content=False)
TAIL = (NUMBER, STATE, CAMPUS, ENTERED)


def joined(*parts: Any) -> str:
    return pgettext(PARTS, "; ").join(str(part) for part in parts if part)


class GateRegister(EntryRegister):
    """A register of the gate: read by the guards and by whoever answers for the gate."""

    trade = "safety"
    permission = VIEW
    filters: ClassVar[Sequence[str]] = FILTERS


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


def with_signatures(records: list[Any], capacity: str) -> list[Any]:
    """Each with `signed`: when this version of it was signed in a capacity."""
    given = Signature.objects.filter(entry__in=[r.pk for r in records], capacity=capacity)
    at = {(s.entry_id, s.version): s for s in given.select_related("by")}
    for record in records:
        signature = at.get((record.pk, record.entry.version))
        record.signed = signature.at if signature else None
        record.signed_by = signature.by if signature else None
    return records


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


# Children.


class ChildRegister(GateRegister):
    """A register that names children: who takes it on paper or as a file is written down."""

    permission = PICKUP
    filters: ClassVar[Sequence[str]] = OF_CLASS
    related: ClassVar[Any] = ("child",)

    def records(self, keys: Iterable[int]) -> list[Any]:
        """Nobody's identity number is decrypted for a list."""
        keys = list(keys)
        related = ("entry__campus", "entry__school_class", "entry__place", "entry__entered_by",
                   "entry__reviewed_by", *self.related)  # fmt: skip
        rows: Any = self.model._default_manager.select_related(*related)
        rows = rows.defer(
            "entry__entered_by__identity_number", "entry__reviewed_by__identity_number",
            "child__identity_number", "child__note",
        )  # fmt: skip
        found = {record.pk: record for record in rows.filter(pk__in=keys)}
        return [found[key] for key in keys]

    def children(self, rows: QuerySet) -> Iterable[int]:
        told: Any = self.model._default_manager.filter(entry__in=rows.order_by().values("pk"))
        return told.exclude(child=None).order_by().values_list("child_id", flat=True).distinct()


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


# Guards.


def guards_in(shift: GuardShift) -> str:
    parts = []
    for line in shift.lines.all():
        late = gettext("%(n)s minutes late") % {"n": line.minutes_late} if line.minutes_late else ""
        came = f"{shown(line.came_at)[-5:]}" if line.came_at else ""
        parts.append(" ".join(part for part in (str(line.person), came, late) if part))
    return joined(*parts)


def handed_to(shift: Any) -> str:
    if not shift.taken_by:
        return gettext("not handed over")
    return joined(shift.taken_by, None if shift.signed else gettext("not signed yet"))


def not_in_order(shift: GuardShift) -> str:
    names = ("alarm_ok", "cameras_ok", "equipment_ok", "keys_ok")
    wrong = [shift._meta.get_field(n).verbose_name for n in names if not getattr(shift, n)]  # type: ignore[union-attr]
    return joined(*(gettext("not: %(what)s") % {"what": what} for what in wrong)) or "√"


class ShiftRegister(GateRegister):
    """保安值班记录 (门卫值班与巡逻记录)."""

    code = "guard-shifts"
    title = _("Register of guard shifts")
    kind = "guard_shift"
    model = GuardShift
    related = ("taken_by",)
    searched = ("text",)
    daily = True
    columns = (
        HAPPENED,
        Column("shift", _("Shift"), "get_shift_display", width=8),
        Column("guards", _("On duty"), guards_in, width=22),
        Column("in_order", _("Alarm, cameras, equipment, keys"), not_in_order, width=18),
        Column("inside", _("Visitors inside"), width=8, number=True),
        Column("text", pgettext_lazy("at the gate", "What happened"), width=34),
        Column("handed", _("Handed over to"), handed_to, width=14),
        *TAIL,
    )
    signatures = (_("Handed over by"), _("Taken over by"), _("Person in charge"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows = super().records(keys)
        prefetch_related_objects(rows, Prefetch("lines", lines_of(GuardShift, "person")))
        return with_signatures(rows, "taken_over")


def lines_of(model: Any, *related: str) -> Any:
    return model._meta.get_field("lines").related_model.objects.select_related(*related)


def points_in(patrol: GuardPatrol) -> str:
    parts = []
    for line in patrol.lines.all():
        at = shown(line.at)[-5:] if line.at else pgettext("a point", "not reached")
        lock = line.get_lock_display() if line.lock != "none" else ""
        parts.append(" ".join(str(part) for part in (line.place, at, lock, line.text) if part))
    return joined(*parts)


class PatrolRegister(GateRegister):
    """巡逻记录."""

    code = "guard-patrols"
    title = _("Register of patrols")
    kind = "guard_patrol"
    model = GuardPatrol
    related = ("companion",)
    searched = ("text",)
    daily = True
    columns = (
        Column("begun_at", _("Begun at"), width=17),
        HAPPENED,
        Column("about", _("Patrol"), lambda p: str(PatrolKind(p.entry.subject).label), width=12,
               content=False),
        Column("guards", _("Walked by"), lambda p: joined(p.entry.entered_by, p.companion),
               width=14),
        Column("reached", _("Points reached"), lambda p: f"{p.reached}/{p.points}", width=8),
        Column("points", _("Points and times"), points_in, width=44),
        Column("text", _("Note"), width=20),
        *TAIL,
    )  # fmt: skip
    signatures = (_("Walked by"), _("Person in charge"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows = super().records(keys)
        prefetch_related_objects(rows, Prefetch("lines", lines_of(GuardPatrol, "place")))
        return rows


class GateDutyRegister(GateRegister):
    code = "gate-duties"
    title = _("Duty at the gate")
    kind = "gate_duty"
    model = GateDuty
    searched = ("note",)
    columns = (
        HAPPENED,
        Column("person", pgettext_lazy("of a person", "Name"), "entry.entered_by", width=10, content=False),
        Column("about", pgettext_lazy("at the gate", "As"),
               lambda d: str(AtGate(d.entry.subject).label), width=14, content=False),
        Column("note", pgettext_lazy("at the gate", "What happened"), width=36),
        *TAIL,
    )  # fmt: skip


class DutyLogRegister(GateRegister):
    """值班记录."""

    code = "duty-logs"
    title = _("Duty logs")
    kind = "duty_log"
    model = DutyLog
    related = ("leader", "taken_by")
    searched = ("text",)
    columns = (
        Column("starts_at", pgettext_lazy("duty", "From"), width=17),
        Column("until", pgettext_lazy("duty", "Until"), width=17),
        Column("leader", _("Leader on duty"), width=10),
        Column("person", _("On duty"), "entry.entered_by", width=10, content=False),
        Column("text", pgettext_lazy("at the gate", "What happened"), width=40),
        Column("handed", _("Handed over to"), handed_to, width=14),
        *TAIL,
    )
    signatures = (_("Handed over by"), _("Taken over by"), _("Leader on duty"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        return with_signatures(super().records(keys), "taken_over")


REGISTERS = [
    VisitorRegister,
    VehicleRegister,
    DeliveryRegister,
    KeyLoanRegister,
    PhoneCallRegister,
    LateArrivalRegister,
    IncidentRegister,
    GateLockRegister,
    ExitSlipRegister,
    VideoAccessRegister,
    EarlyLeaveRegister,
    ChildLateRegister,
    LeaveSlipRegister,
    AuthorizationRegister,
    PickupRegister,
    ShiftRegister,
    PatrolRegister,
    GateDutyRegister,
    DutyLogRegister,
]
