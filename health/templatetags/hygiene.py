"""What records of disinfection and hygiene say, as their pages show it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from health.hygiene import grid, inspecting
from health.models import (
    ClassHygieneLog,
    DisinfectantPreparation,
    Disinfection,
    DrinkingWaterService,
    HygieneInspection,
    InspectionFinding,
    PestControl,
    PestReading,
    UvLampLog,
)
from logistics.fields import labelled
from logistics.registers import shown

register = template.Library()

Facts = Iterable[tuple[str, Any]]


@register.filter
def facts_of(record: Any) -> list[tuple[str, str]]:
    """Names and values of what was said; what was left out is left out."""
    return [(str(name), shown(value)) for name, value in SAID[type(record)](record) if value != ""]


def of_disinfection(record: Disinfection) -> Facts:
    yield _("What was disinfected"), record.get_item_display()
    yield _("Method"), record.get_method_display()
    yield _("Strength"), record.strength_said
    yield _("Ended at"), record.ended_at
    yield pgettext("how long", "Minutes"), record.minutes
    if record.lamp:
        yield _("Lamp"), str(record.lamp)
        yield _("Nobody was in the room"), record.nobody_inside
        yield _("Aired afterwards"), record.aired
    yield _("Pieces"), record.pieces or ""
    yield _("Otherwise than the table, because"), record.departure
    yield _("Note"), record.note


def of_lamp_log(record: UvLampLog) -> Facts:
    log = UvLampLog.objects.with_tube().get(pk=record.pk)
    yield _("Lamp"), str(log.lamp)
    yield _("Ended at"), log.ended_at
    yield pgettext("how long", "Minutes"), log.minutes
    yield _("Hours of the tube"), log.hours
    yield _("Nobody was in the room"), log.nobody_inside
    yield _("Tube wiped with alcohol"), log.wiped
    yield _("Intensity (µW/cm²)"), log.intensity or ""


def of_preparation(record: DisinfectantPreparation) -> Facts:
    yield _("Product"), record.product
    yield _("Batch number"), record.batch
    yield _("Product good until"), record.expires_on or ""
    yield _("Strength on the label"), f"{record.content.normalize():f} {record.label_unit}"
    yield _("Strength mixed"), f"{record.strength} mg/L"
    yield _("Total"), f"{record.total_ml} ml"
    yield _("Product needed"), f"{record.needed} {record.unit}"
    yield _("Used for"), record.purpose
    yield _("May be used until"), record.good_until
    yield _("Otherwise than usual, because"), record.departure


def of_sheet(record: ClassHygieneLog) -> Facts:
    marks = grid.marks_of_log(record)
    for column in grid.COLUMNS:
        if column.code in marks:
            yield str(column.heading), marks[column.code]
    yield _("Disinfectant and strength"), record.disinfectant
    yield _("Not done, and why"), record.exceptions


def of_inspection(record: HygieneInspection) -> Facts:
    yield _("What was inspected"), record.get_about_display()
    if record.about == HygieneInspection.Subject.DAY:
        yield _("Records looked at"), record.seen
        yield _("Records sent back"), record.returned
    yield _("Result"), record.summary


def of_pests(record: PestControl) -> Facts:
    yield _("What was done"), record.get_act_display()
    yield _("Against"), record.pests_said
    yield _("Area"), record.area
    yield _("Method or agent"), record.agent
    yield _("Firm"), record.firm
    yield _("Carried out by"), record.worker
    yield _("Effect"), record.effect


def of_water(record: DrinkingWaterService) -> Facts:
    yield _("Device or tank"), record.device
    yield _("What was done"), record.get_act_display()
    yield _("Result"), record.get_result_display()
    yield _("Figures and measure"), record.finding
    yield _("Carried out by"), record.firm
    yield _("Hygiene licence or report number"), record.licence
    yield _("Due again on"), record.next_on or ""


SAID: dict[type, Callable[[Any], Facts]] = {
    Disinfection: of_disinfection,
    UvLampLog: of_lamp_log,
    DisinfectantPreparation: of_preparation,
    ClassHygieneLog: of_sheet,
    HygieneInspection: of_inspection,
    PestControl: of_pests,
    DrinkingWaterService: of_water,
}


@register.filter
def line_said(line: InspectionFinding | PestReading, record: Any) -> str:
    """One line of a sheet in a sentence."""
    if isinstance(line, PestReading):
        return reading_said(line)
    title = str(inspecting.titles(record.about).get(line.what, line.what))
    found = labelled(title, line.found)
    return f"{found} → {line.measure}" if line.measure else found


def reading_said(line: PestReading) -> str:
    said = _(
        "%(positive)s of %(traps)s traps with a catch, %(caught)s animals: density %(density)s %%"
    )
    return labelled(
        f"{line.get_pest_display()} · {line.spot}",
        said
        % {
            "positive": line.positive,
            "traps": line.traps,
            "caught": line.caught,
            "density": line.density,
        },
    )
