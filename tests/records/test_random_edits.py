"""Many edits at random. Each is one statement or two, as somebody would type them."""

import json
import os
from datetime import timedelta
from random import Random

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from logistics.records.verifying import verify
from tests.records.week import NOW, raw

EDITS = 1000 if os.environ.get("SOAK") == "1" else 100
LEGAL_HOLD = {"hold"}  # no part of what a record says
EDITED = (
    "records_entry",
    "records_version",
    "records_photo",
    "records_review",
    "records_seal",
    "duties_worknote",
)
# A photo is told by its hash; which file has it is asked of the files.
UNTOLD = {"records_photo": {"id", "thumbnail", "file", "uploaded_at", "uploaded_by_id", "position"}}


def columns(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [c.name for c in found if c.name not in LEGAL_HOLD | UNTOLD.get(table, set())]


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def key_of(table):
    return {"duties_worknote": "entry_id", "records_seal": "number"}.get(table, "id")


def otherwise(value, rng):
    """Another value that the column takes."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.randint(1, 3)
    if isinstance(value, str) and value[:1] in "{[":
        return json.dumps({"x": rng.random()})
    if isinstance(value, str) and value[:2] == "20":
        return value.replace("2026", "2027") if "2026" in value else value + "0"
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1:] != "x" else "y")
    if value is None:
        return None
    if isinstance(value, dict | list):
        return json.dumps({"x": rng.random()})
    return value + timedelta(days=rng.randint(1, 400))


def change(table, rng):
    row, key = rng.choice(rows_of(table)), key_of(table)
    name = rng.choice([n for n in columns(table) if row[n] not in (None, 0, 1) or n == "is_late"])
    value = otherwise(row[name], rng)
    if name in {"is_late", "is_zero"}:
        value = (not row[name]) if connection.vendor == "postgresql" else 1 - row[name]
    elif name.endswith("_id") and name != "entry_id":
        value = row[name] + 1
    raw(f"UPDATE {table} SET {name} = %s WHERE {key} = %s", value, row[key])
    return f"{table}.{name} of {row[key]}: {row[name]!r} to {value!r}"


def delete(table, rng):
    row, key = rng.choice(rows_of(table)[:-1] or rows_of(table)), key_of(table)
    raw(f"DELETE FROM {table} WHERE {key} = %s", row[key])
    return f"{table} without {row[key]}"


FREE = {"records_version": "number", "records_review": "version"}
ELSEWHERE = 900_000  # a key far from those in use


def insert(table, rng):
    """A copy of a row under a new key, with what must be unique made so."""
    row = dict(rng.choice(rows_of(table)))
    row[key_of(table)] = ELSEWHERE + rng.randint(1, 9999)
    if table in FREE:
        row[FREE[table]] += 1 if table == "records_version" else 40
    for name in {"records_entry": ["number"], "records_seal": ["mac", "previous"]}.get(table, ()):
        row[name] = f"{row[name][:-4]}{rng.randint(1000, 9999)}"
    if table == "records_seal":
        raw("DELETE FROM records_seal WHERE day = %s", row["day"])
    values = {n: json.dumps(v) if isinstance(v, dict | list) else v for n, v in row.items()}
    names, places = ", ".join(values), ", ".join(["%s"] * len(values))
    if table == "records_version":
        raw("DELETE FROM records_version WHERE entry_id = %s AND number = %s",
            row["entry_id"], row["number"])  # fmt: skip
        raw("UPDATE records_entry SET version = %s WHERE id = %s", row["number"], row["entry_id"])
    raw(f"INSERT INTO {table} ({names}) VALUES ({places})", *values.values())
    return f"{table} with a copy {row[key_of(table)]}"


def swap(table, rng):
    key = key_of(table)
    one, two = (row[key] for row in rng.sample(rows_of(table), 2))
    for old, new in ((one, ELSEWHERE), (two, one), (ELSEWHERE, two)):
        raw(f"UPDATE {table} SET {key} = %s WHERE {key} = %s", new, old)
    return f"{table}: {one} and {two} changed places"


ACTS = [
    *((change, table) for table in EDITED for _ in range(3)),
    *((delete, table) for table in EDITED if table != "records_seal"),
    *((insert, table) for table in ("records_version", "records_entry", "records_seal")),
    (swap, "records_version"),
    (swap, "duties_worknote"),
    (swap, "records_seal"),
]


@pytest.mark.soak
def test_whatever_is_edited_in_the_tables_is_found(open_tables):
    rng = Random(20260908)
    seen, unseen = 0, []

    while seen + len(unseen) < EDITS:
        said = tried(*rng.choice(ACTS), rng)
        seen += said == ""
        unseen += [said] if said else []

    assert unseen == []


def tried(act, table, rng):
    """Make one edit and take it back: what it was if nobody noticed, None if it was refused."""
    try:
        with transaction.atomic():
            said = act(table, rng)
            is_clean = verify(now=NOW).is_clean
            transaction.set_rollback(True)
    except (IntegrityError, DataError):
        return None
    return said if is_clean else ""
