"""One child in every book: its file on one page, and what is written down when a book is taken."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from health import files
from health.care import caring, examining
from health.care.examining import Certificate, Found
from health.models import (
    AbsenceTrace,
    CommonDiseaseCase,
    EntryExam,
    HealthObservation,
    IsolationRoomUse,
    ParentContact,
    TransferHealthCert,
)
from logistics.contributions import Asked, registers
from logistics.duties import filing
from logistics.records.chapters import written
from logistics.records.models import Entry
from logistics.school.models import Reading, Term
from tests.health import day
from tests.health.care import open_case, visit
from tests.health.growth import factories as growth
from tests.health.illness_factories import make_case, make_return

pytestmark = pytest.mark.usefixtures("wednesday")
LIU = "Liu Xiaomei"
TUESDAY = day.WEDNESDAY - timedelta(days=1)


def entry_of(child, junior):
    return Entry(
        campus=junior.campus, school_class=junior, subject=f"child:{child.pk}",
        happened_at=day.NOW,
    )  # fmt: skip


def one_day(child, junior, teacher, doctor):
    """Feverish in the morning, watched, given its syrup, asked after, the parents told."""
    day.attend(junior, [day.sick(child, disease="hfmd")], by=teacher)
    day.check(junior, [day.feverish(child)], by=doctor)
    request = day.make_request(child, junior, by=teacher)
    day.give(request, by=teacher, checked_by=doctor, at=day.NOW)
    told = [
        HealthObservation(on=day.WEDNESDAY, child=child, handling="observe"),
        AbsenceTrace(on=day.WEDNESDAY, child=child, reason="sick"),
        ParentContact(child=child, way="phone", about="illness", text="Fetched", contact="Mother"),
        IsolationRoomUse(child=child, symptoms=["fever"]),
    ]
    for record in told:
        record.entry = entry_of(child, junior)
        filing.submit(record, by=doctor, now=day.NOW)


def measurements(child, junior):
    growth.measure(junior, {child: (104, 25)}, on=TUESDAY)
    growth.look_at_eyes(junior, {child: (0.4, 1.0)}, on=TUESDAY)
    growth.take_blood(junior, {child: 95}, on=TUESDAY)
    growth.check_teeth(junior, {child: 3}, on=TUESDAY)
    growth.listen(junior, {child: ("passed", "failed")}, on=TUESDAY)


def papers(child, junior, doctor):
    """Examined on entry and every year, certificates, diseases, special care."""
    when = {"by": doctor, "now": day.NOW, "happened_at": day.NOW}
    exam = EntryExam(child=child, result="fit", examined_on=date(2026, 9, 1), institution="Clinic")
    examining.file_entry_exam(exam, **when)
    examining.file_health_exam(
        junior, [Found(child, "normal")], examined_on=date(2026, 10, 8), institution="Clinic",
        **when,
    )  # fmt: skip
    examining.check_vaccination(
        junior, [Certificate(child, "missing", "Measles 2")], occasion="term", **when
    )
    cert = TransferHealthCert(child=child, left_on=day.WEDNESDAY, goes_to="Another kindergarten")
    examining.issue_transfer_cert(cert, **when)
    asthma = CommonDiseaseCase(child=child, condition="asthma", diagnosed_on=TUESDAY)
    caring.register_disease(asthma, **when)
    visit(open_case(child, doctor, on=TUESDAY), doctor, on=TUESDAY, weight_kg=Decimal(25))


@pytest.fixture
def liu(junior, children, teacher, doctor):
    """A child of whom every book of the health room tells something."""
    child = children[0]
    child.name = LIU
    child.save()
    one_day(child, junior, teacher, doctor)
    measurements(child, junior)
    papers(child, junior, doctor)
    case = make_case(child, junior, by=doctor, on=TUESDAY, now=day.NOW)
    make_return(case, by=doctor, on=day.WEDNESDAY, now=day.NOW)
    return child


# Taken.


def readings_by_register(client, child, name):
    """Of each register of health whether its rows name the child, and whether that was kept."""
    found = {}
    for code, register in registers().items():
        if register.trade == "health":
            before = Reading.objects.about_child(child).count()
            page = client.get(reverse(f"duties:{name}", args=[code]), {"period": "ever"})
            if page.status_code == 200:
                kept = Reading.objects.about_child(child).count() - before
                found[code] = (page, kept)
    return found


OF_CHILDREN = {
    "health-observations", "medicine-given", "absence-traces", "parent-contacts",
    "infectious-cases", "isolation-room", "growth-measurements", "vision-tests", "oral-checks",
    "hemoglobin-tests", "hearing-tests", "entry-exams", "health-exams", "vaccination-checks",
    "transfer-certs", "common-diseases", "special-care", "special-care-visits",
}  # fmt: skip


def test_whoever_prints_a_register_that_names_a_child_stands_in_the_reading_log(liu, enter, doctor):
    client = enter("", person=doctor)

    found = readings_by_register(client, liu, "register_print")

    named = {code for code, (page, _kept) in found.items() if LIU in page.text}
    logged = {code for code, (_page, kept) in found.items() if kept == 1}
    assert named == logged == OF_CHILDREN


def test_whoever_opens_a_register_that_names_a_child_stands_there_too(liu, enter, doctor):
    found = readings_by_register(enter("", person=doctor), liu, "register")

    assert {code for code, (_page, kept) in found.items() if kept == 1} == OF_CHILDREN


def test_whoever_takes_a_register_as_a_file_stands_there_too_and_the_file_says_so(
    liu, enter, doctor
):
    client = enter("", person=doctor)

    found = readings_by_register(client, liu, "register_sheet")

    assert {code for code, (_page, kept) in found.items() if kept} == OF_CHILDREN
    acts = Reading.objects.about_child(liu).values_list("act", flat=True)
    assert set(acts) == {"exported"}


def test_looking_at_a_register_of_another_child_does_not_name_this_one(
    liu, children, enter, doctor
):
    client = enter("", person=doctor)

    client.get(reverse("duties:register_print", args=["special-care"]), {"period": "ever"})

    assert not Reading.objects.about_child(children[1]).exists()


# The file.


def test_the_file_of_a_child_tells_what_every_part_knows(liu):
    told = {section.code: section for section in files.sections(liu, day.WEDNESDAY)}

    assert [code for code, section in told.items() if section.is_empty] == ["allergies"]
    facts = {str(name): str(value) for name, value in told["growth"].facts}
    assert facts["Last measured on"] == str(TUESDAY)
    assert facts["Weight"].startswith("25.0 kg")
    assert facts["Haemoglobin"].startswith("95 g/L")
    assert told["growth"].url == reverse("health:growth_child", args=[liu.pk])


def test_the_file_counts_the_days_of_the_term_and_the_doses_of_medicine(liu, junior, teacher):
    day.attend(junior, [], by=teacher, on=TUESDAY, late_reason="Ill")

    told = {section.code: section for section in files.sections(liu, day.WEDNESDAY)}

    days = {str(name): value for name, value in told["attendance"].facts}
    assert days == {"Days recorded": 2, "Days present": "1 (50.0 %)", "sick leave": 1}
    [request] = told["medicine"].rows
    assert (request.cells[1], request.cells[3]) == ("Cough syrup", 1)


def infectious(child):
    [section] = [s for s in files.sections(child, day.WEDNESDAY) if s.code == "infectious"]
    return section


def test_the_file_tells_of_a_case_with_its_return_and_never_of_a_voided_one(liu, doctor):
    before = infectious(liu)
    entry = Entry.objects.get(kind="infectious_case")

    filing.void(entry, by=doctor, now=day.NOW, reason="Another child")

    [case] = before.rows
    assert case.cells[3:] == (day.WEDNESDAY, "certificate of recovery")
    assert infectious(liu).is_empty


MOST = {"growth_class": 12, "growth_child": 12, "health_file": 11}


@pytest.mark.parametrize("name", MOST)
def test_a_page_about_a_child_asks_no_more_however_much_is_known(liu, junior, enter, doctor, name):
    client = enter("", person=doctor)
    url = reverse(f"health:{name}", args=[junior.pk if name == "growth_class" else liu.pk])
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)

    assert LIU in page.text
    assert len(asked) <= MOST[name], [query["sql"][:90] for query in asked.captured_queries]


def test_the_file_leads_to_the_curves_and_the_class(liu, junior, enter, doctor):
    page = enter("", person=doctor).get(reverse("health:health_file", args=[liu.pk])).text

    assert reverse("health:growth_child", args=[liu.pk]) in page
    assert str(junior) in page
    assert Reading.objects.filter(child=liu, act="opened").count() == 1


# Opened.

# The class's day is opened by its own people many times a day: who reads it is not kept.
OF_THE_DAY = {"attendance", "morning_check"}


def kept_by(client, url, child):
    """Whether a page names the child, and how often it was kept who opened it."""
    before = Reading.objects.filter(child=child, act="opened").count()
    page = client.get(url)
    return LIU in page.text, Reading.objects.filter(child=child, act="opened").count() - before


def test_whoever_opens_a_record_that_names_a_child_stands_in_the_reading_log(liu, enter, doctor):
    client = enter("", person=doctor)

    opened = {e.kind: kept_by(client, e.get_absolute_url(), liu) for e in Entry.objects.all()}

    named = {kind for kind, (is_named, _kept) in opened.items() if is_named}
    logged = {kind for kind, (_named, kept) in opened.items() if kept == 1}
    assert named - logged == OF_THE_DAY
    assert {"return_check", "health_exam", "vaccination_check", "growth_measurement"} <= logged


@pytest.mark.parametrize(
    "name", ["illness", "case_list", "special_care_list", "common_disease_list"]
)
def test_whoever_opens_a_list_that_names_a_child_stands_there_too(liu, enter, doctor, name):
    url = reverse(f"health:{name}") + ("?view=all" if name == "case_list" else "")

    named, kept = kept_by(enter("", person=doctor), url, liu)

    assert named == (kept == 1)
    assert named or name == "illness"  # back already


# Counted.


def counted_for(person):
    """What the summary of the term says of each register: its title, and the number of all rows."""
    asked = Asked(person=person, term=Term.objects.get(), before=None, campus=None, now=day.NOW)
    table = next(written(asked))
    return {row[0]: row[1] for row in table.rows}


HEALTH = {str(each.title) for each in registers().values() if each.trade == "health"}


def test_the_summary_counts_each_register_of_health_as_its_page_does(
    liu, junior, children, enter, doctor
):
    client = enter("", person=doctor)
    growth.measure(junior, dict.fromkeys(children, (104, 25)), on=day.WEDNESDAY)  # a line a child

    counts = {title: n for title, n in counted_for(doctor).items() if title in HEALTH}

    pages = {title: client.get(n.url).context["page"] for title, n in counts.items()}
    others = {
        title: (n.value, pages[title].paginator.count)
        for title, n in counts.items()
        if n.value != pages[title].paginator.count
    }
    assert others == {}
    assert sum(n.value > 0 for n in counts.values()) > 10


def test_the_summary_of_somebody_else_says_nothing_of_what_is_closed_to_them(liu, enter):
    director = enter("director")

    counts = counted_for(director.person)

    assert "Register of growth measurements" not in counts
    assert {director.get(n.url).status_code for t, n in counts.items() if t in HEALTH} == {200}
