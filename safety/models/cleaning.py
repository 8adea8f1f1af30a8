"""清扫保洁: which place was swept, mopped or looked after, how and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record


class Work(models.TextChoices):
    """What was done; a duty asks for one of these alone."""

    SMALL = "small", pgettext_lazy("cleaning", "small sweep")
    BIG = "big", pgettext_lazy("cleaning", "big sweep")
    MOP = "mop", pgettext_lazy("cleaning", "wet mopping")
    TOILET = "toilet", pgettext_lazy("cleaning", "toilets")
    RUBBISH = "rubbish", pgettext_lazy("cleaning", "rubbish and bins")
    ROOM = "room", pgettext_lazy("cleaning", "room after its use")
    FLUSH = "flush", pgettext_lazy("cleaning", "grounds flushed and disinfected")
    GENERAL = "general", pgettext_lazy("cleaning", "general cleaning of the month")
    SITE = "site", pgettext_lazy("cleaning", "whole site before term")
    DRAINS = "drains", pgettext_lazy("cleaning", "grease trap and drains")
    GREENING = "greening", pgettext_lazy("cleaning", "care of the greenery")

    @property
    def subject(self) -> str:
        """What a record of it is about, as the duty says it."""
        return f"clean:{self.value}"


def work_of(subject: str) -> Work:
    """The work a duty asks for; where it asks for none in particular, the daily small sweep."""
    about, _colon, code = subject.partition(":")
    return Work(code) if about == "clean" and code in Work.values else Work.SMALL


class Cleaning(Record):
    """One place, class or campus was cleaned once; its entry says which and when."""

    kind_code = "cleaning"

    work = models.CharField(_("what was done"), max_length=10, choices=Work, default=Work.SMALL)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cleaning")
        verbose_name_plural = _("cleanings")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        """Where it was stands in its entry."""
        said = str(self.get_work_display())
        return f"{said} · {self.note}" if self.note else said
