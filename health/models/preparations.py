"""消毒剂配制: what was made of which product, how strong, and until when it may be used."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record


class Form(models.TextChoices):
    """What a chlorine disinfectant comes as: each has a formula of its own."""

    LIQUID = "liquid", _("liquid")
    TABLET = "tablet", _("tablets")
    POWDER = "powder", _("powder")


class DisinfectantPreparation(Record):
    """消毒剂领用与配制记录: one mixing. The strength is on the label of the product, never assumed.

    `content` is available chlorine: per cent of a liquid or powder, milligrams in one tablet.
    `needed` is what the formula gives: millilitres, tablets or grams.
    """

    kind_code = "disinfectant_preparation"

    product = models.CharField(_("product"), max_length=60)
    batch = models.CharField(_("batch number"), max_length=40, blank=True)
    expires_on = models.DateField(_("product good until"), null=True, blank=True)
    form = models.CharField(_("it comes as"), max_length=10, choices=Form, default=Form.LIQUID)
    content = models.DecimalField(_("strength on the label"), max_digits=7, decimal_places=2)
    strength = models.PositiveSmallIntegerField(_("strength wanted (mg/L)"))
    total_ml = models.PositiveIntegerField(_("total (ml)"))
    needed = models.DecimalField(_("product needed"), max_digits=8, decimal_places=1)
    purpose = models.CharField(_("used for"), max_length=80, blank=True)
    good_until = models.DateTimeField(_("may be used until"))
    departure = models.CharField(_("why otherwise than usual"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("preparation of a disinfectant")
        verbose_name_plural = _("preparations of disinfectants")
        constraints = [
            models.CheckConstraint(
                condition=Q(content__gt=0) & Q(strength__gt=0) & Q(total_ml__gt=0),
                name="preparation_positive",
                violation_error_message=_("Strength and quantity are more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.product} · {self.strength} mg/L · {self.total_ml} ml"

    @property
    def unit(self) -> str:
        return str(PRODUCT_UNITS[Form(self.form)])

    @property
    def label_unit(self) -> str:
        return LABEL_UNITS[Form(self.form)]


PRODUCT_UNITS = {Form.LIQUID: "ml", Form.TABLET: _("tablets"), Form.POWDER: "g"}
LABEL_UNITS = {Form.LIQUID: "%", Form.TABLET: "mg", Form.POWDER: "%"}
