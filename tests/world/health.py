"""A class's day, its children's illness, growth and care, and how clean the rooms are kept."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from health import models as health
from health.care import caring, educating, examining
from health.day import attending, checking, medicating
from health.day.rolls import read_roll
from health.growth import measuring
from health.hygiene import disinfecting, tubes
from health.hygiene.table import fill
from health.models import (
    BaitPoint,
    DisinfectionMethod,
    GrowthMeasurement,
    HeightenedDisinfection,
    MedicineRequest,
    UvLamp,
)
from health.models.diseases import ship
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.models import Campus, Child, Place, Term
from tests.world.records import a_minute_ago
from tests.world.terms import DAY


def begin_the_class_day(school_class: Any, child: Child, person: Any, now: datetime) -> dict:
    """The sheets of today and medicine for today, all of one class."""
    today = timezone.localdate(now)
    roll, written = read_roll(school_class, today), {"by": person, "now": now}
    attendance = attending.confirm(roll, [], **written)
    for segment in ("morning", "noon"):
        checking.check(roll, segment, [], **written)
    entry = Entry(
        campus=school_class.campus, school_class=school_class, subject=f"child:{child.pk}",
        happened_at=now,
    )  # fmt: skip
    medicine = MedicineRequest(
        entry=entry, child=child, medicine=f"{school_class} syrup", dose="5 ml", times="11:30",
        cause="Cough", is_prescribed=True, quantity="1", expires_on=today + 30 * DAY,
        first_on=today, last_on=today + DAY, guardian="Mother", signed="paper", paper="Folder",
    )  # fmt: skip
    medicating.take_in(medicine, **written)
    return {"attendance": attendance, "medicine": medicine}


def keep_clean(
    campus: Campus, person: Any, place: Place, school_class: Any, now: datetime
) -> dict[str, Any]:
    """A lamp, something that is being disinfected and something that was; bait; more for a while."""
    today = timezone.localdate(now)
    fill(DisinfectionMethod)  # a test that commits has taken the table of the norm away
    lamp = UvLamp(place=place, number="1")
    tubes.put_in(lamp, by=person, now=now)
    cups = DisinfectionMethod.objects.get(item="cup", is_usual=True)
    towels = DisinfectionMethod.objects.get(item="towel", is_usual=True)
    scope = {"campus": campus, "school_class": school_class, "by": person}
    run = disinfecting.begin(cups, now=now, **scope)
    began = disinfecting.begin(towels, now=now - timedelta(minutes=20), **scope)
    record = disinfecting.record_of(began, now - timedelta(minutes=1))
    record.entry.late_reason = "just before midnight"
    began.delete()
    spell = HeightenedDisinfection.objects.create(
        campus=campus, reason=f"{campus} flu", starts_on=today, ends_on=today + DAY, set_by=person
    )
    spell.classes.add(school_class)
    return {
        "lamp": lamp, "method": cups, "run": run, "spell": spell,
        "disinfection": disinfecting.write_down(record, by=person, now=now),
        "bait": BaitPoint.objects.create(
            campus=campus, number="1", spot=f"{campus} yard", pest="rat", agent="Box", set_on=today
        ),
    }  # fmt: skip


def fall_ill(campus: Campus, person: Any, school_class: Any, child: Child, now: datetime) -> dict:
    """A child that fell ill, waited in the isolation room and came back without a proof; an alert."""
    if not health.Disease.objects.exists():  # a test that commits has taken the tables away
        ship(health.Disease, health.Threshold)
    disease = health.Disease.objects.get(code="hfmd")
    today = timezone.localdate(now)

    def entry() -> Entry:
        return Entry(campus=campus, school_class=school_class, **a_minute_ago(now))

    case = health.InfectiousCase(
        entry=entry(), child=child, disease=disease, onset_on=today, isolation_until=today + DAY
    )
    filing.submit(case, by=person, now=now)
    back = health.ReturnCheck(entry=entry(), case=case, returned_on=today, proof="none")
    filing.submit(back, by=person, now=now)
    waited = health.IsolationRoomUse(entry=entry(), child=child, symptoms=["fever"])
    filing.submit(waited, by=person, now=now)
    alert = health.Alert.objects.create(
        key=f"class:{school_class.pk}:hfmd", campus=campus, scope="class", disease=disease,
        school_class=school_class, first_on=today, reached_on=today, last_on=today, count=2,
        raised_at=now, closes_on=today + 10 * DAY,
    )  # fmt: skip
    told = health.OutbreakNotice(entry=entry(), alert=alert, text="Dear parents", way="paper")
    filing.submit(told, by=person, now=now)
    return {
        "case": case, "return_check": back, "isolation": waited, "alert": alert,
        "outbreak_notice": told, "disease": disease,
        "threshold": health.Threshold.objects.filter(disease=disease).earliest("pk"),
    }  # fmt: skip


def measure_the_child(
    child: Child, school_class: Any, person: Any, now: datetime
) -> dict[str, Any]:
    """A sheet of the class on which the child stands."""
    day = measuring.Day.of(timezone.localdate(now))
    line = measuring.growth_line(child, day, height_cm=Decimal("104.5"), weight_kg=Decimal("16.8"))
    sheet = measuring.sheet_of(GrowthMeasurement, school_class, [line], happened_at=now, expected=1)
    return {"measured": measuring.file(sheet, by=person, now=now)}


def look_after(
    school_class: Any, child: Child, person: Any, term: Term, now: datetime
) -> dict[str, Any]:
    """One of everything the health room writes of a child and its class."""
    today = timezone.localdate(now)
    when = {"by": person, "now": now, **a_minute_ago(now)}
    exam = health.EntryExam(
        child=child, result="fit", examined_on=today - 9 * DAY, institution="Hospital"
    )
    case = health.SpecialCareCase(child=child, condition="obesity", source="measured")
    disease = health.CommonDiseaseCase(child=child, condition="caries", diagnosed_on=today)
    cert = health.TransferHealthCert(
        child=child, left_on=today, goes_to="Elsewhere", state_of_health="Well"
    )
    found = examining.Found(child, "normal")
    seen = examining.Certificate(child, "missing", "Measles 2")
    checked = examining.check_vaccination(school_class, [seen], occasion="term", **when)
    return {
        "entry_exam": examining.file_entry_exam(exam, **when),
        "special_case": caring.open_case(case, **when),
        "common_disease": caring.register_disease(disease, **when),
        "transfer_cert": examining.issue_transfer_cert(cert, **when),
        "health_exam": examining.file_health_exam(
            school_class, [found], examined_on=today, institution="Hospital", **when
        ),
        "vaccination_check": checked,
        "vaccination_line": health.VaccinationLine.objects.get(sheet=checked.pk),
        "education": teach(school_class, person, now),
        "letter": health.ParentLetter.objects.create(
            campus=school_class.campus, occasion="season", title="Winter", text="Dear parents",
            on=today, by=person, made_at=now,
        ),
        "day_plan": health.DayPlan.objects.create(
            campus=school_class.campus, term=term, post=f"{school_class} carer"
        ),
    }  # fmt: skip


def teach(school_class: Any, person: Any, now: datetime) -> Entry:
    entry = Entry(campus=school_class.campus, school_class=school_class, **a_minute_ago(now))
    held = health.HealthEducation(
        entry=entry, audience="children", form="activity", topic="Washing hands"
    )
    return educating.hold(held, by=person, now=now)
