"""A small school of two campuses with one thing of every kind at each, around a given day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assets import models as goods
from assets.buying import purchasing, requesting
from assets.models import Asset, AssetClass, EquipmentStandard
from assets.stocktakes import closing, opening
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
from health import models as health
from health.care import caring, educating, examining
from health.day import attending, checking, medicating
from health.day.rolls import read_roll
from health.growth import measuring
from health.hygiene import disinfecting, tubes
from health.hygiene.table import fill
from health.models import (
    BaitPoint,
    DisinfectionMethod,
    GrowthMeasurement,
    HeightenedDisinfection,
    MedicineRequest,
    UvLamp,
)
from health.models.diseases import ship
from logistics.access import Role
from logistics.accounts.models import Device, Visit
from logistics.approvals import asking
from logistics.approvals.models import Approval, Route
from logistics.contradictions.models import Contradiction
from logistics.contributions import imports
from logistics.duties import approving, filing, making, righting
from logistics.duties.models import Duty, Plan, PlanLine, RotaTurn, WorkNote
from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.notices.models import Channel, Delivery, Notice
from logistics.papers import issuing, packing
from logistics.papers.files import Judged
from logistics.papers.models import FilePack, PackShare, Paper, PaperVersion
from logistics.records import seals
from logistics.records.models import Entry, Photo
from logistics.records.photos import Prepared
from logistics.school.calendar import lay_out
from logistics.school.models import (
    Campus,
    Child,
    ClassClosure,
    DataRequest,
    ErasureOrder,
    Hold,
    Place,
    School,
    Term,
    WorkLine,
    ZoneAssignment,
)
from logistics.stores import counting, receiving
from logistics.stores.models import Item, ItemGroup, Store, Supplier
from safety import models as safety
from safety.gate import admitting, slips
from safety.hazards.opening import report as report_hazard
from safety.models import (
    DoorReport,
    ExitSlip,
    ExpectedVisit,
    GateKey,
    GateTurn,
    GuardEquipment,
    PatrolPoint,
    PatrolRun,
    PickupAuthorization,
    Project,
    RepairPlan,
    RepairPlanLine,
    Round,
    Visitor,
    VisitorLog,
)
from safety.organisation import answering, pledging, preparing, registering
from safety.organisation.attending import about_child
from safety.repairs import reporting
from safety.repairs.reporting import Fault
from safety.rounds import progress, publishing, submitting, walking
from safety.rounds.submitting import Closing
from tests.assets.factories import make_asset
from tests.assets.factories import make_class as make_asset_class
from tests.canteen.factories import make_dish, make_menu
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_guardian,
    make_person,
    make_place,
    make_post,
)
from tests.safety.rounds import begin as begin_round
from tests.safety.rounds import make_list

DAY = timedelta(days=1)
OF_A_CLASS = {Role.TEACHER, Role.CARER}


@dataclass
class World:
    """Who acts, at which campus; and by their names the things of either campus."""

    term: Term
    here: Campus
    there: Campus
    people: dict[str, Any]
    own: dict[str, Any]
    others: dict[str, Any]
    standard: int  # the equipment standard is the same for all


def make_term(today: date) -> Term:
    """A term in whose middle the day lies; its days are laid out."""
    given = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, given, strict=True)))
    lay_out(term)
    return term


def make_upload(person: Any, now: datetime) -> Upload:
    """A sheet of places that somebody has uploaded and not confirmed."""
    file = SimpleUploadedFile("places.csv", b"Name,Kind\nHall,office\n")
    return uploading.receive(file, imports()["places"], by=person, now=now)


def make_last_term(today: date) -> Term:
    given = [today - n * DAY for n in (200, 193, 100, 90)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    return Term.objects.create(school_year=2000, half=2, **dict(zip(names, given, strict=True)))


def make_world(now: datetime, names: tuple[str, str] = ("East", "West")) -> World:
    today = timezone.localdate(now)
    School.objects.create(name="Sunshine")
    make_last_term(today)
    here, there = (make_campus(name=name) for name in names)
    term = make_term(today)
    own, others = furnish(here, term, now), furnish(there, term, now)
    seals.seal_days(now=now + DAY)
    people = actors(here, there, own, today)
    for things in (own, others):
        things.update(custody_of(things, now))
        things.update(break_something(things["place"], things["person"], now))
        things.update(keep_samples(things["campus"], things["person"], now))
        things.update(write_menus(things["campus"], things["person"], now))
    ask(own, people["carer"], now)
    ask(others, others["person"], now)
    own["pack_share"] = lay_before(people["inspector"], own["pack"], now)
    others["pack_share"] = lay_before(others["person"], others["pack"], now)
    own["upload"] = make_upload(people["director"], now)
    others["upload"] = make_upload(people["neighbour"], now)
    own |= own_something(here, own["place"], people["storekeeper"], now)
    others |= own_something(there, others["place"], people["neighbour"], now)
    standard = EquipmentStandard.objects.create(
        subject="music", item="Piano", wanted=1, counted_as="Piano"
    )
    return World(term, here, there, people, own, others, standard.pk)


def own_something(campus: Campus, place: Any, by: Any, now: datetime) -> dict[str, Any]:
    """A batch on the books of the campus."""
    given = {"asset_class": make_asset_class(), "name": f"{campus} desks", "place": place}
    desks = make_asset(campus=campus, by=by, quantity=30, now=now, **given)
    return {"asset": desks}


def ask(things: dict[str, Any], by: Any, now: datetime) -> None:
    """A request that waits at a campus, and a route of its own."""
    task = things["line"].tasks.get()
    asked = {"by": by, "now": now, "reason": "The class was out"}
    things["approval"] = asking.ask(approving.TASK_EXCUSE, task, **asked)
    things["route"] = Route.objects.create(kind=approving.PLAN_REVIEW, campus=things["campus"])
    things["route"].steps.create(position=1, role=Role.PRINCIPAL)


def actors(here: Campus, there: Campus, own: dict[str, Any], today: date) -> dict[str, Any]:
    """One person for each role at the first campus, and some who are special."""
    people = {}
    for role in Role.values:
        school_class = own["class"] if role in OF_A_CLASS else None
        people[role] = make_person(
            role=role,
            campus=here,
            school_class=school_class,
            username=role,
            name=f"Colleague {role}",
        )
    people["head"] = make_person(role=Role.DIRECTOR, username="head", name="Colleague head")
    people["office"] = make_person(role=Role.ADMIN, username="office", name="Colleague office")
    people["neighbour"] = make_person(role=Role.DIRECTOR, campus=there, username="neighbour")
    people["left"] = make_person(username="left")
    ended = {"starts_on": today - 30 * DAY, "ends_on": today - DAY}
    make_post(person=people["left"], role=Role.DIRECTOR, campus=here, **ended)
    people["locked"] = make_person(
        role=Role.DIRECTOR, campus=here, username="locked", is_active=False
    )
    return people


def furnish(campus: Campus, term: Term, now: datetime) -> dict[str, Any]:
    """One thing of every kind at a campus."""
    today = timezone.localdate(now)
    school_class = make_class(campus=campus, school_year=term.school_year, name=f"{campus} class")
    place = make_place(campus=campus, name=f"{campus} room")
    child = make_child(school_class=school_class, term=term, name=f"{campus} child")
    person = make_person(role=Role.CARER, campus=campus, school_class=school_class)
    duty = make_duty(campus, title=f"{campus} duty", role=Role.CARER, scope="class")
    rota = make_duty(campus, title=f"{campus} rota", rhythm="rota", role=Role.GUARD)
    event = make_duty(campus, title=f"{campus} event", rhythm="event", role=Role.DOCTOR, hours=2)
    turn = RotaTurn.objects.create(
        duty=rota, person=person, starts_on=today, ends_on=today + 6 * DAY
    )
    making.make_tasks(term, duties=[duty, rota])
    plan = Plan.objects.create(title=f"{campus} plan", owner=person, term=term, kind="personal")
    line = PlanLine.objects.create(
        plan=plan, text=f"{campus} line", term=term, due_on=today, person=person, campus=campus
    )
    making.make_line_task(line)
    task = duty.tasks.filter(due_at__gt=now).earliest("due_at")
    entry = write_note(campus, person, now, school_class=school_class)
    return {
        "campus": campus, "class": school_class, "place": place, "child": child, "person": person,
        "post": person.posts.get(), "guardian": make_guardian(child=child), "duty": duty,
        "event": event, "rota": rota, "turn": turn, "plan": plan, "line": line, "task": task,
        "entry": entry, "contradiction": make_contradiction(entry, now), "photo": make_photo(entry),
        **of_the_child(child, person, now),
        **measure_the_child(child, school_class, person, now),
        **begin_the_class_day(school_class, child, person, now),
        "closure": ClassClosure.objects.create(
            school_class=school_class, starts_on=today + 20 * DAY, ends_on=today + 21 * DAY,
            reason="Paint",
        ),
        "zone": ZoneAssignment.objects.create(term=term, place=place, person=person),
        **tell_something(campus, person, now),
        **log_in_somewhere(campus, person, now),
        **keep_goods(campus, person, place, now),
        **supply_food(campus, person, now),
        **begin_stocktakes(campus, person, now),
        **look_after(school_class, child, person, term, now),
        **buy_something(campus, person, school_class, term, now),
        **keep_clean(campus, person, place, school_class, now),
        **fall_ill(campus, person, school_class, child, now),
        **issue_papers(campus, person, now),
        **walk_rounds(campus, person, now),
        **find_hazards(campus, person, now),
        **keep_the_gate(campus, person, school_class, child, now),
        **watch_over(campus, person, place, school_class, child, now),
        **answer_for_safety(campus, person, school_class, child, term, now),
        **know_a_food(),
        **speak_of_the_meals(campus, person, now),
        **run_a_kitchen(campus, person, now),
        "work_line": WorkLine.objects.create(
            title=f"{campus} water", campus=campus, person=person, school_year=term.school_year
        ),
    }  # fmt: skip


# The kitchen.


def run_a_kitchen(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A visitor in the kitchen, parents who said something at a meal, the lists of the house."""
    fill_kitchen(partial(apps.get_model, "canteen"))
    said = {"happened_at": now - timedelta(minutes=1), "late_reason": "just before midnight"}
    visit = KitchenVisit(
        entry=Entry(campus=campus, **said), name="Inspector", purpose="Look", companion=person
    )
    meal = MealAccompaniment(
        entry=Entry(campus=campus, meal="lunch", subject="with:parent", **said),
        eater="parent",
        name="A parent",
        opinion="More fruit",
        reply_by=timezone.localdate(now) + DAY,
    )
    for record in (visit, meal):
        keep_log(record, (), by=person, now=now)
    return {
        "kitchen_visit": visit,
        "meal_opinion": meal,
        "additive": Additive.objects.filter(limit=None).first(),
        "risk_item": RiskItem.objects.first(),
        "read_fridge": Fridge.objects.create(campus=campus, name=f"{campus} chest", use="chilled"),
    }


