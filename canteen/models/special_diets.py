"""特殊幼儿膳食月评: how the children who eat otherwise got on, group by group."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models.menus import Menu
from logistics.records.models import Record, RecordLine


class SpecialDietReview(Record):
    """The month's look at the special menus: no child is named here."""

    kind_code = "special_diet_review"
    with_lines = True

    month = models.DateField(_("month"), help_text=_("its first day"))
    kitchen = models.CharField(_("what was seen in the kitchen and the classes"), max_length=300)
    next_month = models.CharField(
        _("what is done otherwise next month"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("review of the special menus")
        verbose_name_plural = _("reviews of the special menus")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.month:%Y-%m} {self.kitchen}"[:120]

    @cached_property
    def shown_lines(self) -> list["SpecialDietLine"]:
        return list(self.lines.all())


class SpecialDietLine(RecordLine):
    """One group: how many children, for how many weeks they had a menu, and how they got on."""

    class Result(models.TextChoices):
        BETTER = "better", pgettext_lazy("special menus", "better")
        SAME = "same", pgettext_lazy("special menus", "unchanged")
        WORSE = "worse", pgettext_lazy("special menus", "worse")

    sheet = models.ForeignKey(
        SpecialDietReview, models.PROTECT, related_name="lines", verbose_name=_("review")
    )
    menu = models.CharField(_("special menu"), max_length=20, choices=Menu.Special)
    children = models.PositiveSmallIntegerField(_("children on the list"))
    weeks = models.PositiveSmallIntegerField(_("weeks with a menu"))
    result = models.CharField(
        pgettext_lazy("special menus", "result"), max_length=10, choices=Result
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("group of a review")
        verbose_name_plural = _("groups of a review")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "menu"], name="special_diet_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_menu_display()} {self.children}"
