"""The national classes as they are shipped, with the least useful lives that belong to them."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shipped() -> Iterator[dict[str, Any]]:
    """The fields of each class: GB/T 14885-2022, with the lives of GAAP3's guide, table 1."""
    lives = {row["class_code"]: row for row in rows("depreciation_years.csv")}
    for row in rows("asset_classes.csv"):
        life = lives.get(row["depreciation_class"], {})
        yield {
            "code": row["code"],
            "name": row["name_zh"],
            "level": int(row["level"]),
            "depreciation": row["depreciation_class"],
            "finance": life.get("category_zh", ""),
            "years": number(life.get("gov_min_years")),
            "most_years": number(life.get("gov_max_years")),
            "examples": row["examples_zh"].replace(";", "、"),
        }


def number(text: str | None) -> int | None:
    return int(text) if text else None
