"""What the health room of the sample school keeps: examinations, certificates, special care, lectures.

Each task is looked at by itself and mostly met in time; whatever lies ahead is left away.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q

from health.care import medicines, rolls, staffing
from health.care.staffing import Handed
from health.care.timetables import Stretch
from health.care.timetables import write as write_day
from health.conditions import Condition
from health.models import (
    ClinicDrugStock,
    CommonDiseaseCase,
    DayPlan,
    EntryExam,
    HealthEducation,
    HealthExam,
    HealthExamLine,
    ParentLetter,
    SpecialCareCase,
    SpecialCareVisit,
    StaffHealthSheet,
    VaccinationCheck,
    VaccinationLine,
)
from logistics.access import Role
from logistics.demo.growth import body_of, most_conspicuous
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at, is_open_on
from logistics.school.models import Child, Enrolment, Person, Post, SchoolClass, Term
from logistics.school.weeks import workday_from

HOSPITAL, UNIT = "区妇幼保健院", "社区卫生服务中心"
MISSED = 12  # of a hundred tasks nobody thinks of one
DOSES = ("麻腮风疫苗第2剂", "乙脑疫苗第2剂", "百白破疫苗加强", "流脑A+C疫苗第1剂")
FINDINGS = (
    ("龋齿2颗", "到口腔科充填，少吃甜食"),
    ("视力右0.6 左0.6", "到眼科复查"),
    ("扁桃体Ⅱ度肿大", "反复发作时就诊"),
    ("血红蛋白105 g/L", "食补铁剂，一个月后复查"),
)
TOPICS = (
    ("七步洗手法", "儿歌学洗手，分组练习", "body"),
    ("保护牙齿", "正确刷牙，少吃糖", "body"),
    ("我的情绪", "认识高兴与生气，说出来", "mind"),
    ("均衡饮食", "认识五色蔬菜，不挑食", "body"),
    ("预防感冒", "多喝水，咳嗽掩口鼻", "body"),
    ("爱护眼睛", "坐姿与用眼距离", "body"),
    ("好朋友", "学会等待与分享", "mind"),
)
LECTURES = (
    ("junior", "小班入园适应与分离情绪"),
    ("middle", "中班口腔保健"),
    ("senior", "大班用眼卫生"),
)
PLAN = (
    "控制晚餐主食，先吃蔬菜，不喝含糖饮料",
    "每天户外活动不少于两小时，增加跑跳",
    "午睡两小时，按时增减衣物",
)
DAY_OF_CARER = (
    ("07:20", "07:50", "开窗通风，擦拭桌椅门把手", "来园"),
    ("07:50", "08:30", "分发早餐，照顾进餐", "早餐"),
    ("08:30", "10:00", "清洗餐具，整理活动室", "区域与集体活动"),
    ("10:00", "11:00", "随班户外，备汗巾和饮水", "户外活动"),
    ("11:00", "12:00", "餐前消毒，照顾午餐", "午餐"),
    ("12:00", "14:30", "铺床，巡视午睡", "午睡"),
    ("14:30", "15:20", "照顾起床、午点，叠被", "起床与午点"),
    ("15:20", "16:30", "随班户外，清洗毛巾水杯", "户外活动"),
    ("16:30", "17:30", "消毒六十分钟，通风，填写记录", "离园"),
)


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Everything of the terms that are recorded, up to now; says how many records there are."""
    before = Entry.objects.count()
    room = HealthRoom(site, staff)
    certify(room)
    for term in site.terms:
        if site.wanted.begins_on <= term.ends_on and term.starts_on <= site.wanted.today:
            write_term(room, term)
    post_days(room)
    return Entry.objects.count() - before


