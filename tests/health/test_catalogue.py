"""Every duty of health is proved by a record that can be written."""

import csv
from pathlib import Path

import pytest

import health
from logistics.contributions import kinds

CATALOGUE = Path(health.__file__).parent / "catalogue.csv"
DUTIES = list(csv.DictReader(CATALOGUE.read_text(encoding="utf-8").splitlines()))
# Records of trades that are not here yet, with the reason why nothing of health is in their place.
WAITING = {
    "child_injury": "the register of injuries belongs to safety, with its other accidents",
    "drill": "drills of every kind stand in one register of safety",
}


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty["code"])
def test_a_duty_is_proved_by_a_kind_that_exists_or_is_waited_for_by_name(duty):
    assert duty["proof"] in kinds() or duty["proof"] in WAITING


def test_nothing_is_waited_for_that_no_duty_asks_for():
    assert set(WAITING) <= {duty["proof"] for duty in DUTIES}
