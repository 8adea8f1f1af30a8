"""Asking for goods: the requisition as it was written, and what became of each of its lines."""

from collections import Counter
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.access import Role
from logistics.fields import QuantityField, labelled, plain_quantity
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet

MOST_NAMED = 3  # things that a line of a list names
# How a state of a line looks.
TONES = {
    "approval": "warn",
    "open": "warn",
    "buying": "info",
    "arrived": "info",
    "issued": "ok",
    "part": "ok",
    "refused": "danger",
    "withdrawn": "neutral",
}


class AskedQuerySet(VisibleQuerySet):
    """Papers of the goods: seen by who asked, and by those who see the stores of the campus."""

    entry = "entry__"

    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        seen = person.reach(permission).within(campus=f"{self.entry}campus_id")
        return self.filter(seen | Q(**{f"{self.entry}entered_by_id": person.pk}))

    def standing(self) -> Self:
        return self.exclude(**{f"{self.entry}status": "voided"})


class RequisitionQuerySet(AskedQuerySet):
    def of(self, person: Any) -> Self:
        return self.filter(entry__entered_by_id=person.pk)

    def open(self) -> Self:
        """Some line of it is not settled yet."""
        return self.filter(
            pk__in=RequestLine.objects.unsettled().order_by().values("requisition_id")
        )

    def to_decide(self) -> Self:
        return self.filter(
            pk__in=RequestLine.objects.to_decide().order_by().values("requisition_id")
        )

    def for_rows(self) -> Self:
        rows = self.select_related(
            "entry", "entry__entered_by", "entry__school_class", "entry__place", "entry__campus"
        )
        fates = models.Prefetch("fates", RequestLine.objects.select_related("line", "item"))
        return rows.prefetch_related(fates)


class Requisition(Record):
    """领用单（请领）: what somebody asks the store for, in plain words, and in which post.

    The class or place it is for stands in its entry. What becomes of a line: `RequestLine`.
    """

    kind_code = "requisition"
    with_lines = True

    role = models.CharField(_("asked as"), max_length=30, choices=Role, blank=True)
    post = models.CharField(_("post"), max_length=100, blank=True)
    purpose = models.CharField(_("purpose"), max_length=100, blank=True)
    needed_on = models.DateField(_("needed on"), null=True, blank=True)

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("requisition")
        verbose_name_plural = _("requisitions")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("assets:request", args=[self.pk])

    @property
    def states(self) -> list[tuple[str, Any, int]]:
        """The states of its lines, each once: the tone, the word and how many lines."""
        counted = Counter(fate.state for fate in self.fates.all())
        words = RequestLine.State
        return [(TONES[state], words(state).label, count) for state, count in counted.items()]

    def one_line(self) -> str:
        lines = list(self.new_lines or self.lines.all())
        named = "、".join(str(line) for line in lines[:MOST_NAMED])
        return f"{named} …" if len(lines) > MOST_NAMED else named


class RequisitionLine(RecordLine):
    """One thing asked for. It is never rewritten: what is bought and issued points at it."""

    sheet = models.ForeignKey(
        Requisition, models.PROTECT, related_name="lines", verbose_name=_("requisition")
    )
    text = models.CharField(_("what is needed"), max_length=120)
    item = models.ForeignKey(
        "stores.Item",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item"),
    )
    quantity = QuantityField(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=10, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a requisition")
        verbose_name_plural = _("lines of requisitions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="requisition_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} {plain_quantity(self.quantity)} {self.unit}".strip()


class RequestLineQuerySet(AskedQuerySet):
    entry = "requisition__entry__"

    def to_decide(self) -> Self:
        return self.filter(state__in=RequestLine.TO_DECIDE)

    def unsettled(self) -> Self:
        return self.filter(state__in=RequestLine.UNSETTLED)

    def kept_by(self, person: Any) -> Self:
        """Those of the campuses whose supplies this person keeps."""
        if not person.has_perm("stores.keep"):
            return self.none()
        reach = person.reach("stores.keep")
        return self.filter(reach.within(campus="requisition__entry__campus_id"))

    def for_rows(self) -> Self:
        return self.select_related(
            "line", "item", "item__group", "requisition__entry__entered_by",
            "requisition__entry__school_class", "requisition__entry__place",
            "requisition__entry__campus",
        )  # fmt: skip


class RequestLine(models.Model):
    """What became of one line of a requisition, and whom it waits for.

    It only goes from one state to the next by `assets.deciding.move`, which asks at the same moment
    whether it still is where the person saw it. `item` is what it is by now: named or substituted.
    """

    class State(models.TextChoices):
        APPROVAL = "approval", pgettext_lazy("request", "waiting for approval")
        OPEN = "open", pgettext_lazy("request", "to be decided")
        BUYING = "buying", pgettext_lazy("request", "being bought")
        ARRIVED = "arrived", pgettext_lazy("request", "arrived, to be issued")
        ISSUED = "issued", pgettext_lazy("request", "issued")
        PART = "part", pgettext_lazy("request", "issued in part")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    TO_DECIDE = (State.OPEN, State.ARRIVED)
    UNSETTLED = (State.APPROVAL, State.OPEN, State.BUYING, State.ARRIVED)

    requisition = models.ForeignKey(
        Requisition, models.PROTECT, related_name="fates", verbose_name=_("requisition")
    )
    line = models.OneToOneField(
        RequisitionLine, models.PROTECT, related_name="fate", verbose_name=_("line")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    item = models.ForeignKey(
        "stores.Item",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item"),
    )
    issued = QuantityField(_("issued"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)

    objects = RequestLineQuerySet.as_manager()

    class Meta:
        ordering = ["requisition", "line__position", "pk"]
        verbose_name = _("state of a request")
        verbose_name_plural = _("states of requests")
        indexes: ClassVar = [
            models.Index(
                fields=["state", "requisition"],
                condition=Q(state__in=["approval", "open", "buying", "arrived"]),
                name="request_line_unsettled",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(issued__gte=0),
                name="request_line_issued_not_negative",
                violation_error_message=_("Less than nothing cannot be issued."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "part"]) | ~Q(reason=""),
                name="request_line_refused_says_why",
                violation_error_message=_("Say why it is not issued."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "part"]) | Q(issued__gt=0),
                name="request_line_issued_something",
                violation_error_message=_("What is issued is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.line, self.get_state_display())

    def get_absolute_url(self) -> str:
        return self.requisition.get_absolute_url()

    @property
    def rest(self) -> Decimal:
        """What was asked for and is not issued yet."""
        return max(self.line.quantity - self.issued, Decimal(0))

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in self.TO_DECIDE

    @property
    def may_be_withdrawn(self) -> bool:
        return self.state in (self.State.APPROVAL, self.State.OPEN)
