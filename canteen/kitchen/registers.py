"""F02, F06–F08, F10–F16, F18, F19 and the books beside them, in the columns of the forms."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.kitchen.roster import STANDINGS
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
    MonthlyFoodSafetyMeeting,
    RestroomCleaning,
    SelfInspectionLine,
    Symptom,
    TablewareDisinfection,
    TasteLine,
    TasteTest,
    WasteDisposal,
    WeeklyFoodSafetyReport,
)
from logistics.records.line_registers import (
    LINE_BY,
    LINE_CAMPUS,
    LINE_DAY,
    LINE_NUMBER,
    LINE_STATE,
    LINE_TIME,
    LineRegister,
)
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    EntryRegister,
    WithLines,
)
from logistics.registers import Column
from logistics.school.models.campuses import Meal

OFFICER, HEAD = _("Food safety officer"), _("Person in charge")
MEALS = dict(Meal.choices)
FILTERS = ("period", "campus", "person", "state", "reason", "q", "order")


def meal_of(row: Any) -> str:
    entry = row.sheet.entry if hasattr(row, "sheet") else row.entry
    return str(MEALS.get(entry.meal, ""))


def odd(row: Any) -> str:
    return gettext("not as it should be") if row.is_odd else gettext("normal")


def date_of(row: Any) -> Any:
    return timezone.localdate(row.entry.happened_at)


def clock_of(row: Any) -> str:
    entry = row.sheet.entry if hasattr(row, "sheet") else row.entry
    return f"{timezone.localtime(entry.happened_at):%H:%M}"


DATE = Column("on", _("Date"), date_of, width=11, content=False)
MEAL = Column("meal", _("Meal"), meal_of, width=8)
MEASURE = Column("measure", _("What is done about it"), width=20)
NOTE = Column("note", _("Note"), width=14)


class KitchenRegister(EntryRegister):
    trade = "canteen"
    filters: ClassVar[Sequence[str]] = FILTERS
    signatures: ClassVar[Sequence[Any]] = (_("Recorded by"), OFFICER, HEAD)


class KitchenLineRegister(LineRegister):
    trade = "canteen"
    filters: ClassVar[Sequence[str]] = FILTERS
    signatures: ClassVar[Sequence[Any]] = (_("Recorded by"), OFFICER, HEAD)


class AccompaniedRegister(KitchenRegister):
    """F02 陪餐记录表."""

    code = "accompanied-meals"
    title = _("Register of accompanied meals")
    kind = MealAccompaniment.kind_code
    model = MealAccompaniment
    related = ("person", "owner")
    searched = ("name", "problems", "opinion", "reply")
    orientation = "landscape"
    daily = True
    columns = (
        NUMBER, STATE, DATE, MEAL,
        Column("where_eaten", _("Place"), width=10),
        Column("who", _("Eaten with by"), width=10),
        Column("eater", _("Category"), "get_eater_display", width=8),
        Column("position", _("Position"), width=10),
        Column("diners", _("People who ate"), width=6, number=True),
        Column("dishes", _("Dishes"), width=20),
        Column("taste", pgettext_lazy("a meal", "Taste"), "get_taste_display", width=5),
        Column("warmth", pgettext_lazy("a meal", "Temperature"), "get_warmth_display", width=5),
        Column("portion", pgettext_lazy("a meal", "Portion"), "get_portion_display", width=5),
        Column("hygiene", pgettext_lazy("a meal", "Hygiene"), "get_hygiene_display", width=5),
        Column("service", pgettext_lazy("a meal", "Service"), "get_service_display", width=5),
        Column("problems", _("Problems found"), lambda r: r.problems or gettext("none"), width=16),
        Column("measure", _("What is done"), width=14),
        Column("owner", _("Responsible"), width=8),
        Column("right_by", _("Done by"), width=11),
        Column("opinion", _("Opinion of the parents"), width=14),
        Column("reply", _("Answer"), width=14),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Eaten with by"), HEAD)
    legend = _(
        "At every meal a leader eats with the children. Who works in the kitchen does not count."
    )


class AdditiveRegister(KitchenRegister):
    """F06 食品添加剂使用记录表."""

    code = "additives"
    title = _("Register of food additives used")
    kind = AdditiveUse.kind_code
    model = AdditiveUse
    related = ("additive",)
    searched = ("name", "food", "producer")
    columns = (
        NUMBER, STATE,
        Column("on", _("Used on"), date_of, width=11, content=False),
        Column("name", _("Food additive"), width=16),
        Column("producer", _("Producer"), width=16),
        Column("produced_on", _("Produced on"), width=11),
        Column("grams", _("Amount used"), unit="g", width=9, number=True),
        Column("use", _("Function"), width=10),
        Column("food", _("Food made with it"), width=14),
        Column("food_kg", _("Amount of the food"), unit="kg", width=9, number=True),
        Column("by", _("Used by"), "entry.entered_by", width=10, content=False),
        MEASURE, NOTE, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Used by"), OFFICER)


class TablewareRegister(KitchenRegister):
    """F07 餐用具清洗消毒记录."""

    code = "tableware"
    title = _("Register of the washing and disinfection of tableware")
    kind = TablewareDisinfection.kind_code
    model = TablewareDisinfection
    searched = ("measure", "note")
    daily = True
    columns = (
        NUMBER, STATE, DATE, MEAL,
        Column("items", _("Tableware"), "items_said", width=20),
        Column("count", _("Pieces"), width=7, number=True),
        Column("method", _("Method"), "get_method_display", width=10),
        Column("figure", _("Temperature or strength"), width=11),
        Column("began", _("Started"), clock_of, width=7),
        Column("ended", _("Ended"), lambda r: f"{timezone.localtime(r.ended_at):%H:%M}", width=7),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=7, number=True),
        Column("by", _("Disinfected by"), "entry.entered_by", width=10, content=False),
        Column("reviewer", _("Checked by"), "entry.reviewed_by", width=10, content=False),
        MEASURE, NOTE, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Disinfected by"), _("Checked by"))
    legend = _("First wash, second rinse, third disinfect, fourth keep covered.")


class SurfaceRegister(KitchenRegister):
    """容器、货架与操作台面消毒记录."""

    code = "kitchen-disinfections"
    title = _("Register of the disinfection of the kitchen")
    kind = KitchenDisinfection.kind_code
    model = KitchenDisinfection
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("surfaces", _("What was disinfected"), "surfaces_said", width=28),
        Column("strength", _("Available chlorine"), unit="mg/L", width=10, number=True),
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        MEASURE, NOTE, BY, CAMPUS, ENTERED,
    )  # fmt: skip


def symptom(code: str) -> Callable[[Any], str]:
    return lambda line: "×" if code in line.symptoms else "√"


def told(words: str, row: Any) -> str:
    return str(STANDINGS.get(words, words))


class HandlerRegister(KitchenLineRegister):
    """F08 食堂从业人员晨检记录表."""

    code = "food-handlers"
    title = _("Morning checks of the kitchen staff")
    kind = FoodHandlerCheck.kind_code
    model = FoodHandlerCheck
    line_model = FoodHandlerLine
    related = ("person",)
    secret = ("person__identity_number",)
    named = ("person__name", "handling", "override")
    orientation = "landscape"
    daily = True
    columns = (
        LINE_NUMBER, LINE_STATE, LINE_DAY,
        Column("person", pgettext_lazy("of a person", "Name"), width=10),
        Column("degrees", _("Body temperature"), unit="℃", width=7, number=True),
        *(Column(s.value, s.label, symptom(s.value), width=6) for s in Symptom),
        Column("dress", _("Personal hygiene"), lambda r: r.dress_said or "√", width=12),
        Column("cert", _("Health certificate valid"), lambda r: told(r.cert, r), width=8),
        Column("conclusion", _("Conclusion"), "get_conclusion_display", width=8),
        Column("handling", _("Handling"),
               lambda r: " ".join(w for w in (r.handling, r.override) if w), width=16),
        Column("own", _("Own signature"), lambda r: "", width=8),
        Column("by", _("Checked by"), "sheet.entry.entered_by", width=10, content=False),
        LINE_CAMPUS,
    )  # fmt: skip
    signatures = (_("Checked by"), OFFICER)
    legend = _(
        "√ without a symptom, × with one. Who is not well or has no certificate leaves the food."
    )


class WasteRegister(KitchenRegister):
    """F10 餐厨废弃物处置记录."""

    code = "waste"
    title = _("Register of the disposal of kitchen waste")
    kind = WasteDisposal.kind_code
    model = WasteDisposal
    searched = ("firm", "handler")
    columns = (
        NUMBER, STATE, DATE,
        Column("sort", _("Kind of waste"), "get_sort_display", width=14),
        Column("kg", _("Amount"), unit="kg", width=9, total=True),
        Column("at", _("Disposed at"), clock_of, width=8),
        Column("firm", _("Collected by"), width=20),
        Column("handed_to", _("Handled by, telephone"), width=18),
        BY, NOTE, CAMPUS, ENTERED,
    )  # fmt: skip


class CheckLineRegister(KitchenLineRegister):
    """The list, item by item, as it stood."""

    named = ("title", "problem", "measure")
    orientation = "landscape"
    columns = (
        LINE_NUMBER, LINE_STATE, LINE_DAY,
        Column("group", _("Part"), "get_group_display", width=10),
        Column("title", _("What is looked at"), width=30),
        Column("result", _("Result"), "mark", width=6),
        Column("evidence", _("Evidence"), width=18),
        Column("problem", _("Problem"), width=18),
        Column("measure", _("Measure taken"), width=18),
        Column("done_on", _("Done on"), width=11),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip
    signatures = (OFFICER, HEAD)
    legend = _(
        "√ in order, × not in order, / not applicable. Without a problem it is filed as well."
    )


class DailyCheckRegister(CheckLineRegister):
    """F11 每日食品安全检查记录."""

    code = "daily-food-safety"
    title = _("Daily food-safety checks")
    kind = DailyFoodSafetyCheck.kind_code
    model = DailyFoodSafetyCheck
    line_model = DailyCheckLine
    daily = True


class SelfInspectionRegister(CheckLineRegister):
    """F19 食品安全自查表."""

    code = "food-safety-self-inspections"
    title = _("Food-safety self-inspections")
    kind = FoodSafetySelfInspection.kind_code
    model = FoodSafetySelfInspection
    line_model = SelfInspectionLine


def figures(record: Any) -> str:
    said = (f"{words} {value}" for words, value in record.said)
    return pgettext("between the parts of a list", ", ").join(said)


class WeekRegister(KitchenRegister):
    """F12 每周食品安全排查治理报告."""

    code = "weekly-food-safety"
    title = _("Weekly food-safety reports")
    kind = WeeklyFoodSafetyReport.kind_code
    model = WeeklyFoodSafetyReport
    searched = ("hazards", "analysis", "measures")
    orientation = "landscape"
    columns = (
        NUMBER, STATE,
        Column("week_on", _("Week from"), width=11),
        Column("summary", _("Summary of the daily checks"), figures, width=30),
        Column("hazards", _("Hazards found"), width=26),
        Column("analysis", _("Analysis"), width=20),
        Column("measures", _("Measures"), width=20),
        Column("outcome", _("Result"), width=16),
        Column("left_open", _("Still open"), width=20),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Food safety director"), HEAD)


def each(name: str) -> Callable[[Any], str]:
    """What the decisions say of one thing, numbered as they stand."""

    def value(record: Any) -> str:
        said = [(n, getattr(line, name)) for n, line in enumerate(record.lines.all(), start=1)]
        return "; ".join(f"{n}. {words}" for n, words in said if words)

    return value


class MonthRegister(WithLines, KitchenRegister):
    """F13 每月食品安全调度会议纪要."""

    code = "monthly-food-safety"
    title = _("Monthly food-safety meetings")
    kind = MonthlyFoodSafetyMeeting.kind_code
    model = MonthlyFoodSafetyMeeting
    related = ("chair",)
    line_related = ("owner",)
    searched = ("report", "attendees")
    orientation = "landscape"
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("where_held", _("Place"), width=10),
        Column("chair", _("Led by"), width=10),
        Column("attendees", _("Attendees"), width=20),
        Column("report", _("Report on the month"), width=30),
        Column("decisions", _("Decisions"), each("what"), width=26),
        Column("owners", _("Responsible"), each("owner"), width=14),
        Column("due", _("Deadline"), each("due_on"), width=14),
        Column("last_closed", _("Last month's items closed"), width=20),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Led by"), _("Recorded by"))


class ColdRegister(KitchenLineRegister):
    """F14 冷藏冷冻温度记录."""

    code = "fridge-temperatures"
    title = _("Temperatures of fridges and freezers")
    kind = ColdStorageReading.kind_code
    model = ColdStorageReading
    line_model = ColdLine
    related = ("fridge",)
    named = ("fridge__name",)
    daily = True
    columns = (
        LINE_NUMBER, LINE_STATE,
        Column("fridge", _("Device"), width=16),
        LINE_TIME,
        Column("degrees", pgettext_lazy("a fridge", "Temperature"), unit="℃", width=9, number=True),
        Column("odd", _("Normal or not"), odd, width=10),
        Column("measure", _("Handling"),
               lambda r: r.sheet.measure if r.is_odd else "", width=20),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip


class CoreRegister(KitchenLineRegister):
    """F15 烹饪中心温度记录."""

    code = "core-temperatures"
    title = _("Core temperatures of cooked food")
    kind = CoreTemperature.kind_code
    model = CoreTemperature
    line_model = CoreLine
    named = ("name",)
    columns = (
        LINE_NUMBER, LINE_STATE,
        Column("meal", _("Meal"), meal_of, width=8),
        Column("name", pgettext_lazy("food", "Dish"), width=20),
        LINE_TIME,
        Column("degrees", _("Core temperature"), unit="℃", width=9, number=True),
        Column("measure", _("Handling"),
               lambda r: r.sheet.measure if r.is_odd else "", width=20),
        Column("by", _("Measured by"), "sheet.entry.entered_by", width=10, content=False),
        LINE_CAMPUS,
    )  # fmt: skip


class TasteRegister(KitchenLineRegister):
    """F16 试餐/尝餐记录."""

    code = "tastings"
    title = _("Tastings before serving")
    kind = TasteTest.kind_code
    model = TasteTest
    line_model = TasteLine
    named = ("name", "remark")
    columns = (
        LINE_NUMBER, LINE_STATE,
        Column("meal", _("Meal"), meal_of, width=8),
        Column("name", pgettext_lazy("food", "Dish"), width=20),
        LINE_TIME,
        Column("verdict", _("Look, smell and taste"), "get_verdict_display", width=12),
        Column("remark", pgettext_lazy("tasting", "Remark"), width=20),
        Column("by", _("Tasted by"), "sheet.entry.entered_by", width=10, content=False),
        LINE_CAMPUS,
    )  # fmt: skip


def mark(point: str) -> Callable[[Any], str]:
    return lambda record: record.mark(point)


class RestroomRegister(KitchenRegister):
    """F18 卫生间清洁记录表."""

    code = "canteen-restroom"
    title = _("Cleaning of the canteen toilet")
    kind = RestroomCleaning.kind_code
    model = RestroomCleaning
    orientation = "landscape"
    columns = (
        NUMBER, STATE, DATE,
        Column("at", _("Time"), clock_of, width=7),
        *(Column(p.value, p.label, mark(p.value), width=7) for p in RestroomCleaning.Point),
        BY,
        Column("note", _("Note"), lambda r: " ".join(w for w in (r.measure, r.note) if w), width=16),
        CAMPUS, ENTERED,
    )  # fmt: skip


class VisitRegister(KitchenRegister):
    """外来人员进入操作间登记."""

    code = "kitchen-visits"
    title = _("Visitors to the kitchen")
    kind = KitchenVisit.kind_code
    model = KitchenVisit
    related = ("companion",)
    searched = ("name", "firm", "purpose")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("name", pgettext_lazy("of a person", "Name"), width=10),
        Column("firm", _("From"), width=16),
        Column("people", _("People"), width=6, number=True),
        Column("purpose", _("Purpose"), width=20),
        Column("companion", _("Accompanied by"), width=10),
        Column("is_well", _("Well"), width=6),
        Column("is_dressed", _("Clean overall"), width=6),
        Column("left_at", _("Left at"), width=17),
        MEASURE, BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


class LicenceRegister(KitchenRegister):
    """食堂证照台账."""

    code = "food-licences"
    title = _("Licences of the canteen")
    kind = FoodLicence.kind_code
    model = FoodLicence
    searched = ("number", "holder", "issued_by")
    columns = (
        NUMBER, STATE,
        Column("sort", _("Licence or certificate"), "get_sort_display", width=16),
        Column("number_of", _("Number of the licence"), "number", width=18),
        Column("holder", _("Holder"), width=18),
        Column("issued_by", _("Issued by"), width=18),
        Column("issued_on", _("Issued on"), width=11),
        Column("valid_to", _("Valid to"), width=11),
        NOTE, BY, CAMPUS, ENTERED,
    )  # fmt: skip


REGISTERS = [
    HandlerRegister,
    TablewareRegister,
    SurfaceRegister,
    ColdRegister,
    CoreRegister,
    TasteRegister,
    AdditiveRegister,
    WasteRegister,
    AccompaniedRegister,
    DailyCheckRegister,
    WeekRegister,
    MonthRegister,
    SelfInspectionRegister,
    RestroomRegister,
    VisitRegister,
    LicenceRegister,
]
