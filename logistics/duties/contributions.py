"""What the duties add to the whole."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, Kind, MenuEntry
from logistics.duties.planning import after_calendar
from logistics.duties.registers import DutyComplianceRegister, WorkNoteRegister

contributions = Contributions(
    trade="logistics",
    title=_("Logistics office"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
    after_calendar=after_calendar,
    menu=[
        MenuEntry("today", _("Home"), "home", "house", order=1),
        MenuEntry("today", _("Tasks"), "duties:task_list", "check2-square", "duties.view_task", 2),
        MenuEntry(
            "today", _("Write down"), "duties:record_new", "pencil-square", "duties.write_record", 3
        ),
        MenuEntry(
            "duties", _("Calendar"), "duties:calendar_month", "calendar3", "duties.view_calendar", 1
        ),
        MenuEntry("duties", _("Plans"), "duties:plan_list", "journal-text", "duties.view_task", 2),
        MenuEntry("duties", _("Duties"), "duties:duty_list", "list-check", "duties.view_all", 3),
        MenuEntry(
            "duties", _("Catalogue"), "duties:catalogue", "ui-checks-grid", "duties.arrange", 4
        ),
        MenuEntry(
            "records", _("Registers"), "duties:register_list", "table", "records.view_register", 1
        ),
        MenuEntry(
            "records", _("Compliance"), "duties:compliance", "graph-up", "duties.view_compliance", 2
        ),
    ],
    kinds=[
        Kind(
            code="work_note",
            title=_("Work note"),
            model="duties.WorkNote",
            form="duties:note_new",
            prefix="GZ",
            trade="logistics",
        ),
    ],
    registers=[WorkNoteRegister, DutyComplianceRegister],
)
