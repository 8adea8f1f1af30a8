"""What the sample school keeps of the meals: committee, observations, opinions, surveys, an alarm."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from canteen.models import (
    CommitteeMember,
    ComplaintAnswer,
    FoodIncident,
    IncidentReport,
    MealAttendee,
    MealComplaint,
    MealMeeting,
    MealObservation,
    MealSurvey,
    Side,
    SurveyQuestion,
)
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, Hands, Sketch
from logistics.demo.school import Site
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import at, calendar_of, closed_days, end_of, start_of
from logistics.school.models import Campus, SchoolClass, Term

MINUTE = timedelta(minutes=1)
KINDS = ("meal_observation", "meal_committee_meeting", "meal_survey")
EVENING = "17:10"  # meetings: nobody serves then
MEMBERS = (
    (Side.ADMINISTRATION, Role.PRINCIPAL, "", "主任委员"),
    (Side.LOGISTICS, Role.DIRECTOR, "", "召集、记录"),
    (Side.HEALTH, Role.DOCTOR, "", "营养分析"),
    (Side.KITCHEN, Role.COOK, "", "菜品改进"),
    (Side.TEACHERS, "", "教师代表", ""),
    (Side.PARENTS, "", "家长代表甲", "监督采购"),
    (Side.PARENTS, "", "家长代表乙", ""),
    (Side.UNION, "", "工会代表", ""),
)
TOPICS = (
    (
        "征求下月食谱意见",
        "讨论菜品花样与口味，通报上月营养分析和收支",
        "每周增加一次杂粮主食，减少油炸",
    ),
    ("通报伙食收支与满意度", "公布伙食账，讨论剩餐原因", "调整剩得多的菜品做法"),
    ("节令菜品与留样检查", "安排节令菜品，抽查留样与索证", "下周试做两道新菜"),
)
SAID = ("", "", "", "孩子们爱吃今天的汤", "青菜稍咸", "希望多一点水果", "米饭软硬合适")
OPINIONS = (
    ("parent", "taste", "青菜有点咸", "调整用盐量并试味", "已减盐，谢谢提醒", "satisfied"),
    ("teacher", "warmth", "汤送到班上不够热", "更换保温桶，缩短配送时间", "今起保温桶送餐", "satisfied"),
    ("parent", "fee", "想了解退费办法", "发放退费说明", "按在园缺勤日全部退还", "satisfied"),
    ("child", "taste", "想吃面条", "列入下周食谱", "下周三中午吃面", "partly"),
)  # fmt: skip
QUESTIONS = ("口味", "花样", "份量", "卫生", "服务")


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Term by term, up to now; says how many records there are."""
    before = Entry.objects.count()
    for number, campus in enumerate(site.campuses):
        found_committee(campus, number, staff)
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            write_term(site, staff, term)
    return Entry.objects.count() - before


def found_committee(campus: Campus, number: int, staff: Staff) -> None:
    rows = []
    for side, role, name, task in MEMBERS:
        people = staff.holders(role, number) if role else []
        rows.append(
            CommitteeMember(
                campus=campus, side=side, person=people[0] if people else None,
                name=name or ("" if people else str(side.label)), task=task,
            )
        )  # fmt: skip
    CommitteeMember.objects.bulk_create(rows)


def write_term(site: Site, staff: Staff, term: Term) -> None:
    hands = Voices(site, staff, term)
    records = sorted(hands.records(), key=lambda row: (row.kind_code, row.entry.entered_at))
    for first in range(0, len(records), CHUNK):
        filing.submit_many(records[first : first + CHUNK], settle=False)
    hear(site, staff, term)
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), 200):
        proving.settle(series[first : first + 200])


