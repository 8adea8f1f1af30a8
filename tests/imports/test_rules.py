"""The rules of a table worked out without the database: they must say what it says."""

from datetime import date

import pytest
from django.db.models import DateField, F, Q, Value
from hypothesis import given
from hypothesis import strategies as st

from logistics.imports import rules
from logistics.school.models import Campus, Child, Person, Place
from tests.factories import make_campus

DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 4))


CONDITIONS = [
    Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
    Q(left_on__gt=F("joined_on")),
    ~Q(left_on__lt=F("joined_on")),
    Q(left_on__isnull=False) & Q(sex__in=["boy", "girl"]),
    ~(Q(sex="boy") & Q(left_on__lte=date(2026, 1, 2))),
    Q(sex="girl") & ~Q(joined_on=F("left_on")),
]


@pytest.mark.django_db
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@given(joined_on=DAYS, left_on=DAYS, sex=st.sampled_from(["boy", "girl"]))
def test_a_condition_holds_as_the_database_says(condition, joined_on, left_on, sex):
    child = Child(joined_on=joined_on, left_on=left_on, sex=sex)
    there = {
        "joined_on": Value(joined_on, DateField()),
        "left_on": Value(left_on, DateField()),
        "sex": sex,
    }

    told = rules.holds(condition, child) is not False

    assert told == condition.check(there)


def test_a_broken_check_is_said_in_its_own_words():
    child = Child(joined_on=date(2026, 1, 2), left_on=date(2026, 1, 1))

    assert list(rules.broken_checks(child)) == ["Nobody leaves before joining."]


@pytest.mark.django_db
def test_what_cannot_be_worked_out_is_asked_of_the_database():
    condition = Q(name__iregex="^a")
    [constraint] = [c for c in Child._meta.constraints if c.name == "child_leaves_after_joining"]
    other = type(constraint)(condition=condition, name="other")

    with pytest.raises(rules.Unforeseen):
        rules.holds(condition, Child(name="Ann"))

    assert rules.keeps(other, Child(name="Ann"))
    assert not rules.keeps(other, Child(name="Bea"))


@pytest.mark.django_db
def test_what_stands_there_already_is_taken_save_by_itself():
    campus, other = make_campus(), make_campus()
    kept = Place.objects.create(campus=campus, name="Hall", kind="office")
    fields = ["campus", "name"]

    things = [Place(campus=campus, name="Hall"), Place(campus=other, name="Hall"), kept]

    assert list(rules.taken(things[:2], fields, Q())) == [(0, None)]
    assert list(rules.taken([kept], fields, Q())) == []
    assert list(rules.taken([things[1], things[1]], fields, Q())) == [(1, 0)]


def test_every_rule_of_a_table_is_found():
    named = {fields for fields, *_ in rules.uniques(Place)}

    assert named == {("code",), ("campus", "name")}
    assert {fields for fields, *_ in rules.uniques(Person)} == {("username",), ("number",)}
    assert {fields for fields, *_ in rules.uniques(Campus)} == {("name",)}


@pytest.mark.django_db
def test_an_empty_field_is_never_a_second_one():
    people = [Person(name="A"), Person(name="B")]

    assert list(rules.taken(people, ["number"], Q())) == []