def measure_the_child(
    child: Child, school_class: Any, person: Any, now: datetime
) -> dict[str, Any]:
    """A sheet of the class on which the child stands."""
    day = measuring.Day.of(timezone.localdate(now))
    line = measuring.growth_line(child, day, height_cm=Decimal("104.5"), weight_kg=Decimal("16.8"))
    sheet = measuring.sheet_of(GrowthMeasurement, school_class, [line], happened_at=now, expected=1)
    return {"measured": measuring.file(sheet, by=person, now=now)}


def keep_goods(campus: Campus, person: Any, place: Place, now: datetime) -> dict[str, Any]:
    """A store with something on its shelf, and the sheet by which it came."""
    group, _made = ItemGroup.objects.get_or_create(name="Cleaning")
    named = {"number": "W1", "name": "Mop", "unit": "pcs", "group": group}
    item, _made = Item.objects.get_or_create(number="W1", defaults=named)
    supplier, _made = Supplier.objects.get_or_create(name="Sun Trading")
    store = Store.objects.create(campus=campus, name=f"{campus} store", place=place)
    receipt = receiving.receive(
        store,
        [receiving.Arrived(item, Decimal(9))],
        by=person,
        now=now,
        happened_at=now - timedelta(minutes=1),
        late_reason="just before midnight",
    )
    return {
        "item": item, "item_group": group, "supplier": supplier, "store": store,
        "stock_in": receipt,
    }  # fmt: skip


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
    entry = Entry(
        campus=campus, happened_at=now - timedelta(minutes=1), late_reason="just before midnight"
    )
    sheet = canteen.GoodsReceipt(
        entry=entry, store=store, supplier=supplier, source="trader", inspector=person,
        second=make_person(name=f"{campus} second"), papers=["licence", "purchase"],
    )  # fmt: skip
    sheet.new_lines = [canteen.GoodsReceiptLine(item=item, quantity=Decimal(5), batch="B1")]
    receipt = taking_in.receive(sheet, by=person, now=now)
    lot = canteen.ReceivedLot.objects.get(line__sheet=receipt.pk).lot
    return {"food_lot": lot, "food_receipt": receipt}


