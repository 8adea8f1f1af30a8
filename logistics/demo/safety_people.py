"""What the sample school keeps of people and safety: talks, lessons, meetings, letters, plans, injuries."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, Hands, Sketch
from logistics.demo.school import Site
from logistics.duties import filing, proving, signing
from logistics.duties.models import Task
from logistics.records.models import Entry, Signer
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import DAY, at, calendar_of, end_of, start_of
from logistics.school.models import Child, Term
from safety.models import (
    Attendee,
    ChildInjury,
    EmergencyPlan,
    GroupMember,
    InjuryFollowUp,
    LetterRound,
    MeetingAbout,
    Occasion,
    OutsideContact,
    PlanEdition,
    PlanReading,
    PledgeRound,
    SafetyEducation,
    SafetyGroup,
    SafetyMeeting,
    SafetyTalk,
    TermTopic,
)
from safety.organisation import answering, deciding, pledging, preparing, teaching, wording
from safety.organisation.attending import children_of

MINUTE = timedelta(minutes=1)
AFTER_CLASSES = "17:30"  # meetings: nobody teaches then
OF_TASKS = ("safety_talk", "safety_education", "meeting", "outside_contact")
KINDS = (*OF_TASKS, "safety_group", "letters_signed", "emergency_plan", "parent_pledge")
LEADERS = (Role.PRINCIPAL, Role.DIRECTOR, Role.DOCTOR, Role.STOREKEEPER)
LESSONS = (
    ("认识安全标志", "看图找标志，说一说在哪里见过"),
    ("不做危险动作", "情境表演，讨论怎样玩更安全"),
    ("着火了怎么办", "练习弯腰捂口鼻，沿疏散路线走一遍"),
    ("我会过马路", "在操场画斑马线，分组练习"),
    ("小心烫伤", "摸一摸冷热水杯，学会等一等、吹一吹"),
    ("保护好自己", "儿歌记忆：不跟陌生人走"),
)
MEETINGS = {
    MeetingAbout.SAFETY: ("本月安全工作", "通报隐患整改情况，布置下月重点", "各部门本周内完成自查"),
    MeetingAbout.ALL_STAFF: (
        "全员安全工作会议",
        "学习安全制度，通报案例",
        "全员签到学习，落实岗位责任",
    ),
    MeetingAbout.LOGISTICS: ("后勤月例会", "小结本月后勤工作，安排下月采购与维修", ""),
    MeetingAbout.KITCHEN: ("食堂周例会", "通报本周留样与消毒检查情况", ""),
    MeetingAbout.OPENING: (
        "开学工作部署",
        "部署开学准备、物资发放与安全检查",
        "开学前一天完成清洁消毒",
    ),
    MeetingAbout.GROUP: ("后勤工作领导小组会", "研究本学期重点工作与经费安排", ""),
    MeetingAbout.PARENTS: ("班级家长会", "介绍班级工作，提醒接送与出行安全", ""),
    MeetingAbout.DELEGATES: ("班级生活委员会议", "听取各班对伙食与环境的意见", ""),
}
PLANS = (
    ("fire", "火灾应急预案", "立即按下报警按钮并呼喊\n班级教师带领儿童沿疏散路线撤离，弯腰捂口鼻\n保育员检查卫生间与寝室\n到操场集合，逐班清点报告"),
    ("violence", "防暴力侵害应急预案", "门卫立即关门并按一键报警\n持械设防，劝离或控制\n各班关门锁窗，远离门窗\n等待民警到场"),
    ("theft", "防盗与财产安全预案", "保护现场，不移动物品\n报告后勤主任并报警\n调取监控，清点损失\n修复门窗，通报各班"),
    ("food", "食物中毒应急预案", "停止供餐，封存留样与原料\n保健医救护，拨打 120\n报告市场监管、卫健、教育部门\n登记人员与症状，告知家长"),
    ("epidemic", "传染病疫情应急预案", "隔离观察，通知家长接回\n终末消毒，停用公共物品\n按规定上报并追踪\n查验复课证明后返园"),
)  # fmt: skip
INJURIES = (
    (2, 1, 1, 3, "leg", "户外奔跑时与同伴相撞，膝盖擦伤", "minor"),
    (5, 2, 1, 3, "face", "搬椅子时碰到桌角，额头轻微红肿", "minor"),
    (2, 4, 6, 1, "arm", "洗手后地面湿滑摔倒，手肘擦伤", "minor"),
    (4, 2, 1, 2, "arm", "手工活动被纸边划伤手指", "minor"),
    (2, 1, 1, 3, "leg", "从攀爬架跳下时扭到脚踝，送医检查为软组织挫伤", "general"),
)


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Term by term, up to now; says how many records there are."""
    before = Entry.objects.count()
    prepare(site, staff)
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            write_term(site, staff, term)
    return Entry.objects.count() - before


