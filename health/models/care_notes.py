"""特殊照护: what the carer did on a day for each child of the class that needs more care."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.models.exams import with_children
from logistics.fields import EncryptedTextField
from logistics.records.models import Entry, Record, RecordLine


class Care(models.TextChoices):
    """生活照顾: in what a child was looked after."""

    CLOTHING = "clothing", _("clothes put on and off in time")
    FOOD = "food", _("meal as the plan says")
    SLEEP = "sleep", _("looked after at nap")
    MOVEMENT = "movement", _("movement step by step")
    OUTDOORS = "outdoors", _("more time outdoors")
    WATER = "water", _("drank enough")


class CareNoteQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)


class SpecialCareNote(Record):
    """体弱儿特殊照护记录 of one class and day; without a line nobody of the class is on the list."""

    kind_code = "special_care_note"
    with_lines = True
    about_children = "lines__child"

    children = models.PositiveSmallIntegerField(_("children under special care"), default=0)

    objects = CareNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of special care")
        verbose_name_plural = _("notes of special care")

    def __str__(self) -> str:
        return self.one_line()

    def named_lines(self) -> models.QuerySet:
        return with_children(self.lines.all())

    def one_line(self) -> str:
        """Class and number: never a child."""
        if not self.children:
            return gettext("Nobody of the class is under special care")
        words = ngettext("%(n)s child looked after", "%(n)s children looked after", self.children)
        return words % {"n": self.children}


class SpecialCareNoteLine(RecordLine):
    """One child on this day: what was done, how long outdoors, whether the parents were told."""

    sheet = models.ForeignKey(
        SpecialCareNote,
        models.PROTECT,
        related_name="lines",
        verbose_name=_("note of special care"),
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    done = models.JSONField(_("done"), default=list)
    outdoor_minutes = models.PositiveSmallIntegerField(
        pgettext_lazy("special care", "minutes outdoors"), null=True, blank=True
    )
    is_told = models.BooleanField(_("parents told"), default=False)
    note = EncryptedTextField(_("remark"), blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("child in a note of special care")
        verbose_name_plural = _("children in a note of special care")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="special_care_note_child_once",
                violation_error_message=_("A child stands on a sheet once."),
            ),
            models.CheckConstraint(
                condition=Q(outdoor_minutes=None) | Q(outdoor_minutes__lte=600),
                name="special_care_note_minutes_of_a_day",
                violation_error_message=_("No child is outdoors for more than ten hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.done_words

    @property
    def done_words(self) -> str:
        return "、".join(str(Care(code).label) for code in self.done if code in Care.values)
