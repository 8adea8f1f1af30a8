"""Texts with which letters of responsibility and pledges begin; the school edits them."""

import csv
from functools import cache

from safety.organisation.teaching import DATA, in_chinese


@cache
def texts(name: str) -> dict[str, dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["sort"]: row for row in csv.DictReader(file)}


def usual_text(name: str, sort: str) -> str:
    """The text of a letter or pledge of this sort, in the reader's language."""
    row = texts(name).get(sort, {})
    return row.get("text_zh" if in_chinese() else "text_en", "")
