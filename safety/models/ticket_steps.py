"""What is done about a repair ticket: its steps, the finished work, its parts, the acceptance."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import MoneyField, QuantityField, labelled
from logistics.records.models import Record
from safety.models.repair_tickets import RepairTicket, Satisfaction


class TicketStep(models.Model):
    """One step of a ticket, as it was taken. Rows are only ever added: triggers refuse the rest."""

    class Kind(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("step of a ticket", "reported")
        SORTED = "sorted", pgettext_lazy("step of a ticket", "sorted")
        ASSIGNED = "assigned", pgettext_lazy("step of a ticket", "given to")
        TAKEN = "taken", pgettext_lazy("step of a ticket", "taken")
        GIVEN_BACK = "given_back", pgettext_lazy("step of a ticket", "handed back")
        ARRIVED = "arrived", pgettext_lazy("step of a ticket", "on the spot")
        WAITING = "waiting", pgettext_lazy("step of a ticket", "put on hold")
        RESUMED = "resumed", pgettext_lazy("step of a ticket", "gone on with")
        PARTS = "parts", pgettext_lazy("step of a ticket", "parts taken from the store")
        ESTIMATED = "estimated", pgettext_lazy("step of a ticket", "cost asked for")
        AGREED = "agreed", pgettext_lazy("step of a ticket", "cost agreed to")
        REFUSED = "refused", pgettext_lazy("step of a ticket", "cost not agreed to")
        DONE = "done", pgettext_lazy("step of a ticket", "repaired")
        NOT_RIGHT = "not_right", pgettext_lazy("step of a ticket", "not accepted")
        ACCEPTED = "accepted", pgettext_lazy("step of a ticket", "accepted")
        UNANSWERED = "unanswered", pgettext_lazy("step of a ticket", "closed without an answer")
        RETURNED = "returned", pgettext_lazy("step of a ticket", "returned to the reporter")
        SENT_AGAIN = "sent_again", pgettext_lazy("step of a ticket", "answered by the reporter")
        MERGED = "merged", pgettext_lazy("step of a ticket", "joined with")
        JOINED = "joined", pgettext_lazy("step of a ticket", "took in")
        DROPPED = "dropped", pgettext_lazy("step of a ticket", "closed, not repaired")
        WITHDRAWN = "withdrawn", pgettext_lazy("step of a ticket", "withdrawn")
        REOPENED = "reopened", pgettext_lazy("step of a ticket", "opened again")
        PLANNED = "planned", pgettext_lazy("step of a ticket", "put into the repair plan")

    ticket = models.ForeignKey(
        RepairTicket, models.PROTECT, related_name="steps", verbose_name=_("repair ticket")
    )
    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    entry = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("record"),
    )
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of a ticket")
        verbose_name_plural = _("steps of tickets")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note}".strip()


class RepairDone(Record):
    """维修完工记录: what was done, by whom and what it cost, with the photo after."""

    kind_code = "repair_done"

    ticket = models.ForeignKey(
        RepairTicket, models.PROTECT, related_name="repairs", verbose_name=_("repair ticket")
    )
    work = models.CharField(_("what was done"), max_length=300)
    hours = QuantityField(_("hours of work"), default=0)
    labour_cost = MoneyField(_("labour and outside cost (yuan)"), default=0)
    parts_cost = MoneyField(_("cost of parts (yuan)"), default=0)
    company = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("that repairs", "company"),
    )

    class Meta:
        verbose_name = _("finished repair")
        verbose_name_plural = _("finished repairs")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.ticket.number} {self.work}"


class RepairAcceptance(Record):
    """报修单的验收: the reporter has looked at it and signed. It proves that the repair was made."""

    kind_code = "repair_ticket"

    class Conclusion(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("acceptance", "accepted")
        UNANSWERED = "unanswered", pgettext_lazy("acceptance", "closed without an answer")

    ticket = models.OneToOneField(
        RepairTicket, models.PROTECT, related_name="acceptance", verbose_name=_("repair ticket")
    )
    conclusion = models.CharField(
        _("conclusion"), max_length=20, choices=Conclusion, default=Conclusion.ACCEPTED
    )
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction"), choices=Satisfaction, null=True, blank=True
    )
    said = models.CharField(_("what the reporter says"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("accepted repair")
        verbose_name_plural = _("accepted repairs")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return labelled(self.ticket.title, self.get_conclusion_display())


class TicketPart(models.Model):
    """A part that went into a repair, by the issue sheet of the store."""

    ticket = models.ForeignKey(
        RepairTicket, models.PROTECT, related_name="parts", verbose_name=_("repair ticket")
    )
    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="+", verbose_name=_("issue sheet")
    )
    item = models.ForeignKey(
        "stores.Item", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    quantity = QuantityField(_("quantity"))
    amount = MoneyField(_("amount (yuan)"), default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a repair")
        verbose_name_plural = _("parts of repairs")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="ticket_part_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)
