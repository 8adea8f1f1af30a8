"""报修: what somebody reports as broken, and its way until whoever reported it has signed for it."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import MoneyField, QuantityField, labelled
from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class RepairCategory(models.TextChoices):
    """The trades of repair, in the order in which a phone offers them."""

    WATER = "water", pgettext_lazy("repair", "water and drains")
    POWER = "power", pgettext_lazy("repair", "power and light")
    DOORS = "doors", pgettext_lazy("repair", "doors, windows, locks")
    FURNITURE = "furniture", pgettext_lazy("repair", "desks, chairs, beds")
    APPLIANCE = "appliance", pgettext_lazy("repair", "fans, air conditioners, appliances")
    NETWORK = "network", pgettext_lazy("repair", "computers, screens, network")
    WOOD = "wood", pgettext_lazy("repair", "carpentry")
    KITCHEN = "kitchen", pgettext_lazy("repair", "kitchen equipment")
    FIRE = "fire", pgettext_lazy("repair", "fire equipment")
    BUILDING = "building", pgettext_lazy("repair", "walls, floors, roofs")
    OTHER = "other", pgettext_lazy("repair", "other")


class Urgency(models.TextChoices):
    """How soon somebody answers and how soon it is repaired; the hours and days are rules."""

    NORMAL = "normal", pgettext_lazy("urgency", "normal")
    URGENT = "urgent", pgettext_lazy("urgency", "urgent")
    EXTRA = "extra", pgettext_lazy("urgency", "extremely urgent")


class RepairReport(Record):
    """报修单 as it was handed in. What becomes of it is the ticket's; the words stay the reporter's.

    `asset` and `thing` name a card of the assets by key and in words: the card is another trade's.
    `outsider` is who reported without a login; then whoever took the report up has entered it.
    """

    kind_code = "repair_report"

    category = models.CharField(_("what is broken"), max_length=20, choices=RepairCategory)
    what = models.CharField(_("fault"), max_length=300, blank=True)
    asset = models.PositiveBigIntegerField(_("asset"), null=True, blank=True)
    thing = models.CharField(_("thing"), max_length=120, blank=True)
    is_dangerous = models.BooleanField(_("somebody may get hurt"), default=False)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    wanted_on = models.DateField(_("wished for by"), null=True, blank=True)
    outsider = models.CharField(_("reported without a login by"), max_length=60, blank=True)
    found_by = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("found by record"),
    )

    class Meta:
        verbose_name = _("repair report")
        verbose_name_plural = _("repair reports")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        words = self.what or str(self.get_category_display())
        return " · ".join(part for part in (self.thing, words) if part)


class TicketState(models.TextChoices):
    """The official words of the ticket; read off its stamps, never set by hand."""

    REPORTED = "reported", pgettext_lazy("repair ticket", "to be sorted")
    ASSIGNED = "assigned", pgettext_lazy("repair ticket", "given out")
    REPAIRING = "repairing", pgettext_lazy("repair ticket", "in repair")
    TO_ACCEPT = "to_accept", pgettext_lazy("repair ticket", "to be accepted")
    DONE = "done", pgettext_lazy("repair ticket", "done")
    RETURNED = "returned", pgettext_lazy("repair ticket", "returned")
    CLOSED = "closed", pgettext_lazy("repair ticket", "closed")


ENDED = Q(accepted_at__isnull=False) | Q(closed_at__isnull=False)
OPEN = Q(accepted_at=None, closed_at=None)
UNDONE = OPEN & Q(done_at=None, returned_at=None)
CONDITIONS = {
    TicketState.REPORTED: UNDONE & Q(assigned_at=None, taken_at=None),
    TicketState.ASSIGNED: UNDONE & Q(assigned_at__isnull=False, taken_at=None),
    TicketState.REPAIRING: UNDONE & Q(taken_at__isnull=False),
    TicketState.TO_ACCEPT: OPEN & Q(done_at__isnull=False),
    TicketState.DONE: Q(accepted_at__isnull=False),
    TicketState.RETURNED: OPEN & Q(returned_at__isnull=False),
    TicketState.CLOSED: Q(closed_at__isnull=False),
}
TONES = {
    TicketState.REPORTED: "warn",
    TicketState.ASSIGNED: "info",
    TicketState.REPAIRING: "info",
    TicketState.TO_ACCEPT: "warn",
    TicketState.DONE: "ok",
    TicketState.RETURNED: "danger",
    TicketState.CLOSED: "neutral",
}


class RepairWait(models.TextChoices):
    """Why a repair stands still, in words whoever waits for it understands."""

    PARTS = "parts", pgettext_lazy("a repair waits", "waits for parts")
    COMPANY = "company", pgettext_lazy("a repair waits", "waits for the company to come")
    MONEY = "money", pgettext_lazy("a repair waits", "waits for the cost to be agreed to")
    ROOM = "room", pgettext_lazy("a repair waits", "waits until the room is free")
    WEATHER = "weather", pgettext_lazy("a repair waits", "waits for dry weather")
    HOLIDAY = "holiday", pgettext_lazy("a repair waits", "put off to the holidays")


class TicketClosing(models.TextChoices):
    """How a ticket ends without its reporter's signature."""

    UNANSWERED = "unanswered", pgettext_lazy("repair ticket closed", "repaired, nobody answered")
    MERGED = "merged", pgettext_lazy("repair ticket closed", "reported twice")
    DROPPED = "dropped", pgettext_lazy("repair ticket closed", "not repaired")
    WITHDRAWN = "withdrawn", pgettext_lazy("repair ticket closed", "withdrawn by the reporter")


