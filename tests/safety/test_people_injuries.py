"""Injuries: told at once, followed to the outcome, reported upward, counted, and no name where it must not stand."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.contributions import child_data, comparisons, kinds, registers
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry, Version
from logistics.school.models import Reading, Rule
from safety.models import ChildInjury, InjuryReport
from safety.organisation import chapters, counting, registering, waiting
from tests.factories import make_child, make_class, make_person, make_term
from tests.safety.people import DAY, HOUR, MONDAY, NOON, follow, hurt

NAME, STORY = "Li Xiaobao", "Ran and fell over the hose"


@pytest.fixture
def school(campus):
    """A class with a child, its teacher and the leaders."""
    term = make_term()
    junior = make_class(campus=campus)
    return {
        "term": term,
        "class": junior,
        "child": make_child(school_class=junior, term=term, name=NAME),
        "teacher": make_person(role="teacher", school_class=junior, username="t", name="Teacher"),
        "doctor": make_person(role="doctor", campus=campus, username="d"),
        "principal": make_person(role="principal", campus=campus, username="p", name="Principal"),
        "director": make_person(role="director", campus=campus, username="l"),
    }


def report(injury, *, by, now):
    said = InjuryReport(injury=injury, authority="Education authority", text="A broken arm")
    return registering.report(said, by=by, now=now, happened_at=now)


def test_an_injury_waits_until_somebody_writes_its_outcome(school):
    injury = hurt(school["child"], by=school["teacher"])
    waits = [
        waiting.to_follow(person, NOON).count() for person in (school["teacher"], school["doctor"])
    ]

    follow(injury, by=school["doctor"])
    follow(injury, by=school["doctor"], now=NOON + DAY, outcome=1, rest_days=2)

    assert waits == [1, 1]
    assert ChildInjury.objects.open().count() == 0
    assert ChildInjury.objects.with_course().get().outcome_now == 1


def test_a_voided_follow_up_opens_the_injury_again(school):
    injury = hurt(school["child"], by=school["teacher"])
    entry = follow(injury, by=school["doctor"], outcome=1)

    Entry.objects.filter(pk=entry.pk).update(status=Entry.Status.VOIDED)

    assert list(ChildInjury.objects.open()) == [injury]


def test_what_came_before_the_injury_is_refused(school):
    injury = hurt(school["child"], by=school["teacher"])

    with pytest.raises(Refused, match="before the injury"):
        follow(injury, by=school["doctor"], now=NOON - 2 * HOUR)
    with pytest.raises(Refused, match="cannot be told before"):
        hurt(school["child"], by=school["teacher"], told_at=NOON - 2 * HOUR)


def test_parents_are_told_in_some_way(school):
    with pytest.raises(IntegrityError), transaction.atomic():
        hurt(school["child"], by=school["teacher"], told_how="")


def test_a_severe_injury_is_told_to_the_leaders_and_reported(school):
    injury = hurt(school["child"], by=school["teacher"], severity="serious")
    told = set(Notice.objects.values_list("person__name", flat=True))
    waits = waiting.to_report(school["principal"], NOON).count()

    report(injury, by=school["principal"], now=NOON + HOUR)

    assert "Principal" in told
    assert "Teacher" not in told
    assert waits == 1
    assert waiting.to_report(school["principal"], NOON).count() == 0
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_minor_injury_is_not_reported(school):
    hurt(school["child"], by=school["teacher"])

    assert ChildInjury.objects.to_report().count() == 0
    assert not Notice.objects.exists()


def test_neither_the_name_nor_the_story_stands_where_others_read(school, enter):
    injury = hurt(
        school["child"], by=school["teacher"], severity="serious", danger="Hose on the path"
    )
    guard = enter("guard")

    said = str(injury.entry.versions.get().said)
    notices = str(list(Notice.objects.values_list("said", flat=True)))
    titles = [injury.entry.title, *Finding.objects.values_list("what", flat=True)]

    assert STORY not in said  # encrypted, also in the version
    assert not any(NAME in words for words in (notices, *titles))
    assert guard.get(injury.entry.get_absolute_url()).status_code == 404
    assert guard.get(injury.get_absolute_url()).status_code == 403


def test_the_teacher_of_another_class_does_not_find_it(school, campus, enter):
    injury = hurt(school["child"], by=school["teacher"])
    other = enter("teacher", school_class=make_class(campus=campus))

    assert other.get(injury.get_absolute_url()).status_code == 404
    assert injury.entry.number not in other.get(reverse("safety:injury_list")).text


def test_who_opens_an_injury_is_written_down(school, enter):
    injury = hurt(school["child"], by=school["teacher"])
    doctor = enter("doctor")

    page = doctor.get(injury.get_absolute_url())

    assert NAME in page.text
    assert STORY in page.text
    assert Reading.objects.get().child == school["child"]
    assert NAME not in doctor.get(reverse("safety:injury_list")).text


def test_the_danger_becomes_a_hazard_at_the_place(school):
    injury = hurt(school["child"], by=school["teacher"], danger="Hose on the path")

    finding = Finding.objects.get()
    assert (finding.what, finding.entry_id) == ("Hose on the path", injury.pk)


def answers(school, **given):
    usual = {
        "child": school["child"].pk, "type": 2, "body_part": "leg", "severity": "minor",
        "story": STORY, "spot": 1, "activity": 1, "company": 3, "treatment": 1,
        "on_duty": school["teacher"].pk, "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "late_reason": "late", "closed_day_is_right": "on",
    }  # fmt: skip
    return usual | given


@pytest.fixture
def today(campus):
    """The school as it is now: the pages read the clock."""
    from tests.world.terms import make_term as term_around

    term = term_around(timezone.localdate())
    junior = make_class(campus=campus, school_year=term.school_year)
    return {
        "term": term,
        "class": junior,
        "child": make_child(school_class=junior, term=term, name=NAME),
        "teacher": make_person(role="teacher", school_class=junior, username="t", name="Teacher"),
    }


def test_the_form_registers_and_asks_back_what_is_written_twice(today, enter):
    teacher = enter("teacher", person=today["teacher"])
    url = reverse("safety:injury_new")

    first = teacher.post(url, answers(today))
    second = teacher.post(url, answers(today))
    third = teacher.post(url, answers(today, odd_is_right="on"))

    assert (first.status_code, second.status_code, third.status_code) == (302, 200, 302)
    assert "odd_is_right" in second.context["form"].errors
    assert ChildInjury.objects.count() == 2


def test_the_form_keeps_what_was_typed_and_names_what_is_missing(today, enter):
    teacher = enter("teacher", person=today["teacher"])

    page = teacher.post(
        reverse("safety:injury_new"), answers(today, type="", told_at="2999-01-01T10:00")
    )

    assert {"type", "told_at"} <= set(page.context["form"].errors)
    assert STORY in page.text
    assert not ChildInjury.objects.exists()


def test_a_correction_is_a_version_and_asks_for_its_reason(today, enter):
    teacher = enter("teacher", person=today["teacher"])
    teacher.post(reverse("safety:injury_new"), answers(today))
    injury = ChildInjury.objects.get()
    url = reverse("safety:injury_correct", args=[injury.pk])

    without = teacher.post(url, answers(today, severity="general", seen=1))
    saved = teacher.post(
        url, answers(today, severity="general", seen=1, reason="The doctor said so")
    )

    injury.refresh_from_db()
    assert (without.status_code, saved.status_code) == (200, 302)
    assert (injury.severity, injury.entry.version) == ("general", 2)


def test_the_rate_is_counted_of_a_hundred_children_against_the_target(school):
    for _ in range(49):
        make_child(school_class=school["class"], term=school["term"])
    hurt(school["child"], by=school["teacher"])
    hurt(school["child"], by=school["teacher"], severity="general", treatment=2)
    hurt(school["child"], by=school["teacher"], severity="general", treatment=2)

    figures = counting.of_term(
        school["term"], school["principal"], "duties.view_compliance", now=NOON
    )
    accidents, minor, major, responsible = figures.targets(MONDAY)

    assert (accidents.value, accidents.is_met) == (Decimal("4.0"), False)
    assert (minor.value, minor.is_met) == (Decimal("2.0"), True)
    assert (major.value, responsible.value) == (0, 0)


def test_the_school_sets_its_own_target(school):
    Rule.objects.create(code="accident_rate_most", value="5", valid_from=MONDAY)

    figures = counting.Figures(children=100)

    assert figures.targets(MONDAY)[0].most == 5
    assert figures.targets(MONDAY - DAY)[0].most == 2


def test_the_register_has_the_columns_of_the_official_form_in_their_order():
    shown = [str(column.heading) for column in registers()["child-injuries"].columns]
    official = [
        "Name", "Sex", "Age", "Class", "Date of the injury", "Time (24 hours)",
        "Responsible on duty", "Form filled in by", "Type of injury", "Place of the injury",
        "Activity at the injury", "With whom", "Treatment", "Diagnosis", "Days of rest", "Outcome",
        "How it happened",
    ]  # fmt: skip

    assert [heading for heading in shown if heading in official] == official


def test_the_register_says_the_codes_and_what_is_known_last(school):
    injury = hurt(school["child"], by=school["teacher"])
    follow(injury, by=school["doctor"], outcome=1, diagnosis="Bruise", rest_days=3)
    register = registers()["child-injuries"]()

    [line] = register.lines([injury.pk], register.columns_shown())
    said = {cell.heading: cell.text for cell in line.cells}

    assert said["Type of injury"].startswith("2 ")
    assert said["Outcome"].startswith("1 ")
    assert (said["Diagnosis"], said["Days of rest"]) == ("Bruise", "3")


def test_what_the_law_asks_and_nobody_did_is_found(school):
    hurt(school["child"], by=school["teacher"], told_at=None, told_how="", severity="major")
    hurt(school["child"], by=school["teacher"])

    found = [
        len(list(comparisons()[code].clashes(MONDAY, MONDAY)))
        for code in ("injury_parents_not_told", "injury_not_reported")
    ]

    assert found == [1, 1]


def test_told_in_a_follow_up_and_reported_in_time_nothing_is_found(school):
    injury = hurt(
        school["child"], by=school["teacher"], told_at=None, told_how="", severity="major"
    )
    follow(injury, by=school["doctor"], told_at=NOON, told_how="phone")
    report(injury, by=school["principal"], now=NOON + HOUR)

    codes = ("injury_parents_not_told", "injury_not_reported")
    assert [list(comparisons()[code].clashes(MONDAY, MONDAY)) for code in codes] == [[], []]


def test_the_words_go_when_the_years_are_over_and_the_figures_stay(school):
    injury = hurt(school["child"], by=school["teacher"], diagnosis="Bruise")
    follow(injury, by=school["doctor"])
    part = child_data()["injuries"]

    part.erase(school["child"], now=NOON + 2 * DAY, by=school["principal"], basis="keep_injury")

    injury.refresh_from_db()
    assert (injury.story, injury.diagnosis, injury.told_whom) == ("", "", "")
    assert (injury.type, injury.severity) == (2, "minor")
    assert all(v.said == {} for v in Version.objects.filter(number=1))
    assert len(list(part.rows(school["child"]))) == 2


def test_the_list_asks_as_many_queries_for_many_as_for_one(
    school, enter, django_assert_num_queries
):
    doctor = enter("doctor")
    hurt(school["child"], by=school["teacher"])
    url = f"{reverse('safety:injury_list')}?view=all"
    doctor.get(url)
    with django_assert_num_queries(11, exact=False) as one:
        doctor.get(url)
    for number in range(5):
        hurt(school["child"], by=school["teacher"], happened_at=NOON - number * HOUR - HOUR)

    with django_assert_num_queries(len(one)):
        doctor.get(url)


def test_the_kinds_that_name_a_child_ask_for_a_permission_of_their_own():
    codes = ("child_injury", "injury_follow_up", "injury_report")

    assert {kinds()[code].reading for code in codes} == {"safety.view_injury"}


def test_the_chapter_says_the_figures(school):
    from logistics.contributions import Asked

    hurt(school["child"], by=school["teacher"])
    asked = Asked(school["principal"], school["term"], None, None, NOON)

    table, counted, *_rest = chapters.write_accidents(asked)

    assert [str(row[1]) for row in table.rows] == ["0", "100", "0", "0"]
    assert str(counted.parts[1]) == "1"
