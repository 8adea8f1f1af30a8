"""校车保养检验、证照核验与乘车名册: services of a bus, papers looked at, the term's list of riders."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record, RecordLine
from safety.models.buses import BusRoute, SchoolBus


class BusService(Record):
    """A bus was serviced, repaired, inspected, insured or got its permit anew."""

    kind_code = "bus_service"

    class Act(models.TextChoices):
        UPKEEP = "upkeep", pgettext_lazy("bus", "maintenance")
        REPAIR = "repair", pgettext_lazy("bus", "repair")
        INSPECTION = "inspection", pgettext_lazy("bus", "technical inspection")
        INSURANCE = "insurance", pgettext_lazy("bus", "insurance renewed")
        PERMIT = "permit", pgettext_lazy("bus", "school bus permit")

        @property
        def subject(self) -> str:
            return f"bus:{self.value}"

    # What a paper renewed with such a service is called on the file of the bus.
    PAPERS = {Act.INSPECTION: "inspected_until", Act.INSURANCE: "insurance_until",
              Act.PERMIT: "permit_until"}  # fmt: skip

    bus = models.ForeignKey(
        SchoolBus, models.PROTECT, related_name="services", verbose_name=_("school bus")
    )
    act = models.CharField(_("what was done"), max_length=20, choices=Act)
    firm = models.CharField(_("firm or office"), max_length=80)
    what = models.CharField(_("content and result"), max_length=300)
    km = models.PositiveIntegerField(_("kilometres"), null=True, blank=True)
    passed = models.BooleanField(_("qualified, may run"), default=True)
    valid_until = models.DateField(_("valid until, or due again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("service of a bus")
        verbose_name_plural = _("services of buses")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.bus} · {self.get_act_display()}"


class BusPaperCheck(Record):
    """The papers of the buses, or of drivers and attendants, were looked at; as they stood then."""

    kind_code = "bus_papers"

    class Subject(models.TextChoices):
        BUS = "bus", _("papers of the buses")
        CREW = "crew", _("papers of drivers and attendants")

        @property
        def subject(self) -> str:
            return f"papers:{self.value}"

    about = models.CharField(_("what was looked at"), max_length=10, choices=Subject)
    stood = models.JSONField(_("how they stood"), default=list)
    note = models.CharField(_("what is done about it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("check of bus papers")
        verbose_name_plural = _("checks of bus papers")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        bad = sum(1 for row in self.stood if row.get("wrong"))
        said = gettext("all valid")
        if bad:
            said = ngettext("%(n)s not valid", "%(n)s not valid", bad) % {"n": bad}
        return f"{self.get_about_display()} · {said}"


class BusPassengerList(Record):
    """乘车名册: who rides a line this term, as the list stood when it was filed."""

    kind_code = "bus_passenger_list"
    with_lines = True

    route = models.ForeignKey(
        BusRoute, models.PROTECT, related_name="lists", verbose_name=_("bus line")
    )
    count = models.PositiveSmallIntegerField(_("children"))

    class Meta:
        verbose_name = _("bus passenger list")
        verbose_name_plural = _("bus passenger lists")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        said = ngettext("%(n)s child", "%(n)s children", self.count) % {"n": self.count}
        return f"{self.route} · {said}"


class PassengerLine(RecordLine):
    """A child of the list with its stop and ways."""

    sheet = models.ForeignKey(
        BusPassengerList, models.PROTECT, related_name="lines", verbose_name=_("passenger list")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    stop = models.CharField(_("stop"), max_length=60)
    rides_to_school = models.BooleanField(_("rides to school"), default=True)
    rides_home = models.BooleanField(_("rides home"), default=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("child of a passenger list")
        verbose_name_plural = _("children of passenger lists")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "child"], name="passenger_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child} · {self.stop}"


PAPER_TITLES: dict[str, Any] = {
    "permit_until": _("school bus permit"),
    "insurance_until": _("carrier insurance"),
    "inspected_until": _("technical inspection"),
}
