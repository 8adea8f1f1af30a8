"""The sample school has counted its stores and its assets, where it has any."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assets.models import AssetStocktake
from assets.stocktakes import watching as stocktake_watching
from logistics.demo import people, school, stocktakes
from logistics.school.models import Place
from logistics.stores import count_watching
from logistics.stores.models import Count, Stocktake
from tests.assets.counting import make_asset
from tests.stores.factories import bring, make_item, make_store

NOW = timezone.make_aware(timezone.datetime(2026, 11, 20, 15, 0))


@pytest.fixture
def site(db):
    return school.found(school.Wanted(now=NOW))


@pytest.fixture
def staff(site):
    return people.hire(site)


def test_without_stores_and_assets_nothing_is_counted(site, staff):
    assert stocktakes.write(site, staff) == 0


def test_month_ends_and_the_term_start_were_counted_and_all_of_it_agrees(site, staff):
    campus = site.campuses[0]
    keeper = staff.holders("storekeeper", 0)[0]
    store = make_store(campus, keeper=keeper)
    bring(store, make_item(), 40, by=keeper, at=NOW - timedelta(days=80))
    rooms = [Place.objects.create(campus=campus, name=f"R{n}", kind="office") for n in (1, 2)]
    for n in range(8):
        make_asset(campus, place=rooms[n % 2])

    stocktakes.write(site, staff)

    sheet = AssetStocktake.objects.get()
    assert (sheet.found, sheet.moved, sheet.missing, sheet.unknown) == (4, 2, 2, 1)
    assert Stocktake.objects.count() == 2
    assert Count.objects.open().get().store == store
    assert list(count_watching.counts_apart(NOW)) == []
    assert list(stocktake_watching.rounds_apart(NOW)) == []
