"""Thresholds against a brute-force count, on invented outbreaks and on ordinary illness."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from health.illness import replaying
from health.illness.clusters import Home, fitting, grouped, reached
from health.illness.replaying import SCENARIOS, School
from health.illness.signs import onsets
from health.models import Disease, Threshold
from health.models.diseases import shipped_diseases, shipped_thresholds
from health.signs import Sign

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 7)


DISEASES = {row["code"]: Disease(pk=n, **row) for n, row in enumerate(shipped_diseases(), start=1)}
RULES = [
    Threshold(pk=n, **row | {"disease": DISEASES.get(row["disease"])})
    for n, row in enumerate(shipped_thresholds(), start=1)
]


# The oracle: no sliding window, no shared code; every day of every unit is counted anew.


SYMPTOMS = {
    "fever", "cough", "headache", "sore_throat", "parotid_swelling", "abdominal_pain",
    "diarrhoea", "vomiting", "rash", "dizziness", "fatigue", "conjunctival_congestion",
}  # fmt: skip


def first_days(signs, homes, rules):
    """(what, scope, unit, rule) → the first day on which so many different children count."""
    ill = [sign for sign in signs if sign.what in SYMPTOMS or falls_ill(sign, signs)]
    found = {}
    for rule in rules:
        for day in sorted({sign.on for sign in signs}):
            first = day - (rule.window_days - 1) * DAY
            counted = defaultdict(set)
            for sign in ill:
                if first <= sign.on <= day and is_counted(sign, rule):
                    counted[sign.what, unit_of(sign, homes, rule)].add(sign.child)
            for (what, unit), children in counted.items():
                if len(children) >= rule.case_count:
                    found.setdefault((what, rule.scope, unit, rule.pk), day)
    return found


def is_counted(sign, rule):
    if rule.counts == "symptom":
        return sign.what in SYMPTOMS
    return sign.what not in SYMPTOMS and rule.disease in (None, DISEASES[sign.what])


def unit_of(sign, homes, rule):
    home = homes[sign.school_class]
    return {"class": sign.school_class, "floor": home.floor, "campus": home.campus}[rule.scope]


def falls_ill(sign, signs):
    """Nothing of the same illness of the same child came before it."""
    before = (s for s in signs if s.child == sign.child and s.what == sign.what and s.on < sign.on)
    return not any(linked(signs, other, sign) for other in before)


def linked(signs, first, last):
    """Whether days with the same disease lead from one to the other in steps of two weeks."""
    steps = sorted(
        s.on
        for s in signs
        if s.child == first.child and s.what == first.what and first.on <= s.on <= last.on
    )
    return all(b - a <= 14 * DAY for a, b in pairwise(steps))


def ours(signs, homes, rules):
    return {
        (group.what, group.unit.scope, group.unit.pk, rule.pk): day.on
        for group, of_group in grouped(signs, homes).items()
        for rule in fitting(group, of_group, rules)
        if (day := reached(of_group, rule))
    }


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario.what))
@pytest.mark.parametrize("seed", range(6))
def test_each_outbreak_is_seen_on_the_very_day_of_the_rule(scenario, seed):
    school = School(6)
    signs = replaying.outbreak(school, scenario, Random(f"{seed}"))

    assert ours(signs, school.homes, RULES) == first_days(signs, school.homes, RULES)


@pytest.mark.parametrize("seed", range(3))
def test_any_jumble_of_signs_is_counted_as_by_hand(seed):
    rng = Random(f"jumble {seed}")
    homes = {1: Home(1, 10), 2: Home(1, 10), 3: Home(1, 11), 4: Home(2, 12)}
    signs = [
        Sign(MONDAY + rng.randrange(40) * DAY, klass := rng.randint(1, 4), klass * 100 + rng.randrange(6), what)
        for what in rng.choices(["hfmd", "influenza", "fever", "vomiting", "cough"], k=140)
    ]  # fmt: skip

    assert ours(signs, homes, RULES) == first_days(signs, homes, RULES)
    assert ours(signs, homes, RULES)


def test_a_child_away_for_two_weeks_with_one_disease_fell_ill_once():
    signs = [Sign(MONDAY + n * DAY, 1, 7, "hfmd") for n in range(12)]

    assert onsets(signs) == signs[:1]


def test_two_cases_eight_days_apart_are_no_cluster_and_seven_days_are_one():
    [rule] = [r for r in RULES if r.case_count == 2 and r.level == "cluster" and r.scope == "class"]
    apart = [Sign(MONDAY, 1, 1, "hfmd"), Sign(MONDAY + 7 * DAY, 1, 2, "hfmd")]
    near = [Sign(MONDAY, 1, 1, "hfmd"), Sign(MONDAY + 6 * DAY, 1, 2, "hfmd")]

    assert reached(apart, rule) is None
    assert reached(near, rule).on == MONDAY + 6 * DAY


def test_three_of_a_class_in_a_day_and_five_in_three_days_are_reported():
    report = [rule for rule in RULES if rule.level == "report"]
    in_a_day = [Sign(MONDAY, 1, child, "fever") for child in range(3)]
    in_three = [Sign(MONDAY + (child // 2) * DAY, 1, child, "fever") for child in range(5)]

    assert [bool(reached(in_a_day, rule)) for rule in report] == [True, False]
    assert [bool(reached(in_three, rule)) for rule in report] == [False, True]


def test_a_symptom_nobody_can_name_alike_makes_no_cluster():
    signs = [Sign(MONDAY, 1, child, "other") for child in range(9)]

    assert ours(signs, {1: Home(1)}, RULES) == {}


def test_the_same_seed_gives_the_same_outbreak_and_another_another():
    first, again, other = (
        replaying.outbreak(School(), SCENARIOS[0], Random(seed)) for seed in ("a", "a", "b")
    )

    assert first == again
    assert first != other


def test_nearly_every_outbreak_is_seen_and_ordinary_illness_seldom_cries_wolf():
    seen = [replaying.replay(RULES, scenario, times=20) for scenario in SCENARIOS]
    wolf = replaying.cry_wolf(RULES, days=30)

    assert sum(one.seen for one in seen) >= 0.9 * sum(one.outbreaks for one in seen)
    assert set(wolf.by_what) <= {"cough"}
    assert wolf.count <= 3
