"""What is written down around an outbreak: reports, terminal disinfection, isolation, notices."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.models.alerts import Alert
from health.models.diseases import Disease
from logistics.fields import EncryptedTextField
from logistics.records.models import Record

# Beyond these a temperature is asked back, then kept as it was read; beyond the others it is none.
COLDEST, HOTTEST = Decimal("34.0"), Decimal("42.5")
LEAST, MOST = Decimal("20.0"), Decimal("50.0")


class EpidemicReport(Record):
    """传染病疫情报告: how many fell ill of what, told to the authorities. Happened when it was told."""

    kind_code = "epidemic_report"

    alert = models.ForeignKey(
        Alert,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("alert"),
    )
    disease = models.ForeignKey(
        Disease, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disease")
    )
    found_at = models.DateTimeField(_("found at"))
    case_count = models.PositiveSmallIntegerField(_("cases"))
    classes = models.CharField(_("classes"), max_length=200)
    symptoms = models.JSONField(_("symptoms"), default=list, blank=True)
    authority = models.CharField(_("reported to"), max_length=100)
    answered_by = models.CharField(
        pgettext_lazy("a report", "received by"), max_length=60, blank=True
    )
    guidance = models.CharField(_("what they advised"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("epidemic report")
        verbose_name_plural = _("epidemic reports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(case_count__gte=1),
                name="epidemic_report_of_a_case",
                violation_error_message=_("A report tells of at least one case."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return _("%(campus)s: %(count)s cases reported") % {
            "campus": self.entry.campus,
            "count": self.case_count,
        }


class TerminalDisinfection(Record):
    """终末消毒: a room and its things after a case, with what, how strong and how long."""

    kind_code = "terminal_disinfection"

    class Agent(models.TextChoices):
        CHLORINE = "chlorine", pgettext_lazy("disinfectant", "chlorine (84 liquid, tablets)")
        PEROXIDE = "peroxide", pgettext_lazy("disinfectant", "peracetic acid or peroxide")
        ETHANOL = "ethanol", pgettext_lazy("disinfectant", "ethanol 75 %")
        UV = "uv", pgettext_lazy("disinfectant", "ultraviolet lamp")
        STEAM = "steam", pgettext_lazy("disinfectant", "steam or boiling")

    disease = models.ForeignKey(
        Disease, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disease")
    )
    objects_treated = models.CharField(_("what was disinfected"), max_length=200)
    agent = models.CharField(_("disinfectant"), max_length=20, choices=Agent)
    concentration = models.PositiveIntegerField(
        _("available chlorine (mg/L)"), null=True, blank=True
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    guided_by = models.CharField(_("guided by"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("terminal disinfection")
        verbose_name_plural = _("terminal disinfections")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="terminal_disinfection_takes_time",
                violation_error_message=_("It lasts at least one minute."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        where = self.entry.school_class or self.entry.place or self.entry.campus
        return _("%(where)s: terminal disinfection") % {"where": where}


class IsolationRoomUse(Record):
    """隔离室使用: a child waited there until somebody fetched it, then the room was disinfected."""

    kind_code = "isolation_room_use"

    class Handling(models.TextChoices):
        WATCHED = "watched", pgettext_lazy("in the isolation room", "watched, back to the class")
        FETCHED = "fetched", pgettext_lazy("in the isolation room", "fetched by the parents")
        HOSPITAL = "hospital", pgettext_lazy("in the isolation room", "taken to hospital")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    symptoms = models.JSONField(_("symptoms"), default=list, blank=True)
    temperature = models.DecimalField(
        _("temperature (℃)"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    handling = models.CharField(_("handling"), max_length=20, choices=Handling, blank=True)
    left_at = models.DateTimeField(_("left the room at"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched at"), null=True, blank=True)
    disinfected_at = models.DateTimeField(_("room disinfected at"), null=True, blank=True)
    note = EncryptedTextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("use of the isolation room")
        verbose_name_plural = _("uses of the isolation room")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(temperature=None)
                | (Q(temperature__gte=LEAST) & Q(temperature__lte=MOST)),
                name="isolation_temperature_possible",
                violation_error_message=_("This is no temperature of a child."),
            ),
            models.CheckConstraint(
                condition=Q(fetched_at=None) | Q(left_at=None) | Q(fetched_at__gte=F("left_at")),
                name="isolation_fetched_after_leaving",
                violation_error_message=_("Nobody is fetched before leaving the room."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return _("%(where)s: isolation room used") % {
            "where": self.entry.school_class or self.entry.campus
        }

    @property
    def is_doubtful(self) -> bool:
        """A temperature that was asked back and confirmed."""
        return self.temperature is not None and not COLDEST <= self.temperature <= HOTTEST


class OutbreakNotice(Record):
    """疫情告知书: what the parents were told because of an alert, and how. It names no child."""

    kind_code = "outbreak_notice"

    class Way(models.TextChoices):
        PAPER = "paper", pgettext_lazy("how parents are told", "on paper")
        GROUP = "group", pgettext_lazy("how parents are told", "in the class's message group")
        BOARD = "board", pgettext_lazy("how parents are told", "on the notice board")
        PHONE = "phone", pgettext_lazy("how parents are told", "by telephone")

    alert = models.ForeignKey(
        Alert, models.PROTECT, related_name="notices", verbose_name=_("alert")
    )
    text = models.TextField(_("text"), max_length=4000)
    way = models.CharField(_("how they were told"), max_length=20, choices=Way)

    class Meta:
        verbose_name = _("notice of an outbreak")
        verbose_name_plural = _("notices of outbreaks")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        where = self.entry.school_class or self.entry.campus
        return _("%(where)s: parents informed") % {"where": where}
