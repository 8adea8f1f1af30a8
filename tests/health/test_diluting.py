"""How much of a product makes what strength, by the formula on the label."""

from decimal import Decimal

import pytest

from health.hygiene import diluting
from health.models.preparations import Form


@pytest.mark.parametrize(
    ("form", "content", "strength", "total_ml", "needed"),
    [
        (Form.LIQUID, "5", 250, 10_000, "50"),
        (Form.LIQUID, "5", 500, 5_000, "50"),
        (Form.LIQUID, "4.5", 400, 3_000, "26.7"),
        (Form.TABLET, "500", 250, 2_000, "1"),
        (Form.POWDER, "20", 500, 10_000, "25"),
    ],
)
def test_needed_follows_the_formula_of_the_product(form, content, strength, total_ml, needed):
    given = {"content": Decimal(content), "strength": strength, "total_ml": total_ml}

    assert diluting.needed(form, **given) == Decimal(needed)


@pytest.mark.parametrize(("content", "right"), [("0.9", False), ("1", True), ("16", False)])
def test_a_label_nobody_has_seen_is_not_plausible(content, right):
    assert diluting.is_plausible(Form.LIQUID, Decimal(content)) is right


def test_water_makes_nothing_stronger():
    assert diluting.is_too_weak(Form.LIQUID, content=Decimal("0.01"), strength=250)
    assert not diluting.is_too_weak(Form.LIQUID, content=Decimal(5), strength=250)
