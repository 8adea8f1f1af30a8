"""What the health file of a child says of examinations, certificates, special care and diseases."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.care.registers import joined
from health.files import Row, Section
from health.models import (
    CommonDiseaseCase,
    EntryExam,
    HealthExamLine,
    SpecialCareCase,
    TransferHealthCert,
    VaccinationLine,
)
from health.models.special_care import SpecialCareVisit
from logistics.records.models import Entry

VOIDED = Entry.Status.VOIDED


def page_of(entry: Any) -> str:
    return reverse("duties:entry", args=[entry.pk])


def day_of(entry: Any) -> date:
    return timezone.localdate(entry.happened_at)


def said(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Only what was said."""
    return [(name, value) for name, value in pairs if value not in (None, "")]


def allergies(child: Any, on: date) -> Section:
    """What the canteen and the classes must know."""
    rows = [Row((allergy, allergy.note)) for allergy in child.allergies.all()]
    diets = joined(*(str(diet) for diet in child.diets.all()))
    facts = said([(_("Diets"), diets)])
    return Section("allergies", _("Allergies and diets"), facts, (_("Allergy"), _("Note")), rows)


def entry_exam(child: Any, on: date) -> Section:
    exams = EntryExam.objects.filter(child=child).exclude(entry__status=VOIDED)
    exam = exams.select_related("entry").order_by("-examined_on", "-pk").first()
    title = _("Entry examination and health card")
    if exam is None:
        return Section("entry_exam", title)
    facts = said(
        [
            (_("Examined on"), exam.examined_on),
            (_("Result"), exam.get_result_display()),
            (_("Number of the health card"), exam.card_number),
            (_("Past illnesses"), joined(*exam.mark_words, exam.history)),
            (_("History of allergies"), exam.allergies),
            (_("Height"), exam.height_cm and f"{exam.height_cm} cm"),
            (pgettext_lazy("of a child", "Weight"), exam.weight_kg and f"{exam.weight_kg} kg"),
            (_("Haemoglobin"), exam.haemoglobin and f"{exam.haemoglobin} g/L"),
            (_("Doctor's opinion"), exam.opinion),
            (_("Examining institution"), exam.institution),
        ]
    )
    rows = [Row((exam.entry.number,), page_of(exam.entry))]
    return Section("entry_exam", title, facts, (_("Record"),), rows)


def examinations(child: Any, on: date) -> Section:
    lines = HealthExamLine.objects.filter(child=child).exclude(sheet__entry__status=VOIDED)
    rows = [
        Row(
            (line.sheet.examined_on, line.get_result_display(), line.findings, line.advice),
            page_of(line.sheet.entry),
        )
        for line in lines.select_related("sheet__entry").order_by("-sheet__examined_on", "-pk")
    ]
    headings = (_("Examined on"), _("Result"), _("Findings"), _("Advice to the guardians"))
    return Section("examinations", _("Yearly examinations"), (), headings, rows)


def vaccination(child: Any, on: date) -> Section:
    lines = VaccinationLine.objects.filter(child=child).exclude(sheet__entry__status=VOIDED)
    lines = lines.select_related("sheet__entry").order_by("-sheet__entry__happened_at", "-pk")
    rows = [
        Row(
            (
                day_of(line.sheet.entry),
                line.get_state_display(),
                line.missing,
                line.made_up_on or "",
                line.seen_again_on or "",
            ),
            page_of(line.sheet.entry),
        )
        for line in lines
    ]
    headings = (
        _("Checked on"),
        _("Result"),
        _("Vaccines missing"),
        _("Made up for on"),
        _("Checked again on"),
    )
    return Section("vaccination", _("Vaccination certificate"), (), headings, rows)


def special_care(child: Any, on: date) -> Section:
    cases = SpecialCareCase.objects.standing().with_end().with_last_visit().filter(child=child)
    rows = [
        Row(
            (
                day_of(case.entry),
                joined(case.get_condition_display(), case.detail),
                timezone.localdate(case.visited_at) if case.visited_at else "",
                SpecialCareVisit(outcome=case.ended_as or "").get_outcome_display(),
            ),
            case.get_absolute_url(),
        )
        for case in cases.select_related("entry").order_by("-entry__happened_at", "-pk")
    ]
    headings = (_("Began on"), _("Reason"), _("Last visit"), _("Outcome"))
    return Section("special_care", _("Special care"), (), headings, rows)


def diseases(child: Any, on: date) -> Section:
    cases = CommonDiseaseCase.objects.standing().filter(child=child)
    rows = [
        Row(
            (
                case.diagnosed_on,
                joined(case.get_condition_display(), case.detail),
                case.treatment,
                case.get_outcome_display(),
            ),
            page_of(case.entry),
        )
        for case in cases.select_related("entry").order_by("-diagnosed_on", "-pk")
    ]
    headings = (_("Diagnosed on"), _("Illness"), _("Intervention and treatment"), _("Outcome"))
    return Section("diseases", _("Nutritional and common diseases"), (), headings, rows)


def transfers(child: Any, on: date) -> Section:
    certs = TransferHealthCert.objects.filter(child=child).exclude(entry__status=VOIDED)
    rows = [
        Row((cert.left_on, cert.goes_to, cert.valid_to), page_of(cert.entry))
        for cert in certs.select_related("entry").order_by("-left_on", "-pk")
    ]
    headings = (
        _("Left on"),
        pgettext_lazy("transfer of a child", "Goes to"),
        pgettext_lazy("certificate", "Valid to"),
    )
    return Section("transfers", _("Transfer health certificates"), (), headings, rows)
