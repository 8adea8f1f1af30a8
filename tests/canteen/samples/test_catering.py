"""Meals from a firm, and the fridges of a campus."""

import pytest
from django.urls import reverse

from canteen.models import CateringDelivery, Fridge
from canteen.samples import delivering
from logistics.duties import signing
from logistics.errors import Refused
from logistics.records.models import Entry
from tests.canteen.kitchen import NOON, WEDNESDAY
from tests.canteen.samples.sheets import findings


def test_a_lukewarm_delivery_is_received_by_two_and_followed_up(
    campus, enter, officer, term, at_noon
):
    client = enter("cook")

    client.post(
        reverse("canteen:delivery_new"),
        {
            "meal": "lunch", "firm": "Good Meals", "licence": "JY1", "portions": "60",
            "dishes": "Rice and fish", "temperature": "52", "is_packed_right": "on",
            "firm_sampled": "on", "school_sampled": "on", "second": officer.pk,
            "happened_at": "2026-11-18T11:00",
        },
    )  # fmt: skip

    record = CateringDelivery.objects.get()
    assert record.faults == ["cool"]
    assert [line["signer"].person for line in signing.lines_of(record.entry)] == [officer]
    assert findings() == ["2026-11-18 lunch · Good Meals · 60 portions · not hot enough"]


def test_nobody_receives_a_delivery_alone(campus, cook, at_noon):
    record = CateringDelivery(
        entry=Entry(campus=campus, happened_at=NOON), on=WEDNESDAY, meal="lunch", firm="F",
        portions=1, dishes="Rice", second=cook,
    )  # fmt: skip

    with pytest.raises(Refused, match="somebody else"):
        delivering.receive(record, by=cook, now=NOON)


def test_a_fridge_is_named_once_at_a_campus(campus, enter, fridge):
    client = enter("director")

    page = client.post(
        reverse("canteen:fridge_new"),
        {"campus": campus.pk, "name": fridge.name, "use": "chilled"},
    ).text
    client.post(
        reverse("canteen:fridge_new"), {"campus": campus.pk, "name": "Cold 2", "use": "chilled"}
    )

    assert "has a fridge of this name already" in page
    assert sorted(Fridge.objects.values_list("name", flat=True)) == ["Cold 2", "Sample fridge"]
