"""Food samples of the sample school: of every dish of every meal, thrown away two days later.

A sample now and then weighs too little, and one meal was written down on the next morning: both
are kept as they were.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from canteen.models import (
    Dish,
    DisposalLine,
    FoodSample,
    Fridge,
    SampleCheck,
    SampleDisposal,
    SampleLine,
)
from canteen.samples import owing, sampling
from canteen.samples.owing import MealOf
from canteen.samples.rules import Limits
from logistics.access import Role
from logistics.demo.apart import apart
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import arranging, filing
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.calendar import at, end_of, next_weekday
from logistics.school.models import Campus, Person, Place, SchoolDay

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CHUNK = 600
LATE_REASON = "当天厨房停电，次日补录"
LIGHT_EVERY, LATE_EVERY, CHECK_EVERY = 211, 97, 23  # one in so many meals


def write(site: Site, staff: Staff) -> int:
    """The samples of every meal up to now, their disposals and the spot checks."""
    writers = [Kitchen(site, staff, number, campus) for number, campus in enumerate(site.campuses)]
    return sum(kitchen.write() for kitchen in writers)


class Kitchen:
    """One campus: who cooks, who looks, which fridge."""

    def __init__(self, site: Site, staff: Staff, number: int, campus: Campus) -> None:
        self.site, self.campus = site, campus
        self.now = site.wanted.now
        self.rng: Random = site.wanted.random(f"samples {number}")
        self.cooks = staff.holders(Role.COOK, number)
        self.director = staff.director
        self.fridge = put_up(campus)
        self.limits = Limits.on(site.wanted.today)

    def write(self) -> int:
        sheets = [sheet for meal in self.meals() if (sheet := self.sheet(*meal))]
        for first in range(0, len(sheets), CHUNK):
            part = sheets[first : first + CHUNK]
            with transaction.atomic():
                filing.submit_many(part)
                self.follow(part)
        return len(sheets)

    def meals(self) -> Iterator[tuple[MealOf, list]]:
        """Every meal served until now, with the dishes of which a sample is owed."""
        first, last = self.site.wanted.begins_on, self.site.wanted.today
        dishes = owing.owed(first, last, [self.campus])
        for day in open_days(self.campus, first, last):
            for code, clock in self.campus.meals.items():
                meal = MealOf(self.campus.pk, day, code)
                if at(day, clock) + HOUR <= self.now:
                    yield meal, dishes.get(meal, [])

    def sheet(self, meal: MealOf, dishes: list) -> FoodSample | None:
        served = at(meal.on, self.campus.meals[meal.meal])
        happened = served + self.rng.randint(5, 35) * MINUTE
        entered, reason = happened + self.rng.randint(1, 9) * MINUTE, ""
        next_morning = at(next_weekday(meal.on), "08:05")
        if self.rng.randrange(LATE_EVERY) == 0 and next_morning <= self.now:
            entered, reason = next_morning, LATE_REASON
        if entered > self.now:
            return None
        by = self.cooks[meal.on.toordinal() % len(self.cooks)]
        entry = Entry(
            campus=self.campus, meal=meal.meal, happened_at=happened, entered_at=entered,
            entered_by=by, late_reason=reason, subject=sampling.COMPLETE, is_zero=not dishes,
        )  # fmt: skip
        sheet = FoodSample(
            entry=entry, campus=self.campus, on=meal.on, meal=meal.meal, owed=len(dishes)
        )
        sheet.new_lines = [self.line(dish, happened, by) for dish in dishes]
        if dishes and self.rng.randrange(LIGHT_EVERY) == 0:
            self.make_light(sheet)
        return sheet

    def line(self, dish: Dish, happened: datetime, by: Person) -> SampleLine:
        return SampleLine(
            dish=dish, sampled_at=happened, weight_g=Decimal(self.rng.randint(128, 142)),
            fridge=self.fridge, temperature=Decimal(self.rng.randint(25, 60)) / 10,
            kept_until=self.limits.kept_until(happened), sampled_by=by,
        )  # fmt: skip

    def make_light(self, sheet: FoodSample) -> None:
        [first, *_rest] = sheet.new_lines or ()
        first.weight_g, first.faults = Decimal(105), [SampleLine.Fault.LIGHT]
        sheet.measure = FoodSample.Measure.REPORTED

    # What follows from it ---------------------------------------------------------------------

    def follow(self, sheets: Iterable[FoodSample]) -> None:
        """Findings, the duty to discard, the disposals, and now and then a spot check."""
        sampled = [sheet for sheet in sheets if sheet.new_lines]
        for sheet in sampled:
            if any(line.faults for line in sheet.new_lines or ()):
                sampling.report(sheet, by=sheet.entry.entered_by, now=sheet.entry.entered_at)
        self.owe(sampled)
        filing.submit_many(self.disposals(sampled))
        filing.submit_many(apart(list(self.checks(sampled))))

    def owe(self, sheets: Iterable[FoodSample]) -> None:
        tasks: list[Task] = []
        for sheet in sheets:
            if (duty := arranging.duty_of(sampling.DISCARD_DUTY, self.campus.pk)) is None:
                return
            last = max(line.kept_until for line in sheet.new_lines or ())
            task = arranging.set_off(
                duty,
                at=last,
                scope=sheet.entry,
                key=f"s{sheet.pk}",
                due=self.first_chance(last) + 24 * HOUR,
                subject=sampling.about(sheet),
            )
            task.meal = sheet.meal
            tasks.append(task)
        arranging.open_tasks(tasks)

    def first_chance(self, kept_until: datetime) -> datetime:
        """The first moment at which somebody is in the kitchen again."""
        day = timezone.localdate(kept_until)
        if day in self.open_days:
            return kept_until
        later = [on for on in self.open_days if on > day]
        return at(min(later), "08:00") if later else kept_until

    @property
    def open_days(self) -> set[date]:
        if not hasattr(self, "_open_days"):
            term = self.site.term
            first = self.site.wanted.begins_on
            self._open_days = set(open_days(self.campus, first, term.ends_on))
        return self._open_days

    def disposals(self, sheets: Iterable[FoodSample]) -> Iterator[SampleDisposal]:
        for sheet in sheets:
            lines = sheet.new_lines or ()
            chance = self.first_chance(max(line.kept_until for line in lines))
            moment = chance + self.rng.randint(10, 90) * MINUTE
            entered = min(moment + 2 * MINUTE, end_of(timezone.localdate(moment)))
            if entered > self.now:
                continue
            by = self.cooks[timezone.localdate(moment).toordinal() % len(self.cooks)]
            entry = Entry(
                campus=self.campus, meal=sheet.meal, subject=sampling.about(sheet),
                happened_at=moment, entered_at=entered, entered_by=by,
            )  # fmt: skip
            record = SampleDisposal(entry=entry, sample=sheet)
            record.new_lines = [
                DisposalLine(dish=line.dish, code=line.code, kept_until=line.kept_until)
                for line in lines
            ]
            yield record

    def checks(self, sheets: Iterable[FoodSample]) -> Iterator[SampleCheck]:
        for sheet in sheets:
            moment = sheet.entry.entered_at + self.rng.randint(40, 90) * MINUTE
            if self.rng.randrange(CHECK_EVERY) or sheet.entry.late_reason or moment > self.now:
                continue
            entry = Entry(
                campus=self.campus, meal=sheet.meal, subject=sampling.about(sheet),
                happened_at=moment, entered_at=moment + MINUTE, entered_by=self.director,
            )  # fmt: skip
            yield SampleCheck(entry=entry, sample=sheet)


def put_up(campus: Campus) -> Fridge:
    """The fridges of the kitchen; the first is for samples alone."""
    kitchen = Place.objects.filter(campus=campus, kind=Place.Kind.KITCHEN).order_by("pk").first()
    fridges = [
        Fridge.objects.get_or_create(
            campus=campus, name=name, defaults={"use": use, "place": kitchen}
        )[0]
        for name, use in (
            ("留样冰箱", Fridge.Use.SAMPLE),
            ("1 号冷藏柜", Fridge.Use.CHILLED),
            ("1 号冷冻柜", Fridge.Use.FROZEN),
        )
    ]
    return fridges[0]


def open_days(campus: Campus, first: date, last: date) -> list[date]:
    rows = SchoolDay.objects.filter(
        campus=campus, date__range=(first, last), kind__in=SchoolDay.OPEN
    )
    return list(rows.order_by("date").values_list("date", flat=True))
