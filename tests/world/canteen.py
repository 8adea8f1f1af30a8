"""The kitchen: foods, menus, samples, visitors, and what the meals cost and are said to be like."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.apps import apps
from django.utils import timezone

from canteen import models as canteen
from canteen.account import layout
from canteen.account import publishing as meal_publishing
from canteen.kitchen.keeping import keep as keep_log
from canteen.kitchen.shipped import fill as fill_kitchen
from canteen.models import (
    Additive,
    Dish,
    Food,
    FoodSample,
    Fridge,
    KitchenVisit,
    MealAccompaniment,
    RiskItem,
)
from canteen.samples import sampling
from canteen.samples.owing import MealOf
from canteen.samples.sampling import Said, Taken
from canteen.supply import receiving as taking_in
from canteen.voices import hearing, holding
from logistics.records.models import Entry
from logistics.school.models import Campus
from logistics.stores.models import Item, ItemGroup, Store, Supplier
from tests.canteen.factories import make_dish, make_menu
from tests.factories import make_person
from tests.world.records import a_minute_ago
from tests.world.terms import DAY


def run_a_kitchen(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A visitor in the kitchen, parents who said something at a meal, the lists of the house."""
    fill_kitchen(partial(apps.get_model, "canteen"))
    visit = KitchenVisit(
        entry=Entry(campus=campus, **a_minute_ago(now)), name="Inspector", purpose="Look",
        companion=person,
    )  # fmt: skip
    meal = MealAccompaniment(
        entry=Entry(campus=campus, meal="lunch", subject="with:parent", **a_minute_ago(now)),
        eater="parent", name="A parent", opinion="More fruit",
        reply_by=timezone.localdate(now) + DAY,
    )  # fmt: skip
    for record in (visit, meal):
        keep_log(record, (), by=person, now=now)
    return {
        "kitchen_visit": visit,
        "meal_opinion": meal,
        "additive": Additive.objects.filter(limit=None).first(),
        "risk_item": RiskItem.objects.first(),
        "read_fridge": Fridge.objects.create(campus=campus, name=f"{campus} chest", use="chilled"),
    }


def know_a_food() -> dict[str, Any]:
    """One of the table; the list is the same at both campuses."""
    rice = {"group": "cereal", "energy_kcal": Decimal(346), "protein_g": Decimal("7.9")}
    return {"food": Food.objects.get_or_create(name="Rice of the world", defaults=rice)[0]}


def supply_food(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A food store with a lot that was looked at by two, and the profile of who sold it."""
    group, _made = ItemGroup.objects.get_or_create(name="Food", kind="food")
    named = {"name": "Rice", "unit": "kg", "group": group}
    item, _made = Item.objects.get_or_create(number="S1", defaults=named)
    supplier = Supplier.objects.get(name="Sun Trading")
    canteen.SupplierProfile.objects.get_or_create(supplier=supplier)
    store = Store.objects.create(campus=campus, name=f"{campus} food", kind="food")
    sheet = canteen.GoodsReceipt(
        entry=Entry(campus=campus, **a_minute_ago(now)), store=store, supplier=supplier, source="trader", inspector=person,
        second=make_person(name=f"{campus} second"), papers=["licence", "purchase"],
    )  # fmt: skip
    sheet.new_lines = [canteen.GoodsReceiptLine(item=item, quantity=Decimal(5), batch="B1")]
    receipt = taking_in.receive(sheet, by=person, now=now)
    lot = canteen.ReceivedLot.objects.get(line__sheet=receipt.pk).lot
    return {"food_lot": lot, "food_receipt": receipt}


def keep_samples(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """One sample of one dish that both campuses cook."""
    dish = Dish.objects.filter(name="Stew").first() or make_dish("Stew")
    meal = MealOf(campus.pk, timezone.localdate(now), "lunch")
    kept = Taken(dish=dish, weight_g=Decimal(130), sampled_at=now, sampled_by=person)
    filed = sampling.take(
        campus, meal, [kept], Said(), by=person, now=now, late_reason="just before midnight"
    )
    return {
        "fridge": Fridge.objects.create(campus=campus, name=f"{campus} samples", use="sample"),
        "food_sample": FoodSample.objects.get(pk=filed.pk),
    }


def speak_of_the_meals(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A fee, a line of the account, an account put forward; a member, an opinion, an incident."""
    today = timezone.localdate(now)
    told = canteen.MealComplaint(
        entry=Entry(campus=campus, **a_minute_ago(now)), source="parent", about="taste",
        content="Too salty",
    )  # fmt: skip
    incident = canteen.FoodIncident(
        entry=Entry(campus=campus, **a_minute_ago(now)), where_eaten="Hall", eaters=9, ill=2,
        symptoms="Vomiting", suspected_on=today, measures="Food stopped",
    )  # fmt: skip
    hearing.hear(told, by=person, now=now)
    holding.file(incident, by=person, now=now)
    return {
        "meal_fee": canteen.MealFee.objects.create(
            campus=campus, yuan=Decimal(15), valid_from=today - 60 * DAY
        ),
        "meal_cost": canteen.MealCost.objects.create(
            campus=campus, on=today, sort="gas", amount=Decimal(80), by=person
        ),
        "meal_statement": canteen.MealStatement.objects.create(
            campus=campus, first=today.replace(day=1) - 60 * DAY, last=today - 30 * DAY,
            figures=layout.figures([campus.pk], meal_publishing.month_of(today)),
            prepared_by=person, prepared_at=now,
        ),
        "committee_member": canteen.CommitteeMember.objects.create(
            campus=campus, side="parents", name=f"{campus} parent"
        ),
        "meal_complaint": told,
        "food_incident": incident,
    }  # fmt: skip


def write_menus(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A week that is written, with one dish, and the week before it, published and served."""
    rice = Dish.objects.filter(name="软米饭").first() or make_dish("软米饭", category="staple")
    monday = timezone.localdate(now) - timezone.localdate(now).weekday() * DAY
    draft = make_menu(campus, person, {(monday + 7 * DAY, "lunch"): [rice]})
    served = make_menu(
        campus, person, {(monday, "lunch"): [rice]}, published_at=now, token=f"token-{campus.pk}"
    )
    return {
        "dish": rice, "menu": draft, "menu_dish": draft.dishes.get(),
        "served_dish": served.dishes.get(),
    }  # fmt: skip
