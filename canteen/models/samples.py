"""食品留样: what was kept of each dish of a meal, until when, and how it was thrown away."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.models.dishes import Dish
from canteen.models.fridges import Fridge
from logistics.records.models import Entry, Record, RecordLine
from logistics.school.models.campuses import Meal, new_code
from logistics.school.reach import VisibleQuerySet

VOIDED = Entry.Status.VOIDED


class FoodSampleQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=VOIDED)

    def with_due(self, now: datetime) -> Self:
        """Those of which something has lain long enough and may be thrown away."""
        due = SampleLine.objects.in_fridge().due(now).filter(sheet=OuterRef("pk"))
        return self.standing().filter(Exists(due), entry__hold="")


class FoodSample(Record):
    """食品留样记录表 of one meal of a campus: a line for each dish of which something was kept.

    `missing` names the dishes that came to the table and have no sample, as far as was known when
    it was written. The sheet that holds every dish says so by its subject: it alone proves the
    duty. `copy` counts the voided sheets of the meal before it.
    """

    kind_code = "food_sample"
    with_lines = True

    class Measure(models.TextChoices):
        TOPPED_UP = "topped_up", _("topped up at once")
        MOVED = "moved", _("moved to another fridge")
        COLDER = "colder", _("fridge set colder and measured again")
        REPORTED = "reported", _("reported to the food safety officer")

    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, related_name="+", verbose_name=_("campus")
    )
    on = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=20, choices=Meal)
    copy = models.PositiveSmallIntegerField(_("copy"), default=0, editable=False)
    owed = models.PositiveSmallIntegerField(_("dishes to be sampled"), default=0)
    missing = models.JSONField(_("dishes without a sample"), default=list, blank=True)
    unsampled_because = models.CharField(_("why a dish has no sample"), max_length=200, blank=True)
    measure = models.CharField(
        _("what was done about it"), max_length=20, choices=Measure, blank=True
    )
    measure_note = models.CharField(_("more about it"), max_length=200, blank=True)

    objects = FoodSampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("food samples of a meal")
        verbose_name_plural = _("food samples")
        indexes = [models.Index(fields=["on", "campus"], name="food_sample_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "on", "meal", "copy"],
                name="food_sample_once_a_meal",
                violation_error_message=_("The samples of this meal are written down already."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        kept = self.told_lines
        if self.entry.is_zero:
            return (
                f"{self.on:%Y-%m-%d} {self.get_meal_display()} · {gettext('nothing to be sampled')}"
            )
        said = ngettext("%(n)s sample", "%(n)s samples", len(kept)) % {"n": len(kept)}
        words = f"{self.on:%Y-%m-%d} {self.get_meal_display()} · {said}"
        if self.missing:
            n = len(self.missing)
            return f"{words} · {ngettext('%(n)s missing', '%(n)s missing', n) % {'n': n}}"
        return words


class SampleLineQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(sheet__entry__status=VOIDED)

    def in_fridge(self) -> Self:
        """Not thrown away yet, as far as is written down."""
        return self.standing().exclude(Exists(thrown_away(OuterRef("code"))))

    def due(self, now: datetime) -> Self:
        """Kept as long as the rules ask."""
        return self.filter(kept_until__lte=now)

    def visible_to(self, person: Any, permission: str) -> Self:
        reach = person.reach(permission)
        return self.filter(reach.within(campus="sheet__campus_id"))


class SampleLine(RecordLine):
    """One sample in its container. Its `code` stands on the label and outlives corrections."""

    class Storage(models.TextChoices):
        CHILLED = "chilled", _("chilled at 0 to 8 ℃")
        FROZEN = "frozen", pgettext_lazy("a sample", "frozen")
        ROOM = "room", _("not chilled")

    class Fault(models.TextChoices):
        LIGHT = "light", _("less than the least weight")
        WARM = "warm", _("fridge outside its temperature")
        STORAGE = "storage", _("not kept chilled")
        OFF_MEAL = "off_meal", _("not taken at the meal")

    sheet = models.ForeignKey(
        FoodSample, models.CASCADE, related_name="lines", verbose_name=_("sheet")
    )
    dish = models.ForeignKey(Dish, models.PROTECT, related_name="+", verbose_name=_("dish"))
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    sampled_at = models.DateTimeField(_("sampled at"))
    weight_g = models.DecimalField(_("weight (g)"), max_digits=6, decimal_places=1)
    container_no = models.CharField(_("container number"), max_length=20, blank=True)
    fridge = models.ForeignKey(
        Fridge, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fridge")
    )
    temperature = models.DecimalField(
        _("fridge temperature (℃)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    storage = models.CharField(
        _("how it is kept"), max_length=10, choices=Storage, default=Storage.CHILLED
    )
    kept_until = models.DateTimeField(_("kept until"))
    sampled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sampled by")
    )
    faults = models.JSONField(_("not in order"), default=list, blank=True)

    objects = SampleLineQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = _("food sample")
        verbose_name_plural = _("food samples")
        indexes = [models.Index(fields=["kept_until"], name="sample_kept_until")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_g__gt=0),
                name="sample_weighs",
                violation_error_message=_("A sample weighs more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(kept_until__gte=F("sampled_at")),
                name="sample_kept_after_taken",
                violation_error_message=_("It cannot be kept until before it was taken."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.dish)

    def get_absolute_url(self) -> str:
        return reverse("canteen:sample", args=[self.code])

    @property
    def fault_words(self) -> str:
        return gettext(", ").join(str(self.Fault(code).label) for code in self.faults)


class SampleDisposal(Record):
    """留样销毁: the samples of one meal thrown away in one go; `reason` says why before its time."""

    kind_code = "food_sample_disposal"
    with_lines = True

    sample = models.ForeignKey(
        FoodSample,
        models.PROTECT,
        related_name="disposals",
        verbose_name=_("food samples of a meal"),
    )
    reason = models.CharField(_("why before the time"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("disposal of samples")
        verbose_name_plural = _("disposals of samples")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        gone = self.told_lines
        said = ngettext("%(n)s sample discarded", "%(n)s samples discarded", len(gone)) % {
            "n": len(gone)
        }
        words = f"{self.sample.on:%Y-%m-%d} {self.sample.get_meal_display()} · {said}"
        return f"{words} · {gettext('before its time')}" if self.reason else words


class DisposalLine(RecordLine):
    """One sample that is gone, by the code of its label."""

    class Fault(models.TextChoices):
        EARLY = "early", _("before its time")
        HELD = "held", _("under legal hold")

    sheet = models.ForeignKey(
        SampleDisposal, models.CASCADE, related_name="lines", verbose_name=_("disposal")
    )
    dish = models.ForeignKey(Dish, models.PROTECT, related_name="+", verbose_name=_("dish"))
    code = models.CharField(_("code"), max_length=20, db_index=True)
    kept_until = models.DateTimeField(_("kept until"))
    faults = models.JSONField(_("not in order"), default=list, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("discarded sample")
        verbose_name_plural = _("discarded samples")

    def __str__(self) -> str:
        return str(self.dish)


def thrown_away(code: Any) -> models.QuerySet[DisposalLine]:
    """The lines that say that a sample is gone."""
    lines = DisposalLine.objects.filter(code=code)
    return lines.exclude(sheet__entry__status=VOIDED).order_by()


class SampleCheck(Record):
    """留样抽查: somebody who answers for it looked at the samples of a meal in the fridge."""

    kind_code = "food_sample_check"

    class Point(models.TextChoices):
        TIME = "time", _("time")
        WEIGHT = "weight", pgettext_lazy("of a sample", "quantity")
        MARK = "mark", _("label")
        CLOSED = "closed", _("container closed and clean")
        THERE = "there", _("sample there")
        FRIDGE = "fridge", _("fridge and its temperature")

    class Store(models.TextChoices):
        IN_OUT = "in_out", _("records of what comes and goes")
        TALLY = "tally", _("the shelf against the records")
        DATES = "dates", _("dates, and what goes first")
        PAPERS = "papers", _("papers of the receipts")
        SHELVES = "shelves", _("sorting, wall and floor, labels")

    sample = models.ForeignKey(
        FoodSample, models.PROTECT, related_name="checks", verbose_name=_("food samples of a meal")
    )
    wrong = models.JSONField(_("not in order"), default=list, blank=True)
    store_seen = models.BooleanField(
        _("the records of the store were looked at too"), default=False
    )
    store_wrong = models.JSONField(_("not in order in the store"), default=list, blank=True)
    note = models.CharField(_("what was found"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("spot check of samples")
        verbose_name_plural = _("spot checks of samples")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    @property
    def result(self) -> str:
        """All in order, or the points that were not."""
        if not self.wrong:
            return gettext("all in order")
        points = gettext(", ").join(str(self.Point(code).label) for code in self.wrong)
        return gettext("not in order: %(points)s") % {"points": points}

    @property
    def store_result(self) -> str:
        """Empty where nobody looked at the store."""
        if not self.store_seen:
            return ""
        if not self.store_wrong:
            return gettext("all in order")
        points = gettext(", ").join(str(self.Store(code).label) for code in self.store_wrong)
        return gettext("not in order: %(points)s") % {"points": points}

    def one_line(self) -> str:
        where = f"{self.sample.on:%Y-%m-%d} {self.sample.get_meal_display()}"
        words = f"{where} · {self.result}"
        if not self.store_seen:
            return words
        return f"{words} · {gettext('store: %(result)s') % {'result': self.store_result}}"


class CateringDelivery(Record):
    """校外供餐接收记录: a meal that came from a firm, received by two."""

    kind_code = "catering_delivery"

    class Fault(models.TextChoices):
        COOL = "cool", _("not hot enough")
        PACKAGING = "packaging", _("packaging or label not in order")
        LICENCE = "licence", _("no licence")
        UNSAMPLED = "unsampled", _("not sampled")
        LONG = "long", _("too long between cooking and serving")

    REQUIRED: ClassVar = ("firm", "portions", "dishes")

    on = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=20, choices=Meal)
    firm = models.CharField(_("firm that cooked it"), max_length=80)
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    portions = models.PositiveIntegerField(_("portions"))
    dishes = models.CharField(pgettext_lazy("a delivered meal", "dishes"), max_length=300)
    cooked_at = models.DateTimeField(_("cooked through at"), null=True, blank=True)
    temperature = models.DecimalField(
        _("core temperature (℃)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_packed_right = models.BooleanField(_("packaging and label in order"), default=True)
    firm_sampled = models.BooleanField(_("the firm keeps samples"), default=True)
    school_sampled = models.BooleanField(_("the school keeps samples"), default=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("second receiver"),
    )
    served_at = models.DateTimeField(_("served out at"), null=True, blank=True)
    note = models.CharField(_("what was found and done"), max_length=200, blank=True)
    faults = models.JSONField(_("not in order"), default=list, blank=True)

    class Meta:
        verbose_name = _("delivery of meals")
        verbose_name_plural = _("deliveries of meals")
        constraints = [
            models.CheckConstraint(
                condition=Q(portions__gt=0),
                name="delivery_has_portions",
                violation_error_message=_("A delivery has at least one portion."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    @property
    def fault_words(self) -> str:
        return gettext(", ").join(str(self.Fault(code).label) for code in self.faults)

    def one_line(self) -> str:
        said = ngettext("%(n)s portion", "%(n)s portions", self.portions) % {"n": self.portions}
        return f"{self.on:%Y-%m-%d} {self.get_meal_display()} · {self.firm} · {said}"
