"""The registers of examinations, special care, staff certificates, health education and medicines."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from health import schedule
from health.models import (
    ClinicDrugLine,
    ColdWeatherCare,
    CommonDiseaseCase,
    EntryExam,
    HealthAnalysis,
    HealthEducation,
    HealthExamLine,
    SpecialCareCase,
    SpecialCareNote,
    SpecialCareNoteLine,
    SpecialCareVisit,
    StaffHealthCert,
    TransferHealthCert,
    VaccinationLine,
)
from logistics.contributions import Words
from logistics.fields import plain_quantity
from logistics.records.line_registers import (
    LINE_BY,
    LINE_CAMPUS,
    LINE_CLASS,
    LINE_DAY,
    LINE_NUMBER,
    LINE_STATE,
    LineRegister,
    day_of,
)
from logistics.records.models import Photo
from logistics.records.naming import LinesNameChildren, NamesChildren
from logistics.records.registers import BY, CAMPUS, ENTERED, HAPPENED, NUMBER, STATE, EntryRegister
from logistics.registers import Column, joined

CHILD = "health.view_child"
FILTERS = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")
DOCTOR = (gettext_lazy("Health doctor"), gettext_lazy("Person in charge"))
UNSAID = ("identity_number", "note")  # of a child: nobody decrypts it for a list


def age_on(child: Any, on: date | None) -> str:
    """Completed years and months."""
    if child is None or on is None:
        return ""
    years, months = divmod(schedule.age_in_months(child.birth_on, on), 12)
    return _("%(years)s y %(months)s m") % {"years": years, "months": months}


def yes(value: bool) -> str:  # noqa: FBT001  the value of a column
    return "√" if value else ""


def column(name: str, heading: Any, value: Any = "", width: int = 10, **given: Any) -> Column:
    return Column(name, heading, value, width=width, **given)


NAME = column("name", pgettext_lazy("of a person", "Name"), "child.name", 12)
SEX = column("sex", gettext_lazy("Sex"), "child.get_sex_display", 6)
BIRTH = column("birth_on", gettext_lazy("Date of birth"), "child.birth_on", 11)
CLASS = column("school_class", gettext_lazy("Class"), "entry.school_class", 12, content=False)


class ChildRegister(NamesChildren, EntryRegister):
    """A register of records about one child each: the doctor's alone."""

    trade = "health"
    permission = CHILD
    filters = FILTERS
    related: ClassVar[Sequence[str]] = ("child",)
    searched: ClassVar[Sequence[str]] = ("child__name", "child__pinyin", "child__initials")
    signatures: ClassVar[Sequence[Words]] = DOCTOR
    unread: ClassVar[Sequence[str]] = tuple(f"child__{name}" for name in UNSAID)


