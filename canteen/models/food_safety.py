"""日管控、周排查、月调度 and the self-inspection: the school's own list, and what was found."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from simple_history.models import HistoricalRecords

from canteen.models.kitchen_logs import KitchenLog
from logistics.records.models import RecordLine


class RiskGroup(models.TextChoices):
    """The parts of the list, in the order in which one goes through a kitchen."""

    NOTICES = "notices", gettext_lazy("what is displayed")
    PEOPLE = "people", pgettext_lazy("food safety", "people")
    ROOMS = "rooms", pgettext_lazy("food safety", "rooms and equipment")
    GOODS = "goods", pgettext_lazy("food safety", "ingredients")
    COOKING = "cooking", pgettext_lazy("food safety", "processing")
    ADDITIVES = "additives", gettext_lazy("additives")
    SERVING = "serving", gettext_lazy("serving and delivery")
    SAMPLES = "samples", gettext_lazy("food samples")
    CLEANING = "cleaning", gettext_lazy("washing and disinfection")
    COLD = "cold", gettext_lazy("cold storage")
    WASTE = "waste", gettext_lazy("waste")
    WATER = "water", gettext_lazy("drinking water")
    VOICES = "voices", gettext_lazy("complaints")


class RiskItemQuerySet(models.QuerySet):
    def daily(self) -> Self:
        return self.filter(is_active=True, is_daily=True)

    def of_self_inspection(self) -> Self:
        return self.filter(is_active=True, is_inspected=True)


class RiskItem(models.Model):
    """食品安全风险管控清单: one thing the school looks at, every day or at the self-inspection.

    `evidence` names the records of the day that speak for it, if any do.
    """

    class Evidence(models.TextChoices):
        NONE = "", gettext_lazy("looked at only")
        HANDLERS = "handlers", gettext_lazy("morning check of the staff")
        SAMPLES = "samples", gettext_lazy("food samples")
        RECEIPTS = "receipts", gettext_lazy("deliveries received")
        TABLEWARE = "tableware", gettext_lazy("disinfection of tableware")
        CORE = "core", gettext_lazy("core temperatures")
        COLD = "cold", gettext_lazy("fridge temperatures")
        WASTE = "waste", gettext_lazy("waste disposal")
        ADDITIVES = "additives", gettext_lazy("use of additives")
        TASTING = "tasting", gettext_lazy("tasting")
        LICENCES = "licences", gettext_lazy("licences of the canteen")
        CERTIFICATES = "certificates", gettext_lazy("health certificates")

    code = models.CharField(gettext_lazy("code"), max_length=30, unique=True)
    group = models.CharField(gettext_lazy("part of the list"), max_length=20, choices=RiskGroup)
    title = models.CharField(gettext_lazy("what is looked at"), max_length=120)
    evidence = models.CharField(
        gettext_lazy("records that speak for it"), max_length=20, choices=Evidence, blank=True
    )
    is_daily = models.BooleanField(gettext_lazy("every day"), default=True)
    is_inspected = models.BooleanField(gettext_lazy("at the self-inspection"), default=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)
    is_active = models.BooleanField(gettext_lazy("in use"), default=True)

    objects = RiskItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = gettext_lazy("item of the food-safety list")
        verbose_name_plural = gettext_lazy("items of the food-safety list")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("canteen:risk_list")


class Result(models.TextChoices):
    GOOD = "good", pgettext_lazy("a check", "√")
    BAD = "bad", pgettext_lazy("a check", "×")
    NONE = "none", pgettext_lazy("a check", "n/a")


class FoodSafetyCheck(KitchenLog):
    """A list gone through. Without a finding it is filed all the same: a zero report."""

    with_lines = True

    count = models.PositiveSmallIntegerField(gettext_lazy("items looked at"), default=0)
    bad = models.PositiveSmallIntegerField(pgettext_lazy("a list", "findings"), default=0)

    class Meta:
        abstract = True

    def in_short(self) -> list[Any]:
        items = ngettext("%(n)s item", "%(n)s items", self.count) % {"n": self.count}
        return [items, self.bad_said]

    @property
    def bad_said(self) -> str:
        if not self.bad:
            return _("nothing found")
        return ngettext("%(n)s finding", "%(n)s findings", self.bad) % {"n": self.bad}


class CheckLine(RecordLine):
    """One item as it stood that day, with the evidence that was before the officer's eyes."""

    MARKS: ClassVar = {Result.GOOD: "√", Result.BAD: "×", Result.NONE: "/"}

    item = models.ForeignKey(
        RiskItem, models.PROTECT, related_name="+", verbose_name=gettext_lazy("item")
    )
    group = models.CharField(gettext_lazy("part of the list"), max_length=20, choices=RiskGroup)
    title = models.CharField(gettext_lazy("what is looked at"), max_length=120)
    result = models.CharField(
        gettext_lazy("result"), max_length=10, choices=Result, default=Result.GOOD
    )
    evidence = models.CharField(gettext_lazy("evidence"), max_length=200, blank=True)
    is_backed = models.BooleanField(
        gettext_lazy("the records of the day speak for it"), null=True, blank=True
    )
    problem = models.CharField(gettext_lazy("problem"), max_length=200, blank=True)
    measure = models.CharField(gettext_lazy("measure"), max_length=200, blank=True)
    done_on = models.DateField(gettext_lazy("done on"), null=True, blank=True)

    class Meta(RecordLine.Meta):
        abstract = True

    def __str__(self) -> str:
        said = [self.mark, self.title, self.problem, self.measure]
        return " ".join(part for part in said if part)

    @property
    def mark(self) -> str:
        return self.MARKS.get(Result(self.result), "")


