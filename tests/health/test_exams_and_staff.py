"""Examinations, vaccination certificates, staff certificates, medicines, teaching and the child's file."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from health import files, interface, schedule
from health.care import child_data, educating, examining, medicines, staffing, timetables
from health.care.examining import Certificate, Found
from health.care.medicines import Counted
from health.care.staffing import Handed, Standing
from health.care.timetables import Stretch
from health.forms.education import StretchesField
from health.models import (
    DayPlan,
    EntryExam,
    HealthEducation,
    HealthExam,
    StaffHealthCert,
    TransferHealthCert,
    VaccinationLine,
)
from logistics.contributions import registers
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry, Erasure
from logistics.school.models import Child, Person, Reading, Term
from logistics.stores import receiving
from logistics.stores.models import Item, ItemGroup, Store
from tests.factories import make_child, make_class, make_person, make_place
from tests.health.care import MONDAY, NOW, make_school, open_case
from tests.world.terms import make_term as term_around

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def school(campus):
    return make_school(campus)


def when(doctor):
    return {"by": doctor, "now": NOW, "happened_at": NOW}


def exam_of(child, doctor, **given):
    usual = {"result": "fit", "examined_on": MONDAY - 9 * DAY, "institution": "Hospital"}
    exam = EntryExam(child=child, **usual | given)
    examining.file_entry_exam(exam, **when(doctor))
    return exam


# Examinations.


def test_an_entry_examination_is_filed_in_the_class_of_the_child(school):
    _term, school_class, [child, *_], doctor = school

    exam = exam_of(child, doctor, opinion="May enter")

    entry = Entry.objects.get()
    assert (entry.school_class, entry.subject) == (school_class, f"child:{child.pk}")
    assert EntryExam.objects.get().opinion == "May enter"
    assert child.name not in exam.one_line()


def test_what_the_doctor_wrote_is_kept_encrypted(school):
    _term, _class, [child, *_], doctor = school
    exam_of(child, doctor, opinion="Heart murmur")

    with connection.cursor() as cursor:
        cursor.execute("SELECT opinion FROM health_entryexam")
        [stored] = cursor.fetchone()

    assert "murmur" not in stored


def test_an_examination_after_its_checking_is_refused(school):
    _term, _class, [child, *_], doctor = school

    with pytest.raises(Refused, match="after the day"):
        exam_of(child, doctor, examined_on=MONDAY + DAY)

    assert not Entry.objects.exists()


def test_a_child_in_no_class_is_refused(school):
    *_, doctor = school

    with pytest.raises(Refused, match="in no class"):
        exam_of(make_child(), doctor)

    assert not EntryExam.objects.exists()


@pytest.mark.parametrize(("days", "outdated"), [(89, False), (90, False), (91, True)])
def test_an_entry_examination_is_outdated_after_ninety_days(school, days, outdated):
    exam = EntryExam(examined_on=MONDAY - days * DAY)

    assert examining.is_outdated(exam, MONDAY) is outdated


def test_more_carious_teeth_than_teeth_are_refused_by_the_database(school):
    _term, _class, [child, *_], doctor = school
    exam = exam_of(child, doctor, teeth=20, caries=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        EntryExam.objects.filter(pk=exam.pk).update(caries=21)


def test_nobody_new_is_a_zero_report(school, campus):
    *_, doctor = school

    entry = examining.no_new_child(campus, **when(doctor))

    assert (entry.is_zero, entry.content.child) == (True, None)


def test_a_yearly_examination_counts_its_lines_and_asks_for_the_findings(school):
    _term, school_class, children, doctor = school
    results = ["normal", "abnormal", "absent"]
    found = [
        Found(c, r, "Caries" if r == "abnormal" else "")
        for c, r in zip(children, results, strict=True)
    ]
    given = {"examined_on": MONDAY, "institution": "Hospital", **when(doctor)}

    with pytest.raises(Refused, match="Write what was found"):
        examining.file_health_exam(school_class, [Found(children[0], "abnormal")], **given)
    examining.file_health_exam(school_class, found, **given)

    sheet = HealthExam.objects.get()
    assert (sheet.expected, sheet.examined, sheet.abnormal) == (3, 2, 1)
    assert sheet.one_line() == f"{school_class} 2/3"


def test_saving_a_class_asks_no_more_queries_for_thirty_than_for_three(school):
    term, school_class, children, doctor = school
    children += [make_child(school_class=school_class, term=term) for _ in range(30)]
    asked = []

    for few in (children[:3], children[:3], children):  # the first one begins the numbers
        seen = [Certificate(child, "complete") for child in few]
        with CaptureQueriesContext(connection) as queries:
            examining.check_vaccination(school_class, seen, occasion="term", **when(doctor))
        asked.append(len(queries))

    assert asked[1] == asked[2]


def test_missing_doses_are_followed_until_the_certificate_was_seen_again(school):
    _term, school_class, [child, other, _third], doctor = school
    seen = [Certificate(child, "missing", "Measles 2"), Certificate(other, "complete")]
    examining.check_vaccination(school_class, seen, occasion="term", **when(doctor))
    line = VaccinationLine.objects.get(child=child)
    given = {"made_up_on": MONDAY, "seen_again_on": MONDAY, "by": doctor, "now": NOW}

    with pytest.raises(ValidationError):
        examining.follow_vaccination(line, **given | {"seen_again_on": MONDAY - DAY}, seen=1)
    examining.follow_vaccination(line, **given, seen=1)
    again = VaccinationLine.objects.get(child=child)
    with pytest.raises(Refused, match="Nothing is missing"):
        examining.follow_vaccination(again, **given, seen=2)

    assert (again.made_up_on, again.missing) == (MONDAY, "Measles 2")
    assert Entry.objects.get().version == 2


def test_a_transfer_certificate_is_valid_for_three_months(school):
    _term, _class, [child, *_], doctor = school
    cert = TransferHealthCert(child=child, left_on=MONDAY, goes_to="Other", state_of_health="Well")

    examining.issue_transfer_cert(cert, **when(doctor))

    assert TransferHealthCert.objects.get().valid_to == MONDAY + 90 * DAY


# What is due.


@pytest.mark.parametrize(
    ("birth_on", "on", "months"),
    [
        (date(2022, 5, 1), date(2025, 4, 30), 35),
        (date(2022, 5, 1), date(2025, 5, 1), 36),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
    ],
)
def test_age_is_counted_in_completed_months(birth_on, on, months):
    assert schedule.age_in_months(birth_on, on) == months


def test_a_toddler_is_due_twice_as_often_and_overdue_after_the_grace(school):
    _term, _class, [old, young, _third], doctor = school
    Child.objects.filter(pk=young.pk).update(birth_on=MONDAY - 800 * DAY)
    for child in (old, young):
        exam_of(child, doctor, examined_on=MONDAY - 230 * DAY)

    planned = schedule.plan(Child.objects.filter(pk__in=[old.pk, young.pk]), MONDAY)

    states = {row.child.pk: row.dues[0].state for row in planned}
    assert states == {old.pk: "ok", young.pk: "late"}


def test_the_schedule_asks_as_many_queries_for_three_children_as_for_one(
    school, django_assert_num_queries
):
    children = list(Child.objects.all())
    schedule.plan(children[:1], MONDAY)

    with django_assert_num_queries(11):  # two rules, two kinds of papers, seven of measurements
        schedule.plan(children, MONDAY)


# The staff.


def handed(person, **given):
    usual = {"number": "A1", "checked_on": MONDAY - 300 * DAY, "valid_to": MONDAY + 65 * DAY}
    return Handed(person, **usual | given)


def file_certs(campus, doctor, *certs):
    return staffing.file_certs(campus, certs, **when(doctor))


@pytest.mark.parametrize(
    ("days", "standing"),
    [(46, Standing.VALID), (45, Standing.EXPIRING), (0, Standing.EXPIRING), (-1, Standing.LAPSED)],
)
def test_a_certificate_is_renewed_from_the_forty_fifth_day(school, campus, days, standing):
    *_, doctor = school
    cook = make_person(role="cook", campus=campus)

    file_certs(campus, doctor, handed(cook, valid_to=MONDAY + days * DAY))

    assert staffing.judge(StaffHealthCert.objects.get(), MONDAY) == standing


def test_the_newest_certificate_counts_and_a_voided_one_does_not(school, campus):
    *_, doctor = school
    cook = make_person(role="cook", campus=campus)
    file_certs(campus, doctor, handed(cook))
    entry = file_certs(campus, doctor, handed(cook, number="A2", checked_on=MONDAY))
    before = staffing.newest([cook.pk])[cook.pk].number

    filing.void(entry, by=doctor, now=NOW, reason="Another person's")

    assert (before, staffing.newest([cook.pk])[cook.pk].number) == ("A2", "A1")


def test_the_canteen_reads_whether_somebody_may_work_and_nothing_else(school, campus):
    *_, doctor = school
    fit, unfit, missing = (make_person(role="cook", campus=campus) for _ in range(3))
    file_certs(campus, doctor, handed(fit), handed(unfit, number="", is_fit=False))

    told = interface.staff_health([fit.pk, unfit.pk, missing.pk], MONDAY)

    assert [told[p.pk].may_work for p in (fit, unfit, missing)] == [True, False, False]
    assert [told[p.pk].standing for p in (fit, unfit, missing)] == ["valid", "unfit", "missing"]


def test_a_person_named_twice_and_an_examination_ahead_are_refused(school, campus):
    *_, doctor = school
    cook = make_person(role="cook", campus=campus)

    with pytest.raises(Refused, match="twice"):
        file_certs(campus, doctor, handed(cook), handed(cook))
    with pytest.raises(Refused, match="ahead"):
        file_certs(campus, doctor, handed(cook, checked_on=MONDAY + DAY))

    assert not Entry.objects.exists()


def test_the_monthly_look_without_a_certificate_counts_who_has_to_renew(school, campus):
    *_, doctor = school
    cook = make_person(role="cook", campus=campus)
    file_certs(campus, doctor, handed(cook, valid_to=MONDAY + 10 * DAY))

    look = file_certs(campus, doctor)

    sheet = look.content
    assert (look.is_zero, sheet.staff, sheet.expiring, sheet.lapsed) == (True, 2, 1, 1)


def test_whoever_has_to_renew_is_told_once_for_each_step(school, campus):
    *_, doctor = school
    cook = make_person(role="cook", campus=campus)
    file_certs(campus, doctor, handed(cook, valid_to=MONDAY + 20 * DAY))

    told = [staffing.tell_expiring(now=NOW + n * DAY) for n in (0, 1, 14)]

    assert told == [1, 0, 1]


def test_to_renew_stands_in_the_inbox_of_the_doctor_and_the_person(school, campus):
    *_, doctor = school
    cook, guard = (make_person(role=r, campus=campus) for r in ("cook", "guard"))
    file_certs(campus, doctor, handed(cook, valid_to=MONDAY + 20 * DAY))

    waiting = [list(staffing.to_renew(person, NOW)) for person in (doctor, cook, guard)]

    assert waiting == [[cook], [cook], []]


def test_a_certificate_of_the_leap_day_is_valid_until_the_day_before_its_end():
    assert staffing.one_year_on(date(2024, 2, 29)) == date(2025, 2, 27)
    assert staffing.one_year_on(date(2026, 9, 1)) == date(2027, 8, 31)


# Medicines.


def make_medicine(campus, doctor, *, expires_on, batch="B1"):
    group, _made = ItemGroup.objects.get_or_create(name="Medicine", defaults={"kind": "medicine"})
    item, _made = Item.objects.get_or_create(
        number=f"M{batch}", defaults={"name": f"Iodine {batch}", "unit": "pcs", "group": group}
    )
    store, _made = Store.objects.get_or_create(campus=campus, name="Cupboard", kind="medicine")
    arrived = receiving.Arrived(item, Decimal(9), batch=batch, expires_on=expires_on)
    moment = NOW - 2 * DAY
    receiving.receive(store, [arrived], by=doctor, now=moment, happened_at=moment)
    return store


def test_a_check_compares_what_was_counted_with_the_ledger(school, campus):
    *_, doctor = school
    store = make_medicine(campus, doctor, expires_on=MONDAY - DAY)
    make_medicine(campus, doctor, expires_on=MONDAY + 300 * DAY, batch="B2")
    place = make_place(campus=campus, kind="health_room")
    lots = medicines.lots_of(store, MONDAY)

    entry = medicines.check(
        store, [Counted(lots[0], Decimal(9)), Counted(lots[1], Decimal(8))],
        campus=campus, place=place, **when(doctor),
    )  # fmt: skip

    sheet = entry.content
    lines = list(sheet.lines.order_by("position"))
    assert (sheet.lots, sheet.expired, sheet.differing) == (2, 1, 1)
    assert [(line.state, line.to_discard) for line in lines] == [("expired", 9), ("good", 0)]
    assert [(line.received, line.expected, line.counted) for line in lines] == [
        (9, 9, 9),
        (9, 9, 8),
    ]


def test_a_check_that_leaves_a_lot_out_is_refused(school, campus):
    *_, doctor = school
    store = make_medicine(campus, doctor, expires_on=MONDAY + DAY)

    with pytest.raises(Refused, match="not counted yet"):
        medicines.check(store, [], campus=campus, place=None, **when(doctor))

    assert not Entry.objects.filter(kind="clinic_drug_stock").exists()


# Teaching and the carers' day.


def teach(school_class, doctor, **given):
    entry = Entry(
        campus=school_class.campus, school_class=given.pop("of", school_class), happened_at=NOW
    )
    usual = {"audience": "children", "form": "activity", "topic": "Teeth"}
    return educating.hold(HealthEducation(entry=entry, **usual | given), by=doctor, now=NOW)


def test_an_activity_is_collected_by_the_age_group_of_its_class(school):
    term, school_class, _children, doctor = school
    teach(school_class, doctor)
    teach(school_class, doctor, of=None, form="lecture", age_group="senior")

    held = list(educating.of_term(term, doctor, "health.view_counts"))
    rows = educating.by_class([school_class], held, term.months())

    assert [each.age_group for each in held] == ["senior", "junior"]
    assert [len(month) for month in rows[0].months] == [0, 0, 0, 1, 0, 0]
    assert list(educating.lectures(held).values()) == [0, 0, 1]
    assert educating.classes_without([school_class], held, MONDAY) == []


def test_feedback_is_a_new_version(school):
    _term, school_class, _children, doctor = school
    entry = teach(school_class, doctor)

    educating.add_feedback(entry.content, " They sing it ", by=doctor, now=NOW, seen=1)

    held = HealthEducation.objects.select_related("entry").get()
    assert (held.feedback, held.entry.version) == ("They sing it", 2)


def test_the_day_is_read_line_by_line():
    read = StretchesField().clean("07:30-08:00 Air | Arrival\n08:00～08：30 Breakfast")

    assert [str(each) for each in read] == ["07:30-08:00 Air | Arrival", "08:00-08:30 Breakfast"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Breakfast", "Line 1 is not understood"),
        ("08:00-07:00 Air", "the end lies before"),
        ("25:00-26:00 Air", "no such time"),
    ],
)
def test_a_line_of_the_day_that_cannot_be_is_named(typed, said):
    with pytest.raises(ValidationError, match=said):
        StretchesField().clean(typed)


def test_a_term_takes_over_the_timetables_it_does_not_have(school, campus):
    term, *_ = school
    earlier = Term.objects.create(
        school_year=2025, half=2, starts_on=date(2026, 2, 24), first_teaching_day=date(2026, 3, 2),
        last_teaching_day=date(2026, 7, 8), ends_on=date(2026, 7, 10),
    )  # fmt: skip
    day = [Stretch(time(8), time(9), "Air", "Arrival")]
    timetables.write(DayPlan(campus=campus, term=earlier, post="Carer"), day)

    count = timetables.take_over(campus, term)

    plan = DayPlan.objects.get(term=term)
    assert (count, plan.post, [Stretch.of(line) for line in plan.lines.all()]) == (1, "Carer", day)
    assert timetables.take_over(campus, term) == 0


# The child's file, and what goes.


def test_the_health_file_gathers_every_part(school):
    _term, _class, [child, *_], doctor = school
    exam_of(child, doctor, card_number="BJ7")
    open_case(child, doctor)

    told = {section.code: section for section in files.sections(child, MONDAY)}

    assert len(told) == len(files.PARTS)
    assert ("BJ7" in str(told["entry_exam"].facts), len(told["special_care"].rows)) == (True, 1)
    assert told["transfers"].is_empty


def test_the_words_about_a_child_go_and_the_figures_stay(school):
    _term, school_class, [child, other, _third], doctor = school
    exam_of(child, doctor, opinion="Heart murmur", height_cm=Decimal(101))
    seen = [Certificate(child, "missing", "Measles 2"), Certificate(other, "missing", "Polio")]
    examining.check_vaccination(school_class, seen, occasion="term", **when(doctor))

    child_data.erase(child, now=NOW, by=doctor, basis="keep_health_file")

    exam = EntryExam.objects.get()
    lines = {line.child_id: line.missing for line in VaccinationLine.objects.all()}
    assert (exam.opinion, exam.height_cm) == ("", 101)
    assert lines == {child.pk: "", other.pk: "Polio"}
    assert Erasure.objects.count() == 2
    assert all(not v.said for e in Entry.objects.all() for v in e.versions.filter(number=1))


def test_opening_and_printing_a_file_is_logged(enter, campus):
    today = timezone.localdate()
    term = term_around(today)
    school_class = make_class(campus=campus, school_year=term.school_year)
    child = make_child(school_class=school_class, term=term)
    client = enter("doctor")
    url = reverse("health:health_file", args=[child.pk])

    pages = [client.get(url), client.get(url, {"print": 1})]

    acts = list(Reading.objects.filter(child=child).order_by("pk").values_list("act", flat=True))
    assert all(child.name in page.text for page in pages)
    assert acts == ["opened", "printed"]


def test_a_colleague_sees_the_own_certificate_only(enter, campus):
    other = make_person(role="guard", campus=campus, name="Somebody else")

    page = enter("cook").get(reverse("health:staff_cert_list")).text

    assert (Person.objects.get(username__startswith="cook").name in page, other.name in page) == (
        True,
        False,
    )


def test_a_teacher_writes_the_activity_of_the_own_class_alone(enter, campus):
    term = term_around(timezone.localdate())
    own, other = (make_class(campus=campus, school_year=term.school_year) for _ in range(2))
    client = enter("teacher", school_class=own)
    typed = {
        "form": "activity", "audience": "children", "field": "body", "topic": "Teeth",
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "closed_day_is_right": "on",
    }  # fmt: skip

    answers = [
        client.post(reverse("health:education_new"), typed | {"school_class": c.pk})
        for c in (own, other)
    ]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert HealthEducation.objects.get().entry.school_class == own


# Registers.

OFFICIAL = {
    "common-diseases": [
        "Class", "Name", "Sex", "Age", "Illness", "Diagnosed on", "Intervention and treatment",
        "Outcome", "Closed on",
    ],
    "health-education": ["Date", "Place", "For whom", "Form", "Content"],
    "vaccination-checks": [
        "Name", "Date of birth", "Certificate", "Checked on", "Vaccines missing",
        "Letter to the guardians on", "Reported to, on", "Made up for on", "Checked again on",
    ],
    "clinic-drugs": [
        "Name of the goods", "Specification", "Batch", "Expires on", "In", "Out",
    ],
    "transfer-certs": [
        "Name", "Sex", "Date of birth", "Left on", "Goes to", "Past illnesses",
        "Present state of health",
    ],
}  # fmt: skip


@pytest.mark.parametrize("code", OFFICIAL)
def test_a_register_has_the_official_columns_in_their_order(code):
    headings = [str(column.heading) for column in registers()[code].columns]

    wanted = OFFICIAL[code]
    start = headings.index(wanted[0])
    assert headings[start : start + len(wanted)] == wanted


def test_a_register_of_children_is_the_doctors_and_taking_it_is_logged(enter, campus):
    term = term_around(timezone.localdate())
    school_class = make_class(campus=campus, school_year=term.school_year)
    child = make_child(school_class=school_class, term=term)
    client = enter("doctor")
    open_case(child, client.person, on=timezone.localdate() - DAY)
    name = "duties:register_sheet"
    url = reverse(name, args=["special-care"])

    shown = client.get(reverse("duties:register", args=["special-care"]), {"period": "ever"}).text
    client.get(url, {"period": "ever"})

    assert child.name in shown
    assert Reading.objects.about_child(child).filter(act="exported", by=client.person).count() == 1
    assert enter("director").get(url).status_code == 404


def test_the_set_of_ledgers_names_each_register_once_and_hides_those_of_children(enter, campus):
    term_around(timezone.localdate())

    of_doctor = enter("doctor").get(reverse("health:ledger_set")).text
    of_director = enter("director").get(reverse("health:ledger_set")).text

    assert of_doctor.count(">Register of special care<") == 1
    assert "Register of special care" not in of_director
    assert "Register of health education" in of_director
