"""不合格与整改: what was found not to be as it should, until somebody else has seen it put right."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class FindingState(models.TextChoices):
    """Read off the records of putting right and checking again; never set by hand."""

    OPEN = "to_put_right", pgettext_lazy("a finding", "to be put right")
    PUT_RIGHT = "to_recheck", pgettext_lazy("a finding", "to be checked again")
    CLOSED = "rechecked", pgettext_lazy("a finding", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("a finding", "withdrawn")


CONDITIONS = {
    FindingState.OPEN: Q(put_right_at=None, closed_at=None, withdrawn_at=None),
    FindingState.PUT_RIGHT: Q(put_right_at__isnull=False, closed_at=None, withdrawn_at=None),
    FindingState.CLOSED: Q(closed_at__isnull=False),
    FindingState.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


class FindingQuerySet(VisibleQuerySet):
    class_column = "school_class_id"

    def visible_to(self, person: Any, permission: str) -> Self:
        """What the permission reaches, and what one found, has to put right, or saw to."""
        hands = ("owner", "found_by", "put_right_by", "closed_by")
        own = Q.create([(f"{hand}_id", person.pk) for hand in hands], connector=Q.OR)
        return self.filter(self.within(person, permission) | own)

    def reached_by(self, person: Any, permission: str) -> Self:
        """Only what the permission reaches: who gives it out is not whoever has it."""
        return self.filter(self.within(person, permission))

    def within(self, person: Any, permission: str) -> Q:
        reach = person.reach(permission)
        return reach.within(campus="campus_id", school_class="school_class_id")

    def in_state(self, state: str) -> Self:
        return self.filter(CONDITIONS[FindingState(state)])

    def unsettled(self) -> Self:
        return self.filter(closed_at=None, withdrawn_at=None)

    def overdue(self, on: date) -> Self:
        return self.unsettled().filter(due_on__lt=on)

    def saying(self, words: str) -> Self:
        """What is not right, the measure or the place holds these words."""
        said = Q(what__icontains=words) | Q(measure__icontains=words)
        return self.filter(said | Q(place__name__icontains=words))

    def for_rows(self) -> Self:
        people = ("owner", "found_by", "put_right_by", "closed_by")
        rows = self.select_related("campus", "place", "school_class", *people)
        return rows.defer(*(f"{each}__identity_number" for each in people))


class Finding(models.Model):
    """One thing that is not as it should be: who puts it right, until when, who looked again.

    `entry` is the record that found it first; each later record that found the same, while it
    was not closed, is a `Sighting`. `key` names the thing within the school ("c12:i3:p40"), so
    that it is found once; empty: nothing else is the same. Who put it right and who is
    answerable never closes it.
    """

    is_new = False  # of the object that `righting` has just opened

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="findings", verbose_name=_("found by record")
    )
    key = models.CharField(_("thing"), max_length=80, blank=True)
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    what = models.CharField(_("what is not right"), max_length=300)
    found_at = models.DateTimeField(_("found at"))
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("found by")
    )
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put right by"),
    )
    due_on = models.DateField(_("put right until"), null=True, blank=True)
    put_right_at = models.DateTimeField(_("put right at"), null=True, blank=True)
    put_right_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("was put right by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked again by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(fields=["campus", "-found_at"], name="finding_campus"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(closed_at=None, withdrawn_at=None),
                name="finding_open",
            ),
            models.Index(fields=["place", "-found_at"], name="finding_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "key"],
                condition=Q(closed_at=None, withdrawn_at=None) & ~Q(key=""),
                name="finding_open_once",
                violation_error_message=_("This is being put right already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("put_right_by")),
                name="finding_closed_by_another",
                violation_error_message=_("Nobody checks again what they put right themselves."),
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(owner=None) | ~Q(closed_by=F("owner")),
                name="finding_closed_not_by_owner",
                violation_error_message=_("Who answers for it does not check it again."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, put_right_at__isnull=False),
                name="finding_put_right_before_closed",
                violation_error_message=_("It is put right first, then checked again."),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("duties:finding", args=[self.pk])

    @property
    def state(self) -> FindingState:
        if self.withdrawn_at:
            return FindingState.WITHDRAWN
        if self.closed_at:
            return FindingState.CLOSED
        return FindingState.PUT_RIGHT if self.put_right_at else FindingState.OPEN

    @property
    def where(self) -> str:
        """The place, else the class, else the campus."""
        return str(self.place or self.school_class or self.campus)

    def is_late(self, on: date) -> bool:
        """Not closed on a day after it was to be put right."""
        is_open = not (self.closed_at or self.withdrawn_at)
        return bool(is_open and self.due_on and self.due_on < on)

    def may_be_rechecked_by(self, person: Any) -> bool:
        """Only somebody who neither put it right nor answers for it."""
        barred = (self.put_right_by_id, self.owner_id)
        return self.state == FindingState.PUT_RIGHT and person.pk not in barred


class Sighting(models.Model):
    """A record that found the same thing again before it was closed."""

    finding = models.ForeignKey(
        Finding, models.CASCADE, related_name="sightings", verbose_name=_("finding")
    )
    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="sightings", verbose_name=_("record")
    )

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        constraints = [
            models.UniqueConstraint(fields=["finding", "entry"], name="sighting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} · {self.entry_id}"


class Rectification(Record):
    """What was done to put a finding right."""

    kind_code = "rectification"

    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="rectifications", verbose_name=_("finding")
    )
    done = models.CharField(_("what was done"), max_length=300)

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.finding.what}: {self.done}"


class Recheck(Record):
    """Somebody else has looked at it again: it is right, or it is open once more."""

    kind_code = "recheck"

    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="rechecks", verbose_name=_("finding")
    )
    passed = models.BooleanField(_("it is right now"))
    seen = models.CharField(_("what was seen"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("recheck")
        verbose_name_plural = _("rechecks")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.finding.what} {'√' if self.passed else '×'}"

    @property
    def verdict(self) -> str:
        return gettext("passed") if self.passed else gettext("not passed")
