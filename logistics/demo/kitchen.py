"""The logs of the sample school's kitchens: nearly always in order, now and then a warm fridge.

Every record is written for the task that asks for it; what was out of range stands in the daily
check of that day, was put right on the next and looked at again by somebody else.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from canteen.kitchen import checking, roster, summing
from canteen.menus.serving import sampled
from canteen.models import (
    AdditiveUse,
    ColdLine,
    ColdStorageReading,
    CoreLine,
    CoreTemperature,
    DailyCheckLine,
    DailyFoodSafetyCheck,
    FoodHandlerCheck,
    FoodHandlerLine,
    FoodLicence,
    FoodSafetySelfInspection,
    KitchenDisinfection,
    KitchenVisit,
    MealAccompaniment,
    MeetingDecision,
    MonthlyFoodSafetyMeeting,
    RestroomCleaning,
    RiskItem,
    SelfInspectionLine,
    TablewareDisinfection,
    TasteLine,
    TasteTest,
    WasteDisposal,
    WeeklyFoodSafetyReport,
    accompanied_by,
)
from canteen.models.food_safety import Result
from logistics.access import Role
from logistics.demo.apart import apart
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, SERIES, Hands, Sketch
from logistics.demo.samples import open_days, put_up
from logistics.demo.school import Site
from logistics.duties import filing, proving, righting
from logistics.duties.models import Finding, Task
from logistics.errors import Refused
from logistics.records.models import Entry, Review
from logistics.records.stamping import stamped
from logistics.school.calendar import end_of, start_of, whole_month
from logistics.school.models import Person, Term

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WARM_EVERY = 23  # one afternoon reading in so many
REVIEWED_DAYS = 30
COLLECTOR = ("洁源餐厨收运有限公司", "周师傅", "19900000123")
WARM = "门封条未关严，已重新关好并转移食品"
PARENTS = ("李女士（小一班）", "陈先生（中二班）", "赵女士（大一班）")
OPINIONS = (
    ("希望下午点心多一些水果", "已调整食谱，每周增加一次水果点心"),
    ("青菜切得再碎一些", "小班蔬菜已改为切碎"),
    ("汤的温度很合适，味道清淡", "谢谢肯定，继续保持低盐"),
)
LICENCES = (
    ("food", "33301060001234", "区市场监督管理局", 1825),
    ("grade", "A 级 2026-018", "区市场监督管理局", 730),
    ("waste", "CC-2026-07", "洁源餐厨收运有限公司", 365),
    ("drain", "排字第 0612 号", "区住房和城乡建设局", 1825),
)
VISITS = (
    ("王科长", "区市场监督管理局", "日常监督检查"),
    ("刘师傅", "燃气公司", "燃气安全巡检"),
    ("膳食委员会家长代表", "", "参观后厨"),
)
FIRST = (  # weekly and monthly papers are read off these
    "food_handler_check",
    "cold_storage_reading",
    "core_temperature",
    "taste_test",
    "tableware_disinfection",
    "kitchen_disinfection",
    "waste_disposal",
    "restroom_cleaning",
    "meal_accompaniment",
    "daily_food_safety_check",
    "food_safety_self_inspection",
)
THEN = ("weekly_food_safety_report", "monthly_food_safety_meeting")


def write(site: Site, staff: Staff) -> int:
    """All logs up to now, term by term; licences, visits and additives beside them."""
    for campus in site.campuses:
        put_up(campus)
    count = beside(site, staff)
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    look_at(site, staff)
    return count


def by_day(sketch: Sketch) -> tuple[Any, ...]:
    """The day's check of food safety last: it says what the others found."""
    is_last = sketch.task.proof == "daily_food_safety_check"
    return timezone.localdate(sketch.happened_at), is_last, sketch.happened_at, sketch.task.pk


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = Cooking(site, staff, term)
    sketches = sorted(hands.crossing_over(), key=by_day)
    count = 0
    for kinds in (FIRST, THEN):
        records = [
            record
            for sketch in sketches
            if sketch.task.proof in kinds and (record := WRITERS[sketch.task.proof](hands, sketch))
        ]
        records = apart(records)
        count += len(records)
        for first in range(0, len(records), CHUNK):
            file(records[first : first + CHUNK])
        if kinds is FIRST:
            put_right(hands)
    series = sorted({sketch.task.series for sketch in sketches})
    for first in range(0, len(series), SERIES):
        with transaction.atomic():
            proving.settle(series[first : first + SERIES])
    return count


