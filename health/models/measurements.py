"""What is measured of the children, class by class: growth, eyes, teeth, blood, hearing."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record, RecordLine
from logistics.school.models import Child


class GrowthLevel(models.TextChoices):
    """生长水平: how a value compares with children of that age and sex."""

    UPPER = "upper", _("upper level")
    UPPER_MIDDLE = "upper_middle", _("upper middle level")
    MIDDLE = "middle", _("middle level")
    LOWER_MIDDLE = "lower_middle", _("lower middle level")
    LOWER = "lower", _("lower level")


class GrowthStatus(models.TextChoices):
    """营养状况: what the standards call it; empty where no standard fits."""

    NORMAL = "normal", _("normal growth")
    SEVERE_UNDERWEIGHT = "severe_underweight", _("severe underweight")
    UNDERWEIGHT = "underweight", _("underweight")
    SEVERE_STUNTING = "severe_stunting", _("severe stunting")
    STUNTING = "stunting", _("stunting")
    SEVERE_WASTING = "severe_wasting", _("severe wasting")
    WASTING = "wasting", _("wasting")
    MODERATE_WASTING = "moderate_wasting", _("moderate or severe wasting")
    MILD_WASTING = "mild_wasting", _("mild wasting")
    OVERWEIGHT = "overweight", _("overweight")
    OBESE = "obese", _("obesity")
    SEVERE_OBESITY = "severe_obesity", _("severe obesity")


class ClassSheet(Record):
    """A sheet on which something was measured of the children of one class, a line a child.

    Whoever of the class has no line was not measured.
    """

    with_lines = True
    about_children = "lines__child"
    lines: Any  # of a `ChildLine`, by the sheet

    expected = models.PositiveSmallIntegerField(_("children in the class"))
    measurer = models.CharField(
        _("measured by"), max_length=50, blank=True, help_text=_("Empty: who writes it down")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()

    @classmethod
    def line_model(cls) -> Any:
        return cls._meta.get_field("lines").related_model

    def one_line(self) -> str:
        """The class and how many: never a child."""
        count = self.lines.count() if self.new_lines is None else len(self.new_lines)
        return f"{self.entry.school_class} {count}/{self.expected}"


class ChildLine(RecordLine):
    """What was found of one child. Age and sex stay for the statistics when the values are gone.

    `doubts` are the codes of what was asked back and confirmed.
    """

    VALUES: ClassVar[tuple[str, ...]] = ()  # what is emptied when the law asks for it

    child = models.ForeignKey(Child, models.PROTECT, related_name="+", verbose_name=_("child"))
    sex = models.CharField(_("sex"), max_length=10, choices=Child.Sex)
    months = models.PositiveSmallIntegerField(_("age in months"))
    doubts = models.CharField(_("asked back and confirmed"), max_length=120, blank=True)

    class Meta(RecordLine.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.child} · {self.sheet}"

    def empty(self) -> None:
        """Take away what was measured; what it was called stays to be counted."""
        for name in self.VALUES:
            kept: Any = self._meta.get_field(name)
            setattr(self, name, kept.get_default())
        self.doubts = ""


class Occasion(models.TextChoices):
    """When in the year it is measured."""

    TERM_START = "term_start", _("start of term")
    QUARTER = "quarter", _("quarter")
    TERM_END = "term_end", _("end of term")
    OTHER = "other", _("other occasion")


class GrowthMeasurement(ClassSheet):
    """体格测量: height and weight of a class, with the eyesight where it is looked at."""

    kind_code = "growth_measurement"

    occasion = models.CharField(
        pgettext_lazy("of a measurement", "occasion"),
        max_length=20,
        choices=Occasion,
        default=Occasion.OTHER,
    )

    class Meta:
        verbose_name = _("growth measurement")
        verbose_name_plural = _("growth measurements")


class Sighted(models.Model):
    """Eyesight without glasses, in decimal notation."""

    right_eye = models.DecimalField(
        _("right eye"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    left_eye = models.DecimalField(
        _("left eye"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    # Judged by the rules of that day; empty where no rule fits.
    is_low = models.BooleanField(_("low vision"), null=True, blank=True)

    class Meta:
        abstract = True


class GrowthLine(ChildLine, Sighted):
    """Height, weight and eyesight of a child, with what the standards say of it."""

    VALUES = ("height_cm", "weight_kg", "bmi", "over_median", "right_eye", "left_eye", "sources")

    class Posture(models.TextChoices):
        LYING = "lying", _("lying")
        STANDING = "standing", _("standing")

    sheet = models.ForeignKey(
        GrowthMeasurement, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    height_cm = models.DecimalField(
        _("height"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    weight_kg = models.DecimalField(
        pgettext_lazy("of a child", "weight"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    posture = models.CharField(
        _("measured how"), max_length=10, choices=Posture, blank=True,
        help_text=_("Empty: lying under two years, standing from two on"),
    )  # fmt: skip
    bmi = models.DecimalField(
        _("body mass index"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    # By the former practice: how far above the median weight for height, in per cent.
    over_median = models.DecimalField(
        _("above the median weight for height"), max_digits=5, decimal_places=1, null=True,
        blank=True,
    )  # fmt: skip
    standard = models.CharField(_("standard"), max_length=40, blank=True)
    sources = models.CharField(_("tables and rows"), max_length=100, blank=True)
    height_level = models.CharField(
        _("level of the height"), max_length=20, choices=GrowthLevel, blank=True
    )
    weight_level = models.CharField(
        _("level of the weight"), max_length=20, choices=GrowthLevel, blank=True
    )
    build_level = models.CharField(
        _("level of the build"), max_length=20, choices=GrowthLevel, blank=True
    )
    height_status = models.CharField(
        _("state of the height"), max_length=20, choices=GrowthStatus, blank=True
    )
    weight_status = models.CharField(
        _("state of the weight"), max_length=20, choices=GrowthStatus, blank=True
    )
    build_status = models.CharField(
        _("state of the build"), max_length=20, choices=GrowthStatus, blank=True
    )

    class Meta(ChildLine.Meta):
        verbose_name = _("measured child")
        verbose_name_plural = _("measured children")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="growth_child_once_a_sheet",
                violation_error_message=_("A child stands on a sheet once."),
            ),
            models.CheckConstraint(
                condition=Q(height_cm=None) | Q(height_cm__gte=30, height_cm__lte=230),
                name="growth_height_possible",
                violation_error_message=_("No child is shorter than 30 cm or taller than 230 cm."),
            ),
            models.CheckConstraint(
                condition=Q(weight_kg=None) | Q(weight_kg__gte=1, weight_kg__lte=300),
                name="growth_weight_possible",
                violation_error_message=_("No child weighs under 1 kg or above 300 kg."),
            ),
        ]

    @property
    def statuses(self) -> tuple[str, ...]:
        """What is out of the ordinary."""
        judged = (self.height_status, self.weight_status, self.build_status)
        return tuple(code for code in judged if code and code != GrowthStatus.NORMAL)

    @property
    def status_words(self) -> list[str]:
        return [str(GrowthStatus(code).label) for code in self.statuses]


class VisionTest(ClassSheet):
    """视力检查: the eyesight of a class, with refraction and what was done about it."""

    kind_code = "vision_test"

    class Meta:
        verbose_name = _("vision test")
        verbose_name_plural = _("vision tests")


class VisionLine(ChildLine, Sighted):
    """Eyesight of a child. `is_corrected`: glasses or treatment have been begun (矫治)."""

    VALUES = ("right_eye", "left_eye", "right_sphere", "left_sphere")

    sheet = models.ForeignKey(
        VisionTest, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    right_sphere = models.DecimalField(
        _("refraction of the right eye"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    left_sphere = models.DecimalField(
        _("refraction of the left eye"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    is_corrected = models.BooleanField(_("glasses or treatment"), default=False)

    class Meta(ChildLine.Meta):
        verbose_name = _("child whose eyes were tested")
        verbose_name_plural = _("children whose eyes were tested")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="vision_child_once_a_sheet",
                violation_error_message=_("A child stands on a sheet once."),
            ),
        ]


class HemoglobinTest(ClassSheet):
    """血红蛋白检测: the haemoglobin of a class."""

    kind_code = "hemoglobin_test"

    altitude_m = models.PositiveSmallIntegerField(_("altitude"), default=0)

    class Meta:
        verbose_name = _("haemoglobin test")
        verbose_name_plural = _("haemoglobin tests")


class Anaemia(models.TextChoices):
    """贫血: by haemoglobin, the altitude taken off."""

    NONE = "none", _("no anaemia")
    MILD = "mild", _("mild anaemia")
    MODERATE = "moderate", _("moderate anaemia")
    SEVERE = "severe", _("severe anaemia")


class HemoglobinLine(ChildLine):
    """Haemoglobin of a child, in grams a litre."""

    VALUES = ("hemoglobin",)

    sheet = models.ForeignKey(
        HemoglobinTest, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    hemoglobin = models.DecimalField(
        _("haemoglobin"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    anaemia = models.CharField(_("anaemia"), max_length=20, choices=Anaemia, blank=True)

    class Meta(ChildLine.Meta):
        verbose_name = _("child whose blood was tested")
        verbose_name_plural = _("children whose blood was tested")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="hemoglobin_child_once_a_sheet",
                violation_error_message=_("A child stands on a sheet once."),
            ),
            models.CheckConstraint(
                condition=Q(hemoglobin=None) | Q(hemoglobin__gte=10, hemoglobin__lte=300),
                name="hemoglobin_possible",
                violation_error_message=_("Haemoglobin lies between 10 and 300 g/L."),
            ),
        ]


class OralCheck(ClassSheet):
    """口腔检查: the teeth of a class."""

    kind_code = "oral_check"

    class Meta:
        verbose_name = _("oral check")
        verbose_name_plural = _("oral checks")


class OralLine(ChildLine):
    """Teeth of a child: how many, how many decayed, how many of these filled."""

    VALUES = ("teeth", "decayed", "filled")

    sheet = models.ForeignKey(
        OralCheck, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    teeth = models.PositiveSmallIntegerField(_("teeth"), null=True, blank=True)
    decayed = models.PositiveSmallIntegerField(_("decayed teeth"), null=True, blank=True)
    filled = models.PositiveSmallIntegerField(_("filled teeth"), null=True, blank=True)
    has_caries = models.BooleanField(_("caries"), null=True, blank=True)
    is_treated = models.BooleanField(_("treated"), default=False)

    class Meta(ChildLine.Meta):
        verbose_name = _("child whose teeth were checked")
        verbose_name_plural = _("children whose teeth were checked")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="oral_child_once_a_sheet",
                violation_error_message=_("A child stands on a sheet once."),
            ),
            models.CheckConstraint(
                condition=Q(teeth=None) | Q(teeth__lte=32),
                name="oral_teeth_possible",
                violation_error_message=_("Nobody has more than 32 teeth."),
            ),
        ]


class HearingTest(ClassSheet):
    """听力筛查: the hearing of a class."""

    kind_code = "hearing_test"

    class Meta:
        verbose_name = _("hearing test")
        verbose_name_plural = _("hearing tests")


class Passed(models.TextChoices):
    PASSED = "passed", _("passed the test")
    FAILED = "failed", _("did not pass")


class HearingLine(ChildLine):
    """Whether each ear of a child passed the screening."""

    VALUES = ("right_ear", "left_ear")

    sheet = models.ForeignKey(
        HearingTest, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    right_ear = models.CharField(_("right ear"), max_length=10, choices=Passed, blank=True)
    left_ear = models.CharField(_("left ear"), max_length=10, choices=Passed, blank=True)
    is_failed = models.BooleanField(_("hearing to be examined"), null=True, blank=True)
    is_treated = models.BooleanField(_("treated"), default=False)

    class Meta(ChildLine.Meta):
        verbose_name = _("child whose hearing was tested")
        verbose_name_plural = _("children whose hearing was tested")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="hearing_child_once_a_sheet",
                violation_error_message=_("A child stands on a sheet once."),
            ),
        ]


SHEETS: tuple[type[ClassSheet], ...] = (
    GrowthMeasurement, VisionTest, OralCheck, HemoglobinTest, HearingTest,
)  # fmt: skip
LOWEST_VISION, BEST_VISION = Decimal("0.05"), Decimal("2.0")