class Satisfaction(models.IntegerChoices):
    GOOD = 3, pgettext_lazy("a repair", "good")
    FAIR = 2, pgettext_lazy("a repair", "fair")
    POOR = 1, pgettext_lazy("a repair", "poor")


class TicketQuerySet(VisibleQuerySet):
    def in_state(self, state: str) -> Self:
        return self.filter(CONDITIONS[TicketState(state)])

    def open(self) -> Self:
        return self.filter(OPEN)

    def unrepaired(self) -> Self:
        """Still work to be done on it."""
        return self.filter(UNDONE)

    def late(self, on: date) -> Self:
        """Past the day by which it should be repaired."""
        return self.unrepaired().filter(due_on__lt=on)

    def of(self, person: Any) -> Self:
        """Reported by this person."""
        return self.filter(reporter_id=person.pk)

    def to_repair(self, person: Any) -> Self:
        return self.unrepaired().filter(repairer_id=person.pk)

    def unclaimed(self) -> Self:
        """Nobody has it yet; whoever repairs may take it."""
        return self.unrepaired().filter(repairer=None, company=None)

    def to_accept_by(self, person: Any) -> Self:
        """Repaired, and this person signs for it: the reporter, else the custodian of the place."""
        own = Q(reporter_id=person.pk)
        kept = Q(place__custodian_id=person.pk) & (Q(reporter=None) | Q(reporter=F("done_by")))
        return self.in_state(TicketState.TO_ACCEPT).filter(own | kept).exclude(done_by_id=person.pk)

    def for_rows(self) -> Self:
        return self.select_related("campus", "place", "repairer", "company", "reporter")


