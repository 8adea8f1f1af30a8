"""从业人员晨检: everybody who handles food, before work, every working day."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from canteen.models.kitchen_logs import KitchenLog, words_of
from logistics.records.models import RecordLine


class Symptom(models.TextChoices):
    """What keeps somebody away from food that is eaten as it is."""

    FEVER = "fever", pgettext_lazy("food handler", "fever")
    COUGH = "cough", gettext_lazy("cough or sore throat")
    DIARRHOEA = "diarrhoea", pgettext_lazy("food handler", "diarrhoea")
    VOMITING = "vomiting", pgettext_lazy("food handler", "vomiting")
    JAUNDICE = "jaundice", pgettext_lazy("food handler", "jaundice")
    SKIN = "skin", gettext_lazy("wound of the hand, festering skin")
    DISCHARGE = "discharge", gettext_lazy("discharge from eyes, ears or nose")


class Dress(models.TextChoices):
    """个人卫生: what was not in order before the working room was entered."""

    CLOTHES = "clothes", gettext_lazy("work clothes, cap, mask")
    NAILS = "nails", gettext_lazy("nails")
    JEWELLERY = "jewellery", gettext_lazy("jewellery")
    HANDS = "hands", gettext_lazy("clean hands")


class Conclusion(models.TextChoices):
    WORKS = "works", pgettext_lazy("food handler", "goes to work")
    MOVED = "moved", pgettext_lazy("food handler", "other work, no food")
    DOCTOR = "doctor", pgettext_lazy("food handler", "to the doctor")
    OFF = "off", pgettext_lazy("food handler", "not here today")


class FoodHandlerCheck(KitchenLog):
    """One morning of one kitchen; everybody on its roster has a line."""

    kind_code = "food_handler_check"
    with_lines = True

    count = models.PositiveSmallIntegerField(gettext_lazy("people on the roster"), default=0)
    unfit = models.PositiveSmallIntegerField(gettext_lazy("not to work with food"), default=0)

    class Meta:
        verbose_name = gettext_lazy("morning check of the kitchen staff")
        verbose_name_plural = gettext_lazy("morning checks of the kitchen staff")

    def in_short(self) -> list[Any]:
        people = ngettext("%(n)s person", "%(n)s people", self.count) % {"n": self.count}
        return [people, _("all well") if not self.unfit else self.unfit_said]

    @property
    def unfit_said(self) -> str:
        words = ngettext("%(n)s not to work with food", "%(n)s not to work with food", self.unfit)
        return words % {"n": self.unfit}


class FoodHandlerLine(RecordLine):
    """One person. `cert` is how the health certificate stood, as health tells it.

    Who is not well or without a valid certificate does not go to work, unless `override` says why
    somebody who answers for it let them all the same.
    """

    sheet = models.ForeignKey(
        FoodHandlerCheck, models.PROTECT, related_name="lines", verbose_name=gettext_lazy("check")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("person"),
    )
    degrees = models.DecimalField(
        gettext_lazy("body temperature"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    symptoms = models.JSONField(gettext_lazy("symptoms"), default=list, blank=True)
    dress = models.JSONField(
        pgettext_lazy("food handler", "not in order"), default=list, blank=True
    )
    cert = models.CharField(gettext_lazy("health certificate"), max_length=10, blank=True)
    conclusion = models.CharField(
        gettext_lazy("conclusion"), max_length=10, choices=Conclusion, default=Conclusion.WORKS
    )
    handling = models.CharField(
        pgettext_lazy("about a person", "what was done"), max_length=200, blank=True
    )
    override = models.CharField(
        gettext_lazy("why all the same at work"), max_length=200, blank=True
    )

    class Meta(RecordLine.Meta):
        verbose_name = gettext_lazy("line of a morning check")
        verbose_name_plural = gettext_lazy("lines of morning checks")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="food_handler_once_a_sheet"),
            models.CheckConstraint(
                condition=models.Q(degrees=None) | models.Q(degrees__range=(30, 45)),
                name="food_handler_possible_temperature",
                violation_error_message=gettext_lazy("Nobody has such a temperature."),
            ),
        ]

    def __str__(self) -> str:
        said = [str(self.person), str(self.get_conclusion_display()), self.symptoms_said]
        return " · ".join(part for part in said if part)

    FIT_CERTS = ("valid", "expiring")

    @property
    def has_cert(self) -> bool:
        return self.cert in self.FIT_CERTS

    @property
    def symptoms_said(self) -> str:
        return words_of(Symptom, self.symptoms)

    @property
    def dress_said(self) -> str:
        return words_of(Dress, self.dress)
