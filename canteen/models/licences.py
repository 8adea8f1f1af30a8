"""食堂证照: what the canteen must hold, until when it is valid, and who is reminded."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from canteen.models.kitchen_logs import KitchenLog
from logistics.records.models import Entry


class LicenceQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def current(self) -> Self:
        """The newest of each kind and campus: what was renewed is not reminded of."""
        newer = FoodLicence.objects.standing().filter(
            Q(valid_to__gt=OuterRef("valid_to"))
            | Q(valid_to=OuterRef("valid_to"), pk__gt=OuterRef("pk")),
            sort=OuterRef("sort"),
            entry__campus=OuterRef("entry__campus"),
        )
        return self.standing().exclude(Exists(newer))

    def ending(self, until: date) -> Self:
        return self.current().filter(valid_to__lte=until)


class FoodLicence(KitchenLog):
    """One licence, certificate or contract of a canteen, as it was issued or renewed."""

    kind_code = "food_licence"

    class Sort(models.TextChoices):
        FOOD = "food", gettext_lazy("food business licence")
        HYGIENE = "hygiene", gettext_lazy("hygiene licence")
        GRADE = "grade", gettext_lazy("food safety grade")
        FIRE = "fire", gettext_lazy("fire safety certificate")
        DRAIN = "drain", gettext_lazy("drainage permit")
        WASTE = "waste", gettext_lazy("contract of the waste collector")
        WASTE_LICENCE = "waste_licence", gettext_lazy("licence of the waste collector")
        OTHER = "other", pgettext_lazy("licence", "other")

    sort = models.CharField(gettext_lazy("licence or certificate"), max_length=20, choices=Sort)
    number = models.CharField(gettext_lazy("number of the licence"), max_length=60)
    holder = models.CharField(gettext_lazy("holder"), max_length=80, blank=True)
    issued_by = models.CharField(gettext_lazy("issued by"), max_length=80, blank=True)
    issued_on = models.DateField(pgettext_lazy("a licence", "issued on"))
    valid_to = models.DateField(gettext_lazy("valid to"))

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("licence of the canteen")
        verbose_name_plural = gettext_lazy("licences of the canteen")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("issued_on")),
                name="licence_valid_after_issue",
                violation_error_message=gettext_lazy("A licence ends after it was issued."),
            ),
        ]
        indexes = [models.Index(fields=["valid_to"], name="food_licence_ends")]

    def in_short(self) -> list[Any]:
        return [self.get_sort_display(), self.number, f"→ {self.valid_to:%Y-%m-%d}"]