class HealthRoom:
    """Who writes, and whether there was time for it by now."""

    def __init__(self, site: Site, staff: Staff) -> None:
        self.site, self.staff = site, staff
        self.now = site.wanted.now
        self.examined: set[int] = set()
        self.doctors = {
            campus.pk: staff.holders(Role.DOCTOR, number)[0]
            for number, campus in enumerate(site.campuses)
        }

    def head(self, campus: Any, when: datetime, **given: Any) -> Entry:
        """The head of a record as the bulk path asks for it."""
        by = given.pop("by", None) or self.doctors[campus.pk]
        return Entry(
            campus=campus, happened_at=when, entered_at=when + 10 * MINUTE, entered_by=by, **given
        )

    def has_come(self, when: datetime) -> bool:
        return when + 10 * MINUTE <= self.now

    def about(self, child: Child, school_class: SchoolClass, when: datetime) -> Entry:
        return self.head(
            school_class.campus, when, school_class=school_class, subject=rolls.subject_of(child)
        )


MINUTE = timedelta(minutes=1)


def write_term(room: HealthRoom, term: Term) -> None:
    classes = defaultdict(list)
    enrolled = Enrolment.objects.filter(term=term).select_related("child", "school_class__campus")
    for row in enrolled.order_by("child__pinyin", "child"):
        if row.child.left_on is None or row.child.left_on > term.starts_on:
            classes[row.school_class].append(row.child)
    rng = room.site.wanted.random(f"care {term.starts_on}")
    opening = at(workday_from(term.first_teaching_day + DAY), "10:10")
    enter(room, classes, opening, rng)
    file(
        [sheet for c, kids in classes.items() for sheet in vaccination(room, c, kids, opening, rng)]
    )
    if term.half == 2:
        june = at(workday_from(date(term.starts_on.year, 6, 3)), "09:30")
        examine(room, classes, june, june.date(), rng)
    care(room, classes, term, opening + DAY, rng)
    teach(room, classes, term, rng)
    look_monthly(room, term, rng)
    settle(term)


def file(records: list[Any]) -> None:
    if records:
        filing.submit_many(records, settle=False)


def settle(term: Term) -> None:
    series = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    named = list(series.values_list("series", flat=True).distinct())
    for first in range(0, len(named), 200):
        proving.settle(named[first : first + 200])


KINDS = [
    "entry_exam", "health_exam", "vaccination_check", "special_care_case", "special_care_visit",
    "common_disease_case", "staff_health_cert", "health_education", "clinic_drug_stock",
]  # fmt: skip


def enter(room: HealthRoom, classes: dict[Any, list[Child]], when: datetime, rng: Random) -> None:
    """The forms of those of whom there is none yet; when the school began, of everybody, with the
    results of last June. The last two health cards are still missing."""
    if not room.has_come(when):
        return
    fresh = {c: [k for k in kids if k.pk not in room.examined] for c, kids in classes.items()}
    is_first = not room.examined
    records = [
        entry_exam(room, child, school_class, when, rng)
        for school_class, children in fresh.items()
        for child in children
    ]
    for exam in records[-2:]:
        exam.card_number, exam.card_received_on = "", None
    room.examined |= {exam.child_id for exam in records if exam.child_id}
    nobody = [EntryExam(entry=room.head(c, when, is_zero=True)) for c in room.site.campuses[:1]]
    file(records or nobody)
    if is_first:
        june = date(when.year if when.month > 6 else when.year - 1, 6, 3)
        older = {
            c: [k for k in kids if k.joined_on and k.joined_on < june] for c, kids in fresh.items()
        }
        examine(room, {c: kids for c, kids in older.items() if kids}, when, june, rng)


def entry_exam(
    room: HealthRoom, child: Child, school_class: Any, when: datetime, rng: Random
) -> EntryExam:
    joined_on = min(child.joined_on or when.date(), when.date())
    day = joined_on - timedelta(days=20 + rng.randrange(20))
    months = (day - child.birth_on).days // 30
    height = Decimal(75 + months * 0.62 + rng.gauss(0, 2)).quantize(Decimal("0.1"))
    teeth = 20
    return EntryExam(
        entry=room.about(child, school_class, when), child=child, result=EntryExam.Result.FIT,
        marks="asthma" if rng.random() < 0.01 else "", guardian_signed=True,
        height_cm=height, weight_kg=(height * height / 10000 * Decimal("15.6")).quantize(Decimal("0.1")),
        weight_level="中", height_level="中", skin="未见异常", throat="未见异常", heart="未见异常",
        teeth=teeth, caries=rng.choice([0, 0, 0, 1, 2]), haemoglobin=Decimal(rng.randrange(112, 136)),
        opinion="可以入园", doctor="陈医生", institution=HOSPITAL, examined_on=day,
        card_number=f"BJ{child.number}", card_received_on=joined_on,
    )  # fmt: skip


