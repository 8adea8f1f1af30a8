"""A11 and A12: the buses, the trip log, checks, services, papers, lists and arrivals."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    EntryRegister,
    WithLines,
)
from logistics.registers import Column
from safety.fire.registers import ThingRegister, listed
from safety.models import (
    BusArrival,
    BusCheck,
    BusPaperCheck,
    BusPassengerList,
    BusService,
    BusTrip,
    BusTripLine,
    PassengerLine,
    SchoolBus,
)

VIEW, RUN = "safety.view_bus", "safety.run_bus"


class BusRegister(ThingRegister):
    """A11 校车档案."""

    code = "school-buses"
    title = _("School buses")
    model = SchoolBus
    permission = RUN
    named = "plate"
    order = ("campus", "plate")
    related = ("campus",)
    keep_years = 30
    columns = (
        Column("plate", _("Number plate"), width=12, kept=True),
        Column("permit_number", _("Number of the permit"), width=16),
        Column("permit_until", _("Permit valid until"), width=11),
        Column("seats", _("Seats by its papers"), width=8, number=True),
        Column("owner", _("Owner"), width=18),
        Column("insurance_until", _("Carrier insurance until"), width=11),
        Column("inspected_until", _("Technical inspection until"), width=11),
        Column("fittings", _("Not on board"), lambda bus: listed(bus.missing), width=18),
        Column("letter_filed_on", _("Responsibility letter filed on"), width=11),
        Column("retired_on", _("Out of use since"), width=11),
        Column("permit_returned_on", _("Permit returned on"), width=11),
        Column("campus", _("Campus"), width=12, hidden=True),
    )


def by_stop(trip: BusTrip) -> str:
    return listed(f"{stop} +{boarded} -{left}" for stop, boarded, left in trip.by_stop())


def roll(trip: BusTrip) -> str:
    """Each child with the times it boarded and left."""
    return listed(f"{line.child}" for line in trip.lines.all() if line.on_at)


def before(trip: BusTrip) -> str:
    check = trip.check_before
    return (listed(check.faults_said) or "√") if check else ""


class TripRegister(WithLines, EntryRegister):
    """A12 校车运行日志, in the columns of the norm."""

    code = "bus-trips"
    trade = "safety"
    title = _("Trip log of the school bus")
    kind = BusTrip.kind_code
    model = BusTrip
    permission = VIEW
    related = (
        "route",
        "bus",
        "driver__person",
        "attendant__person",
        "check_before",
        "empty_check_by",
    )
    line_related = ("child",)
    orientation = "landscape"
    daily = True
    columns = (
        NUMBER,
        STATE,
        Column("route", _("Bus line"), width=10),
        Column("direction", _("Direction"), "get_direction_display", width=8),
        Column("bus", _("School bus"), width=10),
        Column("driver", _("Driver"), width=9),
        Column("attendant", _("Attendant"), width=9),
        Column("before", _("Check before departure"), before, width=12),
        HAPPENED,
        Column("arrived_at", _("Arrived at"), width=17),
        Column("by_stop", _("On and off by stop"), by_stop, width=26),
        Column("count_on", _("Boarded"), width=6, total=True),
        Column("count_off", _("Left the bus"), width=6, total=True),
        Column("roll", _("Children"), roll, width=30, hidden=True),
        Column("empty_check_by", _("Empty bus searched by"), width=10),
        Column("empty_check_at", _("Empty bus searched at"), width=17),
        Column("warnings", _("Not as it should be"), lambda t: listed(t.warnings_said), width=20),
        Column("note", _("What else happened"), width=20),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Attendant"), _("Driver"), _("Person in charge"))

    def children(self, rows: Any) -> Iterable[int]:
        found = BusTripLine.objects.filter(sheet__in=rows.values("pk"), on_at__isnull=False)
        return found.values_list("child", flat=True).distinct()


class BusCheckRegister(EntryRegister):
    code = "bus-checks"
    trade = "safety"
    title = _("Checks of the bus before departure")
    kind = BusCheck.kind_code
    model = BusCheck
    permission = RUN
    related = ("bus",)
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("bus", _("School bus"), width=12),
        Column("faults", _("Not in order"), lambda r: listed(r.faults_said), width=26),
        Column("note", _("Found and done"), width=26),
        BY,
        CAMPUS,
        ENTERED,
    )


class BusServiceRegister(EntryRegister):
    """校车保养维修检验记录."""

    code = "bus-services"
    trade = "safety"
    title = _("Services and inspections of the bus")
    kind = BusService.kind_code
    model = BusService
    related = ("bus",)
    searched = ("firm", "what", "bus__plate")
    keep_years = 30
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("bus", _("School bus"), width=12),
        Column("act", _("What was done"), "get_act_display", width=14),
        Column("firm", _("Firm or office"), width=18),
        Column("what", _("Content and result"), width=30),
        Column("km", _("Kilometres"), width=10, number=True),
        Column("passed", _("Qualified"), width=8),
        Column("valid_until", _("Valid until, or due again on"), width=11),
        BY,
        CAMPUS,
        ENTERED,
    )


def stood(record: BusPaperCheck) -> str:
    return listed(f"{row['name']} {'×' if row['wrong'] else '√'}" for row in record.stood)


class PaperRegister(EntryRegister):
    code = "bus-papers"
    trade = "safety"
    title = _("Checks of bus papers")
    kind = BusPaperCheck.kind_code
    model = BusPaperCheck
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("about", _("What was looked at"), "get_about_display", width=18),
        Column("stood", _("How they stood"), stood, width=40),
        Column("note", _("What is done about it"), width=24),
        BY,
        CAMPUS,
        ENTERED,
    )


class PassengerRegister(WithLines, EntryRegister):
    """乘车名册."""

    code = "bus-passengers"
    trade = "safety"
    title = _("Bus passenger lists")
    kind = BusPassengerList.kind_code
    model = BusPassengerList
    permission = VIEW
    related = ("route",)
    line_related = ("child", "school_class")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("route", _("Bus line"), width=12),
        Column("count", _("Children"), width=8, total=True),
        Column(
            "names",
            _("Who rides"),
            lambda r: listed(
                f"{line.child} {line.school_class} {line.stop}" for line in r.lines.all()
            ),
            width=60,
        ),
        BY,
        CAMPUS,
        ENTERED,
    )

    def children(self, rows: Any) -> Iterable[int]:
        found = PassengerLine.objects.filter(sheet__in=rows.values("pk"))
        return found.values_list("child", flat=True).distinct()


class ArrivalRegister(EntryRegister):
    """Counts alone: no child is named."""

    code = "bus-arrivals"
    trade = "safety"
    title = _("Children from the bus counted in class")
    kind = BusArrival.kind_code
    model = BusArrival
    permission = VIEW
    related = ("run__route",)
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("school_class", _("Class"), "entry.school_class", width=12, content=False),
        Column("run", _("Bus line"), "run", width=14),
        Column("owed", _("Came by bus"), width=8, total=True),
        Column("there", pgettext_lazy("of children", "In class"), width=8, total=True),
        BY,
        CAMPUS,
        ENTERED,
    )


REGISTERS = [
    BusRegister,
    TripRegister,
    BusCheckRegister,
    BusServiceRegister,
    PaperRegister,
    PassengerRegister,
    ArrivalRegister,
]
