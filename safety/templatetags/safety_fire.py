"""What records of equipment, drills and the bus say, as their pages show it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.registers import shown
from safety.models import (
    BusArrival,
    BusCheck,
    BusPaperCheck,
    BusPassengerList,
    BusService,
    BusTrip,
    EvacuationDrill,
    Exercise,
    FireEquipmentCheck,
    FireFacilityService,
    FireReport,
    HotWorkEnd,
    HotWorkPermit,
    PlayService,
    SpecialEquipmentCheck,
    StaffTraining,
)

register = template.Library()

Facts = Iterable[tuple[str, Any]]


@register.filter
def fire_facts(record: Any) -> list[tuple[str, str]]:
    """Names and values of what was said; what was left out is left out."""
    said = SAID[type(record)](record)
    return [(str(name), shown(value)) for name, value in said if value not in ("", None)]


@register.filter
def fire_lines(record: Any) -> list[str]:
    """The lines of a sheet, each in one sentence."""
    related = {"equipment", "child", "person", "school_class"}
    columns = {field.name for field in record.lines.model._meta.fields}
    return [line_said(line) for line in record.lines.select_related(*sorted(related & columns))]


def line_said(line: Any) -> str:
    more = [getattr(line, name, "") for name in ("note",)]
    return " · ".join(str(part) for part in (line, *more) if part)


def listed(words: Iterable[Any]) -> str:
    return _(", ").join(str(word) for word in words)


def of_check(record: FireEquipmentCheck) -> Facts:
    yield _("What was checked"), record.get_family_display()
    lines = list(record.lines.all())
    yield pgettext("things", "Checked"), f"{len(lines)} / {record.owed}"
    yield _("Not checked"), record.owed - len(lines)


def of_service(record: FireFacilityService) -> Facts:
    yield _("Facility"), record.get_facility_display()
    yield _("Firm or testing body"), record.firm
    yield _("What was done"), record.what
    yield _("Conclusion"), record.get_conclusion_display()
    yield _("What is done about it"), record.measure
    yield _("Number of the report"), record.report_number
    yield _("Due again on"), record.next_on


def of_report(record: FireReport) -> Facts:
    yield _("Month"), f"{record.month:%Y-%m}"
    yield from record.said
    yield _("How fire safety stands"), record.situation
    yield _("What is done next"), record.measures


def of_drill(record: EvacuationDrill) -> Facts:
    yield _("Drill"), record.get_type_display()
    yield _("Signal at"), f"{shown(record.signal_at)}"
    yield _("Everybody assembled at"), shown(record.done_at)
    yield _("Time used"), record.time_said
    yield _("Target (s)"), record.target_seconds or ""
    yield _("Children there / owed"), f"{record.there} / {record.owed}"
    yield _("Staff there / owed"), f"{record.staff_there} / {record.staff_owed}"
    yield _("Emergency plan"), record.plan
    yield _("Routes and exits"), record.route
    yield _("Assembly point"), record.assembly
    yield _("In command"), str(record.commander)
    yield _("Problems"), listed(record.problem_list)
    yield _("What is done about it"), record.measures


def of_training(record: StaffTraining) -> Facts:
    yield pgettext("a training", "About"), record.get_topic_display()
    yield _("Theme"), record.title
    yield _("Taught by"), record.trainer
    yield pgettext("how long", "Minutes"), record.minutes
    yield _("Content"), record.content
    yield _("Test and result"), record.result
    yield _("Others present"), record.others or ""


def of_permit(record: HotWorkPermit) -> Facts:
    yield _("Work"), record.get_work_display()
    yield pgettext("as hot work", "What is done"), record.what
    yield pgettext("hot work", "From"), shown(record.starts_at)
    yield _("Until"), shown(record.ends_at)
    yield _("Firm"), record.firm
    yield _("Carried out by"), record.worker
    yield _("Worker's certificate"), record.certificate
    yield _("Watched by"), str(record.watcher)
    yield _("Made safe"), listed(record.measures_said)


def of_end(record: HotWorkEnd) -> Facts:
    yield _("Permit"), str(record.permit.entry)
    yield _("Work began at"), shown(record.began_at)
    yield _("Watched until"), shown(record.watched_until)
    yield _("No embers left, place cleared"), record.is_safe
    yield _("Note"), record.note


def of_special(record: SpecialEquipmentCheck) -> Facts:
    yield _("Special equipment"), str(record.equipment)
    yield _("What was done"), record.get_act_display()
    yield _("Carried out by"), record.firm
    yield _("Content and result"), record.what
    yield _("Qualified, may be used"), record.passed
    yield _("Number of the report"), record.report_number
    yield _("Due again on"), record.next_on


def of_play(record: PlayService) -> Facts:
    yield _("Play equipment"), str(record.equipment)
    yield _("What was done"), record.get_act_display()
    yield _("Not in order"), listed(record.faults_said) or _("nothing")
    yield _("Found and done"), record.what
    yield _("Carried out by"), record.firm
    yield _("Next overhaul"), record.next_on


def of_bus_check(record: BusCheck) -> Facts:
    yield _("School bus"), str(record.bus)
    yield _("Not in order"), listed(record.faults_said) or _("nothing")
    yield _("Found and done"), record.note


def of_trip(record: BusTrip) -> Facts:
    yield _("Bus line"), f"{record.route} {record.get_direction_display()}"
    yield _("School bus"), str(record.bus)
    yield _("Driver"), str(record.driver)
    yield _("Attendant"), str(record.attendant)
    yield _("Check before departure"), str(record.check_before or "")
    yield _("Arrived at"), shown(record.arrived_at)
    yield _("Boarded"), record.count_on
    yield _("Left the bus"), record.count_off
    for stop, boarded, left in record.by_stop():
        yield stop, _("%(on)s on, %(off)s off") % {"on": boarded, "off": left}
    yield _("Empty bus searched"), f"{shown(record.empty_check_at)} {record.empty_check_by}"
    yield _("Not as it should be"), listed(record.warnings_said)
    yield _("What else happened"), record.note


def of_arrival(record: BusArrival) -> Facts:
    yield _("Bus line"), str(record.run)
    yield _("Came by bus"), record.owed
    yield pgettext("of children", "In class"), record.there


def of_bus_service(record: BusService) -> Facts:
    yield _("School bus"), str(record.bus)
    yield _("What was done"), record.get_act_display()
    yield _("Firm or office"), record.firm
    yield _("Content and result"), record.what
    yield _("Kilometres"), record.km
    yield _("Qualified, may run"), record.passed
    yield _("Valid until, or due again on"), record.valid_until


def of_papers(record: BusPaperCheck) -> Facts:
    for row in record.stood:
        papers = [f"{paper['title']} {paper['until'] or '—'}" for paper in row["papers"]]
        yield row["name"], listed([*papers, *row["more"]])
    yield _("What is done about it"), record.note


def of_list(record: BusPassengerList) -> Facts:
    yield _("Bus line"), str(record.route)
    yield _("Children"), record.count


SAID: dict[type, Callable[[Any], Facts]] = {
    FireEquipmentCheck: of_check,
    FireFacilityService: of_service,
    FireReport: of_report,
    EvacuationDrill: of_drill,
    Exercise: of_drill,
    StaffTraining: of_training,
    HotWorkPermit: of_permit,
    HotWorkEnd: of_end,
    SpecialEquipmentCheck: of_special,
    PlayService: of_play,
    BusCheck: of_bus_check,
    BusTrip: of_trip,
    BusArrival: of_arrival,
    BusService: of_bus_service,
    BusPaperCheck: of_papers,
    BusPassengerList: of_list,
}
