"""消防器材检查 and 消防设施维护检测: what was looked over, and what was serviced or tested."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record, RecordLine
from safety.models.equipment import Family, FireEquipment


class Point(models.TextChoices):
    """What is looked at; the official sheet has a column for each of the first five."""

    PRESSURE = "pressure", _("pressure")
    SEAL = "seal", _("lead seal")
    LOOK = "look", _("look")
    HOSE = "hose", _("hose and nozzle")
    IN_PLACE = "in_place", _("in its place")
    WORKS = "works", _("works when tested")


ALWAYS = (Point.LOOK, Point.IN_PLACE)
POINTS: dict[str, tuple[Point, ...]] = {
    Family.EXTINGUISHER: (Point.PRESSURE, Point.SEAL, Point.LOOK, Point.HOSE, Point.IN_PLACE),
    Family.HYDRANT: (Point.PRESSURE, Point.SEAL, Point.LOOK, Point.HOSE, Point.IN_PLACE),
    Family.LIGHT: (Point.WORKS, *ALWAYS),
    Family.DETECTOR: (Point.WORKS, *ALWAYS),
    Family.GAS: (Point.WORKS, *ALWAYS),
    Family.OTHER: (Point.WORKS, *ALWAYS),
}


class FireEquipmentCheck(Record):
    """One family of a campus or building, each thing that was looked at with a line of its own.

    `owed` is how many were to be looked at: what has no line was not checked.
    """

    kind_code = "fire_equipment_check"
    with_lines = True

    family = models.CharField(_("what was checked"), max_length=20, choices=Family)
    owed = models.PositiveSmallIntegerField(_("to be checked"), default=0)

    class Meta:
        verbose_name = _("check of fire equipment")
        verbose_name_plural = _("checks of fire equipment")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        lines = self.told_lines
        bad = sum(1 for line in lines if line.faults)
        said = gettext("%(n)s of %(all)s checked") % {"n": len(lines), "all": self.owed}
        what = f"{self.get_family_display()} · {said}"
        if not bad:
            return what
        return f"{what} · " + ngettext("%(n)s not in order", "%(n)s not in order", bad) % {"n": bad}


class FireCheckLine(RecordLine):
    """One thing was looked at. `faults` are the points that were not in order."""

    sheet = models.ForeignKey(
        FireEquipmentCheck, models.PROTECT, related_name="lines", verbose_name=_("check")
    )
    equipment = models.ForeignKey(
        FireEquipment, models.PROTECT, related_name="check_lines", verbose_name=_("equipment")
    )
    faults = models.JSONField(_("not in order"), default=list, blank=True)
    note = models.CharField(_("what was found"), max_length=200, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a check")
        verbose_name_plural = _("lines of checks")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "equipment"], name="fire_check_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.equipment}: {self.found}"

    @property
    def found(self) -> str:
        """What was not right in words; or that all was."""
        if not self.faults:
            return gettext("in order")
        points = ", ".join(str(Point(code).label) for code in self.faults)
        return f"{points} {self.note}".strip()

    def mark(self, point: str) -> str:
        """√, × or / as the official sheet has it."""
        if point in self.faults:
            return "×"
        return "√" if point in POINTS[self.equipment.family] else "/"


class Facility(models.TextChoices):
    """What a firm services or a body tests."""

    EXTINGUISHERS = "extinguishers", _("extinguishers")
    FIRE = "fire", _("fire facilities of the buildings")
    LIGHTNING = "lightning", _("lightning protection")
    ALARM = "alarm", _("automatic fire alarm")
    ELECTRICS = "electrics", _("electric wiring")
    DUCT = "duct", _("kitchen exhaust duct")
    OTHER = "other", pgettext_lazy("fire equipment", "other")

    @property
    def subject(self) -> str:
        return f"service:{self.value}"


class Conclusion(models.TextChoices):
    GOOD = "good", _("qualified")
    BAD = "bad", _("not qualified")


class FireFacilityService(Record):
    """消防设施维护/检测: what, by which firm, with what conclusion and report."""

    kind_code = "fire_facility_service"
    with_lines = True

    facility = models.CharField(_("facility"), max_length=20, choices=Facility)
    firm = models.CharField(_("firm or testing body"), max_length=80)
    what = models.CharField(_("what was done"), max_length=300)
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Conclusion)
    report_number = models.CharField(_("number of the report"), max_length=60, blank=True)
    next_on = models.DateField(_("due again on"), null=True, blank=True)
    measure = models.CharField(_("what is done about it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("service of fire facilities")
        verbose_name_plural = _("services of fire facilities")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.get_facility_display()} · {self.firm} · {self.get_conclusion_display()}"


class FireServiceLine(RecordLine):
    """One thing was serviced, or taken out of use, with a service."""

    class Act(models.TextChoices):
        SERVICED = "serviced", _("filled or serviced")
        SCRAPPED = "scrapped", _("taken out of use")

    sheet = models.ForeignKey(
        FireFacilityService, models.PROTECT, related_name="lines", verbose_name=_("service")
    )
    equipment = models.ForeignKey(
        FireEquipment, models.PROTECT, related_name="service_lines", verbose_name=_("equipment")
    )
    act = models.CharField(_("what was done"), max_length=10, choices=Act)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a service")
        verbose_name_plural = _("lines of services")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "equipment"], name="fire_service_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.equipment}: {self.get_act_display()}"


class FireReport(Record):
    """消防安全月报: read off the month's records, then signed by the head of the school."""

    kind_code = "fire_report"

    month = models.DateField(_("month"))
    figures = models.JSONField(_("figures"), default=dict)
    situation = models.CharField(_("how fire safety stands"), max_length=500, blank=True)
    measures = models.CharField(_("what is done next"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("monthly fire report")
        verbose_name_plural = _("monthly fire reports")

    FIGURES: ClassVar[dict[str, Any]] = {
        "equipment": _("Fire equipment in use"),
        "checked": _("Looked over this month"),
        "broken": _("Out of order"),
        "overdue": _("Past service or age"),
        "patrols": _("Fire patrols"),
        "inspections": _("Fire inspections"),
        "services": _("Services and tests"),
        "training": _("Trainings"),
        "drills": _("Drills"),
        "hot_work": pgettext_lazy("in a month", "Permits for hot work"),
        "found": _("Hazards found"),
        "closed": _("of these closed"),
    }

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return gettext("Fire report %(month)s") % {"month": f"{self.month:%Y-%m}"}

    @property
    def said(self) -> list[tuple[str, int]]:
        return [(str(words), self.figures.get(code, 0)) for code, words in self.FIGURES.items()]


def first_of(day: date) -> date:
    return day.replace(day=1)
