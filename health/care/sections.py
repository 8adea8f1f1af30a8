"""What the health file of a child says of examinations, certificates, special care and diseases."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.asking import Question, newest_first, word_of
from health.files import Part, Row, Section
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
from logistics.registers import joined
from logistics.school.models import Allergy, Diet

VOIDED = Entry.Status.VOIDED


def page_of(entry: int) -> str:
    return reverse("duties:entry", args=[entry])


def said(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Only what was said."""
    return [(name, value) for name, value in pairs if value not in (None, "")]


def records(model: Any, child: int) -> QuerySet[Any]:
    return model.objects.filter(child=child).exclude(entry__status=VOIDED)


def lines(model: Any, child: int) -> QuerySet[Any]:
    return model.objects.filter(child=child).exclude(sheet__entry__status=VOIDED)


def tell_allergies(child: Any, allergies: list[Any], diets: list[Any]) -> Section:
    """What the canteen and the classes must know."""
    rows = [Row((word_of(Allergy, "allergen", row.allergen), row.note)) for row in allergies]
    kinds = joined(*(str(word_of(Diet, "kind", diet.kind)) for diet in diets))
    facts = said([(_("Diets"), kinds)])
    return Section("allergies", _("Allergies and diets"), facts, (_("Allergy"), _("Note")), rows)


allergies = Part(
    [
        Question(lambda child, *_on: Allergy.objects.filter(child=child), ("allergen", "note")),
        Question(lambda child, *_on: Diet.objects.filter(child=child), ("kind",)),
    ],
    tell_allergies,
)


def tell_entry_exam(child: Any, exams: list[Any]) -> Section:
    title = _("Entry examination and health card")
    if not exams:
        return Section("entry_exam", title)
    exam = newest_first(exams, "examined_on", "entry_id")[0]
    facts = said(
        [
            (_("Examined on"), exam.examined_on),
            (_("Result"), word_of(EntryExam, "result", exam.result)),
            (_("Number of the health card"), exam.card_number),
            (_("Past illnesses"), joined(*EntryExam(marks=exam.marks).mark_words, exam.history)),
            (_("History of allergies"), exam.allergies),
            (_("Height"), exam.height_cm and f"{exam.height_cm} cm"),
            (pgettext_lazy("of a child", "Weight"), exam.weight_kg and f"{exam.weight_kg} kg"),
            (_("Haemoglobin"), exam.haemoglobin and f"{exam.haemoglobin} g/L"),
            (_("Doctor's opinion"), exam.opinion),
            (_("Examining institution"), exam.institution),
        ]
    )
    rows = [Row((exam.entry__number,), page_of(exam.entry_id))]
    return Section("entry_exam", title, facts, (_("Record"),), rows)


entry_exam = Part(
    [
        Question(
            lambda child, *_on: records(EntryExam, child),
            (
                "entry_id", "entry__number", "examined_on", "result", "card_number", "marks",
                "history", "allergies", "height_cm", "weight_kg", "haemoglobin", "opinion",
                "institution",
            ),
        )
    ],
    tell_entry_exam,
)  # fmt: skip


def tell_examinations(child: Any, found: list[Any]) -> Section:
    rows = [
        Row(
            (
                line.sheet__examined_on,
                word_of(HealthExamLine, "result", line.result),
                line.findings,
                line.advice,
            ),
            page_of(line.sheet_id),
        )
        for line in newest_first(found, "sheet__examined_on", "id")
    ]
    headings = (_("Examined on"), _("Result"), _("Findings"), _("Advice to the guardians"))
    return Section("examinations", _("Yearly examinations"), (), headings, rows)


examinations = Part(
    [
        Question(
            lambda child, *_on: lines(HealthExamLine, child),
            ("id", "sheet_id", "sheet__examined_on", "result", "findings", "advice"),
        )
    ],
    tell_examinations,
)


def tell_vaccination(child: Any, found: list[Any]) -> Section:
    rows = [
        Row(
            (
                timezone.localdate(line.sheet__entry__happened_at),
                word_of(VaccinationLine, "state", line.state),
                line.missing,
                line.made_up_on or "",
                line.seen_again_on or "",
            ),
            page_of(line.sheet_id),
        )
        for line in newest_first(found, "sheet__entry__happened_at", "id")
    ]
    headings = (
        _("Checked on"),
        _("Result"),
        _("Vaccines missing"),
        _("Made up for on"),
        _("Checked again on"),
    )
    return Section("vaccination", _("Vaccination certificate"), (), headings, rows)


vaccination = Part(
    [
        Question(
            lambda child, *_on: lines(VaccinationLine, child),
            (
                "id", "sheet_id", "sheet__entry__happened_at", "state", "missing", "made_up_on",
                "seen_again_on",
            ),
        )
    ],
    tell_vaccination,
)  # fmt: skip


def tell_special_care(child: Any, cases: list[Any]) -> Section:
    rows = [
        Row(
            (
                timezone.localdate(case.entry__happened_at),
                joined(word_of(SpecialCareCase, "condition", case.condition), case.detail),
                timezone.localdate(case.visited_at) if case.visited_at else "",
                word_of(SpecialCareVisit, "outcome", case.ended_as or ""),
            ),
            SpecialCareCase(pk=case.entry_id).get_absolute_url(),
        )
        for case in newest_first(cases, "entry__happened_at", "entry_id")
    ]
    headings = (_("Began on"), _("Reason"), _("Last visit"), _("Outcome"))
    return Section("special_care", _("Special care"), (), headings, rows)


special_care = Part(
    [
        Question(
            lambda child, *_on: (
                SpecialCareCase.objects.standing().filter(child=child).with_end().with_last_visit()
            ),
            ("entry_id", "entry__happened_at", "condition", "detail", "visited_at", "ended_as"),
        )
    ],
    tell_special_care,
)


def tell_diseases(child: Any, cases: list[Any]) -> Section:
    rows = [
        Row(
            (
                case.diagnosed_on,
                joined(word_of(CommonDiseaseCase, "condition", case.condition), case.detail),
                case.treatment,
                word_of(CommonDiseaseCase, "outcome", case.outcome),
            ),
            page_of(case.entry_id),
        )
        for case in newest_first(cases, "diagnosed_on", "entry_id")
    ]
    headings = (_("Diagnosed on"), _("Illness"), _("Intervention and treatment"), _("Outcome"))
    return Section("diseases", _("Nutritional and common diseases"), (), headings, rows)


diseases = Part(
    [
        Question(
            lambda child, *_on: records(CommonDiseaseCase, child),
            ("entry_id", "diagnosed_on", "condition", "detail", "treatment", "outcome"),
        )
    ],
    tell_diseases,
)


def tell_transfers(child: Any, certs: list[Any]) -> Section:
    rows = [
        Row((cert.left_on, cert.goes_to, cert.valid_to), page_of(cert.entry_id))
        for cert in newest_first(certs, "left_on", "entry_id")
    ]
    headings = (
        _("Left on"),
        pgettext_lazy("transfer of a child", "Goes to"),
        pgettext_lazy("certificate", "Valid to"),
    )
    return Section("transfers", _("Transfer health certificates"), (), headings, rows)


transfers = Part(
    [
        Question(
            lambda child, *_on: records(TransferHealthCert, child),
            ("entry_id", "left_on", "goes_to", "valid_to"),
        )
    ],
    tell_transfers,
)
