"""What the doctor looks at on an inspection: of a class, of the whole site, of the carers' work."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from health.models import HygieneInspection
from logistics.contributions import Words

Subject = HygieneInspection.Subject


@dataclass(frozen=True)
class Point:
    """One thing that is looked at, by its code."""

    code: str
    title: Words


POINTS: dict[str, tuple[Point, ...]] = {
    Subject.CLASS: (
        Point("floor", _("floors, walls and windows clean")),
        Point("airing", _("aired, no smell")),
        Point("cups", _("cups and towels marked, one for each child")),
        Point("tables", _("tables and chairs clean")),
        Point("beds", _("beds and bedding clean and dry")),
        Point("toys", _("toys and books clean and whole")),
        Point("toilet", _("toilet and washroom clean, soap there")),
        Point("mops", _("mops and cloths apart and hung up")),
        Point("agents", _("disinfectants locked away and marked")),
        Point("records", _("disinfection recorded truly and in time")),
    ),
    Subject.SITE: (
        Point("grounds", _("playground, yard and green areas clean")),
        Point("corridors", _("corridors and stairs clean")),
        Point("toilets", _("public toilets clean")),
        Point("rooms", _("special classrooms and offices clean and aired")),
        Point("drains", _("drains free, no standing water")),
        Point("waste", _("bins closed, waste taken away")),
        Point("pests", _("no trace of rats, cockroaches, flies, mosquitoes")),
        Point("water", _("drinking water points clean")),
        Point("zones", _("responsibility zones swept")),
        Point("last", _("findings of last time put right")),
    ),
    Subject.CARERS: (
        Point("timetable", _("work by the carers' day timetable")),
        Point("hands", _("hands washed, clothing and hair in order")),
        Point("meals", _("tables wiped before meals, food given out cleanly")),
        Point("drinking", _("children drink in the morning and afternoon")),
        Point("sleep", _("children watched while asleep, quilts in order")),
        Point("clothing", _("clothes put on and off in time")),
        Point("disinfection", _("disinfection by the table: strength and time")),
        Point("care", _("weak and special children looked after")),
    ),
}


def titles(about: str) -> dict[str, Words]:
    return {point.code: point.title for point in POINTS.get(about, ())}
