"""What this part adds to the whole. Fire safety, drills and the equipment that is watched."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.contributions import HelpTopic, Kind, MenuEntry, SearchSource, Sticker
from safety.fire import chapters, comparing, finding, home, playing, registers, rules, servicing
from safety.models import (
    DrillType,
    Facility,
    Family,
    FireEquipment,
    PlayService,
    SpecialEquipmentCheck,
    Topic,
)
from safety.models.drills import OF_EVERYBODY, OF_SOME

SHOWN = "safety/_equipment_record.html"


def subjects(codes: Any) -> tuple[tuple[str, Any], ...]:
    """What records of a kind may be about, as its duties ask for it."""
    return tuple((code.subject, code.label) for code in codes)


KINDS: list[Any] = [
    Kind(
        code="fire_equipment_check",
        title=_("Check of fire equipment"),
        model="safety.FireEquipmentCheck",
        form="safety:fire_check_new",
        prefix="MHJ",
        trade="safety",
        keep_years=5,
        shown=SHOWN,
        subjects=subjects(Family),
    ),
    Kind(
        code="fire_facility_service",
        title=_("Service or test of fire facilities"),
        model="safety.FireFacilityService",
        form="safety:fire_service_new",
        prefix="XW",
        trade="safety",
        late_hours=72,
        keep_years=5,
        shown=SHOWN,
        voided=servicing.voided,
        subjects=subjects(Facility),
    ),
    Kind(
        code="fire_report",
        title=_("Monthly fire report"),
        model="safety.FireReport",
        form="safety:fire_report_new",
        prefix="XB",
        trade="safety",
        keep_years=5,
        shown=SHOWN,
    ),
    Kind(
        code="drill",
        title=_("Evacuation drill"),
        model="safety.EvacuationDrill",
        form="safety:drill_new",
        prefix="YL",
        trade="safety",
        shown=SHOWN,
        subjects=subjects(OF_EVERYBODY),
    ),
    Kind(
        code="exercise",
        title=_("Emergency exercise"),
        model="safety.Exercise",
        form="safety:drill_new",
        prefix="YX",
        trade="safety",
        shown=SHOWN,
        subjects=subjects(OF_SOME),
    ),
    Kind(
        code="training",
        title=_("Staff training"),
        model="safety.StaffTraining",
        form="safety:training_new",
        prefix="PX",
        trade="safety",
        late_hours=72,
        shown=SHOWN,
        subjects=subjects(Topic),
    ),
    Kind(
        code="hot_work",
        title=_("Permit for hot work"),
        model="safety.HotWorkPermit",
        form="safety:hot_work_new",
        prefix="DH",
        trade="safety",
        shown=SHOWN,
    ),
    Kind(
        code="hot_work_end",
        title=_("End of hot work"),
        model="safety.HotWorkEnd",
        form="safety:hot_work_list",
        prefix="DJ",
        trade="safety",
        shown=SHOWN,
    ),
    Kind(
        code="special_equipment",
        title=_("Service of special equipment"),
        model="safety.SpecialEquipmentCheck",
        form="safety:special_check_new",
        prefix="TS",
        trade="safety",
        late_hours=72,
        keep_years=30,
        shown=SHOWN,
        voided=servicing.special_voided,
        subjects=subjects(SpecialEquipmentCheck.Act),
    ),
    Kind(
        code="play_service",
        title=_("Service of play equipment"),
        model="safety.PlayService",
        form="safety:play_list",
        prefix="QX",
        trade="safety",
        shown=SHOWN,
        voided=playing.voided,
        subjects=subjects(PlayService.Act),
    ),
]
# What alone the duties of the catalogues are proved by: the lights not by the extinguishers.
ABOUT: dict[str, str] = {
    "X183": Family.EXTINGUISHER.subject,
    "X184": Family.LIGHT.subject,
    "X185": Facility.FIRE.subject,
    "X186": Facility.EXTINGUISHERS.subject,
    "X204": Facility.LIGHTNING.subject,
    "X187": DrillType.FIRE.subject,
    "X166": DrillType.FOOD.subject,
    "X294": DrillType.INFECTION.subject,
    "X190": Topic.FIRE.subject,
    "M081": Topic.FIRE.subject,
    "D083": Topic.SAFETY.subject,
    "D084": Topic.COOKING.subject,
    "D085": Topic.COOKING.subject,
    "D114": Topic.POST.subject,
    "D122": Topic.POST.subject,
    "D148": Topic.GUARD.subject,
    "M094": Topic.REPAIR.subject,
    "M095": Topic.GUARD.subject,
    "X038": Topic.CARE.subject,
    "X039": Topic.CARE.subject,
    "X093": Topic.POST.subject,
    "X094": Topic.PURCHASE.subject,
    "X163": Topic.FOOD.subject,
    "X164": Topic.KITCHEN.subject,
    "X205": SpecialEquipmentCheck.Act.UPKEEP.subject,
    "X206": SpecialEquipmentCheck.Act.APPLY.subject,
}
MENU: list[Any] = [
    MenuEntry("safety", _("Fire safety"), "safety:fire", "fire", "safety.view_fire", 40),
    MenuEntry(
        "safety",
        _("Drills and training"),
        "safety:drill_list",
        "stopwatch",
        "records.view_register",
        44,
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic(
        "fire",
        _("Fire safety and watched equipment"),
        ("safety:fire", "safety:hot_work", "safety:special", "safety:play", "safety:charging",
         "safety:bike"),
    ),
    HelpTopic("drills", _("Drills and training"), ("safety:drill", "safety:training")),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = [
    SearchSource("equipment", _("Watched equipment"), finding.equipment, finding.VIEW, 62)
]


def check_here(place: Any, person: Any) -> str:
    """The check of what hangs at a place or in a part of it; not where nothing does."""
    if not FireEquipment.objects.in_use().at(place).exists():
        return ""
    return f"{reverse('safety:fire_check_new')}?{urlencode({'place': place.pk})}"


STICKERS: list[Any] = [
    Sticker(_("Check the fire equipment here"), "fire", check_here, "safety.watch_fire", 22)
]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = []
INBOX: list[Any] = home.INBOX
CHILD_DATA: list[Any] = []
APPROVALS: list[Any] = []