@transaction.atomic
def file(records: list[Any]) -> None:
    filing.submit_many(records, settle=False)
    for record in records:
        for what, key in getattr(record, "found", ()):
            entry = record.entry
            righting.found(entry, what=what, key=key, measure=record.measure,
                           by=entry.entered_by, now=entry.entered_at)  # fmt: skip


def put_right(hands: "Cooking") -> None:
    """What was out of range is right on the next day, looked at again by another."""
    rows = Finding.objects.unsettled().filter(
        entry__kind__in=FIRST, found_at__lt=hands.now - 2 * DAY, put_right_at=None
    )
    for finding in rows.select_related("entry").order_by("pk"):
        by = hands.staff.holders(Role.COOK, hands.index[finding.campus_id])[0]
        at = finding.found_at + 2 * HOUR
        try:
            righting.put_right(finding, done="已处理，温度恢复正常", by=by, now=at, happened_at=at)
            righting.recheck(finding, passed=True, by=hands.staff.director,
                             now=at + HOUR, happened_at=at + HOUR)  # fmt: skip
        except Refused:
            continue


def look_at(site: Site, staff: Staff) -> None:
    """The director has looked at the last weeks' tableware and daily checks."""
    since = start_of(site.wanted.today - timedelta(days=REVIEWED_DAYS))
    by = staff.director
    rows = Entry.objects.standing().filter(
        kind__in=("tableware_disinfection", "daily_food_safety_check"),
        status=Entry.Status.SUBMITTED,
        happened_at__gte=since,
        happened_at__lt=site.wanted.now - 2 * DAY,
    )
    fresh = list(rows.exclude(entered_by=by).order_by("pk"))
    for entry in fresh:
        entry.status, entry.reviewed_by = Entry.Status.REVIEWED, by
        entry.reviewed_at = entry.entered_at + 20 * HOUR
    Entry.objects.bulk_update(fresh, ["status", "reviewed_by", "reviewed_at"], batch_size=500)
    Review.objects.bulk_create(
        [
            stamped(Review(entry=e, version=e.version, by=by, at=e.entered_at + 20 * HOUR))
            for e in fresh
        ],
        batch_size=500,
    )


def beside(site: Site, staff: Staff) -> int:
    """Licences, visitors with their leader, what was added to food: nothing asks for them by day."""
    records: list[Any] = []
    begins = site.wanted.begins_on
    for number, campus in enumerate(site.campuses):
        officer = staff.holders(Role.FOOD_SAFETY_OFFICER, number)[0]
        at = start_of(begins) + 9 * HOUR
        for sort, code, office, days in LICENCES:
            issued = begins - timedelta(days=320)
            records.append(FoodLicence(
                entry=entry_of(campus, at, officer), sort=sort, number=f"{code}-{number + 1}",
                holder="阳光幼儿园食堂", issued_by=office, issued_on=issued,
                valid_to=issued + timedelta(days=days),
            ))  # fmt: skip
        open_days = [day for day in dates_open(site, campus) if begins <= day < site.wanted.today]
        for place, day in enumerate(open_days[4::17]):
            name, firm, purpose = VISITS[place % len(VISITS)]
            came = start_of(day) + 10 * HOUR + (place % 5) * 7 * MINUTE
            records.append(KitchenVisit(
                entry=entry_of(campus, came, officer), name=name, firm=firm, purpose=purpose,
                companion=staff.director, left_at=came + 35 * MINUTE,
            ))  # fmt: skip
        cook = staff.holders(Role.COOK, number)[0]
        records += [
            AdditiveUse(
                entry=entry_of(campus, start_of(day) + 8 * HOUR, cook),
                name="碳酸氢钠（小苏打）",
                producer="海清食品配料厂",
                produced_on=day - timedelta(days=60),
                grams=Decimal(24),
                use="膨松剂",
                food="发糕",
                food_kg=Decimal(12),
            )
            for day in open_days[2::9]
        ]
    kept = [record for record in records if record.entry.entered_at <= site.wanted.now]
    filing.submit_many(kept, settle=True)
    return len(kept)


