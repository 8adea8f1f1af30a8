"""A round under way: begun, shared, interrupted and gone on with, until it is submitted."""

from secrets import token_hex
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.school.reach import VisibleQuerySet
from safety.models.rounds import Result


class RunningRoundQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """Those of the campuses one has to do with, and those one has begun oneself."""
        reach = person.reach(permission)
        return self.filter(reach.within(campus="campus_id") | Q(begun_by_id=person.pk))

    def under_way(self) -> Self:
        return self.filter(ended_at=None)


class RunningRound(models.Model):
    """A round that somebody has begun on one version of a list, with all who walk it.

    `slot` names list, day and what it is about: who begins the same joins it. It ends when it is
    submitted or dropped; what comes in after that belongs to the one that `follows` it.
    """

    slot = models.CharField(_("what and when"), max_length=120, editable=False)
    edition = models.ForeignKey(
        "safety.ChecklistVersion", models.PROTECT, related_name="runs", verbose_name=_("version")
    )
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    is_dropped = models.BooleanField(_("dropped"), default=False)
    revision = models.PositiveIntegerField(_("times answered"), default=0, editable=False)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
        verbose_name=_("follows"),
    )

    objects = RunningRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("round under way")
        verbose_name_plural = _("rounds under way")
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(ended_at=None),
                name="running_round_once_at_a_time",
                violation_error_message=_("This round has been begun already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.edition.checklist)

    def get_absolute_url(self) -> str:
        return reverse("safety:run", args=[self.pk])


class RunningStop(models.Model):
    """A place of the round, or the class, thing, person or company; the whole campus has none.

    `about` is the code of it ("place:12"), `name` as it was called when the round began.
    """

    run = models.ForeignKey(
        RunningRound, models.CASCADE, related_name="stops", verbose_name=_("round under way")
    )
    about = models.CharField(pgettext_lazy("round", "of what"), max_length=30, blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    company = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("outsourced", "company"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["run", "position", "pk"]
        verbose_name = _("stop of a round")
        verbose_name_plural = _("stops of rounds")
        constraints = [
            models.UniqueConstraint(fields=["run", "about"], name="running_stop_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RunningAnswer(models.Model):
    """What one person saw of one thing. What another found wrong is not made right by one's own."""

    stop = models.ForeignKey(
        RunningStop, models.CASCADE, related_name="answers", verbose_name=_("stop of a round")
    )
    item = models.ForeignKey(
        "safety.ChecklistItem", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    result = models.CharField(pgettext_lazy("round", "result"), max_length=10, choices=Result)
    number = models.DecimalField(
        pgettext_lazy("checklist", "number"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    text = models.CharField(pgettext_lazy("checklist", "answer"), max_length=200, blank=True)
    note = models.CharField(_("what was found"), max_length=200, blank=True)

    class Meta:
        ordering = ["stop", "item", "at"]
        verbose_name = _("answer of a round")
        verbose_name_plural = _("answers of rounds")
        constraints = [
            models.UniqueConstraint(
                fields=["stop", "item", "by"],
                name="running_answer_once_each",
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.UNCHECKED),
                name="running_answer_says_something",
                violation_error_message=_("An answer says what was seen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display()}"


def waiting_path(photo: "RunningPhoto", filename: str) -> str:
    """A name nobody can guess, apart from the photos of records."""
    return f"rounds/{token_hex(16)}.jpg"


class RunningPhoto(models.Model):
    """A photo of a round under way, already small; it goes with the record when that is filed."""

    stop = models.ForeignKey(
        RunningStop, models.CASCADE, related_name="photos", verbose_name=_("stop of a round")
    )
    item = models.ForeignKey(
        "safety.ChecklistItem", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    file = models.FileField(_("file"), upload_to=waiting_path)
    thumbnail = models.FileField(_("thumbnail"), upload_to=waiting_path)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["stop", "item", "pk"]
        verbose_name = _("photo of a round under way")
        verbose_name_plural = _("photos of rounds under way")

    def __str__(self) -> str:
        return str(self.file)
