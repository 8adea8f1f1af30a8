"""防寒保暖: clothing before and after activities, and what keeps a campus warm."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record

COLD_MONTHS = frozenset({11, 12, 1, 2, 3})  # in which a class offers the record by itself


class ColdWeatherCare(Record):
    """防寒保暖检查记录: what was seen to on a cold day, in a class or over a campus.

    What is not among `done` was not in order; `exceptions` says what and what is done about it.
    """

    class About(models.TextChoices):
        CLOTHING = "clothing", _("clothing before and after activities")
        PROTECTION = "protection", _("protection against the cold")

    ITEMS: ClassVar[dict[str, tuple[tuple[str, str | Promise], ...]]] = {
        About.CLOTHING: (
            ("before", _("clothes taken off and towels put in before moving")),
            ("during", _("sweat watched during the activity")),
            ("after", _("sweat wiped and clothes put on afterwards")),
            ("nap", _("dressed quickly after the nap")),
            ("spare", _("dry spare clothes at hand")),
            ("parents", _("parents told how to dress the children")),
        ),
        About.PROTECTION: (
            ("windows", _("doors, windows and curtains keep the wind out")),
            ("heating", _("heating works and is safe")),
            ("water", _("warm water to wash and drink")),
            ("pipes", _("pipes and meters protected against frost")),
            ("paths", _("paths and steps free of ice")),
            ("gate", _("waiting at the gate sheltered and short")),
            ("staff", _("guards, cooks and cleaners clothed warmly")),
        ),
    }

    kind_code = "cold_weather_care"

    about = models.CharField(
        pgettext_lazy("cold weather", "what was looked at"), max_length=20, choices=About
    )
    outside = models.DecimalField(
        _("temperature outdoors"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    inside = models.DecimalField(
        _("temperature indoors"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    done = models.JSONField(_("in order"), default=list)
    exceptions = models.CharField(
        _("not in order, and what is done about it"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("care in cold weather")
        verbose_name_plural = _("care in cold weather")
        constraints = [
            models.CheckConstraint(
                condition=(Q(outside=None) | Q(outside__range=(-60, 50)))
                & (Q(inside=None) | Q(inside__range=(-30, 50))),
                name="cold_weather_is_possible",
                violation_error_message=_("No thermometer shows this."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        open_count = len(self.not_done)
        if not open_count:
            return f"{self.get_about_display()} · {gettext('in order')}"
        words = ngettext("%(n)s thing not in order", "%(n)s things not in order", open_count)
        return f"{self.get_about_display()} · {words % {'n': open_count}}"

    @property
    def items(self) -> tuple[tuple[str, str | Promise], ...]:
        return self.ITEMS[self.about]

    @property
    def done_words(self) -> list[str]:
        return [str(words) for code, words in self.items if code in self.done]

    @property
    def not_done(self) -> list[str]:
        return [str(words) for code, words in self.items if code not in self.done]


def subject_of(about: str) -> str:
    """What such a record is about, as the duty says it."""
    return f"cold:{about}"
