"""The doctor's rounds, talks with parents, handovers of shifts, time outdoors."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.day.registers.columns import CLASS, DAY, NAME, DayChildRegister, DayRegister
from health.models import ClassRound, OutdoorActivity, ParentContact, ShiftHandover
from logistics.records.registers import BY, HAPPENED, NUMBER, REVIEWER, STATE
from logistics.registers import Column


class RoundRegister(DayRegister):
    code = "class-rounds"
    title = _("Register of the doctor's rounds")
    kind = "class_round"
    model = ClassRound
    columns = (
        HAPPENED,
        CLASS,
        Column("sick_count", _("Children looked after"), width=10, total=True),
        Column("measured_count", _("Temperatures taken"), width=10, total=True),
        Column("contact_count", _("Parents spoken with"), width=10, total=True),
        Column("text", _("What was found and done"), width=30),
        BY,
        STATE,
        NUMBER,
    )


class ContactRegister(DayChildRegister):
    """家长联系记录."""

    code = "parent-contacts"
    title = _("Register of contacts with parents")
    kind = "parent_contact"
    model = ParentContact
    columns = (
        HAPPENED,
        CLASS,
        NAME,
        Column("way", _("How"), "get_way_display", width=10),
        Column("about", _("About"), "get_about_display", width=12),
        Column("text", _("Result"), width=30),
        Column("contact", _("With whom"), width=12),
        BY,
        STATE,
        NUMBER,
    )


class HandoverRegister(DayRegister):
    """交接班记录."""

    code = "shift-handovers"
    title = _("Register of shift handovers")
    kind = "shift_handover"
    model = ShiftHandover
    related = ("taken_by",)
    unread = ("taken_by__identity_number",)
    orientation = "landscape"
    columns = (
        HAPPENED,
        CLASS,
        Column("shift", _("Shift"), "get_shift_display", width=12),
        Column(
            "counts",
            _("Should be there / present"),
            lambda s: f"{s.expected}/{s.present}",
            width=10,
        ),
        Column("sick", _("Sick leave"), width=7, number=True),
        Column("personal", _("Personal leave"), width=7, number=True),
        Column(
            "children",
            _("Children watched / on medicine"),
            lambda s: f"{s.watched_count}/{s.medicine_count}",
            width=10,
        ),
        Column("text", _("Anything special"), width=26),
        Column(
            "by",
            pgettext_lazy("a shift", "Handed over by"),
            "entry.entered_by",
            width=10,
            content=False,
        ),
        Column("taken_by", pgettext_lazy("a shift", "Taken over by"), width=10),
        REVIEWER,
        STATE,
        NUMBER,
    )
    signatures = (
        pgettext_lazy("a shift", "Handed over by"),
        pgettext_lazy("a shift", "Taken over by"),
        _("Reviewed by"),
    )


class OutdoorRegister(DayRegister):
    """户外活动观察."""

    code = "outdoor-activities"
    title = _("Register of outdoor activity")
    kind = "outdoor_activity_log"
    model = OutdoorActivity
    permission = "records.view_register"
    columns = (
        DAY,
        CLASS,
        Column(
            "span", _("From – until"), lambda o: f"{o.starts_at:%H:%M}–{o.ends_at:%H:%M}", width=12
        ),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        Column("activity", _("What was done"), width=22),
        Column("pulse", _("Average pulse"), width=8, number=True),
        Column("density", _("Share of the time in motion"), unit="%", width=8, number=True),
        Column("weather", _("What the weather hindered"), width=18),
        BY,
        STATE,
        NUMBER,
    )
