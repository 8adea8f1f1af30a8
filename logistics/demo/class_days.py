"""The classes' days of the sample school: counted, checked, observed; the absent asked after.

Each class and day has its own chance: the same day gives the same sheets, whatever the hour.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from health.day import attending, checking
from health.day.ailments import Ailment
from health.day.attending import Said
from health.day.checking import Found
from health.day.rolls import Roll, read_roll
from health.illness.comparing import is_away
from health.models import (
    AbsenceTrace,
    Attendance,
    ClassRound,
    HealthObservation,
    InfectiousCase,
    MedicineGiven,
    MedicineRequest,
    MorningCheck,
    ShiftHandover,
)
from health.models.attendance import Mark
from health.models.checks import Handling
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site, Team
from logistics.duties import filing, proving
from logistics.duties.models import Task
from logistics.records.models import Entry, Signature, Signer
from logistics.records.models.signatures import Capacity
from logistics.records.stamping import stamped
from logistics.school.calendar import at, calendar_of, closed_days
from logistics.school.models import SchoolClass, Term

MISSED, LATE = 0.004, 0.012  # of a class's days: never opened, entered on the next day
FALLS_ILL, BUSY, FINDING = 0.012, 0.004, 0.006  # chances of one child on one day
ILLS = [
    (Ailment.COLD, "fever cough"), (Ailment.COLD, "cough sore_throat"),
    (Ailment.TONSILLITIS, "fever sore_throat"), (Ailment.GASTROENTERITIS, "vomiting"),
    (Ailment.BRONCHITIS, "cough"), (Ailment.DENTAL, "other"),
]  # fmt: skip
SEEN = [
    ("cough", "", None, "精神好，多喝水"), ("", "skin", None, "手背轻微擦伤，已清洁"),
    ("", "nails", None, "提醒家长修剪指甲"), ("fever", "spirits", "37.6", "复测 37.4 ℃，持续观察"),
    ("abdominal_pain", "", None, "休息后缓解"),
]  # fmt: skip
MEDICINES = [
    ("小儿止咳糖浆", "5 ml", "咳嗽"),
    ("炉甘石洗剂", "适量", "湿疹"),
    ("益生菌颗粒", "1 袋", "腹泻恢复期"),
]
REASONS = ["平板没有电，第二天补录", "上午带班外出，第二天补录", "网络中断，第二天补录"]
KINDS = (
    "attendance",
    "morning_check",
    "health_observation",
    "absence_trace",
    "guardian_commission",
    "medication_record",
    "class_round",
    "shift_handover",
)


@dataclass
class Illness:
    """Why a child stays away, and until when."""

    until: date
    said: Said


@dataclass
class ClassBook:
    """One class through a term: who writes for it, and who is away."""

    school_class: SchoolClass
    team: Team
    teacher: Any
    doctor: Any
    carer: Any
    rng: Random
    place: int
    today: date
    cases: list[Any]
    away: dict[int, Illness] = field(default_factory=dict)


def write(site: Site, staff: Staff) -> int:
    """The sheets of all classes up to now, term by term."""
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    return count


@transaction.atomic
def write_term(site: Site, staff: Staff, term: Term) -> int:
    count = 0
    for book in books(site, staff, term):  # class by class, or the memory holds every line
        records: dict[str, list[Any]] = defaultdict(list)
        for record in days_of(site, book, term):
            records[record.kind_code].append(record)
        for written in records.values():
            filing.submit_many(written, settle=False)
            sign(written)
            count += len(written)
    settle(term)
    return count


def sign(records: list[Any]) -> None:
    """Whoever checked a dose, or gave a class over and took it, has signed at once."""
    asked = [
        Signer(entry=r.entry, capacity=as_what, person=person, asked_at=r.entry.entered_at)
        for r in records
        for as_what, person in signers(r)
    ]
    Signer.objects.bulk_create(asked, batch_size=500)
    signed = (
        Signature(entry=each.entry, version=1, capacity=each.capacity, by=each.person,
                  at=each.asked_at)
        for each in asked
    )  # fmt: skip
    Signature.objects.bulk_create([stamped(each) for each in signed], batch_size=500)


def signers(record: Any) -> list[tuple[str, Any]]:
    if isinstance(record, MedicineGiven):
        return [(Capacity.WITNESS, record.checked_by)]
    if isinstance(record, ShiftHandover):
        by = record.entry.entered_by
        return [(Capacity.HANDED_OVER, by), (Capacity.TAKEN_OVER, record.taken_by)]
    return []


def settle(term: Term) -> None:
    rows = Task.objects.filter(term=term, proof__in=KINDS).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    for first in range(0, len(series), 200):
        proving.settle(series[first : first + 200])


def books(site: Site, staff: Staff, term: Term) -> Iterator[ClassBook]:
    for place, ((year, team), school_class) in enumerate(site.classes.items()):
        if year == term.school_year:
            teacher = staff.by_team[team, Role.TEACHER][0]
            doctor = staff.holders(Role.DOCTOR, team.campus)[0]
            rng = site.wanted.random(f"class day {term.starts_on} {team.name} {team.campus}")
            carer = staff.carers.get(team) or doctor
            yield ClassBook(
                school_class, team, teacher, doctor, carer, rng, place % 12, site.wanted.today,
                list(cases_of(school_class)),
            )  # fmt: skip


def cases_of(school_class: SchoolClass) -> Any:
    """Who of the class is at home with an infectious disease, and until when."""
    rows = InfectiousCase.objects.standing().with_return().select_related("disease")
    return rows.filter(entry__school_class=school_class)


def days_of(site: Site, book: ClassBook, term: Term) -> Iterator[Any]:
    calendar = calendar_of(term, book.school_class.campus)
    calendar = calendar.without(closed_days(book.school_class, term))
    first = max(site.wanted.begins_on, term.first_teaching_day)
    last = min(site.wanted.today, term.last_teaching_day)
    children = read_roll(book.school_class, term.first_teaching_day).children
    for on in calendar.open_between(first, last):
        here = [c for c in children if c.left_on is None or c.left_on > on]
        for record in day_of(book, Roll(book.school_class, on, here), calendar):
            if record.entry.entered_at <= site.wanted.now:
                yield record


def day_of(book: ClassBook, roll: Roll, calendar: Any) -> Iterator[Any]:
    """What a class writes of one day. Chance is asked equally often, whatever is written."""
    luck, minute = book.rng.random(), book.rng.randrange(12)
    keep_away(book, roll)
    found = findings(book, roll)
    if luck < MISSED or not roll.children:
        return
    after = calendar.next_open(roll.on) if luck < MISSED + LATE else None
    pen = Pen(book, roll, minute, after, book.rng.choice(REASONS))
    yield from pen.sheets(found)


def keep_away(book: ClassBook, roll: Roll) -> None:
    """Who comes back, and who stays at home from today."""
    book.away = {pk: ill for pk, ill in book.away.items() if ill.until >= roll.on}
    for case in book.cases:
        if is_away(case, roll.on):
            said = Said(case.child_id, Mark.SICK, disease=case.disease.code)
            book.away[case.child_id] = Illness(roll.on, said)
    for child in roll.children:
        chance, days, kind = book.rng.random(), book.rng.choice([0, 1, 1, 2, 4]), book.rng.random()
        if child.pk in book.away or chance > FALLS_ILL + BUSY:
            continue
        until = roll.on + timedelta(days=days)
        disease, symptoms = ILLS[int(kind * len(ILLS))]
        if chance < FALLS_ILL and not is_third(book, symptoms.split()):
            said = Said(child.pk, Mark.SICK, symptoms=symptoms.split(), disease=disease)
        else:
            said = Said(child.pk, Mark.PERSONAL)
        book.away[child.pk] = Illness(until, said)


def is_third(book: ClassBook, symptoms: list[str]) -> bool:
    """Three with one symptom in a class are a cluster: those are told where illness is."""
    told = [code for ill in book.away.values() for code in ill.said.symptoms]
    return any(told.count(code) >= 2 for code in symptoms)


def findings(book: ClassBook, roll: Roll) -> list[Found]:
    found = []
    for child in roll.children:
        chance, kind = book.rng.random(), book.rng.random()
        if chance < FINDING and child.pk not in book.away:
            symptoms, signs, degrees, words = SEEN[int(kind * len(SEEN))]
            found.append(
                Found(
                    child.pk, symptoms=symptoms.split(), signs=signs.split(),
                    temperature=Decimal(degrees) if degrees else None,
                    handling=Handling.OBSERVE, analysis=words,
                )
            )  # fmt: skip
    return found


@dataclass
class Pen:
    """Writes the records of a class's day: at their hours, or on the next morning if it is late."""

    book: ClassBook
    roll: Roll
    minute: int
    after: date | None
    reason: str

    def entry(self, clock: str, by: Any, *, spread: bool = True, **given: Any) -> Entry:
        happened = at(self.roll.on, clock) + timedelta(minutes=self.minute * spread)
        entered = happened + timedelta(minutes=3)
        late = ""
        if self.after:
            entered, late = (
                at(self.after, "08:05") + timedelta(minutes=self.book.place),
                self.reason,
            )
        return Entry(
            campus_id=self.book.school_class.campus_id, school_class=self.book.school_class,
            happened_at=happened, entered_at=entered, entered_by=by, late_reason=late, **given,
        )  # fmt: skip

    def sheets(self, found: list[Found]) -> Iterator[Any]:
        gone = [Found(pk, is_checked=False) for pk in self.here_away()]
        yield self.check("morning", "08:20", [*found, *gone])
        sheet = Attendance(
            entry=self.entry("09:00", self.book.teacher),
            school_class=self.book.school_class, on=self.roll.on,
        )  # fmt: skip
        said = [self.book.away[pk].said for pk in self.here_away()]
        attending.tally(sheet, attending.lines_of(self.roll, said))
        yield sheet
        yield from self.traces()
        yield from self.rounds(found)
        requests = list(self.medicine())
        yield from requests
        yield from (self.dose(request) for request in requests)
        yield self.handover(sheet, found, requests)
        yield self.check("noon", "14:15", gone)
        yield from self.observations(found)

    def here_away(self) -> list[int]:
        return [child.pk for child in self.roll.children if child.pk in self.book.away]

    def check(self, segment: str, clock: str, found: list[Found]) -> MorningCheck:
        sheet = MorningCheck(
            entry=self.entry(
                clock, self.book.doctor, spread=False, subject=checking.subject_of(segment)
            ),
            school_class=self.book.school_class, on=self.roll.on, segment=segment,
        )  # fmt: skip
        sheet.entry.happened_at += timedelta(minutes=self.book.place)
        sheet.entry.entered_at += timedelta(minutes=0 if self.after else self.book.place)
        checking.tally(sheet, self.roll, found)
        return sheet

    def traces(self) -> Iterator[AbsenceTrace]:
        away = self.here_away()
        for pk in away:
            said = self.book.away[pk].said
            yield AbsenceTrace(
                entry=self.entry("10:00", self.book.teacher, subject=f"child:{pk}"),
                on=self.roll.on, child_id=pk, contact="家长", reason=said.mark,
                symptoms=" ".join(said.symptoms), disease=said.disease,
            )  # fmt: skip
        if not away:
            yield AbsenceTrace(
                entry=self.entry("10:00", self.book.teacher, is_zero=True), on=self.roll.on
            )

    def observations(self, found: list[Found]) -> Iterator[HealthObservation]:
        for each in found:
            yield HealthObservation(
                entry=self.entry("15:20", self.book.teacher, subject=f"child:{each.child}"),
                on=self.roll.on, child_id=each.child, observation="精神、进食、午睡均正常",
                handling=Handling.OBSERVE, outcome="improved",
            )  # fmt: skip
        if not found:
            yield HealthObservation(
                entry=self.entry("16:20", self.book.teacher, is_zero=True), on=self.roll.on
            )

    def rounds(self, found: list[Found]) -> Iterator[ClassRound]:
        """The doctor comes by twice a day; whoever had a finding is looked after each time."""
        for clock in ("09:35", "14:45"):
            entry = self.entry(clock, self.book.doctor, spread=False, is_zero=not found)
            entry.happened_at += timedelta(minutes=self.book.place)
            entry.entered_at += timedelta(minutes=0 if self.after else self.book.place)
            measured = sum(each.temperature is not None for each in found)
            yield ClassRound(
                entry=entry, on=self.roll.on, sick_count=len(found), measured_count=measured,
                text="已查看，精神好" if found else "",
            )  # fmt: skip

    def dose(self, request: MedicineRequest) -> MedicineGiven:
        """Given at its time by the teacher; the carer has checked it with her."""
        return MedicineGiven(
            entry=self.entry(request.times, self.book.teacher, subject=request.entry.subject),
            request=request, on=self.roll.on, clock=request.times, dose=request.dose,
            checked_by=self.book.carer,
        )  # fmt: skip

    def handover(
        self, sheet: Attendance, found: list[Found], requests: list[MedicineRequest]
    ) -> ShiftHandover:
        """At noon the carer hands the class over to the teacher."""
        return ShiftHandover(
            entry=self.entry("12:20", self.book.carer, is_zero=True),
            on=self.roll.on, shift=ShiftHandover.Shift.NOON, expected=sheet.expected,
            present=sheet.present, sick=sheet.ill + sheet.infectious, personal=sheet.personal,
            watched_count=len(found), medicine_count=len(requests), taken_by=self.book.teacher,
        )  # fmt: skip

    def left_over(self) -> dict[str, Any]:
        """Of days that are over it went home the same afternoon."""
        if self.roll.on >= self.book.today:
            return {}
        return {"left_over": MedicineRequest.LeftOver.RETURNED, "left_over_on": self.roll.on}

    def medicine(self) -> Iterator[MedicineRequest]:
        """Now and then a child brings some, and takes home what is left."""
        chance, which, kind = (self.book.rng.random() for _ in range(3))
        children = [c for c in self.roll.children if c.pk not in self.book.away]
        if chance > 0.05 or not children:
            return
        child = children[int(which * len(children))]
        name, dose, cause = MEDICINES[int(kind * len(MEDICINES))]
        yield MedicineRequest(
            entry=self.entry("08:10", self.book.teacher, subject=f"child:{child.pk}"),
            child=child, medicine=name, dose=dose, times="11:40", cause=cause, is_prescribed=True,
            quantity="1 盒", expires_on=self.roll.on + timedelta(days=180), first_on=self.roll.on,
            last_on=self.roll.on, guardian="家长", signed="paper", paper="带药委托夹",
            usage="external" if "洗剂" in name else "oral", **self.left_over(),
        )  # fmt: skip
