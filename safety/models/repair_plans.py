"""维修计划: what is repaired in the holidays and what it costs; and upkeep, counted piece by piece."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import MoneyField, QuantityField, plain_quantity
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet
from safety.models.repair_tickets import RepairCategory

MOST_NAMED = 3


class RepairPlanQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status="voided")


class RepairPlan(Record):
    """假期维修计划: gathered from tickets and hazards, with what each thing costs.

    Agreed to by those who decide on the sum; then each line gets its ticket.
    """

    kind_code = "repair_plan"
    with_lines = True

    class Occasion(models.TextChoices):
        WINTER = "winter", pgettext_lazy("repair plan", "winter holidays")
        SUMMER = "summer", pgettext_lazy("repair plan", "summer holidays")
        TERM_END = "term_end", pgettext_lazy("repair plan", "end of term")
        SITE = "site", pgettext_lazy("repair plan", "the whole site")
        OTHER = "other", pgettext_lazy("repair plan", "other")

    title = models.CharField(_("title"), max_length=100)
    occasion = models.CharField(
        pgettext_lazy("of a repair", "occasion"), max_length=20, choices=Occasion
    )
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    budget = MoneyField(_("budget (yuan)"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    agreed_at = models.DateTimeField(_("agreed to at"), null=True, blank=True, editable=False)

    objects = RepairPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("repair plan")
        verbose_name_plural = _("repair plans")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")),
                name="repair_plan_ends_after_beginning",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("safety:repair_plan", args=[self.pk])

    def one_line(self) -> str:
        return self.title

    @property
    def cost(self) -> Decimal:
        """Added up exactly: SQLite adds decimals in binary."""
        return sum((line.cost or Decimal(0) for line in self.lines.all()), Decimal("0.00"))


class RepairPlanLine(RecordLine):
    """One thing to be repaired: where, how many, what it costs, and what asked for it."""

    sheet = models.ForeignKey(
        RepairPlan, models.PROTECT, related_name="lines", verbose_name=_("repair plan")
    )
    what = models.CharField(_("what is repaired"), max_length=200)
    category = models.CharField(
        pgettext_lazy("of a repair", "trade"),
        max_length=20,
        choices=RepairCategory,
        default=RepairCategory.OTHER,
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    quantity = QuantityField(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    cost = MoneyField(_("estimated cost (yuan)"), null=True, blank=True)
    ticket = models.ForeignKey(
        "safety.RepairTicket",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("repair ticket"),
    )
    finding = models.ForeignKey(
        "duties.Finding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hazard"),
    )

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a repair plan")
        verbose_name_plural = _("lines of repair plans")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & (Q(cost=None) | Q(cost__gte=0)),
                name="repair_plan_line_positive",
                violation_error_message=_("A quantity is more than zero, a cost not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {plain_quantity(self.quantity)} {self.unit}".strip()


class Maintenance(Record):
    """维修保养记录: upkeep and the repair of many things at once, piece by piece."""

    kind_code = "maintenance"
    with_lines = True

    class Occasion(models.TextChoices):
        REGULAR = "regular", pgettext_lazy("maintenance", "regular upkeep")
        CAMPAIGN = "campaign", pgettext_lazy("maintenance", "repair of many things at once")
        TERM_START = "term_start", pgettext_lazy("maintenance", "start of term")
        TERM_END = "term_end", pgettext_lazy("maintenance", "returned things, end of term")
        SITE = "site", pgettext_lazy("maintenance", "the whole site")
        AWAY = "away", pgettext_lazy("maintenance", "while the pupils are away")

    occasion = models.CharField(
        pgettext_lazy("of a repair", "occasion"), max_length=20, choices=Occasion
    )
    work = models.CharField(_("what was done"), max_length=300, blank=True)
    company = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("that repairs", "company"),
    )
    plan = models.ForeignKey(
        RepairPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="works",
        verbose_name=_("repair plan"),
    )
    cost = MoneyField(_("cost (yuan)"), default=0)

    class Meta:
        verbose_name = _("maintenance record")
        verbose_name_plural = _("maintenance records")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        lines = self.told_lines
        named = "、".join(str(line) for line in lines[:MOST_NAMED])
        more = " …" if len(lines) > MOST_NAMED else ""
        return f"{named}{more}" if named else (self.work or str(self.get_occasion_display()))


class MaintenanceLine(RecordLine):
    """So many of one thing: 14 fans, 8 capacitors, 200 foot covers."""

    sheet = models.ForeignKey(
        Maintenance, models.PROTECT, related_name="lines", verbose_name=_("maintenance record")
    )
    thing = models.CharField(_("thing"), max_length=80)
    work = models.CharField(_("what was done"), max_length=80, blank=True)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    found = models.CharField(_("what was found"), max_length=120, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a maintenance record")
        verbose_name_plural = _("lines of maintenance records")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="maintenance_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work}{self.thing} {plain_quantity(self.quantity)} {self.unit}".strip()