def dates_open(site: Site, campus: Any) -> list[date]:
    return open_days(campus, site.wanted.begins_on, site.wanted.today)


def entry_of(campus: Any, at: datetime, by: Person) -> Entry:
    return Entry(campus=campus, happened_at=at, entered_at=at + 4 * MINUTE, entered_by=by)


class Cooking(Hands):
    """Who writes the kitchen's logs of a term."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.rng = site.wanted.random(f"kitchen {term.starts_on}")
        self.daily = list(RiskItem.objects.daily())
        self.whole = list(RiskItem.objects.of_self_inspection())
        self.warm: Counter[tuple[int, date]] = Counter()
        light = Entry.objects.filter(kind="food_sample", findings__isnull=False)
        self.light = {
            (campus, timezone.localdate(moment))
            for campus, moment in light.values_list("campus", "happened_at")
        }
        self.on_menu: dict[tuple[int, date, str], list[Any]] = {}
        self.rosters: dict[int, list[Any]] = {}
        self.fridges = {
            campus.pk: list(campus.fridge_set.order_by("pk")) for campus in site.campuses
        }

    def tasks(self) -> Iterable[Task]:
        begun = Task.objects.filter(
            Q(due_at__gte=start_of(self.site.wanted.begins_on)),
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof__in=WRITERS,
        )
        related = begun.select_related("duty", "campus", "place")
        return related.order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def writer(self, task: Task) -> Person:
        """At every campus another leader eats with the children."""
        if task.proof == "meal_accompaniment":
            number = self.index.get(task.campus_id) if task.campus_id else 0
            leaders = [self.staff.principal, self.staff.director]
            if number is not None and number < len(leaders):
                return leaders[number]
            return self.staff.holders(Role.DOCTOR, number)[0]
        return super().writer(task)

    def entry(self, sketch: Sketch, **more: Any) -> Entry:
        task = sketch.task
        usual = {
            "campus": task.campus or self.site.campuses[0],
            "place": task.place,
            "meal": task.meal,
            "subject": task.subject,
            "happened_at": sketch.happened_at,
            "entered_at": sketch.entered_at,
            "entered_by": sketch.by,
            "late_reason": sketch.late_reason,
        }
        return Entry(**usual | more)

    def fate(self, sketch: Sketch) -> Random:
        return Random(f"kitchen {sketch.task.slot}")  # noqa: S311  nothing here is secret

    def dishes(self, entry: Entry) -> list[Any]:
        key = entry.campus_id, timezone.localdate(entry.happened_at), entry.meal
        if key not in self.on_menu:
            self.on_menu[key] = [row.dish for row in sampled(key[1], entry.campus, entry.meal)]
        return self.on_menu[key]

    def handlers(self, sketch: Sketch) -> FoodHandlerCheck:
        entry, fate = self.entry(sketch), self.fate(sketch)
        people = self.rosters.get(entry.campus_id)
        if people is None:
            people = roster.on_the_roster(entry.campus, self.site.wanted.today)
            self.rosters[entry.campus_id] = people
        record = FoodHandlerCheck(entry=entry, count=len(people))
        record.new_lines = [
            FoodHandlerLine(
                person=person,
                degrees=Decimal(fate.randint(361, 368)) / 10,
                cert="valid",
                dress=["nails"] if fate.random() < 0.01 else [],
            )
            for person in people
        ]
        for line in record.new_lines:
            line.handling = "已当场修剪" if line.dress else ""
        return record

    def cold(self, sketch: Sketch) -> ColdStorageReading:
        entry, fate = self.entry(sketch), self.fate(sketch)
        warm = not fate.randrange(WARM_EVERY) and timezone.localtime(sketch.task.due_at).hour >= 12
        record = ColdStorageReading(entry=entry)
        lines = []
        for fridge in self.fridges[entry.campus_id]:
            frozen = fridge.use == fridge.Use.FROZEN
            tenths = fate.randint(-205, -165) if frozen else fate.randint(21, 62)
            lines.append(ColdLine(fridge=fridge, degrees=Decimal(tenths) / 10))
        if warm:
            line = lines[1]
            line.degrees, line.is_odd = Decimal("9.6"), True
            record.is_odd, record.measure = True, WARM
            what = f"{line.fridge}：9.6 ℃，应为 0–8 ℃。"
            record.found = [(what, f"fridge:{line.fridge.pk}")]  # type: ignore[attr-defined]
            self.warm[entry.campus_id, timezone.localdate(entry.happened_at)] += 1
        record.new_lines, record.count, record.owed = lines, len(lines), len(lines)
        entry.subject = checking.ROUND
        return record

    def core(self, sketch: Sketch) -> CoreTemperature:
        entry, fate = self.entry(sketch), self.fate(sketch)
        record = CoreTemperature(entry=entry)
        record.new_lines = [
            CoreLine(dish=dish, name=dish.name, degrees=Decimal(fate.randint(740, 930)) / 10)
            for dish in self.dishes(entry)[:3]
        ]
        record.count = len(record.new_lines)
        entry.is_zero = not record.count  # fruit alone: there is nothing to measure or taste
        return record

    def taste(self, sketch: Sketch) -> TasteTest:
        entry = self.entry(sketch)
        record = TasteTest(entry=entry)
        record.new_lines = [TasteLine(dish=dish, name=dish.name) for dish in self.dishes(entry)]
        record.count = len(record.new_lines)
        entry.is_zero = not record.count  # fruit alone: there is nothing to measure or taste
        return record

    def tableware(self, sketch: Sketch) -> TablewareDisinfection:
        fate = self.fate(sketch)
        entry = self.entry(sketch)
        ended = min(entry.happened_at + fate.randint(15, 22) * MINUTE,
                    end_of(timezone.localdate(entry.happened_at)))  # fmt: skip
        entry.entered_at = max(entry.entered_at, ended + MINUTE)
        return TablewareDisinfection(
            entry=entry, items=["bowls", "spoons", "cups"], count=fate.randint(150, 260),
            method="steam", degrees=Decimal(100), ended_at=ended,
        )  # fmt: skip

    def surfaces(self, sketch: Sketch) -> KitchenDisinfection:
        return KitchenDisinfection(
            entry=self.entry(sketch), surfaces=["containers", "shelves", "worktops"],
            strength=250, minutes=10,
        )  # fmt: skip

    def waste(self, sketch: Sketch) -> WasteDisposal:
        firm, handler, phone = COLLECTOR
        kg = Decimal(self.fate(sketch).randint(120, 420)) / 10
        return WasteDisposal(
            entry=self.entry(sketch), sort="leftovers", kg=kg, firm=firm, handler=handler,
            phone=phone,
        )  # fmt: skip

    def restroom(self, sketch: Sketch) -> RestroomCleaning:
        return RestroomCleaning(entry=self.entry(sketch))

    def accompanied(self, sketch: Sketch) -> MealAccompaniment:
        fate, entry = self.fate(sketch), self.entry(sketch)
        if sketch.task.subject == accompanied_by("parent"):
            return self.with_parent(entry, fate)
        entry.subject = accompanied_by("leader")
        names = [dish.name for dish in self.dishes(entry)]
        return MealAccompaniment(
            entry=entry, eater="leader", person=sketch.by, position="负责人", where_eaten="班级",
            diners=fate.randint(24, 32), dishes="、".join(names),
            warmth="fair" if fate.random() < 0.03 else "good",
        )  # fmt: skip

    def with_parent(self, entry: Entry, fate: Random) -> MealAccompaniment:
        opinion, reply = fate.choice(OPINIONS)
        on = timezone.localdate(entry.happened_at)
        entry.meal = "lunch" if "lunch" in entry.campus.meals else ""
        old = on < self.site.wanted.today - timedelta(days=5)
        return MealAccompaniment(
            entry=entry, eater="parent", name=fate.choice(PARENTS), where_eaten="班级",
            diners=fate.randint(24, 32), opinion=opinion, reply=reply if old else "",
            reply_by=on + timedelta(days=7),
            replied_at=entry.happened_at + 2 * DAY if old else None,
        )  # fmt: skip

    def lines(
        self, items: list[RiskItem], line: Any, *, warm: bool = False, light: bool = False
    ) -> list[Any]:
        rows = [
            line(item=item, group=item.group, title=item.title,
                 evidence="当天记录齐全" if item.evidence else "",
                 is_backed=True if item.evidence else None)
            for item in items
        ]  # fmt: skip
        for row in rows:
            if warm and row.item.evidence == RiskItem.Evidence.COLD:
                row.result, row.is_backed = Result.BAD, False
                row.problem, row.measure = "下午 1 号冷藏柜温度偏高", WARM
            if light and row.item.evidence == RiskItem.Evidence.SAMPLES:
                row.result, row.is_backed = Result.BAD, False
                row.problem, row.measure = "一份留样不足 125 克", "已当场补足留样"
        return rows

    def daily_check(self, sketch: Sketch) -> DailyFoodSafetyCheck:
        entry = self.entry(sketch)
        here = entry.campus_id, timezone.localdate(entry.happened_at)
        warm, light = bool(self.warm[here]), here in self.light
        record = DailyFoodSafetyCheck(entry=entry)
        record.new_lines = self.lines(self.daily, DailyCheckLine, warm=warm, light=light)
        record.count = len(record.new_lines)
        bad = [line for line in record.new_lines if line.result == Result.BAD]
        record.bad, record.is_odd, entry.is_zero = len(bad), bool(bad), not bad
        record.found = [(f"{b.title}：{b.problem}", f"risk:{b.item.code}") for b in bad]  # type: ignore[attr-defined]
        return record

    def self_inspection(self, sketch: Sketch) -> FoodSafetySelfInspection:
        entry = self.entry(sketch, is_zero=True)
        record = FoodSafetySelfInspection(entry=entry, conclusion="符合要求")
        record.new_lines = self.lines(self.whole, SelfInspectionLine)
        record.count = len(record.new_lines)
        return record

    def week(self, sketch: Sketch) -> WeeklyFoodSafetyReport:
        entry = self.entry(sketch)
        on = timezone.localdate(entry.happened_at)
        monday = on - timedelta(days=on.weekday())
        span = (monday, on)
        figures = summing.figures_of(entry.campus, *span, now=entry.happened_at)
        entry.is_zero = not figures["bad"]
        return WeeklyFoodSafetyReport(
            entry=entry, week_on=monday, figures=figures,
            hazards=summing.hazards_said(entry.campus, *span),
            analysis="本周运行平稳" if entry.is_zero else "冷藏柜开门频繁，温度短时偏高",
            measures="继续落实每日检查" if entry.is_zero else "集中取料，减少开门；每日两次核对温度",
            outcome="未发现新的风险" if entry.is_zero else "已整改，复查合格",
        )  # fmt: skip

    def month(self, sketch: Sketch) -> MonthlyFoodSafetyMeeting:
        entry = self.entry(sketch)
        on = timezone.localdate(entry.happened_at)
        first, _last = whole_month(on.year, on.month)
        record = MonthlyFoodSafetyMeeting(
            entry=entry, month=first, where_held="会议室", chair=self.staff.principal,
            attendees="园长、后勤主任、食品安全员、保健医、炊事班长",
            figures=summing.figures_of(entry.campus, first, on, now=entry.happened_at),
            report="听取本月日管控、周排查情况，食品安全总体平稳。",
            last_closed="上月事项均已落实",
        )  # fmt: skip
        what = "检查冷藏柜门封条并更换老化件"
        record.new_lines = [
            MeetingDecision(what=what, owner=self.staff.director, due_on=on + timedelta(days=14))
        ]
        return record


WRITERS: dict[str, Any] = {
    "food_handler_check": Cooking.handlers,
    "cold_storage_reading": Cooking.cold,
    "core_temperature": Cooking.core,
    "taste_test": Cooking.taste,
    "tableware_disinfection": Cooking.tableware,
    "kitchen_disinfection": Cooking.surfaces,
    "waste_disposal": Cooking.waste,
    "restroom_cleaning": Cooking.restroom,
    "meal_accompaniment": Cooking.accompanied,
    "daily_food_safety_check": Cooking.daily_check,
    "food_safety_self_inspection": Cooking.self_inspection,
    "weekly_food_safety_report": Cooking.week,
    "monthly_food_safety_meeting": Cooking.month,
}
