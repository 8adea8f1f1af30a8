"""Labels of assets: printed by those who see the cards, scanned by everybody on the staff."""

import pytest
import segno
from django.urls import reverse

from assets.cards import labels
from assets.models import Asset
from tests.assets.factories import make_asset
from tests.factories import make_campus, make_person, make_place


@pytest.fixture
def keeper(campus):
    return make_person(role="storekeeper", campus=campus)


@pytest.fixture
def asset(campus, keeper):
    return make_asset(campus=campus, by=keeper, name="空调")


def test_a_label_opens_the_page_of_its_asset(asset):
    [label] = labels.labels_of([asset], "https://school.example")

    address = f"https://school.example/a/{asset.code}/"
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=2, border=1, omitsize=True, svgclass="qr", lineclass=None)
    assert (label.name, label.campus, label.code) == ("空调", asset.number, asset.code)
    assert label.qr == drawn


BY_EVERYBODY = ["Report a fault", "Repairs so far"]  # what the trade of safety adds
LOOKED_AFTER = ["Open the card", "Move it", "Borrow", "New damage case", "Apply for a disposal"]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("storekeeper", LOOKED_AFTER),
        ("accountant", ["Open the card", "Borrow"]),
        ("carer", ["Borrow"]),
    ],
)
def test_what_the_page_offers_depends_on_its_reader(enter, asset, role, offered):
    page = enter(role).get(f"/a/{asset.code.lower()}/")

    acts = [str(act["title"]) for act in page.context["acts"]]
    assert (acts, asset.number in page.text) == ([*offered, *BY_EVERYBODY], True)


def test_what_is_lent_is_neither_borrowed_nor_disposed_of(enter, asset):
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.LENT)

    page = enter("storekeeper").get(f"/a/{asset.code}/")

    acts = [str(act["title"]) for act in page.context["acts"]]
    assert acts == ["Open the card", "Move it", "New damage case", *BY_EVERYBODY]


def test_the_label_of_another_campus_opens_nothing(enter, keeper):
    theirs = make_asset(campus=make_campus(), by=keeper)

    assert enter("carer").get(f"/a/{theirs.code}/").status_code == 404


def test_a_lost_label_gets_a_new_code_and_the_old_one_says_so(enter, asset):
    client, old = enter("storekeeper"), asset.code

    client.post(reverse("assets:asset_code_new", args=[asset.pk]))

    asset.refresh_from_db()
    answers = [client.get(f"/a/{code}/").status_code for code in (old, asset.code, "DEADBEEF")]
    assert (answers, asset.code != old) == ([410, 200, 404], True)
    assert asset.events.first().kind == "changed"


def test_ticked_assets_are_printed_and_else_all_of_the_filter(enter, asset, campus, keeper):
    client = enter("storekeeper")
    make_asset(campus=campus, by=keeper, name="钢琴")
    address = reverse("assets:asset_labels_print")

    ticked = client.get(address, {"asset": asset.pk}).context["labels"]
    every = client.get(address, {"paper": "roll"}).context["labels"]
    searched = client.get(address, {"q": "钢琴"}).context["labels"]

    assert [label.name for label in ticked] == ["空调"]
    assert [label.name for label in every] == ["空调", "钢琴"]
    assert [label.name for label in searched] == ["钢琴"]


def test_a_begun_sheet_goes_on_where_it_ended(enter, asset):
    page = enter("storekeeper").get(reverse("assets:asset_labels_print"), {"start": 3})

    [sheet] = page.context["sheets"]
    assert [label and label.name for label in sheet] == [None, None, "空调"]


def test_the_sticker_of_a_place_leads_to_what_is_kept_there(enter, asset, campus):
    room = make_place(campus=campus)
    Asset.objects.filter(pk=asset.pk).update(place=room)
    client = enter("storekeeper")

    acts = client.get(f"/p/{room.code}/").context["acts"]

    [url] = [act["url"] for act in acts if act["title"] == "What is kept here"]
    assert [row["asset"] for row in client.get(url).context["rows"]] == [asset]