def vaccination(
    room: HealthRoom, school_class: Any, children: list[Child], when: datetime, rng: Random
) -> Iterator[VaccinationCheck]:
    """Nearly all complete; what is missing was told and mostly made up for."""
    if not (children and room.has_come(when)):
        return
    states = VaccinationLine.State
    lines = []
    for child in children:
        line = VaccinationLine(child=child, state=states.COMPLETE)
        if rng.random() < 0.03:
            told = when.date()
            line.state, line.missing = states.MISSING, rng.choice(DOSES)
            line.told_on, line.reported_to, line.reported_on = told, UNIT, told
        lines.append(line)
    missing = sum(line.state == states.MISSING for line in lines)
    sheet = VaccinationCheck(
        entry=room.head(school_class.campus, when, school_class=school_class), occasion="term",
        children=len(lines), checked=len(lines), missing=missing, without=0,
    )  # fmt: skip
    sheet.new_lines = lines
    yield sheet


def examine(
    room: HealthRoom,
    classes: dict[Any, list[Child]],
    when: datetime,
    examined_on: date,
    rng: Random,
) -> None:
    """The hospital comes in June; a few are away, one in nine has something."""
    if not room.has_come(when):
        return
    sheets = []
    for school_class, children in classes.items():
        lines = [exam_line(child, rng) for child in children]
        results = [line.result for line in lines]
        sheet = HealthExam(
            entry=room.head(school_class.campus, when, school_class=school_class),
            examined_on=examined_on, institution=HOSPITAL, expected=len(lines),
            examined=len(lines) - results.count("absent"), abnormal=results.count("abnormal"),
        )  # fmt: skip
        sheet.new_lines = lines
        sheets.append(sheet)
    file(sheets)


def exam_line(child: Child, rng: Random) -> HealthExamLine:
    chance = rng.random()
    if chance < 0.03:
        return HealthExamLine(child=child, result=HealthExamLine.Result.ABSENT)
    if chance < 0.14:
        findings, advice = rng.choice(FINDINGS)
        return HealthExamLine(child=child, result="abnormal", findings=findings, advice=advice)
    return HealthExamLine(child=child, result=HealthExamLine.Result.NORMAL)


# Special care.


def care(
    room: HealthRoom, classes: dict[Any, list[Child]], term: Term, when: datetime, rng: Random
) -> None:
    """Every second class has a child that is too heavy or too thin, seen every month to the end."""
    if not room.has_come(when):
        return
    cases, followed = [], []
    for number, (school_class, children) in enumerate(classes.items()):
        if not children or number % 2:
            cases.append(gone_through(room, school_class, when))
            continue
        child = most_conspicuous(children, room.site.wanted.seed)
        case = begin(room, child, school_class, when)
        cases.append(case)
        followed.append(case)
    file(cases)
    visits = [visit for case in followed for visit in visits_of(room, case, term, rng)]
    file(visits)
    file(list(diseases(room, classes, term, rng)))


def gone_through(room: HealthRoom, school_class: Any, when: datetime) -> SpecialCareCase:
    entry = room.head(school_class.campus, when, school_class=school_class, is_zero=True)
    return SpecialCareCase(entry=entry, listed=0)


def begin(room: HealthRoom, child: Child, school_class: Any, when: datetime) -> SpecialCareCase:
    height, weight, heavy = body_of(child, when.date(), room.site.wanted.seed)
    return SpecialCareCase(
        entry=room.about(child, school_class, when), child=child,
        condition=Condition.OBESITY if heavy else Condition.WASTING, source="measured",
        height_cm=height, weight_kg=weight,
        food=PLAN[0] if heavy else "少量多餐，增加优质蛋白", activity=PLAN[1], nursing=PLAN[2],
        told_on=when.date(), guardian="家长已签字",
    )  # fmt: skip