class RepairTicket(models.Model):
    """A report on its way: sorted, given out, repaired, accepted by whoever reported it.

    Every change goes through `safety.repairs.moving.move`, which takes the next `version` in one
    statement and writes a `TicketStep`; the state is read off the stamps. The cost is in yuan.
    """

    number = models.CharField(_("number"), max_length=30, unique=True)
    report = models.OneToOneField(
        RepairReport, models.PROTECT, related_name="ticket", verbose_name=_("repair report")
    )
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    asset = models.PositiveBigIntegerField(_("asset"), null=True, blank=True)
    title = models.CharField(_("what is broken"), max_length=200)
    category = models.CharField(
        pgettext_lazy("of a repair", "trade"), max_length=20, choices=RepairCategory
    )
    urgency = models.CharField(_("urgency"), max_length=20, choices=Urgency, default=Urgency.NORMAL)
    is_dangerous = models.BooleanField(_("somebody may get hurt"), default=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a repair", "reported by"),
    )
    reported_at = models.DateTimeField(pgettext_lazy("of a repair", "reported at"))
    answer_by = models.DateTimeField(_("to be answered by"))
    due_on = models.DateField(_("to be repaired by"))
    answered_at = models.DateTimeField(
        pgettext_lazy("of a repair", "answered at"), null=True, blank=True
    )
    repairer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("repairer"),
    )
    company = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("that repairs", "company"),
    )
    assigned_at = models.DateTimeField(
        pgettext_lazy("a repair", "given out at"), null=True, blank=True
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given out by"),
    )
    taken_at = models.DateTimeField(pgettext_lazy("of a repair", "taken at"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("on the spot at"), null=True, blank=True)
    waiting = models.CharField(_("waits"), max_length=20, choices=RepairWait, blank=True)
    estimate = MoneyField(_("estimated cost (yuan)"), null=True, blank=True)
    estimate_why = models.CharField(_("what the money is for"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("repaired at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("repaired by"),
    )
    work = models.CharField(_("what was done"), max_length=300, blank=True)
    hours = QuantityField(_("hours of work"), default=0)
    labour_cost = MoneyField(_("labour and outside cost (yuan)"), default=0)
    parts_cost = MoneyField(_("cost of parts (yuan)"), default=0)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction"), choices=Satisfaction, null=True, blank=True
    )
    closing = models.CharField(
        _("closed because"), max_length=20, choices=TicketClosing, blank=True
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    why = models.CharField(_("reason"), max_length=300, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        verbose_name=_("joined with"),
    )
    again_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("broken again after"),
    )
    redone = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    finding = models.ForeignKey(
        "duties.Finding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hazard"),
    )
    plan_line = models.ForeignKey(
        "safety.RepairPlanLine",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("line of the repair plan"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("repair ticket")
        verbose_name_plural = _("repair tickets")
        indexes = [
            models.Index(fields=["campus", "-reported_at", "-id"], name="ticket_campus"),
            models.Index(fields=["-reported_at", "-id"], name="ticket_reported"),
            models.Index(fields=["place", "-reported_at"], name="ticket_place"),
            models.Index(fields=["asset", "-reported_at"], name="ticket_asset"),
            models.Index(fields=["reporter", "-reported_at"], name="ticket_reporter"),
            models.Index(fields=["due_on", "id"], condition=OPEN, name="ticket_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, done_at__isnull=False),
                name="ticket_repaired_before_accepted",
                violation_error_message=_("It is repaired first, then accepted."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(done_by=None) | ~Q(accepted_by=F("done_by")),
                name="ticket_accepted_by_another",
                violation_error_message=_("Nobody accepts what they repaired themselves."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(closed_at=None),
                name="ticket_ends_once",
                violation_error_message=_("This ticket is ended already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closing="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing="")),
                name="ticket_closed_by_somebody",
                violation_error_message=_("Say who closes it, and how it ended."),
            ),
            models.CheckConstraint(
                condition=~Q(closing__in=["dropped", "unanswered"]) | ~Q(why=""),
                name="ticket_closed_says_why",
                violation_error_message=_("Say why it is closed."),
            ),
            models.CheckConstraint(
                condition=~Q(closing="unanswered") | Q(done_at__isnull=False),
                name="ticket_unanswered_was_repaired",
                violation_error_message=_("Only what was repaired is closed without an answer."),
            ),
            models.CheckConstraint(
                condition=Q(closing="merged", merged_into__isnull=False)
                | (~Q(closing="merged") & Q(merged_into=None)),
                name="ticket_merged_names_the_other",
                violation_error_message=_("Say with which ticket it is joined."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="ticket_merged_with_another",
                violation_error_message=_("A ticket is not joined with itself."),
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(repairer__isnull=False) | Q(company__isnull=False),
                name="ticket_taken_by_somebody",
                violation_error_message=_("Say who repairs it."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | (Q(done_at=None) & ~Q(why="")),
                name="ticket_returned_says_why",
                violation_error_message=_("Say what is missing."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0, labour_cost__gte=0, parts_cost__gte=0)
                & (Q(estimate=None) | Q(estimate__gt=0)),
                name="ticket_costs_not_negative",
                violation_error_message=_("Hours and costs are not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("safety:ticket", args=[self.pk])

    @property
    def state(self) -> TicketState:
        if self.closed_at:
            return TicketState.CLOSED
        if self.accepted_at:
            return TicketState.DONE
        if self.done_at:
            return TicketState.TO_ACCEPT
        if self.returned_at:
            return TicketState.RETURNED
        if self.taken_at:
            return TicketState.REPAIRING
        return TicketState.ASSIGNED if self.assigned_at else TicketState.REPORTED

    @property
    def state_words(self) -> str:
        """What whoever waits for it is told: why it stands still, or how it ended, says more."""
        if self.state == TicketState.CLOSED:
            return labelled(self.state.label, self.get_closing_display())
        if self.waiting and self.state == TicketState.REPAIRING:
            return str(self.get_waiting_display())
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.closed_at)

    @property
    def cost(self) -> Any:
        return self.labour_cost + self.parts_cost

    @property
    def who_repairs(self) -> str:
        return str(self.repairer or self.company or "")

    @property
    def where(self) -> str:
        return str(self.place or self.campus)

    @property
    def is_outside(self) -> bool:
        return self.company_id is not None

    def is_late(self, on: date) -> bool:
        """Past its day and not repaired; what was repaired late stays late."""
        if self.done_at:
            return timezone.localdate(self.done_at) > self.due_on
        return self.is_open and on > self.due_on

    @property
    def days_taken(self) -> int | None:
        """From the report to the repair, in days."""
        if self.done_at is None:
            return None
        return (timezone.localdate(self.done_at) - timezone.localdate(self.reported_at)).days


class TradeRepairer(models.Model):
    """Who repairs what at a campus: the tickets of this trade are proposed to this person."""

    campus = models.ForeignKey("school.Campus", models.CASCADE, verbose_name=_("campus"))
    category = models.CharField(
        pgettext_lazy("of a repair", "trade"), max_length=20, choices=RepairCategory
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("repairer")
    )

    class Meta:
        ordering = ["campus", "category"]
        verbose_name = _("repairer of a trade")
        verbose_name_plural = _("repairers of trades")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "category"],
                name="trade_repairer_once",
                violation_error_message=_("This trade has its repairer already."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.get_category_display(), self.person)
