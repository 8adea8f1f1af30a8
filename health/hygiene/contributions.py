"""What this part adds to the whole. Disinfection and the cleanliness of rooms, objects and grounds."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from health.hygiene import chapters, comparing, heightening, home, registers, tubes
from health.models import HygieneInspection, Item, subject_of
from logistics.contributions import HelpTopic, Kind, MenuEntry, RuleDefault, Sticker

Inspected = HygieneInspection.Subject
SHOWN = "health/_hygiene_record.html"
NORM = _("Rules for health work in kindergartens (2012)")

KINDS: list[Any] = [
    Kind(
        code="disinfection",
        title=_("Disinfection"),
        model="health.Disinfection",
        form="health:disinfection_new",
        prefix="XD",
        trade="health",
        review=True,
        shown=SHOWN,
        correct="health:disinfection_correct",
        subjects=tuple((item.subject, item.label) for item in Item),
    ),
    Kind(
        code="uv_lamp_log",
        title=_("Use of an ultraviolet lamp"),
        model="health.UvLampLog",
        form="health:lamp_log_new",
        prefix="ZW",
        trade="health",
        review=True,
        shown=SHOWN,
    ),
    Kind(
        code="disinfectant_preparation",
        title=_("Mixing of a disinfectant"),
        model="health.DisinfectantPreparation",
        form="health:preparation_new",
        prefix="PZ",
        trade="health",
        shown=SHOWN,
    ),
    Kind(
        code="class_hygiene_log",
        title=_("Hygiene sheet of a class"),
        model="health.ClassHygieneLog",
        form="health:class_sheet_new",
        prefix="BW",
        trade="health",
        review=True,
        shown=SHOWN,
    ),
    Kind(
        code="hygiene_inspection",
        title=_("Hygiene inspection"),
        model="health.HygieneInspection",
        form="health:inspection_new",
        prefix="WJ",
        trade="health",
        shown=SHOWN,
        subjects=tuple((subject_of(about), about.label) for about in Inspected),
    ),
    Kind(
        code="pest_control",
        title=_("Pest control"),
        model="health.PestControl",
        form="health:pest_new",
        prefix="CH",
        trade="health",
        late_hours=72,
        shown=SHOWN,
    ),
    Kind(
        code="drinking_water_service",
        title=_("Service of drinking water"),
        model="health.DrinkingWaterService",
        form="health:water_new",
        prefix="SZ",
        trade="health",
        late_hours=72,
        shown=SHOWN,
    ),
]
# What alone the duties of the catalogue are proved by: the toys not by the cups.
ABOUT = {
    "D008": Item.AIR.subject,
    "D009": subject_of(Inspected.DAY),
    "D149": subject_of(Inspected.CLASS),
    "D151": Item.GROUNDS.subject,
    "M062": subject_of(Inspected.CARERS),
    "X253": Item.AIR.subject,
    "X257": Item.AIRING.subject,
    "X258": Item.CUP.subject,
    "X262": Item.TOY.subject,
    "X263": Item.BOOK.subject,
    "X264": Item.BEDDING.subject,
    "X265": subject_of(Inspected.SITE),
    "X297": subject_of(Inspected.CARERS),
    "X401": Item.TOWEL.subject,
    "X402": Item.TABLE.subject,
    "X403": Item.SURFACE.subject,
    "X404": Item.POTTY.subject,
    "X405": Item.CLOTH.subject,
    "X406": Item.LINEN.subject,
    "X407": Item.MAT.subject,
    "X408": Item.NAPKIN.subject,
}
MENU: list[Any] = [
    MenuEntry(
        "health", _("Disinfection today"), "health:hygiene_day", "droplet", "health.disinfect", 30
    ),
    MenuEntry(
        "health",
        _("Check the day's disinfection"),
        "health:check_day",
        "clipboard-check",
        "health.arrange",
        31,
    ),
    MenuEntry(
        "health",
        _("Heightened disinfection"),
        "health:epidemic_list",
        "shield-plus",
        "health.view_hygiene",
        32,
    ),
    MenuEntry(
        "health", _("Ultraviolet lamps"), "health:lamp_list", "lightbulb", "health.view_hygiene", 33
    ),
    MenuEntry("health", _("Bait points"), "health:bait_list", "bug", "health.view_hygiene", 34),
    MenuEntry(
        "health",
        _("Table of methods"),
        "health:method_list",
        "journal-text",
        "health.view_hygiene",
        35,
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = [
    RuleDefault(
        tubes.LAMP_HOURS, _("Hours after which a lamp tube is replaced"), "1000", "h", NORM
    ),
    RuleDefault("hygiene_toys", _("Toys are washed at least every"), "7", _("days"), NORM),
    RuleDefault("hygiene_books", _("Books are sunned at least every"), "14", _("days"), NORM),
    RuleDefault("hygiene_bedding", _("Bedding is sunned at least every"), "31", _("days"), NORM),
    RuleDefault("hygiene_linen", _("Linen is washed at least every"), "31", _("days"), NORM),
    RuleDefault(
        comparing.FROM, _("Children are in their rooms from"), "8", _("o'clock"), _("School's own")
    ),
    RuleDefault(
        comparing.UNTIL,
        _("Children are in their rooms until"),
        "16.5",
        _("o'clock"),
        _("School's own"),
    ),
    RuleDefault(
        comparing.NAP_FROM, _("Midday sleep from"), "12.5", _("o'clock"), _("School's own")
    ),
    RuleDefault(
        comparing.NAP_UNTIL, _("Midday sleep until"), "14.5", _("o'clock"), _("School's own")
    ),
]
HELP: list[Any] = [
    HelpTopic(
        "disinfection",
        _("Disinfection and hygiene"),
        (
            "health:hygiene",
            "health:run",
            "health:disinfection",
            "health:preparation",
            "health:class_",
            "health:check_day",
            "health:inspection",
            "health:lamp",
            "health:tube",
            "health:method",
            "health:epidemic",
        ),
    ),
    HelpTopic(
        "grounds",
        _("Pests, bait and drinking water"),
        ("health:pest", "health:bait", "health:water"),
    ),
]
IMPORTS: list[Any] = []
SEARCH: list[Any] = []


def disinfect_here(place: Any, person: Any) -> str:
    """The form with the room filled in; not in the kitchen, which has registers of its own."""
    if not place.is_active or place.kind in ("kitchen", "canteen"):
        return ""
    return f"{reverse('health:disinfection_new')}?{urlencode({'place': place.pk, 'item': 'air'})}"


STICKERS: list[Any] = [
    Sticker(_("Write down a disinfection"), "droplet", disinfect_here, "health.disinfect", 25)
]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = []
INBOX: list[Any] = home.INBOX
CHILD_DATA: list[Any] = []
MORE_TASKS = heightening.more_tasks
