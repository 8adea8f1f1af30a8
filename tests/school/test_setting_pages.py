"""The school's own settings: campuses with their meals, and thresholds."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from logistics import contributions
from logistics.contributions import RuleDefault
from logistics.school.models import Campus, Rule, School
from logistics.school.rules import rule
from logistics.school.views import rules
from tests.factories import make_campus, make_term


@pytest.fixture
def sample_weight(monkeypatch):
    default = RuleDefault("sample.weight", "Weight of a food sample", "125", "g", "GB 31654")
    declared = {default.code: default}
    monkeypatch.setattr(rules, "rule_defaults", lambda: declared)
    monkeypatch.setattr("logistics.school.rules.rule_defaults", lambda: declared)
    return default


def test_settings_lead_to_everything_that_can_be_set(enter):
    page = enter("director").get(reverse("school:settings")).text

    names = ("person_list", "place_list", "class_list", "term_list", "rule_list", "campus_list")
    assert all(reverse(f"school:{name}") in page for name in names)


def test_settings_are_not_for_the_cook(enter):
    assert enter("cook").get(reverse("school:settings")).status_code == 403


def test_school_edit_names_the_school(enter):
    enter("admin").post(reverse("school:school_edit"), {"name": "Sunshine", "kind": "primary"})

    assert (School.current().name, School.current().kind) == ("Sunshine", "primary")


def test_campus_edit_sets_the_meals(enter, campus):
    client = enter("director")
    address = reverse("school:campus_edit", args=[campus.pk])
    token = client.get(address).context["version"]

    client.post(
        address,
        {"name": "Main", "is_active": "on", "lunch": "11:30", "dinner": "17:00", "version": token},
    )

    campus.refresh_from_db()
    assert campus.meals == {"lunch": "11:30", "dinner": "17:00"}


def test_campus_new_gets_the_days_of_the_terms_to_come(enter):
    term = make_term(
        starts_on=date(2099, 9, 1),
        first_teaching_day=date(2099, 9, 1),
        last_teaching_day=date(2099, 12, 1),
        ends_on=date(2099, 12, 1),
    )

    enter("admin").post(reverse("school:campus_new"), {"name": "North"})

    north = Campus.objects.get(name="North")
    assert north.days.first().date == term.starts_on


def test_campus_name_taken_is_said_beside_the_name(enter, campus):
    page = enter("admin").post(reverse("school:campus_new"), {"name": campus.name})

    assert list(page.context["form"].errors) == ["name"]


def test_campus_of_another_director_is_not_there(enter):
    response = enter("director").get(reverse("school:campus_edit", args=[make_campus().pk]))

    assert response.status_code == 404


def test_rule_new_holds_from_its_day_on(enter, sample_weight):
    enter("director").post(
        reverse("school:rule_new", args=["sample.weight"]),
        {"value": "１５０", "source": "District notice", "valid_from": "2026-10-01"},
    )

    assert rule("sample.weight", on=date(2026, 9, 30)) == Decimal(125)
    assert rule("sample.weight", on=date(2026, 10, 1)) == Decimal(150)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"value": "much"}, "value"),
        ({"value": "-1"}, "value"),
        ({"source": ""}, "source"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
    ],
)
def test_rule_new_refuses_what_is_no_threshold(enter, sample_weight, said, field):
    data = {"value": "150", "source": "District notice", "valid_from": "2026-10-01"}

    page = enter("director").post(reverse("school:rule_new", args=["sample.weight"]), data | said)

    assert list(page.context["form"].errors) == [field]
    assert not Rule.objects.exists()


def test_rule_nobody_declares_is_not_there(enter):
    assert enter("director").get(reverse("school:rule_new", args=["nothing"])).status_code == 404


def test_rule_list_shows_the_norm_beside_the_school_s_own(enter, sample_weight):
    Rule.objects.create(code="sample.weight", value="150", unit="g", source="District notice")

    page = enter("director").get(reverse("school:rule_list"))

    [threshold] = page.context["thresholds"]
    assert (threshold.default.source, threshold.in_force.value) == ("GB 31654", "150")


def test_rules_declared_by_the_trades_have_a_source(db):
    assert all(default.source for default in contributions.rule_defaults().values())
