"""The written plans of the sample school: read by the plan reader, adopted, summed up when over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from logistics.access import Role
from logistics.contributions import trades
from logistics.demo import words
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.demo.texts import AIMS, AUTUMN, MEASURES, PARTS, PERSONAL, SITUATION, SPRING, SUMMARY
from logistics.duties import making, planning
from logistics.duties.models import Plan, PlanLine, Rhythm
from logistics.duties.planning import Placed, Recurring
from logistics.duties.reader import Reading, read
from logistics.duties.reviewing import details
from logistics.school.calendar import at, start_of
from logistics.school.models import Person, Term

# Who is put down for a line, by a word in it; the others are the director's.
ROLE_OF = (
    ("消毒", Role.CARER),
    ("保育", Role.CARER),
    ("食堂", Role.COOK),
    ("厨房", Role.COOK),
    ("留样", Role.COOK),
    ("晨检", Role.DOCTOR),
    ("传染病", Role.DOCTOR),
    ("体检", Role.DOCTOR),
    ("资产", Role.STOREKEEPER),
    ("物资", Role.STOREKEEPER),
    ("盘点", Role.STOREKEEPER),
    ("消防器材", Role.GUARD),
    ("门卫", Role.GUARD),
    ("水管", Role.REPAIRER),
    ("检修", Role.REPAIRER),
    ("收费", Role.ACCOUNTANT),
    ("结算", Role.ACCOUNTANT),
    ("预算", Role.ACCOUNTANT),
)
MOST_DUTIES = 5
WRITTEN = timedelta(days=2)


def role_of(text: str) -> str:
    return next((role for word, role in ROLE_OF if word in text), Role.DIRECTOR)


@transaction.atomic
def write(site: Site, staff: Staff) -> None:
    """A department plan for every term, the last ones closed; for this one what hangs on it too."""
    for term in site.terms:
        plan = department_plan(site, staff, term)
        if term != site.term:
            planning.close(plan, summary=SUMMARY, now=at(term.ends_on, "15:30"))
    write_parts(site, staff, plan)
    write_personal(site, staff, plan)


def department_plan(site: Site, staff: Staff, term: Term) -> Plan:
    text = (AUTUMN if term.half == Term.Half.FIRST else SPRING).strip()
    reading = read(text)
    written = at(term.starts_on + WRITTEN, "10:20")
    plan = Plan(
        title=f"{words.SCHOOL}{term_title(term)}后勤工作计划",
        owner=staff.director,
        term=term,
        serves="园务工作计划与三年发展规划",
        situation=SITUATION,
        aims=AIMS,
        measures=MEASURES,
        source=text,
    )
    begins_on = max(site.wanted.begins_on, term.starts_on)
    recurring = duties_in(reading) if term == site.term else []
    planning.adopt(plan, lines_in(reading), recurring, now=start_of(begins_on))
    plan.duties.update(starts_on=begins_on)
    date_back(plan, written)
    return plan


def term_title(term: Term) -> str:
    number = "一" if term.half == Term.Half.FIRST else "二"
    return f"{term.school_year}—{term.school_year + 1}学年第{number}学期"


def date_back(plan: Plan, written: datetime) -> None:
    """It was written when the term began, not when this school was made up."""
    Plan.objects.filter(pk=plan.pk).update(created_at=written)


def lines_in(reading: Reading) -> list[Placed]:
    return [
        Placed(item.text, item.line, section.heading, section.month, role=role_of(item.text))
        for section in reading.sections
        for item in section.items
    ]


def duties_in(reading: Reading) -> list[Recurring]:
    """The first few proposals that say how often: the director leaves the others to the catalogue."""
    clear = [found for found in reading.duties if found.rhythm not in (Rhythm.UNSET, Rhythm.EVENT)]
    return [
        Recurring(
            text=found.text,
            line=found.line,
            rhythm=found.rhythm,
            role=found.role or role_of(found.text),
            trade=found.trade if found.trade in trades() else "logistics",
            details=details(found),
        )
        for found in clear[:MOST_DUTIES]
    ]


def write_parts(site: Site, staff: Staff, parent: Plan) -> None:
    """Sub-plans of the term, each with lines that serve a line of the department's plan."""
    above = list(parent.lines.order_by("position"))
    months = [month for _year, month in site.term.months()]
    for number, (kind, title, role, aims, texts) in enumerate(PARTS):
        author = staff.holders(role, 0)[0]
        plan = new_plan(site, author, title, kind=kind, parent=parent, aims=aims)
        for position, text in enumerate(texts):
            line = PlanLine(
                plan=plan,
                parent=above[(number + position * 5) % len(above)] if above else None,
                text=text,
                term=site.term,
                year=site.term.starts_on.year,
                month=months[min(position + 1, len(months) - 1)],
                role=role,
                person=author,
                position=position,
            )
            line.save()
            making.make_line_task(line)


def write_personal(site: Site, staff: Staff, parent: Plan) -> None:
    """What some of the people have set themselves."""
    for role, aims, measures in PERSONAL:
        author = staff.holders(role, 0)[0]
        title = f"{author.name}个人学期工作计划"
        kind = Plan.Kind.PERSONAL
        new_plan(site, author, title, kind=kind, parent=parent, aims=aims, measures=measures)


def new_plan(site: Site, author: Person, title: str, **said: Any) -> Plan:
    plan = Plan.objects.create(title=title, owner=author, term=site.term, **said)
    date_back(plan, at(site.term.starts_on + 2 * WRITTEN, "14:10"))
    return plan