def visits_of(
    room: HealthRoom, case: SpecialCareCase, term: Term, rng: Random
) -> Iterator[SpecialCareVisit]:
    height, weight = case.height_cm or Decimal(100), case.weight_kg or Decimal(16)
    days = [at(workday_from(date(year, month, 12)), "15:05") for year, month in term.months()]
    last_day = at(term.last_teaching_day, "15:05")
    days = [day for day in days if case.entry.happened_at < day < last_day] + [last_day]
    for day in days:
        if not room.has_come(day):
            return
        height += Decimal("0.4")
        change = Decimal("-0.1") if case.condition == Condition.OBESITY else Decimal("0.3")
        weight += change
        is_last = day == last_day
        yield SpecialCareVisit(
            entry=room.head(
                case.entry.campus, day, school_class=case.entry.school_class,
                subject=case.entry.subject,
            ),
            case=case, height_cm=height, weight_kg=weight,
            evaluation="较上月好转" if rng.random() < 0.7 else "与上月持平", food=case.food,
            told_on=day.date(), guardian="家长已签字", outcome="improved" if is_last else "",
        )  # fmt: skip


def diseases(
    room: HealthRoom, classes: dict[Any, list[Child]], term: Term, rng: Random
) -> Iterator[CommonDiseaseCase]:
    """A few carious teeth every month; some were treated by the time it was told."""
    everybody = [(c, child) for c, children in classes.items() for child in children]
    for year, month in term.months():
        when = at(workday_from(date(year, month, 16)), "14:40")
        if not (term.starts_on < when.date() < term.ends_on and room.has_come(when)):
            continue
        for school_class, child in rng.sample(everybody, min(2, len(everybody))):
            is_over = rng.random() < 0.6
            yield CommonDiseaseCase(
                entry=room.about(child, school_class, when), child=child,
                condition=Condition.CARIES, diagnosed_on=(when - (28 if is_over else 3) * DAY).date(),
                diagnosed_by=HOSPITAL, treatment="口腔科充填",
                outcome="cured" if is_over else "", closed_on=(when - DAY).date() if is_over else None,
            )  # fmt: skip


# Teaching.


def teach(room: HealthRoom, classes: dict[Any, list[Child]], term: Term, rng: Random) -> None:
    """Each class every month by its teacher; in October a lecture for each age group."""
    teachers = {
        post.school_class_id: post.person
        for post in Post.objects.filter(role=Role.TEACHER, school_class__in=classes).select_related(
            "person"
        )
    }
    records = [
        activity(room, school_class, teachers[school_class.pk], day, len(children), rng)
        for school_class, children in classes.items()
        if school_class.pk in teachers
        for day in school_days(term)
        if is_open_on(school_class.campus, day) and rng.randrange(100) >= MISSED
    ]
    file([record for record in records if room.has_come(record.entry.happened_at)])
    if term.half == 1:
        file([r for r in lectures(room, term) if room.has_come(r.entry.happened_at)])


def school_days(term: Term) -> list[date]:
    """A school day in the middle of each month of the term."""
    days = [workday_from(date(year, month, 13)) for year, month in term.months()]
    return [day for day in days if term.first_teaching_day < day < term.last_teaching_day]


def activity(
    room: HealthRoom, school_class: Any, teacher: Person, day: date, count: int, rng: Random
) -> HealthEducation:
    topic, content, about = rng.choice(TOPICS)
    entry = room.head(school_class.campus, at(day, "10:20"), school_class=school_class, by=teacher)
    return HealthEducation(
        entry=entry, age_group=school_class.grade, audience="children", form="activity",
        field=about, topic=topic, content=content, where_held="活动室",
        people=count or None, has_media=rng.random() < 0.6,
        feedback=rng.choice(["", "孩子能说出要点", "家长反馈回家能坚持做"]),
    )  # fmt: skip


def lectures(room: HealthRoom, term: Term) -> Iterator[HealthEducation]:
    for number, (age, topic) in enumerate(LECTURES):
        day = workday_from(date(term.starts_on.year, 10, 14) + number * 2 * DAY)
        campus = room.site.campuses[0]
        yield HealthEducation(
            entry=room.head(campus, at(day, "15:30")), age_group=age, audience="parents",
            form="lecture", field="both", topic=topic, where_held="多功能厅", people=60 + number,
            speaker="陈医生", speaker_from=HOSPITAL, has_media=True,
        )  # fmt: skip


