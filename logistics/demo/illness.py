"""Infectious diseases at the sample school: single cases, an outbreak that is over, one that begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from health.illness import registering, watching, wording
from health.models import (
    Alert,
    Disease,
    EpidemicReport,
    InfectiousCase,
    OutbreakNotice,
    ReturnCheck,
    TerminalDisinfection,
)
from logistics.access import Role
from logistics.demo import words
from logistics.demo.people import Staff
from logistics.demo.school import Site, Team
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at, is_open_on
from logistics.school.models import Child, SchoolClass, Term

SINGLE = ("varicella", "influenza", "mumps", "scarlet_fever", "herpangina", "norovirus")
APART = 12  # days between single cases of a campus: no cluster comes of them
OUTBREAK, OVER = (0, 1, 3, 6, 8), 42  # days on which a child of the class fell ill, how long ago
BEGINNING, RECENT = (0, 2), 4
HOSPITALS = ("区妇幼保健院", "市儿童医院", "社区卫生服务中心")
SYMPTOMS = {
    "hfmd": ["fever", "rash"], "varicella": ["rash"], "influenza": ["fever", "cough"],
    "mumps": ["fever", "parotid_swelling"], "scarlet_fever": ["fever", "sore_throat", "rash"],
    "herpangina": ["fever", "sore_throat"], "norovirus": ["vomiting", "diarrhoea"],
}  # fmt: skip
AUTHORITY = "区疾控中心、区教育局"


@dataclass(frozen=True)
class Fallen:
    """A child that falls ill on a day; what is done about it follows from that."""

    on: date
    team: Team
    child: Child
    code: str


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """In the order of the days, so that each alert is raised when it was."""
    rng = site.wanted.random("illness")
    tell = Teller(site, staff, rng)
    for term in site.terms[:-1]:
        if term.ends_on >= site.wanted.begins_on:
            tell.in_passing(list(singles(site, term, rng)))
    events = [*outbreaks(site, rng), *singles(site, site.term, rng)]
    # In a small school both may have chosen the same child: it falls ill once.
    once = {one.child: one for one in reversed(events)}
    for one in sorted(once.values(), key=lambda one: (one.on, one.child.pk)):
        tell.whole_story(one)
    watching.look(now=site.wanted.now)
    return InfectiousCase.objects.count()


def children_of(site: Site, term: Term, team: Team) -> list[Child]:
    rows = Child.objects.filter(
        enrolments__term=term, enrolments__school_class=site.classes[term.school_year, team]
    )
    return list(rows.attending(term.ends_on).order_by("number"))


def singles(site: Site, term: Term, rng: Random) -> Iterator[Fallen]:
    """One child here, one there, each with another disease than the last."""
    first = max(term.first_teaching_day, site.wanted.begins_on)
    last = min(term.last_teaching_day, site.wanted.today)
    for campus in range(len(site.campuses)):
        teams = [team for team in site.teams if team.campus == campus]
        day = first + rng.randrange(3, APART) * DAY
        for number in range(12):
            code = SINGLE[(number + campus) % len(SINGLE)]
            if day > last or not teams:
                break
            team = rng.choice(teams)
            children = children_of(site, term, team)
            if children and is_open_on(site.campuses[campus], day):
                yield Fallen(day, team, rng.choice(children), code)
            day += (APART + rng.randrange(6)) * DAY


def outbreaks(site: Site, rng: Random) -> Iterator[Fallen]:
    """Hand-foot-mouth disease in two classes: over in the one, beginning in the other."""
    taken: set[Team] = set()
    for place, (offsets, ago) in enumerate(((OUTBREAK, OVER), (BEGINNING, RECENT))):
        team = site.teams[(place * 3 + 1) % len(site.teams)]
        if team in taken:  # a school of few classes has one of the two
            continue
        taken.add(team)
        begins = max(site.term.first_teaching_day, site.wanted.begins_on)
        start = max(site.wanted.today - ago * DAY, begins)
        children = children_of(site, site.term, team)
        chosen = rng.sample(children, min(len(offsets), len(children)))
        for offset, child in zip(offsets, chosen, strict=False):
            day = start + offset * DAY
            if day <= site.wanted.today and is_open_on(site.campuses[team.campus], day):
                yield Fallen(day, team, child, "hfmd")


class Teller:
    """Writes down what the doctor and the carer did about each of them, as far as it has come."""

    def __init__(self, site: Site, staff: Staff, rng: Random) -> None:
        self.site, self.staff, self.rng = site, staff, rng
        self.now = site.wanted.now
        self.diseases = {disease.code: disease for disease in Disease.objects.all()}

    def doctor(self, team: Team) -> Any:
        return self.staff.holders(Role.DOCTOR, team.campus)[0]

    def school_class(self, one: Fallen) -> SchoolClass:
        term = Term.objects.on(one.on) or self.site.term
        return self.site.classes[term.school_year, one.team]

    def entry(self, one: Fallen, when: datetime, by: Any, **given: Any) -> Entry:
        school_class = self.school_class(one)
        entry = Entry(
            campus=school_class.campus, school_class=school_class, happened_at=when, **given
        )
        entry.entered_by, entry.entered_at = by, when
        return entry

    def case(self, one: Fallen) -> InfectiousCase:
        when = at(one.on, f"08:{self.rng.randrange(10, 59)}")
        entry = self.entry(one, when, self.doctor(one.team), subject=f"child:{one.child.pk}")
        case = InfectiousCase(
            entry=entry,
            child=one.child,
            disease=self.diseases[one.code],
            certainty="clinical",
            found_by="morning",
            onset_on=one.on,
            diagnosed_on=one.on,
            diagnosed_by=self.rng.choice(HOSPITALS),
            symptoms=SYMPTOMS[one.code],
            left_on=one.on,
            is_isolated=True,
            is_disinfected=True,
        )
        if case.disease.is_notifiable:
            case.reported_at, case.reported_to = when + timedelta(hours=3), AUTHORITY
            case.reported_by = entry.entered_by
        return case

    def in_passing(self, fallen: list[Fallen]) -> None:
        """Earlier terms: the case and its return, filed in one go."""
        cases = [self.case(one) for one in fallen]
        for case in cases:
            registering.complete(case)
        filing.submit_many(cases, settle=False)
        backs = (self.back(case, one) for case, one in zip(cases, fallen, strict=True))
        filing.submit_many([check for check in backs if check], settle=False)

    def whole_story(self, one: Fallen) -> None:
        """The case, then whatever is owed because of it, by those who owe it."""
        case = self.case(one)
        if case.entry.happened_at > self.now:
            return
        known = set(Alert.objects.values_list("pk", flat=True))
        registering.register(case, by=case.entry.entered_by, now=case.entry.happened_at)
        self.disinfect(case, one)
        if case.disease.is_notifiable:
            self.report(case, one, None)
        for alert in Alert.objects.exclude(pk__in=known).for_rows():
            self.attend(alert, case, one)
        if check := self.back(case, one):
            registering.check_return(check, by=check.entry.entered_by, now=check.entry.happened_at)

    def attend(self, alert: Alert, case: InfectiousCase, one: Fallen) -> None:
        """An alert is reported; that the parents are told may still be owed."""
        self.report(case, one, alert)
        when = case.entry.happened_at + timedelta(hours=6)
        if when > self.now or (self.now - when) < timedelta(days=3):
            return
        by = self.doctor(one.team)
        text = wording.draft(alert, words.SCHOOL)
        notice = OutbreakNotice(
            entry=self.entry(one, when, by), alert=alert, text=text, way="group"
        )
        registering.inform(notice, by=by, now=when)

    def disinfect(self, case: InfectiousCase, one: Fallen) -> None:
        when = case.entry.happened_at + timedelta(hours=4)
        by = self.staff.carers.get(one.team)
        if when > self.now or by is None:
            return
        sheet = TerminalDisinfection(
            entry=self.entry(one, when, by),
            disease=case.disease,
            objects_treated="空气、地面、桌椅、门把手、玩具、床品",
            agent="chlorine",
            concentration=1000,
            minutes=30,
            guided_by="园所保健室",
        )
        filing.submit(sheet, by=by, now=when)

    def report(self, case: InfectiousCase, one: Fallen, alert: Alert | None) -> None:
        when = case.entry.happened_at + timedelta(minutes=100)
        if when > self.now:
            return
        by = self.doctor(one.team)
        entry = self.entry(one, when, by)
        where, entry.school_class = str(entry.school_class), None
        sheet = EpidemicReport(
            entry=entry,
            alert=alert,
            disease=alert.disease if alert else case.disease,
            found_at=case.entry.happened_at,
            case_count=alert.count if alert else 1,
            classes=alert.where if alert else where,
            symptoms=[alert.symptom] if alert and alert.symptom else case.symptoms,
            authority=AUTHORITY,
            guidance="加强晨午检，班级终末消毒，观察至最长潜伏期结束",
        )
        registering.report(sheet, by=by, now=when)

    def back(self, case: InfectiousCase, one: Fallen) -> ReturnCheck | None:
        """On an open day after the isolation, with the certificate; nothing if that is to come."""
        day = (case.isolation_until or one.on + 14 * DAY) + DAY
        campus = self.site.campuses[one.team.campus]
        while not is_open_on(campus, day):
            day += DAY
            if day > self.site.wanted.today:
                return None
        when = at(day, f"08:{self.rng.randrange(10, 59)}")
        if when > self.now:
            return None
        entry = self.entry(one, when, self.doctor(one.team), subject=case.subject)
        return ReturnCheck(
            entry=entry,
            case=case,
            returned_on=timezone.localdate(when),
            proof="certificate",
            issued_on=day - DAY,
            issued_by=case.diagnosed_by,
        )
