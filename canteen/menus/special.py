"""Who eats by which special menu: read off allergies, diets and the open cases of special care."""

from collections.abc import Iterable

from canteen.models import Menu
from health.interface import Otherwise
from logistics.school.models import Allergy, Diet

Special = Menu.Special
# Whoever belongs to several eats by the first of them that has something at the meal: what must
# not be eaten goes before what should be.
ORDER = (Special.ALLERGIC, Special.HALAL, Special.ANAEMIC, Special.WEAK, Special.OBESE)
# Nobody eats these; "other" is known to nobody but the note.
NO_FOOD = {Allergy.Allergen.PENICILLIN, Allergy.Allergen.POLLEN}
# By the code of what a case of special care was opened for (`health.conditions`).
OF_CONDITION = {
    "anaemia": Special.ANAEMIC,
    "underweight": Special.WEAK,
    "stunting": Special.WEAK,
    "wasting": Special.WEAK,
    "premature": Special.WEAK,
    "recurrent": Special.WEAK,
    "heart": Special.WEAK,
    "overweight": Special.OBESE,
    "obesity": Special.OBESE,
    "food_allergy": Special.ALLERGIC,
}


def menu_of(one: Otherwise) -> Special | None:
    """The special menu for what a child has; None: it needs none."""
    if one.kind == "allergen":
        return None if one.code in NO_FOOD else Special.ALLERGIC
    if one.kind == "diet":
        return Special.HALAL if one.code == Diet.Kind.HALAL else None
    return OF_CONDITION.get(one.code)


def members(found: Iterable[Otherwise]) -> dict[str, dict[int, int]]:
    """The class of each child of each special menu: {menu: {child: class}}."""
    groups: dict[str, dict[int, int]] = {}
    for one in found:
        if menu := menu_of(one):
            groups.setdefault(menu.value, {})[one.child] = one.school_class
    return groups
