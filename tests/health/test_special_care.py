"""Special care: from the proposal to the outcome, and what goes to the canteen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from health import measures
from health.care import caring, counting, proposing
from health.conditions import Condition
from health.measures import Measured
from health.models import CommonDiseaseCase, DeclinedProposal, SpecialCareCase, SpecialCareVisit
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Allergy, Child, Diet, Reading, Term
from tests.factories import make_child, make_class, make_person
from tests.health.care import MONDAY, NOW, make_school, open_case, visit
from tests.world.terms import make_term as term_around

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def school(campus):
    return make_school(campus)


def test_a_case_hands_its_diet_on_to_the_canteen_at_once(school):
    _term, _class, [child, *_], doctor = school

    open_case(child, doctor, diets=["low_sugar"], allergens=["egg", "milk"])

    assert [diet.kind for diet in child.diets.all()] == ["low_sugar"]
    assert {allergy.allergen for allergy in child.allergies.all()} == {"egg", "milk"}


def test_a_case_remembers_only_what_was_not_known_before(school):
    _term, _class, [child, *_], doctor = school
    Allergy.objects.create(child=child, allergen="egg")

    case = open_case(child, doctor, allergens=["egg", "milk"])

    assert case.allergens == "milk"
    assert child.allergies.count() == 2


def test_a_child_has_one_open_case_for_a_reason(school):
    _term, _class, [child, *_], doctor = school
    open_case(child, doctor)

    with pytest.raises(Refused, match="already"):
        open_case(child, doctor)
    open_case(child, doctor, condition=Condition.ANAEMIA)

    assert SpecialCareCase.objects.open().count() == 2


def test_a_visit_with_an_outcome_closes_the_case_and_another_is_refused(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor, on=MONDAY - 30 * DAY)
    visit(case, doctor, on=MONDAY, outcome="cured")

    with pytest.raises(Refused, match="closed"):
        visit(case, doctor, on=MONDAY, clock="11:00")

    assert SpecialCareCase.objects.closed().get().ended_as == "cured"


def test_a_voided_outcome_opens_the_case_again(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor)
    last = visit(case, doctor, outcome="cured")

    filing.void(last.entry, by=doctor, now=NOW, reason="Another child")

    assert SpecialCareCase.objects.open().get() == case


def test_a_visit_does_not_lie_before_its_case(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor)

    with pytest.raises(Refused, match="before the case"):
        visit(case, doctor, on=MONDAY, clock="08:00")

    assert not SpecialCareVisit.objects.exists()


def test_the_diet_ends_with_the_case_unless_another_still_asks_for_it(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor, diets=["low_sugar", "lactose_free"])
    open_case(child, doctor, condition=Condition.CARIES, diets=["low_sugar"])

    visit(case, doctor, outcome="cured", diets_end=True)

    assert [diet.kind for diet in Diet.objects.filter(child=child)] == ["low_sugar"]


def test_the_diet_stays_when_nobody_says_that_it_ends(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor, diets=["low_sugar"])

    visit(case, doctor, outcome="improved")

    assert child.diets.count() == 1


def test_nobody_in_care_is_refused_while_a_case_is_open(school, campus):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor)
    when = {"by": doctor, "now": NOW, "happened_at": NOW}

    with pytest.raises(Refused, match="Cases are open: 1"):
        caring.nobody_in_care(campus, **when)
    visit(case, doctor, outcome="cured")
    entry = caring.nobody_in_care(campus, **when)

    assert (entry.is_zero, entry.title) == (True, "Nothing to report")


def test_a_list_gone_through_counts_who_is_on_it(school):
    _term, school_class, [child, *_], doctor = school
    open_case(child, doctor)

    entry = caring.list_gone_through(school_class, by=doctor, now=NOW, happened_at=NOW)

    assert (entry.content.listed, entry.is_zero, entry.school_class) == (1, False, school_class)


def test_the_database_refuses_a_case_without_a_reason(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor)

    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialCareCase.objects.filter(pk=case.pk).update(condition="")


def test_no_title_names_the_child_or_the_illness(school):
    _term, _class, [child, *_], doctor = school
    case = open_case(child, doctor)
    visit(case, doctor)

    titles = " ".join(Entry.objects.values_list("title", flat=True))

    assert child.name not in titles
    assert "obesity" not in titles


# Proposed.


def of_growth(children, on):
    """What the growth part would say."""
    words = Measured(on, Decimal(105), Decimal(25), frozenset({"obesity"}), "BMI 22.7")
    return {min(children): [words]}


def test_children_are_proposed_from_measures_allergies_history_and_diagnoses(school, monkeypatch):
    _term, _class, children, _doctor = school
    monkeypatch.setattr(measures, "SOURCES", [f"{__name__}.of_growth"])
    Allergy.objects.create(child=children[1], allergen="peanut")
    Allergy.objects.create(child=children[1], allergen="penicillin")
    Allergy.objects.create(child=children[2], allergen="pollen")

    found = proposing.proposals(Child.objects.all(), MONDAY)

    assert [(p.child.pk, p.condition, p.why) for p in found] == [
        (children[0].pk, "obesity", "BMI 22.7"),
        (children[1].pk, "food_allergy", "peanut"),
        (children[1].pk, "drug_allergy", "penicillin"),
    ]


def test_whoever_has_a_case_is_not_proposed_again(school, monkeypatch):
    _term, _class, children, doctor = school
    monkeypatch.setattr(measures, "SOURCES", [f"{__name__}.of_growth"])
    open_case(children[0], doctor)

    assert proposing.proposals(Child.objects.all(), MONDAY) == []


# Figures.


def test_the_figures_of_a_term_agree_with_counting_by_hand(school):
    term, _class, children, doctor = school
    early = date(2026, 8, 20)
    Term.objects.filter(pk=term.pk).update(starts_on=date(2026, 9, 1))
    term.refresh_from_db()
    carried = open_case(children[0], doctor, on=early)
    visit(carried, doctor, outcome="cured")
    over = open_case(children[1], doctor, on=early)
    visit(over, doctor, on=date(2026, 8, 25), outcome="improved")  # before the term: not in it
    open_case(children[1], doctor)
    open_case(children[2], doctor, condition=Condition.ANAEMIA)

    rows = counting.of_term(term, doctor)

    told = [(r.title, r.carried, r.opened, dict(r.ended), r.open) for r in rows]
    assert told == [
        ("obesity", 1, 1, {"cured": 1}, 1),
        ("anaemia", 0, 1, {}, 1),
        ("Total", 1, 2, {"cured": 1}, 2),
    ]


# Common diseases.


def test_a_common_disease_is_closed_once_and_after_its_diagnosis(school):
    _term, _class, [child, *_], doctor = school
    case = CommonDiseaseCase(child=child, condition="asthma", diagnosed_on=MONDAY - DAY)
    caring.register_disease(case, by=doctor, now=NOW, happened_at=NOW)
    given = {"by": doctor, "now": NOW, "outcome": "cured"}

    with pytest.raises(Refused, match="after it was diagnosed"):
        caring.close_disease(case, closed_on=MONDAY - 2 * DAY, seen=1, **given)
    caring.close_disease(case, closed_on=MONDAY, seen=1, **given)
    with pytest.raises(Refused, match="closed"):
        caring.close_disease(case, closed_on=MONDAY, seen=2, **given)

    assert CommonDiseaseCase.objects.get().outcome == "cured"
    assert Entry.objects.get().version == 2


def test_a_diagnosis_of_the_future_is_refused(school):
    _term, _class, [child, *_], doctor = school
    case = CommonDiseaseCase(child=child, condition="asthma", diagnosed_on=MONDAY + DAY)

    with pytest.raises(Refused, match="future"):
        caring.register_disease(case, by=doctor, now=NOW, happened_at=NOW)

    assert not Entry.objects.exists()


# Pages.


@pytest.fixture
def today_school(campus):
    """A school in whose term today lies."""
    today = timezone.localdate()
    term = term_around(today)
    school_class = make_class(campus=campus, school_year=term.school_year)
    children = [make_child(school_class=school_class, term=term) for _ in range(3)]
    return today, term, school_class, children


def sent(today, **given):
    return {
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "closed_day_is_right": "on",
    } | given


def test_the_doctor_opens_a_case_and_visits_it(enter, today_school):
    today, _term, _class, [child, *_] = today_school
    client = enter("doctor")
    typed = {"child": child.pk, "condition": "obesity", "source": "measured", "weight_kg": "25"}

    client.post(reverse("health:special_care_new"), sent(today, **typed, diets=["low_sugar"]))
    case = SpecialCareCase.objects.get()
    page = client.get(case.get_absolute_url())
    client.post(
        reverse("health:special_visit_new", args=[case.pk]),
        sent(today, weight_kg="24.5", height_cm="105", outcome="improved", guardian="Wang"),
    )

    assert child.name in page.text
    assert case.visits.get().weight_kg == Decimal("24.50")
    assert [d.kind for d in child.diets.all()] == ["low_sugar"]
    assert Reading.objects.filter(child=child, by=client.person).exists()


def test_a_height_in_metres_is_refused_and_an_odd_weight_is_asked_back(enter, today_school):
    today, _term, _class, [child, *_] = today_school
    client = enter("doctor")
    case = open_case(child, client.person, on=today - 9 * DAY)
    url = reverse("health:special_visit_new", args=[case.pk])

    metres = client.post(url, sent(today, height_cm="1.12"))
    odd = client.post(url, sent(today, weight_kg="75"))
    client.post(url, sent(today, weight_kg="75", odd_is_right="on"))

    assert "Between 40 and 220 cm, this is 1.12" in metres.text
    assert "Is 75 kg right?" in odd.text
    assert case.visits.get().weight_kg == 75


def test_a_child_that_shrank_is_asked_back(enter, today_school):
    today, _term, _class, [child, *_] = today_school
    client = enter("doctor")
    case = open_case(child, client.person, on=today - 9 * DAY, height_cm=Decimal(105))
    url = reverse("health:special_visit_new", args=[case.pk])

    answer = client.post(url, sent(today, height_cm="102"))

    assert "Last time it was 105.0 cm, now 102.0 cm." in answer.text
    assert not case.visits.exists()


@pytest.mark.parametrize("role", ["teacher", "carer", "cook", "director", "principal", "guard"])
def test_special_care_is_the_doctors_alone(enter, today_school, role):
    today, _term, school_class, [child, *_] = today_school
    case = open_case(child, make_person(role="doctor", campus=school_class.campus), on=today - DAY)
    client = enter(role, school_class=school_class if role in ("teacher", "carer") else None)

    pages = [
        client.get(reverse("health:special_care_list")),
        client.get(case.get_absolute_url()),
        client.get(reverse("health:health_file", args=[child.pk])),
        client.get(case.entry.get_absolute_url()),
    ]

    assert [page.status_code for page in pages] == [403, 403, 403, 404]


def test_the_figures_are_read_without_a_name(enter, today_school):
    today, _term, school_class, [child, *_] = today_school
    open_case(child, make_person(role="doctor", campus=school_class.campus), on=today - DAY)

    page = enter("principal").get(reverse("health:special_care_counts")).text

    assert "obesity" in page
    assert child.name not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_cases_as_for_one(
    enter, today_school, rows, django_assert_max_num_queries
):
    today, _term, _class, children = today_school
    client = enter("doctor")
    for child in children[:rows]:
        open_case(child, client.person, on=today - 2 * DAY)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("health:special_care_list")).text

    assert sum(child.name in page for child in children) == rows


def measured_on(day):
    return {"on": day, "height_cm": Decimal(105), "weight_kg": Decimal(26),
            "conditions": frozenset({"obesity"}), "words": "105 cm, 26 kg"}  # fmt: skip


def test_a_declined_proposal_comes_back_with_the_next_measurement_and_not_before(
    school, monkeypatch
):
    _term, _class, [child, *_], doctor = school
    known = [measured_on(MONDAY)]
    source = lambda _children, _on: {child.pk: [Measured(**known[-1])]}  # noqa: E731
    monkeypatch.setattr(measures, "sources", lambda: [source])
    [proposal] = proposing.proposals([child], MONDAY)

    proposing.decline(proposal, why="Tall and strong, grows along its line", by=doctor, now=NOW)
    week_after = proposing.proposals([child], MONDAY + 7 * DAY)
    known.append(measured_on(MONDAY + 90 * DAY))
    next_term = proposing.proposals([child], MONDAY + 90 * DAY)

    assert week_after == []
    assert [each.condition for each in next_term] == [Condition.OBESITY]


def test_what_nobody_dated_stays_declined_and_other_reasons_are_proposed(school):
    _term, _class, [child, *_], doctor = school
    for allergen in ("egg", "penicillin"):
        Allergy.objects.create(child=child, allergen=allergen)
    food = proposing.proposals([child], MONDAY)[0]

    proposing.decline(food, why="Outgrown, says the hospital", by=doctor, now=NOW)

    left = [each.condition for each in proposing.proposals([child], MONDAY + 30 * DAY)]
    assert left == [
        {Condition.FOOD_ALLERGY, Condition.DRUG_ALLERGY}.difference({food.condition}).pop()
    ]


def test_a_proposal_is_not_declined_without_a_reason(school, client):
    _term, _class, [child, *_], doctor = school
    Allergy.objects.create(child=child, allergen="egg")
    client.force_login(doctor)
    url = f"{reverse('health:special_care_decline')}?child={child.pk}&kind=food_allergy"

    with time_machine.travel(NOW, tick=False):
        empty = client.post(url, {"why": ""})
        said = client.post(url, {"why": "Outgrown"})
        gone = client.get(url)

    assert (empty.status_code, said.status_code, gone.status_code) == (200, 302, 404)
    assert DeclinedProposal.objects.get().why == "Outgrown"