class DailyFoodSafetyCheck(FoodSafetyCheck):
    """每日食品安全检查记录（日管控）."""

    kind_code = "daily_food_safety_check"

    class Meta:
        verbose_name = gettext_lazy("daily food-safety check")
        verbose_name_plural = gettext_lazy("daily food-safety checks")


class DailyCheckLine(CheckLine):
    sheet = models.ForeignKey(
        DailyFoodSafetyCheck,
        models.PROTECT,
        related_name="lines",
        verbose_name=gettext_lazy("check"),
    )

    class Meta(CheckLine.Meta):
        verbose_name = gettext_lazy("line of a daily check")
        verbose_name_plural = gettext_lazy("lines of daily checks")


class FoodSafetySelfInspection(FoodSafetyCheck):
    """食品安全自查表: before each term and every month."""

    kind_code = "food_safety_self_inspection"

    conclusion = models.CharField(gettext_lazy("conclusion"), max_length=300, blank=True)

    class Meta:
        verbose_name = gettext_lazy("food-safety self-inspection")
        verbose_name_plural = gettext_lazy("food-safety self-inspections")


class SelfInspectionLine(CheckLine):
    sheet = models.ForeignKey(
        FoodSafetySelfInspection,
        models.PROTECT,
        related_name="lines",
        verbose_name=gettext_lazy("self-inspection"),
    )

    class Meta(CheckLine.Meta):
        verbose_name = gettext_lazy("line of a self-inspection")
        verbose_name_plural = gettext_lazy("lines of self-inspections")


class WeeklyFoodSafetyReport(KitchenLog):
    """每周食品安全排查治理报告（周排查）: read off the daily checks, judged by a person.

    `figures` are those of the week when it was filed; `hazards` what was found, one a line.
    """

    kind_code = "weekly_food_safety_report"

    FIGURES: ClassVar[dict[str, Any]] = {
        "days": gettext_lazy("Days of school"),
        "checks": gettext_lazy("Daily checks filed"),
        "bad": gettext_lazy("Items not in order"),
        "odd": gettext_lazy("Records out of range"),
        "found": gettext_lazy("Findings opened"),
        "closed": gettext_lazy("Findings closed"),
        "open": gettext_lazy("Findings still open"),
    }

    week_on = models.DateField(gettext_lazy("week from"))
    figures = models.JSONField(gettext_lazy("figures"), default=dict)
    hazards = models.TextField(gettext_lazy("hazards found"), blank=True)
    analysis = models.TextField(gettext_lazy("analysis"), blank=True)
    measures = models.TextField(gettext_lazy("measures"), blank=True)
    outcome = models.TextField(gettext_lazy("result"), blank=True)
    left_open = models.TextField(gettext_lazy("still open"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("weekly food-safety report")
        verbose_name_plural = gettext_lazy("weekly food-safety reports")

    def in_short(self) -> list[Any]:
        until = self.week_on + timedelta(days=6)
        return [f"{self.week_on:%Y-%m-%d} ～ {until:%Y-%m-%d}", self.bad_said]

    @property
    def bad_said(self) -> str:
        bad = self.figures.get("bad", 0)
        if not bad:
            return _("nothing found")
        return ngettext("%(n)s finding", "%(n)s findings", bad) % {"n": bad}

    @property
    def said(self) -> list[tuple[str, Any]]:
        return [(str(words), self.figures.get(code, 0)) for code, words in self.FIGURES.items()]


class MonthlyFoodSafetyMeeting(KitchenLog):
    """每月食品安全调度会议纪要（月调度）: the head of the school hears how it stood and decides."""

    kind_code = "monthly_food_safety_meeting"
    with_lines = True

    month = models.DateField(gettext_lazy("month"))
    where_held = models.CharField(gettext_lazy("where"), max_length=60, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("meeting", "led by"),
    )
    attendees = models.CharField(gettext_lazy("who was there"), max_length=300)
    figures = models.JSONField(gettext_lazy("figures"), default=dict)
    report = models.TextField(gettext_lazy("report on the month"))
    last_closed = models.TextField(gettext_lazy("last month's items: closed?"), blank=True)

    class Meta:
        verbose_name = gettext_lazy("monthly food-safety meeting")
        verbose_name_plural = gettext_lazy("monthly food-safety meetings")

    def in_short(self) -> list[Any]:
        return [f"{self.month:%Y-%m}", self.where_held]

    @property
    def said(self) -> list[tuple[str, Any]]:
        words = WeeklyFoodSafetyReport.FIGURES
        return [(str(word), self.figures.get(code, 0)) for code, word in words.items()]


class MeetingDecision(RecordLine):
    """What was decided, who sees to it, until when: each becomes something to be put right."""

    sheet = models.ForeignKey(
        MonthlyFoodSafetyMeeting,
        models.PROTECT,
        related_name="lines",
        verbose_name=gettext_lazy("meeting"),
    )
    what = models.CharField(gettext_lazy("what was decided"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("who sees to it"),
    )
    due_on = models.DateField(pgettext_lazy("a decision", "until"), null=True, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = gettext_lazy("decision of a food-safety meeting")
        verbose_name_plural = gettext_lazy("decisions of food-safety meetings")

    def __str__(self) -> str:
        said = [self.what, self.owner and str(self.owner), self.due_on and f"{self.due_on}"]
        return " · ".join(part for part in said if part)
