"""What the sample school's doctor makes of its menus: every month and quarter, and the last days."""

from datetime import date

from django.db import transaction

from canteen.models import Basis, NutritionAnalysis
from canteen.nutrition import recording, showing
from canteen.nutrition.analysing import Asked, analyse
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.records.searching import month_before, month_end
from logistics.school.calendar import DAY, at, is_open_on
from logistics.school.models import Campus

CHANGES = {
    NutritionAnalysis.About.DAY: (
        "明日午点加牛奶 100 g，补足钙。",
        "下周三午餐改蒸鱼，青菜换深色蔬菜。",
        "早餐加半个鸡蛋，主食增加 10 g。",
        "油用量保持，下周起每日称重。",
    ),
    NutritionAnalysis.About.MONTH: (
        "下月每周安排两次豆制品、一次动物肝脏，午点奶量增至 150 g。",
        "下月深色蔬菜占一半以上，主食中加入杂粮。",
    ),
    NutritionAnalysis.About.QUARTER: ("下季度调整带量食谱，晚点水果改为奶类，三个月后复查。",),
}
DAYS = 12
QUARTERS = (3, 6, 9, 12)


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """How many analyses there are."""
    campus = site.campuses[0]
    for month in months(site):
        analyse_days(site, staff, campus, month, month_end(month), month_end(month))
        if month.month in QUARTERS:
            first = month_before(month_before(month))
            analyse_days(site, staff, campus, first, month_end(month), month_end(month))
    for n in range(DAYS, 0, -1):
        on = site.wanted.today - n * DAY
        if on >= site.wanted.begins_on and is_open_on(campus, on):
            analyse_days(site, staff, campus, on, on, on)
    return NutritionAnalysis.objects.count()


def months(site: Site) -> list[date]:
    """Those of the term that are over and were recorded here."""
    found = []
    month = month_before(site.wanted.today)
    while month >= max(site.wanted.begins_on, site.term.starts_on).replace(day=1):
        found.append(month)
        month = month_before(month)
    return found[::-1]


def analyse_days(
    site: Site, staff: Staff, campus: Campus, first: date, last: date, on: date
) -> None:
    """By the doctor, on the last of the days; nothing where nothing was served."""
    found = analyse(Asked(campus, first, last))
    if found.is_empty:
        return
    about = recording.about_of(first, last)
    changes = CHANGES[NutritionAnalysis.About(about)]
    sheet = NutritionAnalysis(
        about=about,
        campus=campus,
        basis=Basis.MENU,
        first_on=first,
        last_on=last,
        conclusion=f"{showing.sentence(found)}。",
        changes=changes[on.toordinal() % len(changes)],
    )
    now = min(at(on, "15:40"), site.wanted.now)
    doctor = staff.holders(Role.DOCTOR, 0)[0]
    recording.record(sheet, found, by=doctor, now=now, happened_at=now)
