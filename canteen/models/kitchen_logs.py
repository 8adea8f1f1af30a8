"""What the kitchen writes down in a line: tableware, surfaces, waste, the toilet."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.records.models import Record


def words_of(choices: Any, codes: list[str]) -> str:
    """A list of codes in words."""
    known = {code: str(label) for code, label in choices.choices}
    return pgettext("between the parts of a list", ", ").join(known.get(c, c) for c in codes)


def minutes_between(begin: Any, end: Any) -> int:
    return max(0, int((end - begin).total_seconds() // 60))


class KitchenLog(Record):
    """A log of the kitchen. `is_odd`: a figure or a fact is not as the rules ask; then `measure`
    says what is done about it."""

    is_odd = models.BooleanField(gettext_lazy("not as it should be"), default=False)
    measure = models.CharField(gettext_lazy("what is done about it"), max_length=300, blank=True)
    note = models.CharField(gettext_lazy("note"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        """What was written, and that something was wrong if it was."""
        parts = [str(part) for part in self.in_short() if part]
        if self.is_odd:
            parts.append(_("not as it should be"))
        return " · ".join(parts)

    def in_short(self) -> list[Any]:
        raise NotImplementedError


class TablewareDisinfection(KitchenLog):
    """餐用具清洗消毒记录: what was disinfected after a meal, how hot or strong, how long."""

    kind_code = "tableware_disinfection"

    class Item(models.TextChoices):
        BOWLS = "bowls", gettext_lazy("bowls and plates")
        SPOONS = "spoons", gettext_lazy("spoons and chopsticks")
        CUPS = "cups", pgettext_lazy("tableware", "cups")
        BOXES = "boxes", gettext_lazy("food boxes and pails")
        TOOLS = "tools", gettext_lazy("ladles, knives and boards")

    class Method(models.TextChoices):
        STEAM = "steam", pgettext_lazy("disinfection", "steam")
        BOIL = "boil", pgettext_lazy("disinfection", "boiling")
        INFRARED = "infrared", pgettext_lazy("disinfection", "infrared")
        WASHER = "washer", pgettext_lazy("disinfection", "dish washer")
        CHLORINE = "chlorine", pgettext_lazy("disinfection", "chlorine")
        OUTSOURCED = "outsourced", pgettext_lazy("disinfection", "by a firm")

    items = models.JSONField(gettext_lazy("tableware"), default=list)
    count = models.PositiveIntegerField(gettext_lazy("number of pieces"), null=True, blank=True)
    method = models.CharField(gettext_lazy("method of disinfection"), max_length=20, choices=Method)
    degrees = models.DecimalField(
        pgettext_lazy("disinfection", "temperature"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )
    strength = models.PositiveIntegerField(
        gettext_lazy("available chlorine"), null=True, blank=True
    )
    ended_at = models.DateTimeField(gettext_lazy("ended at"))

    class Meta:
        verbose_name = gettext_lazy("disinfection of tableware")
        verbose_name_plural = gettext_lazy("disinfections of tableware")

    def in_short(self) -> list[Any]:
        return [self.items_said, self.get_method_display(), self.figure, self.minutes_said]

    @property
    def items_said(self) -> str:
        return words_of(self.Item, self.items)

    @property
    def figure(self) -> str:
        if self.method == self.Method.CHLORINE:
            return f"{self.strength} mg/L" if self.strength is not None else ""
        return f"{self.degrees} ℃" if self.degrees is not None else ""

    @property
    def minutes(self) -> int:
        return minutes_between(self.entry.happened_at, self.ended_at)

    @property
    def minutes_said(self) -> str:
        return _("%(n)s min") % {"n": self.minutes}


class KitchenDisinfection(KitchenLog):
    """容器、货架与操作台面消毒: the surfaces of the kitchen, at the end of the day."""

    kind_code = "kitchen_disinfection"

    class Surface(models.TextChoices):
        CONTAINERS = "containers", gettext_lazy("containers")
        SHELVES = "shelves", gettext_lazy("shelves and racks")
        WORKTOPS = "worktops", gettext_lazy("worktops and sinks")
        MACHINES = "machines", gettext_lazy("machines")
        CARTS = "carts", gettext_lazy("food trolleys")

    surfaces = models.JSONField(gettext_lazy("what was disinfected"), default=list)
    strength = models.PositiveIntegerField(gettext_lazy("available chlorine"))
    minutes = models.PositiveSmallIntegerField(gettext_lazy("minutes of contact"))

    class Meta:
        verbose_name = gettext_lazy("disinfection of the kitchen")
        verbose_name_plural = gettext_lazy("disinfections of the kitchen")

    def in_short(self) -> list[Any]:
        return [self.surfaces_said, f"{self.strength} mg/L", self.minutes_said]

    @property
    def surfaces_said(self) -> str:
        return words_of(self.Surface, self.surfaces)

    @property
    def minutes_said(self) -> str:
        return _("%(n)s min") % {"n": self.minutes}


class WasteDisposal(KitchenLog):
    """餐厨废弃物处置记录: what was handed over, how much, to whom."""

    kind_code = "waste_disposal"

    class Sort(models.TextChoices):
        LEFTOVERS = "leftovers", gettext_lazy("leftovers and peelings")
        OIL = "oil", gettext_lazy("waste oil")
        TRAP = "trap", gettext_lazy("grease of the trap")
        OTHER = "other", pgettext_lazy("waste", "other")

    sort = models.CharField(pgettext_lazy("waste", "kind"), max_length=20, choices=Sort)
    kg = models.DecimalField(pgettext_lazy("waste", "amount"), max_digits=7, decimal_places=1)
    firm = models.CharField(gettext_lazy("collected by"), max_length=80)
    handler = models.CharField(gettext_lazy("handed to"), max_length=40)
    phone = models.CharField(gettext_lazy("telephone"), max_length=20, blank=True)

    class Meta:
        verbose_name = gettext_lazy("disposal of kitchen waste")
        verbose_name_plural = gettext_lazy("disposals of kitchen waste")

    def in_short(self) -> list[Any]:
        return [self.get_sort_display(), f"{self.kg} kg", self.firm]

    @property
    def handed_to(self) -> str:
        return f"{self.handler} {self.phone}".strip()


class RestroomCleaning(KitchenLog):
    """卫生间清洁记录: every point of the toilet, those that are not in order are `faults`."""

    kind_code = "restroom_cleaning"

    class Point(models.TextChoices):
        COUNTER = "counter", gettext_lazy("counter")
        BASIN = "basin", gettext_lazy("wash basin")
        SOAP = "soap", gettext_lazy("soap")
        TOWELS = "towels", gettext_lazy("paper towels or dryer")
        MIRROR = "mirror", gettext_lazy("mirror")
        FLOOR = "floor", pgettext_lazy("restroom", "floor")
        BOWL = "bowl", gettext_lazy("toilet bowl")
        PAPER = "paper", gettext_lazy("toilet paper")
        BIN = "bin", gettext_lazy("waste bin")
        WINDOWS = "windows", gettext_lazy("doors and windows")

    GOOD, BAD = "√", "×"

    faults = models.JSONField(pgettext_lazy("restroom", "not in order"), default=list, blank=True)

    class Meta:
        verbose_name = gettext_lazy("cleaning of the canteen toilet")
        verbose_name_plural = gettext_lazy("cleanings of the canteen toilet")

    def in_short(self) -> list[Any]:
        return [_("All points clean") if not self.faults else self.faults_said]

    @property
    def faults_said(self) -> str:
        return words_of(self.Point, self.faults)

    def mark(self, point: str) -> str:
        return self.BAD if point in self.faults else self.GOOD


class Additive(models.Model):
    """What may be added to food, and how much: the school's table by GB 2760.

    `limit` is in g per kg of food; None: no figure, as much as the food needs; 0: not to be used.
    """

    name = models.CharField(gettext_lazy("additive"), max_length=60)
    food = models.CharField(gettext_lazy("used in"), max_length=80, blank=True)
    use = models.CharField(gettext_lazy("function"), max_length=60, blank=True)
    limit = models.DecimalField(
        gettext_lazy("at most (g/kg)"),
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: as the food needs; 0: not to be used"),
    )
    source = models.CharField(gettext_lazy("source"), max_length=100, blank=True)
    is_active = models.BooleanField(gettext_lazy("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "food", "pk"]
        verbose_name = gettext_lazy("food additive")
        verbose_name_plural = gettext_lazy("food additives")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "food"],
                name="additive_once",
                violation_error_message=gettext_lazy("This additive is in the table already."),
            ),
            models.CheckConstraint(
                condition=models.Q(limit=None) | models.Q(limit__gte=0),
                name="additive_limit_not_negative",
                violation_error_message=gettext_lazy("A limit is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.food}" if self.food else self.name

    def get_absolute_url(self) -> str:
        return reverse("canteen:additive_list")


class AdditiveUse(KitchenLog):
    """食品添加剂使用记录: so many grams, in so much of a food."""

    kind_code = "additive_use"

    additive = models.ForeignKey(
        Additive,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("of the table"),
    )
    name = models.CharField(gettext_lazy("additive"), max_length=60, blank=True)
    producer = models.CharField(gettext_lazy("producer"), max_length=80, blank=True)
    produced_on = models.DateField(gettext_lazy("produced on"), null=True, blank=True)
    grams = models.DecimalField(gettext_lazy("amount used"), max_digits=8, decimal_places=2)
    use = models.CharField(gettext_lazy("function"), max_length=60, blank=True)
    food = models.CharField(gettext_lazy("food made with it"), max_length=60)
    food_kg = models.DecimalField(
        gettext_lazy("amount of the food"), max_digits=7, decimal_places=2
    )

    class Meta:
        verbose_name = gettext_lazy("use of a food additive")
        verbose_name_plural = gettext_lazy("uses of food additives")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grams__gt=0) & models.Q(food_kg__gt=0),
                name="additive_use_weighs",
                violation_error_message=gettext_lazy("Both weigh more than nothing."),
            ),
        ]

    def in_short(self) -> list[Any]:
        return [self.name, f"{self.grams} g", self.food]
