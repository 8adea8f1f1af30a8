"""食谱: what is served on which day at which meal, for a week, to the children or to the staff."""

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from canteen.models.dishes import Dish
from logistics.school.models.campuses import Meal
from logistics.school.reach import VisibleQuerySet


class MenuQuerySet(VisibleQuerySet):
    def of(self, on: date) -> Self:
        """Those of the week that holds a day."""
        return self.filter(week_on=on - timedelta(days=on.weekday()))

    def published(self) -> Self:
        return self.exclude(published_at=None)


class Menu(models.Model):
    """One week of one kitchen. Children's and staff's are kept strictly apart.

    `week_on` is its Monday. `special` is empty for the menu of all; else it is the menu of a group
    of children who eat otherwise, and says only what differs. `days_said` holds what is said of a
    day, by its date: `note`, and `is_exam` for an exam day. `analysis` is the last nutrition
    analysis it is built upon. Whoever knows the `token` of a published menu reads it without a login.
    """

    class Audience(models.TextChoices):
        CHILDREN = "children", _("children")
        STAFF = "staff", _("staff")

    class Special(models.TextChoices):
        OBESE = "obese", _("obese children")
        ANAEMIC = "anaemic", _("anaemic children")
        WEAK = "weak", _("weak children")
        ALLERGIC = "allergic", _("allergic children")
        HALAL = "halal", _("children who eat halal")

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        ASKED = "asked", _("under review")
        AGREED = "agreed", _("reviewed")
        PUBLISHED = "published", pgettext_lazy("a menu", "published")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    week_on = models.DateField(_("week from"))
    audience = models.CharField(
        pgettext_lazy("a menu", "for"), max_length=20, choices=Audience, default="children"
    )
    special = models.CharField(_("special menu"), max_length=20, choices=Special, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    note = models.CharField(_("note"), max_length=300, blank=True)
    serving = models.CharField(
        _("how warm it is served"),
        max_length=100,
        blank=True,
        help_text=_("Rice and dishes of the lunch are hot, above all in winter"),
    )
    days_said = models.JSONField(_("notes of the days"), default=dict, blank=True)
    analysis = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("built upon the nutrition analysis"),
    )
    token = models.CharField(
        _("public address"), max_length=40, unique=True, null=True, blank=True, editable=False
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    entry = models.OneToOneField(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("record"),
    )

    objects = MenuQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-week_on", "campus", "audience", "special"]
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "week_on", "audience", "special"],
                name="menu_once_a_week",
                violation_error_message=_("There is a menu for this week already."),
            )
        ]

    def __str__(self) -> str:
        return _("Menu of the week from %(day)s") % {"day": self.week_on}

    def get_absolute_url(self) -> str:
        return reverse("canteen:menu", args=[self.pk])

    @property
    def sunday(self) -> date:
        return self.week_on + timedelta(days=6)

    def said_of(self, on: date) -> dict[str, Any]:
        """What is said of a day of the week: a note, whether it is an exam day."""
        said: dict[str, Any] = self.days_said.get(on.isoformat(), {})
        return said

    @property
    def tone(self) -> str:
        return {"draft": "neutral", "asked": "warn", "agreed": "info"}.get(self.state, "ok")

    @property
    def whom(self) -> str:
        """For whom it is, in one word."""
        return str(self.get_special_display() or self.get_audience_display())


class MenuDish(models.Model):
    """A dish at a meal of a day, in its place on the table.

    After publication what was promised stays: what is served instead is a row of its own
    (`instead_of`), with the reason and who agreed; `is_dropped` says of the old one that it was not
    served at all. `canteen.menus.serving` tells what came to the table.
    """

    menu = models.ForeignKey(Menu, models.CASCADE, related_name="dishes", verbose_name=_("menu"))
    on = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=20, choices=Meal)
    dish = models.ForeignKey(Dish, models.PROTECT, related_name="+", verbose_name=_("dish"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    note = models.CharField(_("note"), max_length=100, blank=True)
    instead_of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("instead of"),
    )
    is_dropped = models.BooleanField(_("not served"), default=False)
    reason = models.CharField(_("reason of the change"), max_length=200, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on", "meal", "position", "pk"]
        verbose_name = _("dish on the menu")
        verbose_name_plural = _("dishes on the menu")
        indexes = [models.Index(fields=["on", "meal"], name="menu_dish_of_a_meal")]

    def __str__(self) -> str:
        return f"{self.on} {self.get_meal_display()} {self.dish}"
