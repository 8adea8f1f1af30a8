"""Cells: what each kind of column takes, and what it says of the rest."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.imports.columns import (
    Choice,
    Choices,
    Code,
    Day,
    Identity,
    Name,
    Number,
    Phone,
    Text,
    Wrong,
    YesNo,
    cell_text,
)
from logistics.imports.words import folded, tidy

COLOURS = (("red", "Red"), ("blue", "Blue"))


def row():
    """As much of a row as a column looks at."""
    memory = {}

    def kept(key, ask):
        return memory.setdefault(key, ask())

    return SimpleNamespace(scene=SimpleNamespace(kept=kept), values={})


TAKEN = [
    (Text("x", "X"), "王小雨", "王小雨"),
    (Name("x", "X"), "王　芳", "王芳"),
    (Name("x", "X"), "Anna  Smith", "Anna Smith"),
    (Code("x", "X"), "２０２６ ００１", "2026001"),
    (Phone("x", "X"), "138 0000 0000", "13800000000"),
    (Phone("x", "X"), "+86 138-0000-0000", "13800000000"),
    (Phone("x", "X"), "0571-88886666", "0571-88886666"),
    (Identity("x", "X"), "11010519491231002x", "11010519491231002X"),
    (Day("x", "X"), "2026-09-01", date(2026, 9, 1)),
    (Day("x", "X"), "2026年9月1日", date(2026, 9, 1)),
    (Day("x", "X"), "20260901", date(2026, 9, 1)),
    (Day("x", "X"), "２０２６／９／１", date(2026, 9, 1)),
    (Day("x", "X"), "2026-09-01 00:00", date(2026, 9, 1)),
    (Day("x", "X"), "2026/9/1 0:00:00", date(2026, 9, 1)),
    (Number("x", "X"), "１，２３４", 1234),
    (Number("x", "X", decimals=2), "12.50", Decimal("12.50")),
    (Choice("x", "X", choices=COLOURS), " ｒｅｄ ", "red"),
    (Choice("x", "X", choices=COLOURS, spelled=(("红", "red"),)), "红", "red"),
    (Choices("x", "X", choices=COLOURS), "Red、blue，Red", ["red", "blue"]),
    (YesNo("x", "X"), "√", True),
    (YesNo("x", "X"), "No", False),
]


@pytest.mark.parametrize(("column", "said", "meant"), TAKEN, ids=lambda value: str(value)[:20])
def test_a_cell_is_taken_as_it_is_meant(column, said, meant):
    assert column.read(tidy(said), row()) == meant


REFUSED = [
    (Text("x", "X", most=3), "1234", "longer than 3"),
    (Code("x", "X"), "2.02609E+16", "last digits of a long number"),
    (Phone("x", "X"), "12345", "not a telephone"),
    (Identity("x", "X"), "110105194912310021", "check character"),
    (Identity("x", "X"), "3.30106E+17", "18 characters"),
    (Day("x", "X"), "2030-02-30", "2030-02-30 is not a valid date"),
    (Day("x", "X"), "0026-09-01", "not a valid date"),
    (Day("x", "X"), "45123", "not a valid date"),
    (Number("x", "X"), "some", "number"),
    (Number("x", "X"), "1.5", "decimal"),
    (Number("x", "X"), "-1", "greater than or equal"),
    (Number("x", "X"), "NaN", "number"),
    (Number("x", "X"), "1e400", "digits"),
    (Choice("x", "X", choices=COLOURS), "green", "no choice here"),
    (Choices("x", "X", choices=COLOURS), "red、green", "“green” is no choice"),
    (YesNo("x", "X"), "maybe", "no choice here"),
]


@pytest.mark.parametrize(("column", "said", "reason"), REFUSED, ids=lambda value: str(value)[:20])
def test_what_is_wrong_is_said_with_the_cure(column, said, reason):
    with pytest.raises(Wrong, match=reason) as wrong:
        column.read(said, row())

    assert wrong.value.cure


EVERY_KIND = sorted({type(column): column for column, *_ in TAKEN}.values(), key=repr)


@pytest.mark.parametrize("column", EVERY_KIND, ids=lambda column: type(column).__name__)
@given(said=st.text(min_size=1, max_size=60))
def test_any_text_is_taken_or_refused_with_a_sentence(column, said):
    if not (said := tidy(said)):
        return

    try:
        meant = column.read(said, row())
    except Wrong as wrong:
        meant = wrong.reason

    assert meant is not None


@given(st.text())
def test_a_tidy_cell_stays_as_it_is_and_means_the_same(text):
    assert tidy(tidy(text)) == tidy(text)
    assert folded(tidy(text)) == folded(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  a\nb\u200b ", "a b"),
        ("\u202egnp.exe", "gnp.exe"),
        (date(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, tzinfo=UTC), "2026-09-01"),
        (datetime(2026, 9, 1, 8, 30, tzinfo=UTC), "2026-09-01 08:30"),
        (time(8, 30), "08:30:00"),
    ],
)
def test_a_cell_becomes_the_text_one_sees(cell, text):
    assert cell_text(cell) == text