class Voices(Hands):
    """Who looks, meets and asks in a term."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        rows = SchoolClass.objects.filter(school_year=term.school_year).order_by("position", "pk")
        self.classes: dict[int, list[SchoolClass]] = {}
        for row in rows:
            self.classes.setdefault(row.campus_id, []).append(row)
        self.closed = {row.pk: closed_days(row, term) for row in rows}
        members = CommitteeMember.objects.select_related("person").order_by("pk")
        self.members: dict[int, list[CommitteeMember]] = {}
        for member in members:
            self.members.setdefault(member.campus_id, []).append(member)

    def tasks(self) -> Iterable[Task]:
        begun = Task.objects.filter(
            due_at__gte=start_of(self.site.wanted.begins_on), term=self.term,
            opens_at__lte=end_of(self.site.wanted.today), proof__in=KINDS,
        )  # fmt: skip
        related = begun.select_related("duty", "campus")
        return related.order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def records(self) -> Iterator[Any]:
        for sketch in self.crossing_over():
            record = WRITERS[sketch.task.proof](self, sketch)
            if record and record.entry.entered_at <= self.now:
                yield record

    def entry(self, sketch: Sketch, **given: Any) -> Entry:
        task = sketch.task
        usual = {
            "campus": task.campus or self.site.campuses[0],
            "subject": task.subject,
            "happened_at": sketch.happened_at,
            "entered_at": sketch.entered_at,
            "entered_by": sketch.by,
            "late_reason": sketch.late_reason,
        }
        return Entry(**usual | given)

    def observation(self, sketch: Sketch) -> MealObservation | None:
        day = timezone.localdate(sketch.happened_at)
        entry = self.entry(sketch, meal="lunch")
        classes = [c for c in self.classes.get(entry.campus_id, []) if day not in self.closed[c.pk]]
        if not classes:
            return None
        entry.school_class = classes[day.toordinal() % len(classes)]
        fate = Random(f"{sketch.task.pk}")  # noqa: S311  nothing here is secret
        eaten = fate.choice(("all", "all", "most", "most", "half"))
        return MealObservation(entry=entry, eaten=eaten, warmth="right", said=fate.choice(SAID))

    def meeting(self, sketch: Sketch) -> MealMeeting | None:
        day = timezone.localdate(sketch.happened_at)
        happened = at(day, EVENING)
        if happened > sketch.task.closes_at:
            return None
        entry = self.entry(
            sketch, happened_at=happened, entered_at=happened + 35 * MINUTE, late_reason=""
        )
        topic, content, decisions = TOPICS[day.month % len(TOPICS)]
        held = MealMeeting(
            entry=entry, topic=topic, where_held="会议室", chair=str(sketch.by), content=content,
            decisions=decisions,
        )  # fmt: skip
        held.new_lines = [
            MealAttendee(side=member.side, name=str(member), was_there=place % 7 != day.day % 7)
            for place, member in enumerate(self.members[entry.campus_id])
        ]
        return held

    def survey(self, sketch: Sketch) -> MealSurvey:
        asked = MealSurvey(
            entry=self.entry(sketch), term=self.term, asked="parents", given_out=200, returned=191,
            conclusion="总体满意，家长希望增加面点花样",
        )  # fmt: skip
        asked.new_lines = [
            SurveyQuestion(question=question, score=Decimal(90 + 2 * place), most=Decimal(100))
            for place, question in enumerate(QUESTIONS)
        ]
        return asked


WRITERS = {
    "meal_observation": Voices.observation,
    "meal_committee_meeting": Voices.meeting,
    "meal_survey": Voices.survey,
}


# What is said without being asked ---------------------------------------------------------------


def hear(site: Site, staff: Staff, term: Term) -> None:
    """Opinions with their answers; and an alarm in the second month, over after a day."""
    campus = site.campuses[0]
    doctor, director = staff.holders(Role.DOCTOR, 0)[0], staff.director
    days = [
        day for day in calendar_of(term, campus).open_days
        if site.wanted.begins_on <= day <= site.wanted.today and day >= term.first_teaching_day
    ]  # fmt: skip
    told: list[Any] = []
    for number, said in enumerate(OPINIONS):
        if (place := 6 + number * 17) + 2 < len(days):
            told.append((days[place], days[place + 1], said))
    for day, next_day, said in told:
        speak(campus, at(day, "14:23"), at(next_day, "13:47"), said, doctor)
    if len(days) > 35:
        alarm(campus, days[31], days[33], director)


def head(campus: Campus, when: datetime, by: Any) -> Entry:
    return Entry(campus=campus, happened_at=when, entered_at=when + 4 * MINUTE, entered_by=by)


def speak(
    campus: Campus, when: datetime, answered: datetime, said: tuple[str, ...], by: Any
) -> None:
    source, about, content, handling, answer, satisfied = said
    complaint = MealComplaint(
        entry=head(campus, when, by), source=source, about=about, content=content,
        due_at=when + timedelta(hours=72),
    )  # fmt: skip
    filing.submit_many([complaint], settle=False)
    reply = ComplaintAnswer(
        entry=head(campus, answered, by), complaint=complaint, handling=handling, answer=answer,
        content=satisfied,
    )  # fmt: skip
    filing.submit_many([reply], settle=False)


def alarm(campus: Campus, day: date, over: date, by: Any) -> None:
    """Two children were sick after lunch; the samples were clean, and the inquiry is over."""
    incident = FoodIncident(
        entry=head(campus, at(day, "14:31"), by), where_eaten="本班教室", eaters=26, ill=2,
        symptoms="午睡后呕吐各一次，无发热", suspected_on=day, suspected_meal="lunch",
        samples="当日午餐留样齐全，封存于留样冰箱", measures="停用当日午餐剩余食品，保健医观察，通知家长",
    )  # fmt: skip
    filing.submit_many([incident], settle=False)
    told = [
        ("market", at(day, "15:05"), False, "已受理，抽取留样检验"),
        ("education", at(day, "15:21"), False, "已知悉"),
        ("market", at(over, "16:11"), True, "留样检验合格，系个体肠胃不适"),
    ]  # fmt: skip
    for authority, when, closes, answer in told:
        said = IncidentReport(
            entry=head(campus, when, by), incident=incident, authority=authority, closes=closes,
            answer=answer,
        )  # fmt: skip
        filing.submit_many([said], settle=False)
