"""How much of a product makes a disinfectant of the strength wanted. Rounded once, to a tenth."""

from decimal import ROUND_HALF_UP, Decimal

from health.models.preparations import Form

TENTH = Decimal("0.1")
# What labels usually say, in per cent of available chlorine or milligrams a tablet; beyond it is asked back.
PLAUSIBLE = {
    Form.LIQUID: (Decimal(1), Decimal(15)),
    Form.TABLET: (Decimal(100), Decimal(2000)),
    Form.POWDER: (Decimal(10), Decimal(90)),
}


def needed(form: Form, *, content: Decimal, strength: int, total_ml: int) -> Decimal:
    """Millilitres, tablets or grams of the product for `total_ml` of `strength` mg/L.

    A liquid or powder of p per cent holds p × 10,000 mg in a litre or kilogram.
    """
    if form == Form.TABLET:
        amount = Decimal(strength) * total_ml / 1000 / content
    else:
        amount = Decimal(total_ml) * strength / (content * 10_000)
    return amount.quantize(TENTH, ROUND_HALF_UP)


def is_plausible(form: Form, content: Decimal) -> bool:
    least, most = PLAUSIBLE[form]
    return least <= content <= most


def is_too_weak(form: Form, *, content: Decimal, strength: int) -> bool:
    """A product cannot be made stronger by water."""
    return form == Form.LIQUID and content * 10_000 < strength
