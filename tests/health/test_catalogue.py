"""Every duty of health is proved by a record that can be written."""

import csv
from pathlib import Path

import pytest

import health
from logistics.contributions import kinds

CATALOGUE = Path(health.__file__).parent / "catalogue.csv"
DUTIES = list(csv.DictReader(CATALOGUE.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty["code"])
def test_a_duty_is_proved_by_a_kind_that_exists(duty):
    assert duty["proof"] in kinds()
