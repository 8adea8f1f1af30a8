"""The reading log: who read what is sensitive about a child or a colleague."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReadingQuerySet(models.QuerySet):
    def about_child(self, child: Any) -> Self:
        """Also the lists taken away on which the child stands."""
        listed = ReadingChild.objects.filter(child=child)
        return self.filter(Q(child=child) | Q(pk__in=listed.values("reading")))

    def within(self, *, children: models.QuerySet, people: models.QuerySet) -> Self:
        """What was read about these children or these people."""
        children, people = children.order_by().values("pk"), people.order_by().values("pk")
        listed = ReadingChild.objects.filter(child__in=children)
        about = Q(child__in=children) | Q(person__in=people)
        return self.filter(about | Q(pk__in=listed.values("reading")))


class Reading(models.Model):
    """Somebody opened, uncovered or took away what is sensitive. Rows are only ever added.

    `page` is the address without what was searched for: that may hold a name.
    """

    class Act(models.TextChoices):
        OPENED = "opened", pgettext_lazy("reading log", "opened")
        REVEALED = "revealed", _("numbers shown")
        EXPORTED = "exported", _("exported")
        PRINTED = "printed", _("printed")
        GIVEN_OUT = "given_out", _("whole file given out")

    TAKEN = (Act.EXPORTED, Act.PRINTED, Act.GIVEN_OUT)

    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    act = models.CharField(_("act"), max_length=20, choices=Act, default=Act.REVEALED)
    person = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    child = models.ForeignKey(
        "school.Child",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("child"),
    )
    title = models.CharField(_("what was taken"), max_length=100, blank=True)
    page = models.CharField(_("page"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("number of children"), default=1)
    at = models.DateTimeField(_("at"), db_index=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("reading log")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(child__isnull=False)
                | Q(act__in=["exported", "printed"]),
                name="reading_names_of_whom",
                violation_error_message=_("Name the person or the child."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} → {self.person or self.child or self.title}"


class ReadingChild(models.Model):
    """A child on a list that somebody took away."""

    reading = models.ForeignKey(
        Reading, models.PROTECT, related_name="listed", verbose_name=_("reading")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )

    class Meta:
        verbose_name = _("child on a list")
        verbose_name_plural = _("children on lists")
        constraints = [
            models.UniqueConstraint(fields=["reading", "child"], name="reading_names_a_child_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.child_id}"
