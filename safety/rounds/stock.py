"""The ready checklists, in our own words, and the way they come into the house."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

DATA = Path(__file__).parents[1] / "data"
PLAIN = ("unit", "photo", "answer", "category")
STEP = 10  # between the places of two lists, so that one's own fit in


@dataclass(frozen=True)
class Ready:
    """A ready list: the fields of its `Checklist`, its name in both languages and its duties."""

    code: str
    title_zh: str
    title_en: str
    duties: tuple[str, ...]
    fields: dict[str, Any]

    @property
    def title(self) -> Any:
        return in_language(self.title_zh, self.title_en)


in_language = lazy(
    lambda zh, en: en if (get_language() or "").startswith("en") else zh,
    str,
)


@cache
def ready() -> tuple[Ready, ...]:
    return tuple(ready_of(row, n * STEP) for n, row in enumerate(rows("checklists.csv"), start=1))


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def ready_of(row: dict[str, str], position: int) -> Ready:
    fields: dict[str, Any] = {
        name: row[name] for name in ("code", "kind", "subject", "source", "about")
    }
    fields |= {name: bool(row[name]) for name in ("is_single", "is_scored")}
    fields |= {name: parts(row[name]) for name in ("place_kinds", "roles")}
    fields |= {"title": row["title_zh"], "position": position}
    duties = tuple(parts(row["duties"]))
    return Ready(row["code"], row["title_zh"], row["title_en"], duties, fields)


def parts(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def of_kind(kind: str) -> tuple[tuple[str, Any], ...]:
    """What a record of this kind may be about: code and words of each list."""
    return tuple((f"list:{one.code}", one.title) for one in ready() if one.fields["kind"] == kind)


def duties() -> dict[str, str]:
    """By number in the catalogue: the list whose round alone proves the duty."""
    return {number: f"list:{one.code}" for one in ready() for number in one.duties}


def fill(model: Callable[[str], Any]) -> int:
    """Lay down the lists that are missing; what the school has already is left alone.

    `model` gives the table of a name, as it stands in a migration or now.
    """
    table = model("Checklist")._default_manager
    known = set(table.values_list("code", flat=True))
    fresh = table.bulk_create(
        model("Checklist")(**one.fields) for one in ready() if one.code not in known
    )
    versions = model("ChecklistVersion")._default_manager.bulk_create(
        model("ChecklistVersion")(checklist=checklist, number=1) for checklist in fresh
    )
    lay_items(model, {version.checklist.code: version for version in versions})
    return len(fresh)


def lay_items(model: Callable[[str], Any], versions: dict[str, Any]) -> None:
    areas: list[Any] = []
    items: list[tuple[Any, dict[str, str]]] = []
    for (code, title), lines in groupby(rows("checklist_items.csv"), key=area_of):
        if code in versions:
            area = model("ChecklistArea")(
                version=versions[code], title=title, position=len(areas) + 1
            )
            areas.append(area)
            items += [(area, line) for line in lines]
    model("ChecklistArea")._default_manager.bulk_create(areas)
    model("ChecklistItem")._default_manager.bulk_create(
        model("ChecklistItem")(area=area, position=n, **item_of(line))
        for n, (area, line) in enumerate(items, start=1)
    )


def area_of(row: dict[str, str]) -> tuple[str, str]:
    return row["code"], row["area"]


def item_of(row: dict[str, str]) -> dict[str, Any]:
    plain = {name: row[name] for name in PLAIN}
    limits = {name: Decimal(row[name]) if row[name] else None for name in ("low", "high")}
    chosen = {name: "\n".join(parts(row[name])) for name in ("options", "bad_options")}
    return {"title": row["item"], "weight": Decimal(row["weight"]), **plain, **limits, **chosen}