class EntryExamRegister(ChildRegister):
    """儿童入园（所）健康检查登记, in the order of the official form."""

    code = "entry-exams"
    title = gettext_lazy("Register of entry examinations")
    kind = "entry_exam"
    model = EntryExam
    columns = (
        NUMBER, STATE,
        NAME, SEX,
        column("age", gettext_lazy("Age"), lambda row: age_on(row.child, row.examined_on), 9),
        BIRTH,
        column("history", gettext_lazy("Past illnesses"),
               lambda row: joined(*row.mark_words, row.history), 18),
        column("allergies", gettext_lazy("History of allergies"), width=14),
        column("guardian_signed", gettext_lazy("Signed by the guardian"),
               lambda row: yes(row.guardian_signed), 8),
        column("weight_kg", pgettext_lazy("of a child", "Weight"), unit="kg", number=True, width=8),
        column("weight_level", gettext_lazy("Evaluation of the weight"), width=8),
        column("height_cm", gettext_lazy("Height"), unit="cm", number=True, width=8),
        column("height_level", gettext_lazy("Evaluation of the height"), width=8),
        column("skin", gettext_lazy("Skin")),
        column("eye_left", gettext_lazy("Left eye"), width=8),
        column("eye_right", gettext_lazy("Right eye"), width=8),
        column("vision_left", gettext_lazy("Vision left"), width=8),
        column("vision_right", gettext_lazy("Vision right"), width=8),
        column("ear_left", gettext_lazy("Left ear"), width=8),
        column("ear_right", gettext_lazy("Right ear"), width=8),
        column("teeth", gettext_lazy("Number of teeth"), number=True, width=7),
        column("caries", gettext_lazy("Carious teeth"), number=True, width=7),
        column("head", pgettext_lazy("examination", "Head")),
        column("chest", pgettext_lazy("examination", "Chest")),
        column("spine", gettext_lazy("Spine and limbs")),
        column("throat", pgettext_lazy("examination", "Throat")),
        column("heart", gettext_lazy("Heart and lungs")),
        column("liver", gettext_lazy("Liver and spleen")),
        column("genitals", gettext_lazy("Genitals")),
        column("other", pgettext_lazy("examination", "Other")),
        column("haemoglobin", gettext_lazy("Haemoglobin"), unit="g/L", number=True, width=8),
        column("alt", gettext_lazy("ALT"), unit="U/L", number=True, width=8),
        column("other_tests", gettext_lazy("Other tests")),
        column("result", gettext_lazy("Result"), "get_result_display"),
        column("opinion", gettext_lazy("Doctor's opinion"), width=18),
        column("doctor", gettext_lazy("Signature of the doctor"), width=10),
        column("institution", gettext_lazy("Examining institution"), width=18),
        column("examined_on", gettext_lazy("Examined on"), width=11),
        column("card_number", gettext_lazy("Number of the health card"), width=14),
        column("card_received_on", gettext_lazy("Health card received on"), width=11),
        column("came_from", gettext_lazy("Transferred from"), width=14, hidden=True),
        CLASS, BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


class TransferCertRegister(ChildRegister):
    """儿童转园（所）健康证明 issued."""

    code = "transfer-certs"
    title = gettext_lazy("Transfer health certificates issued")
    kind = "transfer_health_cert"
    model = TransferHealthCert
    columns = (
        NUMBER, STATE, NAME, SEX, BIRTH,
        column("left_on", gettext_lazy("Left on"), width=11),
        column("goes_to", pgettext_lazy("transfer of a child", "Goes to"), width=18),
        column("history", gettext_lazy("Past illnesses"), width=18),
        column("state_of_health", gettext_lazy("Present state of health"), width=22),
        column("valid_to", gettext_lazy("Valid to"), width=11),
        HAPPENED, CLASS, BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (gettext_lazy("Guardian"), *DOCTOR)


class CommonDiseaseRegister(ChildRegister):
    """表5 儿童营养性疾病及常见疾病登记表."""

    code = "common-diseases"
    title = gettext_lazy("Register of nutritional and common diseases")
    kind = "common_disease_case"
    model = CommonDiseaseCase
    columns = (
        NUMBER, STATE, CLASS, NAME, SEX,
        column("age", gettext_lazy("Age"), lambda row: age_on(row.child, row.diagnosed_on), 9),
        column("condition", gettext_lazy("Illness"),
               lambda row: joined(row.get_condition_display(), row.detail), 16),
        column("diagnosed_on", gettext_lazy("Diagnosed on"), width=11),
        column("treatment", gettext_lazy("Intervention and treatment"), width=22),
        column("outcome", gettext_lazy("Outcome"), "get_outcome_display"),
        column("closed_on", gettext_lazy("Closed on"), width=11),
        HAPPENED, BY, CAMPUS, ENTERED,
    )  # fmt: skip


class SpecialCareRegister(ChildRegister):
    """体弱儿（肥胖儿）专案登记: the cases."""

    code = "special-care"
    title = gettext_lazy("Register of special care")
    kind = "special_care_case"
    model = SpecialCareCase
    columns = (
        NUMBER, STATE, CLASS, NAME, SEX,
        column("age", gettext_lazy("Age"), lambda row: age_on(row.child, day_of(row.entry)), 9),
        column("began", gettext_lazy("Began on"), lambda row: day_of(row.entry), 11),
        column("condition", gettext_lazy("Reason"),
               lambda row: joined(row.get_condition_display(), row.detail), 16),
        column("indicators", gettext_lazy("Indicators"), lambda row: joined(
            row.height_cm and f"{row.height_cm} cm", row.weight_kg and f"{row.weight_kg} kg",
            row.bmi and f"BMI {row.bmi}", row.indicators), 18),
        column("plan", pgettext_lazy("special care", "Plan"),
               lambda row: joined(row.food, row.activity, row.nursing), 28),
        column("guardian", gettext_lazy("Signed by the guardian"), width=10),
        column("outcome", gettext_lazy("Outcome"), "ended_words"),
        column("closed_on", gettext_lazy("Closed on"), "ended_on", 11),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip

    def records(self, keys: Iterable[int]) -> list[Any]:
        cases = super().records(keys)
        ended = SpecialCareCase.objects.filter(pk__in=[case.pk for case in cases]).with_end()
        known = {pk: (at, how) for pk, at, how in ended.values_list("pk", "ended_at", "ended_as")}
        for case in cases:
            at, how = known[case.pk]
            case.ended_on = timezone.localdate(at) if at else None
            case.ended_words = str(SpecialCareVisit(outcome=how or "").get_outcome_display())
        return cases


class SpecialVisitRegister(ChildRegister):
    """体弱儿（肥胖儿）专案随访登记: the visits."""

    code = "special-care-visits"
    title = gettext_lazy("Register of the visits of special care")
    kind = "special_care_visit"
    model = SpecialCareVisit
    related = ("case__child",)
    searched = ("case__child__name", "case__child__pinyin", "case__child__initials")
    unread = tuple(f"case__child__{name}" for name in UNSAID)
    child = "case__child"
    columns = (
        NUMBER, STATE, CLASS,
        column("name", pgettext_lazy("of a person", "Name"), "case.child.name", 12),
        column("condition", gettext_lazy("Reason"), "case.get_condition_display", 12),
        column("on", gettext_lazy("Date"), lambda row: day_of(row.entry), 11, content=False),
        column("height_cm", gettext_lazy("Height"), unit="cm", number=True, width=8),
        column("weight_kg", pgettext_lazy("of a child", "Weight"), unit="kg", number=True, width=8),
        column("bmi", "BMI", number=True, width=7),
        column("evaluation", gettext_lazy("Evaluation"),
               lambda row: joined(row.evaluation, row.indicators), 16),
        column("food", gettext_lazy("Measures: food"), width=16),
        column("activity", gettext_lazy("Measures: movement"), width=16),
        column("nursing", gettext_lazy("Measures: nursing"), width=16),
        column("guardian", gettext_lazy("Signed by the guardian"), width=10),
        column("outcome", gettext_lazy("Outcome"), "get_outcome_display"),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


class EducationRegister(EntryRegister):
    """表7 健康教育记录表."""

    code = "health-education"
    trade = "health"
    title = gettext_lazy("Register of health education")
    kind = "health_education"
    model = HealthEducation
    searched = ("topic", "content", "speaker", "feedback")
    filters = FILTERS
    columns = (
        NUMBER, STATE,
        column("on", gettext_lazy("Date"), lambda row: day_of(row.entry), 11, content=False),
        column("where_held", gettext_lazy("Place"), width=12),
        column("audience", pgettext_lazy("health education", "For whom"), "get_audience_display", 9),
        column("form", pgettext_lazy("education", "Form"), "get_form_display", 11),
        column("topic", gettext_lazy("Content"), lambda row: joined(row.topic, row.content), 34),
        column("people", gettext_lazy("Number of people"), number=True, width=8),
        column("speaker", gettext_lazy("Speaker"),
               lambda row: joined(row.speaker, row.speaker_from), 14),
        column("photos", gettext_lazy("Photos"), "photo_count", number=True, width=7),
        column("age_group", gettext_lazy("Age group"), "get_age_group_display", 10),
        CLASS,
        column("field", gettext_lazy("About"), "get_field_display", hidden=True),
        column("has_media", gettext_lazy("With media"), lambda row: yes(row.has_media), 8,
               hidden=True),
        column("feedback", gettext_lazy("What came back"), width=20, hidden=True),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (gettext_lazy("Recorded by"), *DOCTOR)

    def records(self, keys: Iterable[int]) -> list[Any]:
        held: list[Any] = super().records(keys)
        taken = Photo.objects.filter(entry__in=[each.pk for each in held]).order_by()
        counts = dict(taken.values_list("entry").annotate(Count("pk")))
        for each in held:
            each.photo_count = counts.get(each.pk)
        return held


class AnalysisRegister(EntryRegister):
    """卫生保健统计分析记录."""

    code = "health-analyses"
    trade = "health"
    title = gettext_lazy("Register of health analyses")
    kind = "health_analysis"
    model = HealthAnalysis
    searched = ("analysis", "measures")
    filters = ("period", "campus", "person", "state", "reason", "q", "order")
    columns = (
        NUMBER, STATE,
        column("about", gettext_lazy("What is analysed"), "get_about_display", 14),
        column("first_on", gettext_lazy("From"), width=11),
        column("last_on", gettext_lazy("To"), width=11),
        column("figures", gettext_lazy("Figures"),
               lambda row: joined(*(f"{name} {value}" for name, value in row.figures)), 34),
        column("analysis", gettext_lazy("Analysis"), width=30),
        column("measures", pgettext_lazy("health analysis", "Measures"), width=30),
        HAPPENED, BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"
    signatures: ClassVar[Sequence[Words]] = DOCTOR


class ColdRegister(EntryRegister):
    """防寒保暖检查记录."""

    code = "cold-weather"
    trade = "health"
    title = gettext_lazy("Register of care in cold weather")
    kind = "cold_weather_care"
    model = ColdWeatherCare
    searched = ("exceptions",)
    filters = FILTERS
    columns = (
        NUMBER, STATE, HAPPENED, CLASS,
        column("about", pgettext_lazy("cold weather", "What was looked at"),
               "get_about_display", 14),
        column("outside", gettext_lazy("Outdoors"), unit="℃", number=True, width=8),
        column("inside", gettext_lazy("Indoors"), unit="℃", number=True, width=8),
        column("done", gettext_lazy("In order"), lambda row: joined(*row.done_words), 34),
        column("open", gettext_lazy("Not in order"), lambda row: joined(*row.not_done), 20),
        column("exceptions", gettext_lazy("What is done about it"), width=20),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


# Registers whose rows are the lines of sheets.


class DoctorsLineRegister(LineRegister):
    """What the doctor keeps, a row a line."""

    trade = "health"
    filters: ClassVar[Sequence[str]] = FILTERS
    signatures: ClassVar[Sequence[Words]] = DOCTOR


class ChildLineRegister(LinesNameChildren, DoctorsLineRegister):
    """Lines about children: the doctor's alone."""

    permission = CHILD
    related = ("child",)
    named = ("child__name", "child__pinyin", "child__initials")
    secret = tuple(f"child__{name}" for name in UNSAID)


class HealthExamRegister(ChildLineRegister):
    """儿童年度健康检查登记."""

    code = "health-exams"
    title = gettext_lazy("Register of yearly examinations")
    kind = "health_exam"
    line_model = HealthExamLine
    columns = (
        LINE_NUMBER, LINE_STATE, LINE_CLASS, NAME, SEX,
        column("age", gettext_lazy("Age"), lambda row: age_on(row.child, row.sheet.examined_on), 9),
        column("examined_on", gettext_lazy("Examined on"), "sheet.examined_on", 11),
        column("institution", gettext_lazy("Examining institution"), "sheet.institution", 18),
        column("result", gettext_lazy("Result"), "get_result_display"),
        column("findings", gettext_lazy("Findings"), width=22),
        column("advice", gettext_lazy("Advice to the guardians"), width=22),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip


def certificate(line: Any) -> str:
    states = VaccinationLine.State
    return {states.NONE: _("No"), states.UNSEEN: ""}.get(line.state, _("Yes"))


class VaccinationRegister(ChildLineRegister):
    """预防接种证查验登记."""

    code = "vaccination-checks"
    title = gettext_lazy("Register of vaccination certificates checked")
    kind = "vaccination_check"
    line_model = VaccinationLine
    columns = (
        LINE_NUMBER, LINE_STATE, LINE_CLASS, NAME, BIRTH,
        column("certificate", gettext_lazy("Certificate"), certificate, 8),
        column("checked_on", gettext_lazy("Checked on"), lambda row: day_of(row.sheet.entry), 11),
        column("missing", gettext_lazy("Vaccines missing"),
               lambda row: row.missing or row.get_state_display(), 20),
        column("told_on", gettext_lazy("Letter to the guardians on"), width=11),
        column("reported", gettext_lazy("Reported to, on"),
               lambda row: joined(row.reported_to, row.reported_on), 20),
        column("made_up_on", gettext_lazy("Made up for on"), width=11),
        column("seen_again_on", gettext_lazy("Checked again on"), width=11),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip


class CareNoteRegister(ChildLineRegister):
    """体弱儿特殊照护记录: a child a row."""

    code = "special-care-notes"
    title = gettext_lazy("Register of the notes of special care")
    kind = "special_care_note"
    model = SpecialCareNote
    line_model = SpecialCareNoteLine
    columns = (
        LINE_NUMBER, LINE_STATE, LINE_CLASS, NAME, LINE_DAY,
        column("done", gettext_lazy("What was done"), "done_words", 30),
        column("outdoor_minutes", gettext_lazy("Minutes outdoors"), number=True, width=8),
        column("is_told", gettext_lazy("Parents told"), lambda row: yes(row.is_told), 8),
        column("note", gettext_lazy("Remark"), width=20),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip
    signatures = (gettext_lazy("Carer"), *DOCTOR)


class StaffCertRegister(DoctorsLineRegister):
    """托幼机构工作人员健康合格证登记: number, day, valid to, fit or unfit."""

    code = "staff-health-certs"
    title = gettext_lazy("Register of health certificates of the staff")
    kind = "staff_health_cert"
    permission = "health.view_staff"
    line_model = StaffHealthCert
    related = ("person",)
    named = ("person__name", "person__pinyin", "number")
    secret = ("person__identity_number",)
    filters = tuple(name for name in FILTERS if name != "school_class")
    columns = (
        LINE_NUMBER, LINE_STATE,
        column("person", pgettext_lazy("of a person", "Name"), "person.name", 12),
        column("department", gettext_lazy("Department"), "person.department", 14),
        column("cert", gettext_lazy("Number of the certificate"), "number", 18),
        column("issued_by", gettext_lazy("Issued by"), width=18),
        column("checked_on", gettext_lazy("Examined on"), width=11),
        column("valid_to", gettext_lazy("Valid to"), width=11),
        column("is_fit", gettext_lazy("Result"),
               lambda row: _("fit") if row.is_fit else _("unfit"), 8),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip


def amount(name: str) -> Callable[[Any], str]:
    def read(line: Any) -> str:
        return plain_quantity(getattr(line, name))

    return read


class DrugRegister(DoctorsLineRegister):
    """常备药品管理登记: each lot at each monthly check."""

    code = "clinic-drugs"
    title = gettext_lazy("Register of the health room's medicines")
    kind = "clinic_drug_stock"
    line_model = ClinicDrugLine
    related = ("lot__item", "sheet__store")
    named = ("lot__item__name", "lot__batch")
    columns = (
        LINE_NUMBER, LINE_STATE, LINE_DAY,
        column("item", gettext_lazy("Name of the goods"), "lot.item.name", 16),
        column("specification", gettext_lazy("Specification"), "lot.item.specification", 12),
        column("batch", gettext_lazy("Batch"), "lot.batch", 12),
        column("expires_on", gettext_lazy("Expires on"), "lot.expires_on", 11),
        column("received", pgettext_lazy("stock", "In"), amount("received"), 7, number=True),
        column("issued", pgettext_lazy("stock", "Out"), amount("issued"), 7, number=True),
        column("expected", gettext_lazy("By the ledger"), amount("expected"), 8, number=True),
        column("counted", pgettext_lazy("quantity", "Counted"), amount("counted"), 8, number=True),
        column("to_discard", gettext_lazy("To be discarded"), amount("to_discard"), 8, number=True),
        column("condition", gettext_lazy("Condition"), "get_state_display", 10),
        column("store", gettext_lazy("Store"), "sheet.store", 12, hidden=True),
        LINE_BY, LINE_CAMPUS,
    )  # fmt: skip


REGISTERS = [
    EntryExamRegister,
    HealthExamRegister,
    VaccinationRegister,
    TransferCertRegister,
    CommonDiseaseRegister,
    SpecialCareRegister,
    SpecialVisitRegister,
    CareNoteRegister,
    EducationRegister,
    AnalysisRegister,
    ColdRegister,
    StaffCertRegister,
    DrugRegister,
]
