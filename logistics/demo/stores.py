"""The stores of the sample school: what came, who drew it week by week, and the closed months."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q

from logistics.access import Role
from logistics.demo import goods
from logistics.demo.people import Staff
from logistics.demo.school import Site, Team
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Signature, Signer
from logistics.records.stamping import stamped
from logistics.school.calendar import DAY, at
from logistics.school.models import Person, Place
from logistics.stores import discarding, issuing, ledger, monthly, receiving, returning, watching
from logistics.stores.issuing import Wanted
from logistics.stores.models import Item, ItemGroup, Lot, Shelf, Store, Supplier
from logistics.stores.models.goods import Stock

MOST_DAYS = 130  # of a longer span only the last term is written down: the load set stays quick
LATE_MONTH = 0.08


@dataclass
class Act:
    """Something to be done at a moment; all of them are done in the order of time."""

    at: datetime
    name: str
    given: tuple


def write(site: Site, staff: Staff) -> int:
    """The lists, then the acts of the term up to now, then the months; says how many documents."""
    before = Entry.objects.count()
    with transaction.atomic():
        Keeping(site, staff).run()
    return Entry.objects.count() - before


class Keeping:
    """Who keeps which store, and what happens there."""

    def __init__(self, site: Site, staff: Staff) -> None:
        self.site, self.staff = site, staff
        self.now = site.wanted.now
        self.rng = site.wanted.random("stores")
        self.begins_on = max(
            site.term.starts_on, site.wanted.begins_on, site.wanted.today - MOST_DAYS * DAY
        )
        self.items: dict[str, Item] = {}
        self.stores: dict[tuple[int, str], Store] = {}
        self.issues: list[Entry] = []

    def run(self) -> None:
        self.list_goods()
        self.open_stores()
        for act in sorted(self.acts(), key=lambda act: (act.at, act.name)):
            if act.at <= self.now:
                getattr(self, act.name)(act.at, *act.given)
        self.close_months()
        self.sign()
        watching.tell_expiring(now=self.now)

    # What there is, and where --------------------------------------------------------------------

    def list_goods(self) -> None:
        groups = {
            name: ItemGroup.objects.create(name=name, kind=kind, position=position, **rules)
            for position, (name, kind, rules) in enumerate(goods.GROUPS)
        }
        for number, (group, name, specification, unit, price, marks) in enumerate(goods.ITEMS, 1):
            item = Item(
                number=f"W{number:04d}",
                group=groups[group],
                name=name,
                specification=specification,
                unit=unit,
                price=Decimal(price),
                **goods.RULES[marks],
            )
            item.spell()
            item.save()
            self.items[name] = item
        self.suppliers = [Supplier.objects.create(**row) for row in goods.SUPPLIERS]

    def open_stores(self) -> None:
        for number, campus in enumerate(self.site.campuses):
            keeper = self.keeper(number)
            rooms = Place.objects.filter(campus=campus, name=goods.ROOM).order_by("pk")
            for name, kind in goods.STORES if number == 0 else goods.STORES[:1]:
                self.stores[number, kind] = Store.objects.create(
                    campus=campus,
                    name=name,
                    kind=kind,
                    keeper=keeper,
                    place=rooms.first() if kind == Stock.SUPPLIES else None,
                )
            self.set_shelves(number)

    def set_shelves(self, number: int) -> None:
        rows = []
        for place, item in enumerate(self.items.values()):
            if (store := self.store_for(number, item)) is not None:
                minimum = Decimal(4 + place % 5)
                rows.append(
                    Shelf(
                        store=store, item=item, bin=f"{'ABCD'[place % 4]}-{place // 4 + 1}",
                        minimum=minimum, enough=minimum * 6,
                    )
                )  # fmt: skip
        Shelf.objects.bulk_create(rows)

    def store_for(self, number: int, item: Item) -> Store | None:
        """Disinfectants have a store of their own where there is one."""
        kind = Stock(item.group.kind)
        return self.stores.get((number, kind)) or (
            self.stores.get((number, Stock.SUPPLIES)) if kind == Stock.CHEMICALS else None
        )

    def keeper(self, number: int) -> Person:
        return self.staff.holders(Role.STOREKEEPER, number)[0]

    # What happens --------------------------------------------------------------------------------

    def acts(self) -> list[Act]:
        found = []
        first = self.begins_on
        for number in range(len(self.site.campuses)):
            for week in range((self.site.wanted.today - first).days // 7 + 1):
                monday = first + week * 7 * DAY
                if week % 4 == 0:
                    found.append(Act(self.clock(monday, 9), "receive", (number, week == 0)))
                found += [
                    Act(self.clock(monday + (n % 3 + 1) * DAY, 10 + n % 4, n), "give", (team,))
                    for n, team in enumerate(self.site.teams)
                    if team.campus == number and (n + week) % 2 == 0
                ]
            found.append(Act(self.clock(first + 24 * DAY, 15), "bring_back", (number,)))
            found.append(Act(self.clock(first + 38 * DAY, 15, 20), "discard", (number,)))
        return found

    def clock(self, day: date, hour: int, minute: int = 0) -> datetime:
        weekend = max(0, day.weekday() - 4)
        return at(day - weekend * DAY, f"{hour:02d}:{minute % 50 + 5:02d}")

    def receive(self, moment: datetime, number: int, is_first: bool) -> None:  # noqa: FBT001
        """A delivery from each supplier: at the start of everything, later of what runs low."""
        arrived: dict[Store, dict[int, list[receiving.Arrived]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for place, item in enumerate(self.items.values()):
            store = self.store_for(number, item)
            if store is None:
                continue
            left = ledger.left_in(store, item)
            wanted = Decimal(self.rng.randint(24, 60)) if left < 14 or is_first else Decimal(0)
            if wanted:
                arrived[store][place % len(self.suppliers)].append(self.lot(item, wanted, moment))
        for store, deliveries in arrived.items():
            for supplier, goods_there in deliveries.items():
                receiving.receive(
                    store,
                    goods_there,
                    by=store.keeper,
                    now=moment,
                    happened_at=moment,
                    supplier=self.suppliers[supplier],
                    delivered_by=self.suppliers[supplier].contact,
                )

    def lot(self, item: Item, quantity: Decimal, moment: datetime) -> receiving.Arrived:
        day = moment.date()
        expires = (
            day + timedelta(days=self.rng.choice((35, 75, 95, 400))) if item.has_expiry else None
        )
        change = Decimal(self.rng.choice((95, 100, 100, 105))) / 100
        price = ((item.price or Decimal(1)) * change).quantize(Decimal("0.01"))
        batch = f"{day:%Y%m%d}" if item.has_expiry else ""
        return receiving.Arrived(item, quantity, price, batch=batch, expires_on=expires)

    def give(self, moment: datetime, team: Team) -> None:
        """What a class draws for its fortnight; hazardous goods with a second signature."""
        supplies = self.stores[team.campus, Stock.SUPPLIES]
        wanted: dict[Store, list[Wanted]] = defaultdict(list)
        for name in self.rng.sample(sorted(self.items), 4):
            item = self.items[name]
            store = self.store_for(team.campus, item)
            most = int(item.issue_limit or 3)
            quantity = Decimal(self.rng.randint(1, max(1, most)))
            if store is not None:
                old = quantity if item.old_for_new else Decimal(0)
                wanted[store].append(Wanted(item, quantity, old_returned=old))
        for store, lines in wanted.items():
            self.issue(store, lines, team, moment, purpose=self.rng.choice(goods.PURPOSES))
        assert supplies.keeper  # noqa: S101  every store of the sample has one

    def issue(
        self, store: Store, lines: list[Wanted], team: Team, moment: datetime, purpose: str
    ) -> None:
        receiver = self.staff.by_team[team, Role.TEACHER][0]
        witness = self.staff.carers[team] if any(w.item.is_hazardous for w in lines) else None
        try:
            with transaction.atomic():
                sheet = issuing.issue(
                    store,
                    lines,
                    receiver=receiver,
                    by=store.keeper,
                    now=moment,
                    happened_at=moment,
                    school_class=self.site.classes[self.site.term.school_year, team],
                    purpose=purpose,
                    witness=witness,
                )
        except Refused:
            return  # out of it this week: the class comes again
        self.issues.append(sheet)

    def bring_back(self, moment: datetime, number: int) -> None:
        """The first durable things a class of the campus has drawn come back."""
        for sheet in self.issues:
            out = [
                each
                for each in returning.outstanding(sheet)
                if each.lot.item.is_durable and each.left
            ]
            if out and sheet.campus_id == self.site.campuses[number].pk:
                returned = [returning.Returned(out[0].lot, Decimal(1), goods.STATE)]
                store = self.stores[number, Stock.SUPPLIES]
                content: Any = sheet.content
                returning.give_back(
                    sheet, returned, store=store, returned_by=content.receiver,
                    by=store.keeper, now=moment, happened_at=moment,
                )  # fmt: skip
                return

    def discard(self, moment: datetime, number: int) -> None:
        """A few things broke on the shelf, or have expired."""
        store = self.stores[number, Stock.SUPPLIES]
        balance = store.balances.there().filter(item=self.items[goods.FRAGILE]).first()
        if balance is not None:
            gone = [discarding.Discarded(Lot.objects.get(pk=balance.lot_id), Decimal(1))]
            discarding.write_off(
                store, gone, cause="broken", reason=goods.BROKEN, by=store.keeper,
                now=moment, happened_at=moment,
            )  # fmt: skip

    # Afterwards ----------------------------------------------------------------------------------

    def close_months(self) -> None:
        """Each month is closed on its last day of school; now and then a week too late."""
        rng = Random(f"{self.site.wanted.seed} months")  # noqa: S311
        month = monthly.first_of(self.begins_on)
        while month <= self.site.wanted.today:
            for store in self.stores.values():
                closing = monthly.closing_of(store.campus, month)
                is_late = rng.random() < LATE_MONTH
                moment = closing + 8 * DAY if is_late else closing - timedelta(hours=7)
                if moment <= self.now:
                    reason = goods.LATE_REASON if is_late else ""
                    monthly.file(store, month, by=store.keeper, now=moment, late_reason=reason)
            month = monthly.first_of(month + 32 * DAY)

    def sign(self) -> None:
        """Nearly everybody has signed on the day; what was issued last still waits."""
        recent = self.now - 5 * DAY
        asked = Signer.objects.filter(Q(entry__in=self.issues), asked_at__lt=recent)
        rows = [
            stamped(
                Signature(
                    entry=signer.entry, version=signer.entry.version, capacity=signer.capacity,
                    by=signer.person, at=signer.asked_at + timedelta(minutes=5),
                )
            )
            for signer in asked.select_related("entry", "person").order_by("pk")
        ]  # fmt: skip
        Signature.objects.bulk_create(rows)
