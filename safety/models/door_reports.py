"""扫码报修: what people without a login report by the label at a door or on a thing."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.school.reach import VisibleQuerySet
from safety.models.repair_tickets import RepairCategory, RepairTicket


class DoorReportQuerySet(VisibleQuerySet):
    def waiting(self) -> Self:
        return self.filter(taken_at=None, refused_at=None)

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gt=moment)


class DoorReport(models.Model):
    """扫码报修: what somebody without a login reported by the label of a place or a thing.

    Not yet a record of the school: whoever takes it up makes it one. `address` is a keyed hash,
    kept for a day; the pictures go when it is taken up, refused or too old.
    """

    KEPT: ClassVar[timedelta] = timedelta(days=30)

    token = models.CharField(_("token"), max_length=40, unique=True)
    campus = models.ForeignKey("school.Campus", models.CASCADE, verbose_name=_("campus"))
    place = models.ForeignKey(
        "school.Place", models.CASCADE, null=True, blank=True, verbose_name=_("place")
    )
    asset = models.PositiveBigIntegerField(_("asset"), null=True, blank=True)
    thing = models.CharField(_("thing"), max_length=120, blank=True)
    category = models.CharField(_("what is broken"), max_length=20, choices=RepairCategory)
    what = models.CharField(_("fault"), max_length=300, blank=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    photo = models.CharField(_("photo"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=32, blank=True)
    at = models.DateTimeField(_("at"), db_index=True)
    taken_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    ticket = models.OneToOneField(
        RepairTicket,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="door",
        verbose_name=_("repair ticket"),
    )
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("refused by"),
    )
    why = models.CharField(_("reason"), max_length=200, blank=True)

    objects = DoorReportQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("report without a login")
        verbose_name_plural = _("reports without a login")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(ticket__isnull=False),
                name="door_report_taken_up_has_ticket",
                violation_error_message=_("What is taken up has a ticket."),
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None) | (Q(refused_by__isnull=False) & ~Q(why="")),
                name="door_report_refused_says_why",
                violation_error_message=pgettext_lazy("of a repair", "Say why it is refused."),
            ),
        ]

    def __str__(self) -> str:
        words = self.what or str(self.get_category_display())
        return " · ".join(part for part in (self.thing, words) if part)

    def get_absolute_url(self) -> str:
        return reverse("safety:door_take_up", args=[self.pk])

    @property
    def where(self) -> str:
        return str(self.place or self.campus)