# The staff, the medicines, the wall.


def certify(room: HealthRoom) -> None:
    """Everybody was examined in September; two came later, one has to renew soon."""
    wanted = room.site.wanted
    for year in sorted({term.school_year for term in room.site.terms}):
        september = date(year, 9, 9)
        when = at(workday_from(max(september, wanted.begins_on + 3 * DAY)), "16:00")
        over = date(year + 1, 8, 31) < wanted.begins_on
        if over or not room.has_come(when):
            continue
        for number, campus in enumerate(room.site.campuses):
            handed = list(certs_of(campus, september, whole=number == 0))
            file_certs(room, campus, handed, when)


def certs_of(campus: Any, day: date, *, whole: bool) -> Iterator[Handed]:
    """Of everybody at the campus; with the first one those of the whole school."""
    here = Q(posts__campus=campus) | (Q(posts__campus=None) if whole else Q(pk__in=()))
    people = Person.objects.filter(here).exclude(posts=None).employed(day).distinct()
    for number, person in enumerate(people.order_by("pk")):
        checked = day - timedelta(days=3 if number % 17 else 1)
        yield Handed(
            person, f"{checked.year}{person.pk:05d}", checked, staffing.one_year_on(checked),
            issued_by=HOSPITAL,
        )  # fmt: skip


def file_certs(room: HealthRoom, campus: Any, handed: list[Handed], when: datetime) -> None:
    sheet = StaffHealthSheet(
        entry=room.head(campus, when, is_zero=not handed), staff=len(handed), expiring=0, lapsed=0
    )
    sheet.new_lines = [staffing.line_of(each) for each in handed]
    file([sheet])


def look_monthly(room: HealthRoom, term: Term, rng: Random) -> None:
    """The certificates are gone through and the medicines checked every month."""
    looks, checks = [], []
    for day in school_days(term):
        when = at(day, "16:10")
        if not room.has_come(when):
            continue
        campus = room.site.campuses[0]
        entry = room.head(campus, when, is_zero=True)
        look = StaffHealthSheet(entry=entry, staff=0, expiring=0, lapsed=0)
        look.staff = Person.objects.filter(posts__campus=campus).employed(day).distinct().count()
        look.new_lines = []
        looks.append(look)
        checks += [
            check(room, place, when) for place in rooms(room) if rng.randrange(100) >= MISSED
        ]
    file(looks)
    file(checks)


def rooms(room: HealthRoom) -> Any:
    return [
        place
        for campus in room.site.campuses
        for place in medicines.rooms_of(room.doctors[campus.pk], campus)
    ]


def check(room: HealthRoom, place: Any, when: datetime) -> ClinicDrugStock:
    """Without a store of its own the cupboard is looked through."""
    sheet = ClinicDrugStock(
        entry=room.head(place.campus, when, place=place), lots=0, expired=0, differing=0,
        first_aid=True, note="药柜已查看，标签齐全",
    )  # fmt: skip
    sheet.new_lines = []
    return sheet


def post_days(room: HealthRoom) -> None:
    """The timetable on the wall, and the letter of the season."""
    for campus in room.site.campuses:
        plan = DayPlan(
            campus=campus, term=room.site.term, post="保育员", note="湿式清扫，专布专用。"
        )
        write_day(
            plan, [Stretch(clock(a), clock(b), work, kids) for a, b, work, kids in DAY_OF_CARER]
        )
        ParentLetter.objects.create(
            campus=campus, occasion="season", title="秋冬季保健提示", on=room.site.wanted.today - 6 * DAY,
            text="各位家长：\n\n天气转凉，请为孩子备好外套，坚持洗手和通风。\n\n感谢配合。",
            by=room.doctors[campus.pk], made_at=room.now - 6 * DAY,
        )  # fmt: skip


def clock(text: str) -> time:
    return time.fromisoformat(text)
