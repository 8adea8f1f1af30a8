"""What the duties add to the whole."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import Check, Contributions, Kind, MenuEntry, SearchSource, Sticker
from logistics.duties import (
    approving,
    chapters,
    comparing,
    finding,
    forgetting,
    invariants,
    news,
    owing,
    righting,
    seeing_to,
    signing,
)
from logistics.duties.models import Finding
from logistics.duties.planning import after_calendar
from logistics.duties.rectifying import RectificationRegister
from logistics.duties.registers import DutyComplianceRegister, WorkNoteRegister
from logistics.duties.rooms import RoomUseRegister


def note_of_place(place: Any, person: Any) -> str:
    """The form of a note with the place filled in."""
    url = f"{reverse('duties:note_new')}?{urlencode({'place': place.pk})}"
    return url if place.is_active else ""


def use_of_room(place: Any, person: Any) -> str:
    """Only where the use is registered."""
    registered = place.is_active and (place.needs_consent or place.kind == place.Kind.SPECIAL_ROOM)
    return f"{reverse('duties:room_use_new')}?place={place.pk}" if registered else ""


def notes_of_place(place: Any, person: Any) -> str:
    register = reverse("duties:register", args=[WorkNoteRegister.code])
    return f"{register}?{urlencode({'place': place.name, 'period': 'term'})}"


def findings_of_place(place: Any, person: Any) -> str:
    """Where this person sees something that is not right here."""
    seen = Finding.objects.visible_to(person, seeing_to.SEE).unsettled().filter(place=place)
    listed = f"{reverse('duties:finding_list')}?{urlencode({'view': 'all', 'place': place.pk})}"
    return listed if seen.exists() else ""


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
        MenuEntry(
            "records",
            _("Term summary"),
            "duties:summary",
            "file-earmark-text",
            "duties.view_compliance",
            3,
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
            shown="duties/_note.html",
            correct="duties:entry_correct",
        ),
        Kind(
            code="room_use",
            title=_("Use of a special room"),
            model="duties.RoomUse",
            form="duties:room_use_new",
            prefix="SY",
            trade="logistics",
        ),
        Kind(
            code="rectification",
            title=_("Rectification"),
            model="duties.Rectification",
            form="duties:finding_choose",
            prefix="ZG",
            trade="logistics",
            late_hours=24,
            shown="duties/_rectification.html",
        ),
        Kind(
            code="recheck",
            title=_("Recheck"),
            model="duties.Recheck",
            form="duties:finding_choose",
            prefix="FC",
            trade="logistics",
            late_hours=24,
            shown="duties/_rectification.html",
        ),
    ],
    registers=[
        WorkNoteRegister,
        DutyComplianceRegister,
        RoomUseRegister,
        RectificationRegister,
    ],
    checks=[
        Check("proofs", _("Proofs"), invariants.proofs_apart),
        Check("tasks", _("Tasks and their proofs"), invariants.tasks_apart),
    ],
    search=[
        SearchSource("tasks", _("Tasks"), finding.tasks, "duties.view_task", 40),
        SearchSource("records", _("Records"), finding.records, order=50),
        SearchSource(
            "findings",
            pgettext_lazy("of the school", "Findings"),
            seeing_to.searched,
            "duties.view_task",
            45,
        ),
        SearchSource(
            "duties", _("Duties and plans"), finding.duties_and_plans, "duties.view_task", 70
        ),
        SearchSource("registers", _("Registers"), finding.registers, "records.view_register", 80),
    ],
    stickers=[
        Sticker(
            _("Write down what was done"), "pencil-square", note_of_place, "duties.write_record", 10
        ),
        Sticker(
            _("Register the use of this room"), "door-open", use_of_room, "duties.write_record", 20
        ),
        Sticker(
            _("What is to be put right here"), "wrench", findings_of_place, "duties.view_task", 60
        ),
        Sticker(_("What was recorded here"), "table", notes_of_place, "records.view_register", 80),
    ],
    chapters=chapters.CHAPTERS,
    comparisons=comparing.COMPARISONS,
    approvals=approving.APPROVALS,
    notices=[*news.KINDS, *righting.NOTICES],
    inbox=[owing.TASKS, signing.SIGNATURES, *seeing_to.INBOX],
    forget=forgetting.forget,
)
