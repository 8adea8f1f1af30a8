"""Who answers for which things: the property list of a class or room, and its passing on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.assets import Asset
from logistics.fields import QuantityField, labelled
from logistics.records.models import Record, RecordLine


class Condition(models.TextChoices):
    """How a thing is found or comes back."""

    GOOD = "good", pgettext_lazy("condition of a thing", "good")
    WORN = "worn", pgettext_lazy("condition of a thing", "worn")
    DAMAGED = "damaged", pgettext_lazy("condition of a thing", "damaged")


class ClassProperty(Record):
    """班级（室）财产清单: the things of a class or room as they were found on a day.

    At the beginning and the end of term who answers for them signs it. `answers` is that person.
    """

    kind_code = "class_property"
    with_lines = True

    class Occasion(models.TextChoices):
        TERM_START = "term_start", pgettext_lazy("occasion of a check", "beginning of term")
        MONTHLY = "monthly", pgettext_lazy("occasion of a check", "monthly check")
        TERM_END = "term_end", pgettext_lazy("occasion of a check", "end of term")
        NEW_DESKS = "new_desks", pgettext_lazy("occasion of a check", "new desks and chairs")
        OTHER = "other", pgettext_lazy("occasion of a check", "check in between")

    SIGNED = (Occasion.TERM_START, Occasion.TERM_END, Occasion.NEW_DESKS)

    occasion = models.CharField(
        pgettext_lazy("a check", "occasion"),
        max_length=20,
        choices=Occasion,
        default=Occasion.MONTHLY,
    )
    answers = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered for by"),
    )
    expected = models.PositiveIntegerField(_("by the register"), default=0)
    found = models.PositiveIntegerField(_("found"), default=0)
    missing = models.PositiveIntegerField(pgettext_lazy("things", "missing"), default=0)
    damaged = models.PositiveIntegerField(_("damaged"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("property list")
        verbose_name_plural = _("property lists")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        entry = self.entry
        where = entry.school_class or entry.place or entry.campus
        return labelled(where, self.get_occasion_display())

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.damaged)


class ClassPropertyLine(RecordLine):
    """A card of the list. `place` is where it was looked for; what was found besides has 0 expected."""

    sheet = models.ForeignKey(
        ClassProperty, models.PROTECT, related_name="lines", verbose_name=_("property list")
    )
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", verbose_name=_("asset"))
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    custodian = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custodian"),
    )
    expected = models.PositiveIntegerField(_("by the register"))
    found = models.PositiveIntegerField(_("found"))
    condition = models.CharField(
        _("condition"), max_length=20, choices=Condition, default=Condition.GOOD
    )
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a property list")
        verbose_name_plural = _("lines of property lists")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet", "asset"],
                name="class_property_line_once",
                violation_error_message=_("A thing stands on a list once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.found}"

    @property
    def missing(self) -> int:
        return max(self.expected - self.found, 0)

    @property
    def is_besides(self) -> bool:
        """Found here although the register has it elsewhere."""
        return not self.expected

    @property
    def is_odd(self) -> bool:
        return self.expected != self.found or self.condition == Condition.DAMAGED


class CustodyHandover(Record):
    """物资移交: a custodian or storekeeper passes on what they answered for.

    Nothing changes hands before both have signed. `store` is the store whose keeper changes.
    """

    kind_code = "custody_handover"
    with_lines = True

    giver = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )
    taker = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("taken over by")
    )
    supervisor = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("a handover", "supervised by"),
    )
    store = models.ForeignKey(
        "stores.Store", models.PROTECT, null=True, blank=True, verbose_name=_("store")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("handover of custody")
        verbose_name_plural = _("handovers of custody")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="handover_to_another",
                violation_error_message=_("It is handed over to another person."),
            ),
            models.CheckConstraint(
                condition=~Q(supervisor=F("giver")) & ~Q(supervisor=F("taker")),
                name="handover_supervised_by_a_third",
                violation_error_message=_("A third person supervises a handover."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        what = f" ({self.store})" if self.store else ""
        return f"{self.giver} → {self.taker}{what}"


class HandoverLine(RecordLine):
    """A card, goods of the store, or a room. What is not there stays in the giver's name."""

    sheet = models.ForeignKey(
        CustodyHandover, models.PROTECT, related_name="lines", verbose_name=_("handover")
    )
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asset")
    )
    item = models.ForeignKey(
        "stores.Item", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("item"),
    )  # fmt: skip
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("place"),
    )  # fmt: skip
    expected = QuantityField(_("by the account"))
    found = QuantityField(_("found"))
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a handover")
        verbose_name_plural = _("lines of handovers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asset__isnull=False, item=None, place=None)
                | Q(asset=None, item__isnull=False, place=None)
                | Q(asset=None, item=None, place__isnull=False),
                name="handover_line_is_one_thing",
                violation_error_message=_("A line is about one thing."),
            ),
            models.CheckConstraint(
                condition=Q(expected__gte=0, found__gte=0),
                name="handover_line_not_negative",
                violation_error_message=_("Nobody counts less than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing}: {self.found}"

    @property
    def thing(self) -> object:
        return self.asset or self.item or self.place

    @property
    def is_there(self) -> bool:
        return self.found >= self.expected

    @property
    def lacking(self) -> object:
        return max(self.expected - self.found, 0)
