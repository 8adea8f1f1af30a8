"""The school week, sealed; and its tables as somebody finds them who has removed the triggers."""

import pytest

from logistics.records import seals
from tests.records.week import NOW, make_week, unguard


@pytest.fixture
def week(campus):
    make_week()


@pytest.fixture
def sealed(week):
    seals.seal_days(now=NOW)


@pytest.fixture
def open_tables(sealed):
    """The tables as somebody finds them who has removed the triggers."""
    unguard()
