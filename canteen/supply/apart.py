"""What is cooked apart: how many get the dish of a special menu, and how many fewer the usual one.

A special menu says only what differs. Its dish stands in for the usual dish of the same kind at
the same meal (the first, where there are several); where there is none it comes besides. Nothing
here asks the database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from canteen.menus.special import ORDER

Eaters = dict[str, int]


def eaters_of(
    rows: Sequence[Any], members: Mapping[str, Mapping[int, str]], everybody: Mapping[str, int]
) -> dict[int, Eaters]:
    """By row of the menus: how many of each age group get the dish.

    `rows` are those of the children's menus, in the order of the menus; `members` the children of each special
    menu that eat that day, with their age group; `everybody` all who eat. Rows that everybody gets
    are not named.
    """
    usual, special = places(rows, of_special=False), places(rows, of_special=True)
    found: dict[int, Eaters] = {}
    for place, theirs in special.items():
        there = usual.get(place, [])
        fewer: dict[int, Counter[str]] = defaultdict(Counter)
        taken: set[int] = set()
        for menu in ORDER:
            own = [row for row in theirs if row.menu.special == menu]
            children = [child for child in members.get(menu, {}) if child not in taken]
            if not own:
                continue
            taken.update(children)
            counted = Counter(members[menu][child] for child in children)
            for row in own:
                found[row.pk] = dict(counted)
            for row in there[: len(own)]:
                fewer[row.pk] += counted
        for key, less in fewer.items():
            found[key] = {group: max(count - less[group], 0) for group, count in everybody.items()}
    return found


def places(rows: Iterable[Any], *, of_special: bool) -> dict[tuple[Any, str, str], list[Any]]:
    """By day, meal and kind of dish."""
    found: dict[tuple[Any, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if bool(row.menu.special) == of_special:
            found[row.on, row.meal, row.dish.category].append(row)
    return found
