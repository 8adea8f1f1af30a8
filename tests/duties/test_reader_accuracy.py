"""How much of the written plans the reader finds. It has to hold on plans nobody here has seen."""

import pytest

from logistics.duties.reader import Reading, read
from tests.duties import plans

AT_LEAST = 0.97


def found_items(reading: Reading) -> set[tuple]:
    return {
        (section.document, section.line, section.month, section.quarter, item.text, item.line)
        for section in reading.sections
        for item in section.items
    }


@pytest.mark.parametrize("name", plans.NAMES)
def test_reader_finds_every_item_of_the_plan_under_its_month(name):
    plan = plans.load(name)

    reading = read(plan.text)

    assert found_items(reading) == plan.items


@pytest.mark.parametrize("name", plans.NAMES)
def test_reader_finds_the_headings_of_the_plan_and_no_others(name):
    plan = plans.load(name)

    reading = read(plan.text)

    headings = [(s.document, s.line, s.month, s.quarter) for s in reading.sections]
    assert headings == plan.headings


@pytest.mark.parametrize("name", plans.NAMES)
def test_reader_sets_aside_what_lost_its_heading(name):
    plan = plans.load(name)

    reading = read(plan.text)

    assert [(item.text, item.line) for item in reading.unplaced] == plan.unplaced


def test_reader_places_97_of_100_items_and_invents_none():
    wanted, found = set(), set()
    for name in plans.NAMES:
        plan = plans.load(name)
        wanted |= {(name, *item) for item in plan.items}
        found |= {(name, *item) for item in found_items(read(plan.text))}

    assert len(wanted & found) >= AT_LEAST * len(wanted)
    assert found - wanted == set()
