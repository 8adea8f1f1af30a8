"""What the guardians agreed to, purpose by purpose."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField


class ConsentQuerySet(models.QuerySet):
    def known(self, on: date) -> Self:
        """Said on the day or before, the newest first."""
        return self.filter(on__lte=on).order_by("-on", "-pk")

    def in_force(self, on: date) -> Self:
        """Of each child and purpose what holds on a day, whether yes or no."""
        same = Consent.objects.known(on).filter(
            child=OuterRef("child"), purpose=OuterRef("purpose")
        )
        return self.filter(pk=Subquery(same.values("pk")[:1]))


class Consent(models.Model):
    """A guardian said yes or no to one purpose, or took a yes back. Rows are only ever added.

    The guardian's name is written down as it was: guardians leave the list, what they signed stays.
    """

    class Act(models.TextChoices):
        GIVEN = "given", pgettext_lazy("consent", "given")
        REFUSED = "refused", pgettext_lazy("consent", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")

    class How(models.TextChoices):
        FORM = "form", _("on the paper form")
        WRITTEN = "written", _("in a letter or message")
        SPOKEN = "spoken", _("in person or by telephone")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="consents", verbose_name=_("child")
    )
    purpose = models.CharField(_("purpose"), max_length=20)
    act = models.CharField(_("answer"), max_length=20, choices=Act)
    on = models.DateField(_("said on"))
    guardian = EncryptedTextField(_("guardian"))
    relation = models.CharField(_("relation"), max_length=20, blank=True)
    how = models.CharField(_("how"), max_length=20, choices=How, default=How.FORM)
    paper = models.CharField(
        _("where the paper is kept"),
        max_length=60,
        blank=True,
        help_text=_("Folder or box, so that it can be shown"),
    )
    wording = models.CharField(_("version of the wording"), max_length=10)
    recorded_by = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["child", "purpose", "-on", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.get_act_display()} {self.on}"

    @property
    def is_yes(self) -> bool:
        return self.act == self.Act.GIVEN
