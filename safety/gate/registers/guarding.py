"""Who is on duty: shifts of the guards, patrols, duty at the gate, duty logs."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.registers import HAPPENED, WithLines
from logistics.registers import Column, joined, shown
from safety.gate.registers.columns import TAIL, GateRegister, with_signatures
from safety.models import AtGate, DutyLog, GateDuty, GuardPatrol, GuardShift, PatrolKind


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


class ShiftRegister(WithLines, GateRegister):
    """保安值班记录 (门卫值班与巡逻记录)."""

    code = "guard-shifts"
    title = _("Register of guard shifts")
    kind = "guard_shift"
    model = GuardShift
    related = ("taken_by",)
    line_related = ("person",)
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
        return with_signatures(super().records(keys), "taken_over")


def points_in(patrol: GuardPatrol) -> str:
    parts = []
    for line in patrol.lines.all():
        at = shown(line.at)[-5:] if line.at else pgettext("a point", "not reached")
        lock = line.get_lock_display() if line.lock != "none" else ""
        parts.append(" ".join(str(part) for part in (line.place, at, lock, line.text) if part))
    return joined(*parts)


class PatrolRegister(WithLines, GateRegister):
    """巡逻记录."""

    code = "guard-patrols"
    title = _("Register of patrols")
    kind = "guard_patrol"
    model = GuardPatrol
    related = ("companion",)
    line_related = ("place",)
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
