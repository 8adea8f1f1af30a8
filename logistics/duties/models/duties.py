"""Duties: who owes what, where, how often, and which kind of record proves it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.access import Role
from logistics.contributions import Words, kinds

WORK_NOTE = "work_note"


class Rhythm(models.TextChoices):
    """How often a duty is owed."""

    DAILY = "daily", _("every day")
    MEAL = "meal", _("each meal")
    SHIFT = "shift", _("each shift")
    WEEKLY = "weekly", _("weekly")
    BIWEEKLY = "biweekly", _("every two weeks")
    WEEKS = "weeks", _("every n weeks")
    MONTH_START = "month_start", _("at the start of each month")
    MONTHLY = "monthly", _("monthly")
    MONTH_END = "month_end", _("at the end of each month")
    BIMONTHLY = "bimonthly", _("every two months")
    QUARTERLY = "quarterly", _("every quarter")
    EVERY_MONTHS = "every_months", _("every n months")
    MONTHS = "months", _("in named months")
    TERM_START = "term_start", _("at the start of term")
    TERM_MID = "term_mid", _("mid-term")
    TERM_END = "term_end", _("at the end of term")
    TERMLY = "termly", _("once a term")
    YEARLY = "yearly", _("yearly")
    DATED = "dated", _("on dates")
    BEFORE_TERM = "before_term", _("before term begins")
    AFTER_TERM = "after_term", _("after the term ends")
    BEFORE_HOLIDAY = "before_holiday", _("before a holiday")
    AFTER_HOLIDAY = "after_holiday", _("after a holiday")
    ROTA = "rota", _("by rota")
    EVENT = "event", _("when something happens")
    UNSET = "unset", _("rhythm not chosen")


class Scope(models.TextChoices):
    """What it is owed for, once each."""

    SCHOOL = "school", pgettext_lazy("scope", "school")
    CAMPUS = "campus", _("each campus")
    CLASS = "class", _("each class")
    PLACE = "place", _("each place")
    MEAL = "meal", _("each meal of a campus")
    THING = "thing", _("each thing")


class ClosedDay(models.TextChoices):
    """What becomes of it when it falls on a closed day."""

    SKIP = "skip", _("not owed")
    BEFORE = "before", _("owed on the last open day before")
    AFTER = "after", _("owed on the next open day")
    KEEP = "keep", _("owed on closed days too")


class DutyQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, person: Any, permission: str = "duties.view_all") -> Self:
        """Of the campuses one may see; duties of the whole school are seen by all of them."""
        reach = person.reach(permission)
        if not reach:
            return self.none()
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))

    def changeable_by(self, person: Any, permission: str = "duties.arrange") -> Self:
        """Of one's campuses; what every campus has in common only by those who reach them all."""
        within = person.reach(permission).within(campus="campus_id")
        if person.reaches_all(permission):
            within |= Q(campus=None)
        return self.filter(within)


class Duty(models.Model):
    """Something the school promises to do again and again."""

    code = models.CharField(_("number in the catalogue"), max_length=20, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    basis = models.CharField(_("rests on"), max_length=200, blank=True)
    trade = models.CharField(_("trade"), max_length=20)
    role = models.CharField(_("owed by"), max_length=30, choices=Role)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("owed by this person"),
    )
    partner = models.CharField(_("together with"), max_length=60, blank=True)
    scope = models.CharField(_("owed for"), max_length=20, choices=Scope, default=Scope.CAMPUS)
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("only at"),
        help_text=_("Empty: at every campus"),
    )
    place_kind = models.CharField(_("kind of place"), max_length=20, blank=True)
    rhythm = models.CharField(_("rhythm"), max_length=20, choices=Rhythm, default=Rhythm.UNSET)
    times = models.JSONField(_("due at"), default=list, blank=True)
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    interval = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    months = models.JSONField(_("months"), default=list, blank=True)
    dates = models.JSONField(_("dates"), default=list, blank=True)
    anchor = models.CharField(_("holiday"), max_length=20, blank=True)
    days = models.PositiveSmallIntegerField(_("days before or after"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("within hours"), null=True, blank=True)
    season = models.JSONField(_("only in these months"), default=list, blank=True)
    on_closed = models.CharField(
        _("on closed days"), max_length=10, choices=ClosedDay, default=ClosedDay.SKIP
    )
    trigger = models.CharField(_("begins with a record of"), max_length=40, blank=True)
    proof = models.CharField(_("proved by"), max_length=40, default=WORK_NOTE)
    about = models.CharField(
        _("only records about"),
        max_length=40,
        blank=True,
        help_text=_("Empty: any record of this kind proves it"),
    )
    count = models.PositiveSmallIntegerField(_("records needed"), default=1)
    bundle = models.CharField(_("bundle"), max_length=30, blank=True)
    source = models.CharField(_("sentence of the plan"), max_length=500, blank=True)
    plan = models.ForeignKey(
        "duties.Plan",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("plan"),
    )
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)

    objects = DutyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["trade", "code", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="duty_needs_a_record",
                violation_error_message=_("A duty is proved by at least one record."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="duty_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.title_en if english and self.title_en else self.title

    def get_absolute_url(self) -> str:
        return reverse("duties:duty", args=[self.pk])

    @property
    def proof_in_use(self) -> str:
        """The kind of record that proves it today: its own register, until there is one a note."""
        return self.proof if self.proof in kinds() else WORK_NOTE

    @property
    def proof_title(self) -> Words:
        return kinds()[self.proof_in_use].title


class RotaTurn(models.Model):
    """Whose turn it is: the person who owes a duty from one day to another."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="turns", verbose_name=_("duty"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="turns", verbose_name=_("person")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    class Meta:
        ordering = ["duty", "starts_on"]
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="rota_turn_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.starts_on} – {self.ends_on}"
