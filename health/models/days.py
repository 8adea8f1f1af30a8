"""The rest of a class's day: speaking with parents, handing over the shift, being outdoors."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField
from logistics.records.models import Record


class ParentContact(Record):
    """家长联系记录: when, how, about what, with what result."""

    kind_code = "parent_contact"

    class Way(models.TextChoices):
        PHONE = "phone", _("by telephone")
        IN_PERSON = "in_person", _("in person")
        MESSAGE = "message", _("by message")
        VISIT = "visit", _("at home")

    class About(models.TextChoices):
        ILLNESS = "illness", _("signs of illness")
        ABSENCE = "absence", _("absence")
        MEDICINE = "medicine", _("medicine")
        EXAM = "exam", _("result of an examination")
        INJURY = "injury", _("injury")
        OTHER = "other", _("something else")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    way = models.CharField(_("how"), max_length=10, choices=Way)
    about = models.CharField(_("about"), max_length=10, choices=About)
    contact = EncryptedTextField(_("with whom"), blank=True)
    text = EncryptedTextField(_("result"))

    class Meta:
        verbose_name = _("contact with parents")
        verbose_name_plural = _("contacts with parents")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.get_way_display()}"


class ShiftHandover(Record):
    """交接班: the class goes from one pair of hands into another's, who sign it."""

    kind_code = "shift_handover"

    class Shift(models.TextChoices):
        MORNING = "morning", _("morning to noon")
        NOON = "noon", _("noon to afternoon")
        AFTERNOON = "afternoon", _("afternoon to evening")

    on = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=10, choices=Shift)
    expected = models.PositiveSmallIntegerField(_("should be there"))
    present = models.PositiveSmallIntegerField(_("present"))
    sick = models.PositiveSmallIntegerField(_("sick leave"), default=0)
    personal = models.PositiveSmallIntegerField(_("personal leave"), default=0)
    watched_count = models.PositiveSmallIntegerField(_("children watched"), default=0)
    medicine_count = models.PositiveSmallIntegerField(_("children on medicine"), default=0)
    text = EncryptedTextField(_("anything special"), blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("a shift", "taken over by"),
    )

    class Meta:
        verbose_name = _("handover of a shift")
        verbose_name_plural = _("handovers of shifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("expected")),
                name="handover_present_of_expected",
                violation_error_message=_("More are there than there should be."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return (
            f"{self.entry.school_class} {self.get_shift_display()} {self.present}/{self.expected}"
        )


class OutdoorActivity(Record):
    """户外活动: how long a class was outdoors, and why not if the weather kept it in."""

    kind_code = "outdoor_activity_log"

    on = models.DateField(_("day"))
    starts_at = models.TimeField(pgettext_lazy("outdoor activity", "from"))
    ends_at = models.TimeField(pgettext_lazy("outdoor activity", "until"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    activity = models.CharField(_("what was done"), max_length=100)
    pulse = models.PositiveSmallIntegerField(_("average pulse"), null=True, blank=True)
    density = models.PositiveSmallIntegerField(
        _("share of the time in motion"), null=True, blank=True
    )
    weather = models.CharField(_("what the weather hindered"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("outdoor activity")
        verbose_name_plural = _("outdoor activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="outdoors_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(density=None) | Q(density__lte=100),
                name="outdoors_density_is_a_share",
                violation_error_message=_("A share is at most 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.minutes} min"
