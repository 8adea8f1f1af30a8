"""A kitchen with a class, a food store and its people, as the account's stories need it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from canteen.models import Food, MealCost, MealFee
from health.day import attending
from health.day.attending import Said
from health.day.rolls import read_roll
from logistics.access import Role
from logistics.records.models import Entry
from logistics.school.calendar import at, lay_out
from logistics.school.models import Campus, Child, Person, SchoolClass, Term
from logistics.stores import discarding, issuing, receiving
from logistics.stores.discarding import Discarded
from logistics.stores.issuing import Wanted
from logistics.stores.models import Item, ItemGroup, Lot, Store
from logistics.stores.receiving import Arrived
from tests.factories import make_campus, make_child, make_class, make_person

DAY = timedelta(1)
MONDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 13)
FROM = date(2026, 8, 1)  # since when everybody works here


@dataclass
class Kitchen:
    campus: Campus
    school_class: SchoolClass
    children: dict[str, Child]
    teacher: Person
    keeper: Person
    accountant: Person
    principal: Person
    store: Store
    items: dict[str, Item] = field(default_factory=dict)

    @classmethod
    def open(cls, name: str = "East") -> Self:
        """Ann, Bea and Cid are in a junior class; a day of meals costs 15 yuan."""
        campus = make_campus(name=name)
        if (term := Term.objects.first()) is None:
            term = Term.objects.create(
                school_year=2026, half=1, starts_on=date(2026, 8, 28),
                first_teaching_day=date(2026, 9, 1), last_teaching_day=date(2027, 1, 15),
                ends_on=date(2027, 1, 20),
            )  # fmt: skip
        lay_out(term)
        school_class = make_class(campus=campus, school_year=2026, name=f"{name} 1", grade="junior")
        children = {
            child: make_child(school_class=school_class, term=term, name=child)
            for child in ("Ann", "Bea", "Cid")
        }
        MealFee.objects.create(campus=campus, yuan=Decimal(15), valid_from=date(2026, 9, 1))
        people = {
            role: make_person(
                role=role, campus=campus, starts_on=FROM, username=f"{name}-{role.value}"
            )
            for role in (Role.STOREKEEPER, Role.ACCOUNTANT, Role.PRINCIPAL)
        }
        teacher = make_person(
            role=Role.TEACHER, campus=campus, school_class=school_class, starts_on=FROM
        )
        return cls(
            campus, school_class, children, teacher, people[Role.STOREKEEPER],
            people[Role.ACCOUNTANT], people[Role.PRINCIPAL],
            Store.objects.create(campus=campus, name=f"{name} food", kind="food"),
        )  # fmt: skip

    def attend(self, on: date, away: list[str]) -> Entry:
        roll = read_roll(self.school_class, on)
        said = [Said(self.children[name].pk, mark="sick") for name in away]
        return attending.confirm(roll, said, by=self.teacher, now=at(on, "09:00"))

    def item(self, name: str) -> Item:
        """Kept by the kilogram, and known to be the food of this name."""
        if name not in self.items:
            group, _made = ItemGroup.objects.get_or_create(name="Food", kind="food")
            given = {"number": f"F-{name}", "unit": "kg", "group": group}
            self.items[name], _made = Item.objects.get_or_create(name=name, defaults=given)
            Food.objects.filter(name=name).update(item=self.items[name])
        return self.items[name]

    def receive(self, on: date, name: str, quantity: str, price: str) -> Entry:
        arrived = [Arrived(self.item(name), Decimal(quantity), Decimal(price))]
        when = at(on, "07:30")
        return receiving.receive(self.store, arrived, by=self.keeper, now=when, happened_at=when)

    def issue(self, on: date, wanted: dict[str, str]) -> Entry:
        when = at(on, "08:00")
        goods = [Wanted(self.item(name), Decimal(much)) for name, much in wanted.items()]
        return issuing.issue(
            self.store, goods, receiver=self.teacher, by=self.keeper, now=when, happened_at=when
        )

    def lose(self, on: date, name: str, quantity: str) -> Entry:
        when = at(on, "16:00")
        lot = Lot.objects.filter(item=self.item(name)).latest("pk")
        return discarding.write_off(
            self.store, [Discarded(lot, Decimal(quantity))], cause="spoiled", reason="Damp",
            by=self.keeper, now=when, happened_at=when,
        )  # fmt: skip

    def cost(self, sort: str, amount: str, *, on: date = MONDAY, account: str = "children") -> Any:
        return MealCost.objects.create(
            campus=self.campus, on=on, account=account, sort=sort, amount=Decimal(amount),
            by=self.accountant,
        )  # fmt: skip

    def run_a_month(self) -> None:
        """November 2026: prices with odd fen, waste, a correction, somebody away now and then."""
        days = [date(2026, 11, n) for n in range(2, 30) if date(2026, 11, n).weekday() < 5]
        for number, on in enumerate(days):
            self.attend(on, away=["Bea"] if number % 4 == 1 else [])
            if number % 5 == 0:
                self.receive(on, "大米", "7.333", "5.17")
                self.receive(on, "猪肉", "3.1", "27.99")
                self.receive(on, "精盐", "0.777", "3.33")
            self.issue(on, {"大米": "1.111", "猪肉": "0.497", "精盐": "0.013"})
        self.lose(days[-1], "大米", "0.333")
        self.cost("gas", "23.45", on=days[3])
        self.cost("wages", "100.01", on=days[-1])
        self.cost("gas", "99.00", on=days[3], account="staff")