def write_term(site: Site, staff: Staff, term: Term) -> None:
    teaching.take_ready_topics(term)
    hands = People(site, staff, term)
    records = sorted(hands.records(), key=lambda row: (row.kind_code, row.entry.entered_at))
    for first in range(0, len(records), CHUNK):
        filing.submit_many(records[first : first + CHUNK], settle=False)
    hurt(site, staff, term)
    sign_letters(site, staff, term)
    if term.half == 1:
        renew(site, staff, term)
    ask_parents(site, staff, term)
    settle(term)


def settle(term: Term) -> None:
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), 200):
        proving.settle(series[first : first + 200])


class People(Hands):
    """Who talks, teaches and meets in a term."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.topics = list(TermTopic.objects.filter(term=term))
        self.talked: set[tuple[int, date, str]] = set()

    def tasks(self) -> Iterable[Task]:
        begun = Task.objects.filter(
            due_at__gte=start_of(self.site.wanted.begins_on),
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof__in=OF_TASKS,
        )
        related = begun.select_related("duty", "campus", "school_class__campus")
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
            "school_class": task.school_class,
            "subject": task.subject,
            "happened_at": sketch.happened_at,
            "entered_at": sketch.entered_at,
            "entered_by": sketch.by,
            "late_reason": sketch.late_reason,
        }
        return Entry(**usual | given)

    def talk(self, sketch: Sketch) -> SafetyTalk | None:
        """One of the topics of the day; the same is said once."""
        day = timezone.localdate(sketch.happened_at)
        about = sketch.task.subject.partition(":")[2] or SafetyTalk.About.LEAVING
        fitting = [talk for talk in teaching.offered(day) if talk.about == about]
        key = sketch.task.school_class_id or 0
        for said in fitting[key % len(fitting) :] + fitting:
            if (key, day, said.code) not in self.talked:
                self.talked.add((key, day, said.code))
                entry = self.entry(sketch, subject=teaching.talk_subject(about))
                return SafetyTalk(entry=entry, about=about, topic=str(said))
        return None

    def education(self, sketch: Sketch) -> SafetyEducation:
        fate = Random(f"{sketch.task.slot}")  # noqa: S311  nothing here is secret
        occasion = sketch.task.subject.partition(":")[2] or Occasion.LESSON
        topic, content = fate.choice(LESSONS)
        chosen = fate.choice(self.topics) if occasion == Occasion.THEME else None
        if chosen:
            topic, content = chosen.title, f"{chosen.points}\n开展活动，留存过程照片"
        team = self.teams.get(sketch.task.school_class_id or 0)
        entry = self.entry(sketch, subject=teaching.occasion_subject(occasion))
        return SafetyEducation(
            entry=entry, occasion=occasion, topic=topic, term_topic=chosen, content=content,
            people=team.size if team else 60, speaker=str(sketch.by),
            form="lecture" if occasion == Occasion.LECTURE else fate.choice(("lesson", "game")),
        )  # fmt: skip

    def meeting(self, sketch: Sketch) -> SafetyMeeting | None:
        """After the classes, so that nobody is missing from one for the other."""
        about = sketch.task.subject.partition(":")[2] or MeetingAbout.LOGISTICS
        day = timezone.localdate(sketch.happened_at)
        happened = at(day, AFTER_CLASSES)
        if happened > sketch.task.closes_at:
            return None
        topic, content, decisions = MEETINGS[MeetingAbout(about)]
        entry = self.entry(
            sketch, happened_at=happened, entered_at=happened + 40 * MINUTE, late_reason=""
        )
        meeting = SafetyMeeting(
            entry=entry, about=about, topic=topic, where_held="会议室", chair=sketch.by,
            content=content, decisions=decisions,
            guests="本班家长" if about == MeetingAbout.PARENTS else "",
        )  # fmt: skip
        meeting.new_lines = [Attendee(person=person) for person in self.attending(about, sketch)]
        return meeting

    def attending(self, about: str, sketch: Sketch) -> list[Any]:
        roles = (Role.DIRECTOR, Role.COOK) if about == MeetingAbout.KITCHEN else LEADERS
        if about == MeetingAbout.PARENTS:
            return [sketch.by]
        if about == MeetingAbout.ALL_STAFF:
            people = [p for held in self.staff.by_role.values() for p in held]
            people += [p for held in self.staff.by_team.values() for p in held]
        else:
            people = [p for role in roles for p in self.staff.holders(role, 0)]
        return list(dict.fromkeys([sketch.by, *people]))

    def contact(self, sketch: Sketch) -> OutsideContact:
        return OutsideContact(
            entry=self.entry(sketch), whom="police", name="社区民警", how="visit",
            topic="校门口上下学时段秩序与周边流动摊贩", result="加派警力护学，摊贩已劝离",
        )  # fmt: skip


WRITERS = {
    "safety_talk": People.talk,
    "safety_education": People.education,
    "meeting": People.meeting,
    "outside_contact": People.contact,
}


# Injuries: rare, told at once, followed to the end.


def hurt(site: Site, staff: Staff, term: Term) -> None:
    rng = site.wanted.random(f"injuries {term.starts_on}")
    days = [
        day
        for day in calendar_of(term, site.campuses[0]).open_days
        if site.wanted.begins_on <= day <= site.wanted.today and day >= term.first_teaching_day
    ]
    injuries = []
    for said in INJURIES if len(days) > len(INJURIES) * 3 else INJURIES[:2]:
        injury = injury_of(site, staff, term, rng.choice(days), said, rng)
        if injury and injury.entry.entered_at <= site.wanted.now:
            injuries.append(injury)
    if not injuries:
        return
    injuries.sort(key=lambda injury: injury.entry.happened_at)
    filing.submit_many(injuries, settle=False)
    courses = [c for injury in injuries if (c := course_of(site, staff, injury))]
    if courses:
        filing.submit_many(courses, settle=False)


def injury_of(
    site: Site, staff: Staff, term: Term, day: date, said: Any, rng: Random
) -> ChildInjury | None:
    team = rng.choice(site.teams)
    school_class = site.classes[term.school_year, team]
    children: list[Child] = list(children_of([school_class.pk], day))
    if not children:
        return None
    child = rng.choice(children)
    teacher = staff.by_team[team, Role.TEACHER][0]
    happened = at(day, rng.choice(("09:50", "10:25", "15:35", "16:05")))
    kind, spot, activity, company, part, story, severity = said
    entry = Entry(
        campus=school_class.campus, school_class=school_class, subject=f"child:{child.pk}",
        happened_at=happened, entered_at=happened + 45 * MINUTE, entered_by=teacher,
    )  # fmt: skip
    return ChildInjury(
        entry=entry, child=child, type=kind, spot=spot, activity=activity, company=company,
        body_part=part, severity=severity, on_duty=teacher, story=story,
        treatment=1 if severity == "minor" else 2, told_at=happened + 15 * MINUTE,
        told_how="phone", told_whom="母亲", measures="加强该时段看护",
    )  # fmt: skip


def course_of(site: Site, staff: Staff, injury: ChildInjury) -> InjuryFollowUp | None:
    """The doctor asks on the third day; the latest has no outcome yet."""
    about = injury.entry
    number = next(n for n, campus in enumerate(site.campuses) if campus == about.campus)
    asked = about.happened_at + 2 * DAY
    if asked + 5 * MINUTE > site.wanted.now:
        return None
    entry = Entry(
        campus=about.campus, school_class=about.school_class, subject=about.subject,
        happened_at=asked, entered_at=asked + 5 * MINUTE,
        entered_by=staff.holders(Role.DOCTOR, number)[0],
    )  # fmt: skip
    return InjuryFollowUp(
        entry=entry, injury=injury, text="伤处已愈合，活动正常", outcome=1, rest_days=0
    )


# Plans, the group, letters and pledges.


def prepare(site: Site, staff: Staff) -> None:
    """The plans were adopted when the school began; nearly everybody has read them."""
    now = at(site.wanted.begins_on, "10:00")
    if now + 2 * DAY > site.wanted.now:
        return
    for sort, title, steps in PLANS:
        edition = PlanEdition(
            entry=Entry(campus=site.campuses[0], happened_at=now),
            when="发生或可能发生上述情况时启动",
            chain="发现人 → 后勤主任\n后勤主任 → 园长\n园长 → 教育主管部门",
            steps=steps,
            aftermath="查明原因，安抚家长与儿童，整改后恢复",
        )
        plan = EmergencyPlan(sort=sort, title=title)
        preparing.adopt(plan, edition, by=staff.director, now=now)
        readers = list(preparing.unread(edition, site.wanted.today).order_by("pk"))
        late = 2 if sort == "epidemic" else 0
        PlanReading.objects.bulk_create(
            PlanReading(edition=edition, person=person, at=now + DAY + n * MINUTE)
            for n, person in enumerate(readers[: len(readers) - late])
        )


def renew(site: Site, staff: Staff, term: Term) -> None:
    """In September: the group of the year, and every plan looked through."""
    now = at(date(term.starts_on.year, 9, 10), "15:10")
    if not at(site.wanted.begins_on, "00:00") <= now <= site.wanted.now:
        return
    members = [
        GroupMember(person=staff.principal, seat="leader", task="全面负责"),
        GroupMember(person=staff.director, seat="deputy", task="日常安全管理"),
    ]
    others = [staff.holders(role, 0)[0] for role in (Role.DOCTOR, Role.GUARD)]
    known = {staff.principal.pk, staff.director.pk}
    for person, task in zip(others, ("卫生与健康", "门卫与巡逻"), strict=True):
        if person.pk not in known:
            members.append(GroupMember(person=person, seat="member", task=task))
            known.add(person.pk)
    group = SafetyGroup(
        entry=Entry(campus=site.campuses[0], happened_at=now),
        school_year=term.school_year,
        tasks="制定安全计划，组织检查与演练，督促隐患整改，处置突发事件。",
    )
    deciding.form_group(group, members, by=staff.principal, now=now)
    for number, plan in enumerate(EmergencyPlan.objects.filter(is_laid_aside=False)):
        later = now + (number + 1) * 20 * MINUTE
        entry = Entry(campus=site.campuses[0], happened_at=later)
        looked = PlanEdition(entry=entry, is_unchanged=True, changes="后勤主任、保健医、门卫")
        preparing.adopt(plan, looked, by=staff.director, now=later)


def sign_letters(site: Site, staff: Staff, term: Term) -> None:
    """At the start of each term; in the kitchen the last signature of this term is missing."""
    now = at(term.first_teaching_day, "16:50")
    if not at(site.wanted.begins_on, "00:00") <= now <= site.wanted.now - DAY:
        return
    posts = [
        p for role in (Role.GUARD, Role.REPAIRER, Role.STOREKEEPER) for p in staff.holders(role, 0)
    ]
    cooks = staff.holders(Role.COOK, 0)
    last = date(term.school_year + 1, 8, 31)
    wanted = [("post", "岗位安全责任书", posts), ("kitchen", "食堂安全生产责任书", cooks)]
    if term.half == 1:
        wanted.append(("management", "安全管理责任书", [staff.director]))
    for sort, title, people in wanted:
        letters = LetterRound(
            campus=site.campuses[0], sort=sort, title=title, leader=staff.principal,
            text=wording.usual_text("letters", sort), valid_from=term.starts_on, valid_to=last,
        )  # fmt: skip
        answering.give_out(letters, people, by=staff.director, now=now)
        missing = 1 if sort == "kitchen" and term == site.term else 0
        sign_round(letters, staff, missing, now + 20 * MINUTE)


def sign_round(letters: LetterRound, staff: Staff, missing: int, now: datetime) -> None:
    answering.sign_all(letters, by=staff.principal, now=now)
    waiting = Signer.objects.open().filter(entry__in=letters.letters.values("entry"))
    signers = list(waiting.select_related("entry", "person").order_by("pk"))
    for signer in signers[: len(signers) - missing]:
        keeper = None if signer.person.username else staff.director
        signing.sign(
            signer.entry, Capacity.RESPONSIBLE, by=signer.person, now=now, seen=1, noted_by=keeper
        )


def ask_parents(site: Site, staff: Staff, term: Term) -> None:
    """Before the summer everybody signs; in this term two classes are collecting for the holidays."""
    june = at(date(term.starts_on.year, 6, 12), "16:40")
    begun = at(site.wanted.today - 4 * DAY, "16:40")
    if term.half == 2 and at(site.wanted.begins_on, "00:00") <= june <= site.wanted.now:
        collect(site, staff, term, "drowning", site.teams, june, left=0)
    elif term == site.term and begun >= at(term.first_teaching_day, "00:00"):
        collect(site, staff, term, "holiday", site.teams[:2], begun, left=5)


def collect(
    site: Site, staff: Staff, term: Term, sort: str, teams: Any, now: datetime, *, left: int
) -> None:
    for team in teams:
        teacher = staff.by_team[team, Role.TEACHER][0]
        asked = PledgeRound(
            school_class=site.classes[term.school_year, team], term=term, sort=sort,
            text=wording.usual_text("pledges", sort),
        )  # fmt: skip
        pledging.begin(asked, by=teacher, now=now)
        children = list(asked.marks.values_list("child", flat=True))
        signed = children[: len(children) - left]
        later = now + 20 * MINUTE
        pledging.mark(asked, signed, on=timezone.localdate(later), by=teacher, now=later)
