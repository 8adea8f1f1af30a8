"""What begins at the gate and ends there later: somebody who leaves, a key that comes back."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Entry, Record
from logistics.records.models.entries import said_of

STEPPED = ("ended_at", "passed_at")  # what the steps say, not the record


class StayQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def open(self) -> Self:
        """Not ended: still inside, still out, still to be handed over."""
        return self.standing().filter(ended_at=None)

    def reached_by(self, person: Any, permission: str) -> Self:
        reach = person.reach(permission)
        return self.filter(
            reach.within(campus="entry__campus_id", school_class="entry__school_class_id")
        )


class Stay(Record):
    """A record of the gate that is ended later by a step of its own.

    `ended_at` is read off the steps, so that what is open is found at once; the record itself
    stays as it was written.
    """

    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    objects = StayQuerySet.as_manager()

    class Meta:
        abstract = True

    def as_version(self) -> dict[str, Any]:
        return said_of(self, but=STEPPED)

    @classmethod
    def for_checking(cls) -> models.QuerySet:
        last = GateStep.objects.filter(entry=models.OuterRef("pk")).order_by("-pk")
        return (
            super()
            .for_checking()
            .annotate(
                last_act=models.Subquery(last.values("act")[:1]),
                last_at=models.Subquery(last.values("happened_at")[:1]),
            )
        )

    def apart(self) -> str:
        """It ended when its last step says so, and is open when that took the end back."""
        act, at = self.last_act, self.last_at  # type: ignore[attr-defined]
        ends = {GateStep.Act.ENDED: {at}, GateStep.Act.PASSED: {None, at}}.get(act, {None})
        if self.ended_at in ends:
            return ""
        return gettext("When it ended is not what its last step at the gate says.")


class GateStep(models.Model):
    """What became of something at the gate. Rows are only ever added; a slip is undone by a row.

    `person` is to whom it was handed over; `is_lacking`: the badge did not come back.
    """

    class Act(models.TextChoices):
        PASSED = "passed", pgettext_lazy("at the gate", "went out")
        ENDED = "ended", pgettext_lazy("at the gate", "left or came back")
        UNDONE = "undone", pgettext_lazy("at the gate", "taken back")

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="gate_steps", verbose_name=_("record")
    )
    act = models.CharField(_("act"), max_length=10, choices=Act)
    happened_at = models.DateTimeField(_("happened at"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed over to"),
    )
    is_lacking = models.BooleanField(_("not everything came back"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step at the gate")
        verbose_name_plural = _("steps at the gate")
        indexes = [models.Index(fields=["by", "at"], name="gate_step_by_person")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.get_act_display()}"
