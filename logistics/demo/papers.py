"""Rules of the sample school with who has read them, one pack laid open, and what winter asks for."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from health.care import analysing, noting
from health.models import Care, ColdWeatherCare, HealthAnalysis, SpecialCareNoteLine
from health.models.cold import subject_of as cold_of
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import filing
from logistics.papers import issuing, packing
from logistics.papers.models import FilePack, Paper, PaperVersion
from logistics.papers.reading import posts_asked
from logistics.records.models import Entry
from logistics.records.searching import month_before, month_end
from logistics.school.calendar import DAY, at, is_open_on
from logistics.school.models import SchoolClass

# Title, kind, trade, issued for, roles that must read it, text.
RULES = (
    ("后勤管理制度汇编", Paper.Kind.RULE, "logistics", "rules:logistics",
     (Role.STOREKEEPER, Role.REPAIRER, Role.CLEANER),
     "一、物品领用须登记，库管当日入账。\n二、报修当日受理，一般维修三日内完成。\n三、离岗前关水、关电、关窗、锁门。"),
    ("保安工作考核办法", Paper.Kind.RULE, "safety", "rules:guards", (Role.GUARD,),
     "每月考核一次：着装与器械 20 分，来访登记 30 分，巡查 30 分，应急处置 20 分。"),
    ("传染病防控预案与制度", Paper.Kind.PLAN, "health", "rules:infectious",
     (Role.TEACHER, Role.CARER),
     "发现疑似病例：立即隔离、通知保健医、告知家长、终末消毒，按规定时限报告。"),
    ("卫生保健组织网络", Paper.Kind.NETWORK, "health", "network:health", (),
     "组长：园长；副组长：后勤主任、保健医；组员：各班教师、保育员、食品安全员。"),
    ("食品安全管理制度", Paper.Kind.RULE, "canteen", "", (Role.COOK,),
     "原料索证索票，生熟分开，留样 48 小时，餐具一餐一消毒。"),
)  # fmt: skip
REVISED = ("按检查意见补充冬季关窗、防冻要求", "\n四、冬季每晚检查水管防冻，教室室温不低于 18 ℃。")
READ = 0.8  # of those who must read
ANALYSES = {
    HealthAnalysis.About.CHECKS: ("周一异常人次偏多，以咳嗽、流涕为主。", "周一晨检增加一名教师协助；提醒家长周末保暖。"),
    HealthAnalysis.About.ATTENDANCE: ("出勤率较上月略降，病假集中在小班。", "小班加强通风与饮水，保健医每日追访。"),
    HealthAnalysis.About.ILLNESS: ("散发病例，无聚集。", "继续落实晨午检与因病缺勤追踪。"),
    HealthAnalysis.About.EXAMS: ("龋齿与视力低常为主要问题。", "发放矫治通知，学期末复查。"),
}  # fmt: skip
COLD_MONTHS = (11, 12, 1, 2)
NOTED_DAYS = 10


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """How many records there are of these kinds."""
    before = Entry.objects.count()
    rng = site.wanted.random("papers")
    issue_rules(site, staff, rng)
    analyse(site, staff)
    note_care(site, staff, rng)
    keep_warm(site, staff, rng)
    lay_open(site, staff)
    return Entry.objects.count() - before


def moment(site: Site, on: date, clock: str) -> datetime:
    return min(at(on, clock), site.wanted.now - timedelta(minutes=5))


def issue_rules(site: Site, staff: Staff, rng: Random) -> None:
    """At the start of the term; the first is revised a month later."""
    start = min(site.term.starts_on + 5 * DAY, site.wanted.today - DAY)
    first = None
    for title, kind, trade, matter, roles, text in RULES:
        by = staff.holders(Role.DOCTOR, 0)[0] if trade == "health" else staff.director
        now = moment(site, start, "10:00")
        version = PaperVersion(text=text, valid_from=start)
        paper = Paper(title=title, kind=kind, trade=trade, matter=matter)
        issuing.issue(paper, version, roles=roles, files=[], by=by, now=now)
        first = first or version
        confirm(site, version, now, rng)
    if first is not None:
        revise(site, staff, first, rng)


def revise(site: Site, staff: Staff, first: PaperVersion, rng: Random) -> None:
    on = min(first.valid_from + 40 * DAY, site.wanted.today - DAY)
    now = moment(site, on, "15:00")
    reason, more = REVISED
    version = PaperVersion(text=first.text + more, reason=reason, valid_from=on)
    issuing.revise(first.paper, version, seen=1, kept=[], files=[], by=staff.director, now=now)
    confirm(site, version, now, rng)


def confirm(site: Site, version: PaperVersion, since: datetime, rng: Random) -> None:
    """Most of those asked, in the days after."""
    people = {post.person_id: post.person for post in posts_asked(version.paper, site.wanted.today)}
    current = PaperVersion.objects.current().filter(pk=version.pk).exists()
    for person in people.values():
        day = timezone.localdate(since) + rng.randint(1, 5) * DAY
        later = at(day, f"{rng.randint(8, 16):02d}:{rng.randint(0, 59):02d}")
        if current and rng.random() < READ and later < site.wanted.now:
            issuing.confirm(version, by=person, now=later)


def analyse(site: Site, staff: Staff) -> None:
    """Of each month of the term that is over, by the doctor, on its last day."""
    month = month_before(site.wanted.today)
    while month >= max(site.wanted.begins_on, site.term.starts_on).replace(day=1):
        for about in ANALYSES:
            analyse_month(site, staff, about, month)
        month = month_before(month)


def analyse_month(site: Site, staff: Staff, about: str, month: date) -> None:
    now = moment(site, month_end(month), "16:00")
    analysis, measures = ANALYSES[HealthAnalysis.About(about)]
    sheet = HealthAnalysis(
        about=about,
        campus=site.campuses[0],
        first_on=month,
        last_on=month_end(month),
        analysis=analysis,
        measures=measures,
    )
    doctor = staff.holders(Role.DOCTOR, 0)[0]
    analysing.analyse(sheet, home=site.campuses[0], by=doctor, now=now, happened_at=now)


def note_care(site: Site, staff: Staff, rng: Random) -> None:
    """The last days of the classes that have a child under special care."""
    days = [site.wanted.today - n * DAY for n in range(1, NOTED_DAYS)]
    for team, carer in sorted(staff.carers.items(), key=lambda pair: pair[1].pk):
        school_class = site.classes.get((site.term.school_year, team))
        if school_class is None:
            continue
        for day in days:
            cases = noting.cases_of(school_class, day)
            if cases and is_open_on(school_class.campus, day):
                now = moment(site, day, "16:20")
                lines = [line_of(case, rng) for case in cases]
                noting.note(school_class, lines, by=carer, now=now, happened_at=now)


def line_of(case: Any, rng: Random) -> SpecialCareNoteLine:
    done = sorted(rng.sample(Care.values, rng.randint(3, 5)), key=Care.values.index)
    return SpecialCareNoteLine(
        child=case.child,
        done=done,
        outdoor_minutes=rng.choice((90, 100, 110, 120)),
        is_told=rng.random() < 0.3,
    )


def keep_warm(site: Site, staff: Staff, rng: Random) -> None:
    """In the cold months: each campus once, some classes."""
    on = site.wanted.today - DAY
    if on.month not in COLD_MONTHS:
        return
    for number, campus in enumerate(site.campuses):  # nobody is at two of them at once
        file_cold(site, staff.director, campus, None, on, rng, clock=f"{9 + 3 * number:02}:40")
    for team, carer in sorted(staff.carers.items(), key=lambda pair: pair[1].pk)[:4]:
        school_class = site.classes.get((site.term.school_year, team))
        if school_class is not None:
            file_cold(site, carer, school_class.campus, school_class, on, rng)


def file_cold(
    site: Site,
    by: Any,
    campus: Any,
    school_class: SchoolClass | None,
    on: date,
    rng: Random,
    clock: str = "10:30",
) -> None:
    about = ColdWeatherCare.About.CLOTHING if school_class else ColdWeatherCare.About.PROTECTION
    now = moment(site, on, clock)
    entry = Entry(campus=campus, school_class=school_class, subject=cold_of(about), happened_at=now)
    record = ColdWeatherCare(
        entry=entry,
        about=about,
        done=[code for code, _words in ColdWeatherCare.ITEMS[about]],
        outside=rng.randint(-5, 8),
    )
    filing.submit(record, by=by, now=now)


def lay_open(site: Site, staff: Staff) -> None:
    """A pack of the term, filed the day before."""
    pack = FilePack.objects.create(
        title="学期后勤迎检资料",
        occasion="pack:inspection",
        trades=["logistics", "assets", "safety", "health"],
        parts=FilePack.Part.values,
        starts_on=site.term.starts_on,
        ends_on=site.term.ends_on,
        words="各项台账由记录读取，纸质档案存放于后勤办公室二号柜。",
        made_by=staff.director,
        made_at=moment(site, site.wanted.today - DAY, "14:00"),
    )
    packing.file_pack(pack, by=staff.director, now=pack.made_at, remark="缺失项已通知责任人补录")
