"""What a school of its kind should have of teaching equipment (装备标准), by subject."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assets.models.classes import AssetClass


class EquipmentStandard(models.Model):
    """One line of the standard: so many of a thing for each school, campus or class.

    What there is is counted from the cards: by the words of `counted_as` in their names, or by
    the class and all below it.
    """

    class Subject(models.TextChoices):
        MUSIC = "music", pgettext_lazy("subject of equipment", "music")
        SPORT = "sport", pgettext_lazy("subject of equipment", "physical education")
        ART = "art", pgettext_lazy("subject of equipment", "art")
        SCIENCE = "science", pgettext_lazy("subject of equipment", "science")
        BOOKS = "books", pgettext_lazy("subject of equipment", "books")
        IT = "it", pgettext_lazy("subject of equipment", "information technology")
        PLAY = "play", pgettext_lazy("subject of equipment", "play")
        OTHER = "other", pgettext_lazy("subject of equipment", "other")

    class Per(models.TextChoices):
        SCHOOL = "school", pgettext_lazy("equipment for each", "school")
        CAMPUS = "campus", pgettext_lazy("equipment for each", "campus")
        CLASS = "class", pgettext_lazy("equipment for each", "class")

    subject = models.CharField(
        pgettext_lazy("of equipment", "subject"), max_length=20, choices=Subject
    )
    item = models.CharField(_("item"), max_length=60)
    unit = models.CharField(_("unit"), max_length=10, default="台")
    wanted = models.PositiveIntegerField(_("wanted quantity"))
    per = models.CharField(_("for each"), max_length=20, choices=Per, default=Per.SCHOOL)
    counted_as = models.CharField(
        _("counted by the name"),
        max_length=120,
        blank=True,
        help_text=_("Words in the names of cards, with commas between them"),
    )
    asset_class = models.ForeignKey(
        AssetClass,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("counted by the class"),
    )
    source = models.CharField(_("source"), max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["subject", "item", "pk"]
        verbose_name = _("equipment standard")
        verbose_name_plural = _("equipment standards")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "item"],
                name="standard_item_once",
                violation_error_message=_("The standard already has a line of this item."),
            ),
            models.CheckConstraint(
                condition=Q(wanted__gte=1),
                name="standard_wants_something",
                violation_error_message=_("At least one is wanted."),
            ),
            models.CheckConstraint(
                condition=~Q(counted_as="") | Q(asset_class__isnull=False),
                name="standard_says_what_counts",
                violation_error_message=_("Say by which names or which class it is counted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.item}"

    @property
    def words(self) -> list[str]:
        return [word for word in self.counted_as.replace("，", ",").split(",") if word.strip()]