def keep_clean(
    campus: Campus, person: Any, place: Place, school_class: Any, now: datetime
) -> dict[str, Any]:
    """A lamp, something that is being disinfected and something that was; bait; more for a while."""
    today = timezone.localdate(now)
    fill(DisinfectionMethod)  # a test that commits has taken the table of the norm away
    lamp = UvLamp(place=place, number="1")
    tubes.put_in(lamp, by=person, now=now)
    cups = DisinfectionMethod.objects.get(item="cup", is_usual=True)
    towels = DisinfectionMethod.objects.get(item="towel", is_usual=True)
    scope = {"campus": campus, "school_class": school_class, "by": person}
    run = disinfecting.begin(cups, now=now, **scope)
    began = disinfecting.begin(towels, now=now - timedelta(minutes=20), **scope)
    record = disinfecting.record_of(began, now - timedelta(minutes=1))
    record.entry.late_reason = "just before midnight"
    began.delete()
    spell = HeightenedDisinfection.objects.create(
        campus=campus, reason=f"{campus} flu", starts_on=today, ends_on=today + DAY, set_by=person
    )
    spell.classes.add(school_class)
    return {
        "lamp": lamp, "method": cups, "run": run, "spell": spell,
        "disinfection": disinfecting.write_down(record, by=person, now=now),
        "bait": BaitPoint.objects.create(
            campus=campus, number="1", spot=f"{campus} yard", pest="rat", agent="Box", set_on=today
        ),
    }  # fmt: skip


