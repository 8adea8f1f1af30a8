"""Examinations: before a child enters, every year, of its vaccination certificate, when it leaves."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from logistics.fields import EncryptedTextField
from logistics.records.models import Record, RecordLine


def about(entry: Any, children: int) -> str:
    """What a list may say of a record about children: their class and how many, never who."""
    said = ngettext("%(where)s: %(n)s child", "%(where)s: %(n)s children", children)
    return said % {"where": entry.school_class or entry.campus, "n": children}


def nobody(*_args: Any) -> str:
    """The line of a record that says there was nobody to report."""
    return str(_("Nothing to report"))


def with_children(lines: Any) -> Any:
    return lines.select_related("child").defer("child__identity_number", "child__note")


def finding(label: Any) -> EncryptedTextField:
    return EncryptedTextField(label, blank=True)


class AboutChild(Record):
    """A record about one child; without one it says that there was none (零报告)."""

    child = models.ForeignKey(
        "school.Child",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("child"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return about(self.entry, 1) if self.child_id else nobody()


class PastIllness(models.TextChoices):
    """What the form asks for by name; kept encrypted, by the codes."""

    HEART = "heart", _("congenital heart disease")
    EPILEPSY = "epilepsy", _("epilepsy")
    CONVULSION = "convulsion", _("febrile convulsion")
    ASTHMA = "asthma", _("asthma")
    PREMATURE = "premature", _("born premature")


class EntryExam(AboutChild):
    """儿童入园（所）健康检查: the form of the medical institution as it was handed in and checked."""

    class Result(models.TextChoices):
        FIT = "fit", pgettext_lazy("entry examination", "may enter")
        POSTPONED = "postponed", pgettext_lazy("entry examination", "to enter later")
        UNFIT = "unfit", pgettext_lazy("entry examination", "may not enter")

    kind_code = "entry_exam"

    marks = EncryptedTextField(_("past illnesses ticked"), blank=True)
    history = EncryptedTextField(_("past illnesses"), blank=True)
    allergies = EncryptedTextField(_("history of allergies"), blank=True)
    guardian_signed = models.BooleanField(_("signed by the guardian"), default=False)
    weight_kg = models.DecimalField(
        pgettext_lazy("of a child", "weight"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    weight_level = finding(_("evaluation of the weight"))
    height_cm = models.DecimalField(
        _("height"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    height_level = finding(_("evaluation of the height"))
    skin = finding(_("skin"))
    eye_left = finding(_("left eye"))
    eye_right = finding(_("right eye"))
    vision_left = finding(_("vision left"))
    vision_right = finding(_("vision right"))
    ear_left = finding(_("left ear"))
    ear_right = finding(_("right ear"))
    teeth = models.PositiveSmallIntegerField(_("number of teeth"), null=True, blank=True)
    caries = models.PositiveSmallIntegerField(_("carious teeth"), null=True, blank=True)
    head = finding(_("head"))
    chest = finding(_("chest"))
    spine = finding(_("spine and limbs"))
    throat = finding(_("throat"))
    heart = finding(_("heart and lungs"))
    liver = finding(_("liver and spleen"))
    genitals = finding(_("genitals"))
    other = finding(pgettext_lazy("of an examination", "other"))
    haemoglobin = models.DecimalField(
        _("haemoglobin (g/L)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    alt = models.DecimalField(_("ALT (U/L)"), max_digits=6, decimal_places=1, null=True, blank=True)
    other_tests = finding(_("other tests"))
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    opinion = EncryptedTextField(_("doctor's opinion"), blank=True)
    doctor = models.CharField(_("examining doctor"), max_length=50, blank=True)
    institution = models.CharField(_("examining institution"), max_length=100, blank=True)
    examined_on = models.DateField(_("examined on"), null=True, blank=True)
    card_number = models.CharField(_("number of the health card"), max_length=40, blank=True)
    card_received_on = models.DateField(_("health card received on"), null=True, blank=True)
    came_from = models.CharField(_("transferred from"), max_length=100, blank=True)
    cert_issued_on = models.DateField(_("transfer certificate of"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry examination")
        verbose_name_plural = _("entry examinations")
        constraints = [
            models.CheckConstraint(
                condition=Q(child=None, result="", examined_on=None)
                | Q(child__isnull=False, examined_on__isnull=False) & ~Q(result=""),
                name="entry_exam_says_its_result",
                violation_error_message=_("An examination has its day and its result."),
            ),
            models.CheckConstraint(
                condition=Q(teeth=None) | Q(caries=None) | Q(caries__lte=F("teeth")),
                name="entry_exam_caries_are_teeth",
                violation_error_message=_("There are not more carious teeth than teeth."),
            ),
        ]

    @property
    def mark_words(self) -> list[str]:
        return [str(PastIllness(code).label) for code in self.marks.split()]


class HealthExam(Record):
    """年度健康检查: the yearly examination of a class by an institution, child by child."""

    kind_code = "health_exam"
    with_lines = True
    about_children = "lines__child"

    examined_on = models.DateField(_("examined on"))
    institution = models.CharField(_("examining institution"), max_length=100)
    expected = models.PositiveSmallIntegerField(_("children of the class"))
    examined = models.PositiveSmallIntegerField(_("examined"))
    abnormal = models.PositiveSmallIntegerField(_("with findings"))

    class Meta:
        verbose_name = _("yearly examination")
        verbose_name_plural = _("yearly examinations")
        constraints = [
            models.CheckConstraint(
                condition=Q(abnormal__lte=F("examined")) & Q(examined__lte=F("expected")),
                name="health_exam_counts_in_order",
                violation_error_message=_("Nobody has findings who was not examined."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        where = self.entry.school_class or self.entry.campus
        return f"{where} {self.examined}/{self.expected}"

    def named_lines(self) -> Any:
        """The lines with their children, nothing decrypted that is not shown."""
        return with_children(self.lines)


class HealthExamLine(RecordLine):
    """What the examination found of one child. Nothing is normal that nobody looked at."""

    class Result(models.TextChoices):
        NORMAL = "normal", pgettext_lazy("examination of a child", "nothing found")
        ABNORMAL = "abnormal", pgettext_lazy("examination of a child", "findings")
        ABSENT = "absent", pgettext_lazy("examination of a child", "not examined")

    sheet = models.ForeignKey(
        HealthExam, models.PROTECT, related_name="lines", verbose_name=_("record")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    result = models.CharField(_("result"), max_length=20, choices=Result)
    findings = EncryptedTextField(_("findings"), blank=True)
    advice = EncryptedTextField(_("advice to the guardians"), blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a yearly examination")
        verbose_name_plural = _("lines of a yearly examination")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "child"], name="health_exam_child_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.position}"


class VaccinationCheck(Record):
    """预防接种证查验: the certificates of a class looked at, or of one child that entered."""

    class Occasion(models.TextChoices):
        ENTRY = "entry", pgettext_lazy("vaccination check", "on entry")
        TERM = "term", pgettext_lazy("vaccination check", "at the start of term")
        AGAIN = "again", pgettext_lazy("vaccination check", "checked again")

    kind_code = "vaccination_check"
    with_lines = True
    about_children = "lines__child"

    occasion = models.CharField(
        pgettext_lazy("vaccination check", "occasion"), max_length=20, choices=Occasion
    )
    children = models.PositiveSmallIntegerField(_("children"))
    checked = models.PositiveSmallIntegerField(_("certificates checked"))
    missing = models.PositiveSmallIntegerField(_("with doses missing"))
    without = models.PositiveSmallIntegerField(_("without a certificate"))

    class Meta:
        verbose_name = _("check of vaccination certificates")
        verbose_name_plural = _("checks of vaccination certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(missing__lte=F("checked")) & Q(checked__lte=F("children")),
                name="vaccination_counts_in_order",
                violation_error_message=_("Doses are missing only of those who were checked."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        where = self.entry.school_class or self.entry.campus
        return f"{where} {self.checked}/{self.children}"

    def named_lines(self) -> Any:
        """The lines with their children, nothing decrypted that is not shown."""
        return with_children(self.lines)


class VaccinationLine(RecordLine):
    """One child's certificate. What is missing is followed until it has been made up for."""

    class State(models.TextChoices):
        COMPLETE = "complete", pgettext_lazy("vaccination", "complete")
        MISSING = "missing", pgettext_lazy("vaccination", "doses missing")
        NONE = "none", pgettext_lazy("vaccination", "no certificate")
        UNSEEN = "unseen", pgettext_lazy("vaccination", "not shown yet")

    sheet = models.ForeignKey(
        VaccinationCheck, models.PROTECT, related_name="lines", verbose_name=_("record")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    state = models.CharField(_("vaccination"), max_length=20, choices=State)
    missing = EncryptedTextField(_("vaccines missing"), blank=True)
    told_on = models.DateField(_("guardians told on"), null=True, blank=True)
    reported_to = models.CharField(_("reported to"), max_length=100, blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    made_up_on = models.DateField(_("made up for on"), null=True, blank=True)
    seen_again_on = models.DateField(_("checked again on"), null=True, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a vaccination check")
        verbose_name_plural = _("lines of a vaccination check")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "child"], name="vaccination_child_once"),
            models.CheckConstraint(
                condition=Q(seen_again_on=None)
                | Q(made_up_on__isnull=False) & Q(seen_again_on__gte=F("made_up_on")),
                name="vaccination_made_up_before_seen",
                violation_error_message=_("It is checked again after the doses were given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.position}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be made up for."""
        return self.state != self.State.COMPLETE and self.seen_again_on is None


class TransferHealthCert(AboutChild):
    """儿童转园（所）健康证明: what goes along with a child that changes its kindergarten."""

    kind_code = "transfer_health_cert"

    left_on = models.DateField(_("left on"))
    goes_to = models.CharField(pgettext_lazy("transfer of a child", "goes to"), max_length=100)
    history = EncryptedTextField(_("past illnesses"), blank=True)
    state_of_health = EncryptedTextField(_("present state of health"))
    valid_to = models.DateField(_("valid to"))

    class Meta:
        verbose_name = _("transfer health certificate")
        verbose_name_plural = _("transfer health certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False) & Q(valid_to__gte=F("left_on")),
                name="transfer_cert_is_valid_after_leaving",
                violation_error_message=_("A certificate is valid from the day of leaving on."),
            ),
        ]
