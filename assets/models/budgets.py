"""The money of a year: what is planned for each purpose, what is promised and what is spent."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.fields import MoneyField
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class BudgetLineQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        """Those of the whole school are seen by everybody who sees any."""
        reach = person.reach(permission)
        if not reach:
            return self.none()
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))

    def changeable_by(self, person: Any, permission: str = "assets.account") -> Self:
        """An accountant of one campus keeps the lines of the whole school as well: there is one."""
        return self.visible_to(person, permission)

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)


class BudgetLine(models.Model):
    """So much is planned for one purpose in one year. What came of it: `assets.budgeting`."""

    year = models.PositiveSmallIntegerField(_("year"))
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("campus"),
        help_text=_("Empty: the whole school"),
    )
    name = models.CharField(_("budget line"), max_length=60)
    source = models.CharField(_("source of the money"), max_length=60, blank=True)
    planned = MoneyField(_("planned (yuan)"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = BudgetLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "campus", "pk"]
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Coalesce("campus", 0),
                "year",
                "name",
                name="budget_line_once_a_year",
                violation_error_message=_("This year already has a line of this name."),
            ),
            models.CheckConstraint(
                condition=Q(planned__gte=0),
                name="budget_line_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000) & Q(year__lte=2199),
                name="budget_line_of_a_year",
                violation_error_message=_("This year cannot be right."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"

    def get_absolute_url(self) -> str:
        return f"{reverse('assets:budget_list')}?year={self.year}"


class Budget(Record):
    """年度预算: the lines of a year as they were submitted on one day."""

    kind_code = "budget"
    with_lines = True

    year = models.PositiveSmallIntegerField(_("year"))
    total = MoneyField(_("planned (yuan)"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("annual budget")
        verbose_name_plural = _("annual budgets")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.year} ¥{self.total:,.2f}"


class BudgetedLine(RecordLine):
    """A line of the budget as it stood."""

    sheet = models.ForeignKey(
        Budget, models.PROTECT, related_name="lines", verbose_name=_("annual budget")
    )
    name = models.CharField(_("budget line"), max_length=60)
    planned = MoneyField(_("planned (yuan)"))
    spent_before = MoneyField(_("spent the year before (yuan)"), default=0)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of an annual budget")
        verbose_name_plural = _("lines of annual budgets")