def tell_something(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """News that could not be sent by the mail of a campus."""
    notice = Notice.objects.create(
        person=person, kind="task_assigned", key="1", url="/", campus=campus, made_at=now
    )
    channel = Channel.objects.create(title=f"{campus} mail", kind="mail", campus=campus)
    delivery = Delivery.objects.create(
        channel=channel, notice=notice, person=person, made_at=now, next_at=now, failed_at=now
    )
    return {"notice": notice, "channel": channel, "delivery": delivery}


def log_in_somewhere(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A shared device of the campus; and what somebody keeps a login on, with that login."""
    known = {"registered_by": person, "registered_at": now, "expires_at": now + DAY}
    kept = Device.objects.create(person=person, name="Phone", digest=f"own {campus}", **known)
    visit = Visit.objects.create(
        person=person, session_key=f"of {campus}", device=kept, way="password", began_at=now
    )
    shared = Device.objects.create(
        campus=campus, name=f"{campus} tablet", digest=f"{campus}", **known
    )
    return {"device": shared, "kept": kept, "visit": visit}


def of_the_child(child: Child, person: Any, now: datetime) -> dict[str, Any]:
    """What is asked about a child's data, what holds them, and an order to delete them."""
    today = timezone.localdate(now)
    return {
        "request": DataRequest.objects.create(
            child=child, kind="copy", guardian="A parent", received_on=today,
            due_on=today + 15 * DAY, recorded_by=person,
        ),
        "hold": Hold.objects.create(child=child, reason="A fall", by=person, at=now),
        "order": ErasureOrder.objects.create(
            child=child, parts=" guardians ", ordered_by=person, ordered_at=now
        ),
    }  # fmt: skip


def make_duty(campus: Campus, **given: Any) -> Duty:
    usual = {"trade": "health", "rhythm": "daily", "scope": "campus", "on_closed": "keep"}
    return Duty.objects.create(**usual | {"campus": campus} | given)


def write_note(campus: Campus, by: Any, now: datetime, **scope: Any) -> Entry:
    entry = Entry(campus=campus, happened_at=now - timedelta(minutes=1), **scope)
    entry.late_reason = "just before midnight"  # dropped unless the minute was yesterday's
    return filing.submit(WorkNote(entry=entry, text=f"{campus} note"), by=by, now=now)


def make_contradiction(entry: Entry, now: datetime) -> Contradiction:
    said = {"record": entry.number}
    return Contradiction.objects.create(
        comparison="clocks_apart",
        key=str(entry.pk),
        campus=entry.campus,
        on=timezone.localdate(now),
        said=said,
        found_at=now,
    )


def make_photo(entry: Entry) -> Photo:
    """The row of a photo; its files lie where the tests keep theirs."""
    from logistics.records.photos import Prepared, attach, file_of

    jpeg = b"\xff\xd8\xff"
    photo = attach(
        Prepared(jpeg, jpeg, None), entry=entry, by=entry.entered_by, at=entry.entered_at
    )
    for name in (photo.file.name, photo.thumbnail.name):
        file_of(name)  # puts it in place if nothing has been committed
    return photo


# Stocktakes.


def begin_stocktakes(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A store and the assets of a campus that are being counted, and the sheets of others."""
    leader = make_person(name=f"{campus} leader")
    led = {"occasion": "month", "led_by": leader, "by": person, "now": now}
    asset_class, _made = AssetClass.objects.get_or_create(code="A0209", defaults={"name": "Office"})
    asset = Asset.objects.create(
        campus=campus, number=f"{campus}-1", name=f"{campus} desk", asset_class=asset_class,
        value=1, acquired_on=timezone.localdate(now),
    )  # fmt: skip
    round_ = opening.begin(campus, **led)
    return {
        "count": counting.begin(Store.objects.create(campus=campus, name=f"{campus} pens"), **led),
        "stocktake": posted_count(campus, led),
        "round": round_,
        "round_line": round_.lines.get(asset=asset),
        "asset_stocktake": posted_round(campus, led),
    }


def posted_count(campus: Campus, led: dict[str, Any]) -> Entry:
    count = counting.begin(Store.objects.create(campus=campus, name=f"{campus} parts"), **led)
    counting.finish(count)
    seen = counting.digest([])
    return counting.post(count, by=count.led_by, now=led["now"], seen=seen)


def posted_round(campus: Campus, led: dict[str, Any]) -> Entry:
    round_ = opening.begin(campus, custodian=led["by"], **led)
    closing.finish(round_)
    asked = Approval(asked_by=led["by"])
    return closing.post(round_, approval=asked, by=round_.led_by, now=led["now"])


def custody_of(things: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Things in custody at a campus: lent, damaged, handed over, to be disposed of."""
    from tests.assets import custody_factories as custody

    campus, place = things["campus"], things["place"]
    keeper = custody.make_person(campus, "storekeeper", name=f"{campus} keeper")
    gone = custody.make_person(campus, "teacher", username=None, name=f"{campus} gone")
    card = custody.make_asset(place, name=f"{campus} piano", custodian=gone)
    loan = custody.lent(custody.make_asset(place, name=f"{campus} drum"), keeper, things["person"])
    worn = custody.make_asset(place, name=f"{campus} computer")
    given = {"measure": "repair", "responsible": gone, "basis": "original"}
    handover = custody.hand_over(gone, keeper, things["person"], campus=campus, by=keeper)
    return {
        "asset": card,
        "loan": loan,
        "damage": custody.damage(worn, by=keeper, **given),
        "disposal": custody.apply_for(custody.make_asset(place), by=keeper, appraiser=gone),
        "handover": handover,
        "hand_signer": handover.signers.get(person=gone),
    }


# Goods asked for, bought and handed out -----------------------------------------------------------


def buy_something(campus: Any, person: Any, school_class: Any, term: Any, now: datetime) -> dict:
    """One paper of every kind of a purchase, as far as it can come; the person wrote them all."""
    item = Item.objects.get(number="W1")

    group, _made = ItemGroup.objects.get_or_create(name="Cleaning")
    item, _made = Item.objects.get_or_create(
        number="W-world", defaults={"name": "Bucket", "unit": "pcs", "group": group}
    )
    store = Store.objects.create(campus=campus, name=f"{campus} linen")
    supplier, _made = Supplier.objects.get_or_create(name="Supplier")
    whom = requesting.ForWhom("post", "post", campus, school_class=school_class)
    wanted = [requesting.Need(f"{campus} mop", item=item)]
    requisition = requesting.ask(wanted, whom, by=person, now=now).content

    def entry() -> Entry:
        return Entry(campus=campus, happened_at=now)

    purchase = goods.PurchaseRequest(entry=entry(), purpose=f"{campus} goods", category="supplies")
    line = goods.PurchaseLine(
        name="Mop", unit="pcs", quantity=Decimal(2), price=Decimal(5), item=item
    )
    purchase.new_lines = [line]
    purchasing.write(purchase, by=person, now=now)
    goods.Purchase.objects.filter(request=purchase).update(state="ordered", approved_at=now)
    goods.LineProgress.objects.create(line=line, wanted=2, ordered=1, accepted=1)
    order = goods.PurchaseOrder(entry=entry(), request=purchase, supplier=supplier, amount=5)
    order_line = goods.OrderLine(line=line, quantity=1, price=5, amount=5)
    order.new_lines = [order_line]
    filing.submit(order, by=person, now=now)
    others = [make_person(campus=campus) for _ in range(2)]
    acceptance = goods.Acceptance(
        entry=entry(), order=order, buyer=person, inspector=others[0], second=others[1],
        conclusion="accepted",
    )  # fmt: skip
    accepted = goods.AcceptedLine(order_line=order_line, due=1, received=1, accepted=1)
    acceptance.new_lines = [accepted]
    filing.submit(acceptance, by=person, now=now)
    donation = goods.DonationReceipt(
        entry=entry(), donor=f"{campus} parents", inspector=others[0], second=others[1],
        finding="As new", amount=5,
    )  # fmt: skip
    donation.new_lines = [goods.DonationLine(name="Book", unit="pcs", quantity=1, value=5)]
    filing.submit(donation, by=person, now=now)
    today = timezone.localdate(now)
    distribution = goods.Distribution.objects.create(
        term=term, campus=campus, kind="bedding", title=f"{campus} bedding", store=store,
        due_on=today, made_by=person, made_at=now,
    )  # fmt: skip
    return {
        "requisition": requisition,
        "request_line": requisition.fates.get(),
        "purchase": purchase,
        "purchase_order": order,
        "acceptance": acceptance,
        "donation": donation,
        "invoice": goods.Invoice.objects.create(
            order=order, number=f"{campus}", issued_on=today, amount=5, state="signed",
            entered_by=person, entered_at=now, signed_by=person, signed_at=now,
        ),
        "budget": goods.BudgetLine.objects.create(
            year=today.year, campus=campus, name=f"{campus} line", planned=5
        ),
        "purchase_plan": goods.PurchasePlan.objects.create(
            term=term, campus=campus, title=f"{campus} plan", made_by=person, made_at=now,
            used_from=today, used_until=today,
        ),
        "distribution": distribution,
        "share": goods.Share.objects.create(
            distribution=distribution, school_class=school_class, heads=1
        ),
    }  # fmt: skip


# Examinations, special care, health education.


def look_after(
    school_class: Any, child: Child, person: Any, term: Term, now: datetime
) -> dict[str, Any]:
    """One of everything the health room writes of a child and its class."""
    today = timezone.localdate(now)
    when = {"by": person, "now": now, "happened_at": now - timedelta(minutes=1)}
    when["late_reason"] = "just before midnight"
    exam = health.EntryExam(
        child=child, result="fit", examined_on=today - 9 * DAY, institution="Hospital"
    )
    case = health.SpecialCareCase(child=child, condition="obesity", source="measured")
    disease = health.CommonDiseaseCase(child=child, condition="caries", diagnosed_on=today)
    cert = health.TransferHealthCert(
        child=child, left_on=today, goes_to="Elsewhere", state_of_health="Well"
    )
    found = examining.Found(child, "normal")
    seen = examining.Certificate(child, "missing", "Measles 2")
    checked = examining.check_vaccination(school_class, [seen], occasion="term", **when)
    return {
        "entry_exam": examining.file_entry_exam(exam, **when),
        "special_case": caring.open_case(case, **when),
        "common_disease": caring.register_disease(disease, **when),
        "transfer_cert": examining.issue_transfer_cert(cert, **when),
        "health_exam": examining.file_health_exam(
            school_class, [found], examined_on=today, institution="Hospital", **when
        ),
        "vaccination_check": checked,
        "vaccination_line": health.VaccinationLine.objects.get(sheet=checked.pk),
        "education": teach(school_class, person, now),
        "letter": health.ParentLetter.objects.create(
            campus=school_class.campus, occasion="season", title="Winter", text="Dear parents",
            on=today, by=person, made_at=now,
        ),
        "day_plan": health.DayPlan.objects.create(
            campus=school_class.campus, term=term, post=f"{school_class} carer"
        ),
    }  # fmt: skip


def teach(school_class: Any, person: Any, now: datetime) -> Entry:
    entry = Entry(
        campus=school_class.campus,
        school_class=school_class,
        happened_at=now - timedelta(minutes=1),
        late_reason="just before midnight",
    )
    held = health.HealthEducation(
        entry=entry, audience="children", form="activity", topic="Washing hands"
    )
    return educating.hold(held, by=person, now=now)


# A class's day ------------------------------------------------------------------------------------


def begin_the_class_day(school_class: Any, child: Child, person: Any, now: datetime) -> dict:
    """The sheets of today and medicine for today, all of one class."""
    today = timezone.localdate(now)
    roll, written = read_roll(school_class, today), {"by": person, "now": now}
    attendance = attending.confirm(roll, [], **written)
    for segment in ("morning", "noon"):
        checking.check(roll, segment, [], **written)
    entry = Entry(
        campus=school_class.campus, school_class=school_class, subject=f"child:{child.pk}",
        happened_at=now,
    )  # fmt: skip
    medicine = MedicineRequest(
        entry=entry, child=child, medicine=f"{school_class} syrup", dose="5 ml", times="11:30",
        cause="Cough", is_prescribed=True, quantity="1", expires_on=today + 30 * DAY,
        first_on=today, last_on=today + DAY, guardian="Mother", signed="paper", paper="Folder",
    )  # fmt: skip
    medicating.take_in(medicine, **written)
    return {"attendance": attendance, "medicine": medicine}


# Illness -----------------------------------------------------------------------------------------


def fall_ill(campus: Campus, person: Any, school_class: Any, child: Child, now: datetime) -> dict:
    """A child that fell ill, waited in the isolation room and came back without a proof; an alert."""
    if not health.Disease.objects.exists():  # a test that commits has taken the tables away
        ship(health.Disease, health.Threshold)
    disease = health.Disease.objects.get(code="hfmd")
    today = timezone.localdate(now)

    def entry() -> Entry:
        late = "just before midnight"
        at = now - timedelta(minutes=1)
        return Entry(campus=campus, school_class=school_class, happened_at=at, late_reason=late)

    case = health.InfectiousCase(
        entry=entry(), child=child, disease=disease, onset_on=today, isolation_until=today + DAY
    )
    filing.submit(case, by=person, now=now)
    back = health.ReturnCheck(entry=entry(), case=case, returned_on=today, proof="none")
    filing.submit(back, by=person, now=now)
    waited = health.IsolationRoomUse(entry=entry(), child=child, symptoms=["fever"])
    filing.submit(waited, by=person, now=now)
    alert = health.Alert.objects.create(
        key=f"class:{school_class.pk}:hfmd", campus=campus, scope="class", disease=disease,
        school_class=school_class, first_on=today, reached_on=today, last_on=today, count=2,
        raised_at=now, closes_on=today + 10 * DAY,
    )  # fmt: skip
    told = health.OutbreakNotice(entry=entry(), alert=alert, text="Dear parents", way="paper")
    filing.submit(told, by=person, now=now)
    return {
        "case": case, "return_check": back, "isolation": waited, "alert": alert,
        "outbreak_notice": told, "disease": disease,
        "threshold": health.Threshold.objects.filter(disease=disease).earliest("pk"),
    }  # fmt: skip


# Papers ------------------------------------------------------------------------------------------


def issue_papers(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A rule that carers must read, with its file; a pack of the campus, filed once."""
    today = timezone.localdate(now)
    paper = Paper(title=f"{campus} rule", kind="rule", campus=campus)
    version = issuing.issue(
        paper,
        PaperVersion(text="Doors are locked at six.", valid_from=today),
        roles=[Role.CARER],
        files=[Judged("rule.pdf", "pdf", b"%PDF-1.4 %%EOF", is_inline=True)],
        by=person,
        now=now,
    )
    pack = FilePack.objects.create(
        title=f"{campus} pack", occasion="pack:term", trades=["logistics"], parts=["papers"],
        campus=campus, starts_on=today, ends_on=today, made_by=person, made_at=now,
    )  # fmt: skip
    filing = packing.file_pack(pack, by=person, now=now)
    return {"paper": paper, "paper_file": version.lines.get(), "pack": pack, "filing": filing}


def lay_before(person: Any, pack: FilePack, now: datetime) -> PackShare:
    until = timezone.localdate(now) + DAY
    said = {"shared_by": pack.made_by, "shared_at": now}
    return PackShare.objects.create(pack=pack, person=person, until=until, **said)


# Rounds ------------------------------------------------------------------------------------------


def walk_rounds(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A list of the campus, a round of it under way with a photo, one filed and one put up."""
    checklist = make_list("gate", "fence", code=f"yard-{campus.pk}", campus=campus, is_scored=True)
    scored, published = (filed_round(checklist, campus, person, now) for _ in range(2))
    publication = publishing.publish(published, by=person, now=now)
    run = begin_round(checklist, campus, person, now=now)
    gate = progress.items_of(run.edition).first()
    said = walking.Said(gate, "abnormal", photos=[Prepared(b"large", b"small", None)])
    stop = walking.answer(run.stops.get(), [said], by=person, now=now)
    return {
        "checklist": checklist, "running_round": run, "running_stop": stop,
        "running_photo": stop.photos.get(), "scored_round": scored, "publication": publication,
    }  # fmt: skip


def filed_round(checklist: Any, campus: Campus, person: Any, now: datetime) -> Any:
    """A round of the list of which all was in order."""
    run = begin_round(checklist, campus, person, now=now)
    said = [walking.Said(item, "normal") for item in progress.items_of(run.edition)]
    walking.answer(run.stops.get(), said, by=person, now=now)
    closing_words = Closing(happened_at=now, late_reason="just before midnight")
    [entry] = submitting.submit(progress.read(run), closing_words, by=person, now=now)
    return Round.objects.get(pk=entry.pk)


# Hazards -----------------------------------------------------------------------------------------


def find_hazards(campus: Campus, person: Any, now: datetime) -> dict:
    """A finding, a major hazard and a contract, none of them of a class."""
    at = now - timedelta(minutes=1)
    entry = Entry(campus=campus, happened_at=at, late_reason="just before midnight")
    found = filing.submit(WorkNote(entry=entry, text="Looked"), by=person, now=now)
    finding = righting.found(found, what=f"{campus} tap", by=person, now=now)
    danger = safety.Hazard(
        entry=Entry(campus=campus, happened_at=at, late_reason="just before midnight"),
        what=f"{campus} stairs", category="building", level="major", basis="exits",
        measure="Weld", responsible=person, deadline=timezone.localdate(now) + DAY, fund=0,
        contingency="Other stairs", interim="Closed off",
    )  # fmt: skip
    hazard = report_hazard(danger, by=person, now=now)
    supplier, _new = Supplier.objects.get_or_create(name="Bright Ltd")
    contract = safety.ServiceContract.objects.create(
        service="cleaning", supplier=supplier, campus=campus, ends_on=timezone.localdate(now) + DAY,
        starts_on=timezone.localdate(now) - DAY,
    )  # fmt: skip
    return {"finding": finding, "hazard": hazard, "contract": contract}


# Repairs -----------------------------------------------------------------------------------------


def break_something(place: Any, person: Any, now: datetime) -> dict[str, Any]:
    """A fault reported at the label by nobody of the school, a plan and a project."""
    door = DoorReport.objects.create(
        token=f"{place.campus}", campus=place.campus, place=place, category="water",
        what=f"{place.campus} tap", at=now,
    )  # fmt: skip
    fault = Fault("water", f"{place.campus} drain", place)
    ticket = reporting.report(fault, by=person, now=now, is_outside=True, outsider="A parent")
    today = timezone.localdate(now)
    plan = RepairPlan(
        entry=Entry(campus=place.campus, happened_at=now), title=f"{place.campus} holidays",
        occasion="winter", first_on=today, last_on=today,
    )  # fmt: skip
    plan.new_lines = [RepairPlanLine(what="Fence")]
    filing.submit(plan, by=person, now=now)
    project = Project.objects.create(
        campus=place.campus, year=today.year, name=f"{place.campus} painting"
    )
    return {"ticket": ticket, "door": door, "repair_plan": plan, "project": project}


# The gate ----------------------------------------------------------------------------------------


def keep_the_gate(
    campus: Campus, person: Any, school_class: Any, child: Child, now: datetime
) -> dict[str, Any]:
    """A visitor inside, one who waits, a key, a slip, a patrol under way, who may fetch the child."""
    today = timezone.localdate(now)

    def entry(**more: Any) -> Entry:
        at = now - timedelta(minutes=1)
        return Entry(campus=campus, happened_at=at, late_reason="just before midnight", **more)

    inside = VisitorLog(
        entry=entry(), name=f"{campus} visitor", paper="identity", purpose="parent", host=person,
        consent="phone", agreed_by=person,
    )  # fmt: skip
    visit = ExpectedVisit.objects.create(
        campus=campus, host=person, name=f"{campus} guest", purpose="parent", on=today,
        asked_by=person, asked_at=now,
    )  # fmt: skip
    leader = make_person(role=Role.DIRECTOR, campus=campus, name=f"{campus} leader")
    slip = ExitSlip(
        entry=entry(), sort="person", person=person, leader=leader, reason=f"{campus} bank"
    )
    allowed = PickupAuthorization(
        entry=entry(school_class=school_class, subject=f"child:{child.pk}"), child=child,
        name="Aunt", relation="aunt", valid_from=today, guardian="Mother", signed="paper",
        paper="Folder",
    )  # fmt: skip
    point = make_place(campus=campus, name=f"{campus} gate")
    return {
        "gate_visit": admitting.admit(inside, by=person, now=now),
        "known_visitor": Visitor.objects.get(campus=campus),
        "visit": visit,
        "exit_slip": slips.ask(slip, by=person, now=now),
        "pickup_authorization": filing.submit(allowed, by=person, now=now),
        "gate_key": GateKey.objects.create(campus=campus, label=f"{campus} key"),
        "guard_equipment": GuardEquipment.objects.create(campus=campus, name=f"{campus} torch"),
        "patrol_point": PatrolPoint.objects.create(campus=campus, place=point),
        "patrol_run": PatrolRun.objects.create(
            campus=campus, about="patrol:day", by=person, begun_at=now
        ),
        "gate_turn": GateTurn.objects.create(
            campus=campus, on=today, slot="guard_day", person=person
        ),
    }


# Fire and bus: watched equipment, and a ride whose child is still aboard.


def watch_over(
    campus: Campus, person: Any, place: Place, school_class: Any, child: Child, now: datetime
) -> dict[str, Any]:
    """One thing of every kind that is watched, and a bus on its way."""
    today, here = timezone.localdate(now), {"campus": campus, "place": place}
    ride = run_a_bus(campus, person, school_class, child, now)
    permit = safety.HotWorkPermit(
        entry=Entry(campus=campus, place=place, happened_at=now - timedelta(minutes=1),
                    late_reason="just before midnight"),
        work="welding", what=f"{campus} railing", starts_at=now, ends_at=now + DAY, worker="Wang",
        watcher=person,
    )  # fmt: skip
    filing.submit(permit, by=person, now=now)
    return {
        "fire_equipment": safety.FireEquipment.objects.create(number="M1", type="powder", **here),
        "special_equipment": safety.SpecialEquipment.objects.create(
            name=f"{campus} lift", category="lift", **here
        ),
        "play_equipment": safety.PlayEquipment.objects.create(
            number="P1", name=f"{campus} slide", category="large", **here
        ),
        "charging_place": safety.ChargingPlace.objects.create(name=f"{campus} shed", **here),
        "bike": safety.ElectricBike.objects.create(
            campus=campus, person=person, plate=f"{campus} 1"
        ),
        "fire_responsibility": safety.FireResponsibility.objects.create(
            level="area", person=person, starts_on=today, **here
        ),
        "hot_work": permit,
        **ride,
    }


def run_a_bus(
    campus: Campus, person: Any, school_class: Any, child: Child, now: datetime
) -> dict[str, Any]:
    today = timezone.localdate(now)
    bus = safety.SchoolBus.objects.create(
        campus=campus, plate=f"{campus} bus", seats=20, owner="School"
    )
    driver, attendant = (
        safety.BusCrew.objects.create(campus=campus, person=person, job=job)
        for job in ("driver", "attendant")
    )
    route = safety.BusRoute.objects.create(
        campus=campus, name=f"{campus} line", bus=bus, driver=driver, attendant=attendant
    )
    stop = safety.BusStop.objects.create(route=route, name=f"{campus} bridge")
    rider = safety.BusRider.objects.create(
        child=child, school_class=school_class, stop=stop, starts_on=today
    )
    check = safety.BusCheck(
        entry=Entry(campus=campus, happened_at=now - timedelta(minutes=1),
                    late_reason="just before midnight"),
        bus=bus,
    )  # fmt: skip
    filing.submit(check, by=person, now=now)
    run = safety.BusRun.objects.create(
        route=route, direction="to_school", on=today, bus=bus, driver=driver, attendant=attendant,
        check_before=check, departed_at=now, begun_by=person,
    )  # fmt: skip
    safety.BusSeat.objects.create(
        run=run, child=child, school_class=school_class, stop=stop, on_at=now
    )
    return {
        "bus": bus, "bus_crew": attendant, "bus_route": route, "bus_stop": stop,
        "bus_rider": rider, "bus_run": run,
    }  # fmt: skip


# Safety: people -----------------------------------------------------------------------------------


def answer_for_safety(
    campus: Campus, person: Any, school_class: Any, child: Child, term: Term, now: datetime
) -> dict[str, Any]:
    """A child that was hurt, a topic, letters given out, pledges asked for, an emergency plan."""
    today = timezone.localdate(now)
    late = {"happened_at": now - timedelta(minutes=1), "late_reason": "just before midnight"}
    injury = safety.ChildInjury(
        entry=about_child(child, **late), child=child, type=2, spot=1, activity=1, company=3,
        body_part="leg", severity="minor", on_duty=person, treatment=1, story="Fell",
    )  # fmt: skip
    letters = safety.LetterRound(
        campus=campus, sort="post", title=f"{campus} letter", text="I answer for it.",
        leader=make_person(campus=campus), valid_from=today, valid_to=today + 300 * DAY,
    )  # fmt: skip
    answering.give_out(letters, [make_person(campus=campus)], by=person, now=now)
    asked = safety.PledgeRound(
        school_class=school_class, term=term, sort="drowning", text="We watch"
    )
    plan = safety.EmergencyPlan(campus=campus, sort="fire", title=f"{campus} plan")
    edition = safety.PlanEdition(entry=Entry(campus=campus, **late), steps="Sound the alarm")
    registering.register(injury, by=person, now=now)
    preparing.adopt(plan, edition, by=person, now=now)
    return {
        "injury": injury,
        "safety_topic": safety.TermTopic.objects.create(
            term=term, campus=campus, title=f"{campus} topic"
        ),
        "letter_round": letters,
        "responsibility_letter": letters.letters.get(),
        "pledges": pledging.begin(asked, by=person, now=now),
        "emergency_plan": plan,
    }


# Food samples: a fridge, and the lunch of today in it.


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


# Canteen: account and voices ----------------------------------------------------------------------


def speak_of_the_meals(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A fee, a line of the account, an account put forward; a member, an opinion, an incident."""
    today = timezone.localdate(now)
    late = {"happened_at": now - timedelta(minutes=1), "late_reason": "just before midnight"}
    told = canteen.MealComplaint(
        entry=Entry(campus=campus, **late), source="parent", about="taste", content="Too salty"
    )
    incident = canteen.FoodIncident(
        entry=Entry(campus=campus, **late), where_eaten="Hall", eaters=9, ill=2,
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


# Menus -------------------------------------------------------------------------------------------


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
