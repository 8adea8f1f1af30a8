"""The database knows how many rows there are, so that it takes the right index."""

import pytest
from django.db import connection

from assets.models import Asset
from logistics.upkeep.weighing import weigh_tables
from safety.models import HotWorkPermit
from tests.assets.factories import make_asset
from tests.factories import make_campus, make_person


@pytest.mark.once  # PostgreSQL counts by itself
def test_after_the_first_delivery_the_parts_of_a_card_are_found_by_their_index(db):
    campus, by = make_campus(), make_person()
    whole = make_asset(campus=campus, by=by)
    weigh_tables()  # the school had one card
    for number in range(60):
        make_asset(campus=campus, by=by, split_from=whole if number < 2 else None)

    weigh_tables()

    assert "asset_parts" in Asset.objects.filter(split_from=whole).order_by("number").explain()


@pytest.mark.once
def test_what_a_school_never_had_counts_as_nothing_with_every_index(db):
    """A table without figures counts as a million rows, one of whose indices has none as a thousand."""
    with connection.cursor() as cursor:
        weigh_tables()
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'safety_childinjury'")
        figures = dict(cursor.fetchall())
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE tbl_name = 'safety_childinjury' AND type = 'index'"
        )
        indices = {name for (name,) in cursor.fetchall()}

    assert len(indices) > 1
    assert set(figures) == indices | {None}
    assert {figure.split()[0] for figure in figures.values()} == {"1"}


@pytest.mark.once
def test_a_table_nobody_has_written_into_has_a_figure_too(db):
    """Without one SQLite takes it for a million rows, and goes through all records instead."""
    make_asset(campus=make_campus(), by=make_person())

    weigh_tables()

    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, stat FROM sqlite_stat1 WHERE idx IS NULL")
        figures = dict(cursor.fetchall())
    assert not HotWorkPermit.objects.exists()
    assert figures[HotWorkPermit._meta.db_table].startswith("1 ")
    assert Asset._meta.db_table not in figures
